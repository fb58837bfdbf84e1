"""What the numbers of the review mean, and what they cannot tell."""

import polars as pl

from insight.cards.signals import FALSE_ALARMS
from insight.statistics.detector import WEEKLY, Cadence, noticed

_JUDGED = (
    f"judged by the time before alone (at most two years), so a later {{period}} never "
    f"changes what it says. From two years on each month has a seasonal factor; before "
    f"that a busy December may be a signal. {FALSE_ALARMS} Everything else is normal "
    f"variation: no cause needs to be looked for. A signal does not say why."
)
REQUESTS = (
    "Requests to cancel a whole account in the week, per 1,000 customers of that week. "
    f"Each week is {_JUDGED.format(period='week')}"
)
CHURN = (
    "Customers of the first of the month who left in it, over the days of all customers. "
    f"Each month is {_JUDGED.format(period='month')} "
    "Exits younger than the grace are provisional and are taken back if the customer "
    "returns in time, so the latest month can still fall."
)
RETURNS = (
    "Former customers who came back in the month, within a year of leaving, over the "
    "days that leavers were out in their first year. "
    f"Each month is {_JUDGED.format(period='month')}"
)
ANSWERS = (
    "Only those who answered count, and angry leavers answer more often or not at all. "
    "The limits are three standard errors around the mean of all answers of the four "
    "quarters before; few answers make them wide. Too few answers are not judged. "
    "A running quarter holds the answers so far."
)
SCORES = {
    "exit NPS": "exit NPS, share of 9–10 less share of 0–6",
    "ease": "mean ease of leaving, 7 is very easy",
}
EXITS = (
    "Customers whose last paid day was in the week, with the reason they gave and the one "
    "recorded. An exit younger than the grace is provisional. Promises are those of the "
    "offboarding record; issues are those open on the day before the exit."
)
DUE = (
    "Exports asked for and not delivered, and accounts not closed in time after the "
    "request, as far as the files say. What nobody wrote down is not here. A promise asked "
    "for longer ago than the promise days of the choices is counted as broken and not listed."
)
THEN = (
    "As known then counts today’s rows as of the Sunday of the week: what happened later "
    "is not seen. Rows that were brought or corrected later are counted as if they had "
    "been there, and answers without a day of their own are seen from the exit on."
)


def power(periods: pl.DataFrame, cadence: Cadence) -> str:
    """How soon a rise by half is noticed at the volume of the last period."""
    volumes = periods["volume"].drop_nulls()
    if volumes.is_empty():
        return "too few so far to notice a change"
    found = noticed(float(volumes[-1]), cadence=cadence)
    if found is None:
        return "so few that a rise by half is noticed late or not at all"
    within, share = found
    name = "weeks" if cadence is WEEKLY else "months"
    return (
        f"a rise by half is noticed within {within} {name} "
        f"{round(10 * share)} times of 10"
    )
