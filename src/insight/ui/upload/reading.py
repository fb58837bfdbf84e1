"""Which sheets of a workbook are read, and in which encoding a file is."""

from dataclasses import dataclass

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from insight.intake.archives import unpacked
from insight.intake.encodings import ENCODINGS, previews
from insight.intake.progress import Report
from insight.intake.read import read
from insight.intake.text_table import TextTable
from insight.ui.upload.sources import FetchedFile

_SHEETS, _KNOWN, _ENCODING = "sheets", "known sheets", "encoding"


@dataclass(frozen=True, slots=True)
class Reading:
    """A dropped file as a person wants it read.

    Attributes:
        file: As it was dropped, or fetched from a database.
        sheet: Of a workbook; None for the one that comes first.
        encoding: None where the bytes are to tell.
    """

    file: UploadedFile | FetchedFile
    sheet: str | None = None
    encoding: str | None = None

    @property
    def key(self) -> str:
        """Part of the key of every widget about the file so read."""
        wanted = (self.file.file_id, self.sheet, self.encoding)
        return " ".join(filter(None, wanted))

    @property
    def name(self) -> str:
        """The name of the file, with the sheet where one was chosen."""
        return f"{self.file.name}, {self.sheet}" if self.sheet else self.file.name

    @property
    def table(self) -> str | None:
        """The table that it is for, where that is known before it is read."""
        return self.file.table if isinstance(self.file, FetchedFile) else None

    def text(self, report: Report) -> TextTable:
        """The file read."""
        if isinstance(self.file, FetchedFile):
            return self.file.text
        return read(
            self.name,
            self.file.getvalue(),
            sheet=self.sheet,
            encoding=self.encoding,
            report=report,
        )


def readings_of(file: UploadedFile | FetchedFile) -> list[Reading]:
    """A reading for each sheet that was chosen, one for a file without sheets."""
    encoding = st.session_state.get(_key(file, _ENCODING))
    first, *_ = st.session_state.get(_key(file, _KNOWN), (None,))
    chosen = st.session_state.get(_key(file, _SHEETS)) or [first]
    return [
        Reading(file, None if sheet == first else sheet, encoding) for sheet in chosen
    ]


def keep_sheets(reading: Reading, text: TextTable) -> None:
    """Keeps which sheets a workbook has, the one that was read before the others."""
    if text.sheet is not None and reading.sheet is None:
        others = [name for name in text.sheets if name != text.sheet]
        st.session_state[_key(reading.file, _KNOWN)] = (text.sheet, *others)


def choose_sheets(file: UploadedFile | FetchedFile) -> None:
    """Where a workbook has several sheets, those to read."""
    known: tuple[str, ...] = st.session_state.get(_key(file, _KNOWN), ())
    if len(known) > 1:
        st.text(f"{file.name} has {len(known)} sheets.")
        st.multiselect(
            "Sheets to read, each into a table of its own",
            known,
            default=known[:1],
            key=_key(file, _SHEETS),
        )


def choose_encoding(reading: Reading, chosen: str | None) -> None:
    """Where only a person can tell an encoding: words of the file in each of them.

    Args:
        reading: The file.
        chosen: The encoding it is read in for now, None where it cannot be read.
    """
    words = _previews(reading.file)
    if not words:
        st.text("Nothing in the file is readable in an encoding Insight knows.")
        return
    options = list(words)
    widget = _key(reading.file, f"{_ENCODING} picker")
    st.selectbox(
        "Which of these lines reads right?",
        options,
        index=options.index(chosen) if chosen in words else None,
        format_func=lambda name: f"{words[name]}  ({ENCODINGS[name]})",
        placeholder="Choose the line you can read",
        key=widget,
        on_change=_choose,
        args=(_key(reading.file, _ENCODING), widget),
    )


def _choose(kept: str, widget: str) -> None:
    st.session_state[kept] = st.session_state[widget]


def _previews(file: UploadedFile | FetchedFile) -> dict[str, str]:
    if isinstance(file, FetchedFile):
        return {}
    key = _key(file, "previews")
    if key not in st.session_state:
        st.session_state[key] = previews(unpacked(file.getvalue()))
    found: dict[str, str] = st.session_state[key]
    return found


def _key(file: UploadedFile | FetchedFile, what: str) -> str:
    return f"{file.file_id} {what}"
