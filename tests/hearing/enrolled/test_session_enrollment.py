"""What is said for a template is checked beside the sound's path, and whole words are kept."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

import numpy as np
import pytest

from device.hearing.enrolled.profile_store import Template, VoiceProfile
from device.hearing.enrolled.session_enrollment import SETTLES, Job, SessionEnrollment
from device.hearing.utterance import Utterance
from device.session.actions import EnrollWord, RequestTemplate, TemplateRequest
from device.session.enrollment import TEMPLATES_PER_WORD
from device.session.events import Event, TemplateChecked, TemplateProblem, Word
from device.sound.block import Samples
from tests.hearing.enrolled.people import MANNERS, said, voice

CLEARLY, HARDLY = 30.0, 5.0


class Keeps:
    """A learner that keeps what it was taught."""

    def __init__(self, known: VoiceProfile) -> None:
        self.voice = known

    def teach(self, templates: Iterable[Template]) -> None:
        self.voice = self.voice.with_templates(templates)


class Pupil:
    """A `SessionEnrollment` whose jobs wait until `works`; takes are wanted as in an enrollment."""

    def __init__(self, known: VoiceProfile | None = None) -> None:
        self.jobs: list[Job] = []
        self.told: list[Event] = []
        self.learner = Keeps(known or VoiceProfile())
        self.learning = SessionEnrollment(self.learner, self.jobs.append, self.told.append)
        self.good: tuple[int, ...] = ()
        self._numbers = count(1)

    def wants(self, word: Word, since: int = 0) -> int:
        wanted = TemplateRequest(word, next(self._numbers), since, self.good)
        self.learning.done(RequestTemplate(wanted), 0)
        return wanted.number

    def hears(self, sound: Samples, *, at: int = SETTLES, over_db: float = CLEARLY) -> None:
        self.learning.said(Utterance(sound, at, at + len(sound), over_db))

    def works(self) -> None:
        jobs, self.jobs[:] = list(self.jobs), []
        for job in jobs:
            job()

    def templates(
        self, word: Word, *sounds: Samples, over_db: float = CLEARLY
    ) -> list[TemplateProblem | None]:
        """Return what came of each sound, said for a template of `word`."""
        troubles = []
        for sound in sounds:
            number = self.wants(word)
            self.hears(sound, over_db=over_db)
            self.works()
            checked = self.told.pop()
            assert isinstance(checked, TemplateChecked)
            assert checked.number == number
            troubles.append(checked.trouble)
            self.good += () if checked.trouble else (number,)
        return troubles


def five(text: str) -> list[Samples]:
    return [said(text, "en-us+f4", *manner) for manner in MANNERS]


def test_five_good_templates_are_the_word_that_is_known_then() -> None:
    pupil = Pupil()
    assert pupil.templates(Word.NEXT, *five("next")) == [None] * TEMPLATES_PER_WORD
    pupil.learning.done(EnrollWord(Word.NEXT, pupil.good), 0)
    assert not pupil.learner.voice, "it is learned by whoever does the jobs"
    pupil.works()
    assert {word: len(s) for word, s in pupil.learner.voice.by_word.items()} == {
        "next": TEMPLATES_PER_WORD
    }
    assert not any(template.synthetic for template in pupil.learner.voice.templates)


@pytest.mark.parametrize(
    ("sound", "over_db", "trouble"),
    [
        (said("next"), HARDLY, TemplateProblem.QUIET),
        (np.clip(said("next").astype(np.int32) * 30, -32768, 32767).astype(np.int16), CLEARLY,
         TemplateProblem.LOUD),
        (np.tile(said("next"), 9), CLEARLY, TemplateProblem.NO_WORD),
        (said("kitchen"), CLEARLY, TemplateProblem.UNLIKE),
    ],
)  # fmt: skip
def test_a_bad_template_has_its_trouble_and_is_none(
    sound: Samples, over_db: float, trouble: TemplateProblem
) -> None:
    pupil = Pupil()
    pupil.templates(Word.NEXT, *five("next")[:2])
    good = pupil.good
    assert pupil.templates(Word.NEXT, sound, over_db=over_db) == [trouble]
    assert pupil.good == good


def test_a_word_that_sounds_like_one_that_is_known_is_told_with_its_last_template() -> None:
    pupil = Pupil(voice(("stop",)))
    assert pupil.templates(Word.NEXT, *five("stop")) == [None] * (TEMPLATES_PER_WORD - 1) + [
        TemplateProblem.ALIKE
    ]
    again = Pupil(voice(("stop",)))
    assert again.templates(Word.STOP, *five("stop"))[-1] is None, "the same word is taught anew"


def test_what_began_while_the_box_spoke_is_no_template() -> None:
    pupil = Pupil()
    pupil.wants(Word.NEXT, since=16_000)
    pupil.hears(said("next"), at=16_000 + SETTLES - 1)
    assert pupil.jobs == []
    pupil.hears(said("next"), at=16_000 + SETTLES)
    assert len(pupil.jobs) == 1


def test_there_is_one_utterance_for_each_template_that_is_wanted_and_none_for_none() -> None:
    pupil = Pupil()
    pupil.hears(said("next"))
    assert pupil.jobs == []
    pupil.wants(Word.NEXT)
    pupil.hears(said("next"))
    pupil.hears(said("next"))
    assert len(pupil.jobs) == 1
    pupil.wants(Word.NEXT)
    pupil.learning.done(RequestTemplate(None), 0)
    pupil.hears(said("next"))
    assert len(pupil.jobs) == 1


@pytest.mark.hazard("H14")
def test_of_what_was_said_for_a_template_no_sound_is_kept_and_no_features_after_its_word() -> None:
    pupil = Pupil()
    pupil.templates(Word.NEXT, *five("next"))
    pupil.learning.done(EnrollWord(Word.NEXT, pupil.good), 0)
    pupil.works()
    kept = vars(pupil.learning)
    assert not any(isinstance(value, np.ndarray) for value in kept.values())
    assert kept["_features"] == {}
    pupil.good = ()
    pupil.templates(Word.STOP, *five("stop")[:2])
    pupil.good = ()
    pupil.templates(Word.PAUSE, said("pause"))
    assert len(kept["_features"]) == 1, "half a word is gone with the next one"
