"""The cards of those who came back: who, for how long, and whom champions brought."""

import polars as pl

from insight.cards.card import Card
from insight.cards.groups import SECOND, named
from insight.charts.second_life import second_life_chart
from insight.formats import count, money, percent, plural
from insight.metrics.champions import champion_carry_over
from insight.metrics.facts import Facts
from insight.metrics.money import known_sum
from insight.metrics.returns import returned_accounts
from insight.metrics.second_life import second_life_shares
from insight.metrics.selection import Selection
from insight.settings import Choices


def _returned_finding(back: pl.DataFrame, choices: Choices) -> str:
    if back.is_empty():
        return "Nobody who left in this period has come back so far."
    both = back.drop_nulls(["last_mrr", "return_mrr"]).filter(pl.col("last_mrr") > 0)
    said = f"{plural(back.height, 'exit')} of this period won back so far"
    if both.is_empty():
        return f"{said}; MRR is not known."
    again, before = (
        money(float(both[name].sum()), currency=choices.currency)
        for name in ("return_mrr", "last_mrr")
    )
    return f"{said}, with {again} of {before} MRR."


RETURNED = Card(
    title="Exits won back",
    measure=returned_accounts,
    says=_returned_finding,
    how_to_read=lambda back, choices: (
        "Returns of customers who left in this period, the latest first, whenever they came "
        "back: customers won back in this period may have left earlier. Recent leavers are "
        "missing by nature. MRR after is that of the first paid "
        "day; the sums hold the returns of which both amounts are known."
    ),
    columns={"days": "Days away"},
)
RETURNED_SHOWN = (
    "account_name", "return_date", "days", "reason", "last_mrr", "return_mrr",
)  # fmt: skip


def named_second_life(facts: Facts, selection: Selection) -> pl.DataFrame:
    """`second_life_shares` with `curve` (its name) and `meaning` of each group."""
    return named(second_life_shares(facts, selection), SECOND)


def _stay_finding(shares: pl.DataFrame, choices: Choices) -> str:
    if shares.is_empty():
        return "Nobody came back in this period."
    n = shares.row(0, named=True)["n"]
    known = shares.drop_nulls("share")
    if n < choices.counts_only_below or known.is_empty():
        again = shares.row(0, named=True)["exits"]
        return (
            f"{count(again)} of {plural(n, 'return')} in this period left again so far."
        )
    last = known.row(-1, named=True)
    return (
        f"{percent(last['share'])} of {plural(n, 'customer')} won back in this period stay "
        f"{last['horizon']} days."
    )


SECOND_STAY = Card(
    title="Retention after the return",
    measure=named_second_life,
    says=_stay_finding,
    how_to_read=lambda shares, choices: (
        "Kaplan-Meier from the day of the return with a 95% interval: customers still there "
        "count for as long as they were watched. The period is that of the return, not of "
        "the exit. Customers who come back are self-selected, so nothing here says how "
        "another one would stay."
    ),
    draw=lambda shares, choices, palette: second_life_chart(
        shares, palette=palette, choices=choices
    ),
    is_empty=lambda shares: not shares["share"].count(),
    columns={"curve": "Returns", "exits": "Left again", "horizon": "After days"},
)


def champion_rows(facts: Facts, selection: Selection) -> pl.DataFrame:
    """`champion_carry_over` with what the old company was when the new one began."""
    had_left = (
        pl.when("had_left").then(pl.lit("had left")).otherwise(pl.lit("customer"))
    )
    return champion_carry_over(facts, selection).select(
        pl.col("to_name").alias("account_name"),
        pl.col("from_name").alias("a_champion_of"),
        "began",
        pl.col("days").alias("days_between"),
        the_old_company=had_left,
        mrr="mrr",
        left="left",
        account_id="to_account",
    )


def _champions_finding(brought: pl.DataFrame, choices: Choices) -> str:
    if brought.is_empty():
        return "No former champion brought a new customer in this period."
    known = known_sum(brought["mrr"])
    paid = money(known, currency=choices.currency) if known is not None else "unknown"
    unknown = brought["mrr"].null_count()
    rest = f" ({count(unknown)} not known)" if unknown and known is not None else ""
    return (
        f"{plural(brought.height, 'new customer')} through former champions: "
        f"{paid} MRR now{rest}."
    )


CHAMPIONS = Card(
    title="New customers through champions",
    measure=champion_rows,
    says=_champions_finding,
    how_to_read=lambda brought, choices: (
        "A champion is a contact whose move to another company is recorded. The new company "
        "is a new customer and is counted in no return. Moves nobody noticed are missing, "
        "and the champion need not be why the company bought."
    ),
    columns={"left": "Champion left", "the_old_company": "Old company was"},
    needs="contacts",
)
CHAMPIONS_SHOWN = (
    "account_name", "a_champion_of", "began", "days_between", "the_old_company", "mrr",
)  # fmt: skip
