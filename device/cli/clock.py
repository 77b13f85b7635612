"""The date, where no network tells it: `clock confirm`."""

from __future__ import annotations

import datetime as dt

import click

from device.cli.common import MISTAKES, configuration_here, fail, reason_of
from device.paths import state_folder

DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def clock() -> None:
    """The date that the box goes by: the plan's stage and its days depend on it."""


@clock.command()
@click.option("--date", type=DAY, help="Today's date, from a calendar; it is asked for otherwise.")
def confirm(date: dt.datetime | None) -> None:
    """Confirm that the clock is right, where no network and no battery can.

    Without that the box stays at the stage of the last day that was sure. It holds until the box
    is started anew, or the clock is set.

    Example: spinecoach clock confirm --date 2026-11-24
    """
    from device.journal.clock import CONFIRMED, clock_of
    from device.journal.clock import confirm_clock as write_down
    from device.journal.reading import read_rows

    state, now = clock_of(state_folder()), dt.datetime.now().astimezone()
    if state.sure:
        click.echo(f"The clock is sure already: {now:%Y-%m-%d %H:%M}.")
        return
    if date is None:
        date = click.prompt("Today's date, from a calendar (YYYY-MM-DD)", type=DAY)
    if date.date() != now.date():
        fail(
            f"The clock shows {now:%Y-%m-%d %H:%M}, and that is another day. Set it first: "
            f"sudo date -s '{date:%Y-%m-%d} 09:00', with the right time",
            MISTAKES,
        )
    try:
        last = max((row.day for row in read_rows(state_folder() / "journal.sqlite")), default=None)
        if last is not None and last > now.date():
            fail(
                f"The journal has entries of {last} already. If they are wrong, ask the clinic; "
                "if the clock is, set it first: sudo date -s 'YYYY-MM-DD HH:MM'",
                MISTAKES,
            )
        write_down(state_folder() / CONFIRMED, state)
    except OSError as problem:
        fail(f"It cannot be written down: {reason_of(problem)}", 1)
    plan = configuration_here().loaded.plan
    day = f", day {(now.date() - plan.operation.date).days} after the operation" if plan else ""
    click.echo(f"It is {now:%A, %Y-%m-%d %H:%M}{day}. That holds until the next start.")


COMMANDS = (clock,)
