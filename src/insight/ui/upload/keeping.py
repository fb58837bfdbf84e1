"""How a file was mapped, kept under a name for the next such file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import PurePath
from typing import Any

import streamlit as st

from insight.intake.drop import MappedFile
from insight.intake.mapping import header_of, header_shape
from insight.intake.plan import to_keep
from insight.intake.questions import with_proposed
from insight.store.mappings import mark_used, remember
from insight.ui.loads import engine, stored_tables
from insight.ui.upload.pending import PendingFile

_LONGEST_NAME = 80


@dataclass(slots=True)
class Keepable:
    """One header of a drop: how its files were proposed to be mapped, and how they are.

    Attributes:
        pending: The first file with this header.
        proposed: Its parts as they were proposed.
        mapped: Its parts as a person left them.
        name: What the mapping is to be kept as; empty for not at all.
    """

    pending: PendingFile
    proposed: list[MappedFile] = field(default_factory=list)
    mapped: list[MappedFile] = field(default_factory=list)
    name: str = ""

    @property
    def shape(self) -> str:
        """What all files with this header share."""
        return header_shape(self.pending.text)

    def mapping(self) -> dict[str, Any]:
        """How the files are mapped, as plain values."""
        return to_keep(self.mapped)

    def is_edited(self) -> bool:
        """Did a person change or answer anything?"""
        if to_keep(self.mapped) == to_keep(self.proposed):
            return False
        taken = [_as_taken(file) for file in self.proposed]
        return to_keep(self.mapped) != to_keep(taken)


def keepables(
    pending: Iterable[PendingFile], mapped: Iterable[MappedFile]
) -> list[Keepable]:
    """The headers of a drop, one entry for each."""
    found: dict[str, Keepable] = {}
    for file, as_left in zip(pending, mapped, strict=True):
        one = found.setdefault(header_shape(file.text), Keepable(file))
        one.mapped.append(as_left)
        if file.plan:
            one.proposed.append(file.plan)
    return list(found.values())


def ask_name(one: Keepable) -> None:
    """Where a person changed the mapping: the name it is kept under."""
    if not one.is_edited():
        return
    saved = one.pending.saved
    is_same_header = saved is not None and saved.header_shape == one.shape
    proposed = saved.name if saved and is_same_header else None
    one.name = st.text_input(
        "Save how this file is mapped as",
        proposed or PurePath(one.pending.text.name).stem,
        max_chars=_LONGEST_NAME,
        placeholder="Not saved",
        key=f"{one.pending.file_id} keep as",
        help="The next file with these columns is then mapped the same way. Leave it "
        "empty to save nothing.",
    ).strip()


def keep(found: Sequence[Keepable], *, by: str, at: datetime) -> tuple[str, ...]:
    """Keeps the mappings that were given a name; returns those names."""
    used = {one.pending.profile for one in found if one.pending.saved}
    mark_used(engine(), used, at=at)
    named = [
        remember(
            engine(),
            one.shape,
            one.mapping(),
            by=by,
            at=at,
            name=one.name,
            header=header_of(one.pending.text),
        )
        for one in found
        if one.name
    ]
    return tuple(name for name in named if name)


def _as_taken(file: MappedFile) -> MappedFile:
    """A file as it is mapped where nobody says anything."""
    mapping = with_proposed(file.text, file.mapping, stored_tables())
    return replace(file, mapping=mapping)
