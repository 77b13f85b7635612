"""How the patient wants to be spoken to: `preferences`."""

from __future__ import annotations

import click

from device.cli.common import fail, reason_of
from device.paths import state_folder


@click.command()
@click.option("--forget", is_flag=True, help="Speak as usual again, from the next start on.")
def preferences(forget: bool) -> None:  # noqa: FBT001 - click hands flags over so
    """Say how loud and how slowly the patient has asked the box to speak.

    Louder, quieter and slower, said in a session, hold from then on.

    Example: spinecoach preferences --forget
    """
    from device.preferences import PREFERENCES_FILE, USUAL, load_preferences

    if forget:
        try:
            (state_folder() / PREFERENCES_FILE).unlink(missing_ok=True)
        except OSError as problem:
            fail(f"It cannot be forgotten: {reason_of(problem)}", 1)
        click.echo("Forgotten. It holds once the box is started: sudo systemctl restart spinecoach")
        return
    wanted = load_preferences(state_folder())
    loud = f"{wanted.gain_db:+d} dB" if wanted.gain_db != USUAL.gain_db else "as usual"
    slow = f"{wanted.slower:g} times as slow" if wanted.slower != USUAL.slower else "as usual"
    click.echo(f"How loud: {loud}. How slowly: {slow}.")


COMMANDS = (preferences,)
