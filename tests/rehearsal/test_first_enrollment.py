"""A patient without a keyboard teaches the box at the first session, and is understood in it.

All on the product's own chain, in virtual time: an English box without a model, that can hear
nothing at all before.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from device.configuration import Configuration, load_configuration
from device.hearing.enrolled.profile_store import ProfileStore
from device.journal.entry import Kind
from device.journal.row import Row
from device.panel.light import Pattern
from device.plan.signature import sign
from device.rehearsal.outcome import RehearsalOutcome
from device.rehearsal.rehearse import Rehearsal
from device.rehearsal.story import taught_by_voice
from device.session.actions import Action, EnrollWord, Play
from device.session.enrollment import ENROLLMENT_WORDS, TEMPLATES_PER_WORD
from device.session.events import Event, TemplateChecked, TemplateProblem, Word
from device.sound.block import Samples
from tests.household import SHORT_PLAN, project_with

MORNING = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)


class Unplugged(Exception):
    """Somebody pulled the plug."""


@dataclass
class Noted:
    """A `PipelineObserver`: what was said aloud, and what became of templates, in order."""

    told: list[str | TemplateProblem | None] = field(default_factory=list)
    learned: list[Word] = field(default_factory=list)

    def happened(self, event: Event, now: int) -> None:
        if isinstance(event, TemplateChecked):
            self.told.append(event.trouble)

    def done(self, action: Action, now: int) -> None:
        if isinstance(action, Play):
            self.told.append(action.phrase.key)
        elif isinstance(action, EnrollWord):
            self.learned.append(action.word)


@pytest.fixture(scope="module")
def untaught(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Configuration]:
    """An English box without a model, with one exercise to do."""
    folder = tmp_path_factory.mktemp("home") / "box"
    project_with(folder, project, SHORT_PLAN, "en", enrollment=True)
    sign(folder / "config" / "plan.yaml", "Dr. Test", "surgeon", MORNING.date())
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SPINECOACH_MODEL_EN", str(folder / "nothing"))
        yield load_configuration(folder)


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where what the box says is kept, rendered once."""
    return tmp_path_factory.mktemp("clips")


@dataclass
class FirstDay:
    outcome: RehearsalOutcome
    noted: Noted
    state: Path

    def rows(self, kind: Kind) -> list[Row]:
        return [row for row in self.outcome.rows if row.kind is kind]


@pytest.fixture(scope="module")
def day(untaught: Configuration, clips: Path, tmp_path_factory: pytest.TempPathFactory) -> FirstDay:
    state, noted = tmp_path_factory.mktemp("state"), Noted()
    rehearsal = Rehearsal(
        untaught,
        None,
        state,
        MORNING,
        enrollment=True,
        story_of=taught_by_voice,
        watches=(noted,),
        clips=clips,
    )
    return FirstDay(rehearsal.run(), noted, state)


def test_the_box_offers_it_aloud_before_the_session_and_seven_words_template_two_minutes(
    day: FirstDay,
) -> None:
    assert day.noted.told[0] == "enrollment"
    (began,), (ended,) = day.rows(Kind.ENROLLMENT_BEGAN), day.rows(Kind.ENROLLMENT_ENDED)
    assert [row.text for row in day.rows(Kind.WORD_TAUGHT)] == [w.value for w in ENROLLMENT_WORDS]
    assert (ended.text, ended.value) == ("done", len(ENROLLMENT_WORDS))
    assert ended.at - began.at < dt.timedelta(seconds=120)


def test_a_template_that_was_too_faint_is_asked_for_once_more_and_no_other(day: FirstDay) -> None:
    told = day.noted.told
    assert [each for each in told if isinstance(each, TemplateProblem)] == [TemplateProblem.QUIET]
    at = told.index(TemplateProblem.QUIET)
    assert told[at + 1 : at + 3] == ["enrollment_too_faint", "enrollment_again"]
    assert (
        day.outcome.templates_said
        == day.outcome.templates_good + 1
        == TEMPLATES_PER_WORD * len(ENROLLMENT_WORDS) + 1
    )


def test_who_could_not_be_heard_at_all_is_understood_in_the_same_session(day: FirstDay) -> None:
    heard = {said.spoken.word for said in day.outcome.said if said.heard_at is not None}
    assert heard >= {Word.READY, Word.PAUSE, Word.NEXT}
    assert day.outcome.commands_heard == day.outcome.commands_said
    assert day.outcome.false_actions == 0
    assert day.outcome.as_meant


def test_there_is_no_fault_any_more_once_a_word_is_known(day: FirstDay) -> None:
    over = [row.at for row in day.rows(Kind.FAULT_ENDED) if row.text == "model"]
    first = day.rows(Kind.WORD_TAUGHT)[0].at
    assert [first <= at < first + dt.timedelta(seconds=1) for at in over] == [True]
    assert day.outcome.light is Pattern.SOLID
    assert "button_only" not in day.noted.told


def test_what_is_kept_are_five_shapes_of_each_word_for_the_owner_only(day: FirstDay) -> None:
    store = ProfileStore(day.state)
    voice = store.load()
    assert voice.taught == set(ENROLLMENT_WORDS)
    assert {len(shapes) for shapes in voice.by_word.values()} == {TEMPLATES_PER_WORD}
    assert store.file.stat().st_mode & 0o777 == 0o600
    assert {file.name.split(".")[0] for file in day.state.iterdir()} == {"voice", "journal"}


def test_the_plug_pulled_in_the_second_word_leaves_the_first_and_no_half_one(
    untaught: Configuration, clips: Path, tmp_path: Path
) -> None:
    noted = Noted()

    def until_in_the_second_word(_microphone: Samples, _speaker: Samples) -> None:
        if noted.told.count(None) == TEMPLATES_PER_WORD + 2:
            raise Unplugged

    rehearsal = Rehearsal(
        untaught, None, tmp_path, MORNING, enrollment=True, watches=(noted,), clips=clips
    )
    with pytest.raises(Unplugged):
        rehearsal.run(until_in_the_second_word)
    assert noted.learned == [ENROLLMENT_WORDS[0]]
    assert ProfileStore(tmp_path).load().taught == {ENROLLMENT_WORDS[0]}
