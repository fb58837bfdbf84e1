import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from insight.metrics.risk_check import GROUPS, RiskCheck, checked
from insight.metrics.risk_model import RiskModel, fitted, odds_ratios
from insight.metrics.risk_rows import FEATURES
from insight.statistics.conclusions import Answer
from insight.statistics.estimates import Refusal


def _looks(cells: list[tuple[int, str, int, int]]) -> pl.DataFrame:
    """Looks of (day, feature or "", accounts, of them asked)."""
    rows = [
        {"look": day, "account": 1_000 * at + i, "asked": i < asked, feature: True}
        for at, (day, feature, accounts, asked) in enumerate(cells)
        for i in range(accounts)
    ]
    frame = pl.DataFrame(rows, infer_schema_length=None)
    missing = [pl.lit(None).alias(f) for f in FEATURES if f not in frame.columns]
    flags = pl.col(*FEATURES).cast(pl.Boolean).fill_null(value=False)
    return frame.with_columns(missing).select("look", "account", flags, "asked")


def test_one_feature_gives_the_odds_ratio_of_the_table() -> None:
    rows = _looks([(0, "festering", 40, 10), (0, "", 160, 10)])

    model = fitted(rows)

    assert isinstance(model, RiskModel)
    # (10 x 150) / (30 x 10) = 5, error of its logarithm sqrt(1/10+1/30+1/10+1/150).
    odds = odds_ratios(model, rows).row(0, named=True)
    width = 1.959964 * (1 / 10 + 1 / 30 + 1 / 10 + 1 / 150) ** 0.5
    assert (odds["feature"], odds["looks"], odds["requests"]) == (
        "an issue festers",
        40,
        10,
    )
    assert odds["odds_ratio"] == pytest.approx(5)
    assert odds["low"] == pytest.approx(5 * np.exp(-width), rel=1e-5)
    assert model.chances(rows).unique().sort().to_list() == pytest.approx(
        [10 / 160, 10 / 40]
    )


def test_every_feature_takes_ten_requests() -> None:
    cells = [(0, "festering", 50, 7), (0, "new", 50, 7), (0, "", 500, 5)]

    nineteen, nine = _looks(cells), _looks([(0, "new", 9, 4), (0, "", 90, 5)])

    model, refusal = fitted(nineteen), fitted(nine)
    assert isinstance(model, RiskModel)
    assert model.features == ("festering",)
    assert isinstance(refusal, Refusal)
    assert refusal.reason.startswith("9 requests after 99 looks")


def test_a_feature_never_followed_by_a_request_is_left_out() -> None:
    rows = _looks([(0, "festering", 30, 0), (0, "new", 50, 12), (0, "", 400, 12)])

    model = fitted(rows)

    assert isinstance(model, RiskModel)
    assert model.features == ("new",)


def _year(risky: int, others: int) -> pl.DataFrame:
    """Sixteen monthly looks at 10 accounts with an issue and 90 without."""
    months = [30 * month for month in range(16)]
    return _looks(
        [(day, "festering", 10, risky) for day in months]
        + [(day, "", 90, others) for day in months]
    )


def test_chances_that_hold_are_calibrated_and_lift_is_over_the_base_rate() -> None:
    found = checked(_year(3, 3), horizon=30, calls=10)

    assert isinstance(found, RiskCheck)
    assert (found.folds, found.looks, found.requests) == (4, 1200, 72)
    assert (found.called.first, found.called.hits) == (120, 36)
    assert found.called.at_random == pytest.approx(120 * 0.06)
    assert found.base_rate.value == pytest.approx(0.06)
    # The 90% Wilson limit of 36 of 120 is .2362.
    assert found.called.times is not None
    assert found.called.times.value == pytest.approx(5)
    assert found.called.times.low == pytest.approx(0.2362 / 0.06, abs=0.01)
    assert found.recall.value == pytest.approx(0.5)
    assert found.slope.value == pytest.approx(1)
    assert found.intercept == pytest.approx(0, abs=1e-9)
    # Garwood's limits of 72 are 56.34 and 90.67.
    level = found.observed_to_expected
    assert level.value == pytest.approx(1)
    assert (level.low, level.high) == pytest.approx((56.34 / 72, 90.67 / 72), abs=0.001)
    assert found.holds is Answer.YES
    # A request is with an issue or without (half each), any other look 7 or 87 of 94.
    auc = 0.5 * (7 / 94 / 2 + 87 / 94) + 0.5 * (87 / 94 / 2)
    assert found.auc == pytest.approx(auc)
    assert not found.is_too_good


def test_chances_that_were_half_too_low_did_not_hold_and_are_corrected() -> None:
    last = pl.col("look") >= 4 * 30
    first_of = pl.col("account") % 1_000 < 6
    worse = _year(3, 3).with_columns(asked=pl.col("asked") | (last & first_of))

    found = checked(worse, horizon=30, calls=10)

    assert isinstance(found, RiskCheck)
    assert found.holds is Answer.NO
    assert found.observed_to_expected.low > 1
    chances = pl.Series("chance", [0.03, 0.3])
    assert (found.corrected(chances) > chances).all()


@pytest.mark.parametrize(("accounts", "first"), [(13, 3), (60, 10)])
def test_nobody_reaches_everybody_by_calling_them_all(
    accounts: int, first: int
) -> None:
    months = [30 * month for month in range(16)]
    rows = _looks(
        [(day, "festering", 2, 1) for day in months]
        + [(day, "", accounts - 2, 1) for day in months]
    )

    found = checked(rows, horizon=30, calls=10)

    assert isinstance(found, RiskCheck)
    assert (found.folds, found.called.first) == (3, first * 9)
    assert found.called.at_random == pytest.approx(first * 2 / accounts * 9)


def test_every_group_has_a_row_in_the_reliability() -> None:
    found = checked(_year(3, 3), horizon=30, calls=10)

    assert isinstance(found, RiskCheck)
    expected = pl.DataFrame(
        {
            "group": GROUPS,
            "looks": [1080, 0, 0, 0, 120],
            "expected": [1 / 30, None, None, None, 0.3],
            "requests": [36, 0, 0, 0, 36],
            "share": [1 / 30, None, None, None, 0.3],
        }
    )
    assert_frame_equal(found.reliability.drop("low", "high"), expected)


def test_no_model_learns_from_the_looks_it_is_checked_on() -> None:
    usual = _year(3, 3)
    last = pl.col("look") >= 13 * 30
    turned = usual.with_columns(
        asked=pl.when(last).then(~pl.col("asked")).otherwise("asked")
    )

    one = checked(usual, horizon=30, calls=10)
    other = checked(turned, horizon=30, calls=10)

    assert isinstance(one, RiskCheck)
    assert isinstance(other, RiskCheck)
    same = ["group", "looks", "expected"]
    assert_frame_equal(one.reliability.select(same), other.reliability.select(same))
    assert one.requests != other.requests


def test_a_feature_that_knows_the_answer_is_too_good() -> None:
    months = [30 * month for month in range(16)]
    leak = _looks(
        [(day, "festering", 10, 9) for day in months]
        + [(day, "", 90, 1) for day in months]
    )

    found = checked(leak, horizon=30, calls=10)

    assert isinstance(found, RiskCheck)
    assert found.is_too_good


def test_too_few_months_cannot_be_checked() -> None:
    rows = _looks([(0, "festering", 40, 10), (0, "", 160, 10)])

    assert isinstance(checked(rows, horizon=30, calls=10), Refusal)


def test_a_few_looks_are_no_check_out_of_time() -> None:
    found = checked(_looks([(0, "", 40, 10), (30, "", 40, 10)]), horizon=30, calls=5)

    assert isinstance(found, Refusal)
    assert found.reason.startswith("Too few months")


def test_a_year_in_which_everybody_asked_tells_nobody_apart() -> None:
    year = _year(3, 3).with_columns(asked=(pl.col("look") >= 120) | pl.col("asked"))

    found = checked(year, horizon=30, calls=10)

    assert isinstance(found, Refusal)
    assert found.reason.startswith("Everybody asked to leave")


def test_stretches_without_a_model_before_them_are_left_out() -> None:
    quiet = [(30 * month, "", 1, 0) for month in range(12)]
    learnt = [(360, "festering", 40, 10), (360, "", 148, 10)]
    ahead = [(30 * month, "", 90, 3) for month in (13, 14, 15)]

    found = checked(_looks([*quiet, *learnt, *ahead]), horizon=30, calls=10)

    assert isinstance(found, RiskCheck)
    assert (found.folds, found.looks, found.requests) == (1, 270, 9)
    # All had the one chance 10 / 160, and 1 / 30 asked: there is no slope to tell.
    assert np.isnan(found.slope.value)
    assert found.intercept == pytest.approx(np.log((1 / 29) / (1 / 15)))
    assert found.auc == pytest.approx(0.5)
