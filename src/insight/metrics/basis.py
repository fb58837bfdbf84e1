"""What facts are built from: narrow tables, and the state of every account."""

from dataclasses import dataclass
from datetime import date

from insight.metrics import narrow, records, spells
from insight.metrics.calendar import day_of
from insight.metrics.frame import Frame, beside, kept
from insight.metrics.merges import (
    Merges,
    carried_on,
    later_selves,
    merges,
    under_later_id,
)
from insight.metrics.reporting import Reporting
from insight.settings import Choices


@dataclass(frozen=True)
class Basis:
    """Narrow tables and the state of every account, before anything is counted."""

    tables: narrow.Tables
    as_of: date
    choices: Choices
    money: Reporting
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

    @property
    def amounts(self) -> Frame:
        """Every amount of money, or nothing where all of them are counted."""
        return narrow.amounts(self.tables, money=self.money)

    @property
    def win_backs(self) -> Frame:
        """Every recorded return."""
        return narrow.win_backs(self.tables, as_of=self.as_of, money=self.money)

    @property
    def told_returns(self) -> Frame:
        """Recorded returns of accounts with subscriptions, and which of them these show."""
        subscribed = self.tables["subscriptions"].select("account").unique()
        told = self.win_backs.join(subscribed, on="account", how="semi")
        days = self.choices.match_days
        return records.with_shown(told, self.ended, match_days=days)


def basis_of(
    tables: narrow.Tables, *, as_of: date, choices: Choices, money: Reporting
) -> Basis:
    """The narrow tables and states of stored tables, laid out as a snapshot."""
    accounts = narrow.accounts(tables, as_of=as_of)
    merged = merges(accounts)
    found = kept(narrow.phases(tables, as_of=as_of, choices=choices, money=money))
    selves = later_selves(found, merged)
    merged = merged.without(selves)
    served_by = under_later_id(spells.in_dunning(found, choices=choices), selves)
    phases = kept(carried_on(served_by, merged))
    states = spells.segments(phases)
    if choices.late_renewal == "paid throughout":
        states = spells.renewed(states, grace_days=choices.grace_days)
    states = kept(states)
    served = kept(spells.service(states, choices=choices))
    ended = kept(
        spells.ended(
            spells.spells(served, choices=choices),
            merged=beside(served, merged.by_period(monthly=False)),
            as_of_day=day_of(as_of),
        )
    )
    recorded = narrow.records(tables, as_of=as_of, money=money)
    said = under_later_id(recorded, selves)
    return Basis(
        tables, as_of, choices, money, accounts, merged, merged.of_customers(ended),
        phases, states, served, ended, said,
    )  # fmt: skip
