"""From what TensorFlow has trained to the file that the box runs."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import tf2onnx

OPSET = 13
"""Known to onnxruntime since 1.8."""


def write_onnx(lite: bytes, file: Path) -> None:
    """Write a network of TensorFlow Lite as an ONNX file, its weights as they are."""
    with TemporaryDirectory() as folder:
        between = Path(folder) / "network.tflite"
        between.write_bytes(lite)
        tf2onnx.convert.from_tflite(str(between), opset=OPSET, output_path=str(file))
