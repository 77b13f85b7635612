"""The talk after "pain": from the silence to the way on, or to the end of the session."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from enum import Enum, auto

from device.journal.entry import Kind
from device.plan.guidance import danger_question
from device.plan.outlook import Outlook
from device.plan.script import Ask, Begin, Question, Say
from device.session.events import NUMBERS, Word
from device.session.floor import Floor
from device.session.pain import SILENT_S, Pain, Verdict, end_phrases, stop_cues, verdict
from device.session.telling import name_of
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


class PainTalk:
    """Asks what has to be asked. `now` is None while there is no pain to be asked about.

    `told` is what was said last when pain ended a session.
    """

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self._had_pain = False
        self._stops: Counter[str] = Counter()
        self.now: Pain | None = None
        self.told: tuple[Phrase, ...] = ()

    def forget(self, *, had_pain: bool = False) -> None:
        """A session begins; `had_pain`: its first pain is over (it was interrupted)."""
        self._had_pain = had_pain
        self._stops.clear()
        self.now = None
        self.told = ()

    def begin(self, at: int, begin: Begin | None, exercise: str | None, outlook: Outlook) -> None:
        """Sample `at` is silent already. `begin` is the exercise whose way out is said."""
        locked = exercise is not None and self._locks(exercise, outlook)
        self.now = Pain(exercise, first=not self._had_pain, locked=locked)
        self._had_pain = True
        self._floor.talk(at + samples(SILENT_S), *stop_cues(begin))

    def begin_again(self, at: int) -> None:
        """Pain was said while it was being asked about: ask everything from the beginning."""
        if self.now is not None:
            self.now = replace(self.now, value=None, unanswered=False, danger=None)
            how_bad = Ask(Question.HOW_BAD, phrase("how_bad"))
            self._floor.talk(at + samples(SILENT_S), Say(phrase("rest_now")), how_bad)

    def take_up(self, at: int, exercise: str | None) -> None:
        """The session broke off after "pain": ask before anything else; `exercise` is over."""
        self.now = Pain(exercise, first=True, closed=True)
        self._had_pain = True
        self._floor.talk(at, Ask(Question.HOW_BAD, phrase("how_bad")))

    def answered(self, question: Question, word: Word, at: int, outlook: Outlook) -> Way | None:
        """Take an answer; return the way on, or None while there is more to ask."""
        pain = self._asked()
        self._floor.give_back(at)
        match question:
            case Question.HOW_BAD:
                value = NUMBERS.index(word)
                self._floor.write(Kind.PAIN_ANSWERED, pain.exercise, value)
                self.now = replace(pain, value=value)
            case Question.DANGER:
                self._danger(pain, word.value)
            case _:
                self.now = None
                return Way.ONWARD if word is Word.NEXT or pain.closed else Way.AGAIN
        return self._go_on(at, outlook)

    def unanswered(self, question: Question, at: int, outlook: Outlook) -> Way | None:
        """Asked as often as the plan wants, and there was no answer."""
        pain = self._asked()
        self._floor.give_back(at)
        match question:
            case Question.HOW_BAD:
                self.now = replace(pain, unanswered=True)
            case Question.DANGER:
                self._danger(pain, "silence")
            case _:
                return self._end(Verdict.END_NO_ANSWER, pain, at, outlook)
        return self._go_on(at, outlook)

    def _locks(self, exercise: str, outlook: Outlook) -> bool:
        """Whether this stop is one too many, those of this session included."""
        self._stops[exercise] += 1
        stops = outlook.recent_stops.get(exercise, 0) + self._stops[exercise]
        return stops >= outlook.rules.stops_that_lock

    def _asked(self) -> Pain:
        if self.now is None:
            raise RuntimeError("there is no pain to be asked about")
        return self.now

    def _danger(self, pain: Pain, answer: str) -> None:
        self._floor.write(Kind.DANGER_ANSWERED, pain.exercise, text=answer)
        self.now = replace(pain, danger=answer)

    def _go_on(self, at: int, outlook: Outlook) -> Way | None:
        pain = self._asked()
        match verdict(pain, outlook.rules):
            case Verdict.ASK_HOW_BAD:
                self._floor.talk(at, Ask(Question.HOW_BAD, phrase("how_bad")))
            case Verdict.ASK_DANGER:
                self._floor.talk(at, Ask(Question.DANGER, danger_question(outlook.guidance)))
            case Verdict.GO_ON:
                self._floor.talk(at, Ask(Question.GO_ON, phrase("pain_slight_go_on")))
            case Verdict.CLOSE:
                self.now = replace(pain, closed=True)
                name = name_of(pain.exercise) if pain.exercise else phrase("this_exercise")
                if pain.exercise is not None and not pain.closed:
                    self._floor.write(Kind.EXERCISE_SKIPPED, pain.exercise, text="closed")
                key = "exercise_locked" if pain.locked else "exercise_closed"
                self._floor.talk(at, Ask(Question.GO_ON, phrase(key, name=name)))
            case end:
                return self._end(end, pain, at, outlook)
        return None

    def _end(self, end: Verdict, pain: Pain, at: int, outlook: Outlook) -> Way:
        self._floor.write(Kind.SESSION_ENDED_EARLY, pain.exercise, text=_ENDS[end])
        self._floor.clear()
        self.told = end_phrases(end, outlook.contacts)
        self._floor.talk(at, *(Say(said, pause_s=0.6) for said in self.told))
        self.now = None
        return Way.END
