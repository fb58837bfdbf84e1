"""The time zone in which moments become days."""

import os
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_in_use = ""


def time_zone() -> str:
    """The name of the reporting time zone: the chosen one, INSIGHT_TIME_ZONE, else UTC.

    Raises:
        ValueError: INSIGHT_TIME_ZONE is no name of a time zone.
    """
    return _in_use or default_zone()


def default_zone() -> str:
    """The time zone where nobody chose one: INSIGHT_TIME_ZONE, else UTC.

    Raises:
        ValueError: It is no name of a time zone.
    """
    name = os.environ.get("INSIGHT_TIME_ZONE") or "UTC"
    try:
        return zone_name(name)
    except ValueError as error:
        raise ValueError(f"INSIGHT_TIME_ZONE: {error}") from error


def zone_name(text: str) -> str:
    """A time zone as it is called, or nothing where nothing is said.

    Raises:
        ValueError: There is none of that name.
    """
    if not text:
        return ""
    try:
        return ZoneInfo(text).key
    except (ValueError, ZoneInfoNotFoundError) as error:
        raise ValueError(
            f"A time zone has a name such as Europe/Berlin, not “{text}”."
        ) from error


def use_time_zone(name: str) -> None:
    """Makes the time zone chosen in a store that of this process; empty for none.

    Days that are stored stay as they are: it is how files are read from now on.
    """
    global _in_use  # noqa: PLW0603
    _in_use = name
