"""How the C library keeps memory for a process that lives for months."""

from __future__ import annotations

import ctypes

MMAP_THRESHOLD = -3
"""`M_MMAP_THRESHOLD` of malloc.h."""

LARGE_BYTES = 1 << 20
"""From this size on a block is mapped by itself, and given back to the system when it is freed."""


def return_freed() -> None:
    """Give all memory that is free inside the heap back to the system, where glibc can.

    A session leaves some 20 MB so: what the next one needs lies elsewhere, and the heap grows.
    Takes some milliseconds, in which other threads may wait for memory: call it between sessions.
    Any thread.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


def return_large_blocks() -> bool:
    """Have every block of `LARGE_BYTES` or more given back to the system when it is freed.

    By itself glibc raises that size with each large block that is freed, up to 32 MiB (mallopt(3),
    "dynamic mmap threshold"). The heap then grows around the buffers of utterances and features,
    in steps of 4 MB for days, while no more of it is in use.

    Call it once, before models are loaded. Any thread.

    Returns:
        Whether the C library has taken it; another one than glibc has nothing to be told.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return mallopt is not None and mallopt(MMAP_THRESHOLD, LARGE_BYTES) == 1
