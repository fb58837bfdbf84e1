"""Facts: what every insight filters and groups, built once per data version and choices."""

from dataclasses import dataclass
from datetime import date

from insight.metrics.calendar import day_of, month_of
from insight.metrics.frame import Frame
from insight.metrics.merges import Merges
from insight.settings import Choices


@dataclass(frozen=True)
class Facts:
    """Narrow frames in integer days, months and millionths, with account dimensions.

    `first_month` is the first month the data can speak of and `last_month` the month
    of `as_of`. Every frame carries `segment`, `region`, `plan` and `account_mrr` of
    its account, so that a selection is a filter. `transfers` are the merges between two
    customers: the others are exits.
    """

    as_of: date
    choices: Choices
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
    quality: Frame
    requests: Frame
    offers: Frame
    promises: Frame
    champions: Frame
    notices: Frame
    phases: Frame
    first_month: int
    segments: tuple[str, ...]
    regions: tuple[str, ...]
    plans: tuple[str, ...]

    @property
    def as_of_day(self) -> int:
        """`as_of` as a day number."""
        return day_of(self.as_of)

    @property
    def last_month(self) -> int:
        """The month of `as_of`; it may be incomplete."""
        return month_of(self.as_of)

    @property
    def is_empty(self) -> bool:
        """Whether there is neither an account nor an exit to speak of."""
        return not self.present
