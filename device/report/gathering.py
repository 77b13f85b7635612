"""From the box's files to the facts of a report: the plan, the journal and the clock, read once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from device.configuration import Configuration
from device.journal.clock import Clock
from device.journal.reading import read_history
from device.plan.today import day_state_of
from device.report.due import Due, Past, sessions_on
from device.report.facts import Facts, days_of, exercises_of
from device.report.rows import reading
from device.settings import Settings

FOREVER_DAYS = 3660
"""Ten years and a little: no report goes back further."""


def facts_of(configuration: Configuration, state: Path, clock: Clock, days: int) -> Facts:
    """Return the facts of the last `days` days, today included.

    Nothing is written. Raises OSError when the journal cannot be read.
    """
    file = state / "journal.sqlite"
    settings = (configuration.settings or Settings()).day
    plan, catalogue = configuration.loaded.plan, configuration.catalogue
    history = read_history(file, clock, settings.rollover_hour, settings.timezone)
    today = history.today
    first = today - dt.timedelta(days=max(1, min(days, FOREVER_DAYS)) - 1)
    refusal: str | None = None
    if catalogue is not None:
        said = day_state_of(configuration.loaded, catalogue, history).refusal
        refusal = said[0].key if said else None
    with reading(file) as journal:
        past = Past()
        past.add(journal.before(first))
        found = tuple(
            days_of(
                journal.days(first, today),
                journal.repetitions(first, today),
                past,
                Due(plan, catalogue, refused_today=refusal is not None),
                (first, today, journal.begins()),
            )
        )
    ahead = 0
    if plan is not None and catalogue is not None:
        ahead = sessions_on(plan, catalogue, history, max(today, plan.valid_from))
    return Facts(
        first,
        today,
        found,
        exercises_of(found, plan, catalogue, history),
        plan,
        configuration.loaded.signed,
        refusal or ("plan_wrong" if configuration.errors else None),
        history.pain_shown is not None,
        history.sure,
        ahead,
    )
