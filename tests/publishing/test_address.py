"""The password comes from a file of its own; whatever is wrong with it is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from device.publishing.address import AddressUnusable, address_of
from device.settings import MqttSettings

SETTINGS = MqttSettings("broker.local", "bed-1", username="box", password_file="secret")  # noqa: S106 - a file's name


def password(folder: Path, text: str, mode: int = 0o640) -> None:
    file = folder / "secret"
    file.write_text(text, encoding="utf-8")
    file.chmod(mode)


def test_the_password_is_the_line_in_its_file(tmp_path: Path) -> None:
    password(tmp_path, "open sesame\n")
    address = address_of(SETTINGS, tmp_path)
    assert (address.username, address.password, address.tls) == ("box", "open sesame", False)


@pytest.mark.parametrize(
    ("text", "mode", "told"),
    [
        ("open sesame", 0o644, "Everybody can read .*chmod 640"),
        ("", 0o640, "the password alone, on one line"),
        ("user\npassword\n", 0o640, "the password alone, on one line"),
    ],
)
def test_a_password_file_that_is_wrong_is_told(
    tmp_path: Path, text: str, mode: int, told: str
) -> None:
    password(tmp_path, text, mode)
    with pytest.raises(AddressUnusable, match=told) as unusable:
        address_of(SETTINGS, tmp_path)
    assert "sesame" not in str(unusable.value)


def test_files_that_are_not_there_are_told(tmp_path: Path) -> None:
    with pytest.raises(AddressUnusable, match="`password_file` under `mqtt`"):
        address_of(SETTINGS, tmp_path)
    with pytest.raises(AddressUnusable, match="`ca_file` under `mqtt`"):
        address_of(MqttSettings("b", "bed-1", ca_file="ca.pem"), tmp_path)


def test_a_certificate_means_tls(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").touch()
    assert address_of(MqttSettings("b", "bed-1", ca_file="ca.pem"), tmp_path).tls
