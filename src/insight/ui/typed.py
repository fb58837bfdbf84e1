"""What people type, cut where nobody needs more: a browser's own limit binds nobody."""

LONGEST, MOST_WORDS = 200, 12


def short(text: str | None, most: int = LONGEST) -> str:
    """The first letters of what was typed; empty where nothing was."""
    return (text or "")[:most]


def words_to_find(search: str) -> list[str]:
    """The first words of a search, in lower case.

    Examples:
        >>> words_to_find("  Acme left ")
        ['acme', 'left']
        >>> len(words_to_find("word " * 80_000))
        12
    """
    return short(search).lower().split()[:MOST_WORDS]
