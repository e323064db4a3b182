"""What a read answers: a candidate list's embedding tokens, packed, and what is known of each item."""

from __future__ import annotations

import dataclasses
import functools
import threading
import warnings
from typing import TYPE_CHECKING, Any, Optional, Sequence, Union

import numpy as np
import numpy.typing as npt

from mixline.fallback import Fallback
from mixline.statuses import Dtype, ItemStatus

if TYPE_CHECKING:
    import torch


@dataclasses.dataclass(frozen=True)
class EmbeddingModel:
    """Which model made a row: the embedding space that rankers name, and the fingerprint (16 bytes) of what made the bytes."""

    space: str
    fingerprint: bytes

    def __str__(self) -> str:
        return f"{self.space} ({self.fingerprint.hex()})"


@dataclasses.dataclass(frozen=True)
class Shape:
    """Of one row: [tokens, dimension]."""

    tokens: int
    dimension: int
    dtype: Dtype

    @functools.cached_property
    def bytes(self) -> int:
        """Of one row."""
        return self.tokens * self.dimension * self.dtype.bytes

    @functools.cached_property
    def _stored(self) -> "np.dtype[Any]":
        """A type of numpy's, and torch's, that holds the numbers: of BFLOAT16, which numpy has not, the bits."""
        return np.dtype(_STORED[self.dtype])

    def __str__(self) -> str:
        return f"[{self.tokens}, {self.dimension}] {self.dtype.name}"


@dataclasses.dataclass(frozen=True)
class EmbeddingRow:
    """What a read says of one item, beside its embedding tokens. Version and time are None just for a MISS."""

    item_id: str
    status: ItemStatus
    version: Optional[int]
    changed_at_millis: Optional[int]
    short_text: Optional[str]


class EmbeddingBatch:
    """A candidate list's embedding tokens, shape [items, tokens, dimension], row-major, little endian, in the order of the
    request. Rows of items without tokens are zero. All rows come from one model, and what is said of an item, tokens included,
    from one moment of the cache.

    Its arrays and tensors are views of the answer as it was received, read-only, and keep the whole of it in memory. Tokens that
    came through shared memory are a copy, which no other read changes. Where the answer's tokens do not lie where their numbers
    are aligned, they are copied once, all together. Thread-safe.
    """

    __slots__ = (
        "model",
        "shape",
        "item_ids",
        "answered_at_millis",
        "short_texts",
        "tokens",
        "_statuses",
        "_versions",
        "_changed_at_millis",
        "_fallback",
        "_aligned",
    )

    model: EmbeddingModel
    """The model that made every row."""

    shape: Shape
    """Of one row."""

    item_ids: Sequence[str]
    """As they were asked for, duplicates included."""

    answered_at_millis: int
    """The host's clock when it answered, in milliseconds since the epoch."""

    short_texts: Optional[Sequence[str]]
    """The line that rankers keep as text, of each item; empty where there is none. None where it was not asked for."""

    tokens: memoryview
    """All rows, read-only bytes inside the answer, or a copy of what was in shared memory."""

    def __init__(
        self,
        *,
        model: EmbeddingModel,
        shape: Shape,
        item_ids: Sequence[str],
        statuses: bytes,
        versions: memoryview,
        changed_at_millis: memoryview,
        answered_at_millis: int,
        short_texts: Optional[Sequence[str]],
        tokens: memoryview,
        fallback: Fallback,
    ) -> None:
        self.model = model
        self.shape = shape
        self.item_ids = item_ids
        self.answered_at_millis = answered_at_millis
        self.short_texts = short_texts
        self.tokens = tokens
        # Arrays are made when they are asked for: who takes the tensor alone does not wait for them.
        self._statuses = statuses
        self._versions = versions
        self._changed_at_millis = changed_at_millis
        self._fallback = fallback
        self._aligned: Optional[npt.NDArray[Any]] = None

    def __len__(self) -> int:
        return len(self.item_ids)

    def __repr__(self) -> str:
        return f"EmbeddingBatch([{len(self)}, {self.shape.tokens}, {self.shape.dimension}] {self.shape.dtype.name} of {self.model.space})"

    @property
    def statuses(self) -> npt.NDArray[np.uint8]:
        """Of each item, an :class:`ItemStatus`."""
        return np.frombuffer(self._statuses, dtype=np.uint8)

    @property
    def versions(self) -> npt.NDArray[np.int64]:
        """The readable version of each item; 0 for a MISS."""
        return np.frombuffer(self._versions, dtype="<i8")

    @property
    def changed_at_millis(self) -> npt.NDArray[np.int64]:
        """When the source made the readable change, in milliseconds since the epoch; 0 for a MISS."""
        return np.frombuffer(self._changed_at_millis, dtype="<i8")

    @property
    def usable(self) -> npt.NDArray[np.bool_]:
        """Whether an item's row may be used, as the read's fallback says."""
        return self._fallback.usable(self.statuses)

    @property
    def usable_rows(self) -> npt.NDArray[np.intp]:
        """The positions of the items whose rows may be used."""
        return np.flatnonzero(self.usable)

    @property
    def ages(self) -> npt.NDArray[np.float64]:
        """Seconds from each item's readable change to this answer, by the host's clock; NaN for a MISS."""
        ages = (self.answered_at_millis - self.changed_at_millis) / 1000.0
        ages[self.statuses == ItemStatus.MISS] = np.nan
        return ages

    def status(self, item: int) -> ItemStatus:
        return ItemStatus(self._statuses[item])

    def row(self, item: int) -> EmbeddingRow:
        status = self.status(item)
        known = status is not ItemStatus.MISS
        text = self.short_texts[item] if self.short_texts is not None else ""
        return EmbeddingRow(
            item_id=self.item_ids[item],
            status=status,
            version=int(self.versions[item]) if known else None,
            changed_at_millis=int(self.changed_at_millis[item]) if known else None,
            short_text=text or None,
        )

    def numpy(self) -> npt.NDArray[Any]:
        """[items, tokens, dimension] as float16, float32 or int8: a read-only view. numpy has no bfloat16: of such tokens take
        :meth:`float32`, :meth:`bits` or :meth:`torch`."""
        if self.shape.dtype is Dtype.BFLOAT16:
            raise TypeError("numpy has no bfloat16 (expected: float32(), bits() or torch() for tokens in BFLOAT16)")
        return self._numbers()

    def bits(self) -> npt.NDArray[np.uint16]:
        """[items, tokens, dimension], each number of BFLOAT16 or FLOAT16 as its 16 bits: a read-only view."""
        if self.shape.dtype.bytes != 2:
            raise TypeError(f"dtype: {self.shape.dtype.name} (expected: BFLOAT16 or FLOAT16)")
        return self._numbers().view("<u2")

    def float32(self) -> npt.NDArray[np.float32]:
        """[items, tokens, dimension] converted to float32, exactly: a copy that the caller may write. INT8 gives the integers as
        they are: what they stand for, the model's training knows."""
        if self.shape.dtype is Dtype.BFLOAT16:
            return (self.bits().astype(np.uint32) << 16).view(np.float32)
        return self.numpy().astype(np.float32)

    def torch(self, device: Union["torch.device", str, None] = None) -> "torch.Tensor":
        """[items, tokens, dimension] as a tensor of the tokens' own type. On the CPU it shares the answer's memory and **must not
        be written** (``clone()`` it first); on another device it is the one copy that goes there."""
        torch_module = _torch()
        tensor = torch_module.from_numpy(self._numbers())
        if self.shape.dtype is Dtype.BFLOAT16:
            tensor = tensor.view(torch_module.bfloat16)
        return tensor if device is None else tensor.to(device)

    def _dimensions(self) -> tuple[int, int, int]:
        return len(self), self.shape.tokens, self.shape.dimension

    def _numbers(self) -> npt.NDArray[Any]:
        """Where a message's fields begin is the sender's choice, and numpy is slow and C undefined with numbers across their
        boundaries."""
        numbers = self._aligned
        if numbers is None:
            numbers = np.ndarray(self._dimensions(), self.shape._stored, self.tokens)
            if not numbers.flags.aligned:
                numbers = numbers.copy()
                numbers.flags.writeable = False
            self._aligned = numbers
        return numbers


_STORED = {Dtype.FLOAT16: "<f2", Dtype.BFLOAT16: "<i2", Dtype.FLOAT32: "<f4", Dtype.INT8: "i1"}


_torch_lock = threading.Lock()


@functools.lru_cache(maxsize=1)
def _torch() -> Any:
    """Loaded when the first tensor is asked for. torch has no read-only tensors, and says so at the first array that is
    read-only, once a process: here, where nobody has to hear it. The filter names that sentence alone, and stays: to put the
    filters back as they were would undo what other threads did to them meanwhile."""
    import torch

    with _torch_lock:
        warnings.filterwarnings("ignore", "The given NumPy array is not writable", UserWarning)
        torch.from_numpy(np.frombuffer(b"\0", dtype=np.uint8))
    return torch
