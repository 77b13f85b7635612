"""The clinician's plan: `check`, `preview`."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import click
from rich.console import Console

from device.cli.common import MISTAKES, configuration_here, fail, usable
from device.places import project_folder, state_folder


@click.command()
@click.option("--sign", is_flag=True, help="Sign the plan as it stands.")
@click.option("--name", help="Who signs, in quotes.")
@click.option("--role", help="Such as surgeon or physiotherapist.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for scripts.")
def check(
    sign: bool,  # noqa: FBT001 - click hands flags over so
    name: str | None,
    role: str | None,
    as_json: bool,  # noqa: FBT001 - click hands flags over so
) -> None:
    """Read every file that people edit and tell every mistake at once; sign the plan.

    \b
    Examples: spinecoach check
              spinecoach check --sign --name "Dr. Weber" --role surgeon
    """  # noqa: D301 - click's mark for lines that stay as they are
    from device.checking import report, sign_plan

    console = Console(highlight=False)
    if sign:
        if not name or not role:
            fail('A signature needs --name "..." and --role "...".', MISTAKES)
        if not sign_plan(project_folder(), name, role, console):
            sys.exit(MISTAKES)
    sys.exit(report(configuration_here(), console, as_json=as_json))


@click.command()
@click.option("--date", type=click.DateTime(["%Y-%m-%d"]), help="Another day than today.")
@click.option("--day", "day_after", type=int, help="So many days after the operation.")
@click.option("--wav", type=click.Path(path_type=Path), help="Render it into this file, too.")
@click.option("--all", "every_beat", is_flag=True, help="Every count, too.")
def preview(
    date: dt.datetime | None,
    day_after: int | None,
    wav: Path | None,
    every_beat: bool,  # noqa: FBT001 - click hands flags over so
) -> None:
    """Print what the box will say today, or on another day, and what it leaves out and why.

    Example: spinecoach preview --day 45
    """
    from device.journal.clock import SystemClock
    from device.preview import Showing, show

    on = date.date() if date is not None else None
    showing = Showing(on, day_after, every_beat, wav)
    configuration = usable(configuration_here())
    sys.exit(show(configuration, state_folder(), SystemClock(), showing, Console(highlight=False)))


COMMANDS = (check, preview)
