"""How fast and how small the report is after ten years, and whether the page can be read."""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import pypdf
from coloraide import Color
from fhir.resources.R4B.bundle import Bundle
from pydantic import ValidationError
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from device.configuration import load_configuration
from device.pdf import PdfUnavailable
from device.report.colours import TEXT_PAIRS
from device.sheet.page import save_sheet
from script.benches.pages import browser, leaving
from script.benches.pages.homes import (
    CASES,
    PICTURED,
    PROJECT,
    TEN_YEARS,
    TODAY,
    Case,
    household,
    written,
)

GOAL_S, GOAL_MB, GOAL_SHEETS, GOAL_CONTRAST = 3.0, 200.0, 3, 4.5
GOAL_PAGE_S, GOAL_PAGE_MB = 0.8, 70.0
"""Of a page of ten years; a PDF and its library may take more."""

WIDTHS_PX = (browser.PHONE_PX, browser.SMALL_PHONE_PX, browser.PAPER_PX)
TRIES = 3
SHEETS = {"42 days": "sheet-en.png", "korean": "sheet-ko.png"}
PDF = "report.pdf"
DOCS = PROJECT / "docs" / "report"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure beside its goal; None: not measured on this machine, and so not met."""

    name: str
    value: float | None
    goal: float
    way: str = "at most"

    @property
    def met(self) -> bool:
        """Whether the goal is reached."""
        if self.value is None:
            return False
        return self.value <= self.goal if self.way == "at most" else self.value >= self.goal

    def as_dict(self) -> dict[str, object]:
        """Return it for JSON."""
        goal = self.goal if math.isfinite(self.goal) else None
        return {**asdict(self), "goal": goal, "met": self.met}


def quickness(folder: Path) -> Iterator[Figure]:
    """Write reports of ten years in processes of their own, from start to end."""
    for name, days, file in (
        ("ten_years", TEN_YEARS, "timed.html"),
        ("42_days_of_ten_years", 42, "timed.html"),
        ("ten_years_pdf", TEN_YEARS, "timed.pdf"),
    ):
        if file.endswith(".pdf") and not (folder / PDF).exists():
            yield Figure(f"{name}_cpu_s", None, GOAL_S)
            continue
        told = [once(folder, days, folder / file) for _ in range(TRIES)]
        paper = file.endswith(".pdf")
        goal_s, goal_mb = (GOAL_S, GOAL_MB) if paper else (GOAL_PAGE_S, GOAL_PAGE_MB)
        yield Figure(f"{name}_cpu_s", round(min(each["cpu_s"] for each in told), 2), goal_s)
        yield Figure(f"{name}_mb", round(max(each["mb"] for each in told), 1), goal_mb)


def quickness_of(commit: str, folder: Path) -> Iterator[Figure]:
    """Write the page of ten years with an earlier build, in the same run; it has no goal."""
    tree = folder / "earlier"
    git = ["git", "-C", str(PROJECT), "worktree"]
    subprocess.run([*git, "add", "--quiet", "--detach", str(tree), commit], check=True)  # noqa: S603
    try:
        make = (
            "import sys, pathlib; from script.benches.pages import homes; "
            "home = pathlib.Path(sys.argv[1]); home.mkdir(); "
            f"homes.household(home, homes.Case('ten years', {TEN_YEARS}, {TEN_YEARS}))"
        )
        home = folder / "earlier-home"
        subprocess.run([sys.executable, "-c", make, str(home)], check=True, cwd=tree)  # noqa: S603
        told = [once(home, TEN_YEARS, home / "timed.html", tree) for _ in range(TRIES)]
    finally:
        subprocess.run([*git, "remove", "--force", str(tree)], check=True)  # noqa: S603
    cpu_s, mb = min(each["cpu_s"] for each in told), max(each["mb"] for each in told)
    yield Figure(f"ten_years_cpu_s_of_{commit}", round(cpu_s, 2), math.inf)
    yield Figure(f"ten_years_mb_of_{commit}", round(mb, 1), math.inf)


def left(folder: Path) -> Iterator[Figure]:
    """Count what its readers lose, double or get wrong of what leaves the box."""
    yield Figure("lost_sessions", leaving.lost_sessions(folder / "cards"), 0)
    yield Figure("doubled_reminders", leaving.doubled_reminders(folder / "boxes"), 0)
    wrong, count = leaving.wrong_reminders(folder / "zones")
    yield Figure(f"wrong_reminders_of_{count}", wrong, 0)
    yield Figure("refused_boxes", leaving.refused_boxes(folder / "broker"), 0)
    try:
        yield Figure("figures_without_words", leaving.unsaid_figures(folder / "figures"), 0)
    except PdfUnavailable:
        yield Figure("figures_without_words", None, 0)


def once(folder: Path, days: int, file: Path, tree: Path = PROJECT) -> dict[str, float]:
    """Return what a report took as a program of its own: processor time, whoever else is busy."""
    command = [
        *(sys.executable, "-m", "script.benches.pages.once"),
        *(str(folder), str(days), str(file)),
    ]
    ended = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=tree)  # noqa: S603
    told: dict[str, float] = json.loads(ended.stdout)
    return told


def readability(case: Case, folder: Path) -> Iterator[Figure]:
    """Open a page as wide as phones and paper, and print it: by the browser and by ourselves."""
    name, page = case.name.replace(" ", "_"), folder / "report.html"
    written(folder, case.days, html=page)
    there = browser.chromium() is not None
    wide = max(browser.measured(page, width)[0] for width in WIDTHS_PX) if there else None
    yield Figure(f"{name}_sideways_px", wide, 0)
    if case.awkward:
        return  # names of a hundred letters may take a sheet more
    yield Figure(f"{name}_sheets", sheets(browser.printed(page)) if there else None, GOAL_SHEETS)
    try:
        written(folder, case.days, pdf=folder / PDF)
    except PdfUnavailable:
        yield Figure(f"{name}_pdf_sheets", None, GOAL_SHEETS)
    else:
        yield Figure(f"{name}_pdf_sheets", sheets(folder / PDF), GOAL_SHEETS)


def sheets(pdf: Path) -> int:
    """Return how many sheets it takes."""
    return len(pypdf.PdfReader(pdf).pages)


def validity(folder: Path, days: int) -> Figure:
    """Return how many mistakes an independent library finds in the FHIR bundle."""
    try:
        Bundle.model_validate_json(leaving.bundled(folder, days))
    except ValidationError as wrong:
        return Figure("fhir_mistakes", wrong.error_count(), 0)
    return Figure("fhir_mistakes", 0, 0)


def contrast() -> Figure:
    """Return the contrast of the text that is hardest to read."""
    least = min(
        float(Color(ink).contrast(Color(ground), method="wcag21")) for ink, ground in TEXT_PAIRS
    )
    return Figure("least_contrast", round(least, 2), GOAL_CONTRAST, "at least")


def pictured(case: Case, folder: Path) -> None:
    """Put what the page looks like into the documentation."""
    DOCS.mkdir(exist_ok=True)
    page, name = folder / "report.html", case.name.replace(" ", "-")
    browser.picture(page, DOCS / f"{name}-phone.png")
    browser.picture_of_paper(browser.printed(page), DOCS / f"{name}-print.png")
    if case.name in SHEETS:
        sheet = folder / "sheet.pdf"
        save_sheet(sheet, load_configuration(folder), folder, folder / "none.sqlite", TODAY)
        browser.picture_of_paper(sheet, DOCS / SHEETS[case.name])
        browser.picture_of_paper(folder / PDF, DOCS / f"{name}-pdf.png")


def figures(
    folder: Path, progress: Progress, *, pictures: bool, before: str | None
) -> Iterator[Figure]:
    """Yield all of them; `before` is an earlier build to compare with."""
    yield contrast()
    yield from left(folder)
    for case in progress.track(CASES, description="pages"):
        home = folder / case.name.replace(" ", "-")
        household(home, case)
        yield from readability(case, home)
        if case.name == "42 days":
            yield validity(home, case.days)
        if case.lived == TEN_YEARS:
            yield from quickness(home)
            if before is not None:
                yield from quickness_of(before, folder)
        if pictures and case in PICTURED and (home / PDF).exists():  # else there is no font for it
            pictured(case, home)


def main() -> int:
    """Print the figures beside their goals; 0 when all are met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one line of JSON at the end")
    parser.add_argument("--pictures", action="store_true", help="renew those in docs/report, too")
    parser.add_argument("--before", metavar="COMMIT", help="an earlier build to compare with")
    options = parser.parse_args()
    console = Console(stderr=True)
    with tempfile.TemporaryDirectory() as folder, Progress(console=console, transient=True) as bar:
        found = tuple(figures(Path(folder), bar, pictures=options.pictures, before=options.before))
    table = Table("figure", "goal", "got", "met")
    for each in found:
        got = "not measured here" if each.value is None else f"{each.value:g}"
        met = "yes" if each.met else "[red]NO[/]"
        table.add_row(each.name, f"{each.way} {each.goal:g}", got, met)
    console.print(table)
    if options.json:
        print(json.dumps({"figures": [each.as_dict() for each in found]}))
    return 0 if all(each.met for each in found) else 1


if __name__ == "__main__":
    sys.exit(main())
