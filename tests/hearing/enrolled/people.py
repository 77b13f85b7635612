"""Synthetic people who say words, each template in another manner."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from device.hearing.enrolled.features import Features, Floats, features_of
from device.hearing.enrolled.profile_store import Template, VoiceProfile
from device.sound.block import Samples, samples
from tests.rendering import rendered

MANNERS = ((130, 46), (145, 54), (155, 50), (170, 58), (125, 52))
LATER = ((138, 48), (160, 55))
"""Words a minute and pitch of the samples, and of what is said later."""

WORDS = ("next", "stop", "pause", "louder")
OTHERS = ("kitchen", "window", "television", "coffee", "daughter", "tomorrow", "yellow", "music")
ANNA, BRUNO = "en-us+f4", "en-us+m3"


@lru_cache(maxsize=512)
def said(text: str, who: str = ANNA, words_per_minute: int = 140, pitch: int = 50) -> Samples:
    """Return a word with a quiet room around it."""
    clip = rendered(text, who, words_per_minute, pitch).astype(np.float64) / 4
    padded = np.pad(clip, samples(0.3))
    padded += np.random.default_rng(len(clip)).normal(0, 12, len(padded))
    sound: Samples = np.rint(padded).astype(np.int16)
    sound.setflags(write=False)
    return sound


@lru_cache(maxsize=512)
def shape(text: str, who: str = ANNA, words_per_minute: int = 140, pitch: int = 50) -> Features:
    return features_of(said(text, who, words_per_minute, pitch))


def templates(text: str, who: str = ANNA, word: str | None = None) -> tuple[Template, ...]:
    return tuple(Template(word or text, shape(text, who, *manner)) for manner in MANNERS)


def voice(words: tuple[str, ...] = WORDS, who: str = ANNA) -> VoiceProfile:
    return VoiceProfile(tuple(template for word in words for template in templates(word, who)))


def with_noise(sound: Samples | Floats, ratio_db: float) -> Floats:
    """Low noise as of a fan: each sample is mostly the one before."""
    steps = np.random.default_rng(1).normal(0, 1, len(sound))
    hum = np.convolve(steps, 0.9 ** np.arange(60))[: len(sound)]
    loud = np.sqrt(np.mean(np.square(sound[4800:-4800].astype(float))))
    together: Floats = sound + hum / hum.std() * loud * 10 ** (-ratio_db / 20)
    return together
