import pytest

from insight.errors import UnknownProfileError
from insight.intake.mapping import header_shape
from insight.intake.plan import NO_PROFILE, planned, to_keep
from insight.intake.read import read
from insight.intake.text_table import TextTable

TICKETS = (
    "Id,Requester id,Subject,Status,Priority,Created at,Solved at,Reopens,Organization\n"
    "1,9,Help,Open,Low,2024-01-05,,0,Acme\n"
)


@pytest.fixture
def tickets() -> TextTable:
    return read("tickets.csv", TICKETS.encode())


def test_a_known_export_is_taken_for_what_it_is(tickets: TextTable) -> None:
    (file,) = planned(tickets)

    assert file.profile == "Zendesk tickets"
    assert file.mapping.table == "issues"


def test_an_export_may_be_read_as_an_ordinary_table(tickets: TextTable) -> None:
    (file,) = planned(tickets, profile=NO_PROFILE)

    assert file.profile is None
    assert file.mapping.columns["issue_id"] == "Id"


def test_a_table_that_the_export_does_not_fill_is_mapped_as_usual(
    tickets: TextTable,
) -> None:
    (file,) = planned(tickets, table="accounts")

    assert file.profile is None
    assert file.mapping.table == "accounts"


def test_a_name_that_is_no_profile_is_told_with_those_there_are(
    tickets: TextTable,
) -> None:
    with pytest.raises(UnknownProfileError, match="Zendesk tickets"):
        planned(tickets, profile="Zendesk")


def test_what_was_changed_of_an_export_comes_back(tickets: TextTable) -> None:
    (file,) = planned(tickets)
    file.mapping.values["severity"] = {"Low": "high"}

    (again,) = planned(tickets, kept=to_keep([file]))

    assert again.profile == "Zendesk tickets"
    assert again.mapping.values["severity"] == {"Low": "high"}


def test_a_mapping_kept_for_a_table_comes_back_with_its_reasons_apart() -> None:
    content = "account_id,exit_date,reason\nA1,2025-03-04,Price; Rain\n"
    text = read("exits.csv", content.encode())
    (file,) = planned(text)
    file.mapping.values["contributing_reason_codes"] = {"Rain": "seasonal"}

    (again,) = planned(text, kept=to_keep([file]))

    assert again.mapping == file.mapping
    assert header_shape(again.text) == header_shape(text)


def test_a_kept_mapping_whose_columns_are_gone_is_left_aside() -> None:
    text = read("exits.csv", b"account_id,exit_date\nA1,2025-03-04\n")

    (file,) = planned(
        text, kept={"mappings": [{"table": "exits", "columns": {"exit_date": "Left"}}]}
    )

    assert file.mapping.columns["exit_date"] == "exit_date"
