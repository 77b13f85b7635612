"""What leaves the box is looked up when something has changed, and can change nothing."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shutil
import sqlite3
import tempfile
import traceback
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from pathlib import Path

import pytest

from device.heartbeat import DEAD_AFTER_S, HEARTBEAT_FILE, Heartbeat, mark_of, since_start_s
from device.journal.clock import VirtualClock
from device.journal.entry import Entry
from device.journal.reading import read_history, read_only
from device.journal.schema import connected, insert
from device.publishing.state import PublishedState, StateWatcher, published_state_of
from tests.journal.past import BEGAN, DONE, began, ended, fault, next_day, paced, pain, past
from tests.report.home import EVENING, PLAN, Home, home

WHOLE = [BEGAN, began("glute_squeezes"), paced("glute_squeezes"), DONE]
NOTHING_YET = PublishedState(
    sessions_left=1, why="A session can begin.", plan_ends=dt.date(2027, 1, 31)
)


def watch(lived: Home, unread: list[str] | None = None) -> StateWatcher:
    sink: list[str] = [] if unread is None else unread
    return StateWatcher(lived.project, lived.state, lived.clock, sink.append)


def test_a_day_that_is_done_and_one_that_is_not(tmp_path: Path, project: Path) -> None:
    lived = home(tmp_path, project, {1: WHOLE})
    today = watch(lived)
    last = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
    assert today.look() == replace(NOTHING_YET, last_session=last)
    rows = past({1: WHOLE, 0: WHOLE})
    insert(lived.state / "journal.sqlite", rows[len(WHOLE) :])
    told = today.look()
    assert (told.today_done, told.sessions_left) == (True, 0)
    assert told.last_session == dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("entries", "shown"),
    [
        ([BEGAN, pain("glute_squeezes"), ended("pain", "glute_squeezes")], "pain_shown"),
        ([fault("speaker")], "fault"),
    ],
)
def test_pain_and_a_fault_are_told(
    tmp_path: Path, project: Path, entries: list[object], shown: str
) -> None:
    told = watch(home(tmp_path, project, {0: entries})).look()  # type: ignore[dict-item]
    assert {f.name for f in fields(PublishedState) if getattr(told, f.name) is True} == {shown}


def test_an_empty_box_has_nothing_to_tell_but_what_is_due(tmp_path: Path, project: Path) -> None:
    assert watch(home(tmp_path, project)).look() == NOTHING_YET


def test_nothing_is_read_again_until_something_changes(
    tmp_path: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lived = home(tmp_path, project, {1: WHOLE})
    clock, read = VirtualClock(EVENING), []

    def counted(*given: object) -> PublishedState:
        read.append(given)
        return published_state_of(*given)  # type: ignore[arg-type]

    monkeypatch.setattr("device.publishing.state.published_state_of", counted)
    today = StateWatcher(lived.project, lived.state, clock, lambda _: None)
    for _ in range(5):
        today.look()
    assert len(read) == 1
    clock.advance(24 * 3600)
    today.look()
    assert len(read) == 2
    plan = lived.project / "config" / "plan.yaml"
    plan.write_text(plan.read_text("utf-8").replace("Anna", "Eve"), encoding="utf-8")
    assert today.look().fault, "a plan that is not signed any more"


def test_a_journal_that_cannot_be_read_is_a_fault_and_is_said_once(
    tmp_path: Path, project: Path
) -> None:
    lived = home(tmp_path, project, {0: WHOLE})
    said: list[str] = []
    today = watch(lived, said)
    assert today.look().today_done
    (lived.state / "journal.sqlite").write_bytes(b"no journal at all, but long enough " * 40)
    told = [today.look() for _ in range(3)]
    assert [(each.today_done, each.fault) for each in told] == [(True, True)] * 3
    assert len(said) == 1


# ------------------------------------------------------------ while the plan refuses

HELD = {n: [BEGAN, next_day("worse"), ended("unfinished")] for n in (2, 1)}


@pytest.mark.parametrize(
    ("plan", "days", "why"),
    [
        (PLAN, HELD, "on_hold"),
        (PLAN.replace("2027-01-31", "2026-11-22"), {}, "plan_expired"),
        (PLAN.replace("2026-11-01", "2026-11-24"), {}, "plan_not_yet"),
        ("example: true\n" + PLAN, {}, "plan_example"),
    ],
)
@pytest.mark.hazard("H5")
def test_while_the_plan_refuses_nothing_is_left_and_it_says_why(
    tmp_path: Path, project: Path, plan: str, days: dict[int, list[Entry]], why: str
) -> None:
    lived = home(tmp_path, project, days, plan=plan, language="ko")
    told = watch(lived).look()
    assert (told.sessions_left, told.today_done, told.refusal) == (0, False, why)
    assert told.why == getattr(lived.texts, why)


# ------------------------------------------------------------ whether the daemon lives


def test_a_daemon_that_is_dead_or_deaf_is_a_fault_within_a_minute(
    tmp_path: Path, project: Path
) -> None:
    lived, now = home(tmp_path, project, {1: WHOLE}), [999.0]
    environ = {"RUNTIME_DIRECTORY": str(tmp_path)}
    heart = Heartbeat(environ, lambda: since_start_s() - 1000 + now[0])
    today = StateWatcher(
        lived.project, lived.state, lived.clock, lambda _: None, tmp_path / HEARTBEAT_FILE
    )
    told = today.look()
    assert (told.fault, told.last_seen) == (True, None), "none has ever run"
    heart.beat()
    told = today.look()
    assert (told.fault, told.last_seen) == (False, EVENING - dt.timedelta(minutes=5))
    now[0] -= DEAD_AFTER_S + 1
    heart.beat()
    told = today.look()
    assert (told.fault, told.last_seen) == (True, EVENING - dt.timedelta(minutes=5))
    heart.close()
    told = today.look()
    assert told.fault
    assert told.last_seen is not None, "when it was seen last is still known"


def test_in_a_checkout_nobody_knows_of_a_daemon_and_that_is_no_fault(
    tmp_path: Path, project: Path
) -> None:
    assert mark_of(project, Path("/etc/spinecoach"), {}) is None
    assert not watch(home(tmp_path, project)).look().fault


# ------------------------------------------------------------ never a word to the journal


@pytest.mark.hazard("H14")
@pytest.mark.parametrize("change", ["DELETE FROM entries", "PRAGMA user_version = 9", "VACUUM"])
def test_what_publishes_cannot_write_to_the_journal(
    tmp_path: Path, project: Path, change: str
) -> None:
    file = home(tmp_path, project, {1: WHOLE}).state / "journal.sqlite"
    before = file.read_bytes()
    with pytest.raises(OSError, match=r"readonly|cannot VACUUM"):
        read_only(file, lambda journal: journal.execute(change))
    assert file.read_bytes() == before


def test_looking_leaves_every_file_raw(tmp_path: Path, project: Path) -> None:
    lived = home(tmp_path, project, {1: WHOLE})

    def there() -> dict[Path, bytes]:
        files = (f for f in tmp_path.rglob("*") if f.is_file() and f.suffix != ".sqlite-shm")
        return {f: content for f in files if (content := f.read_bytes())}

    before = there()
    watch(lived).look()
    assert there() == before


@pytest.fixture
def clip_cache() -> Iterator[Path]:
    """A folder that other users reach, too."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def as_nobody(what: Callable[[], None]) -> int:
    """Do it in a process that may not write where root or this user may; return its exit code."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            if os.geteuid() == 0:
                os.setgid(65534)
                os.setuid(65534)
            what()
            code = 0
        except BaseException:  # noqa: BLE001 - told where pytest shows it
            traceback.print_exc()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_it_is_read_where_not_even_a_file_beside_it_can_be_made(clip_cache: Path) -> None:
    file = clip_cache / "journal.sqlite"
    insert(file, past({0: WHOLE}))
    file.chmod(0o444)
    clip_cache.chmod(0o555)

    def look() -> None:
        with pytest.raises(PermissionError):
            (clip_cache / "x").touch()
        with pytest.raises(sqlite3.OperationalError), connected(file) as journal:
            journal.execute("DELETE FROM entries")
        history = read_history(file, VirtualClock(EVENING), 3, "UTC")
        assert history.sessions_done_today == 1

    assert as_nobody(look) == 0
    assert [each.name for each in clip_cache.iterdir()] == ["journal.sqlite"]


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_what_was_changed_while_it_was_read_is_read_again(clip_cache: Path) -> None:
    file = clip_cache / "journal.sqlite"
    insert(file, past({0: WHOLE}))
    if os.geteuid() == 0:
        os.chown(file, 65534, 65534)
    clip_cache.chmod(0o555)
    seen: list[int] = []

    def reading(journal: sqlite3.Connection) -> int:
        seen.append(journal.execute("SELECT count(*) FROM entries").fetchone()[0])
        if len(seen) == 1:
            os.utime(file)  # as the daemon does when it writes
        return seen[-1]

    def look() -> None:
        read_only(file, reading)
        assert seen == [len(WHOLE)] * 2

    assert as_nobody(look) == 0


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_what_waits_beside_the_journal_is_never_overlooked(clip_cache: Path) -> None:
    """Half of it would be told for all of it."""
    file = clip_cache / "journal.sqlite"
    insert(file, past({1: WHOLE}))
    writing = connected(file)
    writing.execute("BEGIN IMMEDIATE")
    writing.execute("UPDATE entries SET day = '2026-11-23'")
    writing.execute("COMMIT")
    (clip_cache / "journal.sqlite-shm").rename(clip_cache / "away")
    for each in clip_cache.iterdir():
        each.chmod(0o444)
    clip_cache.chmod(0o555)

    def look() -> None:
        with contextlib.suppress(OSError):  # that it cannot be read just now is no lie
            history = read_history(file, VirtualClock(EVENING), 3, "UTC")
            assert history.sessions_done_today == 1

    assert as_nobody(look) == 0
    clip_cache.chmod(0o755)
    (clip_cache / "away").rename(clip_cache / "journal.sqlite-shm")
    writing.close()
    assert read_history(file, VirtualClock(EVENING), 3, "UTC").sessions_done_today == 1


def test_the_last_of_it_stays_when_only_the_fault_is_new() -> None:
    told = PublishedState(today_done=True)
    assert replace(told, fault=True).today_done
