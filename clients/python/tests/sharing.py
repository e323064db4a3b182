"""The shared memory of a host of the tests' own."""

from __future__ import annotations

import os
import pathlib
import threading
from typing import Any, Callable, Optional

import answers
from conftest import OddHost

from mixline.cache.v1 import embedding_cache_pb2 as protocol


class Sharing:
    """Lets a host open shared memory, and answer with tokens in it: those of ``answer``, made of the request. What is in
    ``fail`` comes first, and may end the call."""

    def __init__(self, host: OddHost, directory: pathlib.Path) -> None:
        self.answer: Callable[[Any], Any] = lambda request: answers.message(len(request.item_ids))
        self.fail: Optional[Callable[[bytes, Any], bytes]] = None
        self.asked: list[int] = []
        self.named: list[bytes] = []
        self.files: dict[bytes, pathlib.Path] = {}
        self.directory = directory
        self.in_use: set[bytes] = set()
        self.was_named_by_two = False
        self._lock = threading.Lock()
        host.open = self._open
        host.get = self._get

    @property
    def keys(self) -> list[bytes]:
        """Of all that was opened, in order."""
        return list(self.files)

    def mapped(self) -> set[bytes]:
        """Keys of those that this process has mapped now."""
        maps = pathlib.Path("/proc/self/maps").read_text()
        return {key for key, file in self.files.items() if str(file) in maps}

    def forget(self) -> None:
        for file in self.files.values():
            file.unlink(missing_ok=True)

    def _open(self, message: bytes, context: Any) -> bytes:
        size = protocol.OpenSharedMemoryRequest.FromString(message).bytes
        key = os.urandom(16)
        file = self.directory / f"{key.hex()}.tokens"
        with open(file, "wb") as opened:
            opened.truncate(size)
        with self._lock:
            self.asked.append(size)
            self.files[key] = file
        return protocol.OpenSharedMemoryResponse(file=str(file), key=key).SerializeToString()

    def _get(self, message: bytes, context: Any) -> bytes:
        request = protocol.GetEmbeddingsRequest.FromString(message)
        key = request.shared_memory_key
        with self._lock:
            self.named.append(key)
            self.was_named_by_two |= key in self.in_use
            if key:
                self.in_use.add(key)
        try:
            if self.fail is not None:
                return self.fail(message, context)
            whole = self.answer(request)
            file = self.files.get(key)
            if file is not None and file.exists() and len(whole.tokens) <= file.stat().st_size:
                self._write(file, whole.tokens)
                whole.shared_token_bytes = len(whole.tokens)
                whole.ClearField("tokens")
            return bytes(whole.SerializeToString())
        finally:
            with self._lock:
                self.in_use.discard(key)

    @staticmethod
    def _write(file: pathlib.Path, tokens: bytes) -> None:
        descriptor = os.open(file, os.O_WRONLY)
        try:
            assert os.pwrite(descriptor, tokens, 0) == len(tokens)
        finally:
            os.close(descriptor)
