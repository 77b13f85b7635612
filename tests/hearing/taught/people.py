"""Synthetic people who say words, each take in another manner."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from device.hearing.taught.features import Floats, Shape, shape_of
from device.hearing.taught.store import Take, Voice
from device.sound.block import Samples, samples
from device.speaking.rendering import Pyttsx3Voice

MANNERS = ((130, 46), (145, 54), (155, 50), (170, 58), (125, 52))
LATER = ((138, 48), (160, 55))
"""Words a minute and pitch of the takes, and of what is said later."""

WORDS = ("next", "stop", "pause", "louder")
OTHERS = ("kitchen", "window", "television", "coffee", "daughter", "tomorrow", "yellow", "music")
ANNA, BRUNO = "en-us+f4", "en-us+m3"


@lru_cache(maxsize=512)
def said(text: str, who: str = ANNA, words_per_minute: int = 140, pitch: int = 50) -> Samples:
    """Return a word with a quiet room around it."""
    clip = Pyttsx3Voice(who, words_per_minute, pitch).render(text).astype(np.float64) / 4
    padded = np.pad(clip, samples(0.3))
    padded += np.random.default_rng(len(clip)).normal(0, 12, len(padded))
    sound: Samples = np.rint(padded).astype(np.int16)
    sound.setflags(write=False)
    return sound


@lru_cache(maxsize=512)
def shape(text: str, who: str = ANNA, words_per_minute: int = 140, pitch: int = 50) -> Shape:
    return shape_of(said(text, who, words_per_minute, pitch))


def takes(text: str, who: str = ANNA, word: str | None = None) -> tuple[Take, ...]:
    return tuple(Take(word or text, shape(text, who, *manner)) for manner in MANNERS)


def voice(words: tuple[str, ...] = WORDS, who: str = ANNA) -> Voice:
    return Voice(tuple(take for word in words for take in takes(word, who)))


def with_noise(sound: Samples | Floats, ratio_db: float) -> Floats:
    """Low noise as of a fan: each sample is mostly the one before."""
    steps = np.random.default_rng(1).normal(0, 1, len(sound))
    hum = np.convolve(steps, 0.9 ** np.arange(60))[: len(sound)]
    loud = np.sqrt(np.mean(np.square(sound[4800:-4800].astype(float))))
    together: Floats = sound + hum / hum.std() * loud * 10 ** (-ratio_db / 20)
    return together
