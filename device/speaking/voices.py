"""The voice of a language, as its folder says."""

from __future__ import annotations

from device.speaking.phrases import VoiceSettings
from device.speaking.rendering import Pyttsx3Voice


def voice_of(settings: VoiceSettings) -> Pyttsx3Voice:
    """Return the box's own voice."""
    return Pyttsx3Voice(settings.espeak_voice, settings.words_per_minute)
