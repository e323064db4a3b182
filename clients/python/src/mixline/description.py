"""What a host says of itself."""

from __future__ import annotations

import dataclasses
from typing import Optional

from mixline.batch import EmbeddingModel, Shape


@dataclasses.dataclass(frozen=True)
class HeldModel:
    """``shape`` is None while only tombstones were seen; ``current`` is what a read gets that names no fingerprints."""

    model: EmbeddingModel
    shape: Optional[Shape]
    current: bool
    live_items: int
    deleted_items: int
    topics: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class HeldPartition:
    """Everything below ``next_offset`` is readable, or was replaced; ``hosts`` are where it can be read."""

    topic: str
    partition: int
    next_offset: int
    hosts: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class HostDescription:
    """What a host holds, and how far it is.

    ``ready``: whether its reads are up to date, as its settings say what that is.
    ``behind_millis``: everything that stood in the topics that long ago is readable; None before it first caught up.
    """

    host: str
    ready: bool
    lag_records: int
    behind_millis: Optional[int]
    models: tuple[HeldModel, ...]
    partitions: tuple[HeldPartition, ...]
