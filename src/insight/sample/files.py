"""The sample world as files: one CSV per table, and the page that explains them."""

from pathlib import Path

import polars as pl
import polars.selectors as cs

from insight.formulas import guarded
from insight.sample.dictionary import write_dictionary
from insight.sample.planted import ACCOUNTS
from insight.sample.world import sample_world


def generate(folder: Path, *, seed: int, accounts: int = ACCOUNTS) -> None:
    """Write the sample world and its README into `folder`, which is made if missing."""
    write_world(sample_world(seed=seed, accounts=accounts), folder)
    write_dictionary(folder, seed=seed, accounts=accounts)


def write_world(world: dict[str, pl.DataFrame], folder: Path) -> None:
    """Write `<table>.csv` per table: flags 0 and 1, ISO dates, empty for null."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, rows in world.items():
        plain = rows.with_columns(
            cs.boolean().cast(pl.Int8), cs.decimal().cast(pl.String).pipe(_short)
        )
        guarded(plain).write_csv(folder / f"{table}.csv")


def _short(number: pl.Expr | cs.Selector) -> pl.Expr:
    return number.str.strip_chars_end("0").str.strip_chars_end(".")
