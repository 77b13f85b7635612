"""The simulated patient teaches once; other words, or another room, are taught anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from device.configuration import load_configuration
from device.hearing.commands import Commands
from device.hearing.taught.store import Voice
from device.rehearsal import pupil
from device.rehearsal.lessons import taught_voice
from device.rehearsal.rehearse import NEAR
from device.session.events import Word

FEW: dict[Word, tuple[str, ...]] = {Word.YES: ("yes",), Word.NO: ("no",)}


@pytest.fixture
def only_few_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pupil, "Word", (Word.YES, Word.NO))


class Lessons:
    """Counts the words that were really taught."""

    def __init__(self, project: Path, folder: Path) -> None:
        book = load_configuration(project, "en").book
        assert book is not None
        self.told = 0
        self._language, self._folder = book.voice, folder

    def taught(self, phrases: dict[Word, tuple[str, ...]]) -> Voice:
        def progress(_done: int, _of: int) -> None:
            self.told += 1

        return taught_voice(self._folder, self._language, Commands(phrases), NEAR, progress)


@pytest.mark.usefixtures("only_few_words")
def test_what_was_taught_once_is_known_and_the_same(project: Path, tmp_path: Path) -> None:
    lessons = Lessons(project, tmp_path)
    first = lessons.taught(FEW)
    assert first.taught == {"yes", "no"}
    assert lessons.told == 2
    again = lessons.taught(FEW)
    assert lessons.told == 2
    assert [take.word for take in again.takes] == [take.word for take in first.takes]
    for one, other in zip(first.takes, again.takes, strict=True):
        assert (one.shape.embedding == other.shape.embedding).all()
    lessons.taught({**FEW, Word.YES: ("yes please",)})
    assert lessons.told == 4


@pytest.mark.usefixtures("only_few_words")
def test_a_lesson_that_is_damaged_or_cannot_be_kept_is_given_anew(
    project: Path, tmp_path: Path
) -> None:
    lessons = Lessons(project, tmp_path)
    lessons.taught(FEW)
    (file,) = tmp_path.glob("*/*")
    file.write_bytes(b"no voice")
    assert lessons.taught(FEW).taught == {"yes", "no"}
    (tmp_path / "a file").write_text("in the way")
    nowhere = Lessons(project, tmp_path / "a file")
    assert nowhere.taught(FEW).taught == {"yes", "no"}
