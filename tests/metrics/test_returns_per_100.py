import numpy as np
import polars as pl
import pytest

from insight.metrics.returns_per_100 import PerHundred, returns_per_100
from insight.statistics.survival import incidence

# Groups of ten, two and one half of which come back on day 100; watched for 400.
CELLS = [("a", 1, 10, 5), ("a", 0, 10, 2), ("b", 1, 10, 2), ("b", 0, 30, 3)]


def _rows(cells: list[tuple[str, int, int, int]], *, per_account: int) -> pl.DataFrame:
    rows = [
        (reason, good, 100 if number < returned else 400, int(number < returned))
        for reason, good, exits, returned in cells
        for number in range(exits)
        for _ in range(per_account)
    ]
    names = ["reason_group", "good", "days", "event"]
    frame = pl.DataFrame(rows, schema=names, orient="row")
    return frame.with_columns(account=pl.int_range(pl.len()) // per_account)


def _per_100(rows: pl.DataFrame) -> PerHundred:
    found = returns_per_100(rows, horizon=365, least=10)
    assert isinstance(found, PerHundred)
    return found


def test_shares_of_the_reasons_are_averaged_with_the_mix_of_all_exits() -> None:
    found = _per_100(_rows(CELLS, per_account=1))

    # 20 exits for reason a and 40 for b: (20 x .5 + 40 x .2) / 60 and (4 + 4) / 60.
    assert found.if_all_good.value == pytest.approx(30)
    assert found.if_none_good.value == pytest.approx(100 * 8 / 60)
    assert found.more.value == pytest.approx(100 * 10 / 60)
    assert found.more.low < found.more.value < found.more.high
    assert found.covered == 60


def test_exits_of_one_account_are_drawn_together() -> None:
    twice = _rows(CELLS, per_account=2)
    apart = twice.with_columns(account=pl.int_range(pl.len()))

    together, alone = _per_100(twice).more, _per_100(apart).more

    assert together.value == pytest.approx(alone.value)
    ratio = (together.high - together.low) / (alone.high - alone.low)
    assert ratio == pytest.approx(2**0.5, rel=0.15)


def test_more_accounts_than_are_drawn_one_by_one_narrow_the_limits_as_they_should() -> (
    None
):
    many = [(reason, good, 64 * n, 64 * k) for reason, good, n, k in CELLS]

    few, found = (_per_100(_rows(cells, per_account=1)).more for cells in (CELLS, many))

    assert found.value == pytest.approx(few.value)
    ratio = (few.high - few.low) / (found.high - found.low)
    assert ratio == pytest.approx(64**0.5, rel=0.1)


def test_a_reason_with_few_exits_of_a_kind_is_left_out() -> None:
    few = [*CELLS, ("c", 1, 9, 9), ("c", 0, 50, 0)]

    found = _per_100(_rows(few, per_account=1))

    assert found.covered == 60
    assert found.if_all_good.value == pytest.approx(30)


def test_companies_that_cease_and_exits_still_watched_count_as_in_the_curves() -> None:
    rng = np.random.default_rng(1)
    days, event = rng.integers(1, 500, 60), rng.integers(0, 3, 60)
    rows = pl.DataFrame(
        {
            "days": np.concatenate([days, days]),
            "event": np.concatenate([event, event]),
            "good": [1] * 60 + [0] * 60,
            "reason_group": ["a"] * 120,
            "account": range(120),
        }
    )

    found = _per_100(rows)

    grid = np.unique(days)
    counts = [[int(((days == d) & (event == e)).sum()) for d in grid] for e in range(3)]
    curve = incidence(*(np.array(counts[e]) for e in (1, 2, 0)))
    expected = 100 * curve.share[grid <= 365][-1]
    assert found.if_all_good.value == pytest.approx(expected)
    assert found.more.value == pytest.approx(0)
