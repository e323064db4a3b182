import answers
import numpy as np
import pytest

from mixline import Action, Fallback, UnusableItems
from mixline._wire import decode_read

STATUSES = [0, 1, 2, 3]


def read(fallback):
    return decode_read(answers.message(4, statuses=STATUSES).SerializeToString(), answers.request(4, fallback=fallback))


def test_by_default_only_hits_are_usable():
    batch = read(Fallback())
    assert list(batch.usable) == [False, True, False, False]
    assert list(batch.usable_rows) == [1]
    assert batch.float32()[batch.usable].shape == (1, 2, 4)


@pytest.mark.parametrize(
    "fallback, usable",
    [
        (Fallback(stale=Action.USE_TOKENS), [1, 3]),
        (Fallback(miss=Action.USE_ZERO), [0, 1]),
        (Fallback(deleted=Action.USE_ZERO), [1, 2]),
        (Fallback(miss=Action.USE_ZERO, deleted=Action.USE_ZERO, stale=Action.USE_TOKENS), [0, 1, 2, 3]),
    ],
)
def test_a_declared_fallback_makes_rows_usable(fallback, usable):
    assert list(read(fallback).usable_rows) == usable


@pytest.mark.parametrize("status, item", [("miss", 0), ("deleted", 2), ("stale", 3)])
def test_a_status_that_raises_names_its_items(status, item):
    with pytest.raises(UnusableItems, match=f"1 of 4 items are not usable: 'job-{item}' {status.upper()}") as raised:
        read(Fallback(**{status: Action.RAISE}))
    assert raised.value.item_ids == (f"job-{item}",)


def test_a_status_that_nobody_has_does_not_raise():
    whole = answers.message(2, statuses=[1, 1])
    batch = decode_read(
        whole.SerializeToString(),
        answers.request(2, fallback=Fallback(miss=Action.RAISE, deleted=Action.RAISE, stale=Action.RAISE)),
    )
    assert np.all(batch.usable)


@pytest.mark.parametrize(
    "wrong",
    [{"miss": Action.USE_TOKENS}, {"deleted": Action.USE_TOKENS}, {"stale": Action.USE_ZERO}, {"miss": "RAISE"}],
)
def test_an_action_that_a_status_cannot_have_is_refused(wrong):
    with pytest.raises(ValueError, match="expected: "):
        Fallback(**wrong)
