"""What may be said is rendered once and kept; what was damaged or cannot be kept is said too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from device.sound.block import BLOCK_SAMPLES, Samples
from device.speaking.clip_cache import ClipCache, NotPrepared, Unspoken
from device.speaking.phrase import Phrase, number, phrase
from device.speaking.phrases import PhraseBook, VoiceSettings, load_book
from device.speaking.synthesis import CannotSpeak, Pyttsx3Engine

BOOK = PhraseBook(
    VoiceSettings("en", "en-us", 140),
    {
        "greeting": "Hello.",
        "again": "Hello.",
        "rep_of": "That was {n} of {total}.",
        "hum": "...",
        "next_is": "After this comes {name}.",
        "squeeze.name": "Squeeze.",
        "call": "Call {digits}.",
    },
    ("zero", "one", "two", "three"),
)
SAID = (phrase("greeting"), phrase("rep_of", n=1, total=3), number(2))


class Counting:
    """A voice whose sound tells its text, and that tells what it was asked for."""

    def __init__(self, identity: str = "counting") -> None:
        self.identity = identity
        self.rendered: list[str] = []
        self.rested = 0

    def render(self, text: str) -> Samples:
        self.rendered.append(text)
        if text == "...":
            raise CannotSpeak(text, "it has no words")
        return np.frombuffer(f"{self.identity}: {text}".encode("utf-16-le"), np.int16)

    def rest(self) -> None:
        self.rested += 1


Damage = Callable[[bytes], bytes]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state" / "clips"


def sounds_of(clip_cache: ClipCache, said: tuple[Phrase, ...] = SAID) -> list[str]:
    return [clip_cache.clip(each).tobytes().decode("utf-16-le") for each in said]


def files(folder: Path) -> Iterator[Path]:
    yield from sorted(folder.iterdir())


def test_what_was_prepared_is_there_and_sounds_as_the_voice_says_it() -> None:
    clip_cache = ClipCache(BOOK, Counting())
    assert clip_cache.prepare(SAID) == ()
    assert sounds_of(clip_cache) == [
        "counting: Hello.",
        "counting: That was one of three.",
        "counting: two",
    ]
    assert [clip_cache.length(said) for said in SAID] == [
        len(clip_cache.clip(said)) for said in SAID
    ]


def test_what_was_not_prepared_is_not_there() -> None:
    clip_cache = ClipCache(BOOK, Counting())
    clip_cache.prepare([phrase("rep_of", n=1, total=3)])
    other = phrase("rep_of", n=2, total=3)
    for look in (clip_cache.clip, clip_cache.length):
        with pytest.raises(NotPrepared, match=r"rep_of\(n=2, total=3\) was not prepared"):
            look(other)


def test_a_phrase_is_rendered_once_however_often_it_is_asked_for() -> None:
    voice = Counting()
    clip_cache = ClipCache(BOOK, voice)
    clip_cache.prepare([*SAID, *SAID])
    clip_cache.prepare(SAID)
    assert len(voice.rendered) == len(SAID)


def test_a_second_clip_cache_on_the_same_folder_renders_nothing(folder: Path) -> None:
    first = ClipCache(BOOK, Counting(), folder)
    first.prepare(SAID)
    voice = Counting()
    second = ClipCache(BOOK, voice, folder)
    assert second.prepare(SAID) == ()
    assert voice.rendered == []
    assert sounds_of(second) == sounds_of(first)


def test_the_same_words_under_another_key_are_the_same_clip(folder: Path) -> None:
    voice = Counting()
    ClipCache(BOOK, voice, folder).prepare([phrase("greeting"), phrase("again")])
    assert voice.rendered == ["Hello."]


def test_another_voice_or_other_words_are_rendered_anew(folder: Path) -> None:
    ClipCache(BOOK, Counting(), folder).prepare(SAID)
    slower = Counting("slower")
    clip_cache = ClipCache(BOOK, slower, folder)
    clip_cache.prepare(SAID)
    assert len(slower.rendered) == len(SAID)
    assert sounds_of(clip_cache)[0] == "slower: Hello."
    polite = PhraseBook(BOOK.voice, {**BOOK.texts, "greeting": "Good day."}, BOOK.numbers)
    voice = Counting()
    ClipCache(polite, voice, folder).prepare(SAID)
    assert voice.rendered == ["Good day."]


@pytest.mark.parametrize(
    "damage",
    [
        lambda _content: b"",
        lambda content: content[:20],
        lambda content: content[:32],
        lambda content: content[:-1],
        lambda content: content[:-2],
        lambda content: content + b"\0\0",
        lambda content: content[:-1] + bytes([content[-1] ^ 1]),
        lambda content: bytes([content[0] ^ 1]) + content[1:],
        lambda content: bytes(len(content)),
    ],
    ids=[
        "empty", "half a checksum", "no sound", "a byte short", "a sample short", "a sample more",
        "a bit of the sound", "a bit of the checksum", "zeros",
    ],
)  # fmt: skip
def test_a_damaged_clip_is_rendered_anew_and_mended(folder: Path, damage: Damage) -> None:
    first = ClipCache(BOOK, Counting(), folder)
    first.prepare(SAID)
    broken = next(files(folder))
    whole = broken.read_bytes()
    broken.write_bytes(damage(whole))
    voice = Counting()
    clip_cache = ClipCache(BOOK, voice, folder)
    assert clip_cache.prepare(SAID) == ()
    assert len(voice.rendered) == 1
    assert sounds_of(clip_cache) == sounds_of(first)
    assert broken.read_bytes() == whole


def test_a_folder_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file stands where the folder should be")
    voice = Counting()
    clip_cache = ClipCache(BOOK, voice, tmp_path / "state" / "clips")
    assert clip_cache.prepare(SAID) == ()
    assert sounds_of(clip_cache)[0] == "counting: Hello."
    assert len(voice.rendered) == len(SAID)


def test_a_clip_that_cannot_be_read_is_done_without(folder: Path) -> None:
    ClipCache(BOOK, Counting(), folder).prepare(SAID)
    for file in files(folder):
        file.unlink()
        file.mkdir()
    clip_cache = ClipCache(BOOK, Counting(), folder)
    assert clip_cache.prepare(SAID) == ()
    assert sounds_of(clip_cache)[0] == "counting: Hello."


def test_nothing_but_clips_is_left_in_the_folder(folder: Path) -> None:
    ClipCache(BOOK, Counting(), folder).prepare([*SAID, phrase("hum")])
    assert [file.suffix for file in files(folder)] == [".clip"] * len(SAID)


def test_what_cannot_be_said_is_told_with_the_reason_and_all_else_is_said() -> None:
    clip_cache = ClipCache(BOOK, Counting())
    nowhere, half = phrase("nowhere"), phrase("rep_of", n=1)
    assert clip_cache.prepare([phrase("hum"), nowhere, half, *SAID]) == (
        Unspoken(phrase("hum"), "'...' cannot be spoken: it has no words"),
        Unspoken(nowhere, "there is no phrase 'nowhere'"),
        Unspoken(half, "the phrase rep_of(n=1) has no value for {total}"),
    )
    assert sounds_of(clip_cache)[0] == "counting: Hello."
    with pytest.raises(NotPrepared):
        clip_cache.clip(phrase("nobody asked for it"))


def test_the_progress_is_told_up_to_the_last(folder: Path) -> None:
    told: list[tuple[int, int]] = []
    clip_cache = ClipCache(BOOK, Counting(), folder)
    clip_cache.prepare([*SAID, *SAID], lambda *come: told.append(come))
    assert told == [(1, 3), (2, 3), (3, 3)]
    clip_cache.prepare([*SAID, phrase("again")], lambda *come: told.append(come))
    assert told[3:] == [(1, 1)]


def test_a_name_inside_a_sentence_and_a_telephone_number_are_said_as_people_say_them() -> None:
    clip_cache = ClipCache(BOOK, Counting())
    said = (phrase("next_is", name=phrase("squeeze.name")), phrase("call", digits="+49 112"))
    clip_cache.prepare(said)
    assert sounds_of(clip_cache, said) == [
        "counting: After this comes Squeeze.",
        "counting: Call +, 4, 9, 1, 1, 2.",
    ]


def test_the_real_voice_is_kept_sample_by_sample(project: Path, folder: Path) -> None:
    book = load_book(project / "voices" / "en")
    voice = Pyttsx3Engine("en-us", 140)
    said = (phrase("greeting"), number(7))
    first = ClipCache(book, voice, folder)
    assert first.prepare(said) == ()
    second = ClipCache(book, voice, folder)
    assert second.prepare(said) == ()
    for each in said:
        assert first.length(each) > 3000
        assert np.array_equal(first.clip(each), second.clip(each))


def test_what_is_asked_for_slowly_is_in_the_slow_voice_and_until_then_in_the_usual_one(
    folder: Path,
) -> None:
    clip_cache = ClipCache(BOOK, Counting(), folder, (Counting("slow"),))
    hello = phrase("greeting")
    slow = replace(hello, slow=True)
    clip_cache.prepare([hello])
    assert sounds_of(clip_cache, (slow,)) == ["counting: Hello."]
    clip_cache.prepare([slow])
    assert sounds_of(clip_cache, (hello, slow)) == ["counting: Hello.", "slow: Hello."]
    with pytest.raises(NotPrepared):
        clip_cache.clip(replace(number(3), slow=True))


def test_what_the_voice_cannot_say_is_a_moment_of_silence_at_both_paces() -> None:
    clip_cache = ClipCache(BOOK, Counting())
    hum = phrase("hum")
    assert clip_cache.prepare([hum])
    for said in (hum, replace(hum, slow=True)):
        assert clip_cache.length(said) == BLOCK_SAMPLES
        assert not clip_cache.clip(said).any()


def test_what_nobody_prepared_is_left_out_and_told_once_where_somebody_is_told() -> None:
    missed: list[Phrase] = []
    clip_cache = ClipCache(BOOK, Counting())
    clip_cache.missed = missed.append
    assert not clip_cache.clip(SAID[0]).any()
    assert clip_cache.length(SAID[0]) == BLOCK_SAMPLES
    assert missed == [SAID[0]]
    clip_cache.prepare(SAID)
    assert clip_cache.clip(SAID[0]).any()
