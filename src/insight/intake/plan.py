"""What becomes of a file: by a mapping that was kept, by its export, or as proposed."""

from collections.abc import Mapping as ReadOnly
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from insight.errors import UnknownProfileError
from insight.intake.asking.whole_list import is_of_one_file
from insight.intake.beside import side_by_side, without_shared
from insight.intake.detection import detect_tables
from insight.intake.filling import filled_by, recognised
from insight.intake.mapped_file import MappedFile
from insight.intake.mapping import Mapping, fits, propose, with_values
from insight.intake.profiles import PROFILES
from insight.intake.sample import sample_of
from insight.intake.several_reasons import with_reasons_apart
from insight.intake.text_table import TextTable
from insight.schema import TABLES

NO_PROFILE = "none"
Kept = ReadOnly[str, Any]


def planned(
    text: TextTable,
    *,
    table: str | None = None,
    profile: str | None = None,
    kept: Kept | None = None,
) -> tuple[MappedFile, ...]:
    """The tables a file fills, and how.

    Args:
        text: The file.
        table: The only one it is to fill, if a person said so.
        profile: The export it is, as a person said; NO_PROFILE for an ordinary table;
            recognised by its header where not given.
        kept: How files with this header were mapped, as `to_keep` gave it.

    Raises:
        UnknownProfileError: No export of ours is called so.
        UnknownTableError: No table is given and none fits.
    """
    if kept is not None and profile is None:
        files = _as_kept(text, kept)
    else:
        files = _by_profile(text, profile)
    wanted = [file for file in files if table in {None, file.mapping.table}]
    return tuple(wanted) or _as_tables(text, table)


def _as_tables(text: TextTable, table: str | None) -> tuple[MappedFile, ...]:
    """The file as ordinary tables, mapped by names, meanings and content."""
    sample = sample_of(text)
    tables = (table,) if table else detect_tables(text, sample)
    holder, *others = (propose(text, table=one, sample=sample) for one in tables)
    beside = [without_shared(other, holder) for other in others]
    files = [MappedFile(*_apart(text, mapping)) for mapping in (holder, *beside)]
    return side_by_side(files)


def to_keep(files: Sequence[MappedFile]) -> dict[str, Any]:
    """How the tables of one file were mapped, as plain values to be kept."""
    exports = [file.profile for file in files if file.profile in PROFILES]
    return {
        "export": exports[0] if exports else None,
        "mappings": [_for_others(file.mapping).to_dict() for file in files],
    }


def _for_others(mapping: Mapping) -> Mapping:
    """A mapping without the answers that are of its own file alone."""
    own = {
        key for key, answer in mapping.answers.items() if is_of_one_file(key, answer)
    }
    kept = {k: answer for k, answer in mapping.answers.items() if k not in own}
    return replace(mapping, answers=kept)


def _by_profile(text: TextTable, name: str | None) -> tuple[MappedFile, ...]:
    if name == NO_PROFILE:
        return ()
    if name is not None and name not in PROFILES:
        listed = ", ".join(f"“{known}”" for known in PROFILES)
        raise UnknownProfileError(f"No profile is called “{name}”. There are {listed}.")
    profile = PROFILES[name] if name else recognised(text)
    return filled_by(text, profile) if profile else ()


def _as_kept(text: TextTable, kept: Kept) -> tuple[MappedFile, ...]:
    mappings = kept.get("mappings", [kept])
    by_table = {
        m["table"]: Mapping.from_dict(m) for m in mappings if m.get("table") in TABLES
    }
    export = kept.get("export")
    if export in PROFILES:
        files = filled_by(text, PROFILES[export])
        return tuple(
            _remapped(file, by_table)
            for file in files
            if file.mapping.table in by_table
        )
    return side_by_side([f for m in by_table.values() for f in _ordinary(text, m)])


def _remapped(file: MappedFile, by_table: ReadOnly[str, Mapping]) -> MappedFile:
    mapping = by_table[file.mapping.table]
    if not fits(file.text, mapping):
        return file
    return replace(file, mapping=with_values(file.text, mapping))


def _ordinary(text: TextTable, mapping: Mapping) -> tuple[MappedFile, ...]:
    if not fits(text, mapping):
        text, _ = _apart(text, propose(text, table=mapping.table))
    if not fits(text, mapping):
        return ()
    return (MappedFile(text, with_values(text, mapping)),)


def _apart(text: TextTable, mapping: Mapping) -> tuple[TextTable, Mapping]:
    apart, changed = with_reasons_apart(text, mapping)
    return apart, with_values(apart, changed) if apart is not text else changed
