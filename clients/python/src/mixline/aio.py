"""The client for asyncio."""

from __future__ import annotations

import asyncio
import datetime
import time
from types import TracebackType
from typing import Any, Awaitable, Callable, Optional, Sequence, Type, TypeVar

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


class AsyncEmbeddingClient:
    """:class:`mixline.EmbeddingClient` for asyncio: the same calls, to be awaited in the event loop in which it was made.
    Cancelling one cancels it at the host."""

    def __init__(
        self, target: str, *, options: ClientOptions = ClientOptions(), fallback: Fallback = Fallback()
    ) -> None:
        self._target = _calls.check_target(target)
        self._options = options
        self._fallback = fallback
        self._closed = False
        if options.keep_freed_memory:
            keep_freed_memory()
        arguments = options.channel_arguments()
        if options.tls is None:
            self._channel = grpc.aio.insecure_channel(target, options=arguments)
        else:
            self._channel = grpc.aio.secure_channel(target, _calls.credentials(options.tls), options=arguments)
        self._read = self._channel.unary_unary(_calls.GET_EMBEDDINGS)
        self._open = self._channel.unary_unary(_calls.OPEN_SHARED_MEMORY)
        self._describe = self._channel.unary_unary(_calls.DESCRIBE)
        self._regions = Regions(target, options)

    async def get(
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
        """As :meth:`mixline.EmbeddingClient.get`."""
        request = _wire.ReadRequest(
            space,
            item_ids,
            accepted=accepted,
            short_texts=short_texts,
            min_versions=min_versions,
            max_host_behind=max_host_behind,
            fallback=self._fallback if fallback is None else fallback,
        )
        return await self._call(lambda deadline: self._attempt(request, deadline), timeout)

    async def describe(self, *, timeout: Optional[float] = None) -> HostDescription:
        """What the host holds, and how far it is."""
        return await self._call(self._attempt_description, timeout)

    async def is_ready(self, *, timeout: Optional[float] = None) -> bool:
        """Whether the host answers, and its reads are up to date."""
        try:
            return (await self.describe(timeout=timeout)).ready
        except CacheUnavailable:
            return False

    async def close(self) -> None:
        """Ends calls under way: they raise CacheUnavailable, before Python 3.11 asyncio.CancelledError. What was read stays."""
        self._closed = True
        self._regions.close()
        await self._channel.close()

    async def __aenter__(self) -> "AsyncEmbeddingClient":
        return self

    async def __aexit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        await self.close()

    async def _attempt(self, request: _wire.ReadRequest, deadline: _calls.Deadline) -> EmbeddingBatch:
        if self._regions.are_none:
            return _wire.decode_read(
                await self._read(request.message, timeout=deadline.left(time.monotonic())), request
            )
        with self._regions.attempt(request) as attempt:
            if attempt.to_open:
                message = _wire.open_shared_memory(attempt.to_open)
                try:
                    attempt.opened(await self._open(message, timeout=deadline.left(time.monotonic())))
                except grpc.RpcError as failure:
                    attempt.not_opened(failure)
                if self._closed:
                    raise self._is_closed()
            return attempt.decode(await self._read(attempt.message, timeout=deadline.left(time.monotonic())))

    async def _attempt_description(self, deadline: _calls.Deadline) -> HostDescription:
        return _wire.decode_description(await self._describe(_wire.DESCRIBE, timeout=deadline.left(time.monotonic())))

    async def _call(
        self, attempt_once: Callable[[_calls.Deadline], Awaitable[_Answer]], timeout: Optional[float]
    ) -> _Answer:
        deadline = _calls.Deadline(self._options, timeout, time.monotonic())
        wait = self._options.retry.first_wait
        for attempt in range(1, self._options.retry.attempts + 1):
            if self._closed:
                raise self._is_closed()
            try:
                return await attempt_once(deadline)
            except asyncio.CancelledError:
                # Closing the channel cancels its calls, and that looks like the task's own end.
                if self._closed and not _is_cancelled():
                    raise self._is_closed() from None
                raise
            except grpc.RpcError as failure:
                error = _calls.meaning(self._target, failure)
                last = attempt == self._options.retry.attempts or wait >= deadline.left(time.monotonic())
                if last or not _calls.is_worth_a_retry(error):
                    raise error from failure
                await asyncio.sleep(wait)
                wait *= 2
        raise AssertionError("the last attempt returns or raises")

    def _is_closed(self) -> CacheUnavailable:
        return CacheUnavailable(f"{self._target}: this client is closed")


def _is_cancelled() -> bool:
    """Whether somebody cancelled the task at hand. Before Python 3.11 nobody knows."""
    task = asyncio.current_task()
    cancelling = getattr(task, "cancelling", None)
    return cancelling is None or cancelling() > 0
