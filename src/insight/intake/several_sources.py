"""One customer in several systems: found by other ids, told of by each in part."""

from collections.abc import Mapping as ReadOnly
from dataclasses import replace

import polars as pl

from insight.intake.addresses import with_addresses
from insight.intake.checked import Checked
from insight.intake.corrections import has_own_ids, near_two
from insight.intake.known_rows import completed, known_only, with_exits_nearby
from insight.intake.mapped_file import MappedFile
from insight.intake.other_ids import SAME_AS, with_known_ids, with_other_id
from insight.intake.refusals import refuse
from insight.settings import Choices

_MATCH_DAYS = Choices().match_days


def with_known_names(
    file: MappedFile, tables: ReadOnly[str, pl.DataFrame]
) -> MappedFile:
    """The file with accounts, and exits it names by day, under the ids we know."""
    accounts = with_addresses(tables["accounts"], tables["contacts"])
    text = with_known_ids(file.text, file.mapping, accounts, by_name=file.keeps_known)
    if file.mapping.table == "offboarding" and file.only_known:
        text = with_exits_nearby(
            text, file.mapping, _exits_by_any_id(tables), match_days=_MATCH_DAYS
        )
    return replace(file, text=text)


def with_what_is_known(
    checked: Checked,
    file: MappedFile,
    tables: ReadOnly[str, pl.DataFrame],
    *,
    before: MappedFile,
) -> Checked:
    """The accepted rows completed by what is known of them.

    Args:
        checked: What came of the file.
        file: The file, under the ids we know.
        tables: What is known.
        before: The file under its own ids.
    """
    known = tables[checked.table]
    if checked.table in ("exits", "win_backs") and not (
        has_own_ids(file) or file.keeps_known
    ):
        rows = checked.accepted.with_columns(line=checked.lines)
        fields, two = near_two(rows, known, table=checked.table, within=_MATCH_DAYS)
        checked = checked.without(refuse(file.text, file.mapping, two, fields=fields))
    checked = completed(checked, file, known, match_days=_MATCH_DAYS)
    if file.only_known and checked.table == "exits":
        checked = known_only(checked, known)
    is_renamed = any(key.startswith(SAME_AS) for key in file.mapping.answers)
    if (file.keeps_known or is_renamed) and checked.table == "accounts":
        said = _own_ids(before, checked.lines)
        accepted = with_other_id(checked.accepted, said)
        alone = checked.alone
        if alone is not None:
            alone = alone.with_columns(accepted["other_ids"])
        checked = replace(checked, accepted=accepted, alone=alone)
    return checked


def _exits_by_any_id(tables: ReadOnly[str, pl.DataFrame]) -> pl.DataFrame:
    """Known exits, once under each id of their account."""
    others = pl.col("other_ids").str.split("|").fill_null([])
    ids = tables["accounts"].select(
        "account_id", any_id=others.list.concat(pl.col("account_id"))
    )
    exits = tables["exits"].select("exit_id", "account_id", "exit_date")
    return (
        exits.join(ids.explode("any_id"), on="account_id")
        .drop("account_id")
        .rename({"any_id": "account_id"})
    )


def _own_ids(file: MappedFile, lines: pl.Series) -> pl.Series:
    ids = pl.DataFrame(
        {
            "line": file.text.lines,
            "said": file.text.rows[file.mapping.columns["account_id"]],
        }
    )
    return lines.to_frame("line").join(
        ids, on="line", how="left", maintain_order="left"
    )["said"]
