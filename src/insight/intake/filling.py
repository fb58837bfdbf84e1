"""From an export we know to the tables it fills."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

import polars as pl

from insight.intake.evidence import present
from insight.intake.kinds import Kind, kind_of, share_of_kind
from insight.intake.mapped_file import MappedFile
from insight.intake.mapping import Mapping, propose_constants, with_values
from insight.intake.names import plain_name
from insight.intake.profiles import PROFILES
from insight.intake.profiles.parts import Part, Profile
from insight.intake.text_table import TextTable


def recognised(text: TextTable) -> Profile | None:
    """The export a file is; of several that fit the one with the longest header."""
    names = _plain(text).keys()
    fitting = [
        profile
        for profile in PROFILES.values()
        if fits_header(text, profile) and profile.recognises(names)
    ]
    return max(fitting, key=lambda profile: len(profile.header), default=None)


def fits_header(text: TextTable, profile: Profile) -> bool:
    """Has a file every column that such an export always has?"""
    return profile.header <= _plain(text).keys()


def filled_by(text: TextTable, profile: Profile) -> tuple[MappedFile, ...]:
    """The tables an export fills, each with the rows that are of it.

    Rows that are not of a table count as skipped there, with the reason.
    """
    text = profile.prepared(text)
    parts = profile.parts(_plain(text).keys())
    return tuple(_filled(text, part, profile.name) for part in parts)


def without_second_sources(
    files: Sequence[MappedFile], *, held: Collection[tuple[str, str | None]]
) -> tuple[MappedFile, ...]:
    """The files without those that say again what another source brings.

    Args:
        files: Of one drop.
        held: Table and profile of every file that is stored.
    """
    firsts = {
        (f.mapping.table, f.profile) for f in files if not f.is_second_source
    } | set(held)
    return tuple(
        file
        for file in files
        if not file.is_second_source
        or not any(
            table == file.mapping.table and profile != file.profile
            for table, profile in firsts
        )
    )


_MOST = 0.5


def _plain(text: TextTable) -> dict[str, str]:
    """Column by its plain name; of two with the same the first."""
    return {plain_name(column): column for column in reversed(text.columns)}


def _filled(text: TextTable, part: Part, profile: str) -> MappedFile:
    cells, made = _with_made(text, part)
    stays, skipped = _sorted_out(cells, part)
    rows = text.rows.with_columns(cells.select(made))
    offered = _offered(text, part)
    kept = replace(
        text,
        columns=tuple(rows.columns),
        rows=rows.filter(stays),
        lines=text.lines.filter(stays),
        skipped={**text.skipped, **skipped},
        notes=(*text.notes, *part.notes),
        made={**text.made, **{title: _sources(text, part, title) for title in made}},
        offered=offered,
        has_own_ids=part.keeps_known,
    )
    return MappedFile(
        kept,
        _mapping(kept, part, made),
        profile=profile,
        keeps_known=part.keeps_known,
        only_known=part.only_known,
        is_second_source=part.is_second_source,
    )


def _with_made(text: TextTable, part: Part) -> tuple[pl.DataFrame, list[str]]:
    """The cells by plain names with the made columns, and which could be made."""
    plain = {name: column for name, column in _plain(text).items() if name}
    known = set(plain)
    cells = text.rows.select(pl.col(column).alias(n) for n, column in plain.items())
    made = []
    for title, expression in part.made.items():
        roots = set(expression.meta.root_names())
        cells = _with_empty(cells, roots)
        cells = cells.with_columns(expression.alias(title))
        if roots & known:
            known.add(title)
            made.append(title)
    return cells, made


def _offered(text: TextTable, part: Part) -> dict[str, tuple[str, ...]]:
    """Field to the columns with values that may hold it."""
    plain = _plain(text)
    there = {
        field: tuple(plain[name] for name in names if name in plain)
        for field, names in part.choices.items()
    }
    return {
        field: tuple(column for column in columns if text.rows[column].count())
        for field, columns in there.items()
    }


def _sources(text: TextTable, part: Part, title: str) -> tuple[str, ...]:
    """The file's own columns that a made column is made of."""
    plain = _plain(text)
    found: dict[str, None] = {}
    for root in part.made[title].meta.root_names():
        within = _sources(text, part, root) if root in part.made else (plain.get(root),)
        found |= dict.fromkeys(name for name in within if name)
    return tuple(found)


def _with_empty(cells: pl.DataFrame, names: Iterable[str]) -> pl.DataFrame:
    nothing = pl.lit(None, dtype=pl.String)
    return cells.with_columns(
        nothing.alias(name) for name in sorted(set(names) - set(cells.columns))
    )


def _sorted_out(cells: pl.DataFrame, part: Part) -> tuple[pl.Series, dict[str, int]]:
    """Which rows are of the table, and why the others are not, counted."""
    named = [e.meta.root_names() for e in part.left_out.values()]
    needed = [n for names in named for n in names]
    cells = _with_empty(cells, [*needed, *filter(None, [part.once_per])])
    stays = pl.repeat(value=True, n=cells.height, eager=True)
    skipped: dict[str, int] = {}
    for why, out in _reasons(cells, part):
        skipped[why] = int((out & stays).sum())
        stays &= ~out
    if part.once_per:
        key = cells[part.once_per]
        again = ~_is_first(key, stays) & key.is_not_null() & stays
        skipped["further rows of the same customer"] = int(again.sum())
        stays &= ~again
    return stays, {why: count for why, count in skipped.items() if count}


def _reasons(cells: pl.DataFrame, part: Part) -> Iterator[tuple[str, pl.Series]]:
    for why, which in part.left_out.items():
        out = cells.select(out=which.fill_null(value=False))["out"]
        yield (
            why,
            pl.repeat(out.item(), cells.height, eager=True) if len(out) == 1 else out,
        )


def _is_first(key: pl.Series, stays: pl.Series) -> pl.Series:
    masked = pl.select(pl.when(stays).then(key)).to_series()
    return masked.is_first_distinct()


def _mapping(text: TextTable, part: Part, made: Collection[str]) -> Mapping:
    plain = _plain(text)
    columns = {
        field: column if column in made else plain[column]
        for field, column in part.columns.items()
        if column in made or (column not in part.made and column in plain)
    }
    told = propose_constants(text, part.table, columns)
    constants = {**told, **part.constants}
    values = {f: dict(words) for f, words in part.values.items() if f in columns}
    alone = {f: found[0] for f, found in text.offered.items() if len(found) == 1}
    columns = alone | columns
    columns = {f: c for f, c in columns.items() if _may_hold(text, part.table, f, c)}
    return with_values(text, Mapping(part.table, columns, values, constants))


def _may_hold(text: TextTable, table: str, field: str, column: str) -> bool:
    """No score is read from a question that is answered in words."""
    if kind_of(table, field) is not Kind.COUNT:
        return True
    return share_of_kind(present(text.distinct(column).cells), Kind.COUNT) >= _MOST
