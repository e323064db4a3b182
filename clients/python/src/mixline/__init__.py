"""Reads embedding tokens from a Mixline cache: a whole candidate list in one call, as one numpy array or torch tensor."""

from mixline._version import VERSION as __version__
from mixline.aio import AsyncEmbeddingClient
from mixline.batch import EmbeddingBatch, EmbeddingModel, EmbeddingRow, Shape
from mixline.client import EmbeddingClient
from mixline.description import HeldModel, HeldPartition, HostDescription
from mixline.errors import (
    BadRequest,
    CacheUnavailable,
    CallFailed,
    DeadlineExceeded,
    MalformedAnswer,
    MixlineError,
    ReadRefused,
    UnusableItems,
)
from mixline.fallback import Action, Fallback
from mixline.options import ClientOptions, Retry, TlsOptions
from mixline.statuses import Dtype, ItemStatus, Refusal

__all__ = [
    "Action",
    "AsyncEmbeddingClient",
    "BadRequest",
    "CacheUnavailable",
    "CallFailed",
    "ClientOptions",
    "DeadlineExceeded",
    "Dtype",
    "EmbeddingBatch",
    "EmbeddingClient",
    "EmbeddingModel",
    "EmbeddingRow",
    "Fallback",
    "HeldModel",
    "HeldPartition",
    "HostDescription",
    "ItemStatus",
    "MalformedAnswer",
    "MixlineError",
    "ReadRefused",
    "Refusal",
    "Retry",
    "Shape",
    "TlsOptions",
    "UnusableItems",
    "__version__",
]
