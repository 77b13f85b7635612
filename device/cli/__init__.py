"""The commands. Each is some lines: what it does stands in a module of its own."""

from __future__ import annotations

import os

import click

from device.cli import box, clock, hearing, home, journal, plan, preferences, publish, report, teach


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="spinecoach")
@click.option("--home", "folder", type=click.Path(exists=True, file_okay=False), metavar="DIR",
              help="The folder of config/ and voices/, such as `init` makes.")  # fmt: skip
def main(folder: str | None) -> None:
    """Speak and count prescribed exercises after spine surgery, offline.

    \b
    Try it without any hardware:   spinecoach rehearse
    Make a home of your own:       spinecoach init ~/spinecoach
    Change its plan, then:         spinecoach --home ~/spinecoach check
    """  # noqa: D301 - click's mark for lines that stay as they are
    if folder is not None:
        os.environ["SPINECOACH_HOME"] = folder


for command in (
    *home.COMMANDS,
    *box.COMMANDS,
    *plan.COMMANDS,
    *hearing.COMMANDS,
    *report.COMMANDS,
    *publish.COMMANDS,
    *journal.COMMANDS,
    *clock.COMMANDS,
    *preferences.COMMANDS,
    *teach.COMMANDS,
):
    main.add_command(command)
