"""Rows refused because of an account nobody knew, offered again once it is known."""

from collections.abc import Iterator
from functools import partial

import polars as pl
import streamlit as st

from insight.intake.drop import MappedFile, validate_drop
from insight.intake.mending import cells_of
from insight.intake.questions import open_questions
from insight.intake.references import unknown_reasons
from insight.intake.text_table import counted
from insight.settings import runtime
from insight.store.history import history, refused_only_for, refused_whole
from insight.store.mappings import all_remembered
from insight.ui.loads import engine, store_state, stored_tables
from insight.ui.upload.profiles import planned_by, proposed_profile
from insight.ui.upload.sources import FetchedFile, file_of_rows, keep_fetched

CAN_WAIT = (
    "Rows that name an account nobody knows yet can wait: import this file, and they "
    "are offered here again once that account is in."
)


def can_wait(refused: pl.DataFrame) -> int:
    """How many refused records nothing but an unknown account speaks against."""
    is_unknown = pl.col("reason").is_in(unknown_reasons())
    by_line = refused.group_by("line").agg(is_unknown.all())
    return int(by_line["reason"].sum())


def offer_waiting() -> None:
    """A button for each file with rows that would be stored now."""
    held = store_state()
    if held.is_sample:
        return
    for file in _welcome(runtime().database_url, held.data_version):
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
def _welcome(url: str, version: int) -> list[FetchedFile]:
    """The waiting rows that would be stored as things are, by file."""
    return list(_would_be_stored())


def _would_be_stored() -> Iterator[FetchedFile]:
    waiting = refused_only_for(engine(), unknown_reasons())
    brought = set(history(engine()).filter("is_live")["sha256"])
    for (upload_id, name, table), lines in waiting.group_by(
        "upload_id", "file_name", "table", maintain_order=True
    ):
        records = refused_whole(engine(), upload_id=upload_id)
        records = records.join(lines, on="line", how="semi", maintain_order="left")
        cells = cells_of(records)
        file = file_of_rows(f"{name}, refused rows", table, cells)
        if known := _known(file):
            file = file_of_rows(file.name, table, cells[known])
            if file.text.sha256 not in brought:
                yield file


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
