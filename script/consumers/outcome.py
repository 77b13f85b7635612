"""What comes of handing something to one of its readers."""

from __future__ import annotations

from dataclasses import asdict, dataclass

TOLD = 3
"""Of what is wrong so much is told."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A line of the table; `passed` None: skipped, `result` says why."""

    consumer: str
    version: str
    checks: str
    result: str
    passed: bool | None = True

    def as_dict(self) -> dict[str, object]:
        """Return it for JSON."""
        return asdict(self)

    def as_row(self) -> str:
        """Return it as a line of a table in Markdown."""
        result = f"**FAILED:** {self.result}" if self.passed is False else self.result
        cells = (self.consumer, self.version, self.checks, result)
        return "| " + " | ".join(each.replace("|", "\\|") for each in cells) + " |"


class Skipped(Exception):
    """A reader cannot be had here; the message says why, and how to get it."""


def judged(consumer: str, version: str, checks: str, wrong: list[str], right: str) -> Outcome:
    """Return a line that tells the first few things that are wrong, or that all is right."""
    if not wrong:
        return Outcome(consumer, version, checks, right)
    more = f" and {len(wrong) - TOLD} more" if len(wrong) > TOLD else ""
    return Outcome(consumer, version, checks, "; ".join(wrong[:TOLD]) + more, passed=False)
