"""What a running server does by itself: erase what is old, let go of what was erased."""

import logging
from collections.abc import Callable
from datetime import UTC, date, datetime
from threading import Event

from insight.errors import InsightError
from insight.ui.data.personal_data import erase_what_is_old
from insight.ui.loads import leave_erased, wanted

SECONDS_BETWEEN_LOOKS = 60.0
log = logging.getLogger("insight.upkeep")


def keep_up(
    ended: Event,
    *,
    seconds: float = SECONDS_BETWEEN_LOOKS,
    today: Callable[[], date] = lambda: datetime.now(UTC).date(),
) -> None:
    """Looks after the data until the server ends; nobody has to open a page for it.

    With each new day words go that have been kept for long enough. Several servers may do
    so at once: writers come one after the other, and the second finds nothing left. What
    somebody erased meanwhile, by command or on another server, is let go of.

    Args:
        ended: Set when the server ends.
        seconds: Between two looks.
        today: Says which day it is.
    """
    erased_on = today()
    while not ended.wait(seconds):
        try:
            if (day := today()) != erased_on:
                erase_what_is_old()
                erased_on = day
            leave_erased(wanted())
        except InsightError as error:
            log.error("The data could not be looked after yet. %s", error)
