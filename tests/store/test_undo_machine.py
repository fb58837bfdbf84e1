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
from sqlalchemy import Engine, delete, func, select, update

from insight.errors import UndoBlockedError
from insight.schema import TABLES
from insight.store.incoming import REFUSED
from insight.store.tables import DATA, METADATA, audit, meta, row_history
from insight.store.transactions import reading, writing
from insight.store.undo import undo
from insight.store.uploads import NewUpload, commit, remove_sample

AT = datetime(2026, 2, 1, tzinfo=UTC)
FILES = st.sampled_from(["a.csv", "b.csv", "c.csv"])
FILLED = {"accounts": "segment", "contacts": "role"}
SCHEMAS = {name: TABLES[name].create_empty().schema for name in FILLED}
ROWS = st.dictionaries(
    st.sampled_from("vwxyz"), st.sampled_from(["1", "2"]), max_size=4
)
CONTENTS = st.dictionaries(st.sampled_from(sorted(FILLED)), ROWS, min_size=1)

STEPS, SHORTEST_ON_AVERAGE = 25, 20
EXAMPLES = {"sqlite": 12, "postgresql": 6}
"""Runs in `make test`; the scorecard asks for so many steps on each database instead."""


@dataclass
class Known:
    """An upload as the test knows it."""

    number: int
    file: str
    table: str
    rows: dict[str, str]
    is_sample: bool
    is_live: bool = True
    is_undone: bool = False
    ended_by: int | None = None
    is_lost: bool = False

    @property
    def content(self) -> tuple[object, ...]:
        return self.file, self.table, self.rows, self.is_sample, self.is_live


class Model:
    """The uploads in their order, and what they make."""

    def __init__(self) -> None:
        self.uploads: list[Known] = []

    def makes(self, table: str) -> dict[str, tuple[str, int]]:
        made: dict[str, tuple[str, int]] = {}
        for one in self.uploads:
            if one.is_live and one.table == table:
                made |= {key: (value, one.number) for key, value in one.rows.items()}
        return made

    def bring(
        self, file: str, table: str, rows: dict[str, str], *, sample: bool
    ) -> bool:
        made = self.makes(table)
        is_said = all(made.get(key, ("", 0))[0] == value for key, value in rows.items())
        same = (file, table, rows, sample, True)
        if is_said and same in (one.content for one in self.uploads):
            return False
        new = Known(len(self.uploads) + 1, file, table, rows, sample)
        for one in self.uploads:
            is_same = (one.file, one.table) == (file, table)
            if one.is_live and (is_same or (one.is_sample and not sample)):
                one.is_live, one.ended_by = False, new.number
        self.uploads.append(new)
        return True

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
        return sum(len(one.rows) for one in held)


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
        content: dict[str, dict[str, str]],
        sample: bool,  # noqa: FBT001
    ) -> None:
        files = [upload(file, table, rows) for table, rows in content.items()]
        done = commit(
            self.engine, files, by="a", at=AT, as_of=AT.date(), is_sample=sample
        )
        if sample and self.model.is_past_the_sample:
            assert done.upload_ids == ()
            return
        new = [
            self.model.bring(file, table, rows, sample=sample)
            for table, rows in content.items()
        ]
        assert len(done.upload_ids) == sum(new)

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
        with reading(self.engine) as connection:
            counts = (
                connection.scalar(select(func.count()).select_from(table))
                for table in (*(DATA[name] for name in FILLED), row_history)
            )
            assert sum(count or 0 for count in counts) == self.model.kept


def made(engine: Engine) -> dict[str, dict[str, tuple[str, int]]]:
    found: dict[str, dict[str, tuple[str, int]]] = {}
    with reading(engine) as connection:
        for name, column in FILLED.items():
            (key,) = DATA[name].primary_key
            query = select(key, DATA[name].c[column], DATA[name].c.upload_id)
            rows = connection.execute(query)
            found[name] = {key: (value, number) for key, value, number in rows}
    return found


def upload(file: str, table: str, values: dict[str, str]) -> NewUpload:
    """The same bytes, here known by the name of the file, hold rows in the same order."""
    schema = SCHEMAS[table]
    (key,) = TABLES[table].primary_key()
    rows: list[dict[str, Any]] = [
        {"account_id": name, key: name, FILLED[table]: value}
        for name, value in sorted(values.items())
    ]
    accepted = pl.DataFrame(rows, schema)
    refused = pl.DataFrame(schema=REFUSED)
    return NewUpload(file, file, table, accepted.height, accepted, refused)


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
