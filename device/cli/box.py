"""The box itself: `run`, `rehearse`, `status`, `doctor`."""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

from device.cli.common import MISTAKES, configuration_here, fail, pins_here, reason_of, usable
from device.paths import project_folder, state_folder

NEEDED_TO_REHEARSE = ("pyroomacoustics", "scipy")
"""What the extra `rehearsal` brings for the simulated bedroom."""

if TYPE_CHECKING:
    from device.configuration import Configuration
    from device.scenarios.reading import ScenarioFile
    from device.scenarios.text import Result

RECOGNIZERS = ("vosk", "likelihood", "taught", "both", "enrollment")
FORMER_RECOGNIZERS = {"lesson": "enrollment"}
"""Old names on the command line, and what they are called now."""


class RecognizerName(click.Choice[str]):
    """One of `RECOGNIZERS`, by its present or its old name."""

    def convert(
        self,
        value: str,
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> str:
        """Return the present name of `value`; `param` and `ctx` are click's."""
        return super().convert(FORMER_RECOGNIZERS.get(value, value), param, ctx)


@click.command()
def run() -> None:
    """Be the box: button, light, voice and recognizers, until it is stopped.

    Example: spinecoach run
    """
    from device.daemon import Daemon
    from device.journal.clock import clock_of
    from device.journal.schema import JournalTooNew
    from device.memory import return_large_blocks
    from device.panel.pins import NoPins, PinsMissing
    from device.parts import real_parts
    from device.settings import Settings

    return_large_blocks()
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    configuration = usable(configuration_here())
    pins: Any
    try:
        pins = pins_here()
    except PinsMissing as problem:
        pins = NoPins(problem)
    try:
        parts = real_parts(configuration.settings or Settings(), pins, clock_of(state_folder()))
        daemon = Daemon(configuration, state_folder(), parts)
    except (JournalTooNew, OSError) as problem:
        fail(str(problem), 1)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: daemon.stop())
    daemon.run()
    sys.stdout.flush()
    sys.stderr.flush()
    # Everything is put away. A model that is being loaded, or a voice that speaks, would be waited
    # for by an ordinary end, and neither can be stopped.
    os._exit(MISTAKES if configuration.errors else 0)


@click.command()
@click.option("--language", help="A folder of voices/; by default that of config/device.yaml.")
@click.option("--json", "as_json", is_flag=True, help="The result as the last line, as JSON.")
@click.option("--play", "card", is_flag=False, flag_value="default", metavar="[NAME]",
              help="In real time, through this sound card.")  # fmt: skip
@click.option("--recognizer", "--ears", "recognizers",
              type=RecognizerName(RECOGNIZERS),
              help="The speech model's; the one that tells how likely a phrase is (English); the "
              "enrolled one; the first and the last; or a first session, in which the patient "
              "enrolls aloud.")  # fmt: skip
@click.option("--output", type=click.Path(path_type=Path), help="Folder for session.wav.")
@click.option("--scenario", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help="Carry out this scenario instead, in a moment and without sound; with --json a "
              "line for each thing said, light and journal entry.")  # fmt: skip
@click.option("--sound", is_flag=True,
              help="The scenario in the simulated bedroom: spoken, heard or misheard.")  # fmt: skip
def rehearse(
    language: str | None,
    as_json: bool,  # noqa: FBT001 - click hands flags over so
    card: str | None,
    recognizers: str | None,
    output: Path | None,
    scenario: Path | None,
    sound: bool,  # noqa: FBT001 - same
) -> None:
    """Rehearse a whole day with a simulated patient in a simulated bedroom, or a scenario.

    Example: spinecoach rehearse --language ko

    Example: spinecoach rehearse --scenario what-if.yaml
    """
    from device.sound.devices import DeviceError

    if sound and scenario is None:
        raise click.UsageError("--sound goes with --scenario FILE: a whole day always has sound.")
    with _simulated_bedroom():
        if scenario is not None:
            sys.exit(_scenario(scenario, language, as_json=as_json, sound=sound))
        from device.rehearsal.show import RehearsalOptions, show_rehearsal

    wishes = RehearsalOptions(language, as_json, card, output, recognizers)
    try:
        sys.exit(show_rehearsal(project_folder(), wishes, Console(), Console(stderr=True)))
    except (DeviceError, OSError) as problem:
        fail(str(problem), 1)


@contextmanager
def _simulated_bedroom() -> Iterator[None]:
    """End with one message where a package is missing that only a rehearsal needs."""
    try:
        yield
    except ModuleNotFoundError as missing:
        part = str(missing.name).partition(".")[0]
        if part not in NEEDED_TO_REHEARSE:
            raise
        fail(
            f"A rehearsal simulates a bedroom with the package {part}, and it is not "
            f"installed. What to do: {sys.executable} -m pip install "
            f"{' '.join(NEEDED_TO_REHEARSE)}",
            1,
        )


def _scenario(file: Path, language: str | None, *, as_json: bool, sound: bool) -> int:
    from device.scenarios.showing import show_scenario
    from device.scenarios.text import run_text

    carry = _aloud if sound else run_text
    out, err = Console(), Console(stderr=True)
    return show_scenario(
        project_folder(), file, carry, out, err, as_json=as_json, language=language
    )


def _aloud(configuration: Configuration, written: ScenarioFile) -> Result:
    from device.hearing.likelihood.weights import WeightsMissing
    from device.hearing.models import ModelMissing
    from device.rehearsal.sounding import run_with_sound

    try:
        return run_with_sound(configuration, written)
    except (ModelMissing, WeightsMissing) as missing:
        fail(str(missing), MISTAKES)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON, for scripts.")
def status(as_json: bool) -> None:  # noqa: FBT001 - click hands flags over so
    """Say how today stands.

    Example: spinecoach status --json
    """
    from device.journal.clock import clock_of
    from device.status import show_status, status_of

    try:
        today = status_of(configuration_here(), state_folder(), clock_of(state_folder()))
    except OSError as problem:
        why = reason_of(problem).rstrip(".")
        to_do = "" if "What to do" in why else " What to do: spinecoach doctor"
        fail(f"How today stands cannot be told: {why}.{to_do}", 1)
    if as_json:
        click.echo(json.dumps(today.as_dict(), ensure_ascii=False))
    else:
        show_status(today, Console(highlight=False))


class Beside:
    """The person at the terminal; one who is not there is asked nothing."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def told(self, what: str) -> None:
        """See `Person`."""
        self._console.print(what)

    def sure(self, question: str) -> bool | None:
        """See `Person`."""
        if not sys.stdin.isatty():
            return None
        return click.confirm(question, default=True, err=self._console.stderr)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON, for scripts.")
def doctor(as_json: bool) -> None:  # noqa: FBT001 - click hands flags over so
    """Try every part of the box and say for each what to do.

    On an installed box the daemon is stopped for it and started again: both want card and pins.

    Example: spinecoach doctor
    """
    from device.doctor.examination import examine
    from device.doctor.finding import DoctorParts
    from device.journal.clock import clock_of

    console = Console(highlight=False, stderr=as_json)
    person = Beside(console)
    findings = []
    parts = DoctorParts(pins_here, clock=clock_of(state_folder()))
    for finding in examine(configuration_here(), state_folder(), parts, person):
        findings.append(finding)
        mark = "[green]ok[/]  " if finding.ok else "[bold red]NOT[/] "
        console.print(f"{mark} [bold]{finding.part}[/]: ", end="")
        console.print(finding.seen, markup=False, soft_wrap=True)
        if finding.to_do:
            console.print(f"     What to do: {finding.to_do}", markup=False, soft_wrap=True)
    if as_json:
        facts = [{"part": f.part, "ok": f.ok, "seen": f.seen, "to_do": f.to_do} for f in findings]
        click.echo(json.dumps(facts, ensure_ascii=False))
    sys.exit(0 if all(finding.ok for finding in findings) else 1)


COMMANDS = (run, rehearse, status, doctor)
