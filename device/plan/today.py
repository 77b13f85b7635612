"""From the plan and the journal to the state of today. Pure."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace

from device.journal.history import History
from device.plan.advice import tip_on
from device.plan.day_state import DayState
from device.plan.gates import counts, day_plan, recent_stops
from device.plan.guidance import guidance_of
from device.plan.loading import LoadedPlan
from device.plan.model import Catalogue, DayPlan, LeftOut, Plan, Task
from device.speaking.phrase import Phrase, phrase

ENROLLMENTS_OFFERED = 2
"""Maximum number of times that the box offers enrollment. Who declines twice does not want it."""

ENROLLMENT_OFFERED_AGAIN = dt.timedelta(days=7)


def day_state_of(
    loaded: LoadedPlan,
    catalogue: Catalogue,
    history: History,
    *,
    rehearsing: bool = False,
    tips: bool = True,
) -> DayState:
    """Return what a press of the button would start; an example plan only ever `rehearsing`.

    `tips`: a piece of advice is told at the end of the first session of a day.
    """
    plan = loaded.plan
    if plan is None:
        why = phrase("no_plan" if loaded.missing else "plan_wrong")
        return DayState(history.today, (why, phrase("ask_family_setup")))
    key = _reason_against(loaded, plan, history, rehearsing=rehearsing)
    refusal: tuple[Phrase, ...] = ()
    if key == "on_hold":
        clinic = plan.contacts.clinic
        refusal = (phrase(key),)
        if clinic is not None:
            refusal += (phrase("call_clinic", name=clinic.name, digits=clinic.phone),)
    elif key is not None:
        refusal = (phrase(key), phrase("ask_family_setup"))
    allowed = day_plan(plan, catalogue, history)
    low = day_plan(plan, catalogue, history, low=True)
    done = history.sessions_done_today
    shown = history.pain_shown
    tip = tip_on(history.today, plan.operation.date) if tips and not done else ""
    return DayState(
        history.today,
        refusal,
        () if refusal else _session(allowed.sessions, done),
        () if refusal else _session(low.sessions, done),
        allowed.left_out if done == 0 else (),
        _left_out_anew(plan, catalogue, history, allowed.left_out) if done == 0 else (),
        sessions_due=len(allowed.sessions),
        sessions_done=done,
        started_today=history.started_today,
        ask_next_day=history.pain_unasked,
        worse_mornings=history.worse_mornings_running,
        interrupted=history.interrupted,
        pain_shown=shown is not None,
        danger_shown=history.danger_shown,
        pain_exercise=shown.exercise if shown is not None else None,
        pain_open=history.pain_open is not None,
        rest_s=_rest_s(plan, history),
        calls_due=shown is not None and shown.danger and not shown.called,
        recent_stops=recent_stops(plan, history),
        days_running=history.days_running,
        first_times=_first_times(history, allowed),
        enrollment_due=_enrollment_due(history),
        guidance=guidance_of(plan, tip),
        rules=plan.pain,
        contacts=plan.contacts,
    )


def _left_out_anew(
    plan: Plan, catalogue: Catalogue, history: History, left_out: tuple[LeftOut, ...]
) -> tuple[LeftOut, ...]:
    """Return what of `left_out` was not left out for the same reason on the last day of sessions.

    All of it where there was none, or where the plan was signed since: nobody has been told yet.
    """
    then, signed = history.last_day, plan.signature
    if then is None or signed is None or signed.date >= then:
        return left_out
    counted = history.staging_day
    past = replace(
        history,
        today=then,
        staging_day=min(then, counted) if counted is not None else None,
        stops=tuple(stop for stop in history.stops if stop.day < then),
    )
    told = day_plan(plan, catalogue, past).left_out
    return tuple(out for out in left_out if out not in told)


def _first_times(history: History, allowed: DayPlan) -> frozenset[str]:
    """Return what is new among exercises that are known; on the first days that is nothing."""
    known = history.times_paced
    tasks = itertools.chain.from_iterable(allowed.sessions) if known else ()
    return frozenset(task.exercise.id for task in tasks) - known.keys()


def _rest_s(plan: Plan, history: History) -> float:
    """How much longer the patient rests before the next session of the day."""
    if history.rested_s is None or history.interrupted is not None:
        return 0.0
    return max(0.0, plan.gap_min * 60 - history.rested_s)


def _reason_against(
    loaded: LoadedPlan, plan: Plan, history: History, *, rehearsing: bool
) -> str | None:
    if not loaded.signed:
        return "plan_unsigned"
    if plan.example and not rehearsing:
        return "plan_example"
    if history.today < plan.valid_from:
        return "plan_not_yet"
    if history.today > plan.valid_until:
        return "plan_expired"
    since = history.on_hold_since(plan.pain.worse_mornings_on_hold)
    return "on_hold" if _on_hold(plan, since, history.today) else None


def _on_hold(plan: Plan, since: dt.date | None, today: dt.date) -> bool:
    """Whether the mornings hold the plan; a lifting that has not come yet lifts nothing."""
    lifted = counts(plan.hold_lifted, today)
    return since is not None and (lifted is None or lifted <= since)


def _enrollment_due(history: History) -> bool:
    """Whether the box may offer an enrollment: at first, and once more after a while."""
    offered = history.enrollments_offered
    if not offered:
        return True
    long_ago = history.today - max(offered) >= ENROLLMENT_OFFERED_AGAIN
    return len(offered) < ENROLLMENTS_OFFERED and long_ago


def _session(sessions: tuple[tuple[Task, ...], ...], done: int) -> tuple[Task, ...]:
    return sessions[done] if done < len(sessions) else ()
