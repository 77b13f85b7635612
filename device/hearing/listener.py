"""The hearing of the box: one cleaned block in, what the patient said out.

An utterance ends twice. The recognizers are asked 120 ms after a sound, so that they need not hear
it twice. The box acts only upon what then stays alone for a while. What goes on after a gap belongs
to the same utterance, so a piece of talk is no command, and a command in two segments is one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import replace

from device.hearing.arbiter import Context, arbitrate, cries_out, doubted, needs_confirmer, sure
from device.hearing.barge_in import BargeInDucking
from device.hearing.denoiser import Denoiser
from device.hearing.endpointer import Endpointer, SpeechBegan, SpeechEnded
from device.hearing.own_voice import OwnVoice
from device.hearing.recognizer import Hypothesis, Recognizer, SampleRange, SlowRecognizer, SoundPair
from device.hearing.utterance import Segment, Utterance, as_recognizers_get, come, spoken_in
from device.hearing.utterance_buffer import UtteranceBuffer
from device.hearing.vad import MIN_PROBABILITY, SpeechDetector
from device.session.events import Heard, PainSuspected, Word
from device.sound.block import BLOCK_SAMPLES, RATE_HZ, samples
from device.sound.echo_canceller import Cleaned

ALONE = samples(0.34)
"""Minimum silence after a command, in samples (0.34 s). Pauses within a sentence are shorter."""

ALONE_SURE = samples(0.18)
"""The same for a single segment that a recognizer is sure of (`arbiter.sure`): 0.18 s."""

PATIENCE = samples(0.3)
"""Timeout for a slow recognizer after `ALONE`, in samples (0.3 s). The others decide without it."""

MAX_SEGMENT_SAMPLES = samples(3.2)
"""What goes on for longer, pauses and all, is talk, unless somebody cries out in it again and
again; longer than every single cry that is acted upon."""

AGAIN = samples(8.0)
"""What the enrolled recognizer alone has denied is believed if it is said again so soon. In 1.6 h
of talk beside taught boxes nothing came of it."""

DOUBT = samples(0.3)
"""Maximum time from an onset until the network has to call it speech, in samples (0.3 s)."""


class Listener:
    """Cuts utterances out of the sound, gives them to the recognizers, has what they heard judged.

    `recognizers` hear every piece of sound while it lasts, `slow` ones are asked when it is over;
    `confirmer`, a recognizer that is harder to please, only about words that need agreement. What
    `speech` holds for a noise was never there; without it everything that sounds is speech. `noise`
    takes the house out of what the recognizers are given. `told` is given every utterance. Between
    utterances a block costs some tens of microseconds. One thread.
    """

    def __init__(
        self,
        recognizers: Sequence[Recognizer],
        *,
        slow: Sequence[SlowRecognizer] = (),
        confirmer: Recognizer | None = None,
        segmenter: Endpointer | None = None,
        speech: SpeechDetector | None = None,
        noise: Denoiser | None = None,
        told: Callable[[Utterance], None] | None = None,
    ) -> None:
        self._recognizers = tuple(recognizers)
        self._slow = tuple(slow)
        self._confirmer = confirmer
        self._segmenter = segmenter or Endpointer()
        self._speech = speech
        self._likely = 1.0
        self._sounds_since = 0
        self._now = 0
        self._told = told
        self._words: frozenset[Word] = frozenset()
        self._buffer = UtteranceBuffer(self._blocks_before(), MAX_SEGMENT_SAMPLES, noise)
        self._segments: list[Segment] = []
        self._own = OwnVoice()
        self._denied: Heard | PainSuspected | None = None
        self._giving_way = BargeInDucking()
        self._gives_way = False

    @property
    def speech_now(self) -> bool:
        """Somebody is speaking, or has spoken and it is not decided yet what it was."""
        return self._may_be_speaking or bool(self._segments)

    @property
    def _may_be_speaking(self) -> bool:
        young = self._now - self._sounds_since < DOUBT
        return self._segmenter.speaking and (young or self._likely >= MIN_PROBABILITY)

    @property
    def _silent(self) -> int:
        """For how long nobody has spoken any more in what still sounds."""
        return 0 if self._speech is None else self._speech.silent

    @property
    def gives_way(self) -> bool:
        """The box's own voice must get out of the way: somebody speaks, or may just begin to."""
        return self._gives_way

    def listen_for(self, words: frozenset[Word]) -> None:
        """From now on only these words make sense, also for an utterance that has begun."""
        if words == self._words:
            return
        self._words = words
        for recognizer in self._recognizers:
            recognizer.listen_for(words)
            for sounds in self._buffer.segment:
                recognizer.accept(*sounds.both)
        for slow in self._slow:
            slow.listen_for(words)
        if self._confirmer is not None:
            self._confirmer.listen_for(words)

    def box_says(self, words: frozenset[Word], start: int, end: int) -> None:
        """The box itself will say these command words between samples `start` and `end`."""
        self._own.says(words, start, end)

    def hear(self, cleaned: Cleaned, at: int) -> tuple[Heard | PainSuspected, ...]:
        """Take one block of cleaned sound that begins at sample `at`; return what was said."""
        was_speaking = self._segmenter.speaking
        self._now = at + BLOCK_SAMPLES
        told = self._segmenter.step(cleaned.noticing, cleaned.left_dbfs, at)
        sounding = was_speaking or bool(self._segments)
        sounds = self._buffer.take(cleaned.sound, sounding=sounding)
        if self.speech_now or was_speaking:
            self._buffer.keep(sounds)
        if self._speech is not None and sounding:
            self._likely = self._speech.step(cleaned.sound)
        if was_speaking:
            self._accept(sounds)
            # A clatter may hang on a word. Nobody waits for its end.
            if not told and self._silent >= ALONE:
                told = self._segmenter.end(self._now - self._silent)
        for mark in told:
            if isinstance(mark, SpeechBegan):
                self._begin(sounds)
            else:
                self._end_segment(mark)
        event = self._decide(at + BLOCK_SAMPLES)
        if event is not None:
            self._giving_way.understood()
        self._buffer.remember(sounds)
        somebody = self.speech_now or (self._segmenter.stirring and not self._segmenter.speaking)
        self._gives_way = self._giving_way.step(somebody=somebody)
        return () if event is None else (event,)

    def _begin(self, block: SoundPair) -> None:
        anew = not self._segments
        beginning, so_far = self._buffer.begin(block, anew=anew)
        self._sounds_since = self._now
        if self._speech is not None:
            self._likely = self._speech.begin(so_far) if anew else self._speech.go_on(len(so_far))
        for each in beginning:
            self._accept(each)

    def _accept(self, block: SoundPair) -> None:
        louder = self._buffer.accept(block)
        for recognizer in self._recognizers:
            recognizer.accept(*louder.both)

    def _end_segment(self, ended: SpeechEnded) -> None:
        too_short = ended.length_s < self._segmenter.tuning.shortest_s
        if too_short or self._likely < MIN_PROBABILITY or not self._words:
            self._buffer.drop_segment()
            for recognizer in self._recognizers:
                recognizer.drop()
            return
        rest = self._buffer.rest()
        if rest is not None:
            self._accept(rest)
        sounds = self._buffer.end_segment()
        spoken = self._spoken()
        hypotheses = tuple(recognizer.finish(spoken) for recognizer in self._recognizers)
        answers = tuple(recognizer.ask(sounds) for recognizer in self._slow)
        whole: tuple[Future[Hypothesis], ...] = ()
        if self._segments and self._slow:
            so_far = as_recognizers_get(self._buffer.whole)
            whole = tuple(recognizer.ask(so_far) for recognizer in self._slow)
        at = self._buffer.segment_at
        segment = Segment(ended, sounds, hypotheses, at, spoken, answers, whole)
        self._segments.append(segment)

    def _spoken(self) -> tuple[SampleRange, ...]:
        """Return where in the piece somebody speaks, as the recognizers get it."""
        spoken = () if self._speech is None else self._speech.spoken
        late = self._buffer.late
        return tuple((begin + late, end + late) for begin, end in spoken)

    def _decide(self, until: int) -> Heard | PainSuspected | None:
        """Decide once nothing has followed for `ALONE`; a cry that goes on, before its end."""
        if not self._segments:
            return None
        segments = self._segments
        ended = segments[-1].ended.at
        long = until - segments[0].ended.began_at > MAX_SEGMENT_SAMPLES
        if long and cries_out([segment.heard for segment in segments], self._context(segments)):
            self._segments = []
            self._buffer.end()
            return PainSuspected(ended)
        waited = until - ended
        if self._may_be_speaking or waited < self._alone(segments):
            return None
        if waited < ALONE + PATIENCE and not all(segment.ready for segment in segments):
            return None
        self._segments = []
        return self._arbitrate(segments, self._buffer.end())

    def _alone(self, segments: list[Segment]) -> int:
        """Return for how long nothing may follow these pieces."""
        if len(segments) == 1 and segments[0].ready and sure(segments[0].heard):
            return ALONE_SURE
        return ALONE

    def _arbitrate(
        self, segments: list[Segment], whole: list[SoundPair]
    ) -> Heard | PainSuspected | None:
        """Decide about an utterance: by its only segment with words in it, or as a whole."""
        if segments[-1].ended.at - segments[0].ended.began_at > MAX_SEGMENT_SAMPLES:
            return None
        context = self._context(segments)
        if self._told is not None:
            alone = len(segments) == 1
            sounds = segments[0].sounds if alone else as_recognizers_get(whole)
            spoken = segments[0].spoken if alone else spoken_in(segments)
            began_at = segments[0].ended.began_at
            ended_at, over_db = context.ended_at, context.over_db
            heard, denoised = sounds.both
            self._told(Utterance(heard, began_at, ended_at, over_db, spoken, denoised))
        utterance = [segment for segment in segments if segment.said]
        if len(utterance) > 1:
            sounds = as_recognizers_get(whole)
            hypotheses = []
            for recognizer in self._recognizers:
                recognizer.accept(*sounds.both)
                hypotheses.append(recognizer.finish(spoken_in(utterance)))
            hypotheses += come(segments[-1].whole)
        elif utterance:
            sounds, hypotheses = utterance[0].sounds, list(utterance[0].heard)
            context = replace(self._context(utterance), over_db=context.over_db)
        else:
            return None
        if self._confirmer is not None and any(map(needs_confirmer, hypotheses)):
            self._confirmer.accept(*sounds.both)
            hypotheses.append(self._confirmer.finish())
        return arbitrate(hypotheses, context) or self._said_again(hypotheses, context)

    def _said_again(
        self, hypotheses: Sequence[Hypothesis], context: Context
    ) -> Heard | PainSuspected | None:
        before, self._denied = self._denied, doubted(hypotheses, context)
        now = self._denied
        if before is None or now is None or now.ended_at - before.ended_at > AGAIN:
            return None
        if replace(before, ended_at=now.ended_at) != now:
            return None
        self._denied = None
        return now

    def _context(self, segments: list[Segment]) -> Context:
        began, ended = segments[0].ended.began_at, segments[-1].ended.at
        return Context(
            self._words,
            (ended - began) / RATE_HZ,
            max(segment.ended.over_db for segment in segments),
            ended,
            self._own.during(began, ended),
        )

    def _blocks_before(self) -> int:
        tuning = self._segmenter.tuning
        onset = tuning.onset_window * 0.01
        return -(-samples(tuning.pre_roll_s + onset) // BLOCK_SAMPLES)
