"""A candidate list's tokens, tensor in hand: this client beside redis-py and beside a bare socket that speaks to Redis.

Question: is a read through gRPC, from RocksDB, as fast as Redis is from Python? 250 items of 2 KiB a call, over TCP and a Unix
socket, the same bytes in both stores, one thread. Rounds of each turn by turn, in an order that turns with the round, each on a connection
of its own, for some connections are faster than others; a ratio is one of the same round.

    mixline       EmbeddingClient.get(...).torch()
    gRPC alone    the same call by grpcio, its request encoded before the clock starts, the answer's
                  bytes not looked at
    redis-py      redis.Redis(...).mget(...), joined, as a tensor
    bare socket   an MGET that was encoded before the clock starts, received into memory that is there already, cut at known
                  places, packed into a tensor: what no client does, and none can beat by much

Needs redis-server and python3-redis. The first two lines of the output name machine and versions.

    mvn -q -pl cache-writer -am -DskipTests package
    PYTHONPATH=clients/python/src python3 clients/python/benchmarks/read.py --sample-server .ci/sample-server
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import platform
import shlex
import socket
import statistics
import subprocess
import tempfile
import time
from typing import Any, Callable, Dict, List, Tuple

import grpc
import numpy as np
import redis
import torch

from mixline import ClientOptions, EmbeddingClient
from mixline.cache.v1.embedding_cache_pb2 import GetEmbeddingsRequest

WARMUP_ROUNDS = 10
CALLS_BEFORE = 100
Read = Callable[[int], Any]
Close = Callable[[], None]
Reader = Callable[[], Tuple[Read, Close]]


class BareSocket:
    """One MGET at a time, no parser: every answer has rows of one length at places that are known before."""

    def __init__(self, family: int, address: Any, lists: List[List[str]], row: int) -> None:
        self._socket = socket.socket(family, socket.SOCK_STREAM)
        self._socket.connect(address)
        if family == socket.AF_INET:
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._commands = [self._encode(ids) for ids in lists]
        self._items = len(lists[0])
        self._row = row
        self._before = len(b"*%d\r\n" % self._items)
        self._each = len(b"$%d\r\n" % row) + row + 2
        self._memory = bytearray(self._before + self._items * self._each)

    @staticmethod
    def _encode(ids: List[str]) -> bytes:
        words = [b"MGET", *(item_id.encode() for item_id in ids)]
        return b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(word), word) for word in words)

    def read(self, number: int) -> torch.Tensor:
        self._socket.sendall(self._commands[number])
        view = memoryview(self._memory)
        while view:
            view = view[self._socket.recv_into(view) :]
        rows = np.frombuffer(self._memory, dtype=np.uint8, offset=self._before).reshape(self._items, self._each)
        packed = np.ascontiguousarray(rows[:, -self._row - 2 : -2])
        return torch.from_numpy(packed).view(torch.float16)

    def close(self) -> None:
        self._socket.close()


def main() -> None:
    options = arguments()
    server = subprocess.Popen(
        [*shlex.split(options.sample_server), "--items", str(options.held)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    sample = json.loads(server.stdout.readline())
    with tempfile.TemporaryDirectory() as directory:
        port = free_port()
        store = subprocess.Popen(
            ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--unixsocket", f"{directory}/redis.sock"]
            + ["--save", "", "--appendonly", "no", "--dir", directory],
            stdout=subprocess.DEVNULL,
        )
        try:
            run(options, sample, port, f"{directory}/redis.sock")
        finally:
            store.terminate()
            store.wait()
            server.communicate()


def run(options: argparse.Namespace, sample: Dict[str, Any], port: int, path: str) -> None:
    live = [item for item in range(options.held) if item % 10 != 7]
    dice = np.random.default_rng(7)
    lists = [[f"item-{item}" for item in dice.choice(live, options.items, replace=False)] for _ in range(50)]
    row = 2 * sample["dimension"] * sample["tokens"]
    requests = [
        GetEmbeddingsRequest(
            embedding_space=sample["space"], item_ids=[item_id.encode() for item_id in ids]
        ).SerializeToString()
        for ids in lists
    ]
    wait_for(path)
    load(sample, port, [f"item-{item}" for item in live])
    for transport, target, connection, family, address in (
        ("TCP", sample["tcp"], {"port": port}, socket.AF_INET, ("127.0.0.1", port)),
        ("Unix socket", sample["unix"], {"unix_socket_path": path}, socket.AF_UNIX, path),
    ):

        def by_mixline() -> Tuple[Read, Close]:
            client = EmbeddingClient(target, options=ClientOptions(timeout=60))
            return lambda number: client.get(sample["space"], lists[number]).torch(), client.close

        def by_grpc() -> Tuple[Read, Close]:
            channel = grpc.insecure_channel(target, options=ClientOptions().channel_arguments())
            ask = channel.unary_unary("/mixline.cache.v1.EmbeddingCache/GetEmbeddings")
            return lambda number: ask(requests[number]), channel.close

        def by_redis() -> Tuple[Read, Close]:
            rival = redis.Redis(**connection)

            def read(number: int) -> torch.Tensor:
                rows = bytearray(b"".join(rival.mget(lists[number])))
                return torch.frombuffer(rows, dtype=torch.float16).view(options.items, -1, sample["dimension"])

            return read, rival.close

        def by_bare_socket() -> Tuple[Read, Close]:
            bare = BareSocket(family, address, lists, row)
            return bare.read, bare.close

        readers = {"mixline": by_mixline, "redis-py": by_redis, "bare socket": by_bare_socket}
        check(list(readers.values()))
        report(transport, options, measure({**readers, "gRPC alone": by_grpc}, options, len(lists)))


def check(readers: List[Reader]) -> None:
    first = []
    for reader in readers:
        read, close = reader()
        first.append(read(0).flatten().clone())
        close()
    assert all(torch.equal(first[0], other) for other in first), "the stores do not hold the same bytes"


def measure(readers: Dict[str, Reader], options: argparse.Namespace, lists: int) -> Dict[str, List[List[float]]]:
    """Seconds of each call, by reader and round; the first rounds warm up, and the first calls of each connection."""
    names = list(readers)
    seconds: Dict[str, List[List[float]]] = {name: [] for name in names}
    for turn in range(options.rounds + WARMUP_ROUNDS):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            read, close = readers[name]()
            calls = []
            for call in range(CALLS_BEFORE):
                read(call % lists)
            for call in range(options.calls):
                began = time.perf_counter()
                read(call % lists)
                calls.append(time.perf_counter() - began)
            close()
            if turn >= WARMUP_ROUNDS:
                seconds[name].append(calls)
    return seconds


def report(transport: str, options: argparse.Namespace, seconds: Dict[str, List[List[float]]]) -> None:
    print(f"\n{transport}: {options.rounds} rounds of {options.calls} calls of {options.items} items\n")
    print(
        "| reader | p50 ms | p99 ms | items/s | mixline's items/s to its, by round: median (min to max) |\n|---|---|---|---|---|"
    )
    for name, rounds in seconds.items():
        calls = sorted(call for each in rounds for call in each)
        ratios = [sum(theirs) / sum(ours) for theirs, ours in zip(rounds, seconds["mixline"])]
        print(
            f"| {name} | {1e3 * calls[len(calls) // 2]:.2f} | {1e3 * calls[len(calls) * 99 // 100]:.2f}"
            f" | {options.items * len(calls) / sum(calls):,.0f}"
            f" | {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f}) |"
        )


def load(sample: Dict[str, Any], port: int, ids: List[str]) -> None:
    """Copies what the cache holds to Redis."""
    store = redis.Redis(port=port)
    with EmbeddingClient(sample["tcp"], options=ClientOptions(timeout=60)) as client:
        for start in range(0, len(ids), 1000):
            part = ids[start : start + 1000]
            rows = client.get(sample["space"], part).bits()
            store.mset({item_id: rows[item].tobytes() for item, item_id in enumerate(part)})


def wait_for(path: str) -> None:
    until = time.monotonic() + 30
    while not pathlib.Path(path).exists():
        if time.monotonic() > until:
            raise TimeoutError(f"no Redis at {path}")
        time.sleep(0.01)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample-server", required=True, help="the command that starts the Java SampleServer")
    parser.add_argument("--held", type=int, default=10_000, help="items in both stores")
    parser.add_argument("--items", type=int, default=250, help="items of a call")
    parser.add_argument("--calls", type=int, default=1000, help="calls of a round")
    parser.add_argument("--rounds", type=int, default=25)
    options = parser.parse_args()
    print(
        f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}, grpcio {grpc.__version__}"
    )
    print(
        f"redis-py {redis.__version__}, {subprocess.check_output(['redis-server', '--version'], text=True).split(' sha')[0]}"
    )
    return options


if __name__ == "__main__":
    main()
