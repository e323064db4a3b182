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

    def usable(self, statuses: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
        """One flag an item."""
        usable: npt.NDArray[np.bool_] = self._counting[statuses]
        return usable

    def check(self, statuses: bytes, item_ids: Sequence[str]) -> None:
        """Raises where an item has a status for which this says RAISE."""
        if statuses.translate(None, self._not_raising):
            found = [item for item, status in enumerate(statuses) if status not in self._not_raising]
            raise UnusableItems([item_ids[item] for item in found], self._describe(found, statuses, item_ids))

    @functools.cached_property
    def _counting(self) -> npt.NDArray[np.bool_]:
        """By status."""
        return np.array([self._action(status) in (None, Action.USE_TOKENS, Action.USE_ZERO) for status in ItemStatus])

    @functools.cached_property
    def _not_raising(self) -> bytes:
        return bytes(status for status in ItemStatus if self._action(status) is not Action.RAISE)

    def _action(self, status: ItemStatus) -> Optional[Action]:
        """None for a HIT."""
        return {ItemStatus.MISS: self.miss, ItemStatus.DELETED: self.deleted, ItemStatus.STALE: self.stale}.get(status)

    @staticmethod
    def _describe(found: list[int], statuses: bytes, item_ids: Sequence[str]) -> str:
        shown = ", ".join(f"{item_ids[item]!r} {ItemStatus(statuses[item]).name}" for item in found[:5])
        more = ", ..." if len(found) > 5 else ""
        return f"{len(found)} of {len(item_ids)} items are not usable: {shown}{more}"
