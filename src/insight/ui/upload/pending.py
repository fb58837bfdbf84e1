"""Files that were dropped and are not stored yet: each is read once per session."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import polars as pl
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from insight.errors import InsightError, UnknownEncodingError, UnknownTableError
from insight.intake.filling import without_second_sources
from insight.intake.mapped_file import MappedFile
from insight.intake.mapping import Mapping, propose
from insight.intake.mending import without_reasons
from insight.intake.plan import NO_PROFILE
from insight.intake.text_table import TextTable
from insight.store.mappings import KeptMapping, all_remembered
from insight.store.uploads import history
from insight.ui.loads import engine
from insight.ui.upload.profiles import (
    Kept,
    chosen_profile,
    planned_by,
    proposed_profile,
)
from insight.ui.upload.reading import Reading, keep_sheets, readings_of
from insight.ui.upload.sources import FetchedFile, forget_fetched
from insight.ui.waiting import waited_for

PENDING = "upload pending"
CHECKED = "upload checked"
_ROUND, _TEXTS = "upload round", "upload texts"
_ERASED_IN = "erased before this session"
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
        candidates: The tables that come nearest then, the likelier first.
        profile: What it is mapped by, as `upload_profiles` calls it.
        kept: Every saved profile by the shape of its header.
        is_first: Of the parts that one file gives.
        proposals: The mapping proposed for each table it was looked at as.
        plan: How it fills the table it was taken for.
    """

    file_id: str
    reading: Reading
    text: TextTable
    table: str | None = None
    problem: str = ""
    candidates: tuple[str, ...] = ()
    profile: str = NO_PROFILE
    kept: Kept = field(default_factory=dict)
    is_first: bool = True
    proposals: dict[str, Mapping] = field(default_factory=dict)
    plan: MappedFile | None = None

    @property
    def saved(self) -> KeptMapping | None:
        """The saved profile it is mapped by."""
        return self.kept.get(self.profile)

    def own_columns(self) -> list[str]:
        """The columns of the file itself, without those that were made of them."""
        return [name for name in self.text.columns if name not in self.text.made]

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


def forget_before(erased_in: int) -> None:
    """Leaves nothing of files that were dropped before the latest erasure.

    Args:
        erased_in: The version of the data that it made.
    """
    seen = st.session_state.setdefault(_ERASED_IN, erased_in)
    if seen < erased_in:
        st.session_state[_ERASED_IN] = erased_in
        forget_drop()


def pending_files(
    uploaded: Sequence[UploadedFile | FetchedFile],
) -> list[Dropped]:
    """Each dropped file, read; those taken out of the drop zone are forgotten."""
    known: dict[str, list[Dropped]] = st.session_state.get(PENDING, {})
    readings = [reading for file in uploaded for reading in readings_of(file)]
    found: dict[str, list[Dropped]] = {}
    for reading in readings:
        found[reading.key] = _known(reading, known) or _opened(reading)
        st.session_state[PENDING] = known | found
    st.session_state[PENDING] = found
    texts = st.session_state.get(_TEXTS, {})
    st.session_state[_TEXTS] = {key: texts[key] for key in texts.keys() & found.keys()}
    if not found:
        _forget()
    return _without_second_sources(
        _each_once([file for files in found.values() for file in files])
    )


def _known(reading: Reading, known: dict[str, list[Dropped]]) -> list[Dropped] | None:
    """What was made of a file before, where it is still wanted so."""
    files = known.get(reading.key)
    if not files or not isinstance(files[0], PendingFile):
        return files
    return files if chosen_profile(reading) in {None, files[0].profile} else None


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
    for key in (PENDING, CHECKED, _TEXTS):
        st.session_state.pop(key, None)


def _opened(reading: Reading) -> list[Dropped]:
    """A file for each table that it fills."""
    try:
        text = _text(reading)
    except InsightError as refusal:
        is_unknown = isinstance(refusal, UnknownEncodingError)
        return [UnreadFile(reading.name, str(refusal), reading, is_unknown)]
    kept = {one.header_shape: one for one in all_remembered(engine())}
    profile = chosen_profile(reading) or proposed_profile(text, kept)
    whole = PendingFile(
        f"{reading.key} {profile}", reading, text, profile=profile, kept=kept
    )
    try:
        plans = planned_by(profile, text, kept=kept, table=reading.table)
    except UnknownTableError as unknown:
        return [replace(whole, problem=str(unknown), candidates=unknown.candidates)]
    return [_part(whole, plan, is_first=plan is plans[0]) for plan in plans]


def _text(reading: Reading) -> TextTable:
    """The file read, once for all profiles that are tried on it."""
    texts: dict[str, TextTable] = st.session_state.setdefault(_TEXTS, {})
    if reading.key not in texts:
        text = waited_for(
            reading.text, key=f"cancel {reading.key}", on_cancel=forget_drop
        )
        keep_sheets(reading, text)
        texts[reading.key] = without_reasons(text)
    return texts[reading.key]


def _part(whole: PendingFile, plan: MappedFile, *, is_first: bool) -> PendingFile:
    table = plan.mapping.table
    return replace(
        whole,
        file_id=f"{whole.file_id} {table}",
        text=plan.text,
        table=table,
        is_first=is_first,
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
