"""Against the real server with real RocksDB; what it holds anybody can compute: see the javadoc of SampleItems."""

import asyncio
import concurrent.futures
import datetime
import math

import numpy as np
import pytest
import torch

from mixline import (
    AsyncEmbeddingClient,
    BadRequest,
    CacheUnavailable,
    ClientOptions,
    Dtype,
    EmbeddingClient,
    ItemStatus,
    ReadRefused,
    Refusal,
)

PATIENT = ClientOptions(timeout=60)
ODD_IDS = ["Łódź", "a\0b", " two words ", "x" * 10_240, "🦊", "item-01", "item-", "\n", "ITEM-1"]


def row(item, shape):
    return ((31 * item + np.arange(shape.tokens * shape.dimension)) % 201 - 100).reshape(shape.tokens, shape.dimension)


def is_deleted(item):
    return item % 10 == 7


def ids(items):
    return [f"item-{item}" for item in items]


def check(batch, items, held):
    """Every row and all that is said of it, by the formula."""
    deleted = np.array([item < held and is_deleted(item) for item in items], dtype=bool)
    missing = np.array([item >= held for item in items], dtype=bool)
    statuses = np.where(missing, ItemStatus.MISS, np.where(deleted, ItemStatus.DELETED, ItemStatus.HIT))
    assert np.array_equal(batch.statuses, statuses)
    assert np.array_equal(batch.versions, np.where(missing, 0, np.array(items) + 1))
    empty = np.zeros((batch.shape.tokens, batch.shape.dimension))
    expected = np.array([empty if gone else row(item, batch.shape) for item, gone in zip(items, missing | deleted)])
    assert np.array_equal(batch.float32(), expected)
    assert np.array_equal(batch.torch().float().numpy(), expected)
    if batch.shape.dtype is not Dtype.BFLOAT16:
        assert np.array_equal(batch.numpy().astype(np.float32), expected)


@pytest.fixture(scope="module")
def server(start_server):
    return start_server(items=1000)


@pytest.fixture(params=["tcp", "unix"])
def client(request, server):
    with EmbeddingClient(getattr(server, request.param), options=PATIENT) as connected:
        yield connected


@pytest.mark.parametrize(
    "dtype, tokens, dimension",
    [
        (Dtype.FLOAT16, 4, 384),
        (Dtype.BFLOAT16, 1, 1024),
        (Dtype.BFLOAT16, 3, 5),
        (Dtype.FLOAT32, 2, 7),
        (Dtype.INT8, 1, 33),
    ],
)
def test_every_dtype_and_shape_is_read_whole(start_server, dtype, tokens, dimension):
    held = 60
    server = start_server(items=held, tokens=tokens, dimension=dimension, dtype=dtype.name)
    for target in (server.tcp, server.unix):
        with EmbeddingClient(target, options=PATIENT) as client:
            # Lists of every length, so that as much as can be comes before the tokens: they are taken in place all the same.
            for length in (1, 2, 3, 4, 5, 59, 70):
                items = list(range(length))
                batch = client.get(server.space, ids(items))
                check(batch, items, held)
                assert batch.torch().data_ptr() == np.frombuffer(batch.tokens, dtype=np.uint8).ctypes.data
            batch = client.get(server.space, ids([1, 2]))
            assert batch.torch().dtype is getattr(torch, dtype.name.lower())
            assert batch.model.fingerprint == server.fingerprint
    server.stop()


def test_statuses_duplicates_and_order_are_those_of_the_request(client, server):
    items = [999, 7, 3, 1000, 3, 7, 0, 5000, 1000]
    check(client.get(server.space, ids(items)), items, server.items)


def test_times_and_short_texts_are_those_of_the_items(client, server):
    batch = client.get(server.space, ids([0, 3, 4, 7, 2000]), short_texts=True)
    assert batch.short_texts == ("Posting 0", "Posting 3", "", "", "")
    changed = [
        datetime.datetime.fromtimestamp(at / 1000, datetime.timezone.utc) for at in batch.changed_at_millis[:2].tolist()
    ]
    assert [at.isoformat() for at in changed] == ["2026-01-01T00:00:00+00:00", "2020-01-01T00:00:03+00:00"]
    assert batch.changed_at_millis[4] == 0
    assert math.isnan(batch.ages[4]) and not np.isnan(batch.ages[:4]).any()
    assert client.get(server.space, ids([0])).short_texts is None


def test_tokens_older_than_wanted_are_stale(client, server):
    items = [0, 1, 2, 7, 2000]
    by_order = client.get(server.space, ids(items), min_versions=[1, 3, None, 99, 99])
    by_id = client.get(server.space, ids(items), min_versions={"item-0": 1, "item-1": 3, "item-7": 99, "item-2000": 99})
    expected = [ItemStatus.HIT, ItemStatus.STALE, ItemStatus.HIT, ItemStatus.DELETED, ItemStatus.MISS]
    assert list(by_order.statuses) == list(by_id.statuses) == expected
    assert np.array_equal(by_order.float32()[1], row(1, by_order.shape))
    assert list(by_order.usable) == [True, False, True, False, False]


def test_a_host_that_is_behind_has_stale_tokens(start_server):
    server = start_server(items=10, behind_millis=5000)
    with EmbeddingClient(server.tcp, options=PATIENT) as client:
        stale = client.get(server.space, ids([0]), max_host_behind=datetime.timedelta(seconds=4))
        fresh = client.get(server.space, ids([0]), max_host_behind=datetime.timedelta(seconds=6))
        assert (stale.status(0), fresh.status(0)) == (ItemStatus.STALE, ItemStatus.HIT)
        assert client.describe().behind_millis == 5000
    server.stop()


def test_a_model_that_is_not_accepted_is_refused(client, server):
    assert len(client.get(server.space, ids([0]), accepted=[bytes(16), server.fingerprint])) == 1
    for reason, space, accepted in (
        (Refusal.UNKNOWN_SPACE, "another", ()),
        (Refusal.NO_ACCEPTED_MODEL, server.space, (bytes(16),)),
        (Refusal.NO_EMBEDDING_YET, "tombstones", ()),
    ):
        with pytest.raises(ReadRefused) as refused:
            client.get(space, ids([0]), accepted=accepted)
        assert refused.value.reason is reason


def test_an_empty_list_has_a_model_and_no_rows(client, server):
    batch = client.get(server.space, [])
    assert batch.model.space == server.space
    assert batch.shape == server.shape
    assert batch.torch().shape == (0, 1, 1024)


def test_ten_thousand_items_are_read_and_one_more_is_refused(client, server):
    items = list(range(10_000))
    batch = client.get(server.space, ids(items))
    assert batch.tokens.nbytes == 20_480_000
    check(batch, items, server.items)
    with pytest.raises((BadRequest, ReadRefused)):
        client.get(server.space, ids(range(10_001)))


def test_25_megabytes_are_read(start_server):
    server = start_server(items=10_000, dimension=1280)
    items = list(range(10_000))
    for target in (server.tcp, server.unix):
        with EmbeddingClient(target, options=PATIENT) as client:
            batch = client.get(server.space, ids(items))
            assert batch.tokens.nbytes == 25_600_000
            check(batch, items, server.items)
    server.stop()


def test_odd_ids_are_looked_up_as_they_are(client, server):
    batch = client.get(server.space, [*ODD_IDS, "item-1"])
    assert list(batch.statuses) == [ItemStatus.MISS] * len(ODD_IDS) + [ItemStatus.HIT]


def test_a_blank_space_is_named(client):
    with pytest.raises(BadRequest, match="embedding_space: blank"):
        client.get(" ", ["a"])


def test_the_host_describes_itself(client, server):
    described = client.describe()
    assert (described.host, described.ready, described.lag_records, described.behind_millis) == (
        "sample-host",
        True,
        0,
        0,
    )
    held = {model.model.space: model for model in described.models}
    assert held["sample"].shape == server.shape
    assert (held["sample"].live_items, held["sample"].deleted_items, held["sample"].current) == (900, 100, True)
    assert held["tombstones"].shape is None
    assert client.is_ready()


def test_threads_share_a_client(client, server):
    def read(start):
        items = list(range(start, start + 50))
        check(client.get(server.space, ids(items)), items, server.items)

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        list(pool.map(read, range(0, 1000, 10)))


@pytest.mark.parametrize("kind", ["tcp", "unix"])
async def test_asyncio_reads_the_same(server, kind):
    async with AsyncEmbeddingClient(getattr(server, kind), options=PATIENT) as client:
        lists = [list(range(start, start + 50)) for start in range(0, 1000, 50)]
        batches = await asyncio.gather(*(client.get(server.space, ids(items)) for items in lists))
        for items, batch in zip(lists, batches):
            check(batch, items, server.items)
        with pytest.raises(ReadRefused) as refused:
            await client.get("another", ["a"])
        assert refused.value.reason is Refusal.UNKNOWN_SPACE
        assert (await client.describe()).host == "sample-host"
        read = asyncio.ensure_future(client.get(server.space, ids(range(10_000))))
        await asyncio.sleep(0)
        read.cancel()
        with pytest.raises(asyncio.CancelledError):
            await read
        assert len(await client.get(server.space, ids([1]))) == 1


def test_a_server_that_went_away_is_unavailable(start_server):
    server = start_server(items=10)
    with EmbeddingClient(server.tcp, options=PATIENT) as over_tcp, EmbeddingClient(
        server.unix, options=PATIENT
    ) as over_unix:
        for client in (over_tcp, over_unix):
            assert len(client.get(server.space, ids([1]))) == 1
        server.stop()
        for client in (over_tcp, over_unix):
            with pytest.raises((CacheUnavailable, ReadRefused)):
                client.get(server.space, ids([1]))
            assert not client.is_ready()
