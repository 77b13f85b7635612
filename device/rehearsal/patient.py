"""The simulated patient: listens to the box, answers it, and means what the scenario says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from device.plan.script import Question
from device.rehearsal.mouth import Mouth, SpokenWord
from device.rehearsal.prompted_words import PromptedWords
from device.rehearsal.room import Room
from device.rehearsal.story import Moment, Story
from device.session.actions import Action, Play, Silence
from device.session.events import Event, Heard, PainSuspected, Word
from device.session.questions import HURT, words_for
from device.session.session import Session
from device.sound.block import samples
from device.speaking.phrase import Phrase

MAX_TRIES = 8
"""Maximum number of times that the patient says a word."""

REACTION = samples(0.6)
"""From the end of what the box says to the answer."""

INTERRUPTS_AFTER = samples(0.5)
"""From the beginning of a number to the word said into it."""

PATIENT_TIMEOUT = samples(3.0)
"""Time without an effect after which a word is repeated, in samples (3 s)."""

STANDS_FOR_PRESS = frozenset({Word.READY, Word.YES})
"""What the button can say instead, when the box understands the word in no way."""

LATE_SAMPLES = samples(1.5)
EARLY_SAMPLES = samples(0.4)


@dataclass(slots=True)
class SaidWord:
    """A word the patient said.

    Times are samples at the microphone; `heard_at` when it was acted upon, None while it was not.
    """

    spoken: SpokenWord
    start: int
    end: int
    heard_at: int | None = None


@dataclass(slots=True)
class _Meant:
    word: Word
    not_before: int
    tries: int = 0


class SimulatedPatient:
    """A `PipelineObserver` of the chain. `step` once a block, before the chain's."""

    def __init__(
        self,
        room: Room,
        mouth: Mouth,
        session: Session,
        length: Callable[[Phrase], int],
        press: Callable[[], None],
        templates: PromptedWords,
    ) -> None:
        self.said: list[SaidWord] = []
        self.false_actions: list[tuple[int, Event]] = []
        self._room = room
        self._mouth = mouth
        self._session = session
        self._length = length
        self._press = press
        self._templates = templates
        self._scenario = Story((), {})
        self._numbers: Counter[Moment] = Counter()
        self._meant: list[_Meant] = []
        self._answered: Counter[Question] = Counter()
        self._helped: set[str] = set()
        self._box_until = 0
        self._until = 0

    def begin(self, scenario: Story) -> None:
        """From now on follow this scenario."""
        self._scenario = scenario
        self._numbers.clear()
        self._answered.clear()
        self._helped.clear()

    @property
    def box_is_quiet(self) -> bool:
        """Whether the box has said what it had to say."""
        return self._box_until < self._room.now

    def done(self, action: Action, now: int) -> None:
        """See `PipelineObserver`."""
        match action:
            case Silence():
                self._box_until = now
            case Play(said, at, counted):
                self._box_until = max(self._box_until, at + self._length(said))
                if counted is not None:
                    self._number(counted, at)

    def happened(self, event: Event, now: int) -> None:
        """See `PipelineObserver`."""
        match event:
            case Heard(word):
                self._understood(word, event, now)
            case PainSuspected():
                if not any(m.word in HURT for m in self._meant):
                    self.false_actions.append((now, event))

    def step(self) -> None:
        """Say or press what is due in the next block."""
        now = self._room.now
        if now < self._until:
            return
        question = self._session.question
        allowed = words_for(question)
        meant = next((m for m in self._meant if m.word in allowed), None)
        if meant is not None:
            if now >= meant.not_before:
                self._say(meant, allowed, now)
        elif question is not None and now > self._box_until + REACTION:
            self._answer(question, now)

    def _number(self, counted: int, at: int) -> None:
        exercise = self._session.exercise
        if exercise is None:
            return
        key = Moment(exercise, counted)
        self._numbers[key] += 1
        moment = Moment(exercise, counted, self._numbers[key])
        for intention in self._scenario.intentions:
            if intention.moment == moment:
                self._meant.append(_Meant(intention.word, at + INTERRUPTS_AFTER))

    def _answer(self, question: Question, now: int) -> None:
        exercise = self._session.exercise or ""
        if question is Question.TEMPLATE:
            self._until = self._templates.say(now) or now
        elif question is Question.ENROLLMENT:
            self._press()
            self._until = now + samples(1.0)
        elif question is Question.SUSPECTED:
            self._meant.append(_Meant(Word.NO, now))
        elif question is Question.READY and exercise in self._scenario.pressed:
            self._press()
            self._until = now + samples(1.0)
        elif (
            question is Question.READY
            and exercise in self._scenario.asks_for_help_at - self._helped
        ):
            self._helped.add(exercise)
            self._meant.append(_Meant(Word.EXPLAIN, now))
        else:
            answers = self._scenario.answers[question]
            answer = answers[min(self._answered[question], len(answers) - 1)]
            self._answered[question] += 1
            self._meant.append(_Meant(answer, now))

    def _say(self, meant: _Meant, allowed: frozenset[Word], now: int) -> None:
        ways = self._mouth.ways(meant.word, allowed)
        if not ways or meant.tries >= MAX_TRIES:
            self._meant.remove(meant)
            self._until = now + PATIENT_TIMEOUT
            if meant.word in STANDS_FOR_PRESS:
                self._press()
            return
        spoken = ways[meant.tries % len(ways)]
        meant.tries += 1
        end = self._room.say(spoken.sound, now)
        self.said.append(SaidWord(spoken, now, end))
        self._until = end + PATIENT_TIMEOUT

    def _understood(self, word: Word, event: Heard, now: int) -> None:
        for said in reversed(self.said):
            near = said.end - EARLY_SAMPLES <= event.ended_at <= said.end + LATE_SAMPLES
            if near and said.heard_at is None and said.spoken.word is word:
                said.heard_at = now
                self._meant = [m for m in self._meant if m.word is not word]
                self._until = now
                return
        if word in HURT or self._session.question is not Question.TEMPLATE:
            self.false_actions.append((now, event))
