"""When issues fester: open for more than `festering_days`, and not of low severity."""

import narwhals as nw

from insight.metrics.frame import Frame
from insight.metrics.windows import joined
from insight.settings import Choices

FAR = 10**6
"""The end of what has none yet: a day that no data reaches."""


def lasting(issues: Frame, *, choices: Choices) -> Frame:
    """The issues that fester on any day: not low, and long open or not resolved yet."""
    days_open = nw.col("resolved") - nw.col("opened")
    long_open = days_open > choices.festering_days
    return issues.filter(
        nw.col("severity") != "low", nw.col("resolved").is_null() | long_open
    )


def festering_spans(issues: Frame, *, as_of_day: int, choices: Choices) -> Frame:
    """Unbroken days with at least one festering issue, begun by `as_of`.

    An issue festers from the day after it was open for `festering_days`, until the day
    it is resolved.

    Returns:
        `account`, `since`, `until` (days, the last one exclusive; `FAR` while one is
        open). Spans of an account are apart: a day lies in one of them at most.

    Source: docs/metrics.md §1.10.
    """
    spans = (
        lasting(issues, choices=choices)
        .select(
            "account",
            start=nw.col("opened") + choices.festering_days + 1,
            end=nw.col("resolved").fill_null(FAR),
        )
        .filter(nw.col("start") < nw.col("end"), nw.col("start") <= as_of_day)
    )
    apart = joined(spans, gap=0)
    return apart.select("account", since=nw.col("start"), until=nw.col("end"))
