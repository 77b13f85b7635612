"""The course of a running session: the script, how far it has come, and the questions in it."""

from __future__ import annotations

from dataclasses import dataclass

from device.journal.entry import Kind
from device.plan.compiling import READY_BRIEFLY
from device.plan.model import PainRules
from device.plan.moving import way
from device.plan.script import (
    Ask,
    Begin,
    Cue,
    Done,
    Finish,
    GoTo,
    Question,
    Say,
    Script,
    Side,
    Timed,
)
from device.session.actions import Play
from device.session.player import Ended, Length, Paced, Reached, Track
from device.session.progress import ScriptProgress
from device.session.questions import again, answer_timeout
from device.session.track_stack import TrackStack
from device.session.voice_level import VoiceLevel
from device.sound.block import samples
from device.speaking.phrase import Phrase, phrase

BEFORE_ANSWER_S = 12.0
"""After something was said over a question, it waits at least this long."""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A question was asked as often as it should be; nobody answered."""

    question: Question


@dataclass(frozen=True, slots=True)
class Finished:
    """The script has been carried to its end, at sample `at`."""

    at: int


class Course:
    """Plays the script and the talks in between. `main` is None while no session runs.

    `quiet_from` is the sample from which on the box is quiet over the question that it asked last.
    `slower`: so many times as long movements and rests last, in this session and in those to come;
    `slow`: its sentences are said more slowly.
    """

    def __init__(self, length: Length) -> None:
        self.floor = TrackStack(length)
        self.progress = ScriptProgress()
        self.main: Track | None = None
        self.level = VoiceLevel(self.floor)
        self.quiet_from = 0
        self.slow = False
        self.slower = 1.0
        self._script = Script((Finish(),))
        self._remarks: list[Phrase] = []
        self._deadline = 0
        self._asked = 0
        self._asked_at = 0
        self._asked_until = 0
        self._ask_again_at: int | None = None
        self._said_again: tuple[Track, int] | None = None

    @property
    def question(self) -> Question | None:
        """The question that waits for an answer."""
        top = self.floor.top
        return top.asking.question if top is not None and top.asking is not None else None

    def heard(self, at: int) -> float:
        """Return which share of the question that waits had been said at sample `at`, 0 to 1."""
        if self.question is None or self._ask_again_at is not None:
            return 0.0
        length = max(1, self._asked_until - self._asked_at)
        return min(1.0, max(0.0, (at - self._asked_at) / length))

    def run(self, script: Script, now: int) -> None:
        """Begin with `script` at sample `now`; what came before is forgotten."""
        self._script = script
        self._remarks.clear()
        self.progress = ScriptProgress()
        self.main = self.floor.begin(script.cues, now)
        self.go_slower(self.slower)

    def go_slower(self, times: float) -> None:
        """From now on movements and rests last so many times as long, 1 to 2."""
        self.slower = times
        self.slow = times > 1
        if self.main is not None:
            self.main.stretch = times

    def close(self) -> None:
        """No session runs any more, and nothing that it would say is said."""
        self.main = None
        self._remarks.clear()
        self.floor.clear()

    def step(  # noqa: C901 - one case for each thing a track can tell
        self, now: int, until: int, rules: PainRules
    ) -> Unanswered | Finished | None:
        """Do what is due before sample `until`. Call again until it returns None."""
        while (top := self.floor.top) is not None:
            if top.asking is not None and (at := self._ask_again_at) is not None and until > at:
                self._ask(top.asking, top.asking.phrase, at, rules)
                continue
            if top.asking is not None and until > self._deadline:
                if self._asked >= answer_timeout(top.asking.question, rules).tries:
                    self._deadline = until + samples(BEFORE_ANSWER_S)
                    return Unanswered(top.asking.question)
                if top.asking.phrase == READY_BRIEFLY and self._explains_unasked(now, top.asking):
                    continue
                self._ask(top.asking, again(top.asking.question, top.asking.phrase), now, rules)
                self._asked += 1
                continue
            if self._remarks and top is self.main and top.between and top.at < until:
                said, self._remarks = self._remarks, []
                self.floor.talk(top.at, *map(Say, said))
                continue
            match top.next_step(until):
                case None:
                    return None
                case Play() as play:
                    self.floor.actions.append(play)
                case Reached(Finish(), at):
                    return Finished(at)
                case Reached(cue, at):
                    self._reached(cue, at, rules)
                case Paced(cue):
                    self._paced(cue.repetition)
                case Ended(at):
                    self.floor.end(at)
        return None

    def ask_again(self, now: int, rules: PainRules) -> None:
        """Say the question that waits once more."""
        top = self.floor.top
        if top is not None and top.asking is not None:
            self._ask(top.asking, top.asking.phrase, now, rules)

    def say_again(self, now: int, rules: PainRules) -> None:
        """Say the sentence or question that was spoken over once more; counts are never said again.

        Once for each: beside a television the session has to get on all the same.
        """
        top = self.floor.top
        if top is None or (top, top.index) == self._said_again:
            return
        self._said_again = (top, top.index)
        if top.asking is not None:
            self.ask_again(now, rules)
        elif top.telling:
            self.floor.fall_silent(now)
            top.take_up(now)

    def say_between(self, now: int, *phrases: Phrase) -> None:
        """Say something short: at once while nothing is counted, else after the repetition."""
        top = self.floor.top
        if top is not None and (top.asking is not None or top.walking):
            end = self.floor.say_over(now, phrases)
            self._deadline = max(self._deadline, end + samples(BEFORE_ANSWER_S))
            self.quiet_from = max(self.quiet_from, end)
            if top.asking is not None and now < self._asked_until:  # one voice: it was cut off
                self._ask_again_at = end
        else:
            self._remarks += phrases

    def fall_silent(self, now: int) -> None:
        """Be silent at once and break off every talk; the script notes where it stands."""
        self.floor.fall_silent(now)
        self._remarks.clear()
        if self.main is not None:
            self.floor.only(self.main)

    def pause(self, now: int, told: Phrase) -> None:
        """Hold everything until somebody is ready again; `told` says so."""
        if self.question is not Question.PAUSED:
            self.floor.write(Kind.PAUSED, self.progress.exercise)
            self.floor.fall_silent(now)
            self.floor.talk(now, Ask(Question.PAUSED, told))

    def skip(self, now: int) -> None:
        """Leave the exercise under way and go on with the one after it."""
        if self.main is None:
            return
        self.fall_silent(now)
        begin = self.progress.begin
        self.jump_on(now)
        if begin is not None and self.progress.live:
            self.floor.write(Kind.EXERCISE_SKIPPED, begin.exercise, text="next")
            self.progress.skipped_by_word()
            self.floor.talk(now, Say(phrase("this_exercise_skipped", name=begin.name)))

    def again(self) -> None:
        """After slight pain: the exercise that was stopped goes on where it was taken up."""
        if self.progress.begin is not None and self.progress.stopped:
            self.floor.write(Kind.EXERCISE_BEGAN, self.progress.begin.exercise)
            self.progress.live, self.progress.stopped = True, False

    def leave_for_pain(self, now: int) -> None:
        """After pain: what was stopped is left, what comes after it begins."""
        if self.progress.stopped:
            self.progress.left()
        self.jump_on(now)

    def jump_on(self, now: int) -> None:
        """Go on with the next exercise, or with the end."""
        if self.main is not None:
            self.main.jump(self._script.marker_from(self.main.index), now)

    def go_back(self, now: int, to: Begin | None = None) -> None:
        """Return to an exercise left out by word, else to the last one; none is done twice."""
        begin = to or self.progress.skipped_last
        index = self._script.marker_of(begin.exercise) if begin is not None else None
        if self.main is None or begin is None or index is None:
            self.say_between(now, phrase("nothing_to_go_back_to"))
            return
        self.fall_silent(now)
        self.main.jump(index, now)
        self.progress.taken_back(begin)
        self.floor.talk(now, Say(phrase("going_back", name=begin.name)))

    def explain(self, now: int, ask: Ask) -> None:
        """Say the long instructions, then wait."""
        begin = self.progress.begin
        if begin is not None and self.progress.live:
            waits = self.question is Question.READY
            self.floor.fall_silent(now)
            self.floor.talk(now, *map(Say, begin.steps), *(() if waits else (ask,)))

    def _explains_unasked(self, now: int, ask: Ask) -> bool:
        """Say the long instructions of what was named alone, once; whether they were.

        Whoever is silent for so long may have forgotten how it goes.
        """
        begin = self.progress.begin
        if begin is None or begin.exercise in self.progress.explained:
            return False
        self.progress.explained.add(begin.exercise)
        self.explain(now, ask)
        return True

    def skip_instructions(self, now: int) -> None:
        """The patient is ready before everything was said: begin to count."""
        main = self.main
        if main is None or not self.progress.live or self.floor.top is not main:
            return
        for i in range(main.index, len(main.cues)):
            match main.cues[i]:
                case Say(repetition=0) | GoTo() | Side():
                    continue
                case Ask(Question.READY) as ask:
                    self.floor.fall_silent(now)
                    main.jump(i + 1, now)
                    if ask.posture is not None:
                        self.progress.arrived(ask.posture)
            return

    def arrived(self) -> None:
        """The patient says to be where the question that waits wants them."""
        top = self.floor.top
        if top is not None and top.asking is not None and top.asking.posture is not None:
            self.progress.arrived(top.asking.posture)

    def _paced(self, repetition: int) -> None:
        self.progress.paced = repetition
        side = self.progress.side or None
        self.floor.write(Kind.REPETITION_PACED, self.progress.exercise, repetition, side)

    def _reached(self, cue: Cue, at: int, rules: PainRules) -> None:
        match cue:
            case Begin() if cue.exercise in self.progress.over and self.main is not None:
                self.jump_on(at)
            case Begin():
                self.progress.began(cue)
                self.floor.write(Kind.EXERCISE_BEGAN, cue.exercise)
            case GoTo():
                self.progress.going_to = cue.position
                steps = way(self.progress.posture, cue)
                if steps:
                    self.progress.posture = None  # until they say where they are
                self.floor.talk(at, *steps)
            case Side(side):
                self.progress.side, self.progress.paced = side, 0
            case Ask():
                self._asked = 1
                self._ask(cue, cue.phrase, at, rules)
            case Done(exercise):
                self.floor.write(Kind.EXERCISE_PACED, exercise)
                self.progress.finished()
                if self._rests_for_nothing():
                    self.jump_on(at)

    def _rests_for_nothing(self) -> bool:
        """Whether the rest that comes now is before an exercise that does not begin any more."""
        main, cues = self.main, self._script.cues
        if main is None or not isinstance(cues[main.index], Timed):
            return False
        coming = cues[self._script.marker_from(main.index)]
        return isinstance(coming, Begin) and coming.exercise in self.progress.over

    def _ask(self, ask: Ask, asked: Phrase, at: int, rules: PainRules) -> None:
        self.floor.actions.append(Play(asked, at))
        wait_s = answer_timeout(ask.question, rules).seconds
        self._ask_again_at = None
        self._asked_at = at
        self._asked_until = self.quiet_from = at + self.floor.length(asked)
        self._deadline = self.quiet_from + samples(wait_s)
