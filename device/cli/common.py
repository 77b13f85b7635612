"""What several commands need: the configuration, the pins, an end with a message."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from device.paths import project_folder, state_folder

if TYPE_CHECKING:
    from device.configuration import Configuration

MISTAKES = 2
"""Exit code for what a person has to correct."""


def configuration_here() -> Configuration:
    """Return all configuration of the project folder, its mistakes included."""
    from device.configuration import load_configuration

    return load_configuration(project_folder())


def usable(configuration: Configuration) -> Configuration:
    """Print what is wrong; end only where not even a voice is left to say so."""
    for problem in configuration.problems:
        click.echo(str(problem), err=True)
    if configuration.book is None or configuration.commands is None:
        sys.exit(MISTAKES)
    return configuration


def pins_here() -> Any:  # noqa: ANN401 - gpiozero has no types
    """Return the pin factory of a Pi."""
    from device.panel.pins import pi_factory

    return pi_factory()


def fail(message: str, code: int) -> NoReturn:
    """End with a message for a person."""
    click.echo(message, err=True)
    sys.exit(code)


def reason_of(problem: OSError) -> str:
    """Return which file or folder is meant, why it was refused and what to do, for a person.

    What names no file is a sentence of our own and told as it is. In the state folder the next
    step is the doctor's; elsewhere it is another place.
    """
    if problem.filename is None or problem.strerror is None:
        return str(problem)
    from device.doctor.storage import advice_on

    place, state = Path(str(problem.filename)).absolute(), state_folder().absolute()
    to_do = (
        advice_on(problem, state, place)
        if place.is_relative_to(state)
        else "Name another place with a folder that is there and is yours."
    )
    return f"{_without_temporary(place)}: {problem.strerror}. What to do: {to_do}"


def _without_temporary(place: Path) -> Path:
    """A file that is written beside its place, under a name of its own, means its folder."""
    return place.parent if place.name.startswith(".") else place
