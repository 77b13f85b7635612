"""Rate, block and gain as plain numbers, without numpy: `status` waits for nothing heavy."""

from __future__ import annotations

RATE_HZ = 16_000
"""Samples per second everywhere inside the box; devices and clips are resampled at the edge."""

BLOCK_SAMPLES = 320
"""Samples per block (20 ms)."""

BLOCK_S = BLOCK_SAMPLES / RATE_HZ

MICROPHONE_GAIN_RANGE_DB = (0.0, 30.0)
"""How much louder a microphone may be made, in dB."""
