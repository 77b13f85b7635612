"""A bench as a module: they are programs, and stand in no package."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType


def bench_named(name: str, project: Path) -> ModuleType:
    """Return `script/benches/NAME.py`, run as far as its definitions."""
    file = project / "script" / "benches" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"bench_{name}", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # a dataclass looks itself up there
    spec.loader.exec_module(module)
    return module
