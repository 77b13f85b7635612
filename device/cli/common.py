"""What several commands need: the configuration, the pins, an end with a message."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, NoReturn

import click

from device.paths import project_folder

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
