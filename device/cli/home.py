"""Where the files that people edit are: `init`."""

from __future__ import annotations

from pathlib import Path

import click

from device.cli.common import MISTAKES, fail, reason_of


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--language", default="en", show_default=True, help="What the box speaks.")
def init(folder: Path, language: str) -> None:
    """Make DIR a home of your own: settings, plan, catalogue and languages, to be changed.

    What you take out of it later comes from the package again, the plan excepted.

    Example: spinecoach init ~/spinecoach
    """
    from device.home import NoHome, make_home

    try:
        files = make_home(folder.expanduser(), language)
    except NoHome as refusal:
        fail(str(refusal), MISTAKES)
    except OSError as problem:
        fail(f"The home cannot be made: {reason_of(problem)}", 1)
    click.echo(f"{len(files)} files are in {folder}. To use them, name the folder each time:")
    click.echo(f"  spinecoach --home {folder} check")
    click.echo("or once for this shell:")
    click.echo(f"  export SPINECOACH_HOME={folder.absolute()}")


COMMANDS = (init,)
