"""Files that were dropped and are not stored yet: each is read once per session."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from insight.errors import InsightError, UnknownTableError
from insight.intake.mapping import Mapping, fits, header_shape, propose, with_values
from insight.intake.mending import without_reasons
from insight.intake.read import read
from insight.intake.text_table import TextTable
from insight.schema import TABLES
from insight.store.mappings import remembered
from insight.ui.loads import engine

PENDING = "upload pending"
CHECKED = "upload checked"
_ROUND = "upload round"
_LARGE_BYTES = 2_000_000
_TWICE = "The same file is in this drop already; it goes in once."


@dataclass(slots=True)
class PendingFile:
    """A dropped file, and what was proposed for it.

    Attributes:
        file_id: Of this drop; part of the key of every widget about the file.
        text: Its rows as text.
        table: The table it was taken for, None where it looks like none.
        problem: Why no table was found, as a sentence.
        is_remembered: The mapping is the one used last for such a header.
        proposals: The mapping proposed for each table it was looked at as.
    """

    file_id: str
    text: TextTable
    table: str | None = None
    problem: str = ""
    is_remembered: bool = False
    proposals: dict[str, Mapping] = field(default_factory=dict)

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


Dropped = PendingFile | UnreadFile


def drop_zone_key() -> str:
    """The key of the drop zone; a new round empties it."""
    return f"drop zone {st.session_state.get(_ROUND, 0)}"


def forget_drop() -> None:
    """Leaves nothing of the files that were dropped."""
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    _forget()


def pending_files(uploaded: Sequence[UploadedFile]) -> list[Dropped]:
    """Each dropped file, read; those taken out of the drop zone are forgotten."""
    known: dict[str, Dropped] = st.session_state.get(PENDING, {})
    found = {
        file.file_id: known.get(file.file_id) or _opened(file) for file in uploaded
    }
    st.session_state[PENDING] = found
    if not found:
        _forget()
    return _each_once(list(found.values()))


def _each_once(files: Sequence[Dropped]) -> list[Dropped]:
    """The store knows a file by its bytes, so the same bytes go in once."""
    seen: set[str] = set()
    kept: list[Dropped] = []
    for file in files:
        if isinstance(file, PendingFile) and file.text.sha256 in seen:
            kept.append(UnreadFile(file.text.name, _TWICE))
            continue
        if isinstance(file, PendingFile):
            seen.add(file.text.sha256)
        kept.append(file)
    return kept


def _forget() -> None:
    st.session_state.pop(PENDING, None)
    st.session_state.pop(CHECKED, None)


def _opened(file: UploadedFile) -> Dropped:
    if file.size < _LARGE_BYTES:
        return _read(file)
    with st.spinner("Reading a large file …"):
        return _read(file)


def _read(file: UploadedFile) -> Dropped:
    try:
        text = without_reasons(read(file.name, file.getvalue()))
    except InsightError as refusal:
        return UnreadFile(file.name, str(refusal))
    pending = PendingFile(file.file_id, text)
    mapping = _remembered(text)
    pending.is_remembered = mapping is not None
    try:
        mapping = mapping or propose(text)
    except UnknownTableError as unknown:
        pending.problem = str(unknown)
        return pending
    pending.table = mapping.table
    pending.proposals[mapping.table] = mapping
    return pending


def _remembered(text: TextTable) -> Mapping | None:
    found = remembered(engine(), header_shape(text))
    if found is None or found.get("table") not in TABLES:
        return None
    mapping = Mapping.from_dict(found)
    return with_values(text, mapping) if fits(text, mapping) else None
