"""Two files of one table, of any rows and columns: a part erases nothing, a whole list counts."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete

from insight.intake.asking.whole_list import WHOLE, listed_as
from insight.intake.drop import MappedFile, validate_drop
from insight.intake.mapping import header_shape, propose
from insight.intake.outcome import all_to_store
from insight.intake.read import read
from insight.store.brought_again import tables_without
from insight.store.history import state
from insight.store.listed import listed
from insight.store.load import load_tables
from insight.store.tables import METADATA, audit, meta
from insight.store.transactions import writing
from insight.store.undo import undo
from insight.store.uploads import NewUpload, commit

AT = datetime(2026, 2, 1, tzinfo=UTC)
COLUMNS = {
    "segment": ("smb", "ent", ""),
    "owner": ("Ann", "Bob", ""),
    "start_date": ("2024-01-02", "2025-03-04", ""),
    "consent_to_contact": ("true", "false", ""),
    "currency": ("EUR", "GBP", ""),
}
Rows = dict[str, dict[str, str]]
IDS = st.sets(st.sampled_from(["K1", "L2", "M3", "N4"]), min_size=1)
EXAMPLES = {"sqlite": 8, "postgresql": 6}


@st.composite
def files(draw: st.DrawFn) -> Rows:
    columns = draw(st.sets(st.sampled_from(sorted(COLUMNS)), min_size=1))
    return {
        key: {name: draw(st.sampled_from(COLUMNS[name])) for name in sorted(columns)}
        for key in sorted(draw(IDS))
    }


def bring(engine: Engine, name: str, rows: Rows, answer: str | None = None) -> int:
    """Imports a file of accounts, as page and command line do it."""
    header = ["account_id", *next(iter(rows.values()))]
    lines = [",".join(header)] + [
        ",".join([key, *cells.values()]) for key, cells in rows.items()
    ]
    text = read(name, ("\n".join(lines) + "\n").encode())
    mapping = propose(text, table="accounts")
    if answer:
        mapping = replace(mapping, answers={WHOLE: answer})
    shape = header_shape(text)
    known = dict(tables_without(engine, load_tables(engine), {text.sha256}))
    known |= {
        listed_as(one.header_shape, one.table): one.rows
        for one in listed(engine, {(shape, text.sha256)})
    }
    file = MappedFile(text, mapping)
    (checked,) = validate_drop([file], stored=known)
    uploads = [NewUpload(**new) for new in all_to_store(file, checked)]
    done = commit(engine, uploads, by="ann", at=AT, as_of=AT.date())
    return done.upload_ids[0] if done.upload_ids else 0


def wipe(engine: Engine) -> None:
    with writing(engine) as connection:
        for table in reversed(METADATA.sorted_tables):
            if table not in {audit, meta}:
                connection.execute(delete(table))


def held(engine: Engine) -> dict[str, dict[str, Any]]:
    accounts = load_tables(engine)["accounts"]
    rows = accounts.select("account_id", pl.col(sorted(COLUMNS)).cast(pl.String))
    return {row.pop("account_id"): row for row in rows.iter_rows(named=True)}


def after(known: dict[str, dict[str, Any]], rows: Rows) -> dict[str, dict[str, Any]]:
    """What is right: cells of the file over what is known, each by its own rule."""
    made = {key: dict(cells) for key, cells in known.items()}
    for key, cells in rows.items():
        row = made.setdefault(key, dict.fromkeys(COLUMNS))
        for name, cell in cells.items():
            is_kept = name == "currency" or (
                name == "consent_to_contact" and row[name] != "true"
            )
            if cell or not is_kept:
                row[name] = cell or None
    return made


@pytest.fixture
def quick(engine: Engine) -> settings:
    return settings(
        max_examples=EXAMPLES[engine.dialect.name],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )


def test_a_part_leaves_every_other_value_and_its_undo_is_exact(
    engine: Engine, quick: settings
) -> None:
    @quick
    @given(files(), files(), files())
    def holds(first: Rows, second: Rows, third: Rows) -> None:
        assume(first != second != third != first)
        wipe(engine)
        bring(engine, "a.csv", first)
        one = held(engine)
        number = bring(engine, "b.csv", second, "no")
        two = held(engine)
        bring(engine, "c.csv", third, "no")
        three = held(engine)
        version = state(engine).data_version
        again = bring(engine, "c.csv", third, "no")

        assert (one, two) == (after({}, first), after(one, second))
        assert three == after(two, third)
        assert (again, state(engine).data_version) == (0, version)
        if number:
            undo(engine, [number], by="ann", at=AT)
            assert held(engine) == after(one, third)

    holds()


def test_a_whole_list_is_what_counts_and_its_undo_is_exact(
    engine: Engine, quick: settings
) -> None:
    @quick
    @given(files(), IDS)
    def holds(first: Rows, ids: set[str]) -> None:
        wipe(engine)
        cells = next(iter(first.values()))
        whole: Rows = {key: first.get(key, cells) for key in sorted(ids)}
        bring(engine, "a.csv", first)
        before = held(engine)
        number = bring(engine, "b.csv", whole, "yes")

        assert held(engine) == after({}, whole)
        if number:
            undo(engine, [number], by="ann", at=AT)
        assert held(engine) == before

    holds()
