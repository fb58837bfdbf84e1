"""Values of a database as text that reads only one way."""

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from insight.errors import SourceError

_THOUSANDS = 3


def as_text(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> pl.DataFrame:
    """Rows as String columns.

    Raises:
        SourceError: A column holds bytes.
    """
    return pl.DataFrame(
        [
            pl.Series(name, [_cell(name, row[place]) for row in rows], dtype=pl.String)
            for place, name in enumerate(names)
        ]
    )


def _cell(name: str, value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float | Decimal):
        return _number(value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, default=str)
    if isinstance(value, bytes | memoryview):
        raise SourceError(f"“{name}” holds bytes. Leave the column out")
    return str(value)


def _number(value: float | Decimal) -> str:
    """Without an exponent; with no three decimals alone, which could be thousands."""
    text = format(Decimal(str(value)), "f")
    decimals = len(text.partition(".")[2])
    return f"{text}0" if decimals == _THOUSANDS else text
