"""The simulated patient teaches once; other words, or another room, are taught anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from device.configuration import load_configuration
from device.hearing.commands import Commands
from device.hearing.enrolled.profile_store import VoiceProfile
from device.rehearsal import patient_enrollment
from device.rehearsal.enrolled_patient import taught_voice
from device.rehearsal.rehearse import NEAR
from device.session.events import Word

FEW: dict[Word, tuple[str, ...]] = {Word.YES: ("yes",), Word.NO: ("no",)}


@pytest.fixture
def only_few_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patient_enrollment, "Word", (Word.YES, Word.NO))


class Enrollments:
    """Counts the words that were really taught."""

    def __init__(self, project: Path, folder: Path) -> None:
        book = load_configuration(project, "en").book
        assert book is not None
        self.told = 0
        self._language, self._folder = book.voice, folder

    def taught(self, phrases: dict[Word, tuple[str, ...]]) -> VoiceProfile:
        def progress(_done: int, _of: int) -> None:
            self.told += 1

        return taught_voice(self._folder, self._language, Commands(phrases), NEAR, progress)


@pytest.mark.usefixtures("only_few_words")
def test_what_was_taught_once_is_known_and_the_same(project: Path, tmp_path: Path) -> None:
    enrollments = Enrollments(project, tmp_path)
    first = enrollments.taught(FEW)
    assert first.taught == {"yes", "no"}
    assert enrollments.told == 2
    again = enrollments.taught(FEW)
    assert enrollments.told == 2
    assert [template.word for template in again.templates] == [
        template.word for template in first.templates
    ]
    for one, other in zip(first.templates, again.templates, strict=True):
        assert (one.features.embedding == other.features.embedding).all()
    enrollments.taught({**FEW, Word.YES: ("yes please",)})
    assert enrollments.told == 4


@pytest.mark.usefixtures("only_few_words")
def test_an_enrollment_that_is_damaged_or_cannot_be_kept_is_given_anew(
    project: Path, tmp_path: Path
) -> None:
    enrollments = Enrollments(project, tmp_path)
    enrollments.taught(FEW)
    (file,) = tmp_path.glob("*/*")
    file.write_bytes(b"no voice")
    assert enrollments.taught(FEW).taught == {"yes", "no"}
    (tmp_path / "a file").write_text("in the way")
    nowhere = Enrollments(project, tmp_path / "a file")
    assert nowhere.taught(FEW).taught == {"yes", "no"}
