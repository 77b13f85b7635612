"""The talk after "pain": from the silence to the way on, or to the end of the session."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from enum import Enum, auto

from device.journal.entry import Kind
from device.plan.day_state import DayState
from device.plan.guidance import danger_question, danger_sure
from device.plan.script import Ask, Begin, Cue, Question, Say
from device.session.announcements import name_of
from device.session.calls import Calls
from device.session.events import NUMBERS, Word
from device.session.pain import (
    CRIES_THAT_END,
    PAIN_SILENCE_S,
    PainEpisode,
    Verdict,
    end_phrases,
    stop_cues,
    verdict,
)
from device.session.player import Track
from device.session.track_stack import TrackStack
from device.sound.block import samples
from device.speaking.phrase import Phrase, phrase

_ENDS = {
    Verdict.END_PAIN: "pain",
    Verdict.END_DANGER: "danger",
    Verdict.END_NO_ANSWER: "no_answer",
}


class Way(Enum):
    """How the session goes on after pain: chosen by the patient, or by the plan's rules."""

    AGAIN = auto()
    ONWARD = auto()
    END = auto()


class PainDialogue:
    """Asks what has to be asked. `now` is None while there is no pain to be asked about."""

    def __init__(self, floor: TrackStack, calls: Calls) -> None:
        self._floor = floor
        self._calls = calls
        self._had_pain = False
        self._vague = False
        self._way_out: tuple[Phrase, ...] = ()
        self._way_out_in: Track | None = None
        """The track in which it is said; None before it is."""
        self._stops: Counter[str] = Counter()
        self.now: PainEpisode | None = None

    def forget(self, *, had_pain: bool = False) -> None:
        """A session begins; `had_pain`: its first pain is over (it was interrupted)."""
        self._had_pain = had_pain
        self._stops.clear()
        self._is_over()

    def begin(
        self, at: int, begin: Begin | None, exercise: str | None, day_state: DayState
    ) -> None:
        """Sample `at` is silent already. `begin` is the exercise whose way out is said."""
        locked = exercise is not None and self._locks(exercise, day_state)
        calf = begin is not None and begin.asks_calf
        self.now = PainEpisode(exercise, first=not self._had_pain, locked=locked, asks_calf=calf)
        self._had_pain = True
        self._vague = False
        self._way_out = (begin.way_out,) if begin is not None else ()
        self._floor.talk(at + samples(PAIN_SILENCE_S), *stop_cues(begin))
        self._way_out_in = self._floor.top

    def begin_again(self, at: int, day_state: DayState) -> Way | None:
        """Pain was said while it was being asked about: ask everything from the beginning.

        Not for ever: who says it for the third time is asked about danger signs at once, and who
        says it once more has whom to call said. Return the way on, or None while there is more.
        """
        pain = self._asked()
        self.now = replace(
            pain, value=None, unanswered=False, danger=None, calf=None, cries=pain.cries + 1
        )
        return self._go_on(at + samples(PAIN_SILENCE_S), day_state, Say(phrase("rest_now")))

    def take_up(
        self,
        at: int,
        exercise: str | None,
        day_state: DayState,
        *,
        asks_calf: bool = False,
        cries: int = 0,
    ) -> None:
        """The box lost its power after "pain": ask before anything else; `exercise` is over.

        Who still lies in its position is told the way out first. `cries` is how often pain was said
        before that: the count goes on, and the last question before the calls is asked in any case.
        """
        cries = min(max(1, cries), CRIES_THAT_END)
        self.now = PainEpisode(exercise, first=True, closed=True, asks_calf=asks_calf, cries=cries)
        self._had_pain = True
        self._vague = False
        self._way_out = (phrase(f"{exercise}.way_out"),) if exercise is not None else ()
        self._way_out_in = None
        self._go_on(at, day_state)

    def answered(
        self, question: Question, word: Word, at: int, day_state: DayState, *, sure: bool = True
    ) -> Way | None:
        """Take an answer; return the way on, or None while there is more to ask.

        `sure` is False where the answer has fewer witnesses than it needs: it is asked back.
        """
        pain = self._asked()
        self._floor.give_back(at)
        match question, word:
            case Question.HOW_BAD, Word.A_LITTLE if not self._vague:
                self._vague = True
                self.talk(at, Ask(Question.HOW_BAD, phrase("how_bad_example")))
                return None
            case Question.HOW_BAD, Word.A_LITTLE:
                self._bad(pain, day_state.rules.danger_from)
            case _ if word in NUMBERS:
                value = self._bad(pain, NUMBERS.index(word))
                return self._go_on(at, day_state, _said_back(value))
            case Question.CALF, _:
                self._calf(pain, word.value)
            case Question.DANGER, Word.NO if not sure:
                self.talk(at, Ask(Question.DANGER_SURE, danger_sure(day_state.guidance)))
                return None
            case Question.DANGER, _:
                self._danger(pain, word.value)
            case Question.DANGER_SURE, _:
                self._danger(pain, "no" if word is Word.YES else "yes")
            case _:
                self._is_over()
                return Way.ONWARD if word is Word.NEXT or pain.closed else Way.AGAIN
        return self._go_on(at, day_state)

    def unanswered(self, question: Question, at: int, day_state: DayState) -> Way | None:
        """Asked as often as the plan wants, and there was no answer."""
        pain = self._asked()
        self._floor.give_back(at)
        match question:
            case Question.HOW_BAD:
                self.now = replace(pain, unanswered=True)
            case Question.CALF:
                self._calf(pain, "silence")
            case Question.DANGER | Question.DANGER_SURE:
                self._danger(pain, "silence")
            case _:
                return self.end(Verdict.END_NO_ANSWER, at, day_state)
        return self._go_on(at, day_state)

    def put_right(self, word: Word, at: int, day_state: DayState) -> Way | None:
        """The number was said back, and another one is said: that one counts."""
        value = self._bad(self._asked(), NUMBERS.index(word))
        return self._go_on(at, day_state, _said_back(value))

    def end(self, end: Verdict, at: int, day_state: DayState, exercise: str | None = None) -> Way:
        """End the session: write down why, and say whom to call."""
        if self.now is not None:
            exercise = self.now.exercise
        self._floor.write(Kind.SESSION_ENDED_EARLY, exercise, text=_ENDS[end])
        self._calls.begin(at, (*self._untold(), *end_phrases(end, day_state.contacts)))
        self._is_over()
        return Way.END

    def talk(self, at: int, *cues: Cue) -> None:
        """Say `cues` from sample `at` on.

        The way out of the position comes first, as long as it has not been said to its end.
        """
        untold = self._untold()
        self._floor.talk(at, *(Say(said, pause_s=1.0) for said in untold), *cues)
        if untold:
            self._way_out_in = self._floor.top

    def _is_over(self) -> None:
        self.now = None
        self._way_out, self._way_out_in = (), None

    def _untold(self) -> tuple[Phrase, ...]:
        track = self._way_out_in
        return tuple(said for said in self._way_out if track is None or not track.has_told(said))

    def _locks(self, exercise: str, day_state: DayState) -> bool:
        """Whether this stop is one too many, those of this session included."""
        self._stops[exercise] += 1
        stops = day_state.recent_stops.get(exercise, 0) + self._stops[exercise]
        return stops >= day_state.rules.stops_that_lock

    def _asked(self) -> PainEpisode:
        if self.now is None:
            raise RuntimeError("there is no pain to be asked about")
        return self.now

    def _bad(self, pain: PainEpisode, value: int) -> int:
        """Note how bad it is: the first time, or put right."""
        self._floor.write(Kind.PAIN_ANSWERED, pain.exercise, value)
        self.now = replace(pain, value=value)
        return value

    def _calf(self, pain: PainEpisode, answer: str) -> None:
        self._floor.write(Kind.CALF_ANSWERED, pain.exercise, text=answer)
        self.now = replace(pain, calf=answer)

    def _danger(self, pain: PainEpisode, answer: str) -> None:
        self._floor.write(Kind.DANGER_ANSWERED, pain.exercise, text=answer)
        self.now = replace(pain, danger=answer)

    def _go_on(self, at: int, day_state: DayState, *first: Say) -> Way | None:
        pain = self._asked()
        match verdict(pain, day_state.rules):
            case Verdict.ASK_HOW_BAD:
                self.talk(at, *first, Ask(Question.HOW_BAD, phrase("how_bad")))
            case Verdict.ASK_CALF:
                self.talk(at, *first, Ask(Question.CALF, phrase("calf_question")))
            case Verdict.ASK_DANGER:
                self.now = replace(pain, danger_due=True)
                asked = danger_question(day_state.guidance)
                self.talk(at, *first, Ask(Question.DANGER, asked))
            case Verdict.GO_ON:
                self.talk(at, *first, Ask(Question.GO_ON, phrase("pain_slight_go_on")))
            case Verdict.CLOSE:
                self.now = replace(pain, closed=True)
                name = name_of(pain.exercise) if pain.exercise else phrase("this_exercise")
                if pain.exercise is not None and not pain.closed:
                    self._floor.write(Kind.EXERCISE_SKIPPED, pain.exercise, text="closed")
                key = "exercise_locked" if pain.locked else "exercise_closed"
                self.talk(at, *first, Ask(Question.GO_ON, phrase(key, name=name)))
            case end:
                return self.end(end, at, day_state)
        return None


def _said_back(value: int) -> Say:
    """The number as the box understood it, and a moment to put it right."""
    return Say(phrase("pain_said_back", n=value), pause_s=1.5)
