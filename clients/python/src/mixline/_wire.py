"""Requests to bytes, bytes to answers. An answer is cut into its fields here and not by protobuf, which would copy the tokens:
500 KB of a usual answer. Messages inside it are small, and protobuf's."""

from __future__ import annotations

import datetime
import functools
import mmap
from typing import Any, Mapping, NoReturn, Optional, Sequence, Union

import numpy as np
import numpy.typing as npt
from google.protobuf.message import DecodeError

from mixline.batch import EmbeddingBatch, EmbeddingModel, Shape
from mixline.cache.v1 import embedding_cache_pb2 as protocol
from mixline.description import HeldModel, HeldPartition, HostDescription
from mixline.errors import BadRequest, MalformedAnswer
from mixline.fallback import Fallback
from mixline.statuses import Dtype, ItemStatus

FINGERPRINT_BYTES = 16
SHARED_MEMORY_KEY_BYTES = 16
MinVersions = Union[Mapping[str, int], Sequence[Optional[int]]]

_MAX_LONG = 2**63 - 1
_NO_VERSION = -1
# shared_memory_key, and its length.
_KEY_FIELD = bytes((7 << 3 | 2, SHARED_MEMORY_KEY_BYTES))
# item_ids, and the length of an id, of those lengths that take one byte; as text, as ids are.
_ID_FIELD = [bytes((3 << 3 | 2, length)).decode() for length in range(128)]
_STATUSES = bytes(ItemStatus)


class ReadRequest:
    """A read that was found right: what is sent, and what its answer is held against."""

    __slots__ = ("space", "accepted", "item_ids", "short_texts", "fallback", "message")

    message: bytes

    def __init__(
        self,
        space: str,
        item_ids: Sequence[str],
        *,
        accepted: Sequence[bytes],
        short_texts: bool,
        min_versions: Optional[MinVersions],
        max_host_behind: Optional[datetime.timedelta],
        fallback: Fallback,
    ) -> None:
        if not isinstance(space, str) or not space:
            raise BadRequest(f"space: {space!r} (expected: the name of an embedding space)")
        if isinstance(item_ids, (str, bytes)):
            raise BadRequest(f"item_ids: {item_ids!r} (expected: a sequence of ids, not one)")
        self.space = space
        self.accepted = frozenset(_fingerprint(position, value) for position, value in enumerate(accepted))
        try:
            self.item_ids = tuple(item_ids)
        except TypeError:
            raise BadRequest(f"item_ids: {item_ids!r} (expected: a sequence of ids)") from None
        self.short_texts = bool(short_texts)
        self.fallback = fallback
        try:
            # Messages one after the other are one with the fields of all.
            message = _head(space, self.accepted, self.short_texts) + _ids(self.item_ids)
        except (AttributeError, TypeError, UnicodeError, ValueError):
            _explain(space, self.item_ids)
        if not all(self.item_ids):
            raise BadRequest(f"item_ids[{self.item_ids.index('')}]: empty (expected: an id)")
        if min_versions is not None or max_host_behind is not None:
            message += _staleness(min_versions, max_host_behind, self.item_ids)
        self.message = message


@functools.lru_cache(maxsize=64)
def _head(space: str, accepted: frozenset[bytes], short_texts: bool) -> bytes:
    """What is the same in one read after the other."""
    message: bytes = protocol.GetEmbeddingsRequest(
        embedding_space=space,
        accepted_fingerprints=sorted(accepted),
        extras=[protocol.SHORT_TEXTS] if short_texts else [],
    ).SerializeToString()
    return message


def _staleness(
    min_versions: Optional[MinVersions], max_host_behind: Optional[datetime.timedelta], item_ids: Sequence[str]
) -> bytes:
    message = protocol.GetEmbeddingsRequest()
    if min_versions is not None:
        message.min_versions.extend(_least_versions(min_versions, item_ids))
    if max_host_behind is not None:
        if max_host_behind < datetime.timedelta(0):
            raise BadRequest(f"max_host_behind: {max_host_behind} (expected: >= 0)")
        message.max_host_behind_millis = max_host_behind // datetime.timedelta(milliseconds=1)
    encoded: bytes = message.SerializeToString()
    return encoded


def _ids(item_ids: Sequence[str]) -> bytes:
    """The field item_ids. By hand for usual ids: protobuf takes longer, and each id's bytes for itself."""
    parts = [""] * (2 * len(item_ids))
    parts[1::2] = item_ids
    try:
        parts[::2] = [_ID_FIELD[len(item_id)] for item_id in item_ids]
        fields = "".join(parts)
        if fields.isascii():
            return fields.encode()
    except IndexError:
        pass
    message: bytes = protocol.GetEmbeddingsRequest(
        item_ids=[item_id.encode() for item_id in item_ids]
    ).SerializeToString()
    return message


def _explain(space: str, item_ids: Sequence[Any]) -> NoReturn:
    try:
        space.encode()
    except UnicodeEncodeError as wrong:
        raise BadRequest(f"space: {space!r} is no text that UTF-8 can hold: {wrong.reason}") from None
    for position, item_id in enumerate(item_ids):
        if not isinstance(item_id, str):
            raise BadRequest(f"item_ids[{position}]: {item_id!r} (expected: a str)") from None
        try:
            item_id.encode()
        except UnicodeEncodeError as wrong:
            shown = repr(item_id[:80])
            raise BadRequest(f"item_ids[{position}]: {shown} is no text that UTF-8 can hold: {wrong.reason}") from None
    raise AssertionError("a request that was not taken has no reason")


def _fingerprint(position: int, value: bytes) -> bytes:
    if not isinstance(value, (bytes, bytearray, memoryview)) or len(value) != FINGERPRINT_BYTES:
        raise BadRequest(f"accepted[{position}]: {value!r} (expected: {FINGERPRINT_BYTES} bytes)")
    return bytes(value)


def _least_versions(min_versions: MinVersions, item_ids: Sequence[str]) -> list[int]:
    if isinstance(min_versions, Mapping):
        wanted: Sequence[Optional[int]] = [min_versions.get(item_id) for item_id in item_ids]
    else:
        wanted = min_versions
        if len(wanted) != len(item_ids):
            raise BadRequest(f"min_versions: {len(wanted)} (expected: one of each of the {len(item_ids)} items)")
    for version in wanted:
        if version is not None and not 0 <= version <= _MAX_LONG:
            raise BadRequest(f"min_versions: {version} (expected: 0 to 2^63 - 1, or None where none is known)")
    return [_NO_VERSION if version is None else int(version) for version in wanted]


def with_key(message: bytes, key: bytes) -> bytes:
    """A read that names shared memory."""
    return b"".join((message, _KEY_FIELD, key))


def decode_read(answer: bytes, request: ReadRequest, shared: Optional[mmap.mmap] = None) -> EmbeddingBatch:
    """Every length is checked before anything is made of it. Tokens in ``shared``, which the request named, are copied."""
    fields = _Fields(answer)
    items = len(request.item_ids)
    model = _model_of(_joined(fields, 1))
    if model.space != request.space:
        raise MalformedAnswer(f"model: of space {model.space!r} (expected: {request.space!r})")
    if request.accepted and model.fingerprint not in request.accepted:
        raise MalformedAnswer(f"model: fingerprint {model.fingerprint.hex()} (expected: one of those accepted)")
    shape = _shape_of(_joined(fields, 2))
    statuses = bytes(_last_bytes(fields, 3))
    if len(statuses) != items:
        raise MalformedAnswer(f"statuses: {len(statuses)} (expected: one of each of the {items} items)")
    if statuses.translate(None, _STATUSES):
        raise MalformedAnswer(f"statuses: {max(statuses)} (expected: 0 to 3)")
    tokens = _tokens(fields, shape, items, shared)
    batch = EmbeddingBatch(
        model=model,
        shape=shape,
        item_ids=request.item_ids,
        statuses=statuses,
        versions=_longs(fields, 4, "versions", items),
        changed_at_millis=_longs(fields, 5, "changed_at_millis", items),
        answered_at_millis=_last_long(fields, 6) or 0,
        short_texts=_short_texts(fields, request, items),
        tokens=tokens,
        fallback=request.fallback,
    )
    request.fallback.check(statuses, request.item_ids)
    return batch


def _tokens(fields: _Fields, shape: Shape, items: int, shared: Optional[mmap.mmap]) -> memoryview:
    expected = shape.bytes * items
    tokens = _last_bytes(fields, 15)
    written = _last_long(fields, 8)
    if written is None:
        if len(tokens) != expected:
            raise MalformedAnswer(f"tokens: {len(tokens)} bytes (expected: {expected} for {items} items of {shape})")
        return tokens
    if shared is None:
        raise MalformedAnswer(f"shared_token_bytes: {written} (expected: none, no shared memory was named)")
    if written != expected:
        raise MalformedAnswer(f"shared_token_bytes: {written} (expected: {expected} for {items} items of {shape})")
    if written > len(shared):
        raise MalformedAnswer(f"shared_token_bytes: {written} (expected: <= {len(shared)}, all that was named)")
    if len(tokens):
        raise MalformedAnswer(f"tokens: {len(tokens)} bytes (expected: none beside shared_token_bytes)")
    # The next read's tokens go to the same place.
    return memoryview(shared[:written])


_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5


class _Fields:
    """All occurrences of each field of a message, in any order, unknown ones too: numbers, and views of bytes."""

    __slots__ = ("numbers", "views")

    def __init__(self, message: bytes) -> None:
        self.numbers: dict[int, list[int]] = {}
        self.views: dict[int, list[memoryview]] = {}
        view = memoryview(message)
        end = len(message)
        at = 0
        while at < end:
            # Most keys are of one byte.
            key = message[at]
            at += 1
            if key >= 0x80:
                key, at = _varint(message, at - 1, end)
            wire_type = key & 7
            if wire_type == _VARINT:
                value, at = _varint(message, at, end)
                self.numbers.setdefault(key >> 3, []).append(value)
                continue
            if wire_type == _BYTES:
                length, at = _varint(message, at, end)
            elif wire_type == _FIXED64:
                length = 8
            elif wire_type == _FIXED32:
                length = 4
            else:
                raise MalformedAnswer(f"field {key >> 3} at byte {at}: wire type {wire_type} (expected: 0, 1, 2 or 5)")
            stop = at + length
            if stop > end:
                raise MalformedAnswer(f"field {key >> 3}: ends at byte {stop} of {end}: the answer is cut short")
            self.views.setdefault(key >> 3, []).append(view[at:stop])
            at = stop


def _varint(answer: bytes, at: int, end: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if at >= end:
            raise MalformedAnswer(f"the answer is cut short at byte {at}, inside a number")
        byte = answer[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value & 0xFFFF_FFFF_FFFF_FFFF, at
    raise MalformedAnswer(f"a number before byte {at} has no end")


def _views(fields: _Fields, number: int) -> list[memoryview]:
    if number in fields.numbers:
        raise MalformedAnswer(f"field {number}: a number (expected: bytes)")
    return fields.views.get(number, [])


def _last_bytes(fields: _Fields, number: int) -> memoryview:
    values = _views(fields, number)
    return values[-1] if values else memoryview(b"")


def _last_long(fields: _Fields, number: int) -> Optional[int]:
    if number in fields.views:
        raise MalformedAnswer(f"field {number}: bytes (expected: a number)")
    values = fields.numbers.get(number)
    if values is None:
        return None
    return values[-1] - 2**64 if values[-1] > _MAX_LONG else values[-1]


def _longs(fields: _Fields, number: int, name: str, items: int) -> memoryview:
    values = _views(fields, number)
    packed = values[0] if len(values) == 1 else memoryview(b"".join(values))
    if len(packed) != 8 * items:
        raise MalformedAnswer(f"{name}: {len(packed)} bytes (expected: 8 for each of the {items} items)")
    return packed


def _joined(fields: _Fields, number: int) -> bytes:
    # A message that comes in parts is what its parts together are.
    return b"".join(_views(fields, number))


@functools.lru_cache(maxsize=64)
def _model_of(encoded: bytes) -> EmbeddingModel:
    return _model(_parse(encoded, protocol.Model()))


@functools.lru_cache(maxsize=64)
def _shape_of(encoded: bytes) -> Shape:
    return _shape(_parse(encoded, protocol.Shape()))


def _parse(encoded: bytes, message: Any) -> Any:
    try:
        read = message.ParseFromString(encoded)
    except (DecodeError, UnicodeError) as wrong:
        raise MalformedAnswer(f"{type(message).__name__}: {wrong}") from wrong
    if read is not None and read != len(encoded):
        raise MalformedAnswer(f"{type(message).__name__}: ends at byte {read} of {len(encoded)}")
    return message


def _model(message: Any) -> EmbeddingModel:
    if len(message.fingerprint) != FINGERPRINT_BYTES:
        raise MalformedAnswer(
            f"model: a fingerprint of {len(message.fingerprint)} bytes (expected: {FINGERPRINT_BYTES})"
        )
    return EmbeddingModel(message.embedding_space, message.fingerprint)


def _shape(message: Any) -> Shape:
    if message.tokens < 1 or message.dimension < 1:
        raise MalformedAnswer(f"shape: [{message.tokens}, {message.dimension}] (expected: both > 0)")
    try:
        return Shape(message.tokens, message.dimension, Dtype(message.dtype))
    except ValueError:
        raise MalformedAnswer(
            f"dtype: {message.dtype} (expected: 1 to 4; is this client older than the host?)"
        ) from None


def _short_texts(fields: _Fields, request: ReadRequest, items: int) -> Optional[Sequence[str]]:
    if not request.short_texts:
        return None
    texts = tuple(_parse(_joined(fields, 7), protocol.ShortTexts()).texts)
    if len(texts) != items:
        raise MalformedAnswer(f"short_texts: {len(texts)} (expected: one of each of the {items} items)")
    return texts


DESCRIBE: bytes = protocol.DescribeRequest().SerializeToString()


def decode_description(answer: bytes) -> HostDescription:
    message = _parse(answer, protocol.DescribeResponse())
    return HostDescription(
        host=message.host,
        ready=message.ready,
        lag_records=message.lag_records,
        behind_millis=message.behind_millis if message.HasField("behind_millis") else None,
        models=tuple(
            HeldModel(
                model=_model(held.model),
                shape=_shape(held.shape) if held.HasField("shape") else None,
                current=held.current,
                live_items=held.live_items,
                deleted_items=held.deleted_items,
                topics=tuple(held.topics),
            )
            for held in message.models
        ),
        partitions=tuple(
            HeldPartition(held.topic, held.partition, held.next_offset, tuple(held.hosts))
            for held in message.partitions
        ),
    )


def open_shared_memory(least_bytes: int) -> bytes:
    message: bytes = protocol.OpenSharedMemoryRequest(bytes=least_bytes).SerializeToString()
    return message


def decode_opened(answer: bytes) -> tuple[str, bytes]:
    """The name of a file, and the key of what is in it."""
    message = _parse(answer, protocol.OpenSharedMemoryResponse())
    if not message.file.startswith("/"):
        raise MalformedAnswer(f"file: {message.file!r} (expected: an absolute name)")
    if len(message.key) != SHARED_MEMORY_KEY_BYTES:
        raise MalformedAnswer(f"key: {len(message.key)} bytes (expected: {SHARED_MEMORY_KEY_BYTES})")
    return message.file, message.key
