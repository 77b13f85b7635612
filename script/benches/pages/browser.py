"""A page in headless Chromium: how wide it wants to be, how it is printed, what it looks like."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from PIL import Image

PHONE_PX, SMALL_PHONE_PX, PAPER_PX = 390, 320, 688
"""A phone, a small one, and what A4 leaves between its margins."""

MEASURE = """<!DOCTYPE html><body style="margin:0"><script>
const frame = document.createElement("iframe");
frame.srcdoc = {page};
frame.style = "border:0;display:block;width:{width}px;height:{height}px";
frame.onload = () => {{
  const told = frame.contentDocument.documentElement;
  document.title = `${{told.scrollWidth - {width}}} ${{told.scrollHeight}}`;
}};
document.body.append(frame);
</script>"""
"""A browser's window is never as narrow as a phone; a frame in it is."""


def chromium() -> str | None:
    """Return where the browser is."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def browse(*how: str) -> str:
    """Run the browser without a window; return what it says."""
    with tempfile.TemporaryDirectory() as profile:
        command = [
            str(chromium()),
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
        ]
        told = subprocess.run(  # noqa: S603
            [*command, f"--user-data-dir={profile}", *how],
            check=True, capture_output=True, text=True, timeout=120,
        )  # fmt: skip
    return told.stdout


def framed(page: Path, width: int, height: int = 800) -> Path:
    """Return a page that shows `page` in a frame of this width, and measures it."""
    text = page.read_text("utf-8")
    text = re.sub(r"<meta http-equiv[^>]*>", "", text)  # it forbids what measures
    if width == PAPER_PX:
        text = text.replace("@media print", "@media all")
    frame = page.with_suffix(f".{width}.html")
    shown = json.dumps(text).replace("</", "<\\/")
    frame.write_text(MEASURE.format(page=shown, width=width, height=height), encoding="utf-8")
    return frame


def measured(page: Path, width: int) -> tuple[int, int]:
    """Return by how many pixels the page is wider than `width`, and how high it is."""
    title = re.search(
        "<title>(-?[0-9]+) ([0-9]+)</title>", browse("--dump-dom", framed(page, width).as_uri())
    )
    if title is None:
        raise RuntimeError(f"the browser did not measure {page}")
    return int(title[1]), int(title[2])


def printed(page: Path) -> Path:
    """Return the page as the browser prints it."""
    pdf = page.with_suffix(".printed.pdf")
    browse("--no-pdf-header-footer", f"--print-to-pdf={pdf}", page.as_uri())
    return pdf


def picture(page: Path, file: Path) -> None:
    """Put the page as a phone shows it into `file`, all of it."""
    _, height = measured(page, PHONE_PX)
    shot = file.with_suffix(".shot.png")
    window = f"--window-size=600,{height}"
    browse(window, f"--screenshot={shot}", framed(page, PHONE_PX, height).as_uri())
    with Image.open(shot) as image:
        small(image.convert("RGB").crop((0, 0, PHONE_PX, height)), file)
    shot.unlink()


def picture_of_paper(pdf: Path, file: Path, dots_per_inch: int = 80) -> None:
    """Put the sheets, beside each other, into `file`. Needs pdftoppm (poppler-utils)."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["pdftoppm", "-r", str(dots_per_inch), "-png", str(pdf), f"{folder}/sheet"]
        subprocess.run(command, check=True)  # noqa: S603
        sheets = [Image.open(each).convert("RGB") for each in sorted(Path(folder).iterdir())]
    gap = 8
    whole = Image.new(
        "RGB", (sum(s.width + gap for s in sheets) + gap, sheets[0].height + 2 * gap), "#767676"
    )
    at = gap
    for sheet in sheets:
        whole.paste(sheet, (at, gap))
        at += sheet.width + gap
    small(whole, file)


def small(image: Image.Image, file: Path) -> None:
    """Save with a palette: it is text and bars."""
    image.quantize(128, dither=Image.Dither.NONE).save(file, optimize=True)
