"""Uploads and undos in any order: the tables are what the live uploads make, replayed."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar

import polars as pl
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Engine, delete, func, literal, select, union, update

from insight.errors import UndoBlockedError
from insight.schema import TABLES
from insight.store.incoming import REFUSED
from insight.store.tables import DATA, METADATA, audit, meta, row_history
from insight.store.transactions import reading, writing
from insight.store.undo import undo
from insight.store.uploads import NewUpload, commit, remove_sample

AT = datetime(2026, 2, 1, tzinfo=UTC)
FILES = st.sampled_from(["a.csv", "b.csv", "c.csv"])
FILLED = {"accounts": ("segment", "owner"), "contacts": ("role", "moved_to_company")}
SCHEMAS = {name: TABLES[name].create_empty().schema for name in FILLED}
CELLS = st.sampled_from(["1", "2", None])
ROWS = st.dictionaries(st.sampled_from("vwxyz"), st.tuples(CELLS, CELLS), max_size=4)
SAID = st.sampled_from([(0, 1), (0,), (1,)])
GONE = st.sets(st.sampled_from("vwxyz"), max_size=2)
CONTENTS = st.dictionaries(
    st.sampled_from(sorted(FILLED)), st.tuples(ROWS, SAID, GONE), min_size=1
)
Cells = tuple[str | None, str | None]

STEPS, SHORTEST_ON_AVERAGE = 25, 20
EXAMPLES = {"sqlite": 12, "postgresql": 6}
"""Runs in `make test`; the scorecard asks for so many steps on each database instead."""


@dataclass
class Known:
    """An upload as the test knows it."""

    number: int
    file: str
    table: str
    rows: dict[str, Cells]
    said: tuple[int, ...]
    gone: frozenset[str]
    is_sample: bool
    is_live: bool = True
    is_undone: bool = False
    ended_by: int | None = None
    is_lost: bool = False

    @property
    def content(self) -> tuple[object, ...]:
        return (
            self.file,
            self.table,
            self.alone,
            self.gone,
            self.is_sample,
            self.is_live,
        )

    @property
    def alone(self) -> dict[str, Cells]:
        return {key: self.over((None, None), cells) for key, cells in self.rows.items()}

    def over(self, known: Cells, cells: Cells) -> Cells:
        first, second = (cells[n] if n in self.said else known[n] for n in (0, 1))
        return first, second


class Model:
    """The uploads in their order, and what they make."""

    def __init__(self) -> None:
        self.uploads: list[Known] = []

    def makes(self, table: str) -> dict[str, tuple[Cells, int]]:
        made: dict[str, tuple[Cells, int]] = {}
        for one in self.uploads:
            if one.is_live and one.table == table:
                for key, cells in one.rows.items():
                    known, _ = made.get(key, ((None, None), 0))
                    made[key] = one.over(known, cells), one.number
                for key in one.gone:
                    made.pop(key, None)
        return made

    def bring(self, new: Known) -> bool:
        made = self.makes(new.table)
        is_said = (
            all(
                key in made and new.over(made[key][0], cells) == made[key][0]
                for key, cells in new.rows.items()
            )
            and not new.gone & made.keys()
        )
        if is_said and new.content in (one.content for one in self.uploads):
            return False
        for one in self.uploads:
            is_same = (one.file, one.table) == (new.file, new.table)
            if one.is_live and (is_same or (one.is_sample and not new.is_sample)):
                one.is_live, one.ended_by = False, new.number
        self.uploads.append(new)
        return True

    def without(self, file: str, table: str) -> dict[str, tuple[Cells, int]]:
        """What is known where a file takes the place of what it brought before."""
        again = [
            o for o in self.uploads if o.is_live and (o.file, o.table) == (file, table)
        ]
        for one in again:
            one.is_live = False
        made = self.makes(table)
        for one in again:
            one.is_live = True
        return made

    def undo(self, number: int) -> bool:
        """Whether it can be undone; then it is."""
        gone = self.uploads[number - 1]
        if gone.is_undone:
            return True
        if not gone.is_live:
            return False
        gone.is_live, gone.is_undone = False, True
        self._revive([one for one in self.uploads if one.ended_by == number])
        if not any(one.is_live and not one.is_sample for one in self.uploads):
            self._revive([one for one in self.uploads if one.ended_by], sample=True)
        return True

    def _revive(self, ended: list[Known], *, sample: bool = False) -> None:
        for one in ended:
            if one.is_sample is sample:
                one.is_live, one.ended_by = True, None

    def remove_sample(self) -> None:
        for one in self.uploads:
            if one.is_sample and one.is_live:
                one.is_live, one.is_lost = False, True

    @property
    def is_past_the_sample(self) -> bool:
        return any(not one.is_sample or not one.is_live for one in self.uploads)

    @property
    def kept(self) -> int:
        """Rows that must be somewhere: of all that can come back."""
        held = (one for one in self.uploads if not one.is_undone and not one.is_lost)
        return sum(len(one.rows) + len(one.gone) for one in held)


class Store(RuleBasedStateMachine):
    """The store beside its model."""

    engine: ClassVar[Engine]
    steps: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        wipe(self.engine)
        type(self).steps -= 1  # the invariants look once before the first step

    @rule(file=FILES, content=CONTENTS, sample=st.sampled_from([False] * 5 + [True]))
    def bring(
        self,
        file: str,
        content: dict[str, tuple[dict[str, Cells], tuple[int, ...], set[str]]],
        sample: bool,  # noqa: FBT001
    ) -> None:
        asked = [
            Known(
                0,
                file,
                table,
                rows,
                said,
                frozenset(() if sample else gone - rows.keys()),
                sample,
            )
            for table, (rows, said, gone) in content.items()
        ]
        has_sample = any(one.is_sample and one.is_live for one in self.model.uploads)
        files = [
            upload(
                one,
                {}
                if has_sample and not sample
                else self.model.without(file, one.table),
            )
            for one in asked
        ]
        done = commit(
            self.engine, files, by="a", at=AT, as_of=AT.date(), is_sample=sample
        )
        if sample and self.model.is_past_the_sample:
            assert done.upload_ids == ()
            return
        new = 0
        for one in asked:
            one.number = len(self.model.uploads) + 1
            new += self.model.bring(one)
        assert len(done.upload_ids) == new

    @precondition(lambda self: self.model.uploads)
    @rule(data=st.data())
    def undo_one(self, data: st.DataObject) -> None:
        number = data.draw(st.integers(1, len(self.model.uploads)))
        if self.model.undo(number):
            undo(self.engine, [number], by="b", at=AT)
        else:
            with pytest.raises(UndoBlockedError):
                undo(self.engine, [number], by="b", at=AT)

    @rule()
    def undo_the_last(self) -> None:
        live = [one.number for one in self.model.uploads if one.is_live]
        if live:
            self.model.undo(live[-1])
            undo(self.engine, live[-1:], by="b", at=AT)

    @rule()
    def remove_the_sample(self) -> None:
        self.model.remove_sample()
        remove_sample(self.engine, by="b", at=AT)

    @invariant()
    def the_tables_are_what_the_live_uploads_make(self) -> None:
        type(self).steps += 1
        assert made(self.engine) == {name: self.model.makes(name) for name in FILLED}

    @invariant()
    def no_row_that_can_come_back_is_lost(self) -> None:
        kept = row_history.c
        held: list[Any] = [select(kept.table_name, kept.key, kept.upload_id)]
        for name in FILLED:
            (key,) = DATA[name].primary_key
            held.append(select(literal(name), key, DATA[name].c.upload_id))
        each = union(*held).subquery()
        with reading(self.engine) as connection:
            count = connection.scalar(select(func.count()).select_from(each))
        assert count == self.model.kept


def made(engine: Engine) -> dict[str, dict[str, tuple[Cells, int]]]:
    found: dict[str, dict[str, tuple[Cells, int]]] = {}
    with reading(engine) as connection:
        for name, columns in FILLED.items():
            (key,) = DATA[name].primary_key
            first, second = (DATA[name].c[column] for column in columns)
            query = select(key, first, second, DATA[name].c.upload_id)
            rows = connection.execute(query).all()
            found[name] = {key: ((a, b), number) for key, a, b, number in rows}
    return found


def upload(one: Known, known: dict[str, tuple[Cells, int]]) -> NewUpload:
    """The same bytes, here known by the name of the file, hold rows in the same order."""
    nothing = ((None, None), 0)
    merged = {
        key: one.over(known.get(key, nothing)[0], cells)
        for key, cells in one.rows.items()
    }
    fields = FILLED[one.table]
    keys = ["account_id", *TABLES[one.table].primary_key()]
    said = {
        "says": [*dict.fromkeys(keys), *(fields[n] for n in one.said)],
        "assumes": ["currency", "is_test"] if one.table == "accounts" else [],
    }
    accepted = frame(one.table, merged)
    return NewUpload(
        one.file, one.file, one.table, accepted.height, accepted,
        pl.DataFrame(schema=REFUSED), said=said, alone=frame(one.table, one.alone),
        removed=tuple(sorted(one.gone)),
    )  # fmt: skip


def frame(table: str, rows: dict[str, Cells]) -> pl.DataFrame:
    (key,) = TABLES[table].primary_key()
    first, second = FILLED[table]
    found: list[dict[str, Any]] = [
        {"account_id": name, key: name, first: a, second: b}
        for name, (a, b) in sorted(rows.items())
    ]
    defaults = {"currency": "USD", "is_test": False} if table == "accounts" else {}
    return pl.DataFrame([row | defaults for row in found], SCHEMAS[table])


def wipe(engine: Engine) -> None:
    """As new; on PostgreSQL numbers go on, so they are set back too."""
    with writing(engine) as connection:
        for table in reversed(METADATA.sorted_tables):
            if table not in {audit, meta}:
                connection.execute(delete(table))
        connection.execute(update(meta).values(data_version=0))
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("ALTER SEQUENCE uploads_id_seq RESTART")


def test_the_tables_are_what_the_live_uploads_make(
    engine: Engine, record_property: Callable[[str, object], None]
) -> None:
    wanted = int(os.environ.get("INSIGHT_TEST_UNDO_STEPS", "0"))
    machine: Any = type("StoreHere", (Store,), {"engine": engine, "steps": 0})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=-(-wanted // SHORTEST_ON_AVERAGE)
            or EXAMPLES[engine.dialect.name],
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    record_property("steps", machine.steps)
