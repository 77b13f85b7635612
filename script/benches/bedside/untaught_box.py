"""A box in English that nobody has taught: what it acts upon of words, talk and noises."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

from device.configuration import Configuration
from device.hearing.assembly import listener_of
from device.hearing.commands import Commands
from device.hearing.likelihood.likelihood_recognizer import LikelihoodRecognizer
from device.hearing.listener import Listener
from device.plan.script import Question
from device.session.events import ANYTIME, Heard, Word
from device.session.questions import words_for
from device.sound.block import RATE_HZ, Samples
from device.speaking.phrases import PhraseBook
from script.benches.bedside.noises import noises
from script.benches.bedside.overheard import (
    Talk,
    overhear,
    read_wave,
    recorded,
    said_by_voices,
)
from script.benches.bedside.trials import BEDROOM, Bedside, Clip, Condition, Parts
from script.benches.bedside.untaught import RECORDINGS, model

TALK = Condition("talk", BEDROOM, snr_db=12.0)
ANSWERS = ANYTIME | {Word.YES, Word.NO}
SENTENCES = Path(__file__).parents[1] / "sentences" / "en.txt"

MEMORY = """
import numpy as np
from pathlib import Path
from device.configuration import load_configuration
from device.hearing.assembly import likelihood_ear, listener_of
from device.hearing.recognizer import SoundPair
from device.hearing.enrolled.profile_store import VoiceProfile
from device.hearing.enrolled.enrolled_recognizer import EnrolledRecognizer
from device.session.events import ANYTIME
from device.sound.block import BLOCK_SAMPLES
from device.sound.echo_canceller import EchoCanceller
commands = load_configuration(Path.cwd(), "en").commands
recognizer = likelihood_ear("en", commands)
listener = listener_of(None, commands, EnrolledRecognizer(VoiceProfile()), likely=recognizer)
listener.listen_for(ANYTIME)
echo, dice = EchoCanceller(), np.random.default_rng(0)
for n in range(400):
    loud = 3000 if n % 50 < 25 else 20
    block = dice.normal(0, loud, BLOCK_SAMPLES).astype(np.int16)
    listener.hear(echo.clean(block, np.zeros(BLOCK_SAMPLES, np.int16)), n * BLOCK_SAMPLES)
for n in range(20):
    sound = dice.normal(0, 2000, 16000 + 1600 * n).astype(np.int16)
    recognizer.ask(SoundPair(sound, sound)).result()
print(next(l.split()[1] for l in open("/proc/self/status") if l.startswith("VmRSS")))
"""


def listener(commands: Commands) -> Listener:
    """Return the listener of such a box."""
    return listener_of(None, commands, None, likely=LikelihoodRecognizer(model(), commands))


@dataclass(frozen=True, slots=True)
class Acted:
    """What a box did when somebody said a recorded word to it; `late_ms` after the word's end."""

    name: str
    meant: Word | None
    heard: Word | None
    asked: bool
    late_ms: float | None


def acted_upon(
    words: list[tuple[str, Samples]], parts: Parts, commands: Commands, kitchen: Samples
) -> list[Acted]:
    """Say recorded words, 2 m away in quiet, to a box that listens for commands, yes and no."""
    bedside = Bedside(
        replace(parts, listener=lambda: listener(commands)),
        Condition("2m_quiet", BEDROOM),
        kitchen,
        seed=4,
    )
    done = []
    for name, sound in words:
        meant = commands.meaning(name).only
        meant = meant if meant in ANSWERS else None
        bedside.listen_for(ANSWERS)
        trial = bedside.say(Clip(meant or Word.NEXT, name, ANSWERS), sound)
        late = None if bedside.told_at is None else bedside.told_at - bedside.last_said[1]
        late_ms = None if late is None else late * 1000 / RATE_HZ
        done.append(Acted(name, meant, trial.heard, trial.suspected, late_ms))
    return done


def talk_to(
    parts: Parts, configuration: Configuration, kitchen: Samples, hours: float, seed: int
) -> Talk:
    """Play talk that is meant for nobody until so many hours are over, 12 dB over the kitchen."""
    book, commands = configuration.book, configuration.commands
    assert book is not None and commands is not None  # noqa: S101, PT018 - it was loaded
    bedside = Bedside(replace(parts, listener=lambda: listener(commands)), TALK, kitchen, seed=seed)
    bedside.listen_for(ANYTIME)
    told = Talk()
    for stretch in _for_ever(book):
        if bedside.length_s >= hours * 3600:
            break
        told.add(overhear(bedside, [stretch]))
    told.length_s = bedside.length_s
    return told


def _for_ever(book: PhraseBook) -> Iterator[tuple[str, Samples]]:
    for _ in count():
        yield from recorded(RECORDINGS, 1)
        yield from said_by_voices(SENTENCES, book)


@dataclass(frozen=True, slots=True)
class Danger:
    """What came of `stretches` while a danger sign was asked about: what was taken for no."""

    stretches: int
    taken: tuple[str, ...]


def at_the_danger_question(
    parts: Parts, configuration: Configuration, kitchen: Samples, times: int, *, noise: bool
) -> Danger:
    """Play talk, or noises, while the box waits for yes or no to a danger sign."""
    book, commands = configuration.book, configuration.commands
    assert book is not None and commands is not None  # noqa: S101, PT018 - it was loaded
    bedside = Bedside(
        replace(parts, listener=lambda: listener(commands)),
        replace(TALK, snr_db=None) if noise else TALK,
        kitchen,
        seed=6,
    )
    bedside.listen_for(words_for(Question.DANGER))
    voices = [read_wave(file) for file in sorted(RECORDINGS.glob("intents/*.wav"))[:20]]
    stretches = noises(kitchen, voices, times) if noise else _for_ever(book)
    taken = []
    n = 0
    for n, (name, sound) in enumerate(stretches, 1):
        events = bedside.hears(sound)
        taken += [name for e in events if isinstance(e, Heard) and e.word is Word.NO]
        if n >= times:
            break
    return Danger(n, tuple(taken))


def memory_mb(project: Path) -> float:
    """Return what a process with all English recognizers holds, after it has heard with them."""
    done = subprocess.run(  # noqa: S603 - this program
        [sys.executable, "-c", MEMORY], cwd=project, capture_output=True, text=True, check=True
    )
    return int(done.stdout.split()[-1]) / 1024
