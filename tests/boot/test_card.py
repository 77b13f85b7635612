"""The trial of power cuts is honest: a card forgets what it may, and what is lost is seen."""

from __future__ import annotations

import datetime as dt
import struct
from pathlib import Path
from random import Random

import pytest

from device.journal.entry import Kind
from device.journal.row import Row
from script.benches.trouble.report import Broken
from tests.boot.card import (
    DISCARD,
    FLUSH,
    FUA,
    MAGIC,
    SECTOR,
    Unflushed,
    Write,
    card_after,
    certain,
    read_log,
)
from tests.boot.guest import Console
from tests.boot.power import Told, before_the_last, lost_of, told_by

MORNING = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)


def entry(sector: int, data: bytes = b"", flags: int = 0) -> bytes:
    head = struct.pack("<4Q", sector, len(data) // SECTOR, flags, 0)
    return head.ljust(SECTOR, b"\0") + data


def log_of(folder: Path, *entries: bytes) -> Path:
    file = folder / "log"
    head = struct.pack("<QQQI", MAGIC, 1, len(entries), SECTOR).ljust(SECTOR, b"\0")
    file.write_bytes(head + b"".join(entries))
    return file


def full(letter: str) -> bytes:
    return letter.encode() * SECTOR


@pytest.fixture
def before(tmp_path: Path) -> Path:
    file = tmp_path / "before"
    file.write_bytes(full("-") * 4)
    return file


def on_card(before: Path, log: tuple[Write, ...], unflushed: Unflushed, seed: int = 1) -> str:
    card = before.with_name("card")
    card_after(before, log, unflushed, Random(seed), card)
    content = card.read_bytes()
    return "".join(chr(content[n * SECTOR]) for n in range(len(content) // SECTOR))


def test_writes_and_flushes_are_read_as_qemu_writes_them(tmp_path: Path) -> None:
    file = log_of(tmp_path, entry(0, full("a")), entry(0, flags=FLUSH), entry(2, full("b")))
    log = read_log(file)
    assert [(w.sector, w.flags, w.data[:1]) for w in log] == [
        (0, 0, b"a"),
        (0, FLUSH, b""),
        (2, 0, b"b"),
    ]
    assert log[-1].at == file.stat().st_size
    assert certain(log) == 2


def test_an_entry_that_was_not_finished_does_not_count(tmp_path: Path) -> None:
    file = log_of(tmp_path, entry(0, full("a")), entry(1, full("b"))[:-1])
    assert len(read_log(file)) == 1


def test_a_log_that_has_not_begun_is_empty(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(b"")
    assert read_log(tmp_path / "log") == ()


def test_a_hole_in_the_log_is_no_end_of_it(tmp_path: Path) -> None:
    with pytest.raises(Broken, match="hole"):
        read_log(log_of(tmp_path, entry(0, full("a")), bytes(SECTOR), entry(0, full("b"))))


def test_what_is_thrown_away_has_no_data_in_the_log(tmp_path: Path) -> None:
    thrown = struct.pack("<4Q", 8, 100, DISCARD, 0).ljust(SECTOR, b"\0")
    assert len(read_log(log_of(tmp_path, thrown, entry(1, full("b"))))) == 2


def test_what_was_flushed_is_there_whatever_happens(tmp_path: Path, before: Path) -> None:
    flushed = (entry(0, full("a")), entry(1, full("b")), entry(0, flags=FLUSH))
    log = read_log(log_of(tmp_path, *flushed, entry(2, full("c")), entry(3, full("d"))))
    assert on_card(before, log, Unflushed.LOST) == "ab--"
    assert on_card(before, log, Unflushed.KEPT) == "abcd"
    some = {on_card(before, log, Unflushed.SOME, seed) for seed in range(30)}
    assert some == {"ab--", "abc-", "ab-d", "abcd"}, "also the later without the earlier"


def test_without_a_flush_nothing_is_certain(tmp_path: Path, before: Path) -> None:
    log = read_log(log_of(tmp_path, entry(0, full("a")), entry(1, full("b"))))
    assert certain(log) == 0
    assert on_card(before, log, Unflushed.LOST) == "----"


def test_a_write_that_goes_through_is_certain_by_itself(tmp_path: Path, before: Path) -> None:
    log = read_log(log_of(tmp_path, entry(0, full("a")), entry(1, full("b"), FUA)))
    assert on_card(before, log, Unflushed.LOST) == "-b--"


def row(id_: int, kind: Kind) -> Row:
    return Row(id_, kind, MORNING.date(), MORNING, 1, None, None, None, True, "boot", float(id_))


def test_only_what_was_confirmed_by_a_moment_must_be_there() -> None:
    lines = [
        ("written 1 session_began", 100),
        ("confirmed 1", 200),
        ("written 2 exercise_began", 250),
        ("confirmed 2", 300),
    ]
    console = Console(lines)
    assert told_by(console, 299).must == 1
    assert told_by(console, 300).must == 2


def test_what_is_lost_is_counted_in_every_way_in_which_it_can_be() -> None:
    began, exercise = row(1, Kind.SESSION_BEGAN), row(2, Kind.EXERCISE_BEGAN)
    told = Told({1: "session_began", 2: "exercise_began", 3: "exercise_paced"}, must=2)
    assert lost_of(told, [], [began, exercise]) == 0, "the third was not confirmed"
    assert lost_of(told, [], [began]) == 1, "it is not there"
    assert lost_of(told, [], [began, row(2, Kind.PAUSED)]) == 1, "it is something else"
    assert lost_of(Told({}, 0), [began, exercise], [began]) == 1, "it was there before"
    assert lost_of(Told({}, 0), [began], [began._replace(value=7)]) == 1, "it was changed"


def test_a_card_that_forgets_has_not_what_was_confirmed_last() -> None:
    console = Console([
        *(("began 1", 90), ("confirmed 3", 100), ("written 4 button", 150), ("confirmed 4", 200)),
        *(("confirmed 6", 300), ("confirmed 6", 400)),
    ])  # fmt: skip
    assert before_the_last(console, 6) == 200
    assert before_the_last(console, 3) == 0
