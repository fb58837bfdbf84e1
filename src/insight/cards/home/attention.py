"""What deserves a look: changes beyond normal variation, and regrettable losses."""

from dataclasses import replace
from typing import Any

import polars as pl

from insight.cards.card import Card
from insight.cards.signals import FALSE_ALARMS
from insight.formats import count, day_words, money, plural
from insight.metrics.changes import EXITS, GOOD, REQUESTS, RETURNS, changes
from insight.metrics.regrettable import controllable_losses
from insight.settings import Choices

_WHAT = {
    REQUESTS: "requests to leave",
    EXITS: "exits",
    RETURNS: "returns",
    GOOD: "good exits",
}


def change_words(row: dict[str, Any]) -> str:
    """One change: what was more or fewer, when, and what was expected."""
    more = "More" if row["k"] > row["usual"] else "Fewer"
    return (
        f"{more} {_WHAT[row['measure']]} than usual, {day_words(row['first'])} to "
        f"{day_words(row['last'])}: {count(row['k'])}, expected {count(round(row['usual']))}."
    )


def _changes_finding(found: pl.DataFrame, choices: Choices) -> str:
    if found.is_empty():
        return "No change beyond normal variation was found."
    return change_words(found.row(0, named=True))


CHANGES = Card(
    title="Beyond normal variation",
    measure=changes,
    says=_changes_finding,
    how_to_read=lambda found, choices: (
        "Requests to leave by week, and exits, returns and good exits by month, are each "
        "judged by the two years before them alone, with one detector; a judgement takes "
        "half a year and 20 requests, or a year and 20 exits. A signal stays as it was "
        "told on the day. Everything else is normal variation, also where it looks like a "
        f"trend. {FALSE_ALARMS} A signal says that something changed, not what."
    ),
    columns={
        "measure": "What",
        "first": "From",
        "last": "Until",
        "k": "Counted",
        "usual": "Expected",
    },
)


NOT_JUDGED = replace(
    CHANGES,
    says=lambda found, choices: (
        "Cannot be told yet: it takes half a year and 20 requests, or a year and 20 exits."
    ),
)


def _losses_finding(found: pl.DataFrame, choices: Choices) -> str:
    if found.is_empty():
        return "No regrettable loss in this period."
    known = found["mrr"].drop_nulls()
    lost = plural(found.height, "regrettable loss", "regrettable losses")
    if known.is_empty():
        return f"{lost}; their MRR is not known."
    return f"{lost} took {money(float(known.sum()), currency=choices.currency)} MRR."


REGRETTABLE = Card(
    title="Regrettable losses",
    measure=controllable_losses,
    says=_losses_finding,
    how_to_read=lambda found, choices: (
        "A loss is regrettable where we wanted the customer and the reason, or a noted "
        "override, is within our control or partly so. Customers whose fit was poor are "
        "left out, and so are reasons of the group Fit, such as “Outgrew us”: the one is "
        "about the account, the other about why it left. Whether one could have been kept "
        "is another question. MRR is what the account paid last."
    ),
)
