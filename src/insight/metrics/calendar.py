"""Days as integers since 1970-01-01, months as integers since January 1970.

Integers are what every engine computes alike; dates appear only in results.
"""

import calendar
from datetime import date, timedelta

import narwhals as nw

EPOCH = date(1970, 1, 1)


def day_of(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def date_of(day: int) -> date:
    """The date of a day number."""
    return EPOCH + timedelta(days=day)


def month_of(day: date) -> int:
    """The month index of a date: 0 is January 1970."""
    return (day.year - 1970) * 12 + day.month - 1


def month_start(month: int) -> date:
    """First day of a month."""
    return date(1970 + month // 12, month % 12 + 1, 1)


def month_end(month: int) -> date:
    """Last day of a month."""
    start = month_start(month)
    return start.replace(day=calendar.monthrange(start.year, start.month)[1])


def month_label(month: int) -> str:
    """A month as people sort it, for example `2026-02`."""
    return month_start(month).isoformat()[:7]


def month_of_day(day: nw.Expr) -> nw.Expr:
    """The month index of a day number, in integer arithmetic on any engine.

    Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms",
    civil_from_days; years begin in March there, so January and February carry over.
    """
    shifted = day + 719_468
    era = shifted // 146_097
    day_of_era = shifted - era * 146_097
    year_of_era = (
        day_of_era - day_of_era // 1_460 + day_of_era // 36_524 - day_of_era // 146_096
    ) // 365
    day_of_year = day_of_era - (
        365 * year_of_era + year_of_era // 4 - year_of_era // 100
    )
    months_since_march = (5 * day_of_year + 2) // 153
    return (year_of_era + era * 400 - 1970) * 12 + months_since_march + 2
