"""Everybody in a rehearsal speaks the same in each run; see `tests.rendering`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from device.sound.block import Samples
from device.speaking.synthesis import CannotSpeak, Pyttsx3Engine
from tests.rendering import rendered_by


def _render(engine: Pyttsx3Engine, text: str) -> Samples:
    try:
        return rendered_by(engine, text)
    except LookupError as problem:
        raise CannotSpeak(text, str(problem)) from None


@pytest.fixture(autouse=True, scope="module")
def same_speech() -> Iterator[None]:
    """The real voice, each text in a process that has said nothing before."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Pyttsx3Engine, "render", _render)
        yield
