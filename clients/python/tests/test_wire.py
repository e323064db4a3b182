import datetime
import itertools
import mmap
import random
import tracemalloc
import warnings

import answers
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from mixline import BadRequest, Dtype, Fallback, ItemStatus, MalformedAnswer, MixlineError
from mixline._wire import ReadRequest, decode_read, with_key
from mixline.cache.v1 import embedding_cache_pb2 as protocol

ALL_SHAPES = list(itertools.product(Dtype, [(1, 1), (1, 1024), (4, 384), (3, 5)]))


def sent(read: ReadRequest) -> protocol.GetEmbeddingsRequest:
    return protocol.GetEmbeddingsRequest.FromString(read.message)


@pytest.mark.parametrize("dtype, shape", ALL_SHAPES)
def test_tokens_of_every_dtype_and_shape_are_what_was_encoded(dtype, shape):
    tokens, dimension = shape
    whole = answers.message(3, tokens=tokens, dimension=dimension, dtype=dtype)
    batch = decode_read(whole.SerializeToString(), answers.request(3))
    expected = answers.numbers(3, tokens, dimension)
    assert batch.shape.dtype is dtype
    assert np.array_equal(batch.float32(), expected)
    assert batch.float32().flags.writeable
    assert batch.torch().shape == (3, tokens, dimension)
    assert batch.torch().dtype is getattr(torch, dtype.name.lower())
    assert np.array_equal(batch.torch().float().numpy(), expected)
    if dtype is Dtype.BFLOAT16:
        with pytest.raises(TypeError, match="numpy has no bfloat16"):
            batch.numpy()
    else:
        assert np.array_equal(batch.numpy(), expected)
        assert not batch.numpy().flags.writeable
    if dtype.bytes == 2:
        assert batch.bits().tobytes() == whole.tokens
    else:
        with pytest.raises(TypeError, match="expected: BFLOAT16 or FLOAT16"):
            batch.bits()


@pytest.mark.parametrize("dtype, shape", ALL_SHAPES)
@pytest.mark.parametrize("space", ["s", "sp", "spa", "spac"])
def test_tokens_are_a_view_of_the_answer_or_are_copied_once_to_be_aligned(dtype, shape, space):
    tokens, dimension = shape
    whole = answers.message(3, tokens=tokens, dimension=dimension, dtype=dtype)
    whole.model.embedding_space = space
    received = whole.SerializeToString()
    read = ReadRequest(
        space,
        ["a", "b", "c"],
        accepted=(),
        short_texts=False,
        min_versions=None,
        max_host_behind=None,
        fallback=Fallback(),
    )
    batch = decode_read(received, read)
    begin = np.frombuffer(received, dtype=np.uint8).ctypes.data
    field = np.frombuffer(batch.tokens, dtype=np.uint8).ctypes.data
    assert begin < field < begin + len(received)
    address = batch.torch().data_ptr()
    assert address % dtype.bytes == 0
    assert address == field or field % dtype.bytes != 0
    assert address == batch.torch().data_ptr()
    if dtype is not Dtype.BFLOAT16:
        assert batch.numpy().ctypes.data == address


def test_to_decode_a_large_answer_takes_no_memory_for_its_tokens():
    received = answers.large(2_000)
    read = answers.request(2_000)
    tracemalloc.start()
    batch = decode_read(received, read)
    begin = np.frombuffer(batch.tokens, dtype=np.uint8).ctypes.data
    if begin % 2 == 0:
        batch.torch()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(received) > 5_000_000
    assert peak < 100_000


def test_a_tensor_comes_without_a_warning_and_outlives_its_batch():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        tensor = decode_read(answers.message().SerializeToString(), answers.request()).torch()
    assert np.array_equal(tensor.float().numpy(), answers.numbers(3, 2, 4))


def test_what_is_said_of_an_item_comes_by_column_and_by_row():
    whole = answers.message(4, statuses=[0, 1, 2, 3])
    whole.versions[0] = whole.changed_at_millis[0] = 0
    whole.short_texts.texts.extend(["", "Baker, Łódź", "", "Smith"])
    batch = decode_read(whole.SerializeToString(), answers.request(4, short_texts=True))
    assert list(batch.statuses) == [ItemStatus.MISS, ItemStatus.HIT, ItemStatus.DELETED, ItemStatus.STALE]
    assert list(batch.versions) == [0, 8, 9, 10]
    assert np.isnan(batch.ages[0]) and list(batch.ages[1:]) == [1.0, 1.0, 1.0]
    assert batch.short_texts == ("", "Baker, Łódź", "", "Smith")
    miss, hit = batch.row(0), batch.row(1)
    assert (miss.status, miss.version, miss.changed_at_millis, miss.short_text) == (ItemStatus.MISS, None, None, None)
    assert (hit.item_id, hit.version, hit.short_text) == ("job-1", 8, "Baker, Łódź")
    assert [status.has_tokens for status in ItemStatus] == [False, True, False, True]


def test_an_empty_list_has_an_empty_tensor():
    batch = decode_read(answers.message(0).SerializeToString(), answers.request(0))
    assert len(batch) == 0
    assert batch.numpy().shape == batch.float32().shape == (0, 2, 4)
    assert batch.torch().shape == (0, 2, 4)
    assert batch.torch().dtype is torch.float16


def test_a_request_says_what_was_asked():
    read = answers.request(
        3,
        accepted=[bytes(16), answers.FINGERPRINT],
        short_texts=True,
        min_versions={"job-1": 5, "job-9": 4},
        max_host_behind=datetime.timedelta(seconds=1.5),
    )
    message = sent(read)
    assert message.embedding_space == answers.SPACE
    assert list(message.item_ids) == [b"job-0", b"job-1", b"job-2"]
    assert set(message.accepted_fingerprints) == {bytes(16), answers.FINGERPRINT}
    assert list(message.extras) == [protocol.SHORT_TEXTS]
    assert list(message.min_versions) == [-1, 5, -1]
    assert message.max_host_behind_millis == 1500


def test_no_rule_is_sent_where_none_is_given():
    message = sent(answers.request())
    assert not message.min_versions and not message.extras and not message.accepted_fingerprints
    assert not message.HasField("max_host_behind_millis")
    assert sent(answers.request(max_host_behind=datetime.timedelta(0))).HasField("max_host_behind_millis")


def test_a_key_is_the_field_that_the_contract_says():
    read = answers.request(max_host_behind=datetime.timedelta(0))
    with_field = protocol.GetEmbeddingsRequest.FromString(with_key(read.message, answers.FINGERPRINT))
    assert with_field.shared_memory_key == answers.FINGERPRINT
    with_field.ClearField("shared_memory_key")
    assert with_field == sent(read)


def test_odd_ids_travel_as_they_are():
    odd = ["Łódź", "a\0b", " two words ", "x" * 127, "x" * 128, "y" * 10_240, "🦊", "\n"]
    read = ReadRequest(
        "s", odd, accepted=(), short_texts=False, min_versions=None, max_host_behind=None, fallback=Fallback()
    )
    assert [item_id.decode() for item_id in sent(read).item_ids] == odd


@pytest.mark.parametrize(
    "space, item_ids, wanted, message",
    [
        ("", ["a"], {}, "space: ''"),
        (None, ["a"], {}, "space: None"),
        ("\ud800", ["a"], {}, "space: '.ud800' is no text"),
        ("s", "abc", {}, "item_ids: 'abc'"),
        ("s", None, {}, "item_ids: None"),
        ("s", ["a", ""], {}, r"item_ids\[1\]: empty"),
        ("s", ["a", "b\udfff"], {}, r"item_ids\[1\]: 'b.udfff' is no text that UTF-8 can hold: surrogates"),
        ("s", ["a", 7], {}, r"item_ids\[1\]: 7 \(expected: a str\)"),
        ("s", ["a", b"b"], {}, r"item_ids\[1\]: b'b' \(expected: a str\)"),
        ("s", ["a"], {"accepted": [b"short"]}, r"accepted\[0\]: b'short' \(expected: 16 bytes\)"),
        ("s", ["a"], {"min_versions": [1, 2]}, "min_versions: 2"),
        ("s", ["a"], {"min_versions": [-1]}, "min_versions: -1"),
        ("s", ["a"], {"max_host_behind": datetime.timedelta(seconds=-1)}, "max_host_behind: -1 day"),
    ],
)
def test_a_wrong_request_is_refused_before_it_is_sent(space, item_ids, wanted, message):
    arguments = dict(accepted=(), short_texts=False, min_versions=None, max_host_behind=None, fallback=Fallback())
    with pytest.raises(BadRequest, match=message):
        ReadRequest(space, item_ids, **{**arguments, **wanted})


@pytest.mark.parametrize(
    "change, message",
    [
        (lambda whole: setattr(whole.model, "embedding_space", "another"), "of space 'another'"),
        (lambda whole: setattr(whole.model, "fingerprint", b"x"), "a fingerprint of 1 bytes"),
        (lambda whole: setattr(whole.model, "fingerprint", bytes(16)), "expected: one of those accepted"),
        (lambda whole: whole.ClearField("model"), "of space ''|a fingerprint of 0 bytes"),
        (lambda whole: whole.ClearField("shape"), r"shape: \[0, 0\]"),
        (lambda whole: setattr(whole.shape, "tokens", -1), r"shape: \[-1, 4\]"),
        (lambda whole: setattr(whole.shape, "dtype", 9), "dtype: 9"),
        (lambda whole: setattr(whole, "statuses", b"\1\1"), r"statuses: 2 \(expected: one of each of the 3 items\)"),
        (lambda whole: setattr(whole, "statuses", b"\1\1\4"), "statuses: 4"),
        (lambda whole: whole.versions.pop(), "versions: 16 bytes"),
        (lambda whole: whole.changed_at_millis.append(1), "changed_at_millis: 32 bytes"),
        (lambda whole: setattr(whole, "tokens", whole.tokens[:-1]), r"tokens: 47 bytes \(expected: 48"),
        (lambda whole: whole.ClearField("tokens"), r"tokens: 0 bytes \(expected: 48"),
        (lambda whole: whole.short_texts.texts.append("one"), "short_texts: 1"),
    ],
)
def test_an_answer_that_does_not_fit_its_request_is_refused(change, message):
    whole = answers.message()
    change(whole)
    with pytest.raises(MalformedAnswer, match=message):
        decode_read(whole.SerializeToString(), answers.request(accepted=[answers.FINGERPRINT], short_texts=True))


def shared_memory(tokens, size=mmap.PAGESIZE):
    shared = mmap.mmap(-1, size)
    shared[: len(tokens)] = tokens
    return shared


@pytest.mark.parametrize("dtype, shape", ALL_SHAPES)
def test_tokens_in_shared_memory_are_copied_once_to_be_aligned(dtype, shape):
    tokens = answers.message(3, tokens=shape[0], dimension=shape[1], dtype=dtype).tokens
    whole = answers.message(3, tokens=shape[0], dimension=shape[1], dtype=dtype, rows=b"", shared=len(tokens))
    with shared_memory(tokens, 1024 * 1024) as shared:
        batch = decode_read(whole.SerializeToString(), answers.request(3), shared)
        shared[: len(tokens)] = b"\xff" * len(tokens)
    # The map is closed: nothing points into it.
    assert batch.tokens.tobytes() == tokens
    assert batch.tokens.readonly
    address = np.frombuffer(batch.tokens, dtype=np.uint8).ctypes.data
    assert address % dtype.bytes == 0
    assert batch.torch().data_ptr() == address


@pytest.mark.parametrize(
    "shared_token_bytes, tokens, size, message",
    [
        (48, b"", None, r"shared_token_bytes: 48 \(expected: none"),
        (0, bytes(48), None, r"shared_token_bytes: 0 \(expected: none"),
        (0, b"", mmap.PAGESIZE, r"shared_token_bytes: 0 \(expected: 48"),
        (47, b"", mmap.PAGESIZE, r"shared_token_bytes: 47 \(expected: 48"),
        (49, b"", mmap.PAGESIZE, r"shared_token_bytes: 49 \(expected: 48"),
        (-1, b"", mmap.PAGESIZE, r"shared_token_bytes: -1 \(expected: 48"),
        (2**63 - 1, b"", mmap.PAGESIZE, r"shared_token_bytes: 9223372036854775807 \(expected: 48"),
        (48, b"", 47, r"shared_token_bytes: 48 \(expected: <= 47"),
        (48, bytes(48), mmap.PAGESIZE, r"tokens: 48 bytes \(expected: none"),
        (48, b"x", mmap.PAGESIZE, r"tokens: 1 bytes \(expected: none"),
        (None, b"", mmap.PAGESIZE, r"tokens: 0 bytes \(expected: 48"),
        (None, bytes(47), mmap.PAGESIZE, r"tokens: 47 bytes \(expected: 48"),
    ],
)
def test_tokens_in_shared_memory_of_another_length_than_the_shape_says_are_refused(
    shared_token_bytes, tokens, size, message
):
    whole = answers.message(rows=tokens, shared=shared_token_bytes)
    with shared_memory(b"", size or 1) as shared:
        with pytest.raises(MalformedAnswer, match=message):
            decode_read(whole.SerializeToString(), answers.request(), shared if size else None)


def test_a_length_of_shared_memory_that_is_no_number_is_refused():
    whole = answers.message(rows=b"").SerializeToString() + b"\x42\x0230"
    with shared_memory(b"") as shared, pytest.raises(MalformedAnswer, match="field 8: bytes"):
        decode_read(whole, answers.request(), shared)


def test_fields_in_another_order_in_parts_and_unknown_ones_are_read():
    whole = answers.message()
    versions = b"".join(b"\x21" + (7 + item).to_bytes(8, "little") for item in range(3))  # not packed
    odd = b"".join(
        [
            b"\x7a\x02xx",  # tokens, which the later ones replace
            b"\x7a\x30" + whole.tokens,
            b"\xa0\x06\x96\x01",  # field 100, varint
            b"\xa1\x06" + bytes(8),  # field 100, fixed64
            b"\xa5\x06" + bytes(4),  # field 100, fixed32
            b"\xa2\x06\x03abc",  # field 100, bytes
            versions,
            protocol.GetEmbeddingsResponse(model=protocol.Model(embedding_space=answers.SPACE)).SerializeToString(),
            protocol.GetEmbeddingsResponse(
                changed_at_millis=whole.changed_at_millis,
                statuses=whole.statuses,
                shape=whole.shape,
                answered_at_millis=-5,
            ).SerializeToString(),
            protocol.GetEmbeddingsResponse(model=protocol.Model(fingerprint=answers.FINGERPRINT)).SerializeToString(),
        ]
    )
    batch = decode_read(odd, answers.request())
    assert np.array_equal(batch.float32(), answers.numbers(3, 2, 4))
    assert list(batch.versions) == [7, 8, 9]
    assert batch.model.fingerprint == answers.FINGERPRINT
    assert batch.answered_at_millis == -5


def test_every_cut_answer_is_malformed():
    received = answers.message().SerializeToString()
    for end in range(len(received)):
        with pytest.raises(MalformedAnswer):
            decode_read(received[:end], answers.request())


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_batch_or_malformed(received):
    try:
        with shared_memory(b"") as shared:
            decode_read(received, answers.request(), shared)
    except MalformedAnswer:
        pass


@settings(max_examples=300, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, 8), st.booleans())
def test_an_answer_with_changed_bytes_is_a_batch_of_the_right_size_or_malformed(dice: random.Random, changes, shares):
    whole = answers.message(rows=b"", shared=48) if shares else answers.message()
    whole.short_texts.texts.extend(["a", "b", "c"])
    received = bytearray(whole.SerializeToString())
    for _ in range(changes):
        received[dice.randrange(len(received))] = dice.randrange(256)
    try:
        with shared_memory(b"") as shared:
            batch = decode_read(bytes(received), answers.request(short_texts=True), shared)
    except MixlineError as error:
        assert isinstance(error, MalformedAnswer)
    else:
        assert batch.float32().shape == (3, batch.shape.tokens, batch.shape.dimension)
        assert len(batch.versions) == len(batch.short_texts) == 3
