"""Tokens through shared memory: both clients against a host of the tests' own."""

import asyncio
import concurrent.futures
import logging
import os
import re
import threading

import answers
import grpc
import numpy as np
import pytest
from sharing import Sharing

from mixline import (
    Action,
    AsyncEmbeddingClient,
    CacheUnavailable,
    CallFailed,
    ClientOptions,
    DeadlineExceeded,
    Dtype,
    EmbeddingClient,
    Fallback,
    MalformedAnswer,
    Retry,
    UnusableItems,
    _shared,
)
from mixline.cache.v1 import embedding_cache_pb2 as protocol

IDS = ["job-0", "job-1", "job-2"]
MEBIBYTE = 1024 * 1024


@pytest.fixture
def sharing(host, tmp_path):
    return Sharing(host, tmp_path)


@pytest.fixture
def released():
    """What a host waits for; at the test's end in any case."""
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture
def clock(monkeypatch):
    class Clock:
        now = 1_000.0

        def monotonic(self):
            return self.now

    clock = Clock()
    monkeypatch.setattr(_shared, "time", clock)
    return clock


async def get(caller, ids=IDS, **wanted):
    return await caller.call("get", answers.SPACE, ids, **{"timeout": 30, **wanted})


async def reads(caller, count):
    for _ in range(count):
        assert np.array_equal((await get(caller)).float32(), answers.numbers(3, 2, 4))


@pytest.mark.parametrize("dtype", Dtype)
async def test_tokens_of_every_dtype_are_those_of_the_answer_that_has_them_itself(kind, host, sharing, dtype):
    sharing.answer = lambda request: answers.message(3, tokens=3, dimension=5, dtype=dtype)
    caller = kind(host.unix)
    inline, shared = await get(caller), await get(caller)
    assert sharing.named == [b"", sharing.keys[0]]
    assert shared.tokens.tobytes() == inline.tokens.tobytes() == answers.encode(answers.numbers(3, 3, 5), dtype)
    assert np.array_equal(shared.float32(), answers.numbers(3, 3, 5))
    assert np.array_equal(shared.torch().float().numpy(), answers.numbers(3, 3, 5))
    assert shared.tokens.readonly
    await caller.close()


async def test_the_second_read_of_a_space_opens_memory_that_later_ones_name_again(kind, host, sharing):
    caller = kind(host.unix)
    await reads(caller, 4)
    assert sharing.asked == [MEBIBYTE]
    assert sharing.named == [b""] + sharing.keys * 3
    assert [len(key) for key in sharing.keys] == [16]
    await caller.close()


async def test_a_read_leaves_the_batches_before_it_as_they_are(kind, host, sharing):
    caller = kind(host.unix)
    await get(caller)
    before = await get(caller)
    sharing.answer = lambda request: answers.message(3, rows=b"\xff" * 48)
    after = await get(caller)
    assert sharing.named[1] == sharing.named[2] != b""
    assert after.tokens.tobytes() == b"\xff" * 48
    assert np.array_equal(before.numpy(), answers.numbers(3, 2, 4))
    await caller.close()
    assert np.array_equal(before.numpy(), answers.numbers(3, 2, 4))


async def test_reads_at_once_name_different_memory_and_later_ones_the_same_again(kind, host, sharing):
    caller = kind(host.unix)
    await get(caller)
    together = threading.Barrier(4)

    def answer(request):
        together.wait(30)
        return answers.message()

    sharing.answer = answer
    for _ in range(3):
        await asyncio.gather(*(get(caller) for _ in range(4)))
    assert len(sharing.keys) == 4
    for first in (1, 5, 9):
        assert set(sharing.named[first : first + 4]) == set(sharing.keys)
    await caller.close()


def test_many_threads_get_their_own_tokens(host, sharing):
    def answer(request):
        ids = request.item_ids
        return answers.message(len(ids), tokens=1, dimension=4, rows=b"".join(item_id.rjust(8) for item_id in ids))

    sharing.answer = answer
    with EmbeddingClient(host.unix) as client, concurrent.futures.ThreadPoolExecutor(8) as pool:

        def read(number):
            ids = [f"{number}-{item}" for item in range(number % 7 + 1)]
            tokens = client.get(answers.SPACE, ids, timeout=30).tokens.tobytes()
            return tokens == b"".join(item_id.rjust(8).encode() for item_id in ids)

        assert read(0)
        assert all(pool.map(read, range(400)))
    assert not sharing.was_named_by_two
    assert b"" not in sharing.named[1:]


@pytest.mark.parametrize("end", ["deadline", "status", "malformed", "lengths"])
async def test_memory_that_a_failed_read_named_is_never_named_again(kind, host, sharing, released, end):
    too_few = answers.message(rows=b"", shared=47).SerializeToString()
    fail, error = {
        "deadline": (lambda message, context: (released.wait(), b"")[1], DeadlineExceeded),
        "status": (answers.refuse(grpc.StatusCode.INTERNAL, "because"), CallFailed),
        "malformed": (lambda message, context: b"\xff", MalformedAnswer),
        "lengths": (lambda message, context: too_few, MalformedAnswer),
    }[end]
    caller = kind(host.unix)
    await reads(caller, 2)
    sharing.fail = fail
    with pytest.raises(error):
        await get(caller, timeout=0.5 if end == "deadline" else 30)
    assert sharing.named[1] == sharing.named[2] == sharing.keys[0]
    assert not sharing.mapped()
    sharing.fail = None
    await reads(caller, 2)
    released.set()
    await reads(caller, 2)
    assert sharing.named[3:] == [sharing.keys[1]] * 4
    assert sharing.keys[0] not in sharing.named[3:]
    await caller.close()


async def test_memory_that_a_cancelled_read_named_is_never_named_again(host, sharing, released):
    arrived = threading.Event()
    async with AsyncEmbeddingClient(host.unix) as client:
        for _ in range(2):
            await client.get(answers.SPACE, IDS, timeout=30)
        sharing.fail = lambda message, context: (arrived.set(), released.wait(30), b"")[2]
        read = asyncio.ensure_future(client.get(answers.SPACE, IDS, timeout=60))
        assert await asyncio.to_thread(arrived.wait, 30)
        read.cancel()
        with pytest.raises(asyncio.CancelledError):
            await read
        sharing.fail = None
        await client.get(answers.SPACE, IDS, timeout=30)
        released.set()
    assert sharing.named == [b"", sharing.keys[0], sharing.keys[0], sharing.keys[1]]


async def test_the_next_attempt_names_other_memory(kind, host, sharing):
    caller = kind(host.unix, options=ClientOptions(retry=Retry(attempts=3, first_wait=0.001)))
    await reads(caller, 2)

    def fail_once(message, context):
        sharing.fail = None
        return answers.refuse(grpc.StatusCode.UNAVAILABLE, "not now")(message, context)

    sharing.fail = fail_once
    await reads(caller, 1)
    assert sharing.named == [b"", sharing.keys[0], sharing.keys[0], sharing.keys[1]]
    await caller.close()


async def test_an_item_for_which_the_fallback_raises_costs_no_memory(kind, host, sharing):
    caller = kind(host.unix)
    await reads(caller, 2)
    sharing.answer = lambda request: answers.message(statuses=[0, 1, 1])
    with pytest.raises(UnusableItems):
        await get(caller, fallback=Fallback(miss=Action.RAISE))
    await get(caller)
    assert sharing.named[1:] == sharing.keys * 3
    await caller.close()


async def test_memory_that_the_host_forgot_is_dropped_and_other_opened(kind, host, sharing):
    caller = kind(host.unix)
    await reads(caller, 2)
    sharing.forget()
    await reads(caller, 1)
    assert not sharing.mapped()
    await reads(caller, 1)
    first, second = sharing.keys
    assert sharing.named == [b"", first, first, second]
    await caller.close()


@pytest.mark.parametrize("dimension, asked", [(1_000, MEBIBYTE), (200_000, 2 * MEBIBYTE), (174_763, 2 * MEBIBYTE)])
async def test_rows_that_grow_get_larger_memory(kind, host, sharing, dimension, asked):
    caller = kind(host.unix)
    await reads(caller, 2)
    large = answers.message(3, tokens=1, dimension=dimension)
    sharing.answer = lambda request: protocol.GetEmbeddingsResponse.FromString(large.SerializeToString())
    for _ in range(3):
        assert (await get(caller)).tokens.tobytes() == large.tokens
    if asked == MEBIBYTE:
        assert sharing.asked == [MEBIBYTE]
    else:
        # What was too small has not failed: it is dropped only as another one is opened.
        assert sharing.asked == [MEBIBYTE, asked]
        assert sharing.named[2:] == [sharing.keys[0], sharing.keys[1], sharing.keys[1]]
        assert sharing.mapped() == {sharing.keys[1]}
    await caller.close()


async def test_a_list_that_fits_takes_the_smallest_memory_that_is_free(kind, host, sharing):
    sharing.answer = lambda request: answers.message(len(request.item_ids), tokens=1, dimension=200_000)
    caller = kind(host.unix)
    await get(caller)
    # One after the other the first would be dropped for the second.
    together = threading.Barrier(2)
    at_once = sharing.answer
    sharing.answer = lambda request: (together.wait(30), at_once(request))[1]
    await asyncio.gather(get(caller), get(caller, ids=IDS * 2))
    sharing.answer = at_once
    sizes = {key: sharing.files[key].stat().st_size for key in sharing.keys}
    for ids in (IDS * 2, IDS, IDS * 2, IDS):
        await get(caller, ids=ids)
    assert [sizes[key] for key in sharing.named[3:]] == [size * MEBIBYTE for size in (4, 2, 4, 2)]
    await caller.close()


def changed(sharing, message, **change):
    """As the host would answer, but for that."""
    opened = protocol.OpenSharedMemoryResponse.FromString(Sharing._open(sharing, message, None))
    for name, value in change.items():
        setattr(opened, name, value(getattr(opened, name)))
    return opened


def too_small(file):
    os.truncate(file, MEBIBYTE - 1)
    return file


def linked(file):
    os.symlink(file, file + ".link")
    return file + ".link"


def a_directory(file):
    os.unlink(file)
    os.mkdir(file)
    return file


@pytest.mark.parametrize(
    "opened, reason",
    [
        (answers.refuse(grpc.StatusCode.UNIMPLEMENTED, "not here"), "UNIMPLEMENTED: not here"),
        (answers.refuse(grpc.StatusCode.RESOURCE_EXHAUSTED, "no more"), "RESOURCE_EXHAUSTED: no more"),
        (answers.refuse(grpc.StatusCode.OUT_OF_RANGE, "too large"), "OUT_OF_RANGE: too large"),
        (answers.refuse(grpc.StatusCode.INTERNAL, "because"), "INTERNAL: because"),
        ({"file": lambda file: file + ".missing"}, "No such file"),
        ({"file": too_small}, "1048575 bytes"),
        ({"file": linked}, "symbolic links"),
        ({"file": a_directory}, "expected: >= 1048576"),
        ({"file": os.path.basename}, "an absolute name"),
        ({"key": lambda key: key[1:]}, r"key: 15 bytes \(expected: 16\)"),
    ],
)
async def test_without_shared_memory_tokens_come_as_before_and_it_is_asked_for_again_after_a_minute(
    kind, host, sharing, clock, caplog, opened, reason
):
    asked = []

    def answer(message, context):
        asked.append(message)
        return opened(message, context) if callable(opened) else changed(sharing, message, **opened).SerializeToString()

    host.open = answer
    caplog.set_level(logging.INFO, "mixline")
    caller = kind(host.unix)
    await reads(caller, 3)
    clock.now += 59.9
    await reads(caller, 1)
    assert len(asked) == 1
    clock.now += 0.1
    await reads(caller, 2)
    assert len(asked) == 2
    assert sharing.named == [b""] * 6
    assert not sharing.mapped()
    said = [record for record in caplog.records if record.name == "mixline"]
    assert [record.levelname for record in said] == ["INFO"] * 2
    assert said[0].getMessage().startswith(f"{host.unix}: no shared memory")
    assert re.search(reason, said[0].getMessage())
    host.open = sharing._open
    clock.now += 60
    await reads(caller, 1)
    assert sharing.named[-1] == sharing.keys[-1]
    await caller.close()


async def test_memory_that_was_opened_is_used_while_no_more_is_given(kind, host, sharing, clock):
    caller = kind(host.unix)
    await reads(caller, 2)
    host.open = answers.refuse(grpc.StatusCode.RESOURCE_EXHAUSTED, "no more")
    together = threading.Barrier(2)
    sharing.answer = lambda request: (together.wait(30), answers.message())[1]
    for _ in range(2):
        await asyncio.gather(get(caller), get(caller))
    assert sorted(sharing.named[2:]) == [b"", b"", sharing.keys[0], sharing.keys[0]]
    await caller.close()


async def test_a_host_that_does_not_answer_to_that_ends_the_read_at_its_deadline(kind, host, sharing, released):
    seconds = []
    caller = kind(host.unix)
    await get(caller)
    host.open = lambda message, context: (seconds.append(context.time_remaining()), released.wait(), b"")[2]
    with pytest.raises(DeadlineExceeded):
        await get(caller, timeout=0.5)
    assert 0 < seconds[0] < 1
    released.set()
    await reads(caller, 2)
    assert sharing.named[-2:] == [b"", b""]
    await caller.close()


@pytest.mark.parametrize("target, shared_memory", [("unix", False), ("tcp", True), ("tcp", False)])
async def test_nothing_is_opened_over_tcp_or_where_it_is_turned_off(kind, host, sharing, target, shared_memory):
    caller = kind(getattr(host, target), options=ClientOptions(shared_memory=shared_memory))
    await reads(caller, 3)
    assert not sharing.asked
    assert sharing.named == [b""] * 3
    await caller.close()


async def test_each_space_has_its_own_size_of_a_row(kind, host, sharing):
    def answer(request):
        whole = answers.message(len(request.item_ids))
        whole.model.embedding_space = request.embedding_space
        return whole

    sharing.answer = answer
    caller = kind(host.unix)
    await reads(caller, 2)
    for ids in (IDS, IDS, []):
        await caller.call("get", "another", ids, timeout=30)
    # An empty list needs none.
    assert sharing.named == [b"", sharing.keys[0], b"", sharing.keys[0], b""]
    await caller.close()


async def test_the_bound_of_an_answer_holds_for_shared_memory(kind, host, sharing):
    sharing.answer = lambda request: answers.message(len(request.item_ids), tokens=1, dimension=1280)
    caller = kind(host.unix, options=ClientOptions(max_answer_bytes=1_000_000))
    await get(caller)
    with pytest.raises(CallFailed, match="RESOURCE_EXHAUSTED: .*max_answer_bytes"):
        await get(caller, ids=[f"job-{item}" for item in range(2_000)])
    assert sharing.named == [b"", b""]
    await caller.close()


async def test_a_client_that_is_closed_has_nothing_mapped(kind, host, sharing):
    together = threading.Barrier(2)
    caller = kind(host.unix)
    await get(caller)
    sharing.answer = lambda request: (together.wait(30), answers.message())[1]
    await asyncio.gather(get(caller), get(caller))
    assert sharing.mapped() == set(sharing.keys) and len(sharing.keys) == 2
    await caller.close()
    assert not sharing.mapped()


def test_memory_in_use_is_dropped_when_its_read_ends_after_the_client_was_closed(host, sharing, released):
    arrived = threading.Event()
    client = EmbeddingClient(host.unix, options=ClientOptions(timeout=60))
    for _ in range(2):
        client.get(answers.SPACE, IDS)
    sharing.fail = lambda message, context: (arrived.set(), released.wait(30), b"")[2]
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        read = pool.submit(client.get, answers.SPACE, IDS)
        assert arrived.wait(30)
        client.close()
        with pytest.raises(CacheUnavailable, match="closed"):
            read.result(timeout=60)
    released.set()
    assert not sharing.mapped()


def test_at_most_16_free_ones_are_kept_and_none_after_the_end(host, sharing):
    regions = _shared.Regions(host.unix, ClientOptions())
    request = answers.request()
    regions.learn(request.space, 16)
    attempts = [regions.attempt(request) for _ in range(21)]
    for attempt in attempts:
        attempt.opened(sharing._open(protocol.OpenSharedMemoryRequest(bytes=attempt.to_open).SerializeToString(), None))
    assert len(sharing.mapped()) == 21
    last = attempts.pop()
    for attempt in attempts:
        with attempt:
            pass
    assert len(sharing.mapped()) == 17
    regions.close()
    assert sharing.mapped() == {sharing.keys[20]}
    with last:
        pass
    assert not sharing.mapped()
