"""The closed sets of the wire: what a read says of an item, how numbers are stored, why a read is refused."""

from __future__ import annotations

import enum


class ItemStatus(enum.IntEnum):
    """What a read found of one item. The numbers are on the wire and never change."""

    MISS = 0
    """The cache has never seen the item under this model: its row is zero."""

    HIT = 1
    """The row holds the item's embedding tokens."""

    DELETED = 2
    """The item was deleted: its row is zero."""

    STALE = 3
    """The row holds embedding tokens, but of an older state than the caller's rule allows."""

    @property
    def has_tokens(self) -> bool:
        """Whether the item's row holds embedding tokens."""
        return self in (ItemStatus.HIT, ItemStatus.STALE)


class Dtype(enum.IntEnum):
    """How the numbers of embedding tokens are stored, little endian. The numbers are on the wire and never change."""

    FLOAT16 = 1
    BFLOAT16 = 2
    FLOAT32 = 3
    INT8 = 4

    @property
    def bytes(self) -> int:
        """Of one number."""
        return _DTYPE_BYTES[self]


_DTYPE_BYTES = {Dtype.FLOAT16: 2, Dtype.BFLOAT16: 2, Dtype.FLOAT32: 4, Dtype.INT8: 1}


class Refusal(enum.Enum):
    """Why a read was not answered. The names are on the wire, in the trailer ``mixline-refusal``."""

    UNKNOWN_SPACE = "UNKNOWN_SPACE"
    """The host holds no model of the space: the name is wrong, or its topic was not read yet."""

    NO_ACCEPTED_MODEL = "NO_ACCEPTED_MODEL"
    """The host holds models of the space, but none that the request accepts."""

    NO_EMBEDDING_YET = "NO_EMBEDDING_YET"
    """Of the model only tombstones were seen, so the shape of its rows is not known yet."""

    TOO_LARGE = "TOO_LARGE"
    """The answer would be larger than one message: ask for fewer items."""

    CLOSED = "CLOSED"
    """The host is shutting down."""

    @property
    def is_retryable(self) -> bool:
        """Whether the same request may be answered later, or by another host."""
        return self is not Refusal.TOO_LARGE
