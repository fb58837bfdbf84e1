"""The erasures that this process has learnt of."""

_LATEST: dict[str, int] = {}


def is_new(store: str, erased_in: int) -> bool:
    """Whether this is a later erasure than was known of; it is known from now on.

    Args:
        store: The URL of the database.
        erased_in: The version of the data that the latest erasure made there.
    """
    before = _LATEST.setdefault(store, erased_in)
    _LATEST[store] = max(before, erased_in)
    return before < erased_in


def erasures_seen() -> int:
    """A number that another one follows when this process learns of an erasure."""
    return sum(_LATEST.values())
