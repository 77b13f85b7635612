"""Parts that lie: microphones that gate or are muted, texts no voice says, zones, journals."""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray

from device.journal.entry import Entry, Kind
from device.journal.opening import set_aside_beside
from device.journal.reading import read_rows
from device.journal.store import SqliteJournal
from device.report.sessions import sessions_of
from device.session.repertoire import repertoire
from device.session.slowly import slow_of
from device.sound.block import BLOCK_S, BLOCK_SAMPLES, Samples, samples
from device.sound.gain import GainMicrophone
from device.sound.microphone_level import MicrophoneFault, MicrophoneLevel
from device.speaking.clip_cache import ClipCache
from device.speaking.synthesis import CannotSpeak
from script.benches.trouble.life import MORNING, Habits, Life, SetClock, configuration
from script.benches.trouble.report import Report, come_true, expect, tell

WITHIN_S = 5.0
NOBODY = 65534
ZONES = ("UTC", "Europe/Berlin", "Asia/Seoul", "America/Los_Angeles", "Pacific/Kiritimati")
NO_PAIN = Habits(pains=0.0)
JUMPS_S = (-30 * 24 * 3600, -3600, -90, 90, 3600, 30 * 24 * 3600)


# ---------------------------------------------------------------------- microphones


class Card:
    """A `Microphone` whose blocks somebody makes."""

    def __init__(self, block: Callable[[], NDArray[np.float64]]) -> None:
        self._block = block

    def read(self) -> Samples:
        """See `Microphone`."""
        return np.clip(np.rint(self._block()), -32768, 32767).astype(np.int16)

    def close(self) -> None:
        """See `Microphone`."""


def muted(numbers: np.random.Generator) -> None:
    """A dead line or a mute, behind whatever converter: told within 5 s."""
    offset, steps = int(numbers.integers(-2000, 2000)), int(numbers.integers(0, 3))
    gain_db = float(numbers.integers(0, 31)) if abs(offset) < 500 else 0.0  # noqa: PLR2004 - no clip
    card = Card(
        lambda: offset + numbers.integers(-steps, steps + 1, BLOCK_SAMPLES).astype(np.float64)
    )
    microphone, level = GainMicrophone(card, gain_db), MicrophoneLevel(gain_db)
    for _ in range(round(WITHIN_S / BLOCK_S)):
        level.step(microphone.read())
    expect(
        level.trouble is MicrophoneFault.SILENT, f"{offset} ± {steps}, {gain_db:g} dB is not told"
    )


def gated(numbers: np.random.Generator) -> None:
    """A card that gives nothing between words, in three sessions: told once in each at most."""
    level = MicrophoneLevel()
    for session in range(3):
        told, before = 0, None
        for _ in range(12):
            voice, pause = numbers.uniform(0.2, 4), numbers.uniform(0.3, 60)
            for n in range(round((voice + pause) / BLOCK_S)):
                speaks = n * BLOCK_S < voice
                block = numbers.normal(0, 600, BLOCK_SAMPLES) if speaks else np.zeros(BLOCK_SAMPLES)
                level.step(block.astype(np.int16))
                told += level.trouble is MicrophoneFault.SILENT and before is None
                before = level.trouble
        expect(told <= 1, f"session {session + 1}: told {told} times")
        level.forget()


def live(numbers: np.random.Generator) -> None:
    """A live microphone in a quiet room for three minutes: never told."""
    level, loud = MicrophoneLevel(), float(numbers.uniform(4, 30))
    for _ in range(round(180 / BLOCK_S)):
        level.step(numbers.normal(0, loud, BLOCK_SAMPLES).astype(np.int16))
        expect(level.trouble is None, f"a room of {loud:.1f} steps was taken for a mute")


# ---------------------------------------------------------------------- texts


class Refusing:
    """A `Voice` that cannot say some texts; the others last half a second."""

    identity = "refusing"

    def __init__(self, dice: Random) -> None:
        self._dice = dice

    def render(self, text: str) -> Samples:
        """See `Voice`."""
        if self._dice.random() < 0.1:  # noqa: PLR2004 - one in ten
            raise CannotSpeak(text, "the bench does not want it")
        return np.full(samples(0.5), 1000, np.int16)

    def rest(self) -> None:
        """See `Voice`."""


def unsayable(file: Path, dice: Random) -> int:
    """Whole sessions with one text in ten left out; return how many rows are lost."""
    book = configuration().book
    assert book is not None  # noqa: S101 - the project's own
    clip_cache = ClipCache(book, (Refusing(dice),))
    clip_cache.missed = lambda said: expect(holds=False, what=f"{said} was never prepared")
    clock = SetClock(MORNING)
    journal = SqliteJournal(file, clock, timezone="UTC")
    life = Life(journal, clock, dice, length=clip_cache.length)
    phrases = repertoire(life.today())
    unspoken = clip_cache.prepare((*phrases, *slow_of(phrases)))
    expect(len(unspoken) > 0, "everything could be said")
    expect(life.begin(), "no session begins")
    life.finish()
    journal.close()
    rows = read_rows(file)
    kept = life.today().interrupted is not None
    expect(kept or any(row.kind in ENDS for row in rows), "the session comes to no end")
    return rows[-1].id - len(rows)


ENDS = (Kind.SESSION_COMPLETED, Kind.SESSION_ENDED_EARLY)


# ---------------------------------------------------------------------- zones and clocks


@contextmanager
def zone(name: str) -> Iterator[None]:
    """Let the machine be in a zone, as `timedatectl set-timezone` does while programs run."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = name
    try:
        yield
    finally:
        os.environ.pop("TZ")
        if before is not None:
            os.environ["TZ"] = before
        time.tzset()


def moved(file: Path, dice: Random) -> int:
    """Set zone and clock in a session; return how many rows are lost."""
    clock = SetClock(MORNING)
    with zone(dice.choice(ZONES)):
        journal = SqliteJournal(file, clock)
        began_on = journal.today()
        life = Life(journal, clock, dice, NO_PAIN)
        expect(life.begin(), "no session begins")
        life.wait(dice.uniform(30, 300))
        with zone(dice.choice(ZONES)):
            clock.set(clock.utc() + dt.timedelta(seconds=dice.choice(JUMPS_S)))
            life.finish()
            journal.close()
    rows = read_rows(file)
    id_ = next(row.id for row in rows if row.kind is Kind.SESSION_BEGAN)
    of_it = [row for row in rows if row.session == id_]
    expect({row.day for row in of_it} == {began_on}, "it is torn")
    (session,) = sessions_of(of_it)
    expect(session.ended >= session.began, "it ends before it begins")
    expect(0 <= session.active_s <= life.now / 16_000, "its minutes are not the machine's own")
    return rows[-1].id - len(rows)


# ---------------------------------------------------------------------- journals


def lived(file: Path, dice: Random) -> int:
    """Write a journal of a session; return how many rows it has."""
    clock = SetClock(MORNING)
    journal = SqliteJournal(file, clock, timezone="UTC")
    Life(journal, clock, dice).one_session()
    journal.close()
    return len(read_rows(file))


def emptied(file: Path, _dice: Random) -> None:
    """What a cut may leave."""
    file.write_bytes(b"")


def torn(file: Path, dice: Random) -> None:
    """A page of rubbish, or of zeros, or the end of it gone."""
    whole = bytearray(file.read_bytes())
    at = dice.randrange(0, len(whole) // 4096) * 4096
    if dice.random() < 0.5:  # noqa: PLR2004 - one in two
        whole[at : at + 4096] = bytes([dice.choice((0, 0xA5))]) * 4096
    else:
        del whole[max(at, 1) :]
    file.write_bytes(whole)


def damaged(file: Path, harm: Callable[[Path, Random], None], dice: Random) -> None:
    """Harm a journal and start: it goes on, and what was there is kept."""
    lived(file, dice)
    harm(file, dice)
    left = file.read_bytes()
    journal = SqliteJournal(file, SetClock(MORNING, boot_id="next"), timezone="UTC")
    journal.write(Entry(Kind.BUTTON, text="pressed"))
    journal.flush()
    expect(not journal.failing, "it cannot be written")
    journal.close()
    kept = [each.read_bytes() for each in set_aside_beside(file)]
    expect(kept == [left] or read_rows(file)[0].kind is Kind.SESSION_BEGAN, "nothing is kept")
    expect(read_rows(file)[-1].kind is Kind.BUTTON, "what came after is lost")


def foreign(file: Path, dice: Random) -> int:
    """Start as another user than the journal's; return how many events are lost."""
    before = lived(file, dice)
    file.parent.chmod(0o700)
    ready, go = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        with contextlib.suppress(BaseException):
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            journal = SqliteJournal(file, SetClock(MORNING, boot_id="next"), timezone="UTC")
            for _ in range(5):
                journal.write(Entry(Kind.BUTTON, text="pressed"))
            journal.flush()
            expect(journal.failing, "it could be written")
            os.write(ready[1], b"x")
            os.read(go[0], 1)
            come_true(lambda: not journal.failing, 20, "it is written once that is allowed")
            journal.close()
            code = 0
        os._exit(code)
    os.read(ready[0], 1)
    for path in (file.parent, *file.parent.iterdir()):
        os.chown(path, NOBODY, NOBODY)
    os.write(go[1], b"x")
    expect(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0, "it does not go on")
    return before + 5 - len(read_rows(file))


def report(options: argparse.Namespace) -> Report:
    """Try each kind at random, many times."""
    whole = Report()
    dice = Random(options.seed)
    numbers = np.random.default_rng(options.seed)
    times = 3 if options.quick else 40
    for n in range(times):
        for kind in (muted, gated, live):
            with whole.trying(f"{kind.__name__} {n + 1}"):
                kind(numbers)
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        for n in range(times):
            place = Path(folder) / str(n)
            for name, sessions in (("unsayable texts", unsayable), ("zone and clock", moved)):
                with whole.trying(f"{name} {n + 1}"):
                    whole.lost += sessions(place / name / "journal.sqlite", dice)
            for harm in (emptied, torn):
                with whole.trying(f"journal {harm.__name__} {n + 1}"):
                    damaged(place / harm.__name__ / "journal.sqlite", harm, dice)
            if os.geteuid() == 0:
                with whole.trying(f"journal of another user {n + 1}"):
                    whole.lost += foreign(place / "foreign" / "journal.sqlite", dice)
    if os.geteuid() != 0:
        whole.notes.append("journals of other users were not tried: that needs root")
    whole.figure("lies_survived", whole.survived, "at least", whole.tried)
    return whole


if __name__ == "__main__":
    tell(report, __doc__)
