"""Customers that may be known under another spelling: asked, never taken or doubled."""

from collections.abc import Iterator, Sequence

import polars as pl

from insight.intake.addresses import with_addresses
from insight.intake.asking.question import ANSWERS, Question, Stored
from insight.intake.mapped_file import MappedFile
from insight.intake.mapping import Mapping
from insight.intake.near_customers import ACCOUNT, near_customers
from insight.intake.other_ids import SAME_AS, account_columns
from insight.intake.text_table import TextTable, shortened

DROPPED = "accounts of this drop"
"""What `Stored` calls the accounts that other files of the drop bring."""
CUSTOMERS = "customers"
"""The list such questions are on; its name answers all of them."""
_MOST_OFFERED = 3
_ANOTHER = "Another customer"


def same_customers(
    text: TextTable, mapping: Mapping, stored: Stored
) -> Iterator[Question]:
    """A question for each id or name that is nearly one of a known customer."""
    known = [stored[part] for part in ("accounts", DROPPED) if part in stored]
    if "contacts" in stored and "accounts" in stored:
        known[0] = with_addresses(known[0], stored["contacts"])
    name = mapping.columns.get("account_name") if mapping.table == "accounts" else None
    for column in account_columns(text, mapping):
        near = near_customers(
            text.rows,
            *known,
            column=column,
            name=name,
            by_name=name is None or text.has_own_ids,
        )
        for said, called, offered in near:
            yield _question(column, said, called, offered)


def with_dropped(stored: Stored, files: Sequence[MappedFile]) -> Stored:
    """What is stored, and the accounts that files of the same drop bring."""
    frames = [_accounts(one) for one in files if one.mapping.table == "accounts"]
    return {**stored, DROPPED: pl.concat(frames)} if frames else stored


def _accounts(file: MappedFile) -> pl.DataFrame:
    columns = file.mapping.columns
    cells = (
        pl.col(columns[field]) if field in columns else pl.lit(None, dtype=pl.String)
        for field in ACCOUNT
    )
    named = file.text.rows.select(
        cell.alias(field) for field, cell in zip(ACCOUNT, cells, strict=True)
    )
    return named.drop_nulls("account_id")


def _question(
    column: str, said: str, called: str | None, offered: dict[str, str | None]
) -> Question:
    first = list(offered.items())[:_MOST_OFFERED]
    who = " or ".join(_named(known, name) for known, name in first)
    options = {known: f"The same as {_named(known, name)}" for known, name in first}
    return Question(
        key=f"{SAME_AS}{said}",
        column=column,
        example=said if called in {None, said} else f"{said} {called}",
        sentence=f"Is {_named(said, called)} the same customer as {who}?",
        options=options | {said: _ANOTHER},
        part=ANSWERS,
        group=CUSTOMERS,
    )


def _named(account: str, name: str | None) -> str:
    called = f" {shortened(name)}" if name and name != account else ""
    return f"“{shortened(account)}”{called}"
