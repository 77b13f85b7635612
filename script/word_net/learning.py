"""What both trainings ask of a network, and how fast it learns."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf


def rate_now(rate: float, steps: int, warm: int, share: float) -> np.float32:
    """Return how fast it learns after `steps`: to `rate` in the first `warm`, in the end nothing.

    `share` of the minutes are over.
    """
    return np.float32(rate * min(1.0, steps / warm) * 0.5 * (1 + np.cos(np.pi * share)))


def must_find(like: Any, group: Any, own: Any, sharpness: float) -> Any:  # noqa: ANN401 - of a library without types
    """Return what is missed where each (n) must find its `own` among all of its `group`.

    `like` (n, n): how like each is to each.
    """
    apart = tf.cast(group[:, None] != group[None, :], tf.float32)
    return tf.reduce_mean(
        tf.nn.sparse_softmax_cross_entropy_with_logits(own, like / sharpness - 1e4 * apart)
    )
