"""The commands. Each is some lines: what it does stands in a module of its own."""

from __future__ import annotations

import click

from device.cli import box, hearing, journal, plan, publish, report, teach


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="spinecoach")
def main() -> None:
    """Speak and count prescribed exercises after spine surgery, offline.

    \b
    Try it without any hardware:   spinecoach rehearse
    Change the plan, then:         spinecoach check
    """  # noqa: D301 - click's mark for lines that stay as they are


for command in (
    *box.COMMANDS,
    *plan.COMMANDS,
    *hearing.COMMANDS,
    *report.COMMANDS,
    *publish.COMMANDS,
    *journal.COMMANDS,
    *teach.COMMANDS,
):
    main.add_command(command)
