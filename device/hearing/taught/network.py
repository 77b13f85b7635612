"""A network of TensorFlow Lite, run on one thread with inputs of any length."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from pyopen_wakeword import OpenWakeWordFeatures

Floats = NDArray[np.float32]

Runs = TypeVar("Runs")

_FIRST = ctypes.c_int32(0)


@cache
def package() -> OpenWakeWordFeatures:
    """Return pyopen-wakeword (Apache-2.0): the runtime `lib`, and Google's two models.

    Of the models the one for mel bands is used. Loaded once, in some 50 ms. Models may be shared
    between threads, what runs them may not.
    """
    return OpenWakeWordFeatures.from_builtin()


@cache
def model_in(file: Path) -> Any:  # noqa: ANN401 - a C pointer
    """Return the model in a file of this project."""
    load = package().lib.TfLiteModelCreateFromFile
    load.restype = ctypes.c_void_p
    return ctypes.c_void_p(load(str(file).encode()))


def one_for_each_thread(make: Callable[[], Runs]) -> Callable[[], Runs]:
    """Return what gives every thread its own one, made when it is first asked for.

    What is said is listened to on one thread while what was said before is learned from on another.
    """
    of_thread = threading.local()

    def mine() -> Runs:
        if not hasattr(of_thread, "one"):
            of_thread.one = make()
        one: Runs = of_thread.one
        return one

    return mine


class Network:
    """`run` a model. For one thread of the program at a time."""

    def __init__(self, model: Any) -> None:  # noqa: ANN401 - a C pointer
        self._lib = lib = package().lib
        lib.TfLiteInterpreterOptionsCreate.restype = ctypes.c_void_p
        lib.TfLiteInterpreterOptionsSetNumThreads.argtypes = [ctypes.c_void_p, ctypes.c_int32]
        options = lib.TfLiteInterpreterOptionsCreate()
        # Several threads only wait for each other.
        lib.TfLiteInterpreterOptionsSetNumThreads(options, 1)
        self._interpreter = lib.TfLiteInterpreterCreate(model, options)
        self._shape: tuple[int, ...] = ()

    def run(self, values: NDArray[Any]) -> Floats:
        """Return all values of the only output, in one row, for the only input."""
        lib, interpreter = self._lib, self._interpreter
        row_by_row = np.ascontiguousarray(values, dtype=np.float32)
        if row_by_row.shape != self._shape:
            self._shape = row_by_row.shape
            shape = (ctypes.c_int32 * values.ndim)(*values.shape)
            lib.TfLiteInterpreterResizeInputTensor(
                interpreter, _FIRST, shape, ctypes.c_int32(values.ndim)
            )
            lib.TfLiteInterpreterAllocateTensors(interpreter)
        into = lib.TfLiteInterpreterGetInputTensor(interpreter, _FIRST)
        _copy(lib.TfLiteTensorCopyFromBuffer, into, row_by_row)
        lib.TfLiteInterpreterInvoke(interpreter)
        tensor = lib.TfLiteInterpreterGetOutputTensor(interpreter, _FIRST)
        out = np.empty(lib.TfLiteTensorByteSize(tensor) // 4, np.float32)
        _copy(lib.TfLiteTensorCopyToBuffer, tensor, out)
        return out


def _copy(call: Any, tensor: Any, values: Floats) -> None:  # noqa: ANN401 - C pointers
    call(tensor, values.ctypes.data_as(ctypes.c_void_p), ctypes.c_size_t(values.nbytes))
