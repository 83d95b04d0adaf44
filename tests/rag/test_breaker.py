import pytest

from rag.breaker import Breaker
from rag.model_failure import Failure


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def fail(breaker: Breaker, times: int, failure: Failure = Failure.SERVER) -> None:
    for _ in range(times):
        assert breaker.refusal() is None
        breaker.failed(failure)


def test_a_model_is_asked_until_it_has_failed_three_times_in_a_row(clock):
    breaker = Breaker(100, clock=clock)
    fail(breaker, 2)
    breaker.succeeded()
    fail(breaker, 3)
    assert breaker.refusal() is Failure.RESTING


def test_after_its_rest_one_request_tries_the_model(clock):
    breaker = Breaker(100, clock=clock)
    fail(breaker, 3)
    clock.now += 31
    assert [breaker.refusal(), breaker.refusal()] == [None, Failure.RESTING]
    breaker.succeeded()
    assert breaker.refusal() is None


def test_a_try_that_fails_is_another_rest(clock):
    breaker = Breaker(100, clock=clock)
    fail(breaker, 3)
    clock.now += 31
    fail(breaker, 1)
    assert breaker.refusal() is Failure.RESTING


def test_what_only_a_setting_can_change_rests_at_once_under_its_own_name(clock):
    breaker = Breaker(100, clock=clock)
    fail(breaker, 1, Failure.UNAUTHORISED)
    assert breaker.refusal() is Failure.UNAUTHORISED


def test_noise_is_no_failure_of_the_server(clock):
    breaker = Breaker(100, clock=clock)
    fail(breaker, 5, Failure.UNSUPPORTED)
    assert breaker.refusal() is None


def test_a_minute_has_so_many_requests(clock):
    breaker = Breaker(2, clock=clock)
    assert [breaker.refusal() for _ in range(3)] == [None, None, Failure.BUDGET]
    clock.now += 60
    assert breaker.refusal() is None


def test_a_reader_who_leaves_during_the_try_lets_the_next_one_try(clock):
    breaker = Breaker(100, clock=clock)
    fail(breaker, 3)
    clock.now += 31
    assert breaker.refusal() is None
    breaker.abandoned()
    assert breaker.refusal() is None
