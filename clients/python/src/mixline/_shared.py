"""Memory that a host of the same machine shares with a client, so that tokens do not pass through the socket."""

from __future__ import annotations

import logging
import mmap
import os
import threading
import time
from types import TracebackType
from typing import Optional, Type

import grpc

from mixline import _wire
from mixline.batch import EmbeddingBatch
from mixline.errors import MalformedAnswer, UnusableItems
from mixline.options import MEBIBYTE, ClientOptions

_LEAST_BYTES = MEBIBYTE
_MOST_FREE = 16
_SECONDS_WITHOUT = 60.0

_log = logging.getLogger("mixline")


class Region:
    """A file of the host's, mapped whole to be read, and the key that requests name it by. It is one read's at a time."""

    __slots__ = ("key", "map")

    def __init__(self, file: str, key: bytes, least_bytes: int) -> None:
        self.key = key
        descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        try:
            size = os.fstat(descriptor).st_size
            # To read a map beyond its file's end would kill the process.
            if size < least_bytes:
                raise ValueError(f"{file}: {size} bytes (expected: >= {least_bytes})")
            self.map = mmap.mmap(descriptor, size, flags=mmap.MAP_SHARED, prot=mmap.PROT_READ)
        finally:
            os.close(descriptor)

    @property
    def bytes(self) -> int:
        return len(self.map)

    def drop(self) -> None:
        self.map.close()


class Regions:
    """Those of one client. Thread-safe; the lock is held for no call and no file."""

    are_none: bool
    """Whether the client never shares memory with its host."""

    def __init__(self, target: str, options: ClientOptions) -> None:
        self._target = target
        self._most_bytes = options.max_answer_bytes
        self._lock = threading.Lock()
        self.are_none = not (options.shared_memory and target.startswith("unix:"))
        self._is_closed = self.are_none
        self._row_bytes: dict[str, int] = {}
        # Those used last come last.
        self._free: list[Region] = []
        self._none_before: Optional[float] = None

    def attempt(self, request: _wire.ReadRequest) -> "Attempt":
        """With a free region that is large enough, else one to open, else without."""
        if self._is_closed:
            return Attempt(self, request, None, 0)
        region: Optional[Region] = None
        too_small: Optional[Region] = None
        to_open = 0
        with self._lock:
            # How large a row is says the space's first answer.
            wanted = self._row_bytes.get(request.space, 0) * len(request.item_ids)
            if not self._is_closed and 0 < wanted <= self._most_bytes:
                large_enough = [free for free in reversed(self._free) if free.bytes >= wanted]
                if large_enough:
                    region = min(large_enough, key=lambda free: free.bytes)
                    self._free.remove(region)
                elif self._none_before is None or time.monotonic() >= self._none_before:
                    to_open = max(_LEAST_BYTES, 1 << (wanted - 1).bit_length())
                    too_small = self._free.pop(0) if self._free else None
        if too_small is not None:
            too_small.drop()
        return Attempt(self, request, region, to_open)

    def learn(self, space: str, row_bytes: int) -> None:
        if self._row_bytes.get(space) == row_bytes:
            return
        with self._lock:
            self._row_bytes[space] = row_bytes

    def give_back(self, region: Region) -> None:
        with self._lock:
            if not self._is_closed and len(self._free) < _MOST_FREE:
                self._free.append(region)
                return
        region.drop()

    def go_without(self, failure: Exception) -> None:
        """Opens none for a while."""
        with self._lock:
            if self._is_closed:
                return
            self._none_before = time.monotonic() + _SECONDS_WITHOUT
        reason = f"{failure.code().name}: {failure.details()}" if isinstance(failure, grpc.RpcError) else failure
        _log.info(
            "%s: no shared memory, tokens come through the socket (asked again after %d s): %s",
            self._target,
            _SECONDS_WITHOUT,
            reason,
        )

    def close(self) -> None:
        """Drops the free ones now, others when their reads end."""
        with self._lock:
            self._is_closed = True
            free, self._free = self._free, []
        for region in free:
            region.drop()


class Attempt:
    """One attempt of a read, and the region that it names, if any. When it ends otherwise than with an answer, the host may
    still be writing there: the region is dropped."""

    __slots__ = ("to_open", "_regions", "_request", "_region")

    to_open: int
    """Bytes to ask the host for first; 0 for nothing to open."""

    def __init__(self, regions: Regions, request: _wire.ReadRequest, region: Optional[Region], to_open: int) -> None:
        self.to_open = to_open
        self._regions = regions
        self._request = request
        self._region = region

    def __enter__(self) -> "Attempt":
        return self

    def opened(self, answer: bytes) -> None:
        """What the host answered to that."""
        try:
            file, key = _wire.decode_opened(answer)
            self._region = Region(file, key, self.to_open)
        except (MalformedAnswer, OSError, OverflowError, ValueError) as failure:
            self.not_opened(failure)

    def not_opened(self, failure: Exception) -> None:
        self._regions.go_without(failure)

    @property
    def message(self) -> bytes:
        region = self._region
        return self._request.message if region is None else _wire.with_key(self._request.message, region.key)

    def decode(self, answer: bytes) -> EmbeddingBatch:
        region = self._region
        batch = _wire.decode_read(answer, self._request, None if region is None else region.map)
        self._regions.learn(self._request.space, batch.shape.bytes)
        if region is not None and batch.tokens.obj is answer and batch.tokens.nbytes <= region.bytes:
            # They had room there: the host does not know it any more.
            self._region = None
            region.drop()
        return batch

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        region, self._region = self._region, None
        if region is None:
            return
        # UnusableItems are of an answer that was right.
        if error is None or isinstance(error, UnusableItems):
            self._regions.give_back(region)
        else:
            region.drop()
