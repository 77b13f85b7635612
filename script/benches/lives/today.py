"""How many sequences a second the property tests of the session go through."""

from __future__ import annotations

import time
from types import ModuleType
from typing import Any

from rich.console import Console

from device.paths import project_folder
from device.plan.loading import load_catalogue
from tests.session import test_any_state, test_whole_days


def property_tests_per_cpu_second(console: Console) -> float:
    """Run the property tests of any state and of whole days; return examples a second.

    A second is one of a processor: what other programs take does not count.

    In one process, as pytest runs a file. A test that fails counts up to its failure.
    """
    catalogue, _ = load_catalogue(project_folder() / "config" / "exercises.yaml")
    examples, began_s = 0, time.process_time()
    modules: tuple[tuple[ModuleType, dict[str, Any]], ...] = (
        (test_any_state, {}),
        (test_whole_days, {"catalogue": catalogue}),
    )
    with console.status("the property tests, to compare with"):
        for module, fixtures in modules:
            for name, test in vars(module).items():
                if name.startswith("test_") and hasattr(test, "hypothesis"):
                    examples += _examples_of(test, fixtures)
    return examples / (time.process_time() - began_s)


def _examples_of(test: Any, fixtures: dict[str, Any]) -> int:  # noqa: ANN401 - hypothesis' wrapper
    examples, inner = 0, test.hypothesis.inner_test

    def counted(*drawn: Any, **named: Any) -> Any:  # noqa: ANN401 - whatever the test takes
        nonlocal examples
        examples += 1
        return inner(*drawn, **named)

    test.hypothesis.inner_test = counted
    try:
        test(**fixtures)
    except AssertionError:
        pass
    finally:
        test.hypothesis.inner_test = inner
    return examples
