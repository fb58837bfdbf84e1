"""What records say of an exit: stated, wanted, and the exits behind a reason."""

import polars as pl

from insight.cards.card import Card
from insight.cards.leaving.reasons import NOBODY
from insight.formats import count, percent, plural
from insight.metrics.coders import Stated, stated_pairs
from insight.metrics.facts import Facts
from insight.metrics.reasons import (
    Basis,
    exits_behind,
)
from insight.metrics.regrettable import OURS, UNWANTED, regrettable
from insight.metrics.selection import Selection
from insight.settings import Choices
from insight.taxonomy import reason_of


def agreement(facts: Facts, selection: Selection) -> pl.DataFrame:
    """`stated_pairs` in words: `recorded`, `stated`, `exits`, `agree`, most first."""
    pairs = stated_pairs(facts, selection)
    named = {
        side: pl.col(side).map_elements(
            lambda code: reason_of(code).label, return_dtype=pl.String
        )
        for side in ("recorded", "stated")
    }
    agrees = pl.col("recorded") == pl.col("stated")
    return pairs.select(
        **named,
        exits="exits",
        agree=pl.when(agrees).then(pl.lit("yes")).otherwise(pl.lit("no")),
    )


def _agreement_finding(pairs: pl.DataFrame, choices: Choices) -> str:
    n = int(pairs["exits"].sum())
    if not n:
        return "No exit has both a stated and a recorded reason."
    same = int(pairs.filter(agree="yes")["exits"].sum())
    return f"Customers and records name the same reason in {count(same)} of {plural(n, 'exit')} ({percent(same / n)})."


AGREEMENT = Card(
    title="Stated and recorded reasons",
    measure=agreement,
    says=_agreement_finding,
    how_to_read=lambda pairs, choices: (
        "Only exit records in which both sides name something are compared. Neither is "
        "the truth: customers choose what is easy to say, and we write down what we "
        "understood."
    ),
    columns={"recorded": "We recorded", "stated": "They said", "agree": "Agree"},
)


def stated_words(found: Stated) -> str:
    """How many records hold a stated reason, and how far both sides agree beyond chance."""
    codes, control = found.codes, found.control
    said = f"{count(found.stated)} of {plural(found.records, 'exit record')} hold what the customer said"
    if not found.compared:
        return f"{said}."
    return (
        f"{said}; kappa of the reasons {codes.kappa.value:.2f} (1 agrees always, 0 as often "
        f"as chance), the same control in {count(control.agreed)} of {count(control.n)}."
    )


def wanted_cells(
    facts: Facts, selection: Selection, *, basis: Basis = Basis.CUSTOMERS
) -> pl.DataFrame:
    """The cells of `regrettable` that hold exits."""
    cells = regrettable(facts, selection, basis=basis)
    return cells.filter(pl.col("exits") > 0).select(
        "wanted", "hands", "kind", "exits", "share", "mrr"
    )


def _wanted_finding(cells: pl.DataFrame, choices: Choices) -> str:
    n = int(cells["exits"].sum())
    if not n:
        return NOBODY
    ours = cells.filter(pl.col("hands") == OURS, pl.col("wanted") != UNWANTED)
    lost = count(int(ours["exits"].sum()))
    return f"{lost} of {plural(n, 'exit')} were regrettable: within our control, not of poor fit."


WANTED = Card(
    title="Regrettable losses",
    measure=wanted_cells,
    says=_wanted_finding,
    how_to_read=lambda cells, choices: (
        "Wanted means that the account is marked as a good fit and paid something; where "
        "the fit is not known it counts as wanted. “Lost by us” is a wanted customer who "
        "left for a reason within our control, “come-back pool” a wanted one who left for "
        "a reason outside it. Reasons of the group Fit stand apart."
    ),
    columns={"hands": "Control", "kind": "Which makes it"},
)


def behind(
    facts: Facts, selection: Selection, *, basis: Basis, code: str
) -> pl.DataFrame:
    """The exits of one reason, the latest first, in the columns of the list."""
    return exits_behind(facts, selection, basis=basis, code=code).select(
        "account_name", "exit_date", "mrr", "stated_reason", "comment", "status",
        "reason", "segment", "account_id",
    )  # fmt: skip


def _behind_finding(exits: pl.DataFrame, choices: Choices) -> str:
    if exits.is_empty():
        return "No exit of this period has this reason."
    label = reason_of(str(exits["reason"][0])).label
    return f"{plural(exits.height, 'exit')} for {label}, the latest first."


BEHIND = Card(
    title="Exits behind the reason",
    measure=behind,
    says=_behind_finding,
    how_to_read=lambda exits, choices: (
        "The list shows what the records say. “Not confirmed” means that the "
        "subscriptions show no exit near the date of the record: the account may have "
        "gone on paying, or the date may be wrong."
    ),
    columns={
        "status": "Outcome",
        "stated_reason": "They said",
        "comment": "In their words",
    },
)
