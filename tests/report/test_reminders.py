"""The calendar stays right: through summer time, new plans, holds, and from export to export."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Mapping, Sequence
from pathlib import Path

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.journal.clock import VirtualClock
from device.journal.entry import Entry
from device.journal.schema import insert
from device.plan.signature import sign
from device.report.export import ExportOptions, Format, content_of
from device.report.remembered import REMEMBERED_FILE, zone_of
from device.report.reminders import hours_of, sequence_at
from script.consumers.exports import ZONES
from tests.journal.past import BEGAN, ended, next_day, past
from tests.report.home import EVENING, PLAN, SIGNED, Home, home
from tests.report.lived import DAYS, exported

HELD = {n: [BEGAN, next_day("worse"), ended("unfinished")] for n in (2, 1)}


def times(n: int, plan: str = PLAN) -> str:
    return plan + f"  - exercise: ankle_pumps\n    times_per_day: {n}\n"


def events(text: str) -> list[icalendar.Component]:
    return list(icalendar.Calendar.from_ical(text).walk("VEVENT"))


def confirmed(text: str) -> list[icalendar.Component]:
    return [each for each in events(text) if each["status"] == "CONFIRMED"]


def uids(found: Sequence[icalendar.Component]) -> list[str]:
    return [str(each["uid"]) for each in found]


def sessions(text: str) -> list[icalendar.Component]:
    return [each for each in confirmed(text) if "rrule" in each]


def at(lived: Home, now: dt.datetime) -> str:
    wish = ExportOptions(Format.ICS, 42)
    made = content_of(lived.configuration, lived.voices, lived.state, VirtualClock(now), wish)
    assert isinstance(made, bytes)
    return made.decode()


def in_zone(lived: Home, zone: str) -> Home:
    file = lived.project / "config" / "device.yaml"
    text = file.read_text("utf-8").replace("timezone: UTC", f"timezone: {zone}")
    file.write_text(text, encoding="utf-8")
    return lived


def with_plan(lived: Home, plan: str, signed: dt.date = SIGNED) -> Home:
    """Return the same box after the clinician has signed another plan."""
    file = lived.project / "config" / "plan.yaml"
    file.write_text(plan, encoding="utf-8")
    sign(file, "Dr. Weber", "surgeon", signed)
    return Home(lived.project, lived.state, lived.language)


def test_it_reminds_of_every_session_until_the_plan_ends(tmp_path: Path, project: Path) -> None:
    text = exported(home(tmp_path, project, DAYS, plan=times(2)), Format.ICS)
    found = confirmed(text)
    assert [str(each["summary"]) for each in found[:2]] == ["Spine exercises"] * 2
    assert [each.decoded("dtstart").hour for each in found[:2]] == [10, 16]
    assert found[0].decoded("dtstart").date().isoformat() == "2026-11-23"
    assert "UNTIL=20270131T235959Z" in text
    assert "31 Jan 2027" in str(found[2]["summary"])
    assert found[2].decoded("dtstart").isoformat() == "2027-01-24"
    assert all(each.walk("VALARM") for each in found)
    assert len(set(uids(events(text)))) == len(events(text))


@pytest.mark.parametrize("zone", ZONES)
def test_every_reminder_keeps_its_hour_where_the_clocks_change(
    tmp_path: Path, project: Path, zone: str
) -> None:
    """Over a year, by the rules that are written into the file, summer time both ways."""
    plan = times(2).replace("2027-01-31", "2027-11-20")
    text = exported(in_zone(home(tmp_path, project, DAYS, plan=plan), zone), Format.ICS)
    (rules,) = icalendar.Calendar.from_ical(text).walk("VTIMEZONE")
    assert isinstance(rules, icalendar.Timezone)
    written, real = rules.to_tz(), zoneinfo.ZoneInfo(zone)
    first = sessions(text)[0]
    assert (first["dtstart"].params["TZID"], first.decoded("dtstart").hour) == (zone, 10)
    until = first.decoded("rrule")["UNTIL"][0]
    assert until == dt.datetime(2027, 11, 20, 23, 59, 59, tzinfo=real)
    wrong = 0
    for n in range(363):
        for hour in (10, 16):
            start = dt.datetime.combine(dt.date(2026, 11, 23) + dt.timedelta(n), dt.time(hour))
            wrong += (
                start.replace(tzinfo=written).utcoffset() != start.replace(tzinfo=real).utcoffset()
            )
    assert wrong == 0


@pytest.mark.parametrize(
    ("zone", "now", "first"),
    [
        ("Asia/Seoul", "2026-12-01T23:00+00:00", "2026-12-02"),
        ("America/New_York", "2026-12-02T02:00+00:00", "2026-12-01"),
        ("Pacific/Honolulu", "2026-11-25T00:10+00:00", "2026-11-24"),
    ],
)
def test_it_begins_with_the_day_of_the_home_not_of_greenwich(
    tmp_path: Path, project: Path, zone: str, now: str, first: str
) -> None:
    lived = in_zone(home(tmp_path, project, DAYS), zone)
    text = at(lived, dt.datetime.fromisoformat(now))
    assert sessions(text)[0].decoded("dtstart").date().isoformat() == first


def test_a_box_that_knows_no_zone_reminds_where_it_is_read(tmp_path: Path) -> None:
    greenwich, home_zone = tmp_path / "utc", tmp_path / "home"
    greenwich.symlink_to("/usr/share/zoneinfo/Etc/UTC")
    home_zone.symlink_to("/usr/share/zoneinfo/Asia/Seoul")
    assert zone_of("", greenwich) == ""
    assert zone_of("", home_zone) == "Asia/Seoul"
    assert zone_of("UTC", home_zone) == "UTC"
    assert zone_of("", tmp_path / "nothing") == ""


def test_exported_before_the_plan_begins_it_has_every_session_from_the_first_day_on(
    tmp_path: Path, project: Path
) -> None:
    plan = times(2).replace("2026-11-01", "2026-12-01")
    found = sessions(exported(home(tmp_path, project, plan=plan), Format.ICS))
    assert [each.decoded("dtstart").date().isoformat() for each in found] == ["2026-12-01"] * 2


def test_a_whole_day_rings_at_a_waking_hour_and_a_session_when_it_begins(
    tmp_path: Path, project: Path
) -> None:
    for each in confirmed(exported(home(tmp_path, project, DAYS), Format.ICS)):
        (alarm,) = each.walk("VALARM")
        hours = 0 if "rrule" in each else 9
        assert alarm.decoded("trigger") == dt.timedelta(hours=hours)


def test_of_a_plan_of_five_days_nothing_lies_before_its_first(
    tmp_path: Path, project: Path
) -> None:
    plan = PLAN.replace("2026-11-01", "2026-11-22").replace("2027-01-31", "2026-11-26")
    found = confirmed(exported(home(tmp_path, project, plan=plan), Format.ICS))
    assert str(found[-1].decoded("dtstart")) == "2026-11-22"


# ------------------------------------------------------------ from one export to the next


def test_a_later_export_takes_the_place_of_the_first(tmp_path: Path, project: Path) -> None:
    """Also when the journal was empty at the first, and when the family has another telephone."""
    lived = home(tmp_path, project, plan=times(2))
    first = confirmed(exported(lived, Format.ICS))
    insert(lived.state / "journal.sqlite", past(DAYS))
    later = with_plan(lived, times(2).replace("0123", "0999"))
    second = confirmed(exported(later, Format.ICS))
    assert uids(first) == uids(second)
    for old, new in zip(first, second, strict=True):
        assert new.decoded("sequence") > old.decoded("sequence")


def test_what_a_new_plan_drops_is_sent_as_cancelled(tmp_path: Path, project: Path) -> None:
    approved = "    approved: {by: Dr. Kim, role: PT, date: 2026-11-01, valid_until: 2026-12-24}\n"
    plan = times(3) + "  - exercise: pelvic_tilts\n" + approved
    lived = home(tmp_path, project, DAYS, plan=plan)
    before = set(uids(confirmed(exported(lived, Format.ICS))))
    text = exported(with_plan(lived, times(2)), Format.ICS)
    kept = set(uids(confirmed(text)))
    gone = set(uids(events(text))) - kept
    assert len(before - kept) == 2, "the third session and the approval"
    assert before - kept <= gone
    assert all("VALARM" not in str(e.to_ical()) for e in events(text) if str(e["uid"]) in gone)


def test_a_box_that_could_remember_nothing_takes_back_every_session_it_may_have_had(
    tmp_path: Path, project: Path
) -> None:
    lived = home(tmp_path, project, DAYS, plan=times(3))
    before = set(uids(confirmed(exported(lived, Format.ICS))))
    (lived.state / REMEMBERED_FILE).unlink()
    text = exported(with_plan(lived, PLAN), Format.ICS)
    assert before <= set(uids(events(text)))
    assert len(sessions(text)) == 1


@pytest.mark.parametrize("spoiled", ["", "[]", "{}", '{"box": 1}', "\x00"])
def test_a_spoiled_memory_is_none(tmp_path: Path, project: Path, spoiled: str) -> None:
    lived = home(tmp_path, project, DAYS)
    first = uids(confirmed(exported(lived, Format.ICS)))
    (lived.state / REMEMBERED_FILE).write_text(spoiled, encoding="utf-8")
    assert uids(confirmed(exported(lived, Format.ICS))) == first


def test_two_boxes_with_the_same_plan_share_no_reminder(tmp_path: Path, project: Path) -> None:
    one = home(tmp_path / "one", project, DAYS)
    other = home(tmp_path / "other", project, {n + 1: DAYS[n] for n in DAYS})
    found = [set(uids(events(exported(each, Format.ICS)))) for each in (one, other)]
    assert found[0] & found[1] == set()


@pytest.mark.parametrize(
    ("plan", "days", "why"),
    [
        (PLAN, HELD, "on_hold"),
        (PLAN.replace("2027-01-31", "2026-11-22"), DAYS, "plan_expired"),
    ],
    ids=["on hold", "run out"],
)
@pytest.mark.hazard("H5")
def test_on_hold_and_run_out_remind_of_no_session_and_say_why(
    tmp_path: Path, project: Path, plan: str, days: Mapping[int, Sequence[Entry]], why: str
) -> None:
    lived = home(tmp_path, project, days, plan=plan)
    text = exported(lived, Format.ICS)
    assert sessions(text) == []
    (told,) = [e for e in confirmed(text) if str(e["summary"]) == getattr(lived.texts, why)]
    assert told.decoded("dtstart") == EVENING.date()
    lifted = PLAN + "hold_lifted: 2026-11-23\n"
    again = exported(with_plan(lived, lifted, EVENING.date()), Format.ICS)
    assert len(sessions(again)) == 1
    assert str(told["uid"]) in set(uids(events(again))) - set(uids(confirmed(again)))


def test_it_is_exported_where_nothing_can_be_remembered(
    tmp_path: Path, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lived = home(tmp_path, project, DAYS)

    def refuse(*_given: object, **_how: object) -> None:
        raise PermissionError

    monkeypatch.setattr("device.report.remembered.write", refuse)
    assert sessions(at(lived, EVENING))
    assert not (lived.state / REMEMBERED_FILE).exists()


def test_an_awkward_signature_makes_no_new_line(tmp_path: Path, project: Path) -> None:
    by = ("X\r\nBEGIN:VEVENT\nSUMMARY:gone\u202e", "surgeon")
    text = exported(home(tmp_path, project, DAYS, by=by), Format.ICS)
    assert len(events(text)) == text.count("BEGIN:VEVENT\r\n")
    assert "\u202e" not in text


def test_however_many_sessions_a_day_has_they_lie_in_it() -> None:
    for n in range(1, 12):
        hours = hours_of(n)
        assert len(hours) == n
        assert list(hours) == sorted(hours)
        assert 8 <= hours[0] <= hours[-1] <= 22


@given(
    st.lists(
        st.integers(0, 2**31).map(lambda s: dt.datetime.fromtimestamp(2**30 + s // 2, dt.UTC)),
        min_size=2,
    )
)
def test_every_export_has_a_higher_number_though_the_clock_is_set_back(
    moments: list[dt.datetime],
) -> None:
    numbers = [0]
    for moment in moments:
        numbers.append(sequence_at(moment, numbers[-1]))
    assert numbers == sorted(set(numbers))
    assert numbers[-1] < 2**31
