"""The natural voice: right, even, at one pace, and gone from memory when it has spoken."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest

from device.reading.diagnostic import ConfigError
from device.sound.block import RATE_HZ, level_dbfs, samples
from device.speaking.clip_cache import ClipCache
from device.speaking.lexicon import Lexicon, load_lexicon
from device.speaking.natural import NaturalVoice
from device.speaking.pace import words_a_minute
from device.speaking.phrase import phrase
from device.speaking.phrases import PhraseBook, load_book
from device.speaking.synthesis import CannotSpeak, Pyttsx3Engine
from device.speaking.voices import voices_of, who_speaks

TEXTS = ("one", "Squeeze.", "And relax.", "Does something hurt? Say yes or no.", "seven breathe")
TOLD_WITHIN_A_SECOND = 60


@pytest.fixture(scope="module")
def book(project: Path) -> PhraseBook:
    return load_book(project / "voices" / "en")


@pytest.fixture(scope="module")
def voice(book: PhraseBook) -> Iterator[NaturalVoice]:
    voice = NaturalVoice("heart", 150, book.lexicon)
    yield voice
    voice.rest()


def helpers() -> list[int]:
    children = psutil.Process().children()
    return [each.pid for each in children if "device.speaking.natural_process" in each.cmdline()]


def test_english_is_spoken_by_the_natural_voice_and_espeak_stands_in(book: PhraseBook) -> None:
    first, second = voices_of(book)
    assert isinstance(first, NaturalVoice)
    assert isinstance(second, Pyttsx3Engine)
    assert who_speaks(book) == "hibari (heart)"


def test_korean_is_spoken_by_espeak(project: Path) -> None:
    korean = load_book(project / "voices" / "ko")
    assert [type(each) for each in voices_of(korean)] == [Pyttsx3Engine]
    assert who_speaks(korean) == "espeak-ng (ko)"


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_the_same_clip_every_time(voice: NaturalVoice, text: str) -> None:
    np.testing.assert_array_equal(voice.render(text), voice.render(text))


@pytest.mark.parametrize("text", TEXTS)
def test_it_begins_with_sound_and_is_as_loud_as_every_other(voice: NaturalVoice, text: str) -> None:
    sound = voice.render(text)
    assert -23 <= level_dbfs(sound) <= -18
    assert np.abs(sound[: samples(0.1)].astype(int)).max() > 400
    assert np.abs(sound[-samples(0.1) :].astype(int)).max() > 60


def test_every_number_is_said_within_its_second(book: PhraseBook, voice: NaturalVoice) -> None:
    numbers = book.numbers[1 : TOLD_WITHIN_A_SECOND + 1]
    late = [each for each in numbers if len(voice.render(each)) > 0.95 * RATE_HZ]
    assert late == []


def test_sentences_stand_a_breath_apart_and_no_longer(voice: NaturalVoice) -> None:
    sound = voice.render("Let the leg slide down until it lies straight. Then let go.")
    frames = np.array_split(sound, len(sound) // samples(0.02))
    quiet = "".join("." if level_dbfs(each) < -45 else "#" for each in frames)
    assert 0.3 <= max(map(len, quiet.split("#"))) * 0.02 <= 0.8


def test_no_before_a_full_stop_is_marked_with_its_sounds(book: PhraseBook) -> None:
    assert book.lexicon.spoken("Say yes or no.") == "Say yes or [no](/nˈO/)."
    assert book.lexicon.spoken("No, not now.") == "[No](/nˈO/), not now."


def test_no_is_shorter_with_its_sounds_than_the_number_that_it_was(book: PhraseBook) -> None:
    marked = NaturalVoice("heart", 150, book.lexicon)
    bare = NaturalVoice("heart", 150, Lexicon())
    try:
        text = "Does something hurt? Say yes or no."
        assert len(bare.render(text)) > len(marked.render(text)) + samples(0.08)
    finally:
        marked.rest()
        bare.rest()


def test_figures_are_said_in_the_words_of_the_language(book: PhraseBook) -> None:
    spoken = book.lexicon.spoken
    assert spoken("about 25 minutes") == "about twenty-five minutes"
    assert spoken("Call 9, 1, 1.") == "Call nine, one, one."
    assert spoken("Call 0123.") == "Call zero, one, two, three."
    assert spoken("Call 1480.") == "Call one, four, eight, zero."


def test_a_number_of_three_figures_is_left_to_the_voice_which_reads_it_as_one(
    book: PhraseBook,
) -> None:
    """Found: it said "four, eight, zero minutes"."""
    spoken = book.lexicon.spoken
    assert spoken("about 480 minutes") == "about 480 minutes"
    assert spoken("from 99 to 100, and 999") == "from ninety-nine to 100, and 999"
    assert spoken("Call 099.") == "Call zero, nine, nine."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Anna", ""),
        ("Dr. Müller", ""),
        ("the NHS line", "spells 'NHS' out"),
        ("김민지", "leaves out"),
        ("Hold it for 30 s.", "reads '30 s' as a letter"),
        ("Do approx. 5.", "takes 'approx.' for the end of a sentence"),
        ("Lift at 11/20.", "takes '11/20' for a date or a time"),
    ],
)
def test_what_it_would_not_say_as_meant_is_told(text: str, told: str) -> None:
    found = "; ".join(Lexicon().doubts(text))
    assert told in found
    assert bool(found) is bool(told)


def test_a_word_with_its_sounds_is_no_doubt() -> None:
    assert list(Lexicon({"nhs": "ˌɛnˌAʧˈɛs"}).doubts("the NHS line")) == []


@pytest.mark.parametrize("text", ["", "...", "김민지"])
def test_what_has_no_sounds_cannot_be_spoken_and_the_next_text_can(
    voice: NaturalVoice, text: str
) -> None:
    with pytest.raises(CannotSpeak):
        voice.render(text)
    assert voice.render("Squeeze.").any()


def test_a_voice_that_is_not_in_the_package_says_so_and_is_not_fetched() -> None:
    voice = NaturalVoice("emma", 150)
    with pytest.raises(CannotSpeak, match="there is: heart"):
        voice.render("Squeeze.")
    voice.rest()


def test_after_its_work_nothing_of_it_is_left_in_memory(book: PhraseBook) -> None:
    clip_cache = ClipCache(book, voices_of(book))
    before = helpers()
    assert clip_cache.prepare([phrase("greeting"), phrase("say_ready")]) == ()
    assert helpers() == before


def test_a_process_that_was_killed_costs_one_text_and_no_more(voice: NaturalVoice) -> None:
    voice.render("Squeeze.")
    for pid in helpers():
        psutil.Process(pid).kill()
        os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    with pytest.raises(CannotSpeak, match="ended"):
        voice.render("And relax.")
    assert voice.render("And relax.").any()


def test_what_the_natural_voice_cannot_say_espeak_does(project: Path, tmp_path: Path) -> None:
    book = load_book(project / "voices" / "en")
    clip_cache = ClipCache(book, voices_of(book), tmp_path)
    said = phrase("call_now_family", name="아빠", digits="12")
    only = phrase("said", text="아빠")
    assert clip_cache.prepare([said, only]) == ()
    assert clip_cache.length(only) > 0


def test_a_lexicon_that_cannot_be_read_is_told_by_line(tmp_path: Path) -> None:
    (tmp_path / "lexicon.yaml").write_text("nhs:\n")
    with pytest.raises(ConfigError, match=r"lexicon.yaml, line 1: 'nhs' has no sounds"):
        load_lexicon(tmp_path, ())


def test_a_sentence_is_spoken_as_slowly_as_asked(voice: NaturalVoice) -> None:
    text = "Bend one knee, and slide the heel toward your bottom."
    assert 120 <= words_a_minute(text, voice.render(text)) <= 150
