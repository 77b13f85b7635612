"""The table in LibreOffice, and the page and the sheet in Chromium with axe-core."""

from __future__ import annotations

import csv
import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from device.configuration import load_configuration
from device.report.export import Format
from device.report.show import ReportOptions, write_report
from device.sheet.page import save_sheet
from script.benches.pages.homes import CLOCK, TODAY, voices
from script.consumers import exports
from script.consumers.getting import HERE, npm, program, progress
from script.consumers.outcome import Outcome, judged

LOCALES = ("en-US", "de-DE", "ko-KR")
AXE, PUPPETEER = "4.14.1", "24.43.1"
LEAST_CONTRAST = 4.5
"""WCAG 2.1, AA, for letters of any size."""

NUMBER = re.compile(r"-?\d+")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?")


def office(folder: Path) -> Iterator[Outcome]:
    """Yield what LibreOffice takes each cell of the table for, in three locales."""
    command = program("soffice", "libreoffice-calc-nogui")
    progress("LibreOffice")
    told = subprocess.run([command, "--version"], capture_output=True, text=True, timeout=60)
    version = (re.search(r"\d+(\.\d+)+", told.stdout) or ["unknown"])[0]
    table = exports.exported(exports.lived(folder / "home", hurt=0.12), Format.CSV)
    rows = list(csv.reader(table.read_text("utf-8-sig").splitlines()))
    for locale in LOCALES:
        cells = _read(command, table, locale, folder / locale)
        wrong = [] if len(cells) == len(rows) else [f"{len(cells)} of {len(rows)} rows"]
        for told_row, row in zip(cells[1:], rows[1:], strict=False):
            wrong += [
                f"{head}: {text!r} is {kind}"
                for head, text, kind in zip(rows[0], row, told_row, strict=False)
                if kind != _kind(text)
            ]
        count = sum(map(len, rows[1:]))
        yield judged("LibreOffice", version, f"types of {count} cells, {locale}", wrong, "0 wrong")


def _kind(text: str) -> str:
    """Return what a person means by the text of a cell."""
    if not text:
        return "empty"
    if NUMBER.fullmatch(text):
        return "number"
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text) or MOMENT.fullmatch(text):
        return "date"
    return "text"


def _read(command: str, table: Path, locale: str, folder: Path) -> list[list[str]]:
    """Have it open the table as a person of this locale does; return what each cell is."""
    folder.mkdir()
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    # Commas, UTF-8, from line 1, columns as they come, the locale, and special numbers recognised.
    how = f"--infilter=CSV:44,34,UTF-8,1,,{_lcid(locale)},false,true"
    subprocess.run(
        [command, profile, "--headless", how, "--convert-to", "fods", "--outdir", folder, table],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    text = (folder / f"{table.stem}.fods").read_text("utf-8")
    return _cells(text)


def _lcid(locale: str) -> int:
    return {"en-US": 1033, "de-DE": 1031, "ko-KR": 1042}[locale]


def _cells(flat: str) -> list[list[str]]:
    """Return the kind of each cell of a flat OpenDocument sheet, without what is all empty."""
    kinds = {
        "float": "number",
        "date": "date",
        "string": "text",
        "percentage": "number",
        "time": "time",
    }
    rows = []
    for row in re.findall(r"<table:table-row.*?</table:table-row>", flat, re.DOTALL):
        found: list[str] = []
        for cell in re.findall(r"<table:table-cell[^>]*?/?>", row):
            kind = re.search(r'office:value-type="(\w+)"', cell)
            times = int((re.search(r'number-columns-repeated="(\d+)"', cell) or ["", "1"])[1])
            found += [kinds[kind[1]] if kind else "empty"] * min(times, 200)
        if any(each != "empty" for each in found):
            rows.append(found)
    return rows


def axe(folder: Path) -> Iterator[Outcome]:
    """Yield what axe-core finds in the page and the sheet, English and Korean."""
    browser = program("chromium", "chromium")
    progress("Chromium with axe-core")
    where = npm(f"axe-core@{AXE}", f"puppeteer-core@{PUPPETEER}")
    told = subprocess.run([browser, "--version"], capture_output=True, text=True, timeout=60)
    version = f"{(re.search(r'[0-9.]{4,}', told.stdout) or ['unknown'])[0]}, {AXE}"
    files = [file for language in ("en", "ko") for file in _pages(folder / language, language)]
    command = ["node", str(HERE / "axe.mjs"), browser, *files]
    answer = subprocess.run(command, capture_output=True, text=True, cwd=where, timeout=300)
    if answer.returncode:
        raise RuntimeError(answer.stderr[-300:])
    found = json.loads(answer.stdout.splitlines()[-1])
    faint = [each for each in found["undecided"] if each["ratio"] < LEAST_CONTRAST]
    wrong = [*found["violations"], *(f"too faint: {each}" for each in faint)]
    least = min((each["ratio"] for each in found["undecided"]), default=21.0)
    checks = f"{len(files)} pages: report with pain and without days, sheet, in English and Korean"
    right = (
        f"0 violations; contrast of the {len(found['undecided'])} texts that axe leaves undecided "
        f"measured: {least:.1f} or more"
    )
    yield judged("Chromium with axe-core", version, checks, wrong, right)


def _pages(folder: Path, language: str) -> Iterator[str]:
    for name, days in (("lived", 42), ("empty", 0)):
        home = exports.lived(folder / name, language=language, days=days, hurt=0.5)
        configuration = load_configuration(home)
        page = home / "report.html"
        write_report(
            configuration, voices(home), home / "state", CLOCK, ReportOptions(42, page, None)
        )
        yield str(page)
        if days:
            sheet = home / "sheet.html"
            save_sheet(sheet, configuration, home, home / "state" / "journal.sqlite", TODAY)
            yield str(sheet)
