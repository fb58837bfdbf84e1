"""Two files of any table, of any rows and columns: a part erases nothing, a whole list counts."""

from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import dataframely as dy
import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete

from insight.intake.asking.whole_list import WHOLE, listed_as
from insight.intake.drop import MappedFile, validate_drop
from insight.intake.mapping import Mapping, header_shape
from insight.intake.outcome import all_to_store
from insight.intake.read import read
from insight.schema import TABLES
from insight.store.brought_again import tables_without
from insight.store.incoming import REFUSED, NewUpload
from insight.store.listed import listed
from insight.store.load import load_tables
from insight.store.tables import METADATA, audit, meta
from insight.store.transactions import writing
from insight.store.undo import undo
from insight.store.uploads import commit

AT = datetime(2026, 2, 1, tzinfo=UTC)
LONG_AGO = date(2020, 1, 1)
EXAMPLES = {"sqlite": 2, "postgresql": 2}
PLACES = range(1, 5)
NEED_ANOTHER = {"merged_into_account_id", "merged_date", "control_override"}
"""Columns that a rule ties to a second one."""
FORM = {
    "currency": ("EUR", "GBP", ""),
    "status": ("trial", "past_due", ""),
    "billing_interval": ("year", "quarter", ""),
    "scope": ("subscription", "account", ""),
    "outcome": ("saved", "exited", ""),
    "trigger": ("asked", "campaign", ""),
    "response": ("accepted", "declined", ""),
    "severity": ("low", "high", ""),
    "cancel_requested_date": ("2024-05-06", ""),
    "usd_per_unit": ("0.50000000", "1.25000000"),
    "amount": ("10.2500", "99.5000"),
}
"""Cells of columns that do not take any value of their type, or no empty one."""
REQUIRED = {"usd_per_unit", "amount"}
OF_TYPE: dict[type[dy.Column], tuple[str, ...]] = {
    dy.Bool: ("true", "false", ""),
    dy.Date: ("2025-03-04", "2025-06-07", ""),
    dy.Decimal: ("10.2500", "99.5000", ""),
    dy.Int64: ("2", "5", ""),
    dy.String: ("Ann", "Bob", ""),
}
REFERRED: dict[str, list[dict[str, Any]]] = {
    "accounts": [{"account_id": f"A{n}", "is_test": False} for n in PLACES],
    "exits": [
        {"exit_id": f"E{n}", "account_id": f"A{n}", "exit_date": LONG_AGO}
        for n in PLACES
    ],
    "cancellation_requests": [
        {
            "request_id": f"R{n}",
            "account_id": f"A{n}",
            "scope": "account",
            "requested_date": LONG_AGO,
            "outcome": "open",
        }
        for n in PLACES
    ],
}
"""Rows of the store that files of other tables name."""
Cells = dict[str, str]
Rows = dict[str, Cells]
Drop = dict[str, Rows]
Held = dict[str, dict[str, dict[str, str | None]]]


@dataclass(frozen=True, slots=True)
class Kind:
    """How files of a table tell rows apart.

    Attributes:
        table: Which one.
        fixed: Columns of every file, with a cell for each of `PLACES`.
        varied: Columns that files have or lack; every other optional one if not given.
    """

    table: str
    fixed: ReadOnly[str, str]
    varied: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return TABLES[self.table].primary_key()[0]

    def row(self, place: int) -> Cells:
        letter = "ABCD"[place - 1]
        return {n: cell.format(place, letter=letter) for n, cell in self.fixed.items()}

    def known_as(self, place: int) -> str:
        row = self.row(place)
        return row[self.key] if self.key in row else "/".join(list(row.values())[:2])

    def columns(self) -> list[str]:
        fields = (name for name in TABLES[self.table].columns() if name != self.key)
        free = [n for n in fields if n not in {*self.fixed, *NEED_ANOTHER}]
        return sorted(self.varied or free)


A_DAY = {"exit_date": "2026-01-0{}"}
SUBSCRIPTION = {"subscription_id": "S{}", "start_date": "2024-01-0{}"}
RETURN = {"account_id": "A{}", "return_date": "2026-01-0{}"}
KINDS = (
    Kind("accounts", {"account_id": "K{}"}),
    Kind("subscriptions", {"phase_id": "P{}", **SUBSCRIPTION, "account_id": "A{}"}),
    Kind(
        "subscriptions",
        {**SUBSCRIPTION, "account_id": "A{}", "amount": "7.5000"},
        ("end_date", "status"),
    ),
    Kind(
        "cancellation_requests",
        {"request_id": "Q{}", "account_id": "A{}", "requested_date": "2024-02-0{}"},
    ),
    Kind("exits", {"exit_id": "X{}", "account_id": "A{}", **A_DAY}),
    Kind("exits", {"account_id": "A{}", **A_DAY}),
    Kind("win_backs", {"win_back_id": "W{}", **RETURN}),
    Kind("win_backs", RETURN),
    Kind("offboarding", {"exit_id": "E{}"}),
    Kind(
        "save_offers",
        {
            "offer_id": "O{}",
            "request_id": "R{}",
            "account_id": "A{}",
            "offered_date": "2024-03-0{}",
        },
    ),
    Kind(
        "issues", {"issue_id": "I{}", "account_id": "A{}", "opened_date": "2024-04-0{}"}
    ),
    Kind("contacts", {"contact_id": "C{}", "account_id": "A{}"}),
    Kind("fx_rates", {"currency": "SE{letter}"}),
)


def cells_of(table: str, column: str) -> tuple[str, ...]:
    return FORM.get(column) or OF_TYPE[type(TABLES[table].columns()[column])]


@st.composite
def one_of_each(draw: st.DrawFn) -> tuple[Kind, ...]:
    tables = (tuple(k for k in KINDS if k.table == table) for table in TABLES)
    return tuple(draw(st.sampled_from(kinds)) for kinds in tables)


@st.composite
def lists(draw: st.DrawFn, kind: Kind) -> tuple[Rows, ...]:
    """Four files of a table, of which all but the second have the same columns."""
    columns, others = draw(columns_of(kind)), draw(columns_of(kind))
    return tuple(draw(a_file(kind, c)) for c in (columns, others, columns, columns))


def columns_of(kind: Kind) -> st.SearchStrategy[list[str]]:
    free = kind.columns()
    drawn = st.sets(st.sampled_from(free), min_size=1, max_size=5)
    return drawn.map(lambda names: sorted(names | REQUIRED & set(free)))


@st.composite
def a_file(draw: st.DrawFn, kind: Kind, columns: list[str]) -> Rows:
    return {
        kind.known_as(place): kind.row(place)
        | {n: draw(st.sampled_from(cells_of(kind.table, n))) for n in columns}
        for place in sorted(draw(st.sets(st.sampled_from(PLACES), min_size=1)))
    }


@st.composite
def drops(draw: st.DrawFn) -> list[Drop]:
    """Four drops of a file of each table, one after the other."""
    files = {kind.table: draw(lists(kind)) for kind in draw(one_of_each())}
    return [{table: some[n] for table, some in files.items()} for n in range(4)]


def text_of(rows: Rows, *, batch: str) -> bytes:
    header = [*next(iter(rows.values())), "zz"]
    lines = [",".join([*cells.values(), batch]) for cells in rows.values()]
    return ("\n".join([",".join(header), *lines]) + "\n").encode()


def mapped(table: str, rows: Rows, answer: str | None, *, batch: str) -> MappedFile:
    text = read(f"{table} {batch}.csv", text_of(rows, batch=batch))
    fields = {name: name for name in next(iter(rows.values()))}
    answers = {WHOLE: answer} if answer else {}
    return MappedFile(text, Mapping(table, fields, answers=answers))


def bring(
    engine: Engine, drop: Drop, answer: str | None = None, *, batch: str
) -> list[int]:
    """Imports a file of each table, as page and command line do it."""
    files = [mapped(table, rows, answer, batch=batch) for table, rows in drop.items()]
    brought = {(header_shape(file.text), file.text.sha256) for file in files}
    known = dict(
        tables_without(engine, load_tables(engine), {sha256 for _, sha256 in brought})
    )
    known |= {
        listed_as(one.header_shape, one.table): one.rows
        for one in listed(engine, brought)
    }
    checked = validate_drop(files, stored=known)
    assert [one.rows_refused for one in checked] == [0] * len(files)
    pairs = zip(files, checked, strict=True)
    uploads = [NewUpload(**new) for pair in pairs for new in all_to_store(*pair)]
    done = commit(engine, uploads, by="ann", at=AT, as_of=AT.date())
    return list(done.upload_ids)


def begin(engine: Engine) -> None:
    """Empties the store but for the rows that files of each table refer to."""
    with writing(engine) as connection:
        for table in reversed(METADATA.sorted_tables):
            if table not in {audit, meta}:
                connection.execute(delete(table))
    uploads = [
        NewUpload(
            file_name=table,
            sha256=table,
            table=table,
            rows_in=len(rows),
            accepted=pl.DataFrame(rows, schema=TABLES[table].create_empty().schema),
            refused=REFUSED.to_frame(),
        )
        for table, rows in REFERRED.items()
    ]
    commit(engine, uploads, by="ann", at=AT, as_of=AT.date())


def held(engine: Engine) -> Held:
    """Every row that files of a test brought, each cell as text."""
    found: Held = {}
    for table, rows in load_tables(engine).items():
        (key,) = TABLES[table].primary_key()
        old = [row[key] for row in REFERRED.get(table, ())]
        own = rows.filter(~pl.col(key).is_in(old)).select(pl.all().cast(pl.String))
        found[table] = {row.pop(key): row for row in own.iter_rows(named=True)}
    return found


def default_of(table: str, column: str) -> str | None:
    default = (TABLES[table].columns()[column].metadata or {}).get("default")
    return None if default is None else str(default).lower()


def after(known: Held, drop: Drop) -> Held:
    """What is right: cells of the files over what is known, each by its own rule."""
    return {table: after_file(known[table], drop[table], table) for table in TABLES}


def after_file(
    known: ReadOnly[str, dict[str, str | None]], rows: Rows, table: str
) -> dict[str, dict[str, str | None]]:
    (key,) = TABLES[table].primary_key()
    fields = [name for name in TABLES[table].columns() if name != key]
    made = {one: dict(cells) for one, cells in known.items()}
    for one, cells in rows.items():
        row = made.setdefault(one, {name: default_of(table, name) for name in fields})
        for name in cells.keys() - {key}:
            if cells[name] or not is_kept(table, name, row[name]):
                row[name] = cells[name] or None
    return made


def is_kept(table: str, column: str, known: str | None) -> bool:
    """Whether an empty cell of a file says nothing of what is known."""
    if column == "consent_to_contact":
        return known != "true"
    is_wish = column == "do_not_contact_before"
    return is_wish or column == "currency" or default_of(table, column) is not None


NOTHING: Held = {table: {} for table in TABLES}


@pytest.fixture
def quick(engine: Engine) -> settings:
    return settings(
        max_examples=EXAMPLES[engine.dialect.name],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )


def test_every_table_has_files_here() -> None:
    assert {kind.table for kind in KINDS} == set(TABLES)


def test_parts_and_whole_lists_change_what_they_say_and_their_undo_is_exact(
    engine: Engine, quick: settings
) -> None:
    @quick
    @given(drops())
    def holds(brought: list[Drop]) -> None:
        first, part, later, whole = brought
        begin(engine)
        bring(engine, first, batch="a")
        one = held(engine)
        parts = bring(engine, part, "no", batch="b")
        two = held(engine)
        bring(engine, later, "no", batch="c")
        three = held(engine)
        undo(engine, parts, by="ann", at=AT)
        without_part = held(engine)
        wholes = bring(engine, whole, "yes", batch="d")
        listed_alone = held(engine)
        undo(engine, wholes, by="ann", at=AT)

        assert one == after(NOTHING, first)
        assert two == after(one, part)
        assert three == after(two, later)
        assert without_part == after(one, later)
        assert listed_alone == only(whole, after(without_part, whole))
        assert held(engine) == without_part

    holds()


def only(drop: Drop, known: Held) -> Held:
    """The rows that the files of a drop list."""
    return {t: {key: known[t][key] for key in sorted(drop[t])} for t in TABLES}
