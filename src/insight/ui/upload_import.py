"""The import itself, what it did, and how to leave without one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import streamlit as st

from insight.intake.checked import Checked
from insight.intake.drop import MappedFile
from insight.intake.mapping import header_shape
from insight.intake.text_table import counted
from insight.store.mappings import remember
from insight.store.uploads import NewUpload, StoreState, commit, remove_sample
from insight.ui.loads import engine
from insight.ui.sections import MENU, PAGES
from insight.ui.upload_check import latest_day
from insight.ui.upload_pending import forget_drop

_DONE = "upload done"
_NOT_SIGNED_IN = "not signed in"


@dataclass(frozen=True, slots=True)
class Done:
    """What the last import did."""

    stored: dict[str, int]
    already: tuple[str, ...]
    refused: int
    as_of: date
