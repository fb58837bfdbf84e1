"""How far a long piece of work is, told to the person who waits for it."""

from collections.abc import Callable

Report = Callable[[float, str], None]
"""Called with the share that is done, 0-1, and what comes next."""


def silent(_share: float, _next_step: str) -> None:
    """Nobody waits."""
