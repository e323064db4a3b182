"""Both clients against a host of the tests' own, over TCP and a Unix socket."""

import asyncio
import concurrent.futures
import sys
import threading
import time

import answers
import grpc
import numpy as np
import pytest

from mixline import (
    Action,
    AsyncEmbeddingClient,
    BadRequest,
    CacheUnavailable,
    CallFailed,
    ClientOptions,
    DeadlineExceeded,
    Dtype,
    EmbeddingClient,
    Fallback,
    ItemStatus,
    MalformedAnswer,
    ReadRefused,
    Refusal,
    Retry,
    UnusableItems,
)
from mixline.cache.v1 import embedding_cache_pb2 as protocol

IDS = ["job-0", "job-1", "job-2"]


@pytest.fixture(params=["tcp", "unix"])
def target(request, host):
    return getattr(host, request.param)


async def test_a_list_is_read(kind, target, host):
    requests = host.requests_answered_with(lambda message, context: answers.message().SerializeToString())
    caller = kind(target)
    batch = await caller.call("get", answers.SPACE, IDS, accepted=[answers.FINGERPRINT], min_versions=[None, 3, None])
    assert np.array_equal(batch.float32(), answers.numbers(3, 2, 4))
    assert list(batch.usable) == [True, True, True]
    assert requests[0].embedding_space == answers.SPACE
    assert [item_id.decode() for item_id in requests[0].item_ids] == IDS
    assert list(requests[0].min_versions) == [-1, 3, -1]
    await caller.close()


@pytest.mark.parametrize(
    "refusal, code",
    [
        (Refusal.UNKNOWN_SPACE, grpc.StatusCode.NOT_FOUND),
        (Refusal.NO_ACCEPTED_MODEL, grpc.StatusCode.FAILED_PRECONDITION),
        (Refusal.NO_EMBEDDING_YET, grpc.StatusCode.UNAVAILABLE),
        (Refusal.TOO_LARGE, grpc.StatusCode.OUT_OF_RANGE),
        (Refusal.CLOSED, grpc.StatusCode.UNAVAILABLE),
    ],
)
async def test_a_refusal_says_its_reason(kind, host, refusal, code):
    host.get = answers.refuse(code, "because", refusal.value)
    caller = kind(host.tcp)
    with pytest.raises(ReadRefused, match=f"{refusal.name}: because") as raised:
        await caller.call("get", "s", IDS)
    assert raised.value.reason is refusal
    assert raised.value.is_retryable is (refusal is not Refusal.TOO_LARGE)
    await caller.close()


@pytest.mark.parametrize(
    "code, refusal, error, message",
    [
        (grpc.StatusCode.INVALID_ARGUMENT, None, BadRequest, "^because$"),
        (grpc.StatusCode.UNAVAILABLE, None, CacheUnavailable, "because"),
        (grpc.StatusCode.UNAVAILABLE, "OF_A_NEWER_HOST", CacheUnavailable, "OF_A_NEWER_HOST: because"),
        (grpc.StatusCode.PERMISSION_DENIED, None, CallFailed, "PERMISSION_DENIED: .*because"),
        (grpc.StatusCode.INTERNAL, None, CallFailed, "INTERNAL: .*because"),
    ],
)
async def test_an_error_of_the_host_says_what_it_means(kind, host, code, refusal, error, message):
    host.get = answers.refuse(code, "because", refusal)
    caller = kind(host.tcp)
    with pytest.raises(error, match=message):
        await caller.call("get", "s", IDS)
    await caller.close()


async def test_a_wrong_request_is_never_sent(kind, host):
    caller = kind(host.tcp)
    with pytest.raises(BadRequest):
        await caller.call("get", "s", ["a", "\ud800"])
    with pytest.raises(BadRequest, match="timeout: 0"):
        await caller.call("get", "s", ["a"], timeout=0)
    assert host.calls == 0
    await caller.close()


async def test_a_malformed_answer_is_refused(kind, host):
    caller = kind(host.tcp)
    for odd in (b"", b"\xff" * 40, answers.message(4).SerializeToString(), answers.message().SerializeToString()[:-1]):
        host.get = lambda message, context: odd
        with pytest.raises(MalformedAnswer):
            await caller.call("get", answers.SPACE, IDS)
    await caller.close()


async def test_an_answer_that_is_too_late_is_given_up(kind, host):
    released = threading.Event()
    host.get = lambda message, context: (released.wait(), b"")[1]
    caller = kind(host.tcp)
    with pytest.raises(DeadlineExceeded):
        await caller.call("get", "s", IDS, timeout=0.05)
    released.set()
    await caller.close()


async def test_an_answer_larger_than_the_bound_is_refused(kind, host):
    host.get = lambda message, context: answers.large(2_000)
    caller = kind(host.tcp, options=ClientOptions(max_answer_bytes=1_000_000))
    with pytest.raises(CallFailed, match="RESOURCE_EXHAUSTED: .*max_answer_bytes"):
        await caller.call("get", answers.SPACE, [f"job-{item}" for item in range(2_000)])
    await caller.close()


async def test_25_megabytes_are_read(kind, target, host):
    items = 10_000
    host.get = lambda message, context: answers.large(items)
    caller = kind(target)
    batch = await caller.call("get", answers.SPACE, [f"job-{item}" for item in range(items)], timeout=30)
    assert batch.tokens.nbytes == 25_600_000
    assert np.array_equal(batch.numpy()[[0, -1]], answers.numbers(items, 1, 1280)[[0, -1]])
    await caller.close()


async def test_a_host_that_is_gone_is_unavailable(kind, host):
    caller = kind(host.tcp)
    host.stop()
    with pytest.raises(CacheUnavailable, match=host.tcp):
        await caller.call("get", "s", IDS)
    assert await caller.call("is_ready") is False
    await caller.close()


async def test_a_closed_client_says_so(kind, host):
    caller = kind(host.tcp)
    await caller.close()
    with pytest.raises(CacheUnavailable, match="closed"):
        await caller.call("get", "s", IDS)


async def test_what_passes_is_asked_again_where_that_is_declared(kind, host):
    failures = iter([None, Refusal.CLOSED.value])

    def answer(message, context):
        for refusal in failures:
            return answers.refuse(grpc.StatusCode.UNAVAILABLE, "not now", refusal)(message, context)
        return answers.message().SerializeToString()

    host.get = answer
    caller = kind(host.tcp, options=ClientOptions(retry=Retry(attempts=3, first_wait=0.001)))
    assert len(await caller.call("get", answers.SPACE, IDS)) == 3
    assert host.calls == 3
    await caller.close()


@pytest.mark.parametrize(
    "options, refusal, calls",
    [
        (ClientOptions(), None, 1),
        (ClientOptions(retry=Retry(attempts=3, first_wait=0.001)), None, 3),
        (ClientOptions(retry=Retry(attempts=3, first_wait=60)), None, 1),
        (ClientOptions(retry=Retry(attempts=3, first_wait=0.001)), Refusal.NO_EMBEDDING_YET.value, 1),
    ],
)
async def test_attempts_end(kind, host, options, refusal, calls):
    host.get = answers.refuse(grpc.StatusCode.UNAVAILABLE, "not now", refusal)
    caller = kind(host.tcp, options=options)
    with pytest.raises((CacheUnavailable, ReadRefused)):
        await caller.call("get", "s", IDS)
    assert host.calls == calls
    await caller.close()


async def test_a_fallback_of_the_client_holds_for_its_calls_and_one_of_a_call_for_that(kind, host):
    host.get = lambda message, context: answers.message(statuses=[0, 1, 3]).SerializeToString()
    caller = kind(host.tcp, fallback=Fallback(stale=Action.USE_TOKENS))
    assert list((await caller.call("get", answers.SPACE, IDS)).usable) == [False, True, True]
    with pytest.raises(UnusableItems):
        await caller.call("get", answers.SPACE, IDS, fallback=Fallback(miss=Action.RAISE))
    await caller.close()


async def test_a_host_describes_itself(kind, host):
    model = protocol.Model(embedding_space="s", fingerprint=answers.FINGERPRINT)
    host.describe = lambda message, context: protocol.DescribeResponse(
        host="cache-1",
        ready=True,
        lag_records=3,
        behind_millis=0,
        models=[
            protocol.HeldModel(
                model=model,
                shape=protocol.Shape(tokens=4, dimension=384, dtype=2),
                current=True,
                live_items=9,
                deleted_items=1,
                topics=["t"],
            ),
            protocol.HeldModel(model=model),
        ],
        partitions=[protocol.HeldPartition(topic="t", partition=2, next_offset=77, hosts=["cache-1"])],
    ).SerializeToString()
    caller = kind(host.tcp)
    described = await caller.call("describe")
    assert (described.host, described.ready, described.lag_records, described.behind_millis) == ("cache-1", True, 3, 0)
    full, only_tombstones = described.models
    assert full.shape is not None and full.shape.dtype is Dtype.BFLOAT16
    assert (full.current, full.live_items, full.deleted_items, full.topics) == (True, 9, 1, ("t",))
    assert only_tombstones.shape is None
    assert (described.partitions[0].next_offset, described.partitions[0].hosts) == (77, ("cache-1",))
    assert await caller.call("is_ready") is True
    host.describe = lambda message, context: b""
    assert (await caller.call("describe")).behind_millis is None
    assert await caller.call("is_ready") is False
    await caller.close()


def test_threads_share_a_client(host):
    def answer(message, context):
        ids = protocol.GetEmbeddingsRequest.FromString(message).item_ids
        rows = b"".join(item_id.rjust(8) for item_id in ids)
        return answers.message(len(ids), tokens=1, dimension=4, rows=rows).SerializeToString()

    host.get = answer
    with EmbeddingClient(host.unix) as client, concurrent.futures.ThreadPoolExecutor(8) as pool:

        def read(number):
            ids = [f"{number}-{item}" for item in range(number % 7 + 1)]
            return client.get(answers.SPACE, ids, timeout=30).tokens.tobytes() == b"".join(
                item_id.rjust(8).encode() for item_id in ids
            )

        assert all(pool.map(read, range(400)))


async def test_many_reads_of_one_event_loop_go_side_by_side(host):
    together = threading.Barrier(4)
    host.get = lambda message, context: (together.wait(30), answers.message().SerializeToString())[1]
    async with AsyncEmbeddingClient(host.tcp) as client:
        batches = await asyncio.gather(*(client.get(answers.SPACE, IDS, timeout=30) for _ in range(4)))
    assert [batch.status(0) for batch in batches] == [ItemStatus.HIT] * 4


async def test_a_read_that_is_cancelled_is_cancelled_at_the_host(host):
    arrived, ended = threading.Event(), threading.Event()

    def answer(message, context):
        context.add_callback(ended.set)
        arrived.set()
        ended.wait(30)
        return b""

    host.get = answer
    async with AsyncEmbeddingClient(host.tcp) as client:
        read = asyncio.ensure_future(client.get(answers.SPACE, IDS, timeout=60))
        assert await asyncio.to_thread(arrived.wait, 30)
        read.cancel()
        with pytest.raises(asyncio.CancelledError):
            await read
        assert await asyncio.to_thread(ended.wait, 30)
        host.get = lambda message, context: answers.message().SerializeToString()
        assert len(await client.get(answers.SPACE, IDS, timeout=30)) == 3


@pytest.mark.skipif(sys.version_info < (3, 11), reason="a task does not tell there whether it was cancelled")
async def test_a_read_under_way_ends_when_the_client_is_closed(kind, host):
    released = threading.Event()

    def answer(message, context):
        released.wait(60)
        return answers.message().SerializeToString()

    host.get = answer
    caller = kind(host.tcp)
    read = asyncio.ensure_future(caller.call("get", answers.SPACE, IDS, timeout=60))
    while host.calls == 0:
        await asyncio.sleep(0)
    await caller.close()
    with pytest.raises(CacheUnavailable, match="closed"):
        await read
    released.set()


def test_a_wait_for_the_next_attempt_ends_when_the_client_is_closed(host):
    host.get = answers.refuse(grpc.StatusCode.UNAVAILABLE, "not now")
    client = EmbeddingClient(host.tcp, options=ClientOptions(timeout=600, retry=Retry(attempts=9, first_wait=300)))
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        read = pool.submit(client.get, "s", IDS)
        while host.calls == 0:
            time.sleep(0)
        client.close()
        with pytest.raises(CacheUnavailable):
            read.result(timeout=60)


@pytest.mark.parametrize("target", ["", "cache", "cache:", None])
def test_a_target_without_a_port_is_refused(target):
    with pytest.raises(ValueError, match="expected: host:port or unix:/path"):
        EmbeddingClient(target)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: ClientOptions(timeout=0),
        lambda: ClientOptions(max_answer_bytes=0),
        lambda: ClientOptions(keepalive=0),
        lambda: Retry(attempts=0),
        lambda: Retry(first_wait=-1),
    ],
)
def test_an_option_out_of_its_range_is_refused(wrong):
    with pytest.raises(ValueError, match="expected: "):
        wrong()
