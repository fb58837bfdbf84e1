"""What was known then beside what is known now, the differences marked."""

import polars as pl

from insight.formats import count, money
from insight.remembered import remembered
from insight.review.pack import Table

MEASURES = {
    "requests": "requests to leave",
    "exits": "exits in the week",
    "provisional_exits": "of them provisional",
    "mrr_lost": "MRR they paid",
    "returns": "returns in the week",
    "month_exits": "exits in the month so far",
    "month_provisional_exits": "of them provisional",
    "month_churn_mrr": "MRR churned in the month so far",
}
MARK = "restated"


def restated_table(restated: pl.DataFrame, *, currency: str) -> Table:
    """`restated` in words: each number then and now, with a mark where it changed."""
    return Table(
        title="Then and now",
        note="as known on the Sunday of the week, and as known now; the month up to that Sunday",
        columns=("Number", "Then", "Now", "Changed"),
        rows=tuple(
            (
                measure_words(row["measure"]),
                *(_value(row[at], row["measure"], currency) for at in ("then", "now")),
                MARK if row["is_restated"] else "",
            )
            for row in restated.iter_rows(named=True)
        ),
        empty="There is no week to compare.",
        finding=restated_words(restated) if restated["is_restated"].any() else "",
    )


@remembered
def restated_words(restated: pl.DataFrame) -> str:
    """How many numbers changed since the week ended."""
    changed = restated.filter("is_restated")["measure"].to_list()
    if not changed:
        return "No number of this week was restated since it ended."
    named = ", ".join(MEASURES[name] for name in changed)
    return f"Restated since the week ended: {named}."


def measure_words(measure: str) -> str:
    """A measure as the head of a row."""
    words = MEASURES[measure]
    return words if words.startswith("of") else words[0].upper() + words[1:]


def _value(value: float | None, measure: str, currency: str) -> str:
    return money(value, currency=currency) if "mrr" in measure else count(value)
