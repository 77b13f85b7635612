"""Takes to start from, before anybody has taught the box: rendered with many synthetic voices."""

from __future__ import annotations

from collections.abc import Sequence

from device.hearing.commands import Commands, spoken
from device.hearing.taught.features import NoWord, shape_of
from device.hearing.taught.store import Take
from device.session.events import Word
from device.speaking.clips import Progress
from device.speaking.phrases import VoiceSettings
from device.speaking.rendering import CannotSpeak, Pyttsx3Voice

MANNERS = (
    ("+f2", 130, 50),
    ("+f3", 160, 60),
    ("+f5", 145, 45),
    ("+m1", 150, 40),
    ("+m3", 130, 55),
    ("+m7", 165, 50),
    ("", 140, 50),
)
"""Speaker of espeak-ng, words a minute, pitch."""


def start_takes(
    language: VoiceSettings,
    commands: Commands,
    words: Sequence[Word] = tuple(Word),
    progress: Progress = lambda _done, _all: None,
) -> tuple[Take, ...]:
    """Render the first phrase of each word with all voices; marked as synthetic. Some 20 s."""
    takes = []
    for done, word in enumerate(words, 1):
        text = spoken(commands.phrases[word][0])
        for speaker, words_per_minute, pitch in MANNERS:
            voice = Pyttsx3Voice(f"{language.espeak_voice}{speaker}", words_per_minute, pitch)
            try:
                takes.append(Take(word, shape_of(voice.render(text)), synthetic=True))
            except (CannotSpeak, NoWord):
                continue
        progress(done, len(words))
    return tuple(takes)
