"""The clinician's plan: `plan new`, `check`, `preview`."""

from __future__ import annotations

import datetime as dt
import shlex
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console

from device.cli.common import MISTAKES, configuration_here, fail, reason_of, usable
from device.paths import (
    PLAN,
    NotYours,
    check_writable_home,
    config_file,
    project_folder,
    state_folder,
)

if TYPE_CHECKING:
    from device.plan.answers import Valid


@click.group()
def plan() -> None:
    """Write the plan of a patient."""


@plan.command()
def new() -> None:
    """Ask what a plan needs and write config/plan.yaml, for a clinician to sign.

    A dose stays inside the range of the catalogue. A plan that is there already is only replaced
    when you say so, and is kept as plan.before.

    Example: spinecoach plan new
    """
    from device.plan.atomic_write import replace_file
    from device.plan.loading import load_catalogue
    from device.plan.writing import ask_plan, write_plan

    project = project_folder()
    try:
        check_writable_home(project)
    except NotYours as refusal:
        fail(str(refusal), 1)
    file = config_file(project, PLAN)
    catalogue, problems = load_catalogue(config_file(project, "exercises.yaml"))
    if catalogue is None:
        fail("\n".join(map(str, problems)), MISTAKES)
    instead = file.exists()
    if instead and not click.confirm(f"{file} is there already. Write a new one in its place?"):
        fail("Nothing was written.", 1)
    text = ask_plan(catalogue, dt.datetime.now().astimezone().date(), _ask)
    try:
        if instead:
            replace_file(file.with_name("plan.before"), file.read_bytes(), like=file)
        write_plan(file, text, instead=instead)
    except OSError as problem:
        fail(f"The plan cannot be written: {reason_of(problem)}", 1)
    click.echo(f"\nThe plan is in {file}. Nobody exercises by it yet. Now:")
    # Without it the next command would read other files than the one that was just written.
    given = click.get_current_context().find_root().params.get("folder")
    program = f"spinecoach --home {shlex.quote(given)}" if given else "spinecoach"
    click.echo(f"  {program} check            read it for mistakes")
    click.echo(f"  {program} preview          see what a day of it is")
    click.echo(f'  {program} check --sign --name "Dr. ..." --role surgeon')


def _ask(question: str, *, default: str, valid: Valid) -> str:
    """Put a question until there is a valid answer; Control-C ends it all."""

    def taken(given: str) -> str:
        try:
            return valid(given)
        except ValueError as wrong:
            raise click.UsageError(f"expected {wrong}.") from wrong

    return str(click.prompt(question, default=default or None, value_proc=taken))


@click.command()
@click.option("--sign", is_flag=True, help="Sign the plan as it stands.")
@click.option("--name", help="Who signs, in quotes.")
@click.option("--role", help="Such as surgeon or physiotherapist.")
@click.option("--yes", is_flag=True, help="Do not ask before signing.")
@click.option("--language", help="Read this folder of voices/ instead of the box's language.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for scripts.")
def check(
    sign: bool,  # noqa: FBT001 - click hands flags over so
    name: str | None,
    role: str | None,
    yes: bool,  # noqa: FBT001 - click hands flags over so
    language: str | None,
    as_json: bool,  # noqa: FBT001 - click hands flags over so
) -> None:
    """Read every file that people edit and tell every mistake at once; sign the plan.

    What was changed since the plan was signed last is told field by field. Before it is signed you
    see what it means today, and at a terminal you are asked.

    \b
    Examples: spinecoach check
              spinecoach check --language ko
              spinecoach check --sign --name "Dr. Weber" --role surgeon
    """  # noqa: D301 - click's mark for lines that stay as they are
    from device.checking import Signer, all_read, print_report, sign_plan, since_signed

    console, project = Console(highlight=False), project_folder()
    if sign:
        if not name or not role:
            fail('A signature needs --name "..." and --role "...".', MISTAKES)
        try:
            check_writable_home(project)
        except NotYours as refusal:
            fail(str(refusal), 1)
        told = Console(highlight=False, stderr=as_json)
        asks = not yes and sys.stdin.isatty()
        agrees = partial(click.confirm, "Sign this plan?", err=as_json) if asks else lambda: True
        if not sign_plan((project, state_folder()), Signer(name, role, agrees), told):
            sys.exit(MISTAKES)
    configuration = all_read(project, language)
    sys.exit(print_report(configuration, since_signed(project), console, as_json=as_json))


@click.command()
@click.option("--date", type=click.DateTime(["%Y-%m-%d"]), help="Another day than today.")
@click.option("--day", "day_after", type=click.IntRange(0, 36500), metavar="N",
              help="So many days after the operation.")  # fmt: skip
@click.option("--wav", type=click.Path(path_type=Path), help="Render it into this file, too.")
@click.option("--sheet", type=click.Path(path_type=Path), metavar="FILE",
              help="Write a page for the wall instead: FILE.html or FILE.pdf.")  # fmt: skip
@click.option("--all", "every_beat", is_flag=True, help="Every count, too.")
def preview(
    date: dt.datetime | None,
    day_after: int | None,
    wav: Path | None,
    sheet: Path | None,
    every_beat: bool,  # noqa: FBT001 - click hands flags over so
) -> None:
    """Print what the box will say today, or on another day, and what it leaves out and why.

    \b
    Examples: spinecoach preview --day 45
              spinecoach preview --sheet wall.pdf
    """  # noqa: D301 - click's mark for lines that stay as they are
    from device.journal.clock import clock_of
    from device.pdf import PdfUnavailable
    from device.preview import NoDay, PreviewOptions, show_preview
    from device.reading.diagnostic import ConfigError
    from device.sheet.page import NoSheet

    on = date.date() if date is not None else None
    showing = PreviewOptions(on, day_after, every_beat, wav, sheet)
    configuration, console = usable(configuration_here()), Console(highlight=False)
    try:
        show_preview(
            configuration,
            (project_folder(), state_folder()),
            clock_of(state_folder()),
            showing,
            console,
        )
    except (NoDay, NoSheet, ConfigError) as nothing:
        fail(str(nothing), MISTAKES)
    except (PdfUnavailable, OSError) as problem:
        fail(str(problem), 1)


COMMANDS = (plan, check, preview)
