"""Who could have asked to leave, day by day, and with or without a festering issue."""

import narwhals as nw

from insight.metrics.calendar import day_of, month_end, month_start
from insight.metrics.facts import Facts
from insight.metrics.festering_spans import FAR
from insight.metrics.frame import Frame, kept
from insight.metrics.selection import Selection
from insight.metrics.windows import levels

_STEPS = ("here", "asked", "festers")


def states(facts: Facts, selection: Selection) -> Frame:
    """Stretches of days on which a customer had not asked to leave.

    Customers who asked are left out until the request is settled: they cannot ask
    again. Only accounts with subscriptions have such days.

    Returns:
        `account`, `start`, `end` (days, end exclusive) and `festering` (1 or 0), not
        cut to the selected months, up to the day before `as_of`: of `as_of` itself
        nobody knows yet who asks on the next day.
    """
    free = (nw.col("here") > 0) & (nw.col("asked") <= 0)
    festering = nw.when(nw.col("festers") > 0).then(nw.lit(1)).otherwise(nw.lit(0))
    return (
        levels(_changes(facts, selection), _STEPS, within="account", by="day")
        .filter(free)
        .select(
            "account",
            start=nw.col("day"),
            end=nw.min_horizontal("end", nw.lit(facts.as_of_day)),
            festering=festering,
        )
        .filter(nw.col("start") < nw.col("end"))
    )


def days_by_state(facts: Facts, selection: Selection) -> Frame:
    """One row per stretch of `states` and request in the selected months.

    A request is told by the state of the day before it, so the days counted are those
    before the days of the selection.

    Returns:
        `account`, `festering`, and `days`, `requests`: one of them is 0.
    """
    first = day_of(month_start(selection.first_month)) - 1
    last = min(day_of(month_end(selection.last_month)), facts.as_of_day)
    spans = kept(states(facts, selection))
    start = nw.max_horizontal("start", nw.lit(first))
    length = nw.min_horizontal("end", nw.lit(last)) - start
    none = nw.lit(0, dtype=nw.Int64)
    over = spans.select("account", "festering", days=length, requests=none)
    asked = _requests(facts, selection).filter(
        nw.col("requested") > first, nw.col("requested") <= last
    )
    at = asked.select("account", on=nw.col("requested") - 1)
    told = spans.join(at, on="account").filter(
        nw.col("start") <= nw.col("on"), nw.col("on") < nw.col("end")
    )
    one = nw.lit(1, dtype=nw.Int64)
    return nw.concat(
        [
            over.filter(nw.col("days") > 0),
            told.select("account", "festering", days=none, requests=one),
        ]
    )


def _changes(facts: Facts, selection: Selection) -> Frame:
    """When a customer is there, has asked, and festers: +1 and -1 on days.

    The last change of a customer is none, on a day that never comes.
    """
    there = selection.of_accounts(facts.spells).with_columns(
        never=nw.lit(FAR, dtype=nw.Int64)
    )
    asked = _requests(facts, selection)
    steps = [
        _step(there, "here", day="start"),
        _step(there, "here", day="end", sign=-1),
        _step(there, "here", day="never", sign=0),
        _step(asked, "asked", day="requested"),
        _step(asked, "asked", day="settled", sign=-1),
        _step(facts.festering, "festers", day="since"),
        _step(facts.festering, "festers", day="until", sign=-1),
    ]
    return nw.concat(steps)


def _requests(facts: Facts, selection: Selection) -> Frame:
    asked = selection.of_accounts(facts.requests)
    return asked.filter(nw.col("scope") == "account")


def _step(frame: Frame, name: str, *, day: str, sign: int = 1) -> Frame:
    values = {
        step: nw.lit(sign if step == name else 0, dtype=nw.Int64) for step in _STEPS
    }
    dated = frame.filter(~nw.col(day).is_null())
    return dated.select("account", day=nw.col(day), **values)
