"""Ranks with SGLang's score API: queries as text, items as the embedding tokens that a Mixline cache holds of them.

Imports nothing of SGLang: an engine is what has its ``score`` or ``async_score``. Needs torch.
"""

from mixline.sglang.http import HttpEngine
from mixline.sglang.ranker import AsyncMixRanker, MixRanker
from mixline.sglang.settings import Basis, MixRankerSettings, RankingFallback, Treatment
from mixline.sglang.scores import ItemScore

__all__ = [
    "AsyncMixRanker",
    "Basis",
    "HttpEngine",
    "ItemScore",
    "MixRanker",
    "MixRankerSettings",
    "RankingFallback",
    "Treatment",
]
