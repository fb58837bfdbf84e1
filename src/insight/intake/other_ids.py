"""The same account under the ids and names of several systems."""

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from insight.intake.addresses import domain
from insight.intake.mapping import Mapping
from insight.intake.text_table import TextTable, counted
from insight.schema import column_metadata

ANSWERED = "Day of the answer"
"""The column of a survey with the day, beside one with the account."""
SAME_AS = "customer "
"""With an id of a file behind it the name of the answer who that customer is."""
_PAIRS = ("said", "account_id")


def with_known_ids(
    text: TextTable, mapping: Mapping, accounts: pl.DataFrame, *, by_name: bool
) -> TextTable:
    """The file with each account under the id it has in `accounts`.

    An id that is in `accounts` stays. Another one is looked up among the other ids of
    accounts, and then among their names, where just one account is called so.

    Args:
        text: The file.
        mapping: How it fills its table.
        accounts: Those that are known, typed as the schema.
        by_name: The file tells of accounts under ids of its own, beside their names.
    """
    text = _as_answered(text, mapping, accounts)
    for column in account_columns(text, mapping) if accounts.height else ():
        unknown = _unknown(text.rows[column], accounts)
        if not len(unknown):
            continue
        if mapping.table == "accounts" and not by_name:
            continue
        said = _said(text, mapping, column, unknown)
        known = _found(said, accounts)
        text = _replaced(text, column, known)
    return text


def with_other_id(rows: pl.DataFrame, said: pl.Series) -> pl.DataFrame:
    """Accounts that also remember the id their file gives them.

    Args:
        rows: `account_id`, `other_ids`.
        said: The id in the file, parallel to `rows`.
    """
    listed = pl.col("other_ids").str.split("|").fill_null([])
    is_new = (pl.col("said") != pl.col("account_id")) & ~listed.list.contains(
        pl.col("said")
    )
    joined = pl.concat_str("other_ids", "said", separator="|", ignore_nulls=True)
    return (
        rows.with_columns(said.alias("said"))
        .with_columns(
            pl.when(is_new).then(joined).otherwise("other_ids").alias("other_ids")
        )
        .drop("said")
    )


def account_columns(text: TextTable, mapping: Mapping) -> Iterator[str]:
    """The columns of a file that name accounts.

    A survey names the account of an exit instead of the exit.
    """
    if (column := mapping.columns.get("exit_id")) and ANSWERED in text.made:
        yield column
    for field, column in mapping.columns.items():
        refers = column_metadata(mapping.table, field).get("references") == "accounts"
        if refers or (mapping.table, field) == ("accounts", "account_id"):
            yield column


def known_spellings(accounts: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """The ids by which accounts are found, and the names that one of them alone has."""
    others = accounts["other_ids"].str.split("|").explode().drop_nulls()
    ids = pl.concat([accounts["account_id"], others])
    return ids, _names(accounts)["account_name"]


def _as_answered(
    text: TextTable, mapping: Mapping, accounts: pl.DataFrame
) -> TextTable:
    """The file with the ids that a person said are another spelling of a known one."""
    answers = mapping.answers.items()
    same = {k.removeprefix(SAME_AS): v for k, v in answers if k.startswith(SAME_AS)}
    for column in account_columns(text, mapping) if same else ():
        cells = text.rows[column]
        there = pl.concat([cells.drop_nulls(), accounts["account_id"]]).unique()
        pairs = [
            (said, known)
            for said, known in same.items()
            if known in there and said != known
        ]
        said = pl.DataFrame(
            pairs, schema=dict.fromkeys(_PAIRS, pl.String), orient="row"
        )
        text = _replaced(text, column, said)
    return text


def _unknown(cells: pl.Series, accounts: pl.DataFrame) -> pl.Series:
    ids = cells.drop_nulls().unique()
    return ids.filter(~ids.is_in(accounts["account_id"].implode()))


def _said(
    text: TextTable, mapping: Mapping, column: str, unknown: pl.Series
) -> pl.DataFrame:
    """`said`, an id that is not known, and the one `name` the file calls it by."""
    name = mapping.columns.get("account_name")
    if mapping.table != "accounts" or name is None:
        return pl.DataFrame({"said": unknown, "name": unknown})
    rows = text.rows.select(said=column, name=name).filter(
        pl.col("said").is_in(unknown.implode())
    )
    once = pl.col("said").n_unique().over(_plain("name")) == 1
    return rows.filter(once).unique("said", keep="first", maintain_order=True)


def _found(said: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    ids = accounts.select(
        "account_id", said=pl.col("other_ids").str.split("|")
    ).explode("said")
    ids = ids.drop_nulls()
    by_id = said.join(ids, on="said").select(_PAIRS)
    by_domain = said.with_columns(domain=domain(pl.col("said"))).join(
        ids.rename({"said": "domain"}), on="domain"
    )
    alone = _names(accounts).with_columns(plain=_plain("account_name"))
    by_name = said.with_columns(plain=_plain("name")).join(alone, on="plain")
    both = pl.concat([by_id, by_name.select(_PAIRS), by_domain.select(_PAIRS)])
    return both.unique("said", keep="first", maintain_order=True)


def _names(accounts: pl.DataFrame) -> pl.DataFrame:
    """`account_id`, `account_name` of accounts whose name no other one has."""
    named = accounts.select("account_id", "account_name").drop_nulls()
    return named.filter(_plain("account_name").str.to_lowercase().is_unique())


def _plain(column: str) -> pl.Expr:
    return pl.col(column).str.strip_chars()


def _replaced(text: TextTable, column: str, known: pl.DataFrame) -> TextTable:
    if known.is_empty():
        return text
    ids = text.rows[column].replace(known["said"], known["account_id"])
    changed = text.rows.filter(pl.col(column).is_in(known["said"].implode())).height
    rows = counted(changed, "row names its account", "rows name their account")
    note = f"{rows} by another id or by name; they are taken for the account we know."
    return replace(
        text, rows=text.rows.with_columns(ids.alias(column)), notes=(*text.notes, note)
    )
