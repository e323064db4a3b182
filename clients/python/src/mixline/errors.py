"""What goes wrong with a read. Callers branch on the class, and on a refusal's reason, never on a message."""

from __future__ import annotations

from typing import Sequence

from mixline.statuses import Refusal


class MixlineError(Exception):
    """Everything that this package raises on purpose."""


class BadRequest(MixlineError, ValueError):
    """The request itself is wrong; sending it again is of no use. Mostly found before anything is sent."""


class ReadRefused(MixlineError):
    """No model fits the request: a reader never gets tokens of another one."""

    def __init__(self, reason: Refusal, message: str) -> None:
        super().__init__(f"{reason.name}: {message}")
        self.reason = reason

    @property
    def is_retryable(self) -> bool:
        """Whether the same request may be answered later, or by another host."""
        return self.reason.is_retryable


class CacheUnavailable(MixlineError):
    """The host cannot be reached, or went away during the call."""


class DeadlineExceeded(MixlineError, TimeoutError):
    """The answer did not come in time."""


class MalformedAnswer(MixlineError):
    """What came is not an answer to what was asked: nothing of it was used."""


class CallFailed(MixlineError):
    """The call ended in another way; ``code`` is gRPC's name of it, such as ``PERMISSION_DENIED``."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


class UnusableItems(MixlineError):
    """Items have a status for which the fallback says RAISE."""

    def __init__(self, item_ids: Sequence[str], message: str) -> None:
        super().__init__(message)
        self.item_ids = tuple(item_ids)
