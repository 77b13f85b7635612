"""Putting the recognizers together: those of the models, and the one that was taught."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import vosk

from device.hearing.commands import Commands, OutOfVocabulary, check_vocabulary
from device.hearing.denoiser import GtcrnDenoiser
from device.hearing.likelihood.likelihood_recognizer import LikelihoodRecognizer, load_likelihood
from device.hearing.likelihood.weights import find_weights
from device.hearing.listener import Listener
from device.hearing.recognizer import Recognizer, SlowRecognizer
from device.hearing.utterance import Utterance
from device.hearing.vad import SileroDetector
from device.hearing.vosk_recognizer import VoskRecognizer
from device.hearing.voting import INPUT_VARIANTS, VotingRecognizer


def load_model(folder: Path) -> vosk.Model:
    """Load a model; seconds, and hundreds of megabytes. `folder` must hold one (see `models`)."""
    return vosk.Model(str(folder))


def recognizer_of(model: vosk.Model, commands: Commands) -> VotingRecognizer:
    """Return what hears `commands` with a loaded Vosk `model`: several recognizers that vote."""
    return VotingRecognizer([VoskRecognizer(model, commands) for _ in INPUT_VARIANTS])


def listener_of(
    model: vosk.Model | None,
    commands: Commands,
    taught: Recognizer | None = None,
    written: Recognizer | None = None,
    told: Callable[[Utterance], None] | None = None,
    likely: SlowRecognizer | None = None,
) -> Listener:
    """Return a listener with the recognizers of the model, the enrolled voice and likelihoods.

    One of them must be there. `written` is heard with in place of the model's first recognizer;
    `told` is given every utterance.

    The model's "next" needs a second recognizer that agrees. That recognizer has many words of
    everyday talk to choose from instead. A recognizer with the model's whole vocabulary would be
    stricter still, but wrote 3 of 15 good Korean ones as such; with everyday words it was 15 of 15.
    """
    recognizers: list[Recognizer] = [] if taught is None else [taught]
    slow = () if likely is None else (likely,)
    if model is None:
        return Listener(
            recognizers, slow=slow, speech=SileroDetector(), noise=GtcrnDenoiser(), told=told
        )
    confirmer = VoskRecognizer(
        model, commands, source="witness", competing=commands.competing, alternatives=10
    )
    heard_by = [written or recognizer_of(model, commands), *recognizers]
    return Listener(
        heard_by,
        slow=slow,
        confirmer=confirmer,
        speech=SileroDetector(),
        noise=GtcrnDenoiser(),
        told=told,
    )


def likelihood_recognizer(
    language: str, commands: Commands, *, aside: bool = False
) -> LikelihoodRecognizer:
    """Return the recognizer that tells how likely each phrase is. Some tenths of a second, 80 MB.

    `aside`: see there. Raises WeightsMissing, and ValueError for a phrase that cannot be written.
    """
    return LikelihoodRecognizer(load_likelihood(find_weights(language)), commands, aside=aside)


def find_out_of_vocabulary(model: vosk.Model, commands: Commands) -> OutOfVocabulary:
    """Return the phrases of `commands` with words that the Vosk `model` does not know."""
    return check_vocabulary(commands, VoskRecognizer(model, commands).knows)
