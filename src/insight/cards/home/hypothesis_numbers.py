"""The numbers behind the hypotheses in the view of the filters: shares and differences."""

import polars as pl

from insight.cards.card import Card
from insight.charts.differences import difference_chart, difference_text
from insight.charts.group_shares import group_share_chart
from insight.formats import percent
from insight.metrics.hypotheses import MOST, NEARLY_ALL, Hypothesis, hypotheses
from insight.settings import Choices
from insight.statistics.conclusions import (
    LEAST_EVENTS,
    LEAST_KNOWN,
    WORTH_TELLING,
    Kind,
)
from insight.words import listed

_NAMES = {
    Hypothesis.EASY: "Found it easy",
    Hypothesis.NO_TRICKS: "Passed every check",
    Hypothesis.SAVES_LAST: "Saves that lasted",
    Hypothesis.PUSHED: "After pushing",
    Hypothesis.GOOD_EXIT: "After a good exit",
    Hypothesis.NOT_OURS: "Outside our control",
    Hypothesis.POOR_FIT: "Poor fit",
}
JUDGED = (
    "Each was named before looking, and is judged for all customers over all data by "
    "limits that hold however often you look: wider than the 95% intervals drawn here."
)


def share_rows(found: pl.DataFrame) -> pl.DataFrame:
    """The hypotheses about a share, as `group_share_chart` draws them."""
    told = found.filter(pl.col("kind") == Kind.SHARE, pl.col("estimate").is_not_null())
    return told.select(
        group=_name(), k="k", n="known", share="estimate", low="usual_low",
        high="usual_high", meaning=pl.lit("customers"),
    )  # fmt: skip


def _shares_finding(found: pl.DataFrame, choices: Choices) -> str:
    told = [
        f"{row['group'].lower()} {percent(row['share'])}"
        for row in share_rows(found).iter_rows(named=True)
    ]
    said = listed(told)
    return f"{said[:1].upper()}{said[1:]}." if told else "No share is known yet."


SHARES = Card(
    title="Shares in this view",
    measure=hypotheses,
    says=_shares_finding,
    how_to_read=lambda found, choices: (
        f"Shares with their 95% intervals. {JUDGED} Yes where those limits lie above "
        f"{MOST:.0%} (above {NEARLY_ALL:.0%} for tricks), no where they lie below. A share "
        "counts only cases where the answer is known; with fewer than "
        f"{LEAST_KNOWN} known, or fewer than half, there is no verdict. Respondents are "
        "self-selected. A saved customer might have stayed without an offer: only a test "
        "with requests that get no offer, chosen at random, could tell."
    ),
    draw=lambda found, choices, palette: group_share_chart(
        share_rows(found), palette=palette, choices=choices
    ),
    rows=lambda found: share_rows(found).drop("meaning"),
)


def difference_rows(found: pl.DataFrame) -> pl.DataFrame:
    """The hypotheses about a difference, as `difference_chart` draws them."""
    return found.filter(pl.col("kind") == Kind.DIFFERENCE).select(
        _name().alias("label"), pl.col("estimate").alias("difference"),
        pl.col("usual_low").alias("low"), pl.col("usual_high").alias("high"),
        "horizon", "k", "known", "n", pl.lit("returned").alias("meaning"),
    )  # fmt: skip


def _differences_finding(found: pl.DataFrame, choices: Choices) -> str:
    rows = difference_rows(found).drop_nulls("difference")
    if rows.is_empty():
        return "No comparison of returns can be made yet."
    row = rows.sort(pl.col("difference").abs()).row(-1, named=True)
    low, high = (difference_text(row[end], unit="") for end in ("low", "high"))
    name = row["label"][:1].lower() + row["label"][1:]
    return f"Returns differ most {_WHERE.get(name, name)}: {difference_text(row['difference'])} ({low} to {high})."


_WHERE = {
    "outside our control": "by whose control the reason was in",
    "poor fit": "by fit",
}

DIFFERENCES = Card(
    title="Differences in returns in this view",
    measure=hypotheses,
    says=_differences_finding,
    how_to_read=lambda found, choices: (
        "Of 100 exits of either kind, how many more come back, among exits alike in reason "
        "group, segment, fit and half-year, with 95% intervals. Companies that ceased count "
        f"as not back. {JUDGED} Yes where those limits lie on the expected side of 0, no "
        f"where {WORTH_TELLING:g} times as many (or fewer) lies outside them; at least "
        f"{LEAST_EVENTS} returns on either side are needed. Each is an association: what "
        "nobody recorded may explain it."
    ),
    draw=lambda found, choices, palette: difference_chart(
        difference_rows(found), palette=palette
    ),
    rows=lambda found: difference_rows(found).drop("meaning"),
    is_empty=lambda found: difference_rows(found)["difference"].count() == 0,
)


def _name() -> pl.Expr:
    names = {str(hypothesis): name for hypothesis, name in _NAMES.items()}
    return pl.col("conclusion").replace_strict(names, return_dtype=pl.String)
