"""Things that happen to accounts whatever they do: champions leave, issues stay open."""

from dataclasses import dataclass

import numpy as np

from insight.sample.draws import Ints


@dataclass(frozen=True, slots=True)
class Diary:
    """Entries by day: whom something happens to, and since when it was under way."""

    day: Ints
    account: Ints
    since: Ints

    @classmethod
    def of(cls, *, day: Ints, account: Ints, since: Ints) -> "Diary":
        """The entries sorted by day."""
        order = np.argsort(day, kind="stable")
        return cls(day=day[order], account=account[order], since=since[order])

    def on(self, day: int) -> tuple[Ints, Ints]:
        """Accounts with an entry that day, and since when each was under way."""
        first, last = np.searchsorted(self.day, [day, day + 1])
        return self.account[first:last], self.since[first:last]
