from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Event

import pytest

from insight.ui.measured import Measured


def test_what_was_measured_is_not_measured_again() -> None:
    measured, numbers = Measured(), count()

    answers = [measured.of("churn", numbers.__next__) for _ in range(3)]

    assert answers == [0, 0, 0]


def test_it_is_known_whether_anybody_would_wait() -> None:
    measured = Measured()
    assert not measured.has("churn")

    measured.of("churn", lambda: None)

    assert measured.has("churn")


def test_the_longest_unasked_goes_first() -> None:
    measured, numbers = Measured(most=2), count()

    answers = [measured.of(asked, numbers.__next__) for asked in "abacab"]

    assert answers == [0, 1, 0, 2, 0, 3]


def test_who_asks_meanwhile_waits_for_the_one_who_measures() -> None:
    measured, begun, may_end, done = Measured(), Event(), Event(), []

    def slowly() -> str:
        begun.set()
        may_end.wait(10)
        done.append("measured")
        return "answer"

    with ThreadPoolExecutor(4) as people:
        first = people.submit(measured.of, "churn", slowly)
        begun.wait(10)
        others = [people.submit(measured.of, "churn", slowly) for _ in range(3)]
        may_end.set()

    assert {found.result() for found in (first, *others)} == {"answer"}
    assert done == ["measured"]


def test_what_failed_is_tried_again() -> None:
    measured = Measured()

    def fails() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        measured.of("churn", fails)

    assert measured.of("churn", lambda: 0.2) == 0.2
