"""The time zone in which moments become days."""

import os
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def time_zone() -> str:
    """The name of the reporting time zone: INSIGHT_TIME_ZONE, else UTC.

    Raises:
        ValueError: It is no name of a time zone.
    """
    name = os.environ.get("INSIGHT_TIME_ZONE") or "UTC"
    try:
        return ZoneInfo(name).key
    except (ValueError, ZoneInfoNotFoundError) as error:
        raise ValueError(
            f"INSIGHT_TIME_ZONE is a name such as Europe/Berlin, not “{name}”."
        ) from error
