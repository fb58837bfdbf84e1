"""The cards on festering issues and leaving: the verdict, leavers, and requests."""

import polars as pl

from insight.cards.card import Card
from insight.charts.group_shares import group_share_chart
from insight.charts.ratios import ratio_chart, ratio_text
from insight.formats import count, percent, plural
from insight.metrics.facts import Facts
from insight.metrics.festering_hazard import request_ratios
from insight.metrics.festering_rates import festering_shares, totals
from insight.metrics.selection import Selection
from insight.settings import Choices
from insight.statistics.conclusions import WORTH_TELLING, Answer, Conclusion

SHARES = {
    "group": pl.String,
    "k": pl.Int64,
    "n": pl.Int64,
    "share": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "meaning": pl.String,
}
_RATIO_WORDS = {"crude": "All days compared", "adjusted": "At the same age"}


def festering_verdict(judged: Conclusion) -> str:
    """Whether more customers ask to leave while an issue festers, over all of the data."""
    if judged.at_least is None:
        sign = f" Early sign: {judged.early_sign}." if judged.early_sign else ""
        return f"**It is too early to tell** whether festering issues precede requests to leave.{sign}"
    sure = ratio_text(judged.at_least)
    if judged.answer is Answer.YES:
        return (
            "**Festering issues precede leaving:** requests are at least "
            f"{sure} times as frequent while one is open, judged over all customers and months."
        )
    return (
        f"**Requests are not {WORTH_TELLING:g} times as frequent while an issue festers:** "
        f"at most {sure} times, judged over all customers and months."
    )


def festering_words(choices: Choices) -> str:
    """When an issue festers."""
    return (
        f"An issue festers once it has been open for more than {choices.festering_days} "
        "days, unless its severity is low."
    )


def _leavers_finding(months: pl.DataFrame, choices: Choices) -> str:
    total = totals(months).row(0, named=True)
    k, n = total["festering"], total["notices"]
    if not n:
        return "Nobody who left gave notice in this period."
    share = f" ({percent(total['share'])})" if n >= choices.counts_only_below else ""
    said = f"{count(k)} of {plural(n, 'leaver')}{share} had a festering issue at notice"
    if not total["active"]:
        return f"{said}."
    return f"{said}; of all customers, {percent(total['active_share'])}."


def leaver_rows(months: pl.DataFrame) -> pl.DataFrame:
    """Leavers and customers with a festering issue; the second share has no interval."""
    total = totals(months).row(0, named=True)
    active = total["active_share"]
    rows = [
        ("Leavers, the day before notice", total["festering"], total["notices"],
         total["share"], total["low"], total["high"], "bad"),
        ("Customers, at month-ends", total["active_festering"], total["active"],
         active, active, active, "customers"),
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=SHARES, orient="row").filter(pl.col("n") > 0)


def _leavers_read(months: pl.DataFrame, choices: Choices) -> str:
    return (
        "The line is a 95% interval. Leavers are looked at on the day "
        "before they gave notice; where no notice is recorded, on the day before the exit. "
        "Customers are counted once at every month-end, so the same one is in their share "
        "up to once a month: it has no interval, and the two are not compared by a test "
        "here. Few have left yet of the latest months."
    )


LEAVERS = Card(
    title="Festering issues at notice",
    measure=festering_shares,
    says=_leavers_finding,
    how_to_read=_leavers_read,
    draw=lambda months, choices, palette: group_share_chart(
        leaver_rows(months), palette=palette, choices=choices
    ),
    is_empty=lambda months: not months["notices"].sum(),
    columns={"festering": "Leavers with one", "share": "Share of leavers"},
    key=":orange[●] leavers · :blue[■] all customers",
)


def named_ratios(facts: Facts, selection: Selection) -> pl.DataFrame:
    """`request_ratios` with a `label` of each comparison."""
    words = pl.col("comparison").replace_strict(_RATIO_WORDS, return_dtype=pl.String)
    return request_ratios(facts, selection).select(words.alias("label"), pl.all())


def _ratio_finding(ratios: pl.DataFrame, choices: Choices) -> str:
    if ratios.is_empty():
        return "No customer could have asked to leave in this period."
    row = ratios.row(-1, named=True)
    if row["ratio"] is None:
        return f"Cannot be told yet. {row['refusal']}"
    times = ratio_text(row["ratio"])
    limits = f"({ratio_text(row['ratio_from'])} to {ratio_text(row['ratio_to'])})"
    if row["ratio_from"] <= 1 <= row["ratio_to"]:
        return f"No clear difference: {times} times as many requests while an issue festers {limits}."
    return f"Requests to leave are {times} times as frequent while an issue festers {limits}."


def _ratio_read(ratios: pl.DataFrame, choices: Choices) -> str:
    if ratios.is_empty():
        return "Days are counted from the subscriptions of each customer."
    row = ratios.row(0, named=True)
    return (
        f"{plural(row['requests'], 'request')} in {count(row['years'])} customer-years with a "
        f"festering issue, {plural(row['other_requests'], 'request')} in "
        f"{count(row['other_years'])} without; the lines are 95% intervals. A ratio of 2 "
        "means that on any day twice as many customers with a festering issue ask to leave "
        "as others. “At the same age” compares customers who have been here equally long, "
        "of the same segment and fit: older ones leave less and have collected more issues. "
        "It is an association, not a cause: customers who care write more tickets, and "
        "trouble that was never reported is in no file."
    )


RATIO = Card(
    title="Requests while an issue festers",
    measure=named_ratios,
    says=_ratio_finding,
    how_to_read=_ratio_read,
    draw=lambda ratios, choices, palette: ratio_chart(
        ratios, palette=palette, above="bad", below="good"
    ),
    is_empty=lambda ratios: not ratios.tail(1)["ratio"].count(),
    columns={
        "label": "Compared",
        "requests": "Requests while festering",
        "years": "Years while festering",
        "ratio_from": "Interval from",
        "ratio_to": "Interval to",
    },
    needs="cancellation_requests",
)
