"""The journal itself: `journal export`, `journal backup`."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import click
from rich.console import Console

from device.cli.common import MISTAKES, fail, reason_of
from device.paths import state_folder

FILE = click.Path(path_type=Path, dir_okay=False)
DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def journal() -> None:
    """What the box has written down: every press, word, count and pain, with its time."""


@journal.command("export")
@click.option("--from", "first", type=DAY, help="The first day; by default that of the beginning.")
@click.option("--to", "last", type=DAY, help="The last day; by default the last there is.")
@click.option("--output", type=FILE, help="Into this file; by default onto the terminal.")
def export_entries(
    first: dt.datetime | None, last: dt.datetime | None, output: Path | None
) -> None:
    """Write every entry as CSV; docs/journal-csv.md tells of its columns.

    `spinecoach export csv` sums the same up by session and exercise.

    Example: spinecoach journal export --from 2026-11-01 --output november.csv
    """
    from device.report.events import write_events, write_events_file

    span = (
        first.date() if first is not None else dt.date.min,
        last.date() if last is not None else dt.date.max,
    )
    if span[0] > span[1]:
        fail(f"--from {span[0]} is after --to {span[1]}: name the earlier day first.", MISTAKES)
    file = state_folder() / "journal.sqlite"
    try:
        if output is None:
            write_events(file, sys.stdout, *span)
            return
        with Console(stderr=True).status("Writing every entry"):
            count = write_events_file(file, output, *span)
    except OSError as problem:
        fail(f"Nothing was written: {reason_of(problem)}", 1)
    click.echo(f"{count} entries are in {output}. They tell of a patient: keep them as a letter.")


@journal.command()
@click.argument("copy", metavar="FILE", type=FILE)
def backup(copy: Path) -> None:
    """Copy the journal into FILE while the box goes on: whole, checked, or not at all.

    To bring it back: stop the box, put FILE in the place of journal.sqlite, start the box.

    Example: spinecoach journal backup /media/stick/spinecoach.sqlite
    """
    from device.journal.backup import back_up

    try:
        with Console(stderr=True).status("Copying the journal"):
            count = back_up(state_folder() / "journal.sqlite", copy)
    except OSError as problem:
        fail(f"Nothing was copied: {reason_of(problem)}", 1)
    click.echo(f"{count} entries are in {copy}. They tell of a patient: keep them as a letter.")


COMMANDS = (journal,)
