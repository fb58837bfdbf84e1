"""Weeks and months judged by the detector, and what each says in words."""

from dataclasses import replace
from enum import StrEnum

import numpy as np
import polars as pl
import polars.selectors as cs

from insight.metrics.calendar import month_label, month_start
from insight.metrics.selection import Selection
from insight.statistics.detector import MONTHLY, Cadence, Detection, detect
from insight.statistics.survival import Counts, Floats


class Verdict(StrEnum):
    """What a week, month or quarter says; most of them say nothing."""

    SIGNAL = "signal"
    NOISE = "noise"
    NO_LIMITS = "no limits"


SHORT_OF = "too few so far to say what is usual"


def judged(
    periods: pl.DataFrame,
    *,
    counts: str,
    exposure: Floats | Counts,
    of: pl.Series,
    cadence: Cadence,
    shown: str,
    times: int = 1,
) -> pl.DataFrame:
    """Adds what each period says as of its own day; later ones change nothing.

    Args:
        periods: In order, without gaps: `begins` (date), and the counts.
        counts: The column of the events that are judged.
        exposure: What they were counted over, (periods,).
        of: What the counts are divided by to be shown, (periods,).
        cadence: `WEEKLY` or `MONTHLY`.
        shown: How a shown value is written, with {} for the number.
        times: What a shown value is multiplied by before it is written.

    Returns:
        `mean` (what is usual) with `lower` and `upper`, outside of which a period alone
        is a signal, in the unit shown and null where too little tells; `since`, the first
        day of the change that is told, with the events `observed` and `expected` from
        there on (null without a signal); `volume`, the usual events of a period that are
        independent; `verdict` and `meaning`.
    """
    found = detect(
        periods[counts].to_numpy(),
        exposure,
        months=periods["begins"].dt.month().to_numpy() - 1,
        cadence=cadence,
    )
    told = periods.with_columns(**_columns(found, periods, of))
    return _in_words(told, shown=shown, times=times)


def share_trend(counts: pl.DataFrame, *, k: str, selection: Selection) -> pl.DataFrame:
    """Months of k of `n`, judged, those of the selection in which there was any.

    Args:
        counts: `month` (number), k, `n` and what else is known, one row per month at
            most; each is judged by all months before it.
        k: The column of those counted.
        selection: The months returned.

    Returns:
        The same with `month` as a label, in order, and the columns of `judged_shares`.
    """
    span = pl.select(month=pl.int_range(*_span(counts["month"]), dtype=pl.Int64))
    every = span.join(counts, on="month", how="left").sort("month")
    begins = pl.Series("begins", [month_start(at) for at in every["month"]], pl.Date)
    filled = every.with_columns(pl.col(k, "n").fill_null(0), begins)
    label = pl.col("month").map_elements(month_label, return_dtype=pl.String)
    shown = pl.col("month").is_between(selection.first_month, selection.last_month)
    told = judged_shares(filled, k=k, n="n", cadence=MONTHLY).drop("begins")
    return told.filter(shown, pl.col("n") > 0).with_columns(label)


def judged_shares(
    months: pl.DataFrame, *, k: str, n: str, cadence: Cadence
) -> pl.DataFrame:
    """Months of k of n with the columns of `judged`, in shares (0-1).

    The rarer of two outcomes is judged, as in the first `least` months.

    Args:
        months: In order, without gaps: `begins` (date), k and n.
        k: The column of those counted.
        n: The column of all of them.
        cadence: How often one looks.
    """
    counted, many = (months[name].to_numpy().astype(float) for name in (k, n))
    share = _first_share(counted, many, least=cadence.least)
    is_rare = share <= 0.5  # noqa: PLR2004
    found = detect(
        counted if is_rare else many - counted,
        many,
        months=months["begins"].dt.month().to_numpy() - 1,
        cadence=cadence,
        least_dispersion=max(share, 1 - share),
    )
    told = found if is_rare else _others(found, many)
    limits = pl.col("lower", "upper").clip(0, 1)
    told_months = months.with_columns(**_columns(told, months, months[n]))
    return _in_words(told_months.with_columns(limits), shown="{}%", times=100)


def in_words(
    periods: pl.DataFrame, signal: pl.Expr, *, shown: str, times: int = 1
) -> pl.DataFrame:
    """Adds `verdict` and `meaning`; what is nan becomes null.

    Args:
        periods: `mean`, `lower`, `upper`, null or nan where too little tells.
        signal: What a signal says, null where there is none.
        shown: How a limit is written, with {} for the number.
        times: What a limit is multiplied by before it is written.
    """
    frame = periods.with_columns(cs.float().fill_nan(None))
    lower, upper = (
        pl.format(shown, (pl.col(name) * times).round(1)) for name in ("lower", "upper")
    )
    usual = pl.format("{} to {} is normal variation", lower, upper)
    is_signal = pl.when(signal.is_not_null()).then(pl.lit(str(Verdict.SIGNAL)))
    none = pl.when(pl.col("upper").is_null())
    return frame.with_columns(
        verdict=none.then(pl.lit(str(Verdict.NO_LIMITS))).otherwise(
            is_signal.otherwise(pl.lit(str(Verdict.NOISE)))
        ),
        meaning=none.then(pl.lit(SHORT_OF)).otherwise(pl.coalesce(signal, usual)),
    )


def _in_words(periods: pl.DataFrame, *, shown: str, times: int = 1) -> pl.DataFrame:
    more = pl.when(pl.col("observed") > pl.col("expected"))
    side = more.then(pl.lit("more")).otherwise(pl.lit("fewer"))
    alone = pl.when(pl.col("since") == pl.col("begins")).then(pl.lit(""))
    day = pl.col("since").dt.strftime("%-d %b %Y")
    told = pl.format(
        "{} than usual{}: {} where {} would be usual",
        side,
        alone.otherwise(pl.format(" since {}", day)),
        pl.col("observed").round().cast(pl.Int64, strict=False),
        pl.col("expected").round().cast(pl.Int64, strict=False),
    )
    signal = pl.when(pl.col("since").is_not_null()).then(told)
    return in_words(periods, signal, shown=shown, times=times)


def _columns(
    found: Detection, periods: pl.DataFrame, of: pl.Series
) -> dict[str, pl.Series]:
    """The columns of `judged` but for its words."""
    each = np.where(of.to_numpy() > 0, of.to_numpy(), np.nan)
    is_told = found.direction != 0
    days = periods["begins"].to_list()
    since = [
        days[int(at)] if told else None
        for at, told in zip(found.since, is_told, strict=True)
    ]
    floats = {
        "mean": found.usual / each,
        "lower": found.low / each,
        "upper": found.high / each,
        "observed": np.where(is_told, found.observed, np.nan),
        "expected": np.where(is_told, found.expected, np.nan),
        "volume": found.volume,
    }
    columns = {name: pl.Series(name, values) for name, values in floats.items()}
    return columns | {"since": pl.Series("since", since, dtype=pl.Date)}


def _span(months: pl.Series) -> tuple[int, int]:
    """The first month and the one after the last; (0, 0) without any."""
    if months.is_empty():
        return 0, 0
    return int(months.min()), int(months.max()) + 1  # type: ignore[arg-type]


def _first_share(k: Floats, n: Floats, *, least: int) -> float:
    many = float(n[:least].sum())
    return float(k[:least].sum()) / many if many else 0.0


def _others(found: Detection, many: Floats) -> Detection:
    """What was found of one of two outcomes, said of the other."""
    before = np.concatenate([[0.0], np.cumsum(many)])
    since = np.nan_to_num(found.since).astype(int)
    of = before[1:] - before[since]
    return replace(
        found,
        usual=many - found.usual,
        low=many - found.high,
        high=many - found.low,
        direction=-found.direction,
        observed=of - found.observed,
        expected=of - found.expected,
    )
