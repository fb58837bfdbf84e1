from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import NullPool, create_engine, make_url

from insight.errors import SourceError
from insight.store.engines import DRIVERS
from insight.store.fetching import fetch
from insight.store.sources import Source

MADE = (
    "create table customers (id text, name text, mrr numeric, since date)",
    "insert into customers values ('001', 'Ä 100%', 1200.5, '2024-01-02')",
    "insert into customers values ('002', null, 7, null)",
)
READ = "select id, name, mrr, since from customers where id like '0%' order by id"


@pytest.fixture
def crm(url: str) -> str:
    """A database of somebody else, with two customers."""
    run(url, *MADE)
    return url


def run(url: str, *statements: str) -> list[tuple[object, ...]]:
    address = make_url(url)
    engine = create_engine(
        address.set(drivername=DRIVERS[address.get_backend_name()]), poolclass=NullPool
    )
    with closing(engine.connect()) as connection:
        results = [
            connection.exec_driver_sql(one, execution_options={"no_parameters": True})
            for one in statements
        ]
        rows = [tuple(row) for row in results[-1]] if results[-1].returns_rows else []
        connection.commit()
    return rows


def source(url: str, **queries: str) -> Source:
    return Source("crm", url, queries)


def test_rows_come_as_text_as_the_database_has_them(crm: str) -> None:
    rows = fetch(source(crm, accounts=READ))["accounts"]

    assert rows.rows() == [
        ("001", "Ä 100%", "1200.5", "2024-01-02"),
        ("002", None, "7", None),
    ]


def test_a_semicolon_at_the_end_is_fine(crm: str) -> None:
    rows = fetch(source(crm, accounts="select id from customers;\n"))

    assert rows["accounts"].height == 2


def test_a_query_without_rows_still_has_its_columns(crm: str) -> None:
    rows = fetch(source(crm, accounts="select id from customers where id = 'x'"))

    assert rows["accounts"].columns == ["id"]
    assert rows["accounts"].is_empty()


@pytest.mark.parametrize(
    "query",
    [
        "delete from customers",
        "delete from customers returning id",
        "insert into customers (id) values ('003') returning id",
        "drop table customers",
        "commit; delete from customers",
        "select 1; delete from customers",
        "select 1; commit; set session characteristics as transaction read write; "
        "delete from customers",
        "pragma query_only=0",
    ],
)
def test_a_query_that_writes_is_refused_and_changes_nothing(
    crm: str, query: str
) -> None:
    with pytest.raises(SourceError, match=r"query for accounts of \[sources.crm\]"):
        fetch(source(crm, accounts=query))

    assert run(crm, "select count(*) from customers") == [(2,)]


def test_a_failing_query_is_told_by_its_table(crm: str) -> None:
    with pytest.raises(SourceError, match="query for exits") as refused:
        fetch(source(crm, accounts=READ, exits="select id from nowhere"))

    assert "nowhere" in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1


def test_two_columns_of_one_name_are_to_be_named_apart(crm: str) -> None:
    with pytest.raises(SourceError, match="“id” twice"):
        fetch(source(crm, accounts="select id, id from customers"))


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://ann:hidden@127.0.0.1:1/crm",
        "sqlite:////nowhere/at/all.db",
        "mysql://ann:hidden@127.0.0.1/crm",
        "ann:hidden",
    ],
)
def test_a_source_that_cannot_be_asked_gets_one_sentence_without_password(
    address: str,
) -> None:
    with pytest.raises(SourceError) as refused:
        fetch(source(address, accounts="select 1"))

    assert "[sources.crm]" in str(refused.value)
    assert "hidden" not in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1


def test_reading_a_sqlite_file_makes_none(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        fetch(source(f"sqlite:///{tmp_path}/crm.db", accounts="select 1"))

    assert not list(tmp_path.iterdir())


@pytest.mark.postgres
def test_postgresql_types_read_only_one_way(postgresql_url: str) -> None:
    query = """select true as flag, 1.200::numeric as sum, 1e21::float8 as big,
        '2024-03-04'::date as day, '2024-03-04 05:06:07+02'::timestamptz at time zone
        'UTC' as moment, '{"a": 1}'::jsonb as more, null::int as nothing"""

    rows = fetch(source(postgresql_url, accounts=query))["accounts"]

    assert rows.row(0) == (
        "true",
        "1.2000",
        "1000000000000000000000",
        "2024-03-04",
        "2024-03-04T03:06:07",
        '{"a": 1}',
        None,
    )


def test_bytes_are_no_text(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/crm.db"
    run(address, "create table files (content blob)")
    run(address, "insert into files values (x'00ff')")

    with pytest.raises(SourceError, match="“content” holds bytes"):
        fetch(source(address, accounts="select content from files"))
