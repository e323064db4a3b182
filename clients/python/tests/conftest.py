"""A host of the tests' own, which answers whatever a test wants, and the address of a real one."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import pathlib
import shlex
import subprocess
from concurrent import futures
from typing import Any, Callable, Iterator, Optional

import grpc
import pytest
from callers import Asyncio, Threads
from sglang_server import ScoreServer

import mixline
from mixline.cache.v1 import embedding_cache_pb2 as protocol


def pytest_addoption(parser: Any) -> None:
    parser.addoption(
        "--sample-server",
        help="the command that starts the Java SampleServer, without its options; else the tests that need it are skipped",
    )


def pytest_terminal_summary(terminalreporter: Any, config: Any) -> None:
    if not config.getoption("--sample-server"):
        terminalreporter.write_sep(
            "!", "NO REAL SERVER: its tests were SKIPPED: give --sample-server COMMAND", red=True
        )


@dataclasses.dataclass(frozen=True)
class SampleServer:
    """A running one; what it holds says the javadoc of SampleItems."""

    tcp: str
    unix: str
    space: str
    fingerprint: bytes
    items: int
    shape: mixline.Shape
    process: "subprocess.Popen[str]"

    def stop(self) -> None:
        """It ends when its input does."""
        self.process.communicate(timeout=60)


@pytest.fixture(scope="session")
def start_server(request: pytest.FixtureRequest) -> Iterator[Callable[..., SampleServer]]:
    command = request.config.getoption("--sample-server")
    if not command:
        pytest.skip("NO REAL SERVER: give --sample-server COMMAND")
    started: list[SampleServer] = []

    def start(**options: Any) -> SampleServer:
        words = [word for name, value in options.items() for word in (f"--{name.replace('_', '-')}", str(value))]
        process = subprocess.Popen(
            [*shlex.split(command), *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, f"the sample server ended with {process.wait()}"
        said = json.loads(line)
        shape = mixline.Shape(said["tokens"], said["dimension"], mixline.Dtype[said["dtype"]])
        fingerprint = bytes.fromhex(said["fingerprint"])
        server = SampleServer(said["tcp"], said["unix"], said["space"], fingerprint, said["items"], shape, process)
        started.append(server)
        return server

    yield start
    for server in started:
        if server.process.poll() is None:
            server.stop()


Answer = Callable[[bytes, Any], bytes]


class OddHost:
    """Speaks the protocol over TCP and a Unix socket; ``get``, ``open`` and ``describe`` are what it answers with, as bytes. It
    opens no shared memory where ``open`` is None."""

    def __init__(self, directory: pathlib.Path) -> None:
        self.get: Optional[Answer] = None
        self.open: Optional[Answer] = None
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
        answer = {
            "GetEmbeddings": self._get,
            "OpenSharedMemory": self._host.open,
            "Describe": self._describe,
        }[details.method.rpartition("/")[2]]
        return None if answer is None else grpc.unary_unary_rpc_method_handler(answer)

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


@pytest.fixture
def start_scores() -> Iterator[Callable[[int], ScoreServer]]:
    """Servers of rows of a dimension, which end with the test."""
    with contextlib.ExitStack() as started:

        def start(dimension: int) -> ScoreServer:
            server = ScoreServer(dimension)
            started.callback(server.stop)
            return server

        yield start


@pytest.fixture(params=[Threads, Asyncio])
def kind(request: pytest.FixtureRequest) -> Any:
    return request.param
