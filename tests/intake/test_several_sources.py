"""One customer in several files: under other ids, told of by each in part."""

from datetime import date

import polars as pl

from insight.intake.checked import Checked
from insight.intake.drop import MappedFile, validate_drop
from insight.intake.mapping import propose
from insight.intake.read import read

ACCOUNTS = "account_id,account_name,owner,other_ids\nA1,Acme,Sam,9001|x1\nA2,Bolt,,\n"


def file(
    name: str, content: str, *, keeps_known: bool = False, table: str | None = None
) -> MappedFile:
    text = read(name, content.encode())
    mapping = propose(text, table=table)
    return MappedFile(text, mapping, keeps_known=keeps_known)


def stored(*files: MappedFile) -> dict[str, pl.DataFrame]:
    return {one.table: one.accepted for one in validate_drop(files)}


def completed(content: str, held: dict[str, pl.DataFrame]) -> Checked:
    (checked,) = validate_drop([file("b.csv", content, keeps_known=True)], stored=held)
    return checked


def test_an_exit_finds_its_account_by_another_id_or_by_its_one_name() -> None:
    held = stored(file("a.csv", ACCOUNTS + "A3,Cord,,\nA4,cord,,\n"))
    content = (
        "account_id,exit_date\n9001,2025-01-01\nBolt,2025-01-02\nCord,2025-01-03\n"
    )

    (checked,) = validate_drop([file("exits.csv", content)], stored=held)

    assert checked.accepted["account_id"].to_list() == ["A1", "A2"]
    assert checked.refused["line"].to_list() == [4]
    assert checked.notes == (
        "2 rows name their account by another id or by name; they are taken for the "
        "account we know.",
    )


def test_an_id_that_is_known_is_never_taken_for_a_name() -> None:
    held = stored(file("a.csv", "account_id,account_name\nA1,A2\nA2,Bolt\n"))

    (checked,) = validate_drop(
        [file("exits.csv", "account_id,exit_date\nA2,2025-01-02\n")], stored=held
    )

    assert checked.accepted["account_id"].to_list() == ["A2"]


def test_a_file_of_accounts_keeps_its_own_ids() -> None:
    held = stored(file("a.csv", ACCOUNTS))

    (checked,) = validate_drop(
        [file("b.csv", "account_id,account_name\n77,Acme\n")], stored=held
    )

    assert checked.accepted["account_id"].to_list() == ["77"]


def test_another_source_adds_to_an_account_and_leaves_the_rest() -> None:
    held = stored(file("a.csv", ACCOUNTS))

    checked = completed(
        "account_id,account_name,industry\n77,Acme,Retail\nA2,,Food\n88,New,Wood\n",
        held,
    )

    fields = ("account_id", "account_name", "owner", "industry", "other_ids")
    assert checked.accepted.select(fields).rows() == [
        ("A1", "Acme", "Sam", "Retail", "9001|x1|77"),
        ("A2", "Bolt", None, "Food", None),
        ("88", "New", None, "Wood", None),
    ]


def test_a_second_look_at_the_same_source_changes_nothing() -> None:
    held = stored(file("a.csv", ACCOUNTS))
    content = "account_id,account_name,industry\n77,Acme,Retail\n"
    once = completed(content, held).accepted

    again = completed(content, {"accounts": once}).accepted

    assert again.equals(once)


def test_the_exit_of_another_source_is_the_known_one_nearby() -> None:
    held = stored(
        file("a.csv", ACCOUNTS),
        file(
            "x.csv", "exit_id,account_id,exit_date,reason\nX1,A1,2025-01-10,pricing\n"
        ),
    )

    checked = completed(
        "account_id,exit_date,notice_date,comment\n"
        "A1,2025-01-20,2025-01-20,Bye\nA1,2025-01-12,2025-01-02,Why\n"
        "A1,2025-03-01,,Late\n",
        held,
    )

    rows = checked.accepted.select(
        "exit_id", "exit_date", "notice_date", "reason_code", "comment"
    ).rows()
    assert rows == [
        ("A1/2025-01-20", date(2025, 1, 20), date(2025, 1, 20), "not_asked", "Bye"),
        ("X1", date(2025, 1, 10), date(2025, 1, 2), "price_for_value", "Why"),
        ("A1/2025-03-01", date(2025, 3, 1), None, "not_asked", "Late"),
    ]


def test_rows_of_a_drop_complete_each_other_in_any_order() -> None:
    accounts = file("a.csv", ACCOUNTS)
    crm = file(
        "crm.csv",
        "account_id,exit_date,reason\nA1,2025-01-10,pricing\n",
        keeps_known=True,
    )
    billing = file(
        "billing.csv",
        "account_id,exit_date,last_mrr\nA1,2025-01-10,12.50\n",
        keeps_known=True,
    )

    first = validate_drop([crm, billing, accounts])[1].accepted
    second = validate_drop([accounts, billing, crm])[2].accepted

    assert first.equals(second)
    assert first.select("reason_code", "last_mrr").row(0)[0] == "price_for_value"
