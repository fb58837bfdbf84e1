"""What facts are built from: narrow tables, and the state of every account."""

from dataclasses import dataclass
from datetime import date

from insight.metrics import narrow, spells
from insight.metrics.calendar import day_of
from insight.metrics.frame import Frame, beside, kept
from insight.metrics.merges import Merges, carried_on, merges
from insight.settings import Choices


@dataclass(frozen=True)
class Basis:
    """Narrow tables and the state of every account, before anything is counted."""

    tables: narrow.Tables
    as_of: date
    choices: Choices
    accounts: Frame
    merges: Merges
    transfers: Merges
    phases: Frame
    states: Frame
    served: Frame
    ended: Frame
    records: Frame

    @property
    def as_of_day(self) -> int:
        """`as_of` as a day number."""
        return day_of(self.as_of)


def basis_of(tables: narrow.Tables, *, as_of: date, choices: Choices) -> Basis:
    """The narrow tables and states of stored tables, laid out as a snapshot."""
    accounts = narrow.accounts(tables, as_of=as_of)
    merged = merges(accounts)
    found = narrow.phases(tables, as_of=as_of, choices=choices)
    phases = kept(carried_on(spells.in_dunning(kept(found), choices=choices), merged))
    states = kept(spells.segments(phases))
    served = kept(spells.service(states, choices=choices))
    ended = kept(
        spells.ended(
            spells.spells(served, choices=choices),
            merged=beside(served, merged.by_period(monthly=False)),
            as_of_day=day_of(as_of),
        )
    )
    said = narrow.records(tables, as_of=as_of, choices=choices)
    return Basis(
        tables, as_of, choices, accounts, merged, merged.of_customers(ended), phases,
        states, served, ended, said,
    )  # fmt: skip
