"""How many files and connections this process may hold open, and how many it does."""

import resource
from contextlib import suppress
from pathlib import Path

ENOUGH = (65_536, 10_240)
"""What is asked for at a start; macOS grants the second."""
ROOM = 0.9
_OPEN = Path("/dev/fd")


def raise_limit() -> None:
    """Lets this process hold as many as the machine grants it; a shell often says 256."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    for wanted in ENOUGH:
        granted = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (granted, hard))
            return


def limit() -> int:
    """How many this process may hold."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return ENOUGH[0] if soft == resource.RLIM_INFINITY else soft


def is_crowded() -> bool:
    """Whether so many are open that new visitors may soon be turned away."""
    return sum(1 for _ in _OPEN.iterdir()) > ROOM * limit()
