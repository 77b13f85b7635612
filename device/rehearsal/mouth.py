"""The simulated patient's mouth: command words in several synthetic voices."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from device.hearing.commands import Commands, spoken
from device.hearing.ear import Ear
from device.session.events import Word
from device.sound.block import BLOCK, Samples, silence
from device.speaking.clips import ClipShelf
from device.speaking.phrase import phrase
from device.speaking.phrases import PhraseBook, VoiceSettings
from device.speaking.rendering import Pyttsx3Voice

VARIANTS = ("", "+f3", "+m3", "+f2", "+m7")
"""espeak-ng's voices, as different as they come."""

MOST_PHRASES = 5
MOST_SAYINGS = 4


@dataclass(frozen=True, slots=True)
class Saying:
    """One way to say a word: what is said, by which voice, and its sound."""

    word: Word
    text: str
    voice: str
    sound: Samples


class Mouth:
    """Ways to say a word that the engine understands clean and alone, the surest first.

    What the engine does not know even so is no measure of the box; `unknown` names those words.
    """

    def __init__(self, shelf_of: dict[str, ClipShelf], commands: Commands, ear: Ear) -> None:
        self._shelves = shelf_of
        self._commands = commands
        self._ear = ear
        self._sayings: dict[tuple[Word, frozenset[Word]], tuple[Saying, ...]] = {}
        self.unknown: set[Word] = set()

    def ways(self, word: Word, among: frozenset[Word]) -> tuple[Saying, ...]:
        """Return ways to say `word` that are understood while the words `among` make sense."""
        key = (word, among)
        if key not in self._sayings:
            self._sayings[key] = tuple(self._understood(word, among))
            if not self._sayings[key]:
                self.unknown.add(word)
        return self._sayings[key]

    def _understood(self, word: Word, among: frozenset[Word]) -> list[Saying]:
        found: list[Saying] = []
        for text in self._commands.phrases[word][:MOST_PHRASES]:
            for voice, shelf in self._shelves.items():
                said = phrase("said", text=spoken(text))
                if len(found) >= MOST_SAYINGS or shelf.prepare([said]):
                    continue
                sound = shelf.clip(said)
                if self._hears(sound, among) is word:
                    found.append(Saying(word, spoken(text), voice, sound))
        return found

    def _hears(self, sound: Samples, among: frozenset[Word]) -> Word | None:
        self._ear.listen_for(among)
        around = silence(10 * BLOCK)
        self._ear.accept(np.concatenate([around, sound, around]))
        return self._ear.finish().word


def shelves(language: VoiceSettings, folder_of: Iterable[str] = VARIANTS) -> dict[str, ClipShelf]:
    """Return a shelf for each of the patient's voices; nothing is kept on disk."""
    book = PhraseBook(language, {"said": "{text}"}, ())
    return {
        f"{language.espeak_voice}{variant}": ClipShelf(
            book, Pyttsx3Voice(f"{language.espeak_voice}{variant}", language.words_per_minute)
        )
        for variant in folder_of
    }
