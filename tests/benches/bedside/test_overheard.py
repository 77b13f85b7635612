"""Talk that is meant for nobody: who hears a command in it is found out, with what it was."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from device.hearing.commands import load_commands
from device.hearing.listener import Listener
from device.session.events import ANYTIME, Word
from device.sound.block import Samples, samples
from device.speaking.phrases import load_book
from script.benches.bedside import overheard
from script.benches.bedside.overheard import Talk, kitchen_of, overhear, recorded, said_by_voices
from script.benches.bedside.trials import BEDROOM, Bedside, Condition
from tests.benches.bedside.test_trials import Always, murmur, parts
from tests.wav import write_wav


@pytest.mark.parametrize(("word", "words"), [(Word.PAUSE, ("pause", "pause")), (None, ())])
def test_every_action_is_counted_with_the_sentence_that_made_it(
    word: Word | None, words: tuple[str, ...]
) -> None:
    bedside = Bedside(parts(lambda: Listener([Always(word)])), Condition("talk", BEDROOM))
    bedside.listen_for(ANYTIME)
    told = overhear(bedside, [("first", murmur(0.6)), ("second", murmur(0.8, 1))])
    assert told.words == words
    assert told.sentences == ["first", "second"][: len(words)]


def test_what_came_of_two_kinds_of_talk_is_summed() -> None:
    told = Talk(words=("next",), suspected=1, sentences=["a", "b"])
    told.add(Talk(words=("pain",), suspected=2, sentences=["c", "d", "e"]))
    assert (told.words, told.suspected, told.sentences) == (("next", "pain"), 3, [*"abcde"])


def test_recordings_are_whole_sentences_and_words_in_pairs(tmp_path: Path) -> None:
    for n in range(4):
        write_wav(tmp_path / "intents" / f"{n}{'x' * 9}.wav", murmur(1.0, n).tobytes())
        write_wav(tmp_path / "speech_commands" / f"word{n}" / "a.wav", murmur(0.5, n).tobytes())
    talk = dict(recorded(tmp_path, 2))
    assert list(talk) == ["0xxxxxxx", "2xxxxxxx", "word0 word2"]
    assert np.array_equal(talk["2xxxxxxx"], murmur(1.0, 2))
    assert len(talk["word0 word2"]) == samples(0.5 + 0.3 + 0.5)
    assert list(recorded(tmp_path / "nothing", 1)) == []


def test_sentences_are_said_by_voices_in_turn(tmp_path: Path, project: Path) -> None:
    file = tmp_path / "ko.txt"
    file.write_text("창문 좀 닫아 주세요\n\n창문 좀 닫아 주세요\n", encoding="utf-8")
    (first, one), (second, another) = said_by_voices(file, load_book(project / "voices" / "ko"))
    assert first == second == "창문 좀 닫아 주세요"
    assert min(len(one), len(another)) > samples(0.5)
    assert not np.array_equal(one, another)


def test_sentences_are_said_by_the_named_voices(
    tmp_path: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "ko.txt"
    file.write_text("하나\n둘\n셋\n", encoding="utf-8")
    asked: list[str] = []

    class Voice:
        def __init__(self, name: str, _words_per_minute: int) -> None:
            asked.append(name)

        def render(self, _text: str) -> Samples:
            return murmur(0.1)

    monkeypatch.setattr(overheard, "Pyttsx3Engine", Voice)
    list(said_by_voices(file, load_book(project / "voices" / "ko"), ("+f4", "")))
    assert asked == ["ko+f4", "ko", "ko+f4"]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_no_sentence_of_everyday_talk_is_a_command(project: Path, language: str) -> None:
    commands = load_commands(project / "voices" / language / "commands.yaml")
    lines = (project / "script" / "benches" / "sentences" / f"{language}.txt").read_text("utf-8")
    assert len(lines.splitlines()) > 30
    assert [line for line in lines.splitlines() if commands.meaning(line.casefold()).only] == []


def test_a_kitchen_is_the_recorded_one_where_there_is_one(tmp_path: Path) -> None:
    write_wav(tmp_path / "noise" / "kitchen.wav", murmur(1.0).tobytes())
    noise, what = kitchen_of(tmp_path)
    assert np.array_equal(noise, murmur(1.0))
    assert "recorded" in what
    assert "1/f" in kitchen_of(tmp_path / "nothing")[1]
