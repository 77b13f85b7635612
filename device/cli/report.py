"""The days for the family and the clinic: `report`, `export`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from device.cli.common import MISTAKES, configuration_here, fail, reason_of
from device.paths import language_folder, project_folder, state_folder

if TYPE_CHECKING:
    from device.configuration import Configuration

MAX_DAYS = 3660
TO_A_PIPE = Path("-")
FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.option("--days", type=click.IntRange(1, MAX_DAYS), default=42, show_default=True,
              help="So many days, today included.")  # fmt: skip
@click.option("--html", type=FILE, help="The page, for any browser.")
@click.option("--pdf", type=FILE, help="The same on paper.")
@click.option("--name", help="Whose days they are; by default the pseudonym that FHIR has, too.")
@click.option("--visit", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD",
              help="The last visit; by default the day on which the plan was signed.")  # fmt: skip
def report(
    days: int, html: Path | None, pdf: Path | None, name: str | None, visit: dt.datetime | None
) -> None:
    """Write the days on one page: done, missed, pain, minutes, and what the plan allows.

    Without a FILE the page goes into this folder. Only you can read it; nothing is sent anywhere.

    Example: spinecoach report --days 42 --html days.html --pdf days.pdf --name P-017
    """
    from device.journal.clock import clock_of
    from device.report.show import ReportOptions, write_report

    wishes = ReportOptions(days, html, pdf, name, visit.date() if visit is not None else None)
    with _told("Reading the days and writing the page"):
        configuration = configuration_here()
        voices = _voices_of(configuration)
        files = write_report(
            configuration, voices, state_folder(), clock_of(state_folder()), wishes
        )
    for file in files:
        click.echo(
            f"The report is in {file}. It tells of a patient: keep it as you would a letter."
        )


@click.command()
@click.argument("kind", type=click.Choice(["csv", "fhir", "ics"]))
@click.option("--days", type=click.IntRange(1, MAX_DAYS), default=42, show_default=True,
              help="So many days, today included.")  # fmt: skip
@click.option(
    "--output", type=FILE, help="Where to; by default spinecoach.* in this folder; - for a pipe."
)
@click.option("--pseudonym", help="What FHIR calls the patient; by default made up, and kept.")
def export(kind: str, days: int, output: Path | None, pseudonym: str | None) -> None:
    """Write the days for other programs: csv, fhir (R4 bundle), or ics (reminders).

    \b
    csv    for a spreadsheet; docs/report-csv.md tells of its columns
    fhir   for a clinic's server: plan, sessions, pain; no name, no telephone
    ics    for a calendar: a reminder for every session until the plan ends

    Example: spinecoach export fhir --pseudonym P-017 --output p-017.json
    """  # noqa: D301 - click's mark for lines that stay as they are
    from device.journal.clock import clock_of
    from device.report.export import (
        ExportOptions,
        Format,
        NothingToExport,
        content_of,
        write_export,
    )

    if pseudonym is not None and not pseudonym.strip():
        fail("--pseudonym is empty. Expected: what the clinic calls this patient.", MISTAKES)
    wish = ExportOptions(Format(kind), days, output, pseudonym)
    with _told("Reading the days", NothingToExport):
        configuration = configuration_here()
        where = (configuration, _voices_of(configuration), state_folder(), clock_of(state_folder()))
        if output == TO_A_PIPE:
            click.echo(content_of(*where, wish), nl=False)
            return
        file = write_export(*where, wish)
    click.echo(f"The days are in {file}. They tell of a patient: keep them as you would a letter.")


def _voices_of(configuration: Configuration) -> Path:
    from device.settings import Settings

    return language_folder(project_folder(), (configuration.settings or Settings()).language)


@contextmanager
def _told(what: str, *refusals: type[Exception]) -> Iterator[None]:
    """Show on a terminal that something is under way; end with a sentence where a file fails.

    `refusals` say themselves what is missing.
    """
    from device.pdf import PdfUnavailable
    from device.reading.diagnostic import ConfigError

    missing_parts: tuple[type[Exception], ...] = (PdfUnavailable, *refusals)
    try:
        with Console(stderr=True).status(what):
            yield
    except ConfigError as unreadable:
        fail(str(unreadable), MISTAKES)
    except missing_parts as missing:
        fail(str(missing), 1)
    except OSError as problem:
        fail(f"Nothing was written: {reason_of(problem)}", 1)


COMMANDS = (report, export)
