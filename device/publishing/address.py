"""From the settings to an address: the password is read from its file, and kept out of others."""

from __future__ import annotations

import stat
from pathlib import Path

from device.publishing.broker import Address
from device.settings import MqttSettings


class AddressUnusable(Exception):
    """A file that the settings name cannot be used; the message says what to do."""


def address_of(settings: MqttSettings, folder: Path) -> Address:
    """Return the address. `folder` is where relative paths begin. Raises AddressUnusable."""
    password = ""
    if settings.password_file:
        password = _password(folder / settings.password_file)
    ca_file = folder / settings.ca_file if settings.ca_file else None
    if ca_file is not None and not ca_file.is_file():
        raise AddressUnusable(f"`ca_file` under `mqtt` names {ca_file}, and there is no such file.")
    return Address(
        settings.broker,
        settings.port,
        settings.box,
        settings.username,
        password,
        settings.tls or ca_file is not None,
        ca_file,
    )


def _password(file: Path) -> str:
    try:
        open_to = file.stat().st_mode & (stat.S_IROTH | stat.S_IWOTH)
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as problem:
        raise AddressUnusable(
            f"The password cannot be read from {file}, as `password_file` under `mqtt` says "
            f"({problem})."
        ) from problem
    if open_to:
        raise AddressUnusable(
            f"Everybody can read {file}, which holds a password: chmod 640 {file}"
        )
    if len(lines) != 1 or not lines[0]:
        raise AddressUnusable(f"{file} should hold the password alone, on one line.")
    return lines[0]
