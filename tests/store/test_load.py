"""What goes in comes out, typed, on both databases."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import polars as pl
from polars.testing import assert_frame_equal
from sqlalchemy import Engine, func, select

from insight.schema import TABLES
from insight.store.load import load_tables
from insight.store.tables import DATA
from insight.store.transactions import reading
from insight.store.uploads import Committed, NewUpload

Typed = Callable[..., pl.DataFrame]
Upload = Callable[..., NewUpload]
Stored = Callable[..., Committed]

AWKWARD = [
    "",
    " ",
    "null",
    "\\N",
    "\\.",
    "above\n\\.\nbelow",
    "\r",
    "one\r\ntwo",
    '"',
    'said "no", then "yes"',
    "a,b;c\td",
    "=1+1",
    "Zoë 東京 🙂",
    "e\u0301",
    "\u2028",
    "'; DROP TABLE exits; --",
    "%s ? :name $1",
    "007",
    "1e5",
    "true",
]
FILLED = {
    pl.String: "text",
    pl.Date: date(2024, 2, 29),
    pl.Boolean: True,
    pl.Int64: 7,
    pl.Decimal: Decimal("12.3400"),
}


def full_and_bare(table: str) -> list[dict[str, object]]:
    columns = TABLES[table].columns()
    full = {name: FILLED[type(column.dtype)] for name, column in columns.items()}
    bare = {name: full[name] for name, column in columns.items() if not column.nullable}
    return [full, bare | {TABLES[table].primary_key()[0]: "zzz"}]


def test_empty_tables_have_their_types(engine: Engine) -> None:
    found = load_tables(engine)

    assert list(found) == list(TABLES)
    for table, frame in found.items():
        assert_frame_equal(frame, TABLES[table].create_empty())


def test_a_full_and_a_bare_row_of_every_table_come_back(
    engine: Engine, typed: Typed, upload: Upload, stored: Stored
) -> None:
    rows = {table: typed(table, *full_and_bare(table)) for table in TABLES}

    stored(*(upload(table, frame) for table, frame in rows.items()))

    found = load_tables(engine)
    for table, frame in rows.items():
        assert_frame_equal(found[table], frame)


def test_a_column_that_starts_with_many_nulls_keeps_its_type(
    engine: Engine, typed: Typed, upload: Upload, stored: Stored
) -> None:
    nothing = [{"account_id": f"a{number:03}"} for number in range(250)]
    last = {
        "account_id": "b",
        "merged_date": date(2025, 5, 1),
        "merged_into_account_id": "a001",
        "is_test": False,
    }
    rows = typed("accounts", *nothing, last)

    stored(upload("accounts", rows))

    assert_frame_equal(load_tables(engine)["accounts"], rows)


def test_decimals_keep_every_digit(
    engine: Engine, typed: Typed, upload: Upload, stored: Stored
) -> None:
    amounts = [
        "0.0000",
        "0.0001",
        "0.1000",
        "0.3000",
        "2.6750",
        "90071992547409.9300",
        "99999999999999.9999",
    ]
    rows = typed(
        "exits",
        *(
            {"exit_id": amount, "account_id": "a", "last_mrr": Decimal(amount)}
            | {"exit_date": date(2024, 1, 1)}
            for amount in amounts
        ),
    )
    rates = typed(
        "fx_rates",
        {"currency": "EUR", "usd_per_unit": Decimal("1.00000001")},
        {"currency": "JPY", "usd_per_unit": Decimal("9999999999.99999999")},
    )

    stored(upload("exits", rows), upload("fx_rates", rates))

    found = load_tables(engine)
    assert [str(amount) for amount in found["exits"]["last_mrr"]] == amounts
    assert_frame_equal(found["fx_rates"], rates)


def test_a_query_gives_the_same_values_as_a_load(
    engine: Engine, typed: Typed, upload: Upload, stored: Stored
) -> None:
    one = {"exit_id": "x", "account_id": "a", "exit_date": date(2024, 1, 1)}
    rows = typed(
        "exits",
        one | {"last_mrr": Decimal("0.1000"), "voluntary": True},
        one | {"exit_id": "y", "last_mrr": Decimal("0.2000"), "voluntary": False},
        one | {"exit_id": "z"},
    )
    stored(upload("exits", rows))
    exits = DATA["exits"]

    with reading(engine) as connection:
        query = select(*(exits.c[name] for name in rows.columns)).order_by(
            exits.c.exit_id
        )
        found = [tuple(row) for row in connection.execute(query)]
        total = connection.scalar(select(func.sum(exits.c.last_mrr)))

    assert found == rows.rows()
    assert total == Decimal("0.3")


def test_text_comes_back_to_the_letter(
    engine: Engine, typed: Typed, upload: Upload, stored: Stored
) -> None:
    rows = typed(
        "accounts",
        *(
            {"account_id": f"{number:02}", "account_name": text, "owner": text}
            for number, text in enumerate(AWKWARD)
        ),
    )

    stored(upload("accounts", rows))

    assert_frame_equal(load_tables(engine)["accounts"], rows)


def test_days_far_away_come_back(
    engine: Engine, typed: Typed, upload: Upload, stored: Stored
) -> None:
    days = [date(1, 1, 1), date(987, 6, 5), date(1969, 12, 31), date(9999, 12, 31)]
    rows = typed(
        "accounts",
        *({"account_id": str(day), "start_date": day} for day in days),
    )

    stored(upload("accounts", rows))

    assert_frame_equal(load_tables(engine)["accounts"], rows)


def test_thousands_of_comments_over_several_lines_come_back(
    engine: Engine, typed: Typed, upload: Upload, stored: Stored
) -> None:
    pieces = [*AWKWARD, "the price\nwas too high", 'we said:\n\n"no"', "ok"]
    rows = typed(
        "exits",
        *(
            {
                "exit_id": f"x{number:05}",
                "account_id": "a",
                "exit_date": date(2020, 1, 1) + timedelta(days=number // 20),
                "comment": "\n".join(pieces[number % 23 : number % 23 + number % 4]),
                "last_mrr": Decimal(number).scaleb(-4),
            }
            for number in range(12_000)
        ),
    )

    stored(upload("exits", rows))

    assert_frame_equal(load_tables(engine)["exits"], rows)


def test_rows_are_in_the_order_of_account_day_and_key(
    engine: Engine, typed: Typed, upload: Upload, stored: Stored
) -> None:
    left = [
        {"exit_id": key, "account_id": account, "exit_date": date(2024, 1, day)}
        for key, account, day in (("1", "b", 1), ("2", "a", 9), ("4", "a", 1))
    ]
    more = {"exit_id": "3", "account_id": "a", "exit_date": date(2024, 1, 1)}
    stored(
        upload("exits", typed("exits", *left)),
        upload("exits", typed("exits", more), file="more.csv"),
    )

    found = load_tables(engine)["exits"]["exit_id"]

    assert found.to_list() == ["3", "4", "2", "1"]


def test_accounts_are_in_the_order_of_their_key(
    engine: Engine, typed: Typed, upload: Upload, stored: Stored
) -> None:
    stored(
        upload("accounts", typed("accounts", {"account_id": "c"}, {"account_id": "a"})),
        upload("accounts", typed("accounts", {"account_id": "b"}), file="more.csv"),
    )

    found = load_tables(engine)["accounts"]["account_id"]

    assert found.to_list() == ["a", "b", "c"]
