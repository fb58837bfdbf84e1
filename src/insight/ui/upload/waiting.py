"""Rows refused because of an account nobody knew, offered again once it is known."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

import polars as pl
import streamlit as st

from insight.intake.drop import MappedFile, validate_drop
from insight.intake.mending import cells_of
from insight.intake.questions import open_questions
from insight.intake.references import unknown_reasons
from insight.intake.text_table import counted
from insight.settings import runtime
from insight.store.history import history, refused, refused_only_for, refused_whole
from insight.store.mappings import all_remembered
from insight.ui.loads import engine, store_state, stored_tables
from insight.ui.upload.profiles import planned_by, proposed_profile
from insight.ui.upload.sources import FetchedFile, file_of_rows, keep_fetched

_NAMED = 3
CAN_WAIT = (
    "Rows that name an account nobody knows yet can wait: import this file, and they "
    "are offered here again once that account is in."
)


def can_wait(refused: pl.DataFrame) -> int:
    """How many refused records nothing but an unknown account speaks against."""
    is_unknown = pl.col("reason").is_in(unknown_reasons())
    by_line = refused.group_by("line").agg(is_unknown.all())
    return int(by_line["reason"].sum())


@dataclass(frozen=True, slots=True)
class Waiting:
    """Refused rows of one upload that nothing but an unknown account speaks against.

    Attributes:
        name: Of the file they came in.
        welcome: Those that would be stored now; None where there are none.
        rows: How many wait on.
        named: What they name that nobody knows, the first few.
    """

    name: str
    welcome: FetchedFile | None
    rows: int
    named: tuple[str, ...]


def offer_waiting() -> None:
    """Rows that wait for their accounts, and a button for those that would be stored."""
    held = store_state()
    if held.is_sample:
        return
    for waiting in _waiting(runtime().database_url, held.data_version):
        if waiting.welcome:
            _offer(waiting.welcome)
        if waiting.rows:
            rows = counted(waiting.rows, "row waits", "rows wait")
            more = " …" if waiting.rows > len(waiting.named) else ""
            st.text(
                f"{waiting.name}: {rows} for what nobody knows yet: "
                f"{', '.join(waiting.named)}{more}"
            )


def _offer(file: FetchedFile) -> None:
    rows = counted(file.text.rows.height, "row")
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        st.text(f"{file.name}: {rows} named an account that is known now.")
        st.button(
            f"Look at {'it' if file.text.rows.height == 1 else 'them'} again",
            icon=":material/replay:",
            key=f"bring {file.file_id}",
            on_click=partial(keep_fetched, file.name, [file]),
        )


@st.cache_resource(max_entries=1, show_spinner=False)
def _waiting(url: str, version: int) -> list[Waiting]:
    """The waiting rows by file, and those of them that would be stored as things are."""
    return list(_by_file())


def _by_file() -> Iterator[Waiting]:
    waiting = refused_only_for(engine(), unknown_reasons())
    brought = set(history(engine()).filter("is_live")["sha256"])
    for (upload_id, name, table), lines in waiting.group_by(
        "upload_id", "file_name", "table", maintain_order=True
    ):
        records = refused_whole(engine(), upload_id=upload_id)
        records = records.join(lines, on="line", how="semi", maintain_order="left")
        cells = cells_of(records)
        file = file_of_rows(f"{name}, refused rows", table, cells)
        known = _known(file)
        left = records.filter(~pl.int_range(pl.len()).is_in(known))
        welcome = file_of_rows(file.name, table, cells[known]) if known else None
        if welcome and welcome.text.sha256 in brought:
            welcome = None
        yield Waiting(
            name,
            welcome and _settling(welcome, upload_id, records["line"].gather(known)),
            left.height,
            _named(upload_id, left),
        )


def _settling(file: FetchedFile, upload_id: int, lines: pl.Series) -> FetchedFile:
    return replace(file, refused_of=upload_id, refused_lines=tuple(lines))


def _named(upload_id: int, records: pl.DataFrame) -> tuple[str, ...]:
    told = refused(engine(), upload_id=upload_id).join(records, on="line", how="semi")
    return tuple(told["value"].drop_nulls().unique(maintain_order=True).head(_NAMED))


def _known(file: FetchedFile) -> list[int]:
    """The places of the rows that would be stored; all where there is a question."""
    plan = _plan(file)
    if (
        plan is None
        or plan.mapping.missing()
        or open_questions(plan.text, plan.mapping, stored_tables())
    ):
        return list(range(file.text.rows.height))
    (checked,) = validate_drop([plan], stored=stored_tables())
    return [line - 1 for line in checked.lines]


def _plan(file: FetchedFile) -> MappedFile | None:
    kept = {one.header_shape: one for one in all_remembered(engine())}
    profile = proposed_profile(file.text, kept)
    plans = planned_by(profile, file.text, kept=kept, table=file.table)
    return next((p for p in plans if p.mapping.table == file.table), None)
