"""Templates to start from, before any enrollment: rendered with many synthetic voices."""

from __future__ import annotations

from collections.abc import Sequence

from device.hearing.commands import Commands, spoken
from device.hearing.enrolled.features import NoWord, features_of
from device.hearing.enrolled.profile_store import Template
from device.session.events import Word
from device.speaking.clip_cache import RenderProgress
from device.speaking.phrases import VoiceSettings
from device.speaking.synthesis import CannotSpeak, Pyttsx3Engine

SYNTHETIC_MANNERS = (
    ("+f2", 130, 50),
    ("+f3", 160, 60),
    ("+f5", 145, 45),
    ("+m1", 150, 40),
    ("+m3", 130, 55),
    ("+m7", 165, 50),
    ("", 140, 50),
)
"""Speaker of espeak-ng, words a minute, pitch."""


def synthetic_templates(
    language: VoiceSettings,
    commands: Commands,
    words: Sequence[Word] = tuple(Word),
    progress: RenderProgress = lambda _done, _all: None,
) -> tuple[Template, ...]:
    """Render the first phrase of each word with all `SYNTHETIC_MANNERS`. It takes about 20 s.

    Args:
        language: names the voice of espeak-ng.
        commands: the phrases of each word.
        words: those to render.
        progress: is told after each word how many are done, and of how many.

    Returns:
        Templates that are marked as synthetic; what cannot be spoken, or has no word, is left out.
    """
    templates = []
    for done, word in enumerate(words, 1):
        text = spoken(commands.phrases[word][0])
        for speaker, words_per_minute, pitch in SYNTHETIC_MANNERS:
            voice = Pyttsx3Engine(f"{language.espeak_voice}{speaker}", words_per_minute, pitch)
            try:
                templates.append(Template(word, features_of(voice.render(text)), synthetic=True))
            except (CannotSpeak, NoWord):
                continue
        progress(done, len(words))
    return tuple(templates)
