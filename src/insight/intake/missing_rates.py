"""Amounts in currencies that no exchange rate is known for."""

from collections.abc import Iterator
from collections.abc import Mapping as ReadOnly

import polars as pl

from insight.intake.checked import Checked
from insight.intake.text_table import counted

_AMOUNTS = {"subscriptions": "amount", "exits": "last_mrr", "win_backs": "mrr"}
_DOLLARS = "USD"


def missing_rates(
    checked: Checked, tables: ReadOnly[str, pl.DataFrame]
) -> Iterator[str]:
    """Which amounts of a file money may leave out until their currency has a rate.

    One currency in all amounts needs none.
    """
    column = _AMOUNTS.get(checked.table)
    if column is None:
        return
    held = [
        _priced(tables[table], name)["currency"] for table, name in _AMOUNTS.items()
    ]
    own = _priced(checked.accepted, column)["currency"]
    if pl.concat([*held, own]).drop_nulls().n_unique() <= 1:
        return
    rated = {*tables["fx_rates"]["currency"], _DOLLARS}
    unrated = own.filter(~own.is_in(list(rated)) & own.is_not_null())
    if len(unrated):
        codes = " and ".join(unrated.unique().sort())
        of = f"{len(unrated):,} of {counted(len(own), 'amount')}"
        yield (
            f"{of} in {codes} without an exchange rate: unless that is the reporting "
            "currency, they are counted once fx_rates has a rate."
        )


def _priced(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    return rows.filter(pl.col(column) > 0)
