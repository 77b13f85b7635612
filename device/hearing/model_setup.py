"""The model that `script/setup` would like to have: looked for, fetched, not asked for every time.

A machine that cannot reach the model's maker is told so once a day, not at every start.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from device.hearing.download import DownloadProgress, FetchFailed, Release
from device.hearing.models import ANSWER_WITHIN_S, FoundModel, ModelMissing, fetch_model, find_model
from device.paths import state_folder

TRY_AGAIN_AFTER = timedelta(days=1)


def find_or_fetch_model(
    language: str,
    now: datetime,
    *,
    models: Path | None = None,
    environ: Mapping[str, str] = os.environ,
    release: Release | None = None,
    progress: DownloadProgress = lambda _come, _all: None,
    answer_within_s: float = ANSWER_WITHIN_S,
) -> FoundModel:
    """Return the model for `language`; fetch it unless that failed less than a day before `now`.

    A model that somebody named and that is wrong is told, and no other is fetched in its place.

    Args:
        language: Two or three small letters, such as `en`.
        now: The time, with its zone.
        models: The folder of the models; None: that of the state folder.
        environ: Where a model or a state folder may be named.
        release: What is fetched; None: what its maker published for `language`.
        progress: Is told what has come so far.
        answer_within_s: Timeout of the maker's answer, in seconds.

    Raises:
        ModelMissing: The message says why the fetch failed and when.
    """
    models = models or state_folder(environ) / "models"
    try:
        return find_model(language, models=models, environ=environ)
    except ModelMissing:
        if environ.get(f"SPINECOACH_MODEL_{language.upper()}"):
            raise
    failure = models / f".{language}.failed"
    tried = _tried(failure)
    # A clock that was set back must not keep us from trying.
    if tried is None or not tried[0] <= now < tried[0] + TRY_AGAIN_AFTER:
        try:
            return fetch_model(
                language,
                models=models,
                release=release,
                progress=progress,
                answer_within_s=answer_within_s,
            )
        except FetchFailed as problem:
            tried = now, str(problem)
            _remember(failure, now, str(problem))
    at, why = tried
    raise ModelMissing(
        f"There is no speech model for {language!r}. Tried on {at:%Y-%m-%d at %H:%M} UTC: {why}\n"
        f"It is tried again after a day, or at once with: spinecoach model fetch {language}"
    )


def main(arguments: list[str]) -> int:
    """Say whether the language named (default en) has its model. Exit 0: yes, 1: no."""
    language = arguments[0] if arguments else "en"
    tenths = 0

    def say(come: int, whole: int) -> None:
        nonlocal tenths
        if (now := 10 * come // whole) > tenths:
            tenths = now
            print(f"Speech model {language}: {10 * now} % of {whole / 1e6:.0f} MB", flush=True)  # noqa: T201 - for the person who sets up

    try:
        find_or_fetch_model(language, datetime.now(UTC), progress=say)
    except ModelMissing as missing:
        print(missing)  # noqa: T201 - same
        return 1
    return 0


def _tried(failure: Path) -> tuple[datetime, str] | None:
    """Return when and why fetching failed last; None if it did not, or nobody can tell."""
    try:
        at, _, why = failure.read_text(encoding="utf-8").partition("\n")
        return datetime.fromisoformat(at).astimezone(UTC), why
    except (OSError, ValueError):
        return None


def _remember(failure: Path, at: datetime, why: str) -> None:
    try:
        failure.write_text(f"{at.isoformat()}\n{why}", encoding="utf-8")
    except OSError:
        return  # the same disk has just been told of


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
