"""The client for threads."""

from __future__ import annotations

import datetime
import threading
import time
from types import TracebackType
from typing import Any, Callable, Optional, Sequence, Type, TypeVar

import grpc

from mixline import _calls, _wire
from mixline._memory import keep_freed_memory
from mixline._shared import Regions
from mixline.batch import EmbeddingBatch
from mixline.description import HostDescription
from mixline.errors import CacheUnavailable
from mixline.fallback import Fallback
from mixline.options import ClientOptions

_Answer = TypeVar("_Answer")


class EmbeddingClient:
    """Reads from one host, ``host:port`` or ``unix:/path``. Thread-safe; all calls share one connection, which is made with
    the first call and again when it is lost. Make it after a fork, not before."""

    def __init__(
        self, target: str, *, options: ClientOptions = ClientOptions(), fallback: Fallback = Fallback()
    ) -> None:
        self._target = _calls.check_target(target)
        self._options = options
        self._fallback = fallback
        self._closed = threading.Event()
        if options.keep_freed_memory:
            keep_freed_memory()
        arguments = options.channel_arguments()
        if options.tls is None:
            self._channel = grpc.insecure_channel(target, options=arguments)
        else:
            self._channel = grpc.secure_channel(target, _calls.credentials(options.tls), options=arguments)
        self._read = self._channel.unary_unary(_calls.GET_EMBEDDINGS)
        self._open = self._channel.unary_unary(_calls.OPEN_SHARED_MEMORY)
        self._describe = self._channel.unary_unary(_calls.DESCRIBE)
        self._regions = Regions(target, options)

    def get(
        self,
        space: str,
        item_ids: Sequence[str],
        *,
        accepted: Sequence[bytes] = (),
        short_texts: bool = False,
        min_versions: Optional[_wire.MinVersions] = None,
        max_host_behind: Optional[datetime.timedelta] = None,
        fallback: Optional[Fallback] = None,
        timeout: Optional[float] = None,
    ) -> EmbeddingBatch:
        """One row for each id, all from one model of the space: the current one, or one of those whose fingerprints (16 bytes
        each) are ``accepted``.

        Tokens are STALE that are of an older version than ``min_versions`` says, by item id or in the order of ``item_ids``
        with None where none is known, and on a host that is further behind its topics than ``max_host_behind``.
        """
        request = _wire.ReadRequest(
            space,
            item_ids,
            accepted=accepted,
            short_texts=short_texts,
            min_versions=min_versions,
            max_host_behind=max_host_behind,
            fallback=self._fallback if fallback is None else fallback,
        )
        return self._call(lambda deadline: self._attempt(request, deadline), timeout)

    def describe(self, *, timeout: Optional[float] = None) -> HostDescription:
        """What the host holds, and how far it is."""
        return self._call(self._attempt_description, timeout)

    def is_ready(self, *, timeout: Optional[float] = None) -> bool:
        """Whether the host answers, and its reads are up to date."""
        try:
            return self.describe(timeout=timeout).ready
        except CacheUnavailable:
            return False

    def close(self) -> None:
        """Ends calls under way. What was read stays."""
        self._closed.set()
        self._regions.close()
        self._channel.close()

    def __enter__(self) -> "EmbeddingClient":
        return self

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        self.close()

    def _attempt(self, request: _wire.ReadRequest, deadline: _calls.Deadline) -> EmbeddingBatch:
        if self._regions.are_none:
            return _wire.decode_read(self._read(request.message, timeout=deadline.left(time.monotonic())), request)
        with self._regions.attempt(request) as attempt:
            if attempt.to_open:
                message = _wire.open_shared_memory(attempt.to_open)
                try:
                    attempt.opened(self._open(message, timeout=deadline.left(time.monotonic())))
                except grpc.RpcError as failure:
                    attempt.not_opened(failure)
            return attempt.decode(self._read(attempt.message, timeout=deadline.left(time.monotonic())))

    def _attempt_description(self, deadline: _calls.Deadline) -> HostDescription:
        return _wire.decode_description(self._describe(_wire.DESCRIBE, timeout=deadline.left(time.monotonic())))

    def _call(self, attempt_once: Callable[[_calls.Deadline], _Answer], timeout: Optional[float]) -> _Answer:
        deadline = _calls.Deadline(self._options, timeout, time.monotonic())
        wait = self._options.retry.first_wait
        for attempt in range(1, self._options.retry.attempts + 1):
            if self._closed.is_set():
                raise self._is_closed()
            try:
                return attempt_once(deadline)
            except (grpc.RpcError, ValueError) as failure:
                # Closed during the call it is cancelled, or, just before it, a ValueError.
                if self._closed.is_set():
                    raise self._is_closed() from failure
                if isinstance(failure, ValueError):
                    raise
                error = _calls.meaning(self._target, failure)
                last = attempt == self._options.retry.attempts or wait >= deadline.left(time.monotonic())
                if last or not _calls.is_worth_a_retry(error):
                    raise error from failure
                self._closed.wait(wait)
                wait *= 2
        raise AssertionError("the last attempt returns or raises")

    def _is_closed(self) -> CacheUnavailable:
        return CacheUnavailable(f"{self._target}: this client is closed")
