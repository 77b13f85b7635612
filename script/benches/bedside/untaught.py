"""Trials of the recognizer that knows likelihoods: nobody has taught it anything.

Sayings are cut out as the box does it; each is asked about as a whole, and the best answer counts.
"""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np

from device.hearing.commands import Commands, spoken
from device.hearing.denoiser import GtcrnDenoiser
from device.hearing.enrolled.capture import CaptureRecognizer
from device.hearing.likelihood.grammar import Grammar, grammar_for, written_as
from device.hearing.likelihood.likelihood_recognizer import Model, heard_of, load_likelihood
from device.hearing.likelihood.tokens import read_tokens
from device.hearing.likelihood.weights import find_weights
from device.hearing.listener import Listener
from device.hearing.recognizer import SoundPair
from device.hearing.utterance import Utterance
from device.hearing.vad import SileroDetector
from device.session.events import NUMBERS, Word
from device.sound.block import RATE_HZ, Samples
from script.benches.bedside.trials import CLEAN, Bedside, Clip, Condition, Parts
from script.benches.bedside.voice_trials import AROUND, LEAST, ROOM_NOISE_DBFS, Said

PEER = "pocketsphinx"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was made of a recording.

    `word` is the likeliest command, `score` its score.
    `peer` is what PocketSphinx took it for with the same grammar, None for no command.
    """

    said: Said
    word: str
    score: float
    peer: str | None = None


@cache
def model() -> Model:
    """Return the recognizer, loaded once. Raises WeightsMissing."""
    return load_likelihood(find_weights("en"))


def texts_of(label: str, commands: Commands) -> tuple[str, ...]:
    """Return how a recognizer writes a word that a folder is named after: figures as words."""
    text = label.replace("_", " ")
    if text.isdigit() and int(text) < len(NUMBERS):
        text = str(NUMBERS[int(text)])
    return tuple(written_as(text, commands))


def grammar(labels: Sequence[str], commands: Commands) -> Grammar[str]:
    """Return the grammar of these words; all other phrases of the vocabulary mean nothing."""
    mine = {label: texts_of(label, commands) for label in labels}
    taken = {text for texts in mine.values() for text in texts}
    others = [
        text
        for word in Word
        for phrase in commands.phrases[word]
        for text in written_as(phrase, commands)
    ]
    decoys = [spoken(decoy) for decoy in commands.decoys if not decoy.startswith("[")]
    rest = [text for text in dict.fromkeys((*others, *decoys)) if text not in taken]
    return grammar_for(mine, rest, read_tokens(model().weights.tokens))


def cut_alone(sounds: Mapping[Said, Samples]) -> dict[Said, list[SoundPair]]:
    """Return recordings as they are, in the noise of a microphone."""
    dice = np.random.default_rng(5)
    found = {}
    for said, sound in sounds.items():
        padded = np.pad(sound.astype(np.float64), AROUND)
        padded += dice.normal(0.0, 32768 * 10 ** (ROOM_NOISE_DBFS / 20), len(padded))
        whole = np.clip(np.rint(padded), -32768, 32767).astype(np.int16)
        found[said] = [SoundPair(whole, whole)]
    return found


def cut_beside(
    sounds: Mapping[Said, Samples], parts: Parts, condition: Condition, kitchen: Samples
) -> dict[Said, list[SoundPair]]:
    """Return what the box cuts out of recordings that are said in a condition."""
    if condition == CLEAN:
        return cut_alone(sounds)
    utterances: list[Utterance] = []
    listener = partial(
        Listener,
        [CaptureRecognizer()],
        speech=SileroDetector(),
        noise=GtcrnDenoiser(),
        told=utterances.append,
    )
    bedside = Bedside(
        Parts(parts.clips, parts.lines, parts.own_words, listener, parts.echo),
        condition,
        kitchen,
        3,
    )
    found = {}
    for said, sound in sounds.items():
        utterances.clear()
        bedside.say(Clip(Word.NEXT, said.word, frozenset(Word)), sound)
        found[said] = [utterance.sounds for utterance in utterances]
    return found


def ask(
    cut: Mapping[Said, Sequence[SoundPair]], grammars: Sequence[Grammar[str]], peer: Peer | None
) -> tuple[list[list[Answer]], list[float]]:
    """Ask about every recording.

    Return the answers for each grammar, and each utterance's cost, ms.

    The grammars have the same texts, so each utterance is heard once. `peer` is asked with the
    first.
    """
    answers: list[list[Answer]] = [[] for _ in grammars]
    spent = []
    for said, utterances in cut.items():
        heard = []
        for sounds in utterances:
            before_s = time.process_time()
            heard.append(heard_of(model(), grammars[0], sounds))
            spent.append((time.process_time() - before_s) * 1000)
        by_peer = [peer.hears(sounds.raw) for sounds in utterances] if peer else []
        for n, grammar_ in enumerate(grammars):
            told = [grammar_.evidence(each).scores for each in heard if each is not None]
            scored = [(score, word) for scores in told for word, score in scores.items()]
            score, word = max(scored, default=(LEAST * 10, ""))
            taken = next((w for w in by_peer if w is not None), None) if n == 0 else None
            answers[n].append(Answer(said, word, score, taken))
    return answers, spent


class Peer:
    """PocketSphinx with its own English model and the same grammar, a whole utterance at a time."""

    def __init__(self, asked: Grammar[str], texts: Mapping[str, Sequence[str]]) -> None:
        """Raises ImportError where it is not installed."""
        sphinx: Any = importlib.import_module(PEER)
        self._label: dict[str, str | None] = {}
        self._decoder = sphinx.Decoder(loglevel="FATAL", samprate=RATE_HZ, lm=None)
        every = dict.fromkeys(asked.tokens.text(form).casefold() for form in asked.forms)
        known = [text for text in every if self._knows(text)]
        for label, said in texts.items():
            self._label |= {text.casefold(): label for text in said}
        rules = " | ".join(known)
        self._decoder.add_jsgf_string("asked", f"#JSGF V1.0; grammar g; public <g> = {rules};")
        self._decoder.activate_search("asked")

    def hears(self, sound: Samples) -> str | None:
        """Return the command that it takes an utterance for."""
        self._decoder.start_utt()
        self._decoder.process_raw(sound.tobytes(), full_utt=True)
        self._decoder.end_utt()
        heard = self._decoder.hyp()
        return None if heard is None else self._label.get(heard.hypstr.strip())

    def _knows(self, text: str) -> bool:
        words = text.split()
        return bool(words) and all(self._decoder.lookup_word(word) for word in words)


def peer_for(asked: Grammar[str], commands: Commands) -> Peer | None:
    """Return the peer, or None where it is not installed."""
    if importlib.util.find_spec(PEER) is None:
        return None
    return Peer(asked, {label: texts_of(label, commands) for label in asked.words})


Progress = Callable[[int, int], None]
RECORDINGS = Path(__file__).resolve().parents[4] / "shared" / "audio"
