"""What people think of accounts."""

from dataclasses import astuple, replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from insight.store.judgements import Judgement, judge, judgement_history
from insight.store.uploads import state

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
FIRST = Judgement("A1", date(2026, 3, 2), "ann", 4, "new boss", 90, 0.125)


def test_nobody_judged_anything_at_first(engine: Engine) -> None:
    assert judgement_history(engine).is_empty()


def test_every_judgement_is_kept_in_order(engine: Engine) -> None:
    second = replace(FIRST, risk=2, note=None, chance=None)

    judge(engine, FIRST, at=AT)
    judge(engine, second, at=AT)

    assert judgement_history(engine).rows() == [astuple(FIRST), astuple(second)]


@pytest.mark.parametrize("risk", [0, 6])
def test_a_risk_is_one_to_five(engine: Engine, risk: int) -> None:
    with pytest.raises(IntegrityError):
        judge(engine, replace(FIRST, risk=risk), at=AT)

    assert judgement_history(engine).is_empty()


def test_a_judgement_is_no_change_of_the_data(engine: Engine) -> None:
    before = state(engine)

    judge(engine, FIRST, at=AT)

    assert state(engine) == before
