"""Both clients, called alike."""

from __future__ import annotations

import asyncio
from typing import Any

from mixline import AsyncEmbeddingClient, EmbeddingClient


class Threads:
    """Calls the client for threads."""

    def __init__(self, target: str, **wanted: Any) -> None:
        self.client = EmbeddingClient(target, **wanted)

    async def call(self, name: str, *args: Any, **kwargs: Any) -> Any:
        return await asyncio.to_thread(getattr(self.client, name), *args, **kwargs)

    async def close(self) -> None:
        await asyncio.to_thread(self.client.close)


class Asyncio:
    """Calls the client for asyncio."""

    def __init__(self, target: str, **wanted: Any) -> None:
        self.client = AsyncEmbeddingClient(target, **wanted)

    async def call(self, name: str, *args: Any, **kwargs: Any) -> Any:
        return await getattr(self.client, name)(*args, **kwargs)

    async def close(self) -> None:
        await self.client.close()
