"""Rows fetched from a database, to be checked and imported as dropped files are."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl
import streamlit as st

from insight.errors import SourceError
from insight.intake.fetched import text_of_rows
from insight.intake.progress import Report
from insight.intake.text_table import TextTable, counted
from insight.settings import secret_files
from insight.store.fetching import MOST_ROWS, fetch
from insight.store.sources import Source, sources
from insight.ui.access import acting
from insight.ui.waiting import waited_for

_ASKED, _FETCHED = "source asked", "sources fetched"


@dataclass(frozen=True, slots=True)
class FetchedFile:
    """What one query gave, where otherwise a dropped file is.

    Attributes:
        file_id: Part of the key of every widget about it.
        name: Shown to people in place of a file's name.
        table: The table it is for.
        text: Its rows.
        refused_of: The upload whose refused rows they are, if any.
        refused_lines: The line each row had there.
    """

    file_id: str
    name: str
    table: str
    text: TextTable
    refused_of: int | None = None
    refused_lines: tuple[int, ...] = ()


def fetched_files() -> list[FetchedFile]:
    """A button for each database of secrets.toml, and the rows that were fetched."""
    try:
        _offer(sources(secret_files()))
    except SourceError as refusal:
        _say(refusal)
    found: dict[str, list[FetchedFile]] = st.session_state.get(_FETCHED, {})
    return [file for files in found.values() for file in files]


def settled_by(
    text: TextTable, lines: Sequence[int]
) -> tuple[int, tuple[int, ...]] | None:
    """The upload, and its refused lines, that some lines of a fetched text were."""
    found: dict[str, list[FetchedFile]] = st.session_state.get(_FETCHED, {})
    for file in (file for files in found.values() for file in files):
        if file.refused_of is not None and file.text.sha256 == text.sha256:
            return file.refused_of, tuple(
                file.refused_lines[line - 1] for line in lines
            )
    return None


def forget_fetched() -> None:
    """Leaves nothing of the rows that were fetched."""
    st.session_state.pop(_FETCHED, None)


def keep_fetched(name: str, files: Sequence[FetchedFile]) -> None:
    """Puts rows beside the dropped files, in place of earlier ones of this name."""
    kept = st.session_state.get(_FETCHED, {})
    st.session_state[_FETCHED] = {**kept, name: list(files)}


def file_of_rows(name: str, table: str, rows: pl.DataFrame) -> FetchedFile:
    """Rows as a file for a table."""
    text = text_of_rows(name, rows)
    return FetchedFile(f"{text.name} {text.sha256}", text.name, table, text)


def _offer(found: dict[str, Source]) -> None:
    if not found:
        return
    with st.container(horizontal=True):
        for name in found:
            st.button(
                f"Fetch from {name}",
                icon=":material/database:",
                key=f"fetch {name}",
                on_click=_ask,
                args=(name,),
            )
    asked = found.get(st.session_state.get(_ASKED, ""))
    if asked:
        _keep(asked)


def _ask(name: str) -> None:
    st.session_state[_ASKED] = name


def _end() -> None:
    st.session_state.pop(_ASKED, None)


def _keep(source: Source) -> None:
    acting("import")
    try:
        files = waited_for(
            lambda report: _files(source, report), key="cancel fetch", on_cancel=_end
        )
    finally:
        _end()
    keep_fetched(source.name, files)


def _files(source: Source, report: Report) -> list[FetchedFile]:
    """The answer to each query as a file."""

    def seen(table: str, rows: int) -> None:
        report(min(rows / MOST_ROWS, 1.0), f"{counted(rows, 'row')} of {table}")

    report(0.0, f"Asking {source.name}")
    return [
        file_of_rows(f"{source.name}.{table}", table, rows)
        for table, rows in fetch(source, seen).items()
    ]


def _say(refusal: SourceError) -> None:
    with st.container(border=True):
        st.badge("Not fetched", color="red", icon=":material/error:")
        st.text(str(refusal))
