"""How much memory the box takes: the chain alone, without the simulated room around it."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import sys
import tempfile
from pathlib import Path

import numpy as np

from device.configuration import load_configuration, own_words
from device.day_service import DayService
from device.hearing.assembly import listener_of, load_model
from device.hearing.models import ModelMissing, find_model
from device.journal.clock import VirtualClock
from device.journal.store import SqliteJournal
from device.paths import state_folder
from device.pipeline import Pipeline
from device.session.events import ButtonPressed
from device.session.session import Session
from device.sound.block import BLOCK_SAMPLES, RATE_HZ, Samples
from device.speaking.voices import clip_cache_of

PROJECT = Path(__file__).resolve().parents[2]
DAY = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
GOALS_MB = {"en": 450, "ko": 750}


def hear(language: str, sound: Samples) -> int:
    """Take `sound` through a whole chain; return the largest resident memory so far, in MB."""
    configuration = load_configuration(PROJECT, language)
    if configuration.book is None or configuration.commands is None:
        raise ValueError(f"the language {language!r} cannot be read")
    book = configuration.book
    with tempfile.TemporaryDirectory() as state:
        journal = SqliteJournal(Path(state) / "journal.sqlite", VirtualClock(DAY))
        clip_cache = clip_cache_of(book, state_folder() / "clips")
        days = DayService(configuration, journal.history, clip_cache, rehearsing=True)
        today = days.today()
        days.prepare(today)
        chain = Pipeline(
            Session(clip_cache.length, today),
            clip_cache,
            journal,
            listener=listener_of(load_model(find_model(language).folder), configuration.commands),
            own_words=own_words(book, configuration.commands),
            session_over=lambda: None,
        )
        chain.inbox.put(ButtonPressed())
        for begin in range(0, len(sound) - BLOCK_SAMPLES + 1, BLOCK_SAMPLES):
            chain.step(sound[begin : begin + BLOCK_SAMPLES])
        journal.close()
    return largest_mb()


def largest_mb(process: int | str = "self") -> int:
    """Return the largest resident memory of `process`, by its id; of this program, in MB.

    getrusage(2) would count what the parent had when it started us, too.
    """
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return round(int(line.split()[1]) / 1024)


def main() -> int:
    """Print the figure beside its goal; 0 when it is met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="as JSON")
    parser.add_argument("--language", default="ko", help="whose model and voice (ko)")
    parser.add_argument(
        "--sound", type=Path, help="int16 at 16 kHz as .npy; else a minute of noise"
    )
    options = parser.parse_args()
    sound: Samples = np.random.default_rng(1).normal(0, 20, 60 * RATE_HZ).astype(np.int16)
    if options.sound:
        sound = np.load(options.sound)
    try:
        rss_mb = hear(options.language, sound)
    except ModelMissing as missing:
        print(missing, file=sys.stderr)
        return 2
    goal = GOALS_MB.get(options.language, GOALS_MB["ko"])
    if options.json:
        print(json.dumps({"rss_mb": rss_mb, "goal": goal}))
    else:
        print(f"{rss_mb} MB resident at most; goal {goal} MB")
    return 0 if rss_mb <= goal or options.json else 1


if __name__ == "__main__":
    sys.exit(main())
