"""Google's speech embedding, run by TensorFlow Lite, over sounds of any length.

The network sees 775 ms at a time and gives 96 values. It is a stack of convolutions, so a longer
input gives one such frame every 80 ms at once, for little more than the work of one. Network,
weights and runtime are those of the package pyopen-wakeword (Apache-2.0).
"""

from __future__ import annotations

import ctypes
import threading
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyopen_wakeword import OpenWakeWordFeatures

Floats = NDArray[np.float32]

WINDOW = 76
"""Mel frames (10 ms each) that one embedding sees."""

VALUES = 96
MELS = 32
HOP = 8
"""Mel frames from one embedding to the next: 80 ms."""


class Embedding:
    """`of` a sound. One thread; about 10 ms for a word on a PC."""

    def __init__(self) -> None:
        self._net: Any = OpenWakeWordFeatures.from_builtin()
        self._to_mels = _alone(self._net.lib, self._net.mel_model)
        self._to_frames = _alone(self._net.lib, self._net.emb_model)

    def of(self, sound: Floats, first: int, last: int) -> Floats:
        """Return frames (n, 96), the n-th with its middle 80 n ms after mel frame `first`.

        `sound` is in the range of int16 and reaches `WINDOW` / 2 mel frames beyond both ends.
        """
        mels = self._mels(sound)
        begin = max(0, first - WINDOW // 2)
        end = min(len(mels) - WINDOW, last - WINDOW // 2)
        length = WINDOW + max(0, end - begin) // HOP * HOP
        window = mels[begin : begin + length]
        out = self._run(self._to_frames, window[np.newaxis, :, :, np.newaxis])
        return out.reshape(-1, VALUES)

    def _mels(self, sound: Floats) -> Floats:
        mels = self._run(self._to_mels, sound[np.newaxis])
        as_trained: Floats = (mels / 10 + 2).reshape(-1, MELS).astype(np.float32)
        return as_trained

    def _run(self, interpreter: Any, values: NDArray[Any]) -> Floats:  # noqa: ANN401 - a C pointer
        lib = self._net.lib
        row_by_row = np.ascontiguousarray(values, dtype=np.float32)
        shape = (ctypes.c_int32 * values.ndim)(*values.shape)
        zero = ctypes.c_int32(0)
        lib.TfLiteInterpreterResizeInputTensor(
            interpreter, zero, shape, ctypes.c_int32(values.ndim)
        )
        lib.TfLiteInterpreterAllocateTensors(interpreter)
        _copy(lib.TfLiteTensorCopyFromBuffer, _input(lib, interpreter), row_by_row)
        lib.TfLiteInterpreterInvoke(interpreter)
        tensor = lib.TfLiteInterpreterGetOutputTensor(interpreter, zero)
        out = np.empty(lib.TfLiteTensorByteSize(tensor) // 4, np.float32)
        _copy(lib.TfLiteTensorCopyToBuffer, tensor, out)
        return out


_of_thread = threading.local()


def embedding() -> Embedding:
    """Return the one of this thread, loaded when it is first asked for (some 50 ms).

    What is said is listened to on one thread while what was said before is learned from on another.
    """
    mine: Embedding | None = getattr(_of_thread, "embedding", None)
    if mine is None:
        mine = _of_thread.embedding = Embedding()
    return mine


def _alone(lib: Any, model: Any) -> Any:  # noqa: ANN401 - C pointers
    """Return an interpreter of a model with one thread: several only wait for each other."""
    lib.TfLiteInterpreterOptionsCreate.restype = ctypes.c_void_p
    lib.TfLiteInterpreterOptionsSetNumThreads.argtypes = [ctypes.c_void_p, ctypes.c_int32]
    options = lib.TfLiteInterpreterOptionsCreate()
    lib.TfLiteInterpreterOptionsSetNumThreads(options, 1)
    return lib.TfLiteInterpreterCreate(model, options)


def _input(lib: Any, interpreter: Any) -> Any:  # noqa: ANN401 - C pointers
    return lib.TfLiteInterpreterGetInputTensor(interpreter, ctypes.c_int32(0))


def _copy(call: Any, tensor: Any, values: Floats) -> None:  # noqa: ANN401 - C pointers
    call(tensor, values.ctypes.data_as(ctypes.c_void_p), ctypes.c_size_t(values.nbytes))
