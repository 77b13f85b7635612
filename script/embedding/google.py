"""Google's speech embedding as a network that can go on learning.

It is the one of the package pyopen-wakeword (Apache-2.0): twenty convolutions, no padding in time.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import keras
import numpy as np
import onnx
import tensorflow as tf
from keras import layers

from device.hearing.enrolled.embedding import EMBEDDING_VALUES, EMBEDDING_WINDOW, MELS
from script.word_net.as_onnx import write_onnx

GOOGLES = Path(str(files("pyopen_wakeword"))) / "models" / "embedding_model.tflite"

SLOPE = 0.2
POOLED = {2: (2, 2), 6: (1, 2), 10: (2, 2), 14: (1, 2), 18: (2, 2)}
"""After which convolution how much is pooled: time, mels."""


Weights = tuple[list[tuple[Any, Any]], float]
"""Kernel and bias of each convolution, and the least value that passes."""


@cache
def _weights(file: Path) -> Weights:
    return _of_onnx(file) if file.suffix == ".onnx" else _of_lite(file)


def _of_onnx(file: Path) -> Weights:
    graph = onnx.load(str(file)).graph
    kept = {each.name: onnx.numpy_helper.to_array(each) for each in graph.initializer}
    convolutions = [
        (kept[kernel].transpose(2, 3, 1, 0), kept[bias])
        for _, kernel, bias in (node.input for node in graph.node if node.op_type == "Conv")
    ]
    least = next(node.input for node in graph.node if node.op_type == "Max")
    return convolutions, next(kept[name].item() for name in least if name in kept)


def _of_lite(file: Path) -> Weights:
    plain = tf.lite.experimental.OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
    lite = tf.lite.Interpreter(str(file), experimental_op_resolver_type=plain)
    lite.resize_tensor_input(lite.get_input_details()[0]["index"], [1, EMBEDDING_WINDOW, MELS, 1])
    lite.allocate_tensors()
    steps = lite._get_ops_details()  # noqa: SLF001 - the only way to what follows what
    convolutions = [
        (lite.get_tensor(kernel).transpose(1, 2, 3, 0), lite.get_tensor(bias))
        for _, kernel, bias in (s["inputs"] for s in steps if s["op_name"] == "CONV_2D")
    ]
    least = next(s["inputs"] for s in steps if s["op_name"] == "MAXIMUM")
    numbers = [lite.get_tensor(n) for n in least if lite.get_tensor(n).ndim == 0]
    return convolutions, float(numbers[0])


def network(frames: int | None, file: Path = GOOGLES) -> Any:  # noqa: ANN401 - of a library without types
    """Return it with the weights in `file`, for so many mel frames, or for any number."""
    convolutions, least = _weights(file)
    seen = passed = layers.Input((frames, MELS, 1))
    for n, (kernel, bias) in enumerate(convolutions):
        if kernel.shape[1] > 1:
            passed = layers.ZeroPadding2D((0, 1))(passed)
        convolution = layers.Conv2D(kernel.shape[3], kernel.shape[:2])
        passed = convolution(passed)
        convolution.set_weights([kernel, bias])
        if n < len(convolutions) - 1:
            passed = layers.LeakyReLU(negative_slope=SLOPE)(passed)
            passed = keras.ops.maximum(passed, least)
        if n in POOLED:
            passed = layers.MaxPool2D(POOLED[n])(passed)
    return tf.keras.Model(seen, layers.Reshape((-1, EMBEDDING_VALUES))(passed))


def write(net: Any, file: Path) -> None:  # noqa: ANN401
    """Write a network for any number of mel frames as the box runs it."""
    write_onnx(tf.lite.TFLiteConverter.from_keras_model(net).convert(), file)


def outputs(net: Any, mels: Any) -> Any:  # noqa: ANN401
    """Return what a network makes of many (n, frames, mels): (n, frames of its own, VALUES)."""
    run = tf.function(lambda some: net(some, training=False))
    parts = np.array_split(np.arange(len(mels)), max(1, len(mels) // 256))
    rows = [run(tf.constant(mels[p][..., np.newaxis].astype(np.float32))) for p in parts]
    return np.concatenate([row.numpy() for row in rows])
