"""The voice of a language, as its folder says, and the shelf of what it says."""

from __future__ import annotations

from pathlib import Path

from device.speaking.clips import ClipShelf
from device.speaking.pace import SLOWER_BY
from device.speaking.phrases import PhraseBook, VoiceSettings
from device.speaking.rendering import Pyttsx3Voice


def voice_of(settings: VoiceSettings, slower: float = 1.0) -> Pyttsx3Voice:
    """Return the box's own voice, speaking `slower` times as slowly as its folder says."""
    return Pyttsx3Voice(
        settings.espeak_voice,
        round(settings.words_per_minute / slower),
        most_words_a_minute=settings.most_words_a_minute / slower,
    )


def shelf_of(book: PhraseBook, folder: Path | None = None) -> ClipShelf:
    """Return the shelf of a language in the box's own voice, at both of its paces."""
    return ClipShelf(book, voice_of(book.voice), folder, voice_of(book.voice, SLOWER_BY))
