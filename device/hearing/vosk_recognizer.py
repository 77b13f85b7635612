"""The Vosk recognizer: one small recognizer for each set of words that can make sense together."""

from __future__ import annotations

import json
from collections.abc import Sequence

import vosk

from device.hearing.commands import UNKNOWN_WORD, Commands, as_recognized, syllables
from device.hearing.recognizer import Hypothesis, SampleRange
from device.session.events import Word
from device.sound.block import RATE_HZ, Samples, samples, silence

vosk.SetLogLevel(-1)

_AFTER = silence(samples(0.6))
"""What pushes the end of an utterance through a recognizer that goes on: with 0.3 s 41 of 105
words came out, with 0.4 s 56, 0.5 s 63, 0.6 s 69, 0.8 s 67."""


MAX_UTTERANCE = samples(90)
"""When a recognizer has heard so much, its recognizers begin anew and get used to the voice again.

A recognizer grows by 65 kB with every second (Vosk itself begins anew after ten minutes and 43 MB):
in 24 hours of sessions the box grew by 97 MB, and had not come to an end. Of 336 words said 2 m
away 297 came out with 90 s, 301 with no end, 292 with 30 s."""


class VoskRecognizer:
    """Hears the phrases of `commands` and writes everything else as decoys.

    A recognizer costs about a millisecond and 1 MB on top of the model, so there is one per set of
    words, made when it is asked for. The grammar of a running one is never changed: Vosk ends the
    whole process.

    A recognizer goes on from one utterance to the next, so that it gets used to the voice and the
    room (its i-vectors are kept by `Result` and thrown away by `FinalResult`): of 105 words said 2
    m away in a room with 0.4 s of reverberation it wrote 69 instead of 40.
    """

    def __init__(
        self,
        model: vosk.Model,
        commands: Commands,
        *,
        source: str = "vosk",
        competing: tuple[str, ...] = (),
        alternatives: int = 0,
    ) -> None:
        """`competing`: more words that mean nothing, to make this recognizer harder to please.

        `alternatives`: so many of the best readings are looked at for one that is a command.
        """
        self._model = model
        self._commands = commands
        self._source = source
        self._competing = competing
        self._alternatives = alternatives
        self._kaldi_recognizers: dict[frozenset[Word], vosk.KaldiRecognizer | None] = {}
        self._heard = 0
        self._words: frozenset[Word] = frozenset()
        self._texts: list[str] = []
        self._others: list[str] = []
        self._certainties: list[float] = []
        self._kaldi_recognizer: vosk.KaldiRecognizer | None = None
        self._begun = False

    def knows(self, token: str) -> bool:
        """Whether a single token is in the model's vocabulary."""
        return bool(self._model.vosk_model_find_word(token) >= 0)

    def listen_for(self, words: frozenset[Word]) -> None:
        """See `Recognizer`. An empty set makes the recognizer deaf."""
        self.drop()
        self._words = words
        self._kaldi_recognizer = self._kaldi_recognizer_for(words) if words else None

    def accept(self, block: Samples, denoised: Samples | None = None) -> None:
        """See `Recognizer`. It is the sound with less noise that is recognized."""
        if self._kaldi_recognizer is None:
            return
        block = block if denoised is None else denoised
        self._begun = True
        self._heard += len(block)
        if self._kaldi_recognizer.AcceptWaveform(block.tobytes()):
            self._take(self._kaldi_recognizer.Result())

    def finish(self, spoken: Sequence[SampleRange] = ()) -> Hypothesis:  # noqa: ARG002 - see `Recognizer`
        """See `Recognizer`. About 15 ms on a PC."""
        self._push_through()
        text = " ".join(t for t in self._texts if t)
        meaning = self._commands.meaning(text)
        said, word = text, meaning.only
        if word is None and (other := next(filter(self._only, self._others), None)):
            said, word = other, self._only(other)
        certainty = min(self._certainties, default=0.0)
        self._forget()
        mentioned = meaning.mostly | ({word} if word else set())
        return Hypothesis(text, word, certainty, self._source, mentioned, syllables(said))

    def drop(self) -> None:
        """See `Recognizer`. Vosk's own Reset would leave sound behind for the next utterance."""
        if self._begun:
            self._push_through()
        self._forget()

    def _push_through(self) -> None:
        self._begun = False
        if self._kaldi_recognizer is not None:
            self._heard += len(_AFTER)
            if self._kaldi_recognizer.AcceptWaveform(_AFTER.tobytes()):
                self._take(self._kaldi_recognizer.Result())
            self._take(self._kaldi_recognizer.Result())
        if self._heard > MAX_UTTERANCE:
            self._heard = 0
            self._kaldi_recognizers.clear()
            self._kaldi_recognizer = self._kaldi_recognizer_for(self._words)

    def _forget(self) -> None:
        self._texts, self._others, self._certainties = [], [], []

    def _only(self, text: str) -> Word | None:
        return self._commands.meaning(text).only

    def _take(self, result: str) -> None:
        heard = json.loads(result)
        if "alternatives" in heard:
            readings = [reading["text"].strip() for reading in heard["alternatives"]]
            self._texts += readings[:1]
            self._others += readings[1:]
            return
        self._texts.append(heard.get("text", ""))
        self._certainties += [float(part["conf"]) for part in heard.get("result", ())]

    def _kaldi_recognizer_for(self, words: frozenset[Word]) -> vosk.KaldiRecognizer | None:
        if words not in self._kaldi_recognizers:
            self._kaldi_recognizers[words] = self._new_one(words)
        return self._kaldi_recognizers[words]

    def _new_one(self, words: frozenset[Word]) -> vosk.KaldiRecognizer | None:
        phrases = (*self._commands.grammar(words), *map(as_recognized, self._competing))
        grammar = [p for p in dict.fromkeys(phrases) if self._can_hear(p)]
        if not grammar:
            return None  # Vosk ends the whole process
        kaldi_recognizer = vosk.KaldiRecognizer(
            self._model, RATE_HZ, json.dumps(grammar, ensure_ascii=False)
        )
        if self._alternatives:
            kaldi_recognizer.SetMaxAlternatives(self._alternatives)
        else:
            kaldi_recognizer.SetWords(True)  # noqa: FBT003 - Vosk takes no keyword
        return kaldi_recognizer

    def _can_hear(self, phrase: str) -> bool:
        """Vosk drops unknown words from a phrase and would then take the rest for all of it."""
        return all(t == UNKNOWN_WORD or self.knows(t) for t in phrase.split())
