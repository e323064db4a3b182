"""What both clients share: method names, channels' credentials, and what gRPC's errors mean."""

from __future__ import annotations

from typing import Any, Optional

import grpc

from mixline.errors import (
    BadRequest,
    CacheUnavailable,
    CallFailed,
    DeadlineExceeded,
    MixlineError,
    ReadRefused,
)
from mixline.options import ClientOptions, TlsOptions
from mixline.statuses import Refusal

GET_EMBEDDINGS = "/mixline.cache.v1.EmbeddingCache/GetEmbeddings"
OPEN_SHARED_MEMORY = "/mixline.cache.v1.EmbeddingCache/OpenSharedMemory"
DESCRIBE = "/mixline.cache.v1.EmbeddingCache/Describe"
REFUSAL = "mixline-refusal"


def check_target(target: str) -> str:
    if not isinstance(target, str) or ":" not in target or target.endswith(":"):
        raise ValueError(f"target: {target!r} (expected: host:port or unix:/path/of/socket)")
    return target


def credentials(tls: TlsOptions) -> Any:
    return grpc.ssl_channel_credentials(tls.root_certificates, tls.private_key, tls.certificate_chain)


class Deadline:
    """What is left of a call's time, over all attempts."""

    def __init__(self, options: ClientOptions, timeout: Optional[float], now: float) -> None:
        seconds = options.timeout if timeout is None else timeout
        if not seconds > 0:
            raise BadRequest(f"timeout: {seconds} (expected: > 0 seconds)")
        self._at = now + seconds

    def left(self, now: float) -> float:
        return self._at - now


def meaning(target: str, failure: Any) -> MixlineError:
    """What a failed call means to the caller."""
    code = failure.code()
    details = failure.details() or "no details"
    # Not dict(): asyncio's metadata have keys, but are no mapping of them.
    refusal = next((value for key, value in failure.trailing_metadata() or () if key == REFUSAL), None)
    if refusal is not None:
        try:
            return ReadRefused(Refusal(refusal), details)
        except ValueError:
            # Of a newer host: the status still says what it is.
            details = f"{refusal}: {details}"
    if code is grpc.StatusCode.INVALID_ARGUMENT:
        return BadRequest(details)
    if code is grpc.StatusCode.UNAVAILABLE:
        return CacheUnavailable(f"{target}: {details}")
    if code is grpc.StatusCode.DEADLINE_EXCEEDED:
        return DeadlineExceeded(f"{target}: {details}")
    if code is grpc.StatusCode.RESOURCE_EXHAUSTED:
        details += " (an answer larger than max_answer_bytes ends like this, too)"
    return CallFailed(code.name, f"{target}: {details}")


def is_worth_a_retry(error: MixlineError) -> bool:
    return isinstance(error, CacheUnavailable) or (isinstance(error, ReadRefused) and error.reason is Refusal.CLOSED)
