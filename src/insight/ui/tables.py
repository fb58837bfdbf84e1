"""Tables as they are shown, wherever they stand: the first rows, letter by letter."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

import polars as pl
import streamlit as st

from insight.formats import NOTHING
from insight.remembered import remembered
from insight.ui.columns import column_config, column_order, in_words, rounded
from insight.ui.downloads import told
from insight.ui.stories import linked

MOST_ROWS = 2_000
_SHORT, _LINE = 10, 24


@dataclass(frozen=True, slots=True)
class _Shown:
    """A table as `st.dataframe` takes it: Arrow, its columns in order, their settings."""

    rows: Any
    order: list[str]
    columns: dict[str, Any]


def table(
    rows: pl.DataFrame,
    *,
    alt: str,
    currency: str,
    height: int | None = None,
    width: Literal["stretch", "content"] = "stretch",
    lines: int = 1,
    heads: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """The first rows as an interactive table, headed as usual or by `heads`; text from files is shown letter by letter."""
    shown = _shown(rows, currency=currency, is_wrapped=lines > 1)
    columns = shown.columns | {
        name: shown.columns[name] | {"label": words}
        for name, words in heads.items()
        if name in shown.columns
    }
    st.dataframe(
        shown.rows,
        hide_index=True,
        width=width,
        column_order=shown.order,
        height=height if height and rows.height > _SHORT else "auto",
        placeholder=NOTHING,
        column_config=columns,
        row_height=_LINE * lines if lines > 1 else None,
        alt=alt,
    )


@remembered
def _shown(rows: pl.DataFrame, *, currency: str, is_wrapped: bool) -> _Shown:
    shown = linked(rounded(in_words(told(rows.head(MOST_ROWS)))))
    return _Shown(
        shown.to_arrow(),
        column_order(shown),
        column_config(shown, currency=currency, is_wrapped=is_wrapped),
    )
