"""The picture of a transcript shows lines that a rehearsal printed, and nothing else."""

from __future__ import annotations

import html
import io
import re
from pathlib import Path

import pytest
from rich.console import Console

from device.rehearsal.transcript import Transcript
from device.session.events import ButtonPressed, Heard, Word
from device.sound.block import samples
from device.speaking.phrases import load_book
from script.pages.transcript import LINES, Line, around, lines_of, picture


def printed(project: Path) -> str:
    """Return what the product's own transcript prints of two presses and a word."""
    console = Console(record=True, file=io.StringIO())
    told = Transcript(console, load_book(project / "voices" / "en"), None)
    told.head()
    told.happened(ButtonPressed(), samples(1.0))
    told.happened(Heard(Word.NEXT, samples(61.5)), samples(61.75))
    told.happened(ButtonPressed(), samples(70.0))
    return console.export_text()


def test_what_the_product_prints_is_understood(project: Path) -> None:
    assert lines_of(f"Recognizers: vosk.\n{printed(project)}\nThe day\n") == (
        Line("0:01.0", "off", "button", "pressed"),
        Line("1:01.8", "off", "heard", "next  (250 ms after the word)"),
        Line("1:10.0", "off", "button", "pressed"),
    )


def test_the_lines_are_those_around_the_word() -> None:
    said = [Line(f"0:{n:04.1f}", "off", "box", str(n)) for n in range(30)]
    said[10] = Line("0:10.0", "off", "patient", "next one")
    said[11] = Line("0:11.0", "off", "heard", "next  (200 ms after the word)")
    assert around(said, "next") == said[8 : 8 + LINES]
    with pytest.raises(ValueError, match="'stop' was not heard"):
        around(said, "stop")


def test_the_picture_is_svg_and_shows_every_word_of_a_line() -> None:
    drawn = picture([Line("0:01.0", "off", "box", "Lie down & <rest>")])
    texts = [html.unescape(text) for text in re.findall(r"<text[^>]*>([^<]*)</text>", drawn)]
    assert texts == ["time", "light", "who", "what", "0:01.0", "off", "box", "Lie down & <rest>"]
    assert "href" not in drawn
