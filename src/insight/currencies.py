"""Currencies by their codes."""

import re


def currency_code(text: str) -> str:
    """A code of three letters in capitals, or nothing where nothing is said.

    Raises:
        ValueError: It is something else.
    """
    code = text.strip().upper()
    if code and not re.fullmatch("[A-Z]{3}", code):
        raise ValueError(f"A currency is a code such as EUR, not “{text}”.")
    return code
