"""Files that were dropped and are not stored yet: each is read once per session."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import polars as pl
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from insight.errors import InsightError, UnknownEncodingError, UnknownTableError
from insight.intake.filling import without_second_sources
from insight.intake.mapped_file import MappedFile
from insight.intake.mapping import Mapping, header_shape, propose
from insight.intake.mending import without_reasons
from insight.intake.plan import planned
from insight.intake.text_table import TextTable
from insight.store.mappings import remembered
from insight.store.uploads import history
from insight.ui.loads import engine
from insight.ui.upload_reading import Reading, keep_sheets, readings_of
from insight.ui.upload_sources import FetchedFile, forget_fetched
from insight.ui.waiting import waited_for

PENDING = "upload pending"
CHECKED = "upload checked"
_ROUND = "upload round"
_TWICE = "The same file is in this drop already; it goes in once."


@dataclass(slots=True)
class PendingFile:
    """A dropped file, and what was proposed for it.

    Attributes:
        file_id: Of this drop; part of the key of every widget about the file.
        reading: How its bytes are read.
        text: Its rows as text.
        table: The table it was taken for, None where it looks like none.
        problem: Why no table was found, as a sentence.
        is_remembered: The mapping is the one used last for such a header.
        proposals: The mapping proposed for each table it was looked at as.
        plan: How it fills the table it was taken for.
    """

    file_id: str
    reading: Reading
    text: TextTable
    table: str | None = None
    problem: str = ""
    is_remembered: bool = False
    proposals: dict[str, Mapping] = field(default_factory=dict)
    plan: MappedFile | None = None

    def mapped(self, mapping: Mapping) -> MappedFile:
        """The file so mapped, as the part of an export where it is one."""
        if self.plan and self.plan.mapping.table == mapping.table:
            return replace(self.plan, mapping=mapping)
        return MappedFile(self.text, mapping)

    def proposal(self, table: str) -> Mapping:
        """What is proposed where the file is taken for `table`."""
        if table not in self.proposals:
            self.proposals[table] = propose(self.text, table=table)
        return self.proposals[table]


@dataclass(frozen=True, slots=True)
class UnreadFile:
    """A dropped file that is no table, and why, as a sentence."""

    name: str
    sentence: str
    reading: Reading
    is_encoding_unknown: bool = False


Dropped = PendingFile | UnreadFile


def drop_zone_key() -> str:
    """The key of the drop zone; a new round empties it."""
    return f"drop zone {st.session_state.get(_ROUND, 0)}"


def forget_drop() -> None:
    """Leaves nothing of the files that were dropped."""
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    forget_fetched()
    _forget()


def pending_files(
    uploaded: Sequence[UploadedFile | FetchedFile],
) -> list[Dropped]:
    """Each dropped file, read; those taken out of the drop zone are forgotten."""
    known: dict[str, list[Dropped]] = st.session_state.get(PENDING, {})
    readings = [reading for file in uploaded for reading in readings_of(file)]
    found: dict[str, list[Dropped]] = {}
    for reading in readings:
        found[reading.key] = known.get(reading.key) or _opened(reading)
        st.session_state[PENDING] = known | found
    st.session_state[PENDING] = found
    if not found:
        _forget()
    return _without_second_sources(
        _each_once([file for files in found.values() for file in files])
    )


def _each_once(files: Sequence[Dropped]) -> list[Dropped]:
    """The store knows a file by its bytes, so the same bytes go in once."""
    first: dict[str, str] = {}
    kept: list[Dropped] = []
    for file in files:
        if isinstance(file, PendingFile):
            key = first.setdefault(file.text.sha256, file.reading.key)
            if key != file.reading.key:
                kept.append(UnreadFile(file.text.name, _TWICE, file.reading))
                continue
        kept.append(file)
    return kept


def _forget() -> None:
    st.session_state.pop(PENDING, None)
    st.session_state.pop(CHECKED, None)


def _opened(reading: Reading) -> list[Dropped]:
    """A file for each table that it fills."""
    try:
        text = waited_for(
            reading.text, key=f"cancel {reading.key}", on_cancel=forget_drop
        )
    except InsightError as refusal:
        is_unknown = isinstance(refusal, UnknownEncodingError)
        return [UnreadFile(reading.name, str(refusal), reading, is_unknown)]
    keep_sheets(reading, text)
    text = without_reasons(text)
    kept = remembered(engine(), header_shape(text))
    try:
        plans = planned(text, table=reading.table, kept=kept.mapping if kept else None)
    except UnknownTableError as unknown:
        return [PendingFile(reading.key, reading, text, problem=str(unknown))]
    is_one = len(plans) == 1
    return [
        _pending(reading, plan, is_remembered=bool(kept), is_one=is_one)
        for plan in plans
    ]


def _pending(
    reading: Reading, plan: MappedFile, *, is_remembered: bool, is_one: bool
) -> PendingFile:
    table = plan.mapping.table
    return PendingFile(
        reading.key if is_one else f"{reading.key} {table}",
        reading,
        plan.text,
        table=table,
        is_remembered=is_remembered,
        proposals={table: plan.mapping},
        plan=plan,
    )


def _without_second_sources(files: list[Dropped]) -> list[Dropped]:
    plans = [f.plan for f in files if isinstance(f, PendingFile) and f.plan]
    if not any(plan.is_second_source for plan in plans):
        return files
    live = history(engine()).filter(pl.col("is_live") & ~pl.col("is_sample"))
    held = set(live.select("table", "profile").iter_rows())
    kept = {id(plan) for plan in without_second_sources(plans, held=held)}
    return [
        file
        for file in files
        if not isinstance(file, PendingFile) or not file.plan or id(file.plan) in kept
    ]
