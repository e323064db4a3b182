"""What becomes of a row that is no HIT: declared by the caller, per status."""

from __future__ import annotations

import dataclasses
import enum
import functools
from typing import Optional, Sequence

import numpy as np
import numpy.typing as npt

from mixline.errors import UnusableItems
from mixline.statuses import ItemStatus


class Action(enum.Enum):
    """What to do with the row of an item that is no HIT."""

    USE_TOKENS = "USE_TOKENS"
    """The row counts as usable, with the tokens that it holds: for STALE only."""

    USE_ZERO = "USE_ZERO"
    """The row counts as usable, though it is zero: for MISS and DELETED only."""

    LEAVE_OUT = "LEAVE_OUT"
    """The row does not count as usable."""

    RAISE = "RAISE"
    """The read fails with :class:`mixline.UnusableItems`."""


@dataclasses.dataclass(frozen=True)
class Fallback:
    """Which rows count as usable beside HITs. By default none: a zero row scores like any other, and STALE only comes from
    a rule that the caller gave."""

    miss: Action = Action.LEAVE_OUT
    deleted: Action = Action.LEAVE_OUT
    stale: Action = Action.LEAVE_OUT

    def __post_init__(self) -> None:
        for name, action, senseless in (
            ("miss", self.miss, Action.USE_TOKENS),
            ("deleted", self.deleted, Action.USE_TOKENS),
            ("stale", self.stale, Action.USE_ZERO),
        ):
            if not isinstance(action, Action) or action is senseless:
                expected = ", ".join(other.name for other in Action if other is not senseless)
                raise ValueError(f"{name}: {action} (expected: {expected})")

    def usable(self, statuses: npt.NDArray[np.uint8], item_ids: Sequence[str]) -> npt.NDArray[np.bool_]:
        """One flag an item; raises where an item has a status for which this says RAISE."""
        counts, raises = _by_status(self)
        if raises is not None:
            found = np.flatnonzero(raises[statuses])
            if found.size:
                raise UnusableItems([item_ids[item] for item in found], self._describe(found, statuses, item_ids))
        usable: npt.NDArray[np.bool_] = counts[statuses]
        return usable

    @staticmethod
    def _describe(found: npt.NDArray[np.intp], statuses: npt.NDArray[np.uint8], item_ids: Sequence[str]) -> str:
        shown = ", ".join(f"{item_ids[item]!r} {ItemStatus(int(statuses[item])).name}" for item in found[:5])
        more = ", ..." if found.size > 5 else ""
        return f"{found.size} of {len(item_ids)} items are not usable: {shown}{more}"


@functools.lru_cache(maxsize=64)
def _by_status(fallback: Fallback) -> tuple[npt.NDArray[np.bool_], Optional[npt.NDArray[np.bool_]]]:
    """By status: whether it counts as usable, and whether it raises; the second is None where none does."""
    actions = {ItemStatus.MISS: fallback.miss, ItemStatus.DELETED: fallback.deleted, ItemStatus.STALE: fallback.stale}
    counts = [actions.get(status) in (None, Action.USE_TOKENS, Action.USE_ZERO) for status in ItemStatus]
    raises = [actions.get(status) is Action.RAISE for status in ItemStatus]
    return np.array(counts), np.array(raises) if any(raises) else None
