"""Rendering text to sound with espeak-ng behind pyttsx3, ahead of time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pyttsx3
from numpy.typing import NDArray

from device.sound.block import RATE_HZ, Samples
from device.speaking.espeak import load_espeak
from device.speaking.pace import words_a_minute
from device.speaking.trimming import LEVEL_DBFS, file_in_memory, levelled, read_wav, trimmed

ESPEAK_SLOWEST = 80
"""Words a minute; espeak-ng takes a lower rate for this one."""

WORD_GAP = 7
"""`espeakWORDGAP` of espeak-ng's speak_lib.h, in units of 10 ms; pyttsx3 does not name it."""

RENDER_TRIES = 6
AGREE_S = 0.005
PACES_TRIED = 5
A_LITTLE_SLOWER = 0.97
"""A voice takes no rate exactly; without this the last words a minute cost one more render each."""

DONE_WITHIN_S = 10.0
"""Timeout of one render, which takes 30 ms to 0.3 s; about a hundred times that."""

HUNG_TRIES = 2
"""A render that hung once is tried again: the next one may find the processor free."""

_one_at_a_time = threading.Lock()


class CannotSpeak(Exception):
    """A text that could not be rendered, and why."""

    def __init__(self, text: str, why: str) -> None:
        super().__init__(f"{text!r} cannot be spoken: {why}")
        self.text = text
        self.why = why


class SpeechEngine(Protocol):
    """Text in, sound out."""

    @property
    def identity(self) -> str:
        """Two voices that sound different have different identities."""

    def render(self, text: str) -> Samples:
        """Return `text` as sound at `RATE_HZ`, sample 0 the first audible one.

        Raises CannotSpeak.
        """

    def rest(self) -> None:
        """Give back what rendering takes: nothing more is to be rendered for the time being."""


class Pyttsx3Engine:
    """espeak-ng through pyttsx3. `espeak_voice` is a name such as "en-us" or "ko+f3".

    `words_per_minute` is what is asked of espeak-ng, which speaks sentences up to a third faster,
    and short ones faster still. Where `most_words_a_minute` is given, a text whose sound comes out
    faster is asked for again, slower.

    pyttsx3's loop ends before espeak-ng has written the file, and about one render in two hundred
    comes out empty, so each text is rendered until two agree in length. Where espeak-ng's last
    event gets lost, or the file cannot be written, that loop never ends: it is ended from outside.
    """

    def __init__(
        self,
        espeak_voice: str,
        words_per_minute: int = 140,
        pitch: int = 50,
        most_words_a_minute: float | None = None,
    ) -> None:
        self._espeak_voice = espeak_voice
        self._words_per_minute = words_per_minute
        self._pitch = pitch
        self._most_words_a_minute = most_words_a_minute

    @property
    def identity(self) -> str:
        """See `SpeechEngine`."""
        asked = f"{self._espeak_voice}:{self._words_per_minute}:{self._pitch}:{LEVEL_DBFS:g}"
        most = self._most_words_a_minute
        return f"pyttsx3:{asked}" if most is None else f"pyttsx3:{asked}:{most:g}"

    def render(self, text: str) -> Samples:
        """See `SpeechEngine`. About 30 ms a pace; one text at a time in the whole process."""
        return at_most(
            self._most_words_a_minute,
            text,
            lambda slower: self._agreed(text, round(self._words_per_minute * slower)),
        )

    def rest(self) -> None:
        """See `SpeechEngine`. espeak-ng takes next to nothing."""

    def _agreed(self, text: str, words_per_minute: int) -> Samples:
        if not text.strip():
            raise CannotSpeak(text, "there is nothing to say")
        lengths: list[int] = []
        hung = 0
        with _one_at_a_time:
            for _ in range(RENDER_TRIES):
                try:
                    with file_in_memory() as file:
                        spoken = self._spoken(text, words_per_minute, file)
                except TimeoutError as problem:
                    hung += 1
                    if hung == HUNG_TRIES:
                        raise CannotSpeak(text, str(problem)) from None
                    continue
                sound = trimmed(spoken)
                agrees = any(abs(len(sound) - n) <= AGREE_S * RATE_HZ for n in lengths)
                if len(sound) and agrees:
                    return levelled(sound)
                lengths.append(len(sound))
        seconds = ", ".join(f"{n / RATE_HZ:.2f}" for n in lengths)
        raise CannotSpeak(text, f"{RENDER_TRIES} tries gave {seconds} s of sound")

    def _spoken(self, text: str, words_per_minute: int, file: Path) -> NDArray[np.float32]:
        engine = _engine()
        done = threading.Event()
        wrong: list[object] = []
        tokens = [
            engine.connect("finished-utterance", lambda **_facts: done.set()),
            engine.connect("error", lambda **facts: wrong.append(facts.get("exception"))),
        ]
        try:
            engine.setProperty("voice", self._espeak_voice)
            engine.setProperty("rate", max(words_per_minute, ESPEAK_SLOWEST))
            engine.setProperty("pitch", self._pitch)
            # Ending its loop, pyttsx3 cancels what espeak-ng has not done yet, and that would
            # be the rate: the text would come out at that of the voice before.
            _synchronize(_gap_10ms(words_per_minute))
            engine.save_to_file(text, str(file))
            in_time = _run_and_wait(engine, DONE_WITHIN_S)
            if in_time and not wrong:
                done.wait(DONE_WITHIN_S)
        finally:
            for token in tokens:
                engine.disconnect(token)
        if wrong:
            raise CannotSpeak(text, f"the voice {self._espeak_voice}: {wrong[0]}")
        if not in_time:
            raise TimeoutError(f"the voice {self._espeak_voice} took over {DONE_WITHIN_S:g} s")
        return read_wav(file)


def at_most(most: float | None, text: str, render: Callable[[float], Samples]) -> Samples:
    """Return `text` as `render` speaks it, at `most` words a minute; None is any pace.

    `render` takes a share of its usual rate and may raise CannotSpeak. The pace is measured on the
    sound. A voice that goes no slower is taken as slow as it goes.
    """
    slower = 1.0
    sound = render(slower)
    for _ in range(PACES_TRIED):
        if most is None or (measured := words_a_minute(text, sound)) <= most:
            break
        slower *= most / measured * A_LITTLE_SLOWER
        sound = render(slower)
    return sound


@cache
def _engine() -> Any:  # noqa: ANN401 - pyttsx3 has no types
    """Return the one engine of the process.

    pyttsx3 forgets an engine that nobody holds, and a new one begins at 200 words a minute: about
    one clip in a hundred then came out so, whatever was asked for. Its driver prints where it saved
    a file, and where that print fails, its loop never ends; `redirect_stdout` cannot prevent that,
    as another thread may put another stream there meanwhile.
    """
    load_espeak()
    from pyttsx3.drivers import espeak  # noqa: PLC0415 - it loads the library at once

    vars(espeak)["print"] = lambda *_said: None
    return pyttsx3.init("espeak")


def _run_and_wait(engine: Any, within_s: float) -> bool:  # noqa: ANN401 - pyttsx3 has no types
    """Run pyttsx3's loop to its end; return whether it got there by itself within `within_s`."""
    timed_out = threading.Event()

    def end() -> None:
        timed_out.set()
        # The engine's own `endLoop` refuses: it ran one before its loop began.
        engine.proxy.endLoop(useDriverLoop=True)

    watchdog = threading.Timer(within_s, end)
    watchdog.daemon = True
    watchdog.start()
    try:
        engine.runAndWait()
    finally:
        watchdog.cancel()
        watchdog.join()  # or it would end the loop of the next text
    return not timed_out.is_set()


def _synchronize(gap_10ms: int) -> None:
    """Set the gap between words and wait until espeak-ng has done all that it was asked to."""
    from pyttsx3.drivers import _espeak  # noqa: PLC0415 - it loads the library at once

    _espeak.SetParameter(WORD_GAP, gap_10ms, 0)
    _espeak.Synchronize()


def _gap_10ms(words_per_minute: int) -> int:
    """Return what has to come between words at a rate that espeak-ng itself does not go down to."""
    slowest_s, wanted_s = 60 / ESPEAK_SLOWEST, 60 / max(1, words_per_minute)
    return max(0, round(100 * (wanted_s - slowest_s)))
