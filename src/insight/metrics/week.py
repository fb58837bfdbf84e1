"""ISO weeks, from Monday to Sunday: what a weekly review is about."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from insight.metrics.calendar import day_of, month_of, month_start
from insight.metrics.facts import Facts
from insight.metrics.selection import Selection


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """One week of the ISO calendar (ISO 8601): week 1 holds the year's first Thursday."""

    year: int
    number: int

    @property
    def monday(self) -> date:
        """Its first day."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        """Its last day."""
        return date.fromisocalendar(self.year, self.number, 7)

    @property
    def label(self) -> str:
        """As people write and sort it, for example `2026-W07`."""
        return f"{self.year}-W{self.number:02}"

    @property
    def days(self) -> tuple[int, int]:
        """First and last day as day numbers."""
        return day_of(self.monday), day_of(self.sunday)

    def as_of(self, facts: Facts) -> date:
        """The day whose knowledge the review of this week had: its Sunday, at most."""
        return min(self.sunday, facts.as_of)


def week_of(day: date) -> Week:
    """The week a day lies in.

    Examples:
        >>> week_of(date(2027, 1, 2)).label
        '2026-W53'
    """
    year, number, _ = day.isocalendar()
    return Week(year, number)


def whole_weeks(facts: Facts) -> list[Week]:
    """The weeks that ended by `as_of`, the latest first; none where there is no data."""
    monday = week_of(facts.as_of + timedelta(days=1)).monday - timedelta(days=7)
    weeks = []
    while monday >= month_start(facts.first_month) and not facts.is_empty:
        weeks.append(week_of(monday))
        monday -= timedelta(days=7)
    return weeks


def up_to(selection: Selection, week: Week, *, facts: Facts) -> Selection:
    """The same accounts over as many months as selected, the last that of the week."""
    last = month_of(week.as_of(facts))
    first = last - (selection.last_month - selection.first_month)
    return replace(
        selection, first_month=max(first, facts.first_month), last_month=last
    )
