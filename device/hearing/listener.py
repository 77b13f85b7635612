"""The hearing of the box: one cleaned block in, what the patient said out.

Two ends: 120 ms after a sound the ears are asked, so that they need not hear it twice; acted upon
is only what then stays alone for a while. What goes on after a gap is one saying with what was
before it, so a piece of talk is no command, and a command in two pieces is one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import replace

import numpy as np

from device.hearing.ear import Ear, Hearing, SlowEar, Sounds, Stretch
from device.hearing.giving_way import GivingWay
from device.hearing.judge import Context, cries_out, doubted, judge, sure, wants_witness
from device.hearing.noise_suppression import NoiseSuppression
from device.hearing.own_voice import OwnVoice
from device.hearing.saying import (
    Piece,
    Saying,
    as_ears_get,
    come,
    gain_for,
    joined,
    louder_by,
    spoken_in,
)
from device.hearing.speech_probability import LEAST, SpeechProbability
from device.hearing.voice_activity import Segmenter, SpeechBegan, SpeechEnded
from device.session.events import Heard, PainSuspected, Word
from device.sound.block import BLOCK, RATE_HZ, Samples, samples, silence
from device.sound.echo import Cleaned

ALONE = samples(0.34)
"""So long nothing may follow what is acted upon. Speakers pause less within a sentence."""

ALONE_SURE = samples(0.18)
"""So long it is where an ear is sure of it (`judge.sure`), if it is one piece."""

PATIENCE = samples(0.3)
"""So much longer a slow ear is waited for; then it is done without."""

LONGEST = samples(3.2)
"""What goes on for longer, pauses and all, is talk, unless somebody cries out in it again and
again; longer than every single cry that is acted upon."""

AGAIN = samples(8.0)
"""What the taught ear alone has denied is believed if it is said again so soon. In 1.6 h of talk
beside taught boxes nothing came of it."""

DOUBT = samples(0.3)
"""So long a sound may be speech before the network has to say so."""


class Listener:
    """Cuts sayings out of the sound, gives them to the ears, has what they heard judged.

    `ears` hear every piece of sound while it lasts, `slow` ones are asked when it is over;
    `witness`, an ear that is harder to please, only about words that need agreement. What `speech`
    holds for a noise was never there; without it everything that sounds is speech. `noise` takes
    the house out of what the ears are given. `told` is given every saying. Between utterances a
    block costs some tens of microseconds. One thread.
    """

    def __init__(
        self,
        ears: Sequence[Ear],
        *,
        slow: Sequence[SlowEar] = (),
        witness: Ear | None = None,
        segmenter: Segmenter | None = None,
        speech: SpeechProbability | None = None,
        noise: NoiseSuppression | None = None,
        told: Callable[[Saying], None] | None = None,
    ) -> None:
        self._ears = tuple(ears)
        self._slow = tuple(slow)
        self._witness = witness
        self._segmenter = segmenter or Segmenter()
        self._speech = speech
        self._noise = noise
        self._late = 0 if noise is None else noise.late
        self._likely = 1.0
        self._sounds_since = 0
        self._now = 0
        self._told = told
        self._words: frozenset[Word] = frozenset()
        self._before: deque[Sounds] = deque(maxlen=self._blocks_before())
        # So much more as the noise suppression is late: what the ears need has then come out of it.
        lead = -(-self._late // BLOCK)
        self._as_it_was: deque[Samples] = deque(maxlen=self._blocks_before() + 1 + lead)
        self._piece: list[Sounds] = []
        self._piece_at = 0
        self._pieces: list[Piece] = []
        self._whole: list[Sounds] = []
        self._own = OwnVoice()
        self._denied: Heard | PainSuspected | None = None
        self._giving_way = GivingWay()
        self._gives_way = False
        self._gain = np.float32(1.0)

    @property
    def speech_now(self) -> bool:
        """Somebody is speaking, or has spoken and it is not decided yet what it was."""
        return self._may_be_speaking or bool(self._pieces)

    @property
    def _may_be_speaking(self) -> bool:
        young = self._now - self._sounds_since < DOUBT
        return self._segmenter.speaking and (young or self._likely >= LEAST)

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
        for ear in self._ears:
            ear.listen_for(words)
            for sounds in self._piece:
                ear.accept(*sounds.both)
        for slow in self._slow:
            slow.listen_for(words)
        if self._witness is not None:
            self._witness.listen_for(words)

    def box_says(self, words: frozenset[Word], start: int, end: int) -> None:
        """The box itself will say these command words between samples `start` and `end`."""
        self._own.says(words, start, end)

    def hear(self, cleaned: Cleaned, at: int) -> tuple[Heard | PainSuspected, ...]:
        """Take one block of cleaned sound that begins at sample `at`; return what was said."""
        was_speaking = self._segmenter.speaking
        self._now = at + BLOCK
        told = self._segmenter.step(cleaned.noticing, cleaned.left_dbfs, at)
        sounds = Sounds(cleaned.sound, cleaned.sound)
        if self._noise is not None and (was_speaking or self._pieces):
            sounds = self._noise.step(cleaned.sound)
        self._as_it_was.append(cleaned.sound)
        if (self.speech_now or was_speaking) and len(self._whole) * BLOCK < LONGEST:
            self._whole.append(sounds)
        if self._speech is not None and (was_speaking or self._pieces):
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
                self._end_piece(mark)
        event = self._decide(at + BLOCK)
        if event is not None:
            self._giving_way.understood()
        self._before.append(sounds)
        somebody = self.speech_now or (self._segmenter.stirring and not self._segmenter.speaking)
        self._gives_way = self._giving_way.step(somebody=somebody)
        return () if event is None else (event,)

    def _begin(self, block: Sounds) -> None:
        beginning = [*self._before, block]
        as_it_was = np.concatenate(self._as_it_was)
        if self._noise is not None and not self._pieces:
            beginning = _blocks(self._noise.begin(as_it_was))[-len(beginning) :]
        self._sounds_since = self._now
        if not self._pieces:
            self._whole = beginning
        self._piece_at = (len(self._whole) - len(beginning)) * BLOCK
        so_far = as_it_was[-len(beginning) * BLOCK :]
        self._gain = gain_for(so_far)
        if self._speech is not None:
            begins = not self._pieces
            self._likely = self._speech.begin(so_far) if begins else self._speech.go_on(len(so_far))
        for each in beginning:
            self._accept(each)

    def _accept(self, block: Sounds) -> None:
        louder = louder_by(block, self._gain)
        self._piece.append(louder)
        for ear in self._ears:
            ear.accept(*louder.both)

    def _end_piece(self, ended: SpeechEnded) -> None:
        too_short = ended.length_s < self._segmenter.tuning.shortest_s
        if too_short or self._likely < LEAST or not self._words:
            self._piece = []
            for ear in self._ears:
                ear.drop()
            return
        if self._noise is not None:
            self._accept(self._noise.rest())
        sounds = joined([*self._piece, Sounds(silence(BLOCK), silence(BLOCK))])
        self._piece = []
        spoken = self._spoken()
        hearings = tuple(ear.finish(spoken) for ear in self._ears)
        answers = tuple(ear.ask(sounds) for ear in self._slow)
        whole: tuple[Future[Hearing], ...] = ()
        if self._pieces and self._slow:
            whole = tuple(ear.ask(as_ears_get(self._whole)) for ear in self._slow)
        piece = Piece(ended, sounds, hearings, self._piece_at, spoken, answers, whole)
        self._pieces.append(piece)

    def _spoken(self) -> tuple[Stretch, ...]:
        """Return where in the piece somebody speaks, as the ears get it."""
        spoken = () if self._speech is None else self._speech.spoken
        return tuple((begin + self._late, end + self._late) for begin, end in spoken)

    def _decide(self, until: int) -> Heard | PainSuspected | None:
        """Decide once nothing has followed for `ALONE`; a cry that goes on, before its end."""
        if not self._pieces:
            return None
        pieces = self._pieces
        ended = pieces[-1].ended.at
        long = until - pieces[0].ended.began_at > LONGEST
        if long and cries_out([piece.heard for piece in pieces], self._context(pieces)):
            self._pieces, self._whole = [], []
            return PainSuspected(ended)
        waited = until - ended
        if self._may_be_speaking or waited < self._alone(pieces):
            return None
        if waited < ALONE + PATIENCE and not all(piece.ready for piece in pieces):
            return None
        whole, self._pieces, self._whole = self._whole, [], []
        return self._judge(pieces, whole)

    def _alone(self, pieces: list[Piece]) -> int:
        """Return for how long nothing may follow these pieces."""
        if len(pieces) == 1 and pieces[0].ready and sure(pieces[0].heard):
            return ALONE_SURE
        return ALONE

    def _judge(self, pieces: list[Piece], whole: list[Sounds]) -> Heard | PainSuspected | None:
        """Judge a saying: by its only piece in which something was said, or as a whole."""
        if pieces[-1].ended.at - pieces[0].ended.began_at > LONGEST:
            return None
        context = self._context(pieces)
        if self._told is not None:
            alone = len(pieces) == 1
            sounds = pieces[0].sounds if alone else as_ears_get(whole)
            spoken = pieces[0].spoken if alone else spoken_in(pieces)
            began_at = pieces[0].ended.began_at
            ended_at, over_db = context.ended_at, context.over_db
            heard, less_noise = sounds.both
            self._told(Saying(heard, began_at, ended_at, over_db, spoken, less_noise))
        saying = [piece for piece in pieces if piece.said]
        if len(saying) > 1:
            sounds = as_ears_get(whole)
            hearings = []
            for ear in self._ears:
                ear.accept(*sounds.both)
                hearings.append(ear.finish(spoken_in(saying)))
            hearings += come(pieces[-1].whole)
        elif saying:
            sounds, hearings = saying[0].sounds, list(saying[0].heard)
            context = replace(self._context(saying), over_db=context.over_db)
        else:
            return None
        if self._witness is not None and any(map(wants_witness, hearings)):
            self._witness.accept(*sounds.both)
            hearings.append(self._witness.finish())
        return judge(hearings, context) or self._said_again(hearings, context)

    def _said_again(
        self, hearings: Sequence[Hearing], context: Context
    ) -> Heard | PainSuspected | None:
        before, self._denied = self._denied, doubted(hearings, context)
        now = self._denied
        if before is None or now is None or now.ended_at - before.ended_at > AGAIN:
            return None
        if replace(before, ended_at=now.ended_at) != now:
            return None
        self._denied = None
        return now

    def _context(self, pieces: list[Piece]) -> Context:
        began, ended = pieces[0].ended.began_at, pieces[-1].ended.at
        return Context(
            self._words,
            (ended - began) / RATE_HZ,
            max(piece.ended.over_db for piece in pieces),
            ended,
            self._own.during(began, ended),
        )

    def _blocks_before(self) -> int:
        tuning = self._segmenter.tuning
        onset = tuning.onset_window * 0.01
        return -(-samples(tuning.pre_roll_s + onset) // BLOCK)


def _blocks(sounds: Sounds) -> list[Sounds]:
    parts = (np.split(sound, len(sound) // BLOCK) for sound in sounds.both)
    return [Sounds(*both) for both in zip(*parts, strict=True)]
