"""A host of the tests' own, which answers whatever a test wants, and the address of a real one."""

from __future__ import annotations

import pathlib
from concurrent import futures
from typing import Any, Callable, Iterator, Optional

import grpc
import pytest

from mixline.cache.v1 import embedding_cache_pb2 as protocol


def pytest_addoption(parser: Any) -> None:
    parser.addoption("--server", action="append", default=[], help="address of a sample server; may be given twice (TCP, unix:)")


def pytest_generate_tests(metafunc: Any) -> None:
    if "server" in metafunc.fixturenames:
        addresses = metafunc.config.getoption("--server")
        if addresses:
            metafunc.parametrize("server", addresses)
        else:
            skipped = pytest.param(None, marks=pytest.mark.skip(reason="NO REAL SERVER: give --server ADDRESS"))
            metafunc.parametrize("server", [skipped], ids=["no-server"])


def pytest_terminal_summary(terminalreporter: Any, config: Any) -> None:
    if not config.getoption("--server"):
        terminalreporter.write_sep("!", "tests against the real server were SKIPPED: give --server ADDRESS", red=True)


Answer = Callable[[bytes, Any], bytes]


class OddHost:
    """Speaks the protocol over TCP and a Unix socket; ``get`` and ``describe`` are what it answers with, as bytes."""

    def __init__(self, directory: pathlib.Path) -> None:
        self.get: Optional[Answer] = None
        self.describe: Optional[Answer] = None
        self.calls = 0
        self._server = grpc.server(futures.ThreadPoolExecutor(8), options=[("grpc.so_reuseport", 0)])
        self._server.add_generic_rpc_handlers([_Methods(self)])
        self.tcp = f"127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"
        self.unix = f"unix:{directory}/host.sock"
        assert self._server.add_insecure_port(self.unix)
        self._server.start()

    def requests_answered_with(self, answer: Answer) -> list[Any]:
        """Answers with that from now on; the list fills with the requests."""
        requests: list[Any] = []

        def keep(message: bytes, context: Any) -> bytes:
            requests.append(protocol.GetEmbeddingsRequest.FromString(message))
            return answer(message, context)

        self.get = keep
        return requests

    def stop(self) -> None:
        self._server.stop(None).wait()


class _Methods(grpc.GenericRpcHandler):  # type: ignore[misc]
    def __init__(self, host: OddHost) -> None:
        self._host = host

    def service(self, details: Any) -> Any:
        return grpc.unary_unary_rpc_method_handler(
            self._get if details.method.endswith("/GetEmbeddings") else self._describe
        )

    def _get(self, message: bytes, context: Any) -> bytes:
        self._host.calls += 1
        assert self._host.get is not None
        return self._host.get(message, context)

    def _describe(self, message: bytes, context: Any) -> bytes:
        assert self._host.describe is not None
        return self._host.describe(message, context)


@pytest.fixture
def host(tmp_path: pathlib.Path) -> Iterator[OddHost]:
    odd = OddHost(tmp_path)
    yield odd
    odd.stop()
