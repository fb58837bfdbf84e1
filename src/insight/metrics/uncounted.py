"""Amounts of money that are in no sum: without a rate, or too large to be counted."""

from dataclasses import dataclass

import narwhals as nw
import polars as pl

from insight.metrics.calendar import with_months
from insight.metrics.facts import Facts
from insight.metrics.frame import polars
from insight.metrics.selection import Selection


@dataclass(frozen=True, slots=True)
class Uncounted:
    """What money leaves out.

    Attributes:
        n: All amounts there are.
        without_rate: How many of them are in a currency without a rate, by currency.
        too_large: How many of them are too large to be counted.
    """

    n: int = 0
    without_rate: tuple[tuple[str, int], ...] = ()
    too_large: int = 0

    @property
    def k(self) -> int:
        """How many amounts are in no sum."""
        return sum(count for _, count in self.without_rate) + self.too_large

    def words(self) -> str:
        """How many amounts are left out, and why; empty where none is.

        Examples:
            >>> Uncounted(50, (("CHF", 2),)).words()
            '2 of 50 amounts are in CHF without a rate and are not counted.'
            >>> Uncounted(9, (("CHF", 1), ("SEK", 2)), too_large=1).words()
            '4 of 9 amounts are in CHF and SEK without a rate or too large and are not counted.'
        """
        if not self.k:
            return ""
        codes = " and ".join(code for code, _ in self.without_rate)
        why = [
            *([f"in {codes} without a rate"] if codes else []),
            *(["too large"] if self.too_large else []),
        ]
        amounts = "amount is" if self.n == 1 else "amounts are"
        verb = "is" if self.n == 1 else "are"
        return f"{self.k:,} of {self.n:,} {amounts} {' or '.join(why)} and {verb} not counted."


def uncounted(facts: Facts, selection: Selection | None = None) -> Uncounted:
    """The amounts that money leaves out, of the chosen accounts or of all.

    Subscription phases that are paid, and the MRR of recorded exits and returns, are
    amounts; those that are 0 are none.
    """
    if facts.money.is_complete:
        return Uncounted()
    rows = selection.of_accounts(facts.amounts) if selection else facts.amounts
    counts = polars(
        rows.group_by("currency", "counted").agg(n=nw.len()).sort("currency")
    )
    out = counts.filter(pl.col("counted") == 0)
    has_rate = pl.col("currency").is_in(list(facts.money.rates))
    return Uncounted(
        n=int(counts["n"].sum()),
        without_rate=tuple(out.filter(~has_rate).select("currency", "n").rows()),
        too_large=int(out.filter(has_rate)["n"].sum()),
    )


def amounts_by_currency(facts: Facts) -> pl.DataFrame:
    """One row per currency: its amounts, how many are counted, and at what rate."""
    out = uncounted(facts)
    counts = polars(facts.amounts.group_by("currency").agg(nw.col("counted").sum()))
    rows = [
        (code, facts.money.currency, facts.money.why, facts.money.rates.get(code), n)
        for code, n in facts.money.amounts.items()
    ]
    schema = {
        "currency": pl.String,
        "reporting_currency": pl.String,
        "chosen_because": pl.String,
        "rate": pl.Float64,
        "amounts": pl.Int64,
    }
    told = pl.DataFrame(rows, schema=schema, orient="row")
    counted = told.join(counts, on="currency", how="left", maintain_order="left")
    all_of_them = pl.col("amounts") if not out.k else pl.lit(0)
    return counted.with_columns(pl.col("counted").fill_null(all_of_them))


def running_amounts(facts: Facts, selection: Selection) -> pl.DataFrame:
    """`period`, and how many `priced` and `unpriced` paid phases run at its end."""
    chosen = selection.of_accounts(facts.accounts).select("account")
    paid = facts.phases.join(chosen, on="account", how="semi").filter(
        ~nw.col("status").is_in(["paused", "free"])
    )
    rows = with_months(paid, start_month="start", end_month="end").with_columns(
        unpriced=nw.when(nw.col("mrr").is_null()).then(nw.lit(1)).otherwise(nw.lit(0))
    )
    over = rows.filter(nw.col("end") <= facts.as_of_day)
    steps = [
        frame.select(
            period=nw.col(month), all=nw.lit(sign), out=nw.col("unpriced") * sign
        )
        for frame, month, sign in ((rows, "start_month", 1), (over, "end_month", -1))
    ]
    summed = polars(nw.concat(steps).group_by("period").agg(nw.col("all", "out").sum()))
    return (
        summed.sort("period")
        .with_columns(pl.col("all", "out").cast(pl.Int64).cum_sum())
        .select(
            pl.col("period").cast(pl.Int64),
            priced=pl.col("all") - pl.col("out"),
            unpriced="out",
        )
    )
