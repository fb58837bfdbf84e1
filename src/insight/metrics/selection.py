"""Which accounts and which months a number is about."""

from dataclasses import dataclass, replace

import narwhals as nw

from insight.metrics.frame import Frame
from insight.metrics.money import MICROS


@dataclass(frozen=True, slots=True)
class Selection:
    """Months (indices, both included) and the accounts whose exits and money count.

    Empty tuples choose everything. `min_mrr` is in whole units of the reporting
    currency and looks at an account's latest MRR, so that numbers reconcile.
    """

    first_month: int
    last_month: int
    segments: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    plans: tuple[str, ...] = ()
    min_mrr: int = 0

    @property
    def months(self) -> range:
        """Every month of the selection."""
        return range(self.first_month, self.last_month + 1)

    def previous(self) -> "Selection":
        """The same accounts over as many months, just before."""
        length = self.last_month - self.first_month + 1
        return replace(
            self,
            first_month=self.first_month - length,
            last_month=self.first_month - 1,
        )

    def of_accounts(self, frame: Frame) -> Frame:
        """The rows of the chosen accounts; `frame` carries the account dimensions."""
        for column, chosen in (
            ("segment", self.segments),
            ("region", self.regions),
            ("plan", self.plans),
        ):
            if chosen:
                frame = frame.filter(nw.col(column).is_in(list(chosen)))
        if self.min_mrr:
            frame = frame.filter(nw.col("account_mrr") >= self.min_mrr * MICROS)
        return frame

    def within(self, frame: Frame, *, month: str = "month") -> Frame:
        """The rows of the chosen accounts in the chosen months."""
        return self.of_accounts(frame).filter(
            nw.col(month) >= self.first_month, nw.col(month) <= self.last_month
        )
