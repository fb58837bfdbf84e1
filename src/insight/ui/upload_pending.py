"""Files that were dropped and are not stored yet: each is read once per session."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from insight.errors import InsightError, UnknownEncodingError, UnknownTableError
from insight.intake.mapping import Mapping, fits, header_shape, propose, with_values
from insight.intake.mending import without_reasons
from insight.intake.text_table import TextTable
from insight.schema import TABLES
from insight.store.mappings import remembered
from insight.ui.loads import engine
from insight.ui.upload_reading import Reading, keep_sheets, readings_of
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
    """

    file_id: str
    reading: Reading
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
    reading: Reading
    is_encoding_unknown: bool = False


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
    readings = [reading for file in uploaded for reading in readings_of(file)]
    found: dict[str, Dropped] = {}
    for reading in readings:
        found[reading.key] = known.get(reading.key) or _opened(reading)
        st.session_state[PENDING] = known | found
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
            kept.append(UnreadFile(file.text.name, _TWICE, file.reading))
            continue
        if isinstance(file, PendingFile):
            seen.add(file.text.sha256)
        kept.append(file)
    return kept


def _forget() -> None:
    st.session_state.pop(PENDING, None)
    st.session_state.pop(CHECKED, None)


def _opened(reading: Reading) -> Dropped:
    try:
        text = waited_for(
            reading.text, key=f"cancel {reading.key}", on_cancel=forget_drop
        )
    except InsightError as refusal:
        is_unknown = isinstance(refusal, UnknownEncodingError)
        return UnreadFile(reading.name, str(refusal), reading, is_unknown)
    keep_sheets(reading, text)
    pending = PendingFile(reading.key, reading, without_reasons(text))
    mapping = _remembered(pending.text)
    pending.is_remembered = mapping is not None
    try:
        mapping = mapping or propose(pending.text)
    except UnknownTableError as unknown:
        pending.problem = str(unknown)
        return pending
    pending.table = mapping.table
    pending.proposals[mapping.table] = mapping
    return pending


def _remembered(text: TextTable) -> Mapping | None:
    kept = remembered(engine(), header_shape(text))
    if kept is None or kept.mapping.get("table") not in TABLES:
        return None
    mapping = Mapping.from_dict(dict(kept.mapping))
    return with_values(text, mapping) if fits(text, mapping) else None
