"""Keeps glibc from giving an answer's memory back to the kernel."""

from __future__ import annotations

import functools

import numpy as np

# glibc's own largest threshold, less its bookkeeping.
_BLOCK_BYTES = 32 * 1024 * 1024 - 64 * 1024


@functools.lru_cache(maxsize=1)
def keep_freed_memory() -> None:
    """Once a process: an answer of 500 KB is several blocks that glibc maps, faults in page by page and unmaps again with each
    call, a third of the call's processor time (docs/decisions/0074). When a mapped block is freed, glibc takes its size for
    usual, and from then on serves such blocks from memory that it keeps, 64 MiB at most. So this allocates a large one,
    untouched, and frees it, as an application that loads a model does anyway. Other allocators do not mind."""
    np.empty(_BLOCK_BYTES, dtype=np.uint8)
