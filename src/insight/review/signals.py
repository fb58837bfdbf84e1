"""The five signals of the review: what each says in words, and the points behind it."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any, TypedDict

import polars as pl

from insight.formats import MINUS, count, month_words, number, plural
from insight.metrics.judged_periods import Verdict
from insight.metrics.week import Week, week_of
from insight.metrics.week_review import WeekReview
from insight.review import definitions
from insight.statistics.detector import MONTHLY, WEEKLY

VERDICTS = {
    Verdict.SIGNAL: "Signal",
    Verdict.NOISE: "Normal variation",
    Verdict.NO_LIMITS: "Cannot tell yet",
}
NEEDS = {
    "requests to leave": (("cancellation_requests",), ("subscriptions",)),
    "logo churn": (("subscriptions",),),
    "returns": (("win_backs", "subscriptions"),),
    "exit NPS": (("offboarding",),),
    "ease": (("offboarding",),),
}
SCALES = {"exit NPS": (-100, 100), "ease": (1, 7)}
POINTS = ("at", "label", "value", "mean", "lower", "upper", "verdict", "words")


class _Said(TypedDict):
    verdict: str
    finding: str


@dataclass(frozen=True, slots=True)
class Signal:
    """One measure over time, judged.

    Attributes:
        key: Its name where decisions are linked to it.
        title: What is measured.
        verdict: What its latest point says, one of `VERDICTS`.
        finding: The same in a sentence, with k of n.
        basis: What is counted, and how the limits were set.
        limits: What it cannot tell.
        unit: Of the values, for example "%"; empty for plain numbers.
        points: `at` (date), `label`, `value`, `mean`, `lower`, `upper`, `verdict`,
            `words`, in order.
        rows: The table behind it, as the metric gave it.
        missing: The table without which it cannot be told; empty where it is there.
        scale: The lowest and the highest value there can be; None where it is open.
    """

    key: str
    title: str
    verdict: str
    finding: str
    basis: str
    limits: str
    unit: str
    points: pl.DataFrame
    rows: pl.DataFrame
    missing: str = ""
    scale: tuple[int, int] | None = None

    @property
    def is_unusual(self) -> bool:
        """Whether its latest point is a signal."""
        return self.verdict == VERDICTS[Verdict.SIGNAL]


def signals(
    found: WeekReview, *, week: Week, present: Collection[str]
) -> tuple[Signal, ...]:
    """Requests by week, churn and returns by month, exit NPS and ease by quarter.

    Args:
        found: The numbers.
        week: The week under review.
        present: The tables that hold anything.
    """
    told = (
        _requests(found.requests, week),
        _churn(found.churn),
        _won_back(found.won_back),
        _score(found.nps, key="exit NPS", title="Exit NPS"),
        _score(found.ease, key="ease", title="Ease of leaving"),
    )
    return tuple(_with_what_is_missing(signal, present) for signal in told)


def _with_what_is_missing(signal: Signal, present: Collection[str]) -> Signal:
    without = (any_of for any_of in NEEDS[signal.key] if not set(any_of) & set(present))
    missing = next(without, ("",))[0]
    if not missing:
        return signal
    verdict = VERDICTS[Verdict.NO_LIMITS]
    return replace(
        signal,
        verdict=verdict,
        finding=f"{verdict}: there is no file of {missing.replace('_', ' ')}.",
        points=signal.points.clear(),
        missing=missing,
    )


def _requests(weeks: pl.DataFrame, week: Week) -> Signal:
    points = _points(
        weeks,
        at="week",
        label=[week_of(day).label for day in weeks["week"]],
        value=weeks["per_1000"],
        words=[
            f"{plural(row['requests'], 'request')} of {count(row['active'])} active "
            f"accounts, {number(row['per_1000'])} per 1,000"
            for row in weeks.iter_rows(named=True)
        ],
    )
    known = points.filter(at=week.monday)
    return Signal(
        key="requests to leave",
        title="Requests to leave",
        **_said(known, nothing=f"the data says nothing of {week.label}"),
        basis=f"requests to cancel an account per 1,000 customers, by week; {definitions.power(weeks, WEEKLY)}",
        limits=definitions.REQUESTS,
        unit="",
        points=points,
        rows=weeks,
    )


def _churn(months: pl.DataFrame) -> Signal:
    points = _points(
        months,
        at=pl.col("month").str.to_date("%Y-%m"),
        label=[month_words(month) for month in months["month"]],
        value=months["share"] * 100,
        times=100,
        words=[_churned(row) for row in months.iter_rows(named=True)],
    )
    return Signal(
        key="logo churn",
        title="Monthly churn",
        **_said(points.tail(1), nothing="no whole month yet"),
        basis=f"customers lost of those at the start of the month; {definitions.power(months, MONTHLY)}",
        limits=definitions.CHURN,
        unit="%",
        points=points,
        rows=months,
    )


def _won_back(months: pl.DataFrame) -> Signal:
    points = _points(
        months,
        at=pl.col("month").str.to_date("%Y-%m"),
        label=[month_words(month) for month in months["month"]],
        value=months["returns"].cast(pl.Float64),
        words=[
            f"{count(row['returns'])} came back, {count(row['out'])} had left within a "
            "year before"
            for row in months.iter_rows(named=True)
        ],
    )
    return Signal(
        key="returns",
        title="Monthly returns",
        **_said(points.tail(1), nothing="no whole month yet"),
        basis=f"returns within a year of leaving, by month; {definitions.power(months, MONTHLY)}",
        limits=definitions.RETURNS,
        unit="",
        points=points,
        rows=months,
    )


def _score(quarters: pl.DataFrame, *, key: str, title: str) -> Signal:
    points = _points(
        quarters,
        at="begins",
        label=quarters["quarter"].to_list(),
        value=quarters["value"],
        words=[_scored(row, key) for row in quarters.iter_rows(named=True)],
    )
    return Signal(
        key=key,
        title=title,
        **_said(points.tail(1), nothing="no quarter with exits yet"),
        basis=f"{definitions.SCORES[key]} by quarter of the exit; limits of the four quarters before, locked (x̄-chart)",
        limits=definitions.ANSWERS,
        unit="",
        points=points,
        rows=quarters,
        scale=SCALES[key],
    )


def _points(
    rows: pl.DataFrame,
    *,
    at: str | pl.Expr,
    label: list[str],
    value: pl.Series,
    words: list[str],
    times: int = 1,
) -> pl.DataFrame:
    said = [f"{name}: {told}" for name, told in zip(label, words, strict=True)]
    return rows.with_columns(
        pl.col("mean", "lower", "upper") * times,
        label=pl.Series(label, dtype=pl.String),
        at=pl.col(at) if isinstance(at, str) else at,
        value=value,
        words=pl.Series(said, dtype=pl.String),
    ).select(*POINTS, "meaning")


def _said(latest: pl.DataFrame, *, nothing: str) -> _Said:
    if latest.is_empty():
        none = VERDICTS[Verdict.NO_LIMITS]
        return {"verdict": none, "finding": f"{none}: {nothing}."}
    row = latest.row(0, named=True)
    verdict = VERDICTS[Verdict(row["verdict"])]
    meaning = row["meaning"].replace(" -", f" {MINUS}")
    return {
        "verdict": verdict,
        "finding": f"{verdict}. {row['words']}; {meaning}.",
    }


def _churned(row: dict[str, Any]) -> str:
    share = f"{row['share'] * 100:.1f}%"
    said = f"{count(row['exits'])} of {count(row['customers'])} customers left, {share}"
    young = f", {count(row['provisional'])} provisional" if row["provisional"] else ""
    return said + young


def _scored(row: dict[str, Any], key: str) -> str:
    n = f"{count(row['n'])} of {plural(row['records'], 'exit')} answered"
    so_far = "" if row["is_whole"] else " so far"
    if row["value"] is None:
        return f"{n}{so_far}"
    span = (
        f" ({number(row['low'])} to {number(row['high'])})"
        if row["low"] is not None
        else ""
    )
    return f"{key} {number(row['value'])}{span}, {n}{so_far}"
