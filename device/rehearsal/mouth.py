"""The simulated patient's mouth: command words in several synthetic voices."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from device.hearing.commands import Commands, spoken
from device.hearing.listener import Listener
from device.rehearsal.room import Placement, Room
from device.session.events import Heard, Word
from device.sound.block import Samples, samples, silence
from device.speaking.clips import ClipShelf
from device.speaking.phrase import phrase
from device.speaking.phrases import PhraseBook, VoiceSettings
from device.speaking.rendering import Pyttsx3Voice

VARIANTS = ("", "+f3", "+m3", "+f2", "+m7")
"""espeak-ng's voices, as different as they come."""

MOST_PHRASES = 5
MOST_SAYINGS = 3

TRIED_AT = samples(0.5)


@dataclass(frozen=True, slots=True)
class Saying:
    """One way to say a word: what is said, by which voice, and its sound."""

    word: Word
    text: str
    voice: str
    sound: Samples


class Mouth:
    """Ways to say a word that are understood from where the patient lies while the box is silent.

    A patient finds out which words work; this one has found out before the day begins. A word that
    is understood in no way even so is no measure of the box: `unknown` names it.
    """

    def __init__(
        self,
        shelf_of: dict[str, ClipShelf],
        commands: Commands,
        placement: Placement,
        listener: Callable[[], Listener],
    ) -> None:
        """`listener` makes a new one of the kind that the box has."""
        self._shelves = shelf_of
        self._commands = commands
        self._placement = placement
        self._listener = listener
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
        room, listener = Room(self._placement, record=False), self._listener()
        listener.listen_for(among)
        end = room.say(sound, TRIED_AT)
        while room.now < end + TRIED_AT:
            now = room.now
            for event in listener.hear(room.step(silence()), silence(), now):
                return event.word if isinstance(event, Heard) else None
        return None


def shelves(language: VoiceSettings, folder_of: Iterable[str] = VARIANTS) -> dict[str, ClipShelf]:
    """Return a shelf for each of the patient's voices; nothing is kept on disk."""
    book = PhraseBook(language, {"said": "{text}"}, ())
    return {
        f"{language.espeak_voice}{variant}": ClipShelf(
            book, Pyttsx3Voice(f"{language.espeak_voice}{variant}", language.words_per_minute)
        )
        for variant in folder_of
    }
