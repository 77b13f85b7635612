"""Train the network of `device/hearing/enrolled/word_net.py`; see README.md beside this."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray
from tensorflow.keras import layers

from device.hearing.enrolled.word_net import FRAMES, WORD_NET_BANDS, WORD_NET_FILE, WORD_NET_VALUES
from script.word_net.ahead import ahead
from script.word_net.as_onnx import write_onnx
from script.word_net.disturbing import Noise, view
from script.word_net.learning import must_find, rate_now

Floats = NDArray[np.float32]
Batch = tuple[Floats, NDArray[np.int32], Floats]

VOICES, OF_A_VOICE = 6, 40
SPOKEN_WORDS = 240
SPOKEN_SHARE = 0.4
SHARPNESS = 0.08
TEACHER_VALUES = 256
"""Number of principal directions of the teacher's output that are learned."""

OWN_SHARE, LIKENESS_SHARE = 0.5, 2.0
RATE = 1e-3
FEW = 48
"""Voices with fewer words are taken together."""


def network() -> Any:  # noqa: ANN401 - of a library without types
    """Return an untrained network: six convolutions and one layer over all they see."""
    seen = passed = layers.Input((FRAMES, WORD_NET_BANDS, 1))
    for filters, size, steps in (
        (24, 5, (2, 2)),
        (48, 3, (2, 2)),
        (64, 3, (1, 1)),
        (96, 3, (2, 2)),
        (128, 3, (1, 2)),
        (128, 3, (2, 1)),
    ):
        passed = layers.Conv2D(filters, size, strides=steps, padding="same", use_bias=False)(passed)
        passed = layers.ReLU()(layers.BatchNormalization()(passed))
    passed = layers.Dropout(0.1)(layers.Flatten()(passed))
    return tf.keras.Model(seen, layers.Dense(WORD_NET_VALUES)(passed))


@dataclass(frozen=True, slots=True, eq=False)
class TrainingData:
    """What is learned from: see words.py, spoken.py and teacher.py for the shapes."""

    real: Floats
    whose: NDArray[np.str_]
    real_teacher: Floats
    spoken: Floats
    which: NDArray[np.int64]
    spoken_teacher: Floats
    noise: Noise


def training_data(folder: Path) -> TrainingData:
    """Read what the other programs wrote, and keep the teacher's main directions."""
    rows = [
        np.load(folder / f"{name}-teacher.npy").astype(np.float32) for name in ("words", "spoken")
    ]
    middle = np.concatenate(rows).mean(axis=0)
    _, _, directions = np.linalg.svd(np.concatenate(rows)[::3] - middle, full_matrices=False)
    taught = [_unit((r - middle) @ directions[:TEACHER_VALUES].T) for r in rows]
    with np.load(folder / "words.npz") as real, np.load(folder / "spoken.npz") as spoken:
        noise = Noise(real["noise"], real["lengths"])
        return TrainingData(
            real["words"],
            real["whose"],
            taught[0],
            spoken["words"],
            spoken["which"],
            taught[1],
            noise,
        )


def batches(given: TrainingData, seed: int) -> Iterator[Batch]:
    """Yield two views of the same words, one after the other; a group and a teacher for each.

    A view must find its other one among all of its group. A group is one real voice saying other
    words, so that the voice is no help; or the words that synthetic voices say, the two views by
    two voices.
    """
    dice = np.random.default_rng(seed)
    names, numbers = np.unique(given.whose, return_counts=True)
    groups = [np.flatnonzero(given.whose == n) for n in names[numbers >= FEW]]
    groups += (
        [few] if len(few := np.flatnonzero(np.isin(given.whose, names[numbers < FEW]))) else []
    )
    said = [s for n in np.unique(given.which) if len(s := np.flatnonzero(given.which == n)) > 1]
    chance = np.sqrt([len(g) for g in groups]) / np.sqrt([len(g) for g in groups]).sum()
    while True:
        if dice.random() < SPOKEN_SHARE:
            some = [said[n] for n in dice.choice(len(said), SPOKEN_WORDS, replace=False)]
            pairs = np.array([dice.choice(s, 2, replace=False) for s in some]).T
            rows = [given.spoken[p, dice.integers(2, size=len(p))] for p in pairs]
            taught = given.spoken_teacher[pairs.ravel()]
            group = np.zeros(SPOKEN_WORDS, np.int32)
        else:
            some = [groups[n] for n in dice.choice(len(groups), VOICES, replace=False, p=chance)]
            mine = np.concatenate([dice.choice(g, OF_A_VOICE, replace=False) for g in some])
            kinds = (dice.choice(4, size=len(mine), p=(0.2, 0.2, 0.3, 0.3)) for _ in range(2))
            rows = [given.real[mine, kind] for kind in kinds]
            taught = given.real_teacher[np.tile(mine, 2)]
            group = np.repeat(np.arange(VOICES, dtype=np.int32), OF_A_VOICE)
        others = given.real[dice.integers(len(given.real), size=200), 0]
        seen = np.concatenate([view(r, given.noise, others, dice) for r in rows])
        yield seen, np.tile(group, 2), taught


def train(net: Any, sources: Iterator[Batch], minutes: float, out: Path) -> None:  # noqa: ANN401
    """Train for so many minutes; the weights are written every minute."""
    optimizer = tf.keras.optimizers.Adam(RATE)
    as_teacher = layers.Dense(TEACHER_VALUES)
    as_teacher.build((None, WORD_NET_VALUES))
    weights = [*net.trainable_variables, *as_teacher.trainable_variables]

    @tf.function(reduce_retracing=True)  # type: ignore[untyped-decorator]
    def step(seen: Any, group: Any, taught: Any, rate: Any) -> tuple[Any, Any]:  # noqa: ANN401
        optimizer.learning_rate.assign(rate)
        with tf.GradientTape() as tape:
            values = net(seen, training=True)
            count = tf.shape(seen)[0]
            rows = tf.math.l2_normalize(values, 1)
            alike = tf.matmul(rows, rows, transpose_b=True) - 1e3 * tf.eye(count)
            other = tf.math.floormod(tf.range(count) + count // 2, count)
            own = must_find(alike, group, other, SHARPNESS)
            copy = tf.math.l2_normalize(as_teacher(values), 1)
            like = tf.matmul(copy, taught, transpose_b=True)
            copied = must_find(like, group, tf.range(count), SHARPNESS)
            apart = 1 - tf.reduce_mean(tf.linalg.diag_part(like))
            loss = OWN_SHARE * own + copied + LIKENESS_SHARE * apart
        optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights, strict=True))
        return 1 - apart, tf.reduce_mean(
            tf.cast(tf.argmax(alike, 1, tf.int32) == other, tf.float32)
        )

    waiting = ahead(sources, 6)
    began = told = time.monotonic()
    steps = 0
    found: dict[bool, list[float]] = {False: [], True: []}
    likes: list[float] = []
    while (share := (time.monotonic() - began) / 60 / minutes) < 1:
        seen, group, taught = next(waiting)
        steps += 1
        rate = rate_now(RATE, steps, 100, share)
        like, right = step(*map(tf.constant, (seen[..., np.newaxis], group, taught, rate)))
        likes.append(float(like))
        found[bool(group.any())].append(float(right))
        if time.monotonic() - told > 60:  # noqa: PLR2004 - a minute
            told = time.monotonic()
            real, spoken = (np.mean(found[kind][-40:]) for kind in (True, False))
            print(
                f"{share:4.0%} {steps} steps; found: {real:.3f} real, {spoken:.3f} spoken; "
                f"like the teacher {np.mean(likes[-80:]):.3f}",
                flush=True,
            )
            net.save_weights(out.with_suffix(".weights.h5"))


def small(net: Any) -> bytes:  # noqa: ANN401
    """Return the network for TensorFlow Lite, its weights in whole numbers of 8 bits."""
    converter = tf.lite.TFLiteConverter.from_keras_model(net)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    return bytes(converter.convert())


def main() -> int:
    """Train, and write the network."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the other programs wrote to")
    parser.add_argument("--minutes", type=float, default=60.0, help="how long (60)")
    parser.add_argument("--seed", type=int, default=1, help="of the dice (1)")
    parser.add_argument("--from", dest="weights", type=Path, help="go on from these weights")
    parser.add_argument("--out", type=Path, default=WORD_NET_FILE, help="the file to write")
    options = parser.parse_args()
    tf.random.set_seed(options.seed)
    net = network()
    if options.weights:
        net.load_weights(options.weights)
    train(net, batches(training_data(options.folder), options.seed), options.minutes, options.out)
    write_onnx(small(net), options.out)
    return 0


def _unit(rows: Floats) -> Floats:
    unit: Floats = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


if __name__ == "__main__":
    sys.exit(main())
