"""Train `device/hearing/enrolled/embedding.onnx` from Google's; see README.md beside this."""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from device.hearing.enrolled.embedding import EMBEDDING_FILE, EMBEDDING_HOP, EMBEDDING_WINDOW
from device.hearing.enrolled.features import PLACES
from script.embedding.google import GOOGLES, network, outputs, write
from script.word_net.ahead import ahead
from script.word_net.learning import must_find, rate_now

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]
Batch = tuple[Floats, Floats, Floats, Floats]

VOICES, OF_A_VOICE = 2, 36
"""Voices of Kokoro in a batch, and words of each voice. Each word comes twice; one recorded voice
adds as many words, each once."""

NEAR_SHARE = 0.125
"""Share of undisturbed examples, alone and near: the network keeps what it knows already."""

COPY_SHARE, COPY_SHARPNESS, TWICE_SHARPNESS = 0.3, 0.08, 0.1
LOUD_MELS = 2.5
"""A mel frame is the word's if it is no more than 25 dB below the loudest."""

AROUND = 10
"""Mel frames around those in which the embedding still counts."""


@dataclass(frozen=True, slots=True, eq=False)
class TrainingData:
    """What is learned from: see views.py, and what Google's network makes of each word near.

    `matters` (n, frames of the network) is 1 where the word is; `first` and `last` are its mel
    frames. `said` are the pairs of each of Kokoro's voices, `recorded` the words of other voices.
    """

    near: Floats
    heard: Floats
    wanted: Floats
    matters: Floats
    first: Rows
    last: Rows
    said: list[Rows]
    recorded: list[Rows]
    middle: Floats
    scale: float


def training_data(file: Path) -> TrainingData:
    """Read what views.py wrote."""
    with np.load(file) as kept:
        near, heard, whose, which = (kept[k] for k in ("near", "heard", "whose", "which"))
    made = outputs(network(near.shape[1]), near)
    levels = near.astype(np.float32).max(axis=2)
    loud = levels > levels.max(axis=1, keepdims=True) - LOUD_MELS
    middles = [EMBEDDING_WINDOW // 2 + EMBEDDING_HOP * n for n in range(made.shape[1])]
    matters = [loud[:, max(0, m - AROUND) : m + AROUND + 1].any(axis=1) for m in middles]
    there = np.stack(matters, axis=1)
    middle, scale = made[there].mean(axis=0), float(made[there].std(axis=0).mean())
    by_voice = [np.flatnonzero(whose == name) for name in np.unique(whose)]
    twice = [_twice(rows, which) for rows in by_voice]
    return TrainingData(
        near=near,
        heard=heard,
        wanted=((made - middle) / scale).astype(np.float32),
        matters=there.astype(np.float32),
        first=loud.argmax(axis=1),
        last=loud.shape[1] - 1 - loud[:, ::-1].argmax(axis=1),
        said=[pairs for pairs in twice if len(pairs) >= OF_A_VOICE],
        recorded=[
            rows
            for rows, pairs in zip(by_voice, twice, strict=True)
            if len(rows) >= OF_A_VOICE and not len(pairs)
        ],
        middle=middle,
        scale=scale,
    )


def _twice(mine: Rows, which: NDArray[np.str_]) -> Rows:
    """Return (n, 2): the first and the last time that each word is said, if that is twice."""
    times: dict[str, list[int]] = defaultdict(list)
    for row in mine:
        times[str(which[row])].append(int(row))
    return np.array([(rows[0], rows[-1]) for rows in times.values() if len(rows) > 1])


def batches(given: TrainingData, seed: int) -> Iterator[Batch]:
    """Yield views, what is wanted of them, where it matters, and where the word is.

    First one utterance of each word of `VOICES` voices, then the other one, then recorded words.
    """
    dice = np.random.default_rng(seed)
    while True:
        some = [given.said[n] for n in dice.choice(len(given.said), VOICES, replace=False)]
        pairs = [dice.permuted(dice.permutation(p)[:OF_A_VOICE], axis=1) for p in some]
        one, other = np.concatenate(pairs).T
        recorded = given.recorded[dice.integers(len(given.recorded))]
        rows = np.concatenate([one, other, dice.choice(recorded, OF_A_VOICE, replace=False)])
        count = len(rows)
        seen = given.heard[rows, dice.integers(given.heard.shape[1], size=count)]
        alone = dice.random((count, 1, 1)) < NEAR_SHARE
        seen = np.where(alone, given.near[rows], seen).astype(np.float32)
        seen += dice.normal(0, 0.15, (count, 1, 1))  # how loud it is
        seen += np.cumsum(dice.normal(0, 0.03, (count, 1, seen.shape[2])), axis=2)  # microphone
        begin = given.first[rows] - 3 + dice.integers(-3, 4, count)
        end = given.last[rows] + 6 + dice.integers(-8, 5, count)
        at = begin[:, np.newaxis] + (end - begin)[:, np.newaxis] * np.linspace(0, 1, PLACES)
        places = np.clip(
            (at - EMBEDDING_WINDOW // 2) / EMBEDDING_HOP, 0, given.wanted.shape[1] - 1.001
        )
        yield seen, given.wanted[rows], given.matters[rows], places.astype(np.float32)


def train(
    net: Any,  # noqa: ANN401 - of a library without types
    given: TrainingData,
    sources: Iterator[Batch],
    minutes: float,
    rate: float,
    twice: float,
) -> None:
    """Train for so many minutes, from `rate` down to nothing; `twice` is the share of the pairs."""
    optimizer = tf.keras.optimizers.Adam(rate)
    voices = np.repeat(np.arange(VOICES, dtype=np.int32), OF_A_VOICE)
    recorded = np.full(OF_A_VOICE, 2 * VOICES, np.int32)
    groups = np.concatenate([voices, voices + VOICES, recorded])
    pairs = len(voices)

    def along(values: Any, places: Any) -> Any:  # noqa: ANN401
        """As the box looks at a word: at `PLACES` places from its beginning to its end."""
        before = tf.cast(places, tf.int32)
        part = (places - tf.cast(before, tf.float32))[..., None]
        rows = tf.gather(values, before, batch_dims=1) * (1 - part)
        rows += tf.gather(values, before + 1, batch_dims=1) * part
        return _unit(rows)

    @tf.function  # type: ignore[untyped-decorator]
    def step(seen: Any, wanted: Any, matters: Any, places: Any, rate: Any) -> tuple[Any, Any]:  # noqa: ANN401
        optimizer.learning_rate.assign(rate)
        with tf.GradientTape() as tape:
            values = (net(seen, training=True) - given.middle) / given.scale
            off = tf.reduce_mean(tf.square(values - wanted), 2)
            missed = tf.reduce_sum(off * matters) / tf.reduce_sum(matters)
            mine, theirs = _unit(values * matters[..., None]), _unit(wanted * matters[..., None])
            like = tf.matmul(mine, theirs, transpose_b=True)
            copied = must_find(like, groups, tf.range(len(groups)), COPY_SHARPNESS)
            rows = along(values, places)
            like = tf.matmul(rows[:pairs], rows[pairs : 2 * pairs], transpose_b=True)
            other = tf.range(pairs)
            found = must_find(like, voices, other, TWICE_SHARPNESS)
            found += must_find(tf.transpose(like), voices, other, TWICE_SHARPNESS)
            loss = missed + COPY_SHARE * copied + twice * found / 2
        optimizer.apply_gradients(
            zip(tape.gradient(loss, net.trainable_variables), net.trainable_variables, strict=True)
        )
        return missed, found / 2

    waiting = ahead(sources, 8)
    began = told = time.monotonic()
    figures: list[list[float]] = []
    while (share := (time.monotonic() - began) / 60 / minutes) < 1:
        seen, *more = next(waiting)
        now = rate_now(rate, len(figures) + 1, 50, share)
        figures.append([float(x) for x in step(*map(tf.constant, (seen[..., None], *more, now)))])
        if time.monotonic() - told > 60:  # noqa: PLR2004 - a minute
            told = time.monotonic()
            missed, found = np.mean(figures[-60:], axis=0)
            print(f"{share:4.0%} {len(figures)} steps; missed by {missed:.3f}; pairs {found:.3f}")


def _unit(values: Any) -> Any:  # noqa: ANN401
    return tf.math.l2_normalize(tf.reshape(values, (tf.shape(values)[0], -1)), 1)


def main() -> int:
    """Train, and write the network."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("views", type=Path, help="what views.py wrote")
    parser.add_argument("--minutes", type=float, default=30.0, help="how long (30)")
    parser.add_argument("--rate", type=float, default=4e-4, help="of learning, at first (0.0004)")
    parser.add_argument("--twice", type=float, default=0.3, help="share of the pairs (0.3)")
    parser.add_argument("--seed", type=int, default=1, help="of the dice (1)")
    parser.add_argument("--from", dest="weights", type=Path, default=GOOGLES, help="a network")
    parser.add_argument("--out", type=Path, default=EMBEDDING_FILE, help="the file to write")
    options = parser.parse_args()
    tf.random.set_seed(options.seed)
    given = training_data(options.views)
    net, any_length = network(given.near.shape[1], options.weights), network(None)
    sources = batches(given, options.seed)
    train(net, given, sources, options.minutes, options.rate, options.twice)
    any_length.set_weights(net.get_weights())
    write(any_length, options.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
