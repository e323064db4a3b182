"""What a ranking gives."""

from __future__ import annotations

import dataclasses
from typing import Optional

from mixline.sglang.settings import Basis
from mixline.statuses import ItemStatus


@dataclasses.dataclass(frozen=True)
class ItemScore:
    """One item's: a score for each label, in the order of the settings' ``label_token_ids``; none where it was skipped."""

    item_id: str
    status: ItemStatus
    basis: Basis
    scores: tuple[float, ...]

    @property
    def score(self) -> Optional[float]:
        """Of the first label; None where the item was skipped."""
        return self.scores[0] if self.scores else None
