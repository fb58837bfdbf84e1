"""Facts: what every insight filters and groups, built once per data version and choices."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

import narwhals as nw

from insight.metrics.calendar import day_of, month_end, month_of
from insight.metrics.frame import Frame, kept_together
from insight.metrics.merges import Merges
from insight.metrics.reporting import Reporting
from insight.settings import Choices


@dataclass(frozen=True)
class Facts:
    """Narrow frames in integer days, months and millionths, with account dimensions.

    `first_month` is the first month the data can speak of and `last_month` the month
    of `as_of`. Every frame carries `segment`, `region`, `plan` and `account_mrr` of
    its account, so that a selection is a filter, and in memory is sorted by `account`.
    `transfers` are the merges between two customers: the others are exits. `festering`
    holds the days of `festering_spans`, and `amounts` every amount of money, or nothing where
    all of them are counted. `told_returns` are the recorded returns of accounts with
    subscriptions, `shown` (1 or 0) by these. `choices.currency` is the reporting currency that was found. `of_leavers` says that
    everybody with subscriptions has left, and `prices_from` since when prices are known
    where files do not tell their history. `aside` holds the files that frames are read
    from, where they are too many to be held in memory.
    """

    as_of: date
    choices: Choices
    money: Reporting
    present: frozenset[str]
    merges: Merges
    transfers: Merges
    accounts: Frame
    spells: Frame
    exits: Frame
    records: Frame
    snapshot: Frame
    ledger: Frame
    changes: Frame
    ended: Frame
    issues: Frame
    festering: Frame
    quality: Frame
    requests: Frame
    offers: Frame
    promises: Frame
    champions: Frame
    notices: Frame
    phases: Frame
    amounts: Frame
    told_returns: Frame
    first_month: int
    segments: tuple[str, ...]
    regions: tuple[str, ...]
    plans: tuple[str, ...]
    of_leavers: bool = False
    prices_from: date | None = None
    aside: object | None = None

    @property
    def as_of_day(self) -> int:
        """`as_of` as a day number."""
        return day_of(self.as_of)

    @property
    def last_month(self) -> int:
        """The month of `as_of`; it may be incomplete."""
        return month_of(self.as_of)

    @property
    def last_whole_month(self) -> int:
        """The last month that is over by `as_of`."""
        return self.last_month - (self.as_of < month_end(self.last_month))

    @property
    def is_empty(self) -> bool:
        """Whether there is neither an account nor an exit to speak of."""
        return not self.present

    @property
    def frames(self) -> dict[str, Frame]:
        """Every frame by its name."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            n: frame for n, frame in values.items() if isinstance(frame, nw.LazyFrame)
        }

    def with_frames(self, frames: Mapping[str, Frame], **others: object) -> "Facts":
        """The same with other frames, and other values where given."""
        changed: dict[str, Any] = {**frames, **others}
        return replace(self, **changed)


def together(parts: Sequence[Facts]) -> Facts:
    """The facts of several accounts each, as those of all of them.

    What they are not cut by, such as the months that the data speaks of, is of the first.
    """
    first, *others = parts
    if not others:
        return first
    stacked = kept_together if first.aside is None else nw.concat
    frames = {
        name: stacked([part.frames[name] for part in parts]) for name in first.frames
    }
    into = {k: v for part in parts for k, v in part.merges.into.items()}
    moved = {k: v for part in parts for k, v in part.transfers.into.items()}
    return first.with_frames(
        frames,
        merges=Merges(into),
        transfers=Merges(moved),
        segments=_values(part.segments for part in parts),
        regions=_values(part.regions for part in parts),
        plans=_values(part.plans for part in parts),
    )


def _values(of_parts: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(sorted({value for values in of_parts for value in values}))
