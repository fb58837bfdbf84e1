"""Files as they are to be imported: read, mapped, and with the answers that were given."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from insight.cli.import_questions import (
    answered,
    still_open,
    which_encoding,
    which_table,
)
from insight.cli.import_words import wrong_answers
from insight.errors import (
    InsightError,
    UnknownEncodingError,
    UnknownProfileError,
    UnknownTableError,
)
from insight.intake.asking.customers import with_dropped
from insight.intake.asking.one_list import listed_together
from insight.intake.asking.whole_list import listed_as
from insight.intake.fetched import text_of_rows
from insight.intake.mapped_file import MappedFile
from insight.intake.mapping import header_shape
from insight.intake.mending import without_reasons
from insight.intake.plan import planned
from insight.intake.questions import Stored
from insight.intake.read import read
from insight.intake.text_table import TextTable
from insight.settings import chosen, secret_files
from insight.store.choices import chosen_values
from insight.store.fetching import fetch
from insight.store.history import StoreState, state
from insight.store.listed import listed
from insight.store.load import load_tables
from insight.store.mappings import all_remembered, remembered, remembered_as
from insight.store.own_reasons import own_reasons_in
from insight.store.sources import source_called
from insight.taxonomy import use_own
from insight.time_zones import use_time_zone


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person said of the files.

    Attributes:
        table: The only one that files fill.
        profile: The export they are, or the name of a kept mapping.
        answers: Column to reading, field to column, or what `encoding` or `sheet` is.
        as_of: The last day the files are complete for.
    """

    table: str | None = None
    profile: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Store:
    """What files are compared with: the store's tables, none of the sample."""

    engine: Any
    held: StoreState
    tables: Stored

    @classmethod
    def opened(cls, engine: Any) -> "Store":
        """The store as it is now."""
        held = state(engine)
        use_own(own_reasons_in(engine))
        use_time_zone(chosen(chosen_values(engine)).time_zone)
        return cls(engine, held, {} if held.is_sample else load_tables(engine))


@dataclass(frozen=True, slots=True)
class Planned:
    """A file, the tables it fills, and what stands in the way.

    Attributes:
        name: Of the file.
        text: Its rows; None where it is no table.
        files: How it fills each table.
        problem: Why it cannot be taken at all.
        questions: What a person has to say first.
        kept: The header's shape of the saved profile it is mapped by.
    """

    name: str
    text: TextTable | None = None
    files: tuple[MappedFile, ...] = ()
    problem: str | None = None
    questions: tuple[dict[str, Any], ...] = ()
    kept: str | None = None


def planned_files(
    paths: Iterable[Path], asked: Asked, store: Store
) -> Iterator[Planned]:
    """Each file, read, mapped and asked about beside the others."""
    return asked_together(list(_read_files(paths, asked, store)), asked, store)


def _read_files(paths: Iterable[Path], asked: Asked, store: Store) -> Iterator[Planned]:
    """Each file; each sheet of a workbook is one, unless a person named the sheet."""
    for path in paths:
        named = asked.answers.get("sheet")
        first = _read_file(path, path.name, named, asked, store)
        yield first
        known = first.text.sheets if first.text and not named else ()
        for sheet in known:
            if first.text and sheet != first.text.sheet:
                yield _read_file(path, f"{path.name}, {sheet}", sheet, asked, store)


def _read_file(
    path: Path, name: str, sheet: str | None, asked: Asked, store: Store
) -> Planned:
    encoding = asked.answers.get("encoding")
    try:
        text = read(name, path.read_bytes(), sheet=sheet, encoding=encoding)
        return _plan_of(without_reasons(text), asked, store)
    except OSError as error:
        return Planned(name, problem=f"It cannot be read: {error.strerror}.")
    except UnknownEncodingError as unknown:
        return Planned(name, questions=(which_encoding(unknown),))
    except InsightError as refusal:
        return Planned(name, problem=str(refusal))


def planned_rows(name: str, asked: Asked, store: Store) -> Iterator[Planned]:
    """What each query of a database gave, mapped to its table.

    Raises:
        SourceError: The database is not set up, does not answer or refuses.
    """
    source = source_called(name, secret_files())
    texts = {
        table: text_of_rows(f"{name}.{table}", rows)
        for table, rows in fetch(source).items()
    }
    plans = [
        _plan_of(text, replace(asked, table=table), store)
        for table, text in texts.items()
    ]
    return asked_together(plans, asked, store)


def asked_together(
    plans: Sequence[Planned], asked: Asked, store: Store
) -> Iterator[Planned]:
    """The plans with the answers that were given, and the questions that are left.

    Accounts are asked about first: what the other files name may be among them.
    """
    before = {**store.tables, **listed_before(store, plans)}
    ready: dict[tuple[int, int], MappedFile] = {}
    left: dict[int, list[dict[str, Any]]] = {}
    places = [(p, f) for p, plan in enumerate(plans) for f in range(len(plan.files))]
    parts = [plans[p].files[f] for p, f in places]
    for p, f in sorted(places, key=lambda at: _table(plans, at) != "accounts"):
        stored = with_dropped(before, list(ready.values()))
        stored = listed_together(stored, parts, places.index((p, f)))
        file = answered(plans[p].files[f], asked.answers, stored)
        ready[p, f] = file
        asked_of = [*still_open(file, stored), *wrong_answers(file, asked.answers)]
        known = {question["sentence"] for question in left.setdefault(p, [])}
        left[p] += [one for one in asked_of if one["sentence"] not in known]
    for p, plan in enumerate(plans):
        files = tuple(ready[p, f] for f in range(len(plan.files)))
        yield replace(plan, files=files, questions=(*plan.questions, *left.get(p, ())))


def listed_before(store: Store, plans: Sequence[Planned]) -> dict[str, pl.DataFrame]:
    """What earlier files with the same headers brought, by the names askers know."""
    texts = [plan.text for plan in plans if plan.text is not None]
    files = {(header_shape(text), text.sha256) for text in texts}
    return {
        listed_as(one.header_shape, one.table): one.rows
        for one in listed(store.engine, files)
    }


def _table(plans: Sequence[Planned], at: tuple[int, int]) -> str:
    return plans[at[0]].files[at[1]].mapping.table


def _plan_of(text: TextTable, asked: Asked, store: Store) -> Planned:
    """A table of text with its mapping, before anybody is asked."""
    kept = remembered(store.engine, header_shape(text))
    named = remembered_as(store.engine, asked.profile) if asked.profile else None
    chosen = named or (None if asked.profile else kept)
    try:
        files = planned(
            text,
            table=asked.table,
            profile=None if named else asked.profile,
            kept=chosen.mapping if chosen else None,
        )
    except UnknownTableError as unknown:
        return Planned(text.name, text, questions=(which_table(unknown),))
    except UnknownProfileError as unknown:
        return Planned(text.name, text, problem=f"{unknown} {_saved(store.engine)}")
    except InsightError as refusal:
        return Planned(text.name, text, problem=str(refusal))
    name = chosen.name if chosen else None
    called = tuple(replace(file, profile=file.profile or name) for file in files)
    shape = chosen.header_shape if chosen else None
    return Planned(text.name, text, called, kept=shape)


def _saved(engine: Any) -> str:
    names = [f"“{one.name}”" for one in all_remembered(engine) if one.name]
    return f"Saved by people: {', '.join(names)}." if names else ""
