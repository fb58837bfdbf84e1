"""A file on its way in: its text, and how it fills a table."""

from dataclasses import dataclass

from insight.intake.mapping import Mapping
from insight.intake.text_table import TextTable


@dataclass(frozen=True, slots=True)
class MappedFile:
    """A file and how it fills a table.

    Attributes:
        text: The file.
        mapping: How it fills its table.
        profile: The profile it is mapped by, if any.
        keeps_known: It is one of several sources: its empty cells empty nothing.
        only_known: A row that is not known already is left out.
        is_second_source: It says again what another source of its table says.
        beside: How the same file fills the table of customers or subscriptions whose
            exits it tells of, too: a row without an exit is of those alone.
    """

    text: TextTable
    mapping: Mapping
    profile: str | None = None
    keeps_known: bool = False
    only_known: bool = False
    is_second_source: bool = False
    beside: Mapping | None = None
