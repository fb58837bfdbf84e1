"""What a running server does by itself: erase what is old, let go of what was erased."""

import logging
from collections.abc import Callable
from datetime import UTC, date, datetime
from threading import Event

from insight.errors import InsightError
from insight.store.leftovers import clear_away
from insight.ui.builds import Basis
from insight.ui.data.personal_data import erase_what_is_old
from insight.ui.loads import engine, leave_erased, wanted
from insight.ui.opened import writable_home

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
    somebody erased meanwhile, by command or on another server, is let go of, and what is
    left of it in files is removed as soon as nobody reads it.

    Args:
        ended: Set when the server ends.
        seconds: Between two looks.
        today: Says which day it is.
    """
    erased_on, finished = today(), 0
    while not ended.wait(seconds):
        try:
            if (day := today()) != erased_on:
                erase_what_is_old()
                erased_on = day
            finished = _finished(wanted(), finished)
        except InsightError as error:
            log.error("The data could not be looked after yet. %s", error)


def _finished(basis: Basis, before: int) -> int:
    """The version of the latest erasure of which nothing is left."""
    leave_erased(basis)
    erased_in = basis.state.erased_in
    if erased_in > before and not clear_away(engine(), home=writable_home()):
        return erased_in
    return before
