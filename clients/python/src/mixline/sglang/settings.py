"""What a ranker was trained with, and what becomes of items without usable tokens."""

from __future__ import annotations

import dataclasses
import datetime
import enum
from typing import Optional, Sequence

from mixline.sglang.templates import Template


class Treatment(enum.Enum):
    """What becomes of an item, by its status."""

    TOKENS = "TOKENS"
    """It is scored by the tokens that its row holds: for STALE only."""

    SHORT_TEXT = "SHORT_TEXT"
    """It is scored by the short text that the cache has of it, as old as its tokens: for STALE only. Else as for TEXT."""

    TEXT = "TEXT"
    """It is scored by the caller's text."""

    SKIP = "SKIP"
    """It is not scored."""

    FLOOR = "FLOOR"
    """It is not sent, and gets the settings' floor for a score."""

    RAISE = "RAISE"
    """Nothing is scored: the call fails with :class:`mixline.UnusableItems`."""


class Basis(enum.Enum):
    """What an item's score comes from."""

    TOKENS = "TOKENS"
    SHORT_TEXT = "SHORT_TEXT"
    CALLER_TEXT = "CALLER_TEXT"
    FLOOR = "FLOOR"
    SKIPPED = "SKIPPED"


@dataclasses.dataclass(frozen=True)
class RankingFallback:
    """Per status; ``no_text`` is for items that should be scored by a text and have none."""

    miss: Treatment = Treatment.TEXT
    deleted: Treatment = Treatment.SKIP
    stale: Treatment = Treatment.TEXT
    no_text: Treatment = Treatment.SKIP

    def __post_init__(self) -> None:
        for name, senseless in (
            ("miss", (Treatment.TOKENS, Treatment.SHORT_TEXT)),
            ("deleted", (Treatment.TOKENS, Treatment.SHORT_TEXT)),
            ("stale", ()),
            ("no_text", (Treatment.TOKENS, Treatment.SHORT_TEXT, Treatment.TEXT)),
        ):
            treatment = getattr(self, name)
            if not isinstance(treatment, Treatment) or treatment in senseless:
                expected = ", ".join(other.name for other in Treatment if other not in senseless)
                raise ValueError(f"{name}: {treatment} (expected: {expected})")

    @property
    def wants_text(self) -> bool:
        return bool({Treatment.TEXT, Treatment.SHORT_TEXT} & {self.miss, self.deleted, self.stale})


@dataclasses.dataclass(frozen=True)
class MixRankerSettings:
    """Of one ranker; everything that its training decided, and nothing that has a safe default.

    ``space``: the embedding space that it was trained with.
    ``placeholder``: the one token that stands where an embedding token goes; neither queries nor texts can bring it.
    ``query_template``: with ``{query}``. Sent before each item, with the tokenizer's own tokens of a beginning.
    ``item_template``: with ``{tokens}``, once, and ``{short_text}`` where the ranker keeps it as text.
    ``text_template``: with ``{text}``, for items that are scored by a text; None where no item is.
    ``label_token_ids``: the tokens whose probabilities are the scores; None for a sequence classification model.
    ``accepted``: the model fingerprints to take; empty for the current model of the space.
    ``dimension``: of the ranker's embeddings; None where the engine says it.
    ``int8_scale``: what tokens in INT8 are multiplied by; without it they are refused, since integers as they are would score
    like any others.
    ``floor``: the score of items that are floored, for each label.
    ``items_per_call``: at most, of the engine; None for all at once. With multi-item scoring all items of a call are one
    sequence, which has to fit the context.
    ``max_host_behind``, ``read_timeout`` (seconds): of reads from the cache.
    """

    space: str
    placeholder: str
    query_template: str
    item_template: str
    label_token_ids: Optional[Sequence[int]]
    text_template: Optional[str] = None
    fallback: RankingFallback = RankingFallback()
    accepted: Sequence[bytes] = ()
    dimension: Optional[int] = None
    int8_scale: Optional[float] = None
    apply_softmax: bool = True
    floor: float = 0.0
    items_per_call: Optional[int] = None
    max_host_behind: Optional[datetime.timedelta] = None
    read_timeout: Optional[float] = None

    def __post_init__(self) -> None:
        problems = list(self._problems())
        if problems:
            raise ValueError("; ".join(problems))

    def templates(self) -> tuple[Template, Template, Optional[Template]]:
        """Of queries, of items with tokens, of items with a text."""
        return (
            Template("query_template", self.query_template, required=("query",)),
            Template("item_template", self.item_template, required=("tokens",), optional=("short_text",)),
            None if self.text_template is None else Template("text_template", self.text_template, required=("text",)),
        )

    def _problems(self) -> Sequence[str]:
        problems = []
        if not self.placeholder:
            problems.append("placeholder: empty (expected: the name of one token)")
        try:
            self.templates()
        except ValueError as wrong:
            problems.append(str(wrong))
        for name in ("query_template", "item_template", "text_template"):
            if self.placeholder and self.placeholder in (getattr(self, name) or ""):
                problems.append(f"{name}: contains {self.placeholder!r} (expected: {{tokens}} in item_template alone)")
        if self.fallback.wants_text and self.text_template is None:
            problems.append("text_template: absent (expected: present, since the fallback says TEXT)")
        if self.label_token_ids is not None and not self.label_token_ids:
            problems.append("label_token_ids: empty (expected: at least one, or None for a classification model)")
        if self.items_per_call is not None and self.items_per_call < 1:
            problems.append(f"items_per_call: {self.items_per_call} (expected: > 0)")
        return problems
