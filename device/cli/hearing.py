"""What the box hears with: `model fetch`."""

from __future__ import annotations

from pathlib import Path

import click

from device.cli.common import fail
from device.paths import state_folder


@click.group()
def model() -> None:
    """Have the model that understands words."""


@model.command()
@click.argument("language", default="en")
@click.option("--from", "source", type=click.Path(path_type=Path, exists=True),
              help="A folder or zip that is here already.")  # fmt: skip
def fetch(language: str, source: Path | None) -> None:
    """Fetch the model for a language (en) from its maker, or take it from a folder or zip.

    Example: spinecoach model fetch en --from vosk-model-small-en-us-0.15.zip
    """
    from rich.progress import Progress

    from device.doctor.storage import advice_on
    from device.hearing.download import FetchFailed
    from device.hearing.models import ModelNotStored, fetch_model

    try:
        with Progress(transient=True) as bar:
            task = bar.add_task(f"the model for {language}", total=None)
            found = fetch_model(
                language,
                source,
                progress=lambda done, of: bar.update(task, completed=done, total=of),
            )
    except ModelNotStored as problem:
        to_do = advice_on(problem.cause, state_folder())
        fail(f"{problem} What to do: {to_do}", 1)
    except FetchFailed as problem:
        fail(str(problem), 1)
    click.echo(f"The model for {language} is in {found.folder}.")


COMMANDS = (model,)
