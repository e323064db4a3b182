"""Rankers over an engine in this process: for threads, and for asyncio."""

from __future__ import annotations

import dataclasses
import math
from typing import TYPE_CHECKING, Any, Mapping, Optional, Sequence

from mixline.aio import AsyncEmbeddingClient
from mixline.batch import EmbeddingBatch
from mixline.client import EmbeddingClient
from mixline.errors import BadRequest, MalformedAnswer, UnusableItems
from mixline.sglang.scores import ItemScore
from mixline.sglang.settings import Basis, MixRankerSettings, Treatment
from mixline.sglang.templates import Prompts
from mixline.statuses import Dtype, ItemStatus
from mixline._wire import MinVersions

if TYPE_CHECKING:
    import torch


class MixRanker:
    """Scores a query's items with ``engine.score`` of SGLang: their embedding tokens travel as tensors, not as JSON. As
    thread-safe as the engine, whose ``score`` runs its event loop: one call at a time."""

    def __init__(
        self, engine: Any, client: EmbeddingClient, settings: MixRankerSettings, *, tokenizer: Optional[Any] = None
    ) -> None:
        self._engine = engine
        self._client = client
        self._prompting = _Prompting(engine, settings, tokenizer)

    def score(
        self,
        query: str,
        item_ids: Sequence[str],
        texts: Optional[Mapping[str, str]] = None,
        *,
        min_versions: Optional[MinVersions] = None,
    ) -> list[ItemScore]:
        """One for each id, in their order. ``texts``: of items by id, for those that the cache has no text of."""
        batch = self._client.get(**self._prompting.read(item_ids, min_versions))
        calls = self._prompting.calls(query, batch, texts or {})
        return calls.finish([self._engine.score(**arguments) for arguments in calls.arguments])


class AsyncMixRanker:
    """:class:`MixRanker` for asyncio, with the engine's ``async_score``."""

    def __init__(
        self, engine: Any, client: AsyncEmbeddingClient, settings: MixRankerSettings, *, tokenizer: Optional[Any] = None
    ) -> None:
        self._engine = engine
        self._client = client
        self._prompting = _Prompting(engine, settings, tokenizer)

    async def score(
        self,
        query: str,
        item_ids: Sequence[str],
        texts: Optional[Mapping[str, str]] = None,
        *,
        min_versions: Optional[MinVersions] = None,
    ) -> list[ItemScore]:
        """As :meth:`MixRanker.score`."""
        batch = await self._client.get(**self._prompting.read(item_ids, min_versions))
        calls = self._prompting.calls(query, batch, texts or {})
        return calls.finish([await self._engine.async_score(**arguments) for arguments in calls.arguments])


@dataclasses.dataclass
class _Calls:
    """Of the engine: the arguments of each, and where the items of each stand in the answer."""

    settings: MixRankerSettings
    batch: EmbeddingBatch
    bases: list[Basis]
    arguments: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    positions: list[list[int]] = dataclasses.field(default_factory=list)

    def finish(self, results: Sequence[Any]) -> list[ItemScore]:
        labels = None if self.settings.label_token_ids is None else len(self.settings.label_token_ids)
        rows: dict[int, tuple[float, ...]] = {}
        for positions, result in zip(self.positions, results):
            # Older engines give the list itself.
            scores = getattr(result, "scores", result)
            if len(scores) != len(positions):
                raise MalformedAnswer(f"scores: {len(scores)} (expected: one of each of the {len(positions)} items)")
            for position, row in zip(positions, scores):
                labels = len(row) if labels is None else labels
                if len(row) != labels or any(math.isnan(score) for score in row):
                    raise MalformedAnswer(
                        f"scores of {self.batch.item_ids[position]!r}: {row} (expected: {labels} numbers)"
                    )
                rows[position] = tuple(float(score) for score in row)
        floor = (float(self.settings.floor),) * (labels or 1)
        return [
            ItemScore(item_id, self.batch.status(item), basis, floor if basis is Basis.FLOOR else rows.get(item, ()))
            for item, (item_id, basis) in enumerate(zip(self.batch.item_ids, self.bases))
        ]


class _Prompting:
    """Everything but the calls: checked before any of them is made."""

    def __init__(self, engine: Any, settings: MixRankerSettings, tokenizer: Optional[Any]) -> None:
        self._settings = settings
        manager = getattr(engine, "tokenizer_manager", None)
        tokenizer = getattr(manager, "tokenizer", None) if tokenizer is None else tokenizer
        if tokenizer is None:
            raise ValueError("tokenizer: the engine has none (expected: the model's, given to the ranker)")
        self._prompts = Prompts(tokenizer, settings.placeholder)
        self._query, self._item, self._text = settings.templates()
        self._wants_short_texts = "short_text" in self._item.places or settings.fallback.stale is Treatment.SHORT_TEXT
        # What an engine in process knows of its model.
        hidden = getattr(getattr(manager, "model_config", None), "hidden_size", None)
        self._dimension = settings.dimension if settings.dimension is not None else hidden
        self._item_ids: dict[int, list[int]] = {}

    def read(self, item_ids: Sequence[str], min_versions: Optional[MinVersions]) -> dict[str, Any]:
        return dict(
            space=self._settings.space,
            item_ids=item_ids,
            accepted=self._settings.accepted,
            short_texts=self._wants_short_texts,
            min_versions=min_versions,
            max_host_behind=self._settings.max_host_behind,
            timeout=self._settings.read_timeout,
        )

    def calls(self, query: str, batch: EmbeddingBatch, texts: Mapping[str, str]) -> _Calls:
        if not isinstance(query, str):
            raise BadRequest(f"query: {type(query).__name__} (expected: a str)")
        self._check(batch)
        chosen = [self._choose(batch, item, texts) for item in range(len(batch))]
        calls = _Calls(self._settings, batch, [basis for basis, _ in chosen])
        raising = [batch.item_ids[item] for item, (basis, _) in enumerate(chosen) if basis is None]
        if raising:
            raise UnusableItems(raising, f"{len(raising)} of {len(batch)} items have no usable tokens: {raising[:5]}")
        sent = [item for item, (basis, _) in enumerate(chosen) if basis not in (Basis.SKIPPED, Basis.FLOOR)]
        if not sent:
            return calls
        query_ids = self._prompts.ids(self._query, {"query": query}, begins=True)
        k = batch.shape.tokens
        vectors = self._vectors(batch) if any(chosen[item][0] is Basis.TOKENS for item in sent) else ()
        for first in range(0, len(sent), self._settings.items_per_call or len(sent)):
            positions = sent[first : first + (self._settings.items_per_call or len(sent))]
            overrides = [
                list(vectors[item * k : item * k + k]) if chosen[item][0] is Basis.TOKENS else None
                for item in positions
            ]
            arguments = dict(
                query=query_ids,
                items=[
                    self._token_item(k, chosen[item][1])
                    if chosen[item][0] is Basis.TOKENS
                    else self._text_item(chosen[item][1])
                    for item in positions
                ],
                label_token_ids=None
                if self._settings.label_token_ids is None
                else list(self._settings.label_token_ids),
                apply_softmax=self._settings.apply_softmax,
            )
            if any(override is not None for override in overrides):
                arguments["embed_override_token_id"] = self._prompts.placeholder_id
                arguments["item_embed_overrides"] = overrides
            calls.positions.append(positions)
            calls.arguments.append(arguments)
        return calls

    def _check(self, batch: EmbeddingBatch) -> None:
        """The client has checked the space; what is left is whether such tokens fit the ranker."""
        if batch.model.space != self._settings.space:
            raise MalformedAnswer(f"space: {batch.model.space!r} (expected: {self._settings.space!r})")
        if self._dimension is not None and batch.shape.dimension != self._dimension:
            raise BadRequest(
                f"space {batch.model.space!r}: tokens of dimension {batch.shape.dimension} (expected: {self._dimension}, "
                "the ranker's)"
            )
        if batch.shape.dtype is Dtype.INT8 and self._settings.int8_scale is None:
            raise BadRequest("int8_scale: absent (expected: what the training multiplies INT8 by)")

    def _choose(self, batch: EmbeddingBatch, item: int, texts: Mapping[str, str]) -> tuple[Any, str]:
        """What the item is scored by, None for a failure, and its text; a blank text is none."""
        fallback = self._settings.fallback
        status = batch.status(item)
        short_text = batch.short_texts[item] if batch.short_texts is not None else ""
        if status is ItemStatus.HIT:
            return Basis.TOKENS, short_text
        treatment = {
            ItemStatus.MISS: fallback.miss,
            ItemStatus.DELETED: fallback.deleted,
            ItemStatus.STALE: fallback.stale,
        }[status]
        if treatment is Treatment.TOKENS:
            return Basis.TOKENS, short_text
        if treatment is Treatment.SHORT_TEXT and short_text.strip():
            return Basis.SHORT_TEXT, short_text
        if treatment in (Treatment.SHORT_TEXT, Treatment.TEXT):
            text = texts.get(batch.item_ids[item])
            if text and text.strip():
                return Basis.CALLER_TEXT, text
            treatment = fallback.no_text
        return {Treatment.SKIP: Basis.SKIPPED, Treatment.FLOOR: Basis.FLOOR, Treatment.RAISE: None}[treatment], ""

    def _vectors(self, batch: EmbeddingBatch) -> Sequence["torch.Tensor"]:
        """All rows' tokens, one after the other, as views."""
        tensor = batch.torch()
        if batch.shape.dtype is Dtype.INT8:
            tensor = tensor.float() * self._settings.int8_scale
        return tuple(tensor.view(-1, batch.shape.dimension).unbind(0))

    def _token_item(self, k: int, short_text: str) -> list[int]:
        if "short_text" in self._item.places:
            return self._prompts.ids(self._item, {"short_text": short_text}, placeholders=k)
        ids = self._item_ids.get(k)
        if ids is None:
            ids = self._item_ids[k] = self._prompts.ids(self._item, {}, placeholders=k)
        return list(ids)

    def _text_item(self, text: str) -> list[int]:
        assert self._text is not None, "the settings have a text template wherever the fallback may choose one"
        return self._prompts.ids(self._text, {"text": text})
