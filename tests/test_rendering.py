"""What the tests listen to is the same in each run."""

from __future__ import annotations

import numpy as np
import pytest

from tests.rendering import rendered


def test_what_was_said_before_changes_nothing() -> None:
    first = rendered("pause", "en-us+m3")
    for text in ("stop", "kitchen", "help me"):
        rendered(text, "en-us+f4", 155)
    rendered.cache_clear()
    assert np.array_equal(rendered("pause", "en-us+m3"), first)


def test_said_again_in_one_process_it_is_another_sound() -> None:
    """Otherwise a process of its own for each text would not be needed any more."""
    assert not np.array_equal(rendered("pause"), rendered("pause", before=1))


def test_a_voice_that_there_is_not_says_so() -> None:
    with pytest.raises(LookupError, match="xx-nowhere"):
        rendered("pause", "xx-nowhere")
