"""Renewals: contracts paid by the year, and whether they went on when a year was over."""

import narwhals as nw
import polars as pl

from insight.metrics.calendar import month_label
from insight.metrics.facts import Facts
from insight.metrics.frame import lazy, polars
from insight.metrics.selection import Selection
from insight.metrics.windows import joined
from insight.statistics.proportions import wilson

TERM_SLACK_DAYS = 7
_YEAR = 365
RENEWED, NOT_RENEWED, ENDED_EARLY = "renewed", "not renewed", "ended early"


def renewals(facts: Facts, selection: Selection) -> pl.DataFrame:
    """One row per month of the selection, also where no contract was due.

    Most customers on yearly contracts have nothing to decide in a month: here only
    those whose contract came to an end in it count.

    Returns:
        `month` ("2026-02"), `contracts` that ended in it (n), `not_renewed` (k), how
        many of these `ended_early`, `share` with `low`, `high` (0-1, Wilson; null
        without any contract).

    Source: docs/metrics.md §1.4.
    """
    counts = _counted(contract_ends(facts, selection), by="month")
    months = pl.DataFrame({"month": list(selection.months)}, schema={"month": pl.Int64})
    label = pl.col("month").map_elements(month_label, return_dtype=pl.String)
    return _with_shares(months.join(counts, on="month", how="left")).with_columns(label)


def renewals_by_year(facts: Facts, selection: Selection) -> pl.DataFrame:
    """One row per year of a contract: how many end after it, and after all so far.

    Stored contracts say that they are paid by the year and not for how many years, so
    every anniversary counts as an end. What several years cost together, and that per
    year, is what longer terms compare with: 27% after three years are 10% a year.

    Returns:
        `contract_year` (from 1), `contracts`, `not_renewed`, `ended_early`, `share`,
        `low`, `high` as in `renewals`; `gone`, the share lost by the end of this year
        at the rates of the selection, and `gone_per_year`, both null as soon as a year
        is without contracts.

    Source: kellblog.com/2018/07/23.
    """
    counts = _counted(contract_ends(facts, selection), by="contract_year")
    last = int(counts["contract_year"].to_numpy().max(initial=0))
    years = pl.DataFrame({"contract_year": pl.int_range(1, last + 1, eager=True)})
    rows = _with_shares(years.join(counts, on="contract_year", how="left"))
    kept = (1 - pl.col("share").fill_null(float("nan"))).cum_prod()
    gone = rows.with_columns(gone=(1 - kept).fill_nan(None))
    per_year = [
        None if share is None else annualised_churn(share, years=year)
        for year, share in gone.select("contract_year", "gone").rows()
    ]
    return gone.with_columns(gone_per_year=pl.Series(per_year, dtype=pl.Float64))


def annualised_churn(churn: float, *, years: float) -> float:
    """The yearly churn that leaves as many after a term as were left.

    Never divide the churn of a term by its years.

    Args:
        churn: Share not renewed of the contracts (or MRR) up for renewal, 0-1.
        years: Length of the term that ended.

    Raises:
        ValueError: The share is outside 0-1, or the term is not above 0.

    Examples:
        >>> round(annualised_churn(0.271, years=3), 12)
        0.1

    Source: kellblog.com/2018/07/23; docs/metrics.md §1.4, "Renewal churn".
    """
    if not 0 <= churn <= 1 or years <= 0:
        raise ValueError("needs a share between 0 and 1 and a term above 0 years")
    return float(1 - (1 - churn) ** (1 / years))


def contract_ends(facts: Facts, selection: Selection) -> pl.DataFrame:
    """One row per contract year that was over by `as_of`, in the selection.

    A contract is an unbroken stretch of an account's service paid by the year, gaps
    within the grace bridged; where its price or plan changes between two anniversaries,
    a new term begins on that day. A year is over on the anniversary, or on the day the
    contract ended: within `TERM_SLACK_DAYS` of it that is its regular end, otherwise it
    `ended early`. It counts as renewed where other service of the account follows
    within the grace, and a merge is no end.

    Returns:
        `account`, `day`, `month`, `contract_year`, `outcome`.
    """
    found = contracts(facts)
    found = found.clear() if facts.of_leavers else found
    regular = _anniversaries(found, as_of_day=facts.as_of_day)
    ended = regular.filter(pl.col("ends"))
    early = found.filter(pl.col("over"), ~pl.col("goes_on")).join(
        ended, on=["account", "start"], how="anti"
    )
    rows = pl.concat([_regular(regular), _early(early)])
    chosen = polars(selection.of_accounts(facts.accounts).select("account"))
    return (
        rows.join(chosen, on="account", how="semi")
        .filter(pl.col("month").is_between(selection.first_month, selection.last_month))
        .sort("day", "account")
    )


def contracts(facts: Facts) -> pl.DataFrame:
    """`account`, `start`, `end` (days), `over` by `as_of`, `goes_on` after its end.

    A pause counts for at most `max_pause_days`, as everywhere.
    """
    limit = nw.col("start") + facts.choices.max_pause_days
    capped = nw.when(nw.col("status") == "paused").then(nw.min_horizontal("end", limit))
    served = facts.phases.with_columns(end=nw.coalesce(capped, "end"))
    paid = served.filter(nw.col("yearly") == 1)
    terms = _with_terms(polars(paid), grace_days=facts.choices.grace_days)
    within = ("account", "term")
    found = polars(joined(lazy(terms), gap=facts.choices.grace_days, within=within))
    followed = found.join(_followers(facts), on="account").filter(
        (pl.col("begins") - pl.col("end")).is_between(
            -TERM_SLACK_DAYS, facts.choices.grace_days
        ),
        pl.col("until") > pl.col("end"),
    )
    goes_on = followed.select("account", "start", goes_on=True).unique()
    return (
        found.join(goes_on, on=["account", "start"], how="left")
        .with_columns(
            pl.col("goes_on").fill_null(value=False),
            over=pl.col("end") <= facts.as_of_day,
        )
        .sort("account", "start")
    )


def _with_terms(paid: pl.DataFrame, *, grace_days: int) -> pl.DataFrame:
    """Yearly phases with the number of the term of their account that they are of.

    A phase at another price or plan that takes over from the one before it, on no
    anniversary, begins a new term.
    """
    terms = ("start", "plan", "mrr")
    rows = paid.sort("account", "start", "end")
    former = pl.col(terms).shift().over("account").name.prefix("former_")
    is_new = pl.any_horizontal(
        pl.col(name).ne_missing(pl.col(f"former_{name}")) for name in ("plan", "mrr")
    )
    covered = pl.col("end").cum_max().shift().over("account")
    takes_over = (pl.col("start") - covered).is_between(0, grace_days)
    late = (pl.col("start") - pl.col("former_start")) % _YEAR
    is_due = (late <= grace_days) | (late >= _YEAR - TERM_SLACK_DAYS)
    begins = (is_new & takes_over & ~is_due).fill_null(value=False)
    return rows.with_columns(former).select(
        "account", "start", "end", term=begins.cast(pl.Int64).cum_sum().over("account")
    )


def _followers(facts: Facts) -> pl.DataFrame:
    """Service that may follow a contract: a phase, or what a merge hands over."""
    phases = facts.phases.select("account", begins="start", until="end")
    merged = facts.merges.by_period(monthly=False).select(
        "account", begins="merged", until=pl.lit(facts.as_of_day + 1, dtype=pl.Int64)
    )
    return pl.concat([polars(phases), merged])


def anniversary(start: str, years: pl.Expr) -> pl.Expr:
    """The day number that many years after the day number in a column."""
    day = pl.col(start).cast(pl.Int32).cast(pl.Date)
    months = pl.format("{}mo", years * 12)
    return day.dt.offset_by(months).cast(pl.Int32).cast(pl.Int64)


def _anniversaries(found: pl.DataFrame, *, as_of_day: int) -> pl.DataFrame:
    """The contracts once per anniversary reached; `ends` at the last one of some."""
    slack = pl.when("over").then(TERM_SLACK_DAYS).otherwise(0)
    last = pl.min_horizontal("end", pl.lit(as_of_day)) + slack
    most = (last - pl.col("start")) // 365
    return (
        found.with_columns(last=last, contract_year=pl.int_ranges(1, most + 1))
        .explode("contract_year", empty_as_null=False)
        .with_columns(due=anniversary("start", pl.col("contract_year")))
        .filter(pl.col("due") <= pl.col("last"))
        .with_columns(
            ends=pl.col("over") & (pl.col("end") - pl.col("due") <= TERM_SLACK_DAYS)
        )
    )


def _regular(anniversaries: pl.DataFrame) -> pl.DataFrame:
    lost = pl.col("ends") & ~pl.col("goes_on")
    return anniversaries.select(
        "account",
        _month(pl.when("ends").then("end").otherwise("due")),
        "contract_year",
        day=pl.when("ends").then("end").otherwise("due"),
        outcome=pl.when(lost).then(pl.lit(NOT_RENEWED)).otherwise(pl.lit(RENEWED)),
    )


def _early(contracts_: pl.DataFrame) -> pl.DataFrame:
    return contracts_.select(
        "account",
        _month(pl.col("end")),
        contract_year=(pl.col("end") - pl.col("start")) // 365 + 1,
        day="end",
        outcome=pl.lit(ENDED_EARLY),
    )


def _month(day: pl.Expr) -> pl.Expr:
    date = day.cast(pl.Int32).cast(pl.Date)
    months = (date.dt.year().cast(pl.Int64) - 1970) * 12 + date.dt.month() - 1
    return months.alias("month")


def _counted(ends: pl.DataFrame, *, by: str) -> pl.DataFrame:
    outcome = pl.col("outcome")
    return ends.group_by(by).agg(
        contracts=pl.len().cast(pl.Int64),
        not_renewed=(outcome != RENEWED).sum().cast(pl.Int64),
        ended_early=(outcome == ENDED_EARLY).sum().cast(pl.Int64),
    )


def _with_shares(rows: pl.DataFrame) -> pl.DataFrame:
    filled = rows.sort(rows.columns[0]).fill_null(0)
    low, high = wilson(filled["not_renewed"], filled["contracts"])
    share = pl.col("not_renewed") / pl.col("contracts")
    return filled.with_columns(
        share=share.fill_nan(None), low=pl.Series(low), high=pl.Series(high)
    ).with_columns(pl.col("low", "high").fill_nan(None))
