"""What has to be true of a file before it is stored."""

from collections.abc import Callable
from dataclasses import replace

import polars as pl
import pytest

from insight.store.uploads import (
    NewUpload,
)

Upload = Callable[..., NewUpload]


def test_a_table_we_do_not_have_is_a_wrong_argument(accounts: Upload) -> None:
    with pytest.raises(ValueError, match="'invoices' is not a table"):
        replace(accounts("a.csv", a="smb"), table="invoices")


@pytest.mark.parametrize(
    "wrong",
    [
        pl.col("segment").cast(pl.Categorical),
        pl.lit(None, dtype=pl.String).alias("is_test"),
        pl.lit("x").alias("unknown"),
    ],
)
def test_rows_that_are_not_typed_as_their_table_are_a_wrong_argument(
    accounts: Upload, wrong: pl.Expr
) -> None:
    one = accounts("a.csv", a="smb")

    with pytest.raises(ValueError, match="missing, unknown or of another type"):
        replace(one, accepted=one.accepted.with_columns(wrong))


def test_a_missing_column_is_a_wrong_argument(accounts: Upload) -> None:
    one = accounts("a.csv", a="smb")

    with pytest.raises(ValueError, match=r"another type: \['segment'\]"):
        replace(one, accepted=one.accepted.drop("segment"))


def test_a_key_there_twice_is_a_wrong_argument(accounts: Upload) -> None:
    one = accounts("a.csv", a="smb")

    with pytest.raises(ValueError, match="a key of accounts twice"):
        replace(one, accepted=pl.concat([one.accepted, one.accepted]))
