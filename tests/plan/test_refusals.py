"""Whatever slip lowers the guard is refused, by its line and with what was expected (hazard H8)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.plan.answers import (
    Valid,
    day,
    dose_within,
    emergency,
    name,
    name_or_none,
    operation_kind,
    phone,
)
from device.plan.lint_dates import dates
from device.plan.model import Approach, Patient, Range, Region, Signature
from device.reading.diagnostic import errors
from device.speaking.telephone import telephone
from tests.plan import refused
from tests.plan.conftest import SIGNED_ON
from tests.plan.plans import OPERATION, plan_of
from tests.plan.written import ADD, PLAN, Load, told
from tests.reaching import reached, reaches

Slips = dict[str, list[str]]


def rows(*tables: Slips) -> Iterator[tuple[str, str]]:
    for table in tables:
        for there, slips in table.items():
            yield from ((there, slip) for slip in slips)


SLIPS = list(rows(refused.OF_PEOPLE, refused.OF_DAYS, refused.OF_DOSES))


def changed_lines(there: str, instead: str) -> set[int]:
    before, after = PLAN.splitlines(), PLAN.replace(there, instead).splitlines()
    return {n for n, line in enumerate(after, 1) if n > len(before) or line != before[n - 1]}


@pytest.mark.hazard("H8")
@pytest.mark.parametrize(("there", "instead"), SLIPS, ids=[slip.strip() for _, slip in SLIPS])
def test_a_slip_is_refused_in_its_own_line_with_what_was_expected(
    load: Load, there: str, instead: str
) -> None:
    loaded = load(there, instead)
    assert loaded.plan is None
    found = errors(loaded.problems)
    assert {problem.line for problem in found} & changed_lines(there, instead)
    assert [problem for problem in found if not (problem.expected or problem.suggestion)] == []


@pytest.mark.hazard("H7")
@pytest.mark.parametrize("instead", refused.OF_APPROVALS)
def test_an_approval_outside_its_days_is_refused(load: Load, instead: str) -> None:
    entry = refused.BRIDGING.replace(refused.APPROVED, instead)
    loaded = load(ADD, ADD + entry)
    assert loaded.plan is None
    assert [problem.line for problem in errors(loaded.problems)] == [22]
    assert errors(load(ADD, ADD + refused.BRIDGING).problems) == ()


@pytest.mark.hazard("H7")
@pytest.mark.parametrize(
    ("there", "instead", "entry"),
    [
        ("region: lumbar", "region: lumbar\n  lumbar_motion_barred: true", "cat_cow"),
        ("region: lumbar", "region: cervical", "cat_cow"),
        ("region: lumbar", "region: lumbar\n  lumbar_motion_barred: true", "supine_lumbar_flexion"),
    ],
)
def test_what_bends_what_must_not_be_bent_is_refused_whoever_approves_it(
    load: Load, there: str, instead: str, entry: str
) -> None:
    text = refused.BRIDGING.replace("bridging", entry) + "    repetitions: 5\n    hold_s: 5\n"
    text = (
        text.replace("    hold_s: 5\n", "") if entry == "cat_cow" else text + "    steps: [Lift.]\n"
    )
    plan = PLAN.replace(ADD, ADD + text)
    loaded = load(there, instead, plan=plan)
    assert loaded.plan is None
    assert any("Leave it out of the plan." in line for line in told(loaded))
    assert load(plan=plan).plan is not None


@pytest.mark.hazard("H6")
@pytest.mark.parametrize("kind", refused.KINDS)
@pytest.mark.parametrize("region", list(Region))
def test_a_region_that_contradicts_the_operation_is_refused(
    load: Load, kind: str, region: Region
) -> None:
    loaded = load("region: lumbar", f"region: {region.value}\n  kind: {kind}")
    fits = refused.KINDS[kind] == region.value
    assert (loaded.plan is not None) is fits
    assert any(
        "Which of the two is wrong?" in line and "region" in line for line in told(loaded)
    ) is (not fits)
    valid = operation_kind(region, Approach.POSTERIOR)
    if fits:
        assert valid(kind) == kind
    else:
        with pytest.raises(ValueError, match=region.value):
            valid(kind)


@pytest.mark.hazard("H7")
@pytest.mark.parametrize("kind", ["XLIF", "OLIF L3/4", "lateral fusion"])
def test_an_operation_from_the_side_needs_its_approach_for_the_gate_of_marching(
    load: Load, kind: str
) -> None:
    kind_line = f"region: lumbar\n  kind: {kind}"
    assert load("region: lumbar", kind_line).plan is None
    assert load("region: lumbar", f"{kind_line}\n  approach: lateral").plan is not None


# ---------------------------------------------------------------- what is accepted


@pytest.mark.hazard("H3")
@pytest.mark.parametrize(("written", "dialled"), refused.TELEPHONES.items())
def test_a_number_as_it_stands_on_a_visiting_card_is_accepted_and_dialled_right(
    load: Load, written: str, dialled: str
) -> None:
    loaded = load('"0123 456"', f'"{written}"')
    assert loaded.plan is not None
    assert loaded.plan.contacts.family.phone == written
    parsed = telephone(written)
    assert parsed is not None
    assert (parsed.number, parsed.extension) == (dialled, "")


@pytest.mark.parametrize("word", ["ext. 12", "ext 12", "x12", "extension 12", ", 내선 12"])
def test_an_extension_is_told_apart_from_the_number(word: str) -> None:
    parsed = telephone(f"0123 456 789 {word}")
    assert parsed is not None
    assert (parsed.number, parsed.extension) == ("0123456789", "12")


FIGURES = st.text("0123456789", min_size=1, max_size=4)
NUMBERS = st.builds(
    lambda plus, groups, between, rest: plus + between.join(groups) + rest,
    st.sampled_from(["", "+", "+49 (0)"]),
    st.lists(FIGURES, min_size=1, max_size=6),
    st.sampled_from([" ", "-", "/", ".", ") (", ""]),
    st.just("") | st.builds(" {}{}".format, st.sampled_from(["ext. ", "x", "내선 "]), FIGURES),
)


@reaches()
@given(st.one_of(NUMBERS, st.text(max_size=25)))
def test_what_is_dialled_are_the_figures_that_were_written(written: str) -> None:
    parsed = telephone(written)
    if parsed is None:
        return
    reached()
    figures = [c for c in written if c.isdigit()]
    assert "".join(figures).endswith(parsed.extension)
    assert all(c in "+0123456789" for c in parsed.number)
    assert len(parsed.number) >= 2


@pytest.mark.parametrize("phone_of", ["012345", "0123456789"])
def test_a_number_without_quotes_is_taken_as_it_stands_where_yaml_would_count_in_eights(
    load: Load, phone_of: str
) -> None:
    loaded = load('"0123 456"', phone_of)
    assert loaded.plan is not None
    assert loaded.plan.contacts.family.phone == phone_of


@pytest.mark.parametrize("dose", ["5 - 5", "5\u20135", "5 \u2014 5", "5 to 5"])
def test_a_range_may_be_written_with_any_dash(load: Load, dose: str) -> None:
    loaded = load("hold_s: 5", f"hold_s: {dose}")
    assert loaded.plan is not None
    assert loaded.plan.exercises[1].hold_s == Range(5, 5)


@pytest.mark.hazard("H8")
@pytest.mark.parametrize("where", ["plan", "entry"])
@pytest.mark.parametrize(
    ("there", "less", "more"),
    [
        ("hold_s: 5", "hold_s: 3", "hold_s: 6"),
        ("repetitions: 10-15", "repetitions: 4-8", "repetitions: 10-16"),
        ("minutes: 5-10", "minutes: 2-4", "minutes: 2-11"),
        ("times_per_day: 2", "times_per_day: 1", "times_per_day: 4"),
    ],
)
def test_for_a_frail_patient_less_is_allowed_and_more_is_not(
    load: Load, where: str, there: str, less: str, more: str
) -> None:
    frail = "frail: true\n" + PLAN if where == "plan" else PLAN
    extra = "" if where == "plan" else "\n    frail: true"
    assert load(there, less, plan=PLAN).plan is None
    assert load(there, less + extra, plan=frail).plan is not None
    assert load(there, more + extra, plan=frail).plan is None


@pytest.mark.parametrize("times", [1, 2, 4])
def test_any_exercise_may_be_done_more_than_once_a_day_where_the_plan_says_so(
    load: Load, times: int
) -> None:
    loaded = load("hold_s: 5", f"hold_s: 5\n    times_per_day: {times}")
    assert loaded.plan is not None
    assert loaded.plan.exercises[1].times_per_day == times


# ---------------------------------------------------------------- the day on which somebody asks


@pytest.mark.hazard("H8")
@given(later=st.integers(1, 4000))
def test_a_signature_of_a_day_that_has_not_come_is_refused_when_a_person_asks(later: int) -> None:
    today = OPERATION + dt.timedelta(30)
    signed = Signature("Dr. Lee", "surgeon", today + dt.timedelta(later), "")
    plan = plan_of(signature=signed)
    assert [each.path for each in dates(plan, today)] == [("signature", "date")]
    assert list(dates(plan, None)) == [], "the box, whose clock may be wrong, refuses nothing"


def test_a_patient_without_a_letter_is_nobody(load: Load) -> None:
    assert load("cleared_stage: 2", 'patient: {name: "12"}\ncleared_stage: 2').plan is None
    loaded = load("cleared_stage: 2", "patient: {name: Anna, ask: true}\ncleared_stage: 2")
    assert loaded.plan is not None
    assert loaded.plan.patient == Patient("Anna", ask=True)


# ---------------------------------------------------------------- the questions refuse the same


@pytest.mark.hazard("H8")
@pytest.mark.parametrize(
    ("valid", "given_"),
    [
        *((emergency, slip) for slip in ("  ", "+  ", "1", "112 ext. 5", "one one two")),
        *(
            (phone, slip)
            for slip in ("      ", "0123-", "(0123", "0800 FLOWERS", "\u0661\u0662\u0663")
        ),
        *((name, slip) for slip in ("   ", "123", "...", "\u200b", "-")),
        *((name_or_none, slip) for slip in ("--", "123")),
        *((day(latest=SIGNED_ON), slip) for slip in ("1793491200", "20261026", refused.LATER)),
        *((dose_within(Range(5, 5)), slip) for slip in ("05", "010", "0:05", "\u0665", "4")),
        (operation_kind(Region.LUMBAR, Approach.POSTERIOR), "XLIF"),
    ],
)
def test_what_a_plan_may_not_hold_is_no_answer_to_the_question_about_it(
    valid: Valid, given_: str
) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        valid(given_)
