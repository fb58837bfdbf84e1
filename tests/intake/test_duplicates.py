import polars as pl

from insight.intake.duplicates import distinct_rows, key_fields
from insight.schema import TABLES


def accounts(*rows: tuple[int, str | None, str]) -> pl.DataFrame:
    found = pl.DataFrame(rows, ["line", "account_id", "account_name"], orient="row")
    return found.select(
        "line",
        *(
            pl.col(name) if name in found.columns else pl.lit(None, kind).alias(name)
            for name, kind in TABLES["accounts"].create_empty().schema.items()
        ),
    )


def test_a_row_that_says_the_same_again_is_left_out() -> None:
    found = distinct_rows(
        accounts((2, "A1", "Acme"), (3, "A2", "Bolt"), (4, "A1", "Acme")),
        table="accounts",
    )

    assert found.rows["line"].to_list() == [2, 3]
    assert (found.copies, found.conflicts.height) == (1, 0)


def test_rows_of_one_key_that_differ_are_all_refused_and_name_each_other() -> None:
    found = distinct_rows(
        accounts((2, "A1", "Acme"), (3, "A1", "Bolt"), (4, "A2", "Cog")),
        table="accounts",
    )

    assert found.rows["line"].to_list() == [4]
    assert found.copies == 0
    assert found.conflicts.rows() == [
        (2, "Expected this key once: line 3 has it with other values"),
        (3, "Expected this key once: line 2 has it with other values"),
    ]


def test_rows_without_a_key_are_no_conflict() -> None:
    found = distinct_rows(
        accounts((2, None, "Acme"), (3, None, "Bolt")), table="accounts"
    )

    assert found.rows["line"].to_list() == [2, 3]


def test_an_id_that_is_composed_is_told_by_its_parts_too() -> None:
    assert key_fields("accounts") == ["account_id"]
    assert key_fields("exits") == ["exit_id", "account_id", "exit_date"]
