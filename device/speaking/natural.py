"""The natural voice: hibari-tts behind pyttsx3, in a process of its own, ahead of time."""

from __future__ import annotations

import contextlib
import importlib.metadata
import importlib.util
import json
import os
import selectors
import subprocess
import sys
import threading
import weakref
from pathlib import Path

from device.sound.block import Samples
from device.speaking.lexicon import Lexicon
from device.speaking.pace import words_in
from device.speaking.synthesis import CannotSpeak, at_most
from device.speaking.trimming import LEVEL_DBFS, file_in_memory, levelled, read_wav, trimmed

ANSWERS_WITHIN_S = 60.0
"""A Pi loads the voice in some seconds and renders a sentence in less than one."""

USUAL_WORDS_PER_MINUTE = 220
"""What hibari speaks at speed 1: the median of 43 sentences of `voices/en`, measured."""

USUAL_PACES = (150, 150, 160, 200, 235, 250)
"""Words a minute at speed 1 of texts of so many words, measured; the last is for longer ones."""

USUAL_SHARE = 0.95
PROBABLY = 0.97

SynthesisRequest = dict[str, str | int]
"""What the process is asked for; see device/speaking/natural_process.py."""

_PACKAGE = Path(__file__).resolve().parents[2]


def is_installed() -> bool:
    """Whether the natural voice is there."""
    return importlib.util.find_spec("hibari") is not None


def rate_for(text: str, most_words_a_minute: float) -> float:
    """Return the rate, in words a minute, with which `text` probably comes out just slow enough.

    The sound is not to be faster than `most_words_a_minute`. The driver's rate is right for a
    sentence in the middle of all; a single word takes longer.
    """
    at_usual = USUAL_PACES[min(words_in(text), len(USUAL_PACES) - 1)]
    return USUAL_WORDS_PER_MINUTE * min(USUAL_SHARE, most_words_a_minute / at_usual * PROBABLY)


class NaturalVoice:
    """hibari's `voice`, never faster than `most_words_a_minute`.

    A short text is spoken at its usual rate, a longer one as slowly as that asks for. `lexicon`
    says how words are pronounced. The process begins with the first text and ends with `rest`;
    any thread may call, one text is rendered at a time.
    """

    def __init__(
        self,
        voice: str,
        most_words_a_minute: float,
        lexicon: Lexicon | None = None,
    ) -> None:
        self._voice = voice
        self._most = most_words_a_minute
        self._lexicon = lexicon or Lexicon()
        self._process: subprocess.Popen[str] | None = None
        self._ends: weakref.finalize[[subprocess.Popen[str]], NaturalVoice] | None = None
        self._one_at_a_time = threading.Lock()

    @property
    def identity(self) -> str:
        """See `SpeechEngine`."""
        version = importlib.metadata.version("hibari-tts")
        pace = f"{self._most:g}:{LEVEL_DBFS:g}"
        return f"hibari-tts {version}:{self._voice}:{pace}:{self._lexicon.identity}"

    def render(self, text: str) -> Samples:
        """See `SpeechEngine`. Raises CannotSpeak."""
        if not words_in(text):
            raise CannotSpeak(text, "there is nothing to say")
        rate = rate_for(text, self._most)
        with self._one_at_a_time:
            return at_most(self._most, text, lambda share: self._rendered(text, rate * share))

    def rest(self) -> None:
        """See `SpeechEngine`: the process ends."""
        with self._one_at_a_time:
            self._end()

    def _rendered(self, text: str, rate: float) -> Samples:
        with file_in_memory() as file:
            spoken = self._lexicon.spoken(text)
            asked: SynthesisRequest = {
                "voice": self._voice,
                "rate": round(rate),
                "text": spoken,
                "file": str(file),
            }
            wrong = self._ask(text, asked)
            sound = trimmed(read_wav(file))
        if wrong is not None or not len(sound):
            raise CannotSpeak(text, wrong or f"the voice {self._voice} gave no sound")
        return levelled(sound)

    def _ask(self, text: str, asked: SynthesisRequest) -> str | None:
        """Have the process do something; return what went wrong. Raises CannotSpeak if it ended."""
        process = self._process or self._begin()
        pipes = process.stdin, process.stdout
        if pipes[0] is None or pipes[1] is None:
            raise CannotSpeak(text, "the natural voice has no pipes")
        try:
            pipes[0].write(json.dumps(asked) + "\n")
            pipes[0].flush()
            with selectors.DefaultSelector() as waiting:
                waiting.register(pipes[1], selectors.EVENT_READ)
                line = pipes[1].readline() if waiting.select(ANSWERS_WITHIN_S) else ""
            answer: dict[str, str | None] = json.loads(line)
        except (OSError, ValueError) as problem:
            self._end()
            why = "the process that renders the natural voice ended, or did not answer"
            raise CannotSpeak(text, why) from problem
        return answer["error"]

    def _begin(self) -> subprocess.Popen[str]:
        paths = (str(_PACKAGE), os.environ.get("PYTHONPATH", ""))
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "device.speaking.natural_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        self._ends = weakref.finalize(self, _end, self._process)
        return self._process

    def _end(self) -> None:
        self._process = None
        if self._ends is not None:
            self._ends()


def _end(process: subprocess.Popen[str]) -> None:
    """End a process that renders: it holds nothing that could be lost."""
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(BrokenPipeError):  # what it was asked last is still in there
                pipe.close()
