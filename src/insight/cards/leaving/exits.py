"""The list of exits: what is looked for in it, and what was found."""

from dataclasses import replace

import polars as pl

from insight.cards.card import Card
from insight.formats import count, money, plural
from insight.metrics.reasons import Basis, exits_behind
from insight.settings import Choices

LISTED = ("account_name", "exit_date", "reason", "mrr", "status", "comment")
_BACK = "returned"


def _finding(exits: pl.DataFrame, *, one: str, many: str, currency: str) -> str:
    if exits.is_empty():
        return f"No {one} is in this list."
    said = plural(exits.height, one, many)
    known = exits["mrr"].drop_nulls()
    if known.len():
        unknown = exits.height - known.len()
        rest = f" ({count(unknown)} not known)" if unknown else ""
        said += f", {money(float(known.sum()), currency=currency)} MRR{rest}"
    return f"{said}; {count(exits.filter(status=_BACK).height)} won back since."


_RECORDS = Card(
    title="Exits",
    measure=exits_behind,
    says=lambda exits, choices: _finding(
        exits, one="exit record", many="exit records", currency=choices.currency
    ),
    how_to_read=lambda exits, choices: _read(choices),
    columns={"status": "Outcome"},
)
_CUSTOMERS = replace(
    _RECORDS,
    says=lambda exits, choices: _finding(
        exits, one="customer lost", many="customers lost", currency=choices.currency
    ),
)
EXITS = {Basis.RECORDS: _RECORDS, Basis.CUSTOMERS: _CUSTOMERS}


def _read(choices: Choices) -> str:
    return (
        "The latest exit first; MRR is what the account paid last. The files hold all "
        "columns: segment, region, plan and the reason the customer gave stand there too. "
        "“Back within grace” is a return within the grace period of "
        f"{plural(choices.grace_days, 'day')}: not a loss. “Not confirmed” means that the "
        "subscriptions show no exit near the date of the record: the account may have gone "
        "on paying, or the date may be wrong. “No record” is an exit that only the "
        "subscriptions show."
    )
