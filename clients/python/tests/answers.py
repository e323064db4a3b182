"""Answers as a host would give them, and the numbers in them."""

from __future__ import annotations

import functools
from typing import Any, Callable, Optional, Sequence

import grpc
import numpy as np

from mixline import Dtype, Fallback
from mixline._wire import ReadRequest
from mixline.cache.v1 import embedding_cache_pb2 as protocol

SPACE = "minilm-l6-k4"
FINGERPRINT = bytes(range(16))
ANSWERED_AT = 1_763_800_000_000


def request(items: int = 3, **wanted: Any) -> ReadRequest:
    arguments: dict[str, Any] = dict(
        accepted=(), short_texts=False, min_versions=None, max_host_behind=None, fallback=Fallback()
    )
    arguments.update(wanted)
    return ReadRequest(SPACE, [f"job-{item}" for item in range(items)], **arguments)


def message(
    items: int = 3,
    *,
    tokens: int = 2,
    dimension: int = 4,
    dtype: Dtype = Dtype.FLOAT16,
    statuses: Optional[Sequence[int]] = None,
    rows: Optional[bytes] = None,
    shared: Optional[int] = None,
) -> Any:
    """All HIT, version 7 + item, changed one second before the answer, each number unlike its neighbours."""
    whole = protocol.GetEmbeddingsResponse(
        model=protocol.Model(embedding_space=SPACE, fingerprint=FINGERPRINT),
        shape=protocol.Shape(tokens=tokens, dimension=dimension, dtype=int(dtype)),
        statuses=bytes([1] * items if statuses is None else statuses),
        versions=[7 + item for item in range(items)],
        changed_at_millis=[ANSWERED_AT - 1000] * items,
        answered_at_millis=ANSWERED_AT,
        tokens=encode(numbers(items, tokens, dimension), dtype) if rows is None else rows,
        shared_token_bytes=shared,
    )
    return whole


def numbers(items: int, tokens: int, dimension: int) -> Any:
    """Exact in every dtype."""
    count = items * tokens * dimension
    return (np.arange(count) % 101 - 50).astype(np.float32).reshape(items, tokens, dimension)


def encode(values: Any, dtype: Dtype) -> bytes:
    if dtype is Dtype.BFLOAT16:
        return bytes((values.astype("<f4").view("<u4") >> 16).astype("<u2").tobytes())
    return bytes(values.astype({Dtype.FLOAT16: "<f2", Dtype.FLOAT32: "<f4", Dtype.INT8: "i1"}[dtype]).tobytes())


@functools.lru_cache(maxsize=None)
def large(items: int) -> bytes:
    return bytes(message(items, tokens=1, dimension=1280).SerializeToString())


def refuse(code: grpc.StatusCode, details: str, refusal: Optional[str] = None) -> Callable[[bytes, Any], bytes]:
    """Ends calls with an error instead."""

    def answer(message: bytes, context: Any) -> bytes:
        if refusal is not None:
            context.set_trailing_metadata((("mixline-refusal", refusal),))
        context.abort(code, details)
        raise AssertionError("abort raises")

    return answer
