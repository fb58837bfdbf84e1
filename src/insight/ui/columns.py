"""How the columns of result tables are headed and formatted."""

from typing import Any

import polars as pl
import polars.selectors as cs
import streamlit as st

from insight.cards.groups import GROUP_WORDS
from insight.charts.bridge import STEPS
from insight.charts.style import CONTROL_WORDS
from insight.taxonomy import reason_of
from insight.ui.stories import NAMED

_HEADS = {
    "account_id": "Account id",
    "account_name": "Account",
    "accounts": "Accounts",
    "active": "Customers",
    "active_festering": "of them festering",
    "active_share": "Share of customers",
    "amount": "Amount",
    "analysed_as": "Analysed as",
    "as_of": "Speaks up to",
    "at": "When (UTC)",
    "at_risk": "At risk",
    "began": "Began to pay",
    "by": "Who",
    "because": "What is known of it",
    "ceased": "Ceased",
    "censored": "Censored",
    "chance": "The model’s chance",
    "closing_mrr": "Closing MRR",
    "comment": "In their words",
    "control": "Whose control",
    "customers_end": "Customers at the end",
    "customers_start": "Customers at the start",
    "date": "Day",
    "day": "Day",
    "days": "Days away",
    "detail": "More",
    "exit_date": "Left",
    "exits": "Exits",
    "group": "Group",
    "grr": "GRR",
    "hands": "Whose control",
    "grr_strict": "GRR, strict",
    "hash": "Hash",
    "high": "Interval to",
    "festering": "Festering",
    "how_many": "How many",
    "file_name": "File",
    "horizon": "Within days",
    "k": "k",
    "kind": "Which makes it",
    "label": "Reason",
    "left": "Champion left",
    "last_mrr": "MRR before",
    "last_used": "Last used (UTC)",
    "like_it": "Of accounts like it",
    "likely_back": "Back within half a year",
    "line": "Line",
    "list": "Which ones",
    "low": "Interval from",
    "mature_n": "Exits that old",
    "mature_returned": "of them back in time",
    "measure": "Measure",
    "looks": "Accounts looked at",
    "month": "Month",
    "mrr": "MRR",
    "mrr_known": "with known MRR",
    "mrr_share": "Share of MRR",
    "n": "n",
    "new_customers": "New",
    "notices": "Gave notice",
    "nrr": "NRR",
    "open_days": "Days open at notice",
    "other_rate": "Otherwise, per 100 years",
    "other_requests": "Requests otherwise",
    "other_years": "Years otherwise",
    "plan": "Plan",
    "previous": "Period before",
    "profile": "Profile",
    "provisional": "of them provisional",
    "rate": "Festering, per 100 years",
    "raw": "Word in a file",
    "reason": "Reason",
    "region": "Region",
    "renews_on": "Contract year ends",
    "return_date": "Came back",
    "return_mrr": "MRR after",
    "returned": "Returned",
    "rows_accepted": "Stored",
    "rows_in": "Rows",
    "rows_refused": "Refused",
    "rows_skipped": "Skipped",
    "saved": "Saved (UTC)",
    "segment": "Segment",
    "share": "Share",
    "stated_reason": "Reason they gave",
    "status": "What became of it",
    "step": "Step",
    "theme": "Theme",
    "to_what": "To what",
    "until": "Until",
    "value": "Value",
    "what": "What happened",
    "why": "Why",
    "where_from": "Known from",
    "whose": "Whose control",
}
_REASONS = {"reason", "stated_reason"}
_WORDS = {"control": CONTROL_WORDS, "group": GROUP_WORDS, "step": STEPS}
_SHARES = {
    "share", "low", "high", "mrr_share", "grr", "nrr", "grr_strict", "active_share",
    "expected", "chance",
}  # fmt: skip
TENTH, CENT = 3, 2
WHOLE_FROM = 100
WRAPPED, LINKED = 240, 60
_HIDDEN = {"code", "comparison", "meaning"}
_LINKS = {"list"}
_SENTENCES = {"why"}
_MONEY = {"amount", "mrr", "last_mrr", "return_mrr", "closing_mrr", "opening_mrr"}


def head(column: str, *, currency: str) -> str:
    """The heading of a column; money names its currency."""
    words = _HEADS.get(column, column.replace("_", " ").capitalize())
    return f"{words}, {currency}" if column in _MONEY else words


def column_config(
    rows: pl.DataFrame, *, currency: str, is_wrapped: bool = False
) -> dict[str, Any]:
    """Streamlit's settings for each column; sentences stay narrow where they wrap."""
    story = _story_column(rows)
    settings = {
        name: _column(name, kind, head(name, currency=currency), is_story=name == story)
        for name, kind in rows.schema.items()
    }
    if is_wrapped:
        for name in _SENTENCES & settings.keys():
            settings[name]["width"] = WRAPPED
    return settings


def _story_column(rows: pl.DataFrame) -> str | None:
    """The column that `linked` made addresses of stories, where there is one."""
    named = [n for n in ("account_name", "account_id") if n in rows.columns]
    return named[0] if "account_id" in named else None


def column_order(rows: pl.DataFrame) -> list[str]:
    """The columns people read; the id of an account only where there is no name of it."""
    names = rows.get_column("account_name", default=None)
    is_named = names is not None
    hidden = _HIDDEN | {"account_id"} if is_named else _HIDDEN
    return [name for name in rows.columns if name not in hidden]


def in_words(rows: pl.DataFrame) -> pl.DataFrame:
    """Codes and flags replaced by the words people read; an unknown code stays as it is."""
    return rows.with_columns(
        cs.boolean().replace_strict({True: "yes", False: "no"}, return_dtype=pl.String),
        *(
            _in_words(rows[name])
            for name in rows.columns
            if name in _WORDS or name in _REASONS
        ),
    )


def rounded(rows: pl.DataFrame) -> pl.DataFrame:
    """Shares to a tenth of a percent; money to a cent, whole where a column passes 100.

    The browser only cuts digits off.
    """
    amounts = rows.select(cs.by_name(_MONEY, require_all=False) & cs.numeric())
    return rows.with_columns(
        (cs.by_name(_SHARES, require_all=False) & cs.numeric()).round(TENTH),
        *(_rounded(column) for column in amounts),
    )


def _rounded(amounts: pl.Series) -> pl.Series:
    largest = amounts.abs().max()
    if largest is None or float(str(largest)) < WHOLE_FROM:
        return amounts.round(CENT)
    return amounts.round(0).cast(pl.Int64)


def _in_words(codes: pl.Series) -> pl.Series:
    known = codes.drop_nulls().unique()
    words = pl.Series([_word(codes.name, code) for code in known], dtype=pl.String)
    return codes.replace_strict(known, words, default=None, return_dtype=pl.String)


def _word(column: str, code: str) -> str:
    if column in _REASONS:
        return reason_of(code).label
    return _WORDS[column].get(code, code)


def _column(name: str, kind: pl.DataType, words: str, *, is_story: bool) -> Any:
    if is_story:
        return st.column_config.LinkColumn(words, display_text=NAMED, pinned=True)
    if name in _LINKS:
        return st.column_config.LinkColumn(words, display_text="Open", width=LINKED)
    if kind.is_temporal():
        return _of_time(kind, words)
    return _of_numbers(name, kind, words)


def _of_time(kind: pl.DataType, words: str) -> Any:
    if kind == pl.Date:
        return st.column_config.DateColumn(words, format="D MMM YYYY")
    return st.column_config.DatetimeColumn(words, format="D MMM YYYY, HH:mm")


def _of_numbers(name: str, kind: pl.DataType, words: str) -> Any:
    if name in _SHARES:
        return st.column_config.NumberColumn(words, format="percent", step=10**-TENTH)
    if name in _MONEY and not kind.is_integer():
        return st.column_config.NumberColumn(words, format="localized", step=10**-CENT)
    if kind.is_numeric():
        return st.column_config.NumberColumn(words, format="localized")
    return st.column_config.TextColumn(words)
