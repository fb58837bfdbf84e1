"""What became of those who came back, and whom former champions brought."""

import polars as pl

from insight.charts.second_life import second_life_chart
from insight.formats import count, money_of, percent, plural
from insight.metrics.champions import champion_carry_over
from insight.metrics.facts import Facts
from insight.metrics.money import known_sum
from insight.metrics.second_life import second_life_shares
from insight.metrics.selection import Selection
from insight.remembered import remembered
from insight.ui.components import empty_card, figure_card, in_a_row, table_card
from insight.ui.groups import SECOND
from insight.ui.measures import named
from insight.ui.rows import without
from insight.ui.view import View
from insight.words import listed

STAY = "Do they stay the second time?"
CHAMPIONS = "Whom did former champions bring?"
STAY_LIMITS = (
    "Kaplan-Meier from the day of the return: those still there count for as long as "
    "they were watched. Customers who come back chose to, so nothing here says how "
    "another one would stay. The period is that of the return, not of the exit."
)
CHAMPION_LIMITS = (
    "A champion is a contact whose move to another company is written down. The new "
    "company is a new customer and is counted in no return. Moves nobody noticed are "
    "missing, and the champion need not be why the company bought."
)


def second_life_cards(view: View) -> None:
    """How many of the returned are still there, beside the champions' new companies."""
    with in_a_row(2):
        _stay_card(view)
        _champion_card(view)


def named_second_life(facts: Facts, selection: Selection) -> pl.DataFrame:
    """`second_life_shares` with `curve` (its name) and `meaning` of each group."""
    return named(second_life_shares(facts, selection), SECOND)


@remembered
def champion_rows(brought: pl.DataFrame) -> pl.DataFrame:
    """`champion_carry_over` with what the old company was when the new one began."""
    had_left = (
        pl.when("had_left").then(pl.lit("had left")).otherwise(pl.lit("customer"))
    )
    return brought.select(
        pl.col("to_name").alias("account_name"),
        pl.col("from_name").alias("a_champion_of"),
        "left",
        "began",
        days_between="days",
        the_old_company=had_left,
        mrr="mrr",
        account_id="to_account",
    )


@remembered
def stay_finding(shares: pl.DataFrame) -> str:
    """How many of those who came back are still there, after each horizon."""
    said = [
        f"{percent(row['share'])} after {row['horizon']} days"
        for row in shares.drop_nulls("share").iter_rows(named=True)
    ]
    return f"Of {plural(shares.row(0, named=True)['n'], 'return')} still there: {listed(said)}."


def _stay_card(view: View) -> None:
    shares = view.measure(named_second_life)
    if shares.is_empty():
        empty_card(STAY, file="win_backs", otherwise="Nobody came back in this period.")
        return
    n, again = shares.row(0, named=True)["n"], shares.row(0, named=True)["exits"]
    figure_card(
        STAY,
        second_life_chart(shares, palette=view.palette, choices=view.choices),
        without(shares, "curve", "meaning"),
        note=view.note(
            stay_finding(shares),
            f"{plural(n, 'return')}, {count(again)} left again",
            "share still there (Kaplan-Meier), 95% interval",
            limits=STAY_LIMITS,
        ),
    )


def _champion_card(view: View) -> None:
    if "contacts" not in view.facts.present:
        empty_card(CHAMPIONS, file="contacts")
        return
    brought = view.measure(champion_carry_over)
    paid = money_of(
        known_sum(brought["mrr"]),
        unknown=brought["mrr"].null_count(),
        currency=view.currency,
    )
    words = (
        f"{plural(brought.height, 'new customer')} through a champion, {paid} MRR now"
    )
    table_card(
        CHAMPIONS,
        champion_rows(brought),
        note=view.note(
            f"{words}.", words, "counted apart from returns", limits=CHAMPION_LIMITS
        ),
    )
