"""Putting the ears together: those of the models, and the one that was taught."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import vosk

from device.hearing.commands import Commands, Deaf, check
from device.hearing.ear import Ear, SlowEar
from device.hearing.likelihood.likelihood_ear import LikelihoodEar, load_likelihood
from device.hearing.likelihood.weights import find_weights
from device.hearing.listener import Listener
from device.hearing.noise_suppression import Gtcrn
from device.hearing.saying import Saying
from device.hearing.speech_probability import Silero
from device.hearing.vosk_ear import VoskEar
from device.hearing.voting import RENDERINGS, VotingEar


def load_model(folder: Path) -> vosk.Model:
    """Load a model; seconds, and hundreds of megabytes. `folder` must hold one (see `models`)."""
    return vosk.Model(str(folder))


def ear_of(model: vosk.Model, commands: Commands) -> VotingEar:
    """Return the ear that a loaded model hears with: several that vote."""
    return VotingEar([VoskEar(model, commands) for _ in RENDERINGS])


def listener_of(
    model: vosk.Model | None,
    commands: Commands,
    taught: Ear | None = None,
    written: Ear | None = None,
    told: Callable[[Saying], None] | None = None,
    likely: SlowEar | None = None,
) -> Listener:
    """Return a listener with the model's ears, the taught one, the one that knows likelihoods.

    One of them must be there. `written` is heard with in place of the model's first ear; `told` is
    given every saying.

    The model's "next" needs a second ear that agrees. That ear has many words of everyday talk to
    choose from instead. A recogniser with the model's whole vocabulary would be stricter still, but
    wrote 3 of 15 good Korean ones as such; with everyday words it was 15 of 15.
    """
    ears: list[Ear] = [] if taught is None else [taught]
    slow = () if likely is None else (likely,)
    if model is None:
        return Listener(ears, slow=slow, speech=Silero(), noise=Gtcrn(), told=told)
    witness = VoskEar(
        model, commands, source="witness", competing=commands.competing, alternatives=10
    )
    heard_by = [written or ear_of(model, commands), *ears]
    return Listener(heard_by, slow=slow, witness=witness, speech=Silero(), noise=Gtcrn(), told=told)


def likelihood_ear(language: str, commands: Commands, *, aside: bool = False) -> LikelihoodEar:
    """Return the ear that tells how likely each phrase is. Some tenths of a second, 80 MB.

    `aside`: see there. Raises WeightsMissing, and ValueError for a phrase that cannot be written.
    """
    return LikelihoodEar(load_likelihood(find_weights(language)), commands, aside=aside)


def deaf_to(model: vosk.Model, commands: Commands) -> Deaf:
    """Return what the model cannot hear of the commands."""
    return check(commands, VoskEar(model, commands).knows)
