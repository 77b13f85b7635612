"""Networks, run by onnxruntime. Nothing else in the project imports it.

That keeps its telemetry off: `device/__init__.py` has run before this module can be imported.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray


def opened(model: str | bytes) -> Any:  # noqa: ANN401 - published without types
    """Return a session of the ONNX file at a path, or of its content, on one thread."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(model, options)


@cache
def network(file: Path) -> Any:  # noqa: ANN401 - published without types
    """Return the network; some tens of milliseconds, once. Any thread may run it."""
    options = onnxruntime.SessionOptions()
    # Several threads only wait for each other.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # Weights kept in whole numbers are made ready once and not at each run: half the time.
    options.add_session_config_entry("session.disable_quant_qdq", "1")
    providers = ["CPUExecutionProvider"]
    return onnxruntime.InferenceSession(str(file), sess_options=options, providers=providers)


def run_network(file: Path, values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the only output of the network in `file` for `values`, its only input. Any thread.

    The network decides which shapes the two have.
    """
    session = network(file)
    made: NDArray[np.float32] = session.run(None, {session.get_inputs()[0].name: values})[0]
    return made
