"""A page of HTML out of a template: escaped, and nothing in it is missing unnoticed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import jinja2
from markupsafe import Markup


def page_of(folder: Path, clean: Callable[[str], str], **values: object) -> str:
    """Fill in `page.html`.

    Args:
        folder: where the template stands.
        clean: what every text in it goes through, but for markup of our own.
        values: by the names that the template has for them.

    Returns:
        The page. Raises jinja2.UndefinedError for a value that the template needs and has not.
    """

    def finalize(value: object) -> object:
        return clean(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
    )
    return environment.get_template("page.html").render(**values)
