"""Accounts made from exits, returns or subscriptions where no file of accounts came yet."""

from dataclasses import replace

import polars as pl

from insight.intake.checked import Checked
from insight.intake.known_rows import completed
from insight.intake.mapped_file import MappedFile
from insight.intake.mapping import Mapping
from insight.intake.matching import match_columns
from insight.intake.sample import sample_of
from insight.intake.text_table import TextTable, counted
from insight.intake.validate import validate
from insight.settings import Choices

MAKERS = ("subscriptions", "exits", "win_backs")
"""Tables each row of which is of a customer, no matter who lists them."""
_TOLD = ("account_name", "segment", "owner", "region", "industry")
_FURTHER = "further rows of the same customer"


def with_accounts(checked: Checked, file: MappedFile, known: pl.DataFrame) -> Checked:
    """The file with the accounts of its accepted rows, made from its own columns.

    Args:
        checked: What came of the file.
        file: The file.
        known: The accounts that are known.
    """
    rows = _once_per_account(checked, file)
    mapping = _mapping(file)
    accounts = MappedFile(rows, mapping, keeps_known=True)
    made = completed(
        validate(rows, mapping), accounts, known, match_days=Choices().match_days
    )
    new = made.accepted.join(known, on="account_id", how="anti").height
    if not new and not mapping.columns.keys() - {"account_id"}:
        return checked
    note = f"{counted(new, 'account')} made from {checked.table.replace('_', ' ')}."
    return replace(checked.with_notes(*([note] if new else [])), made=(accounts, made))


def _once_per_account(checked: Checked, file: MappedFile) -> TextTable:
    column = file.mapping.columns["account_id"]
    lines = pl.DataFrame({"line": checked.lines}).join(
        pl.DataFrame({"line": file.text.lines}).with_row_index("place"), on="line"
    )
    rows = file.text.rows[lines["place"]]
    first = rows[column].is_first_distinct()
    again = int((~first).sum())
    return replace(
        file.text,
        rows=rows.filter(first),
        lines=lines["line"].filter(first),
        refused=file.text.refused.clear(),
        skipped={_FURTHER: again} if again else {},
        notes=(),
    )


def _mapping(file: MappedFile) -> Mapping:
    used = {*file.mapping.columns.values()}
    told = {
        match.field: match.column
        for match in match_columns(sample_of(file.text), "accounts")
        if match.field in _TOLD and match.column not in used
    }
    return Mapping(
        "accounts", {"account_id": file.mapping.columns["account_id"], **told}
    )
