"""Five failures a minute of one name from one place; nobody else is shut out."""

from ui.access.throttle import FAILURES, WINDOW_S, Throttle


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def failed(throttle: Throttle, times: int, name: str = "marie", place: str = "10.0.0.1") -> list[float]:
    return [throttle.begin(name, place) for _ in range(times)]


def test_after_five_failures_one_waits_for_the_rest_of_the_minute() -> None:
    clock = Clock()
    throttle = Throttle(clock)
    assert failed(throttle, 5) == [0.0] * FAILURES
    clock.now += 20
    assert throttle.begin("marie", "10.0.0.1") == WINDOW_S - 20
    clock.now += WINDOW_S - 20
    assert throttle.begin("marie", "10.0.0.1") == 0.0


def test_trying_on_does_not_lengthen_the_wait() -> None:
    clock = Clock()
    throttle = Throttle(clock)
    failed(throttle, 5)
    for _ in range(59):
        clock.now += 1
        assert throttle.begin("marie", "10.0.0.1") > 0
    clock.now += 1
    assert throttle.begin("marie", "10.0.0.1") == 0.0


def test_another_address_another_name_and_a_known_browser_are_not_shut_out() -> None:
    throttle = Throttle(Clock())
    failed(throttle, 5)
    assert throttle.begin("marie", "10.0.0.2") == 0.0
    assert throttle.begin("paul", "10.0.0.1") == 0.0
    assert throttle.begin("marie", "device of marie") == 0.0


def test_a_success_forgets_the_failures() -> None:
    throttle = Throttle(Clock())
    failed(throttle, 4)
    throttle.begin("marie", "10.0.0.1")
    throttle.succeeded("marie", "10.0.0.1")
    assert failed(throttle, 5) == [0.0] * 5


def test_names_that_are_made_up_take_no_more_room() -> None:
    throttle = Throttle(Clock())
    for number in range(12_000):
        throttle.begin(f"nom{number}", "10.0.0.1")
    assert len(throttle._failures) <= 10_000
