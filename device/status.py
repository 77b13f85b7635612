"""How today stands, for people and for scripts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console

from device.configuration import Configuration
from device.journal.clock import Clock
from device.journal.history import History
from device.journal.opening import set_aside_beside
from device.journal.reading import read_history
from device.panel.light import light_of
from device.plan.day_state import DayState
from device.plan.refusals import REFUSALS
from device.plan.today import day_state_of
from device.session.view import View
from device.settings import Settings

_DAMAGED = (
    "A damaged journal is kept as {}; what could be read of it goes on in a new one. Copy it to a "
    "safe place, then delete it."
)

_DATE_NOT_SURE = (
    "Nobody has set the clock since the start. If the date is right: spinecoach clock confirm"
)


@dataclass(frozen=True, slots=True)
class Status:
    """Today in plain values. `light` is what the lamp shows unless a session runs just now."""

    day: str
    light: str
    sessions_done: int
    sessions_due: int
    paced: tuple[str, ...]
    skipped: tuple[str, ...]
    stopped_by_pain: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]
    pain_shown: bool
    pain_open: bool
    sessions_left: int
    broken_off: bool
    refused: tuple[str, ...]
    faults: tuple[str, ...]
    date_is_sure: bool
    problems: tuple[str, ...]
    set_aside: tuple[str, ...]

    def as_dict(self) -> dict[str, object]:
        """Return it for JSON."""
        return asdict(self)


def status_of(configuration: Configuration, state: Path, clock: Clock) -> Status:
    """Read the plan and the journal. Raises OSError when the journal cannot be read."""
    day = (configuration.settings or Settings()).day
    history = read_history(state / "journal.sqlite", clock, day.rollover_hour, day.timezone)
    today = DayState(history.today)
    if configuration.catalogue is not None:
        today = day_state_of(configuration.loaded, configuration.catalogue, history)
    return Status(
        day=history.today.isoformat(),
        light=_light(today, history, broken=bool(configuration.errors)),
        sessions_done=today.sessions_done,
        sessions_due=today.sessions_due,
        paced=history.paced_today,
        skipped=history.skipped_today,
        stopped_by_pain=history.stopped_today,
        left_out=tuple((out.exercise, out.reason) for out in today.left_out),
        pain_shown=today.pain_shown,
        pain_open=today.pain_open,
        sessions_left=today.sessions_left,
        broken_off=today.interrupted is not None,
        refused=tuple(said.key for said in today.refusal[:1]),
        faults=_faults(history),
        date_is_sure=history.sure,
        problems=tuple(map(str, configuration.errors)),
        set_aside=tuple(map(str, set_aside_beside(state / "journal.sqlite"))),
    )


def _faults(history: History) -> tuple[str, ...]:
    return tuple(fault.part for fault in history.faults)


def _light(today: DayState, history: History, *, broken: bool) -> str:
    faults = {"settings"} if broken else set(_faults(history))
    left = today.sessions_left if today.started_today else 0
    light = light_of(
        View(
            pain_shown=today.pain_shown,
            unsettled=today.pain_open,
            day_done=today.day_done,
            sessions_left=left,
            faults=frozenset(faults),
        )
    )
    return f"{light.blinks} blinks" if light.blinks else light.pattern.name.lower()


def show_status(today: Status, console: Console) -> None:
    """Print it for people, in some ten lines."""
    rows = {
        "light": today.light,
        "sessions": f"{today.sessions_done} of {today.sessions_due} done",
        "paced": _listed(today.paced),
        "left by word": _listed(today.skipped),
        "stopped by pain": _listed(today.stopped_by_pain),
        "not today": _listed(f"{each} ({why[7:]})" for each, why in today.left_out),
    }
    console.print(f"[bold]{today.day}[/]" + ("" if today.date_is_sure else " (not sure)"))
    for name, value in rows.items():
        console.print(f"  {name:16} {value}", markup=False, soft_wrap=True)
    remarks = [
        (today.pain_shown, "Pain ended a session. Hold the button down once the family knows."),
        (today.pain_open, "A pain was never asked about to its end: the button asks again."),
        (today.broken_off, "A session was broken off: the button takes it up."),
        *(
            (True, f"No session can begin: {REFUSALS[key].seen}. {REFUSALS[key].to_do}")
            for key in today.refused
        ),
        (not today.date_is_sure, _DATE_NOT_SURE),
        (
            bool(today.faults),
            f"Something is broken: {', '.join(today.faults)}. See: spinecoach doctor",
        ),
        (bool(today.set_aside), _DAMAGED.format(", ".join(today.set_aside))),
        (bool(today.problems), "There are mistakes in the files. See: spinecoach check"),
    ]
    for holds, remark in remarks:
        if holds:
            console.print(f"  {remark}", style="yellow", markup=False, soft_wrap=True)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(name.replace("_", " ") for name in names) or "-"
