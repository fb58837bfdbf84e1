import pytest

from insight.intake.drop import MappedFile, upserted, validate_drop
from insight.intake.mapping import propose
from insight.intake.read import read
from insight.schema import TABLES

ACCOUNTS = (
    "account_id,account_name,start_date\nA1,Acme,2024-01-01\nA2,Bolt,2024-06-01\n"
)


def file(name: str, content: str) -> MappedFile:
    text = read(name, content.encode())
    return MappedFile(text, propose(text))


def test_files_of_a_drop_may_refer_to_each_other_in_any_order() -> None:
    win_backs = file("back.csv", "account_id,return_date\nA1,2024-09-01\n")
    exits = file("exits.csv", "account_id,exit_date,reason\nA1,2024-03-01,pricing\n")
    accounts = file("accounts.csv", ACCOUNTS)

    checked = validate_drop([win_backs, exits, accounts])

    assert [c.name for c in checked] == ["back.csv", "exits.csv", "accounts.csv"]
    assert [c.accepted.height for c in checked] == [1, 1, 2]
    assert [c.rows_refused for c in checked] == [0, 0, 0]


def test_files_may_refer_to_what_is_stored() -> None:
    (accounts,) = validate_drop([file("accounts.csv", ACCOUNTS)])
    exits = file("exits.csv", "account_id,exit_date\nA1,2024-03-01\nA9,2024-03-01\n")

    (checked,) = validate_drop([exits], stored={"accounts": accounts.accepted})

    assert checked.accepted["account_id"].to_list() == ["A1"]
    assert checked.refused.rows() == [
        (
            3,
            "account_id",
            "A9",
            "Expected an account that is in the store or in this drop",
        )
    ]


def test_an_exit_before_the_first_day_and_a_return_before_any_exit_are_refused() -> (
    None
):
    checked = validate_drop(
        [
            file("accounts.csv", ACCOUNTS),
            file("exits.csv", "account_id,exit_date\nA1,2024-03-01\nA2,2024-03-01\n"),
            file("back.csv", "account_id,return_date\nA1,2024-02-01\nA2,2024-09-01\n"),
        ]
    )

    assert checked[1].refused.rows() == [
        (
            3,
            "account_id, exit_date",
            "A2, 2024-03-01",
            "Expected that an exit is not before the account's first day, 2024-06-01",
        )
    ]
    assert checked[2].refused.rows() == [
        (
            2,
            "account_id, return_date",
            "A1, 2024-02-01",
            "Expected that a return is not before the account's first exit, 2024-03-01",
        )
    ]
    assert checked[2].notes == ("1 return is of accounts without an exit record.",)


def test_offboarding_needs_an_exit_that_was_accepted() -> None:
    exits = file(
        "exits.csv", "exit_id,account_id,exit_date\nX1,A1,2024-03-01\nX2,A1,never\n"
    )
    offboarding = file("off.csv", "exit_id,ease_1_7\nX1,5\nX2,6\n")

    checked = validate_drop([offboarding, exits, file("accounts.csv", ACCOUNTS)])

    assert checked[0].accepted["exit_id"].to_list() == ["X1"]
    assert checked[0].refused["reason"].to_list() == [
        "Expected an exit record that is in the store or in this drop"
    ]


def test_two_files_of_one_table_share_copies_and_conflict_by_name() -> None:
    first = file(
        "2023.csv", "exit_id,account_id,exit_date\nX1,A1,2024-03-01\nX2,A1,2024-04-01\n"
    )
    second = file(
        "2024.csv", "exit_id,account_id,exit_date\nX1,A1,2024-03-01\nX2,A1,2024-05-01\n"
    )

    checked = validate_drop([file("accounts.csv", ACCOUNTS), first, second])

    assert checked[1].accepted.height == 2
    assert checked[2].accepted.height == 0
    assert dict(checked[2].skipped) == {"exact copies of an earlier row": 1}
    assert checked[2].refused.rows() == [
        (
            3,
            "exit_id",
            "X2",
            "Expected this key once: “2023.csv” has it with other values",
        )
    ]


def test_new_rows_replace_those_with_their_key() -> None:
    (old,) = validate_drop([file("a.csv", ACCOUNTS)])
    (new,) = validate_drop(
        [file("b.csv", "account_id,account_name\nA2,Bolt Ltd\nA3,Cog\n")]
    )

    accounts = upserted(old.accepted, new.accepted, table="accounts")

    assert accounts.select("account_id", "account_name").rows() == [
        ("A1", "Acme"),
        ("A2", "Bolt Ltd"),
        ("A3", "Cog"),
    ]


@pytest.mark.parametrize("table", TABLES)
def test_a_table_can_start_from_nothing(table: str) -> None:
    empty = TABLES[table].create_empty()

    assert upserted(empty, empty, table=table).is_empty()


def test_exits_that_no_subscription_confirms_are_counted_and_kept() -> None:
    phases = file(
        "subscriptions.csv",
        "subscription_id,account_id,start_date,end_date,amount,currency\n"
        "S1,A1,2024-01-01,2024-03-10,10,USD\nS2,A1,2024-07-01,,10,USD\n",
    )
    exits = file(
        "exits.csv",
        "exit_id,account_id,exit_date\nX1,A1,2024-03-01\nX2,A1,2024-09-01\n"
        "X3,A2,2024-08-01\n",
    )

    checked = validate_drop([exits, phases, file("accounts.csv", ACCOUNTS)])

    assert checked[0].accepted.height == 3
    assert checked[0].notes[-1] == (
        "1 exit is of accounts whose subscriptions do not end within 31 days of it."
    )
