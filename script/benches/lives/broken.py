"""What is raised when a promise does not hold."""

from __future__ import annotations


class Broken(Exception):
    """An invariant does not hold; `name` is its name."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {why}")
        self.name = name
        self.why = why
