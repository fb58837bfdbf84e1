"""What was brought in, by whom, and how much of it is known."""

from urllib.parse import urlencode

import polars as pl
import streamlit as st

from insight.formats import count, day_words, percent, plural
from insight.remembered import remembered
from insight.store.uploads import StoreState

MOST_SHOWN = 1_000
UPLOADS_LISTED = (
    "at", "by", "file_name", "table", "rows_accepted", "state",
)  # fmt: skip
_HASH_SHOWN = 8
MEASURES = {
    "no record": ("Customers lost without an exit record", "customers lost"),
    "not confirmed": ("Records the subscriptions do not confirm", "exit records"),
    "back within grace": ("Records of customers back within the grace", "exit records"),
    "recorded twice": ("Records of an exit that another one tells of", "exit records"),
    "merged": ("Records of a merge, which is no exit", "exit records"),
    "reason unknown": ("Records whose reason nobody knows", "exit records"),
    "reason not mapped": (
        "Records with a reason word that is not mapped yet",
        "exit records",
    ),
    "no stated reason": ("Records without the customer’s own reason", "exit records"),
    "no offboarding": ("Records without an offboarding record", "exit records"),
    "no ease": ("Offboardings without an answer on ease", "offboarding records"),
    "no nps": ("Offboardings without an answer on exit NPS", "offboarding records"),
    "return not shown": (
        "Recorded returns that the subscriptions do not show: bring the subscription, or "
        "join the accounts under “Possible returns under a new id”",
        "returns of accounts with subscriptions",
    ),
    "not counted": ("Amounts of money without an exchange rate", "amounts of money"),
}
LISTED = {"not confirmed": "Exit records", "back within grace": "Exit records",
          "recorded twice": "Exit records", "merged": "Exit records", "no record": "Customers lost"}  # fmt: skip


def shown_uploads(history: pl.DataFrame) -> pl.DataFrame:
    """The rows of `store.history` for people: what counts now, and what was the sample."""
    undone = pl.format("undone by {} on {}", "undone_by", _day(pl.col("undone_at")))
    state = (
        pl.when(pl.col("undone_at").is_not_null())
        .then(undone)
        .when(~pl.col("is_live"))
        .then(pl.lit("replaced or removed"))
        .when("is_sample")
        .then(pl.lit("sample"))
        .otherwise(pl.lit("in use"))
    )
    return history.select(
        "at", "by", "file_name", "table", "rows_in", "rows_accepted", "rows_refused",
        "rows_skipped", "profile", "as_of", state=state,
        hash=pl.col("sha256").str.slice(0, _HASH_SHOWN),
    )  # fmt: skip


def history_answer(history: pl.DataFrame, held: StoreState) -> str:
    """How many files are in use, up to which day they speak, how much was refused."""
    used = history.filter("is_live")
    if used.is_empty():
        return "**Nothing** is in here now."
    tables = plural(used["table"].n_unique(), "table")
    rows = plural(int(used["rows_accepted"].sum()), "row")
    until = f", up to {day_words(held.as_of)}" if held.as_of else ""
    return (
        f"**{plural(used.height, 'file')}** with {rows} for {tables}{until}. "
        f"{_refusals(int(used['rows_refused'].sum()))}"
    )


def refused_choice(history: pl.DataFrame) -> int | None:
    """The upload whose refused rows are looked at; None where no file had any."""
    some = history.filter(pl.col("rows_refused") > 0)
    if some.is_empty():
        return None
    labels = {
        upload: f"{name} · {table} · {plural(refused, 'refused row')} · upload {upload}"
        for upload, name, table, refused in some.select(
            "upload_id", "file_name", "table", "rows_refused"
        ).rows()
    }
    return int(
        st.selectbox("File", list(labels), format_func=labels.__getitem__, key="file")
    )


@remembered
def shown_quality(quality: pl.DataFrame) -> pl.DataFrame:
    """The rows of `data_quality` in words, each with a link to its exits."""
    words = [MEASURES[measure] for measure in quality["measure"]]
    links = [_link(*row) for row in quality.select("measure", "k").rows()]
    return quality.with_columns(
        pl.Series("measure", [missing for missing, _ in words], dtype=pl.String),
        pl.Series("of", [whole for _, whole in words], dtype=pl.String),
        pl.Series("list", links, dtype=pl.String),
    ).select("measure", "k", "n", "of", "share", "list")


@remembered
def quality_finding(quality: pl.DataFrame) -> str:
    """What is most often missing."""
    known = quality.drop_nulls("share").sort("share", descending=True)
    if known.is_empty():
        return "Nothing to look at."
    row = known.row(0, named=True)
    counted = f"{count(row['k'])} of {count(row['n'])}"
    return f"{MEASURES[row['measure']][0]}: {counted} ({percent(row['share'])})."


def _day(moment: pl.Expr) -> pl.Expr:
    return moment.dt.strftime("%-d %b %Y")


def _refusals(rows: int) -> str:
    if not rows:
        return "No row was refused."
    return f"**{plural(rows, 'row')}** {'was' if rows == 1 else 'were'} refused."


def _link(measure: str, k: int) -> str | None:
    if not k or measure not in LISTED:
        return None
    asked = {"period": "All", "basis": LISTED[measure], "status": measure}
    return f"exits?{urlencode(asked)}"
