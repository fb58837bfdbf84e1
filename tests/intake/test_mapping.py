import pytest

from insight.errors import UnknownTableError
from insight.intake.mapping import Mapping, fits, header_shape, propose, with_values
from insight.intake.read import read
from insight.intake.text_table import TextTable


def table(content: str) -> TextTable:
    return read("file.csv", content.encode())


@pytest.mark.parametrize(
    ("header", "row", "name"),
    [
        ("account_id,account_name,segment", "A1,Acme,smb", "accounts"),
        ("Record ID,Company name,Create Date", "1,Acme,2024-01-02", "accounts"),
        (
            "subscription_id,account_id,start_date,mrr",
            "S1,A1,2024-01-02,5",
            "subscriptions",
        ),
        ("account_id,churn_date,reason", "A1,2024-01-02,pricing", "exits"),
        (
            "customerId,Cancelled At,Why did they leave",
            "A1,2024-01-02,pricing",
            "exits",
        ),
        ("account_id,return_date,mrr", "A1,2024-01-02,5", "win_backs"),
        ("customer,reactivated_on", "A1,2024-01-02", "win_backs"),
        ("exit_id,ease_1_7,closed_date", "X1,5,2024-01-02", "offboarding"),
        ("ticket_id,account_id,created_at,priority", "T1,A1,2024-01-02,high", "issues"),
        ("contact_id,account_id,role,is_champion", "C1,A1,CEO,1", "contacts"),
        ("currency,usd_per_unit", "EUR,1.1", "fx_rates"),
        (
            "offer_id,request_id,account_id,offered_date",
            "O1,R1,A1,2024-01-02",
            "save_offers",
        ),
        (
            "request_id,account_id,requested_date,outcome",
            "R1,A1,2024-01-02,saved",
            "cancellation_requests",
        ),
    ],
)
def test_the_table_is_told_by_headers_and_values(
    header: str, row: str, name: str
) -> None:
    mapping = propose(table(f"{header}\n{row}\n"))

    assert mapping.table == name
    assert mapping.missing() == ()


def test_a_file_of_another_world_fits_no_table() -> None:
    text = table("height,weight\n180,70\n")

    with pytest.raises(
        UnknownTableError, match="“height”, “weight” fit none of our tables"
    ):
        propose(text)


def test_columns_and_values_are_proposed_with_what_is_needed_and_missing() -> None:
    text = table(
        "churn_event_id,customer_id,note,churn_reason\nC1,A1,too dear,pricing\n"
    )

    mapping = propose(text)

    assert mapping == Mapping(
        "exits",
        columns={
            "exit_id": "churn_event_id",
            "account_id": "customer_id",
            "reason_code": "churn_reason",
            "comment": "note",
        },
        values={"reason_code": {"pricing": "price_for_value"}},
    )
    assert mapping.missing() == ("exit_date",)


def test_an_amount_that_is_monthly_already_leaves_the_billing_interval_alone() -> None:
    text = table(
        "subscription_id,account_id,start_date,mrr_amount,billing_frequency\n"
        "S1,A1,2024-01-02,50,annual\n"
    )

    mapping = propose(text)

    assert "billing_interval" not in mapping.columns
    assert mapping.constants == {"billing_interval": "month"}


def test_an_amount_per_billing_interval_takes_the_interval_along() -> None:
    text = table(
        "subscription_id,account_id,start_date,price,billing_frequency\n"
        "S1,A1,2024-01-02,€ 50,annual\n"
    )

    mapping = propose(text)

    assert mapping.columns["billing_interval"] == "billing_frequency"
    assert mapping.values == {"billing_interval": {"annual": "year"}}
    assert mapping.constants == {"currency": "EUR"}


def test_a_column_is_told_by_its_content_where_its_name_says_nothing() -> None:
    text = table(
        "account_id,tag,when_gone\nA1,pricing,2024-01-02\nA2,support,2024-02-03\n"
    )

    mapping = propose(text, table="exits")

    assert mapping.columns == {
        "account_id": "account_id",
        "exit_date": "when_gone",
        "reason_code": "tag",
    }


def test_a_column_whose_content_denies_its_name_is_not_proposed() -> None:
    text = table("account_id,churned,date\nA1,TRUE,2024-01-02\n")

    mapping = propose(text, table="exits")

    assert mapping.columns["exit_date"] == "date"


def test_columns_that_share_a_name_are_never_proposed() -> None:
    text = table("account_id,exit_date,exit_date\nA1,2024-01-02,2024-03-04\n")

    mapping = propose(text, table="exits")

    assert mapping.missing() == ("exit_date",)


def test_a_mapping_survives_being_remembered() -> None:
    mapping = Mapping(
        "exits",
        {"exit_date": "date"},
        {"reason_code": {"a": "other"}},
        {"currency": "EUR"},
        {"exit_date": "month_first"},
    )

    assert Mapping.from_dict(mapping.to_dict()) == mapping


def test_fields_that_are_gone_are_left_out_of_a_remembered_mapping() -> None:
    remembered = {"table": "exits", "columns": {"exit_date": "date", "mood": "mood"}}

    assert Mapping.from_dict(remembered) == Mapping("exits", {"exit_date": "date"})


def test_a_remembered_mapping_of_no_table_is_refused() -> None:
    with pytest.raises(ValueError, match="No table is called 'moods'"):
        Mapping.from_dict({"table": "moods"})


def test_new_values_are_added_to_a_remembered_mapping_and_old_answers_stay() -> None:
    text = table(
        "account_id,exit_date,why\nA1,2024-01-02,pricing\nA2,2024-01-02,support\n"
    )
    columns = {
        "account_id": "account_id",
        "exit_date": "exit_date",
        "reason_code": "why",
    }
    remembered = Mapping("exits", columns, {"reason_code": {"pricing": "other"}})

    mapping = with_values(text, remembered)

    assert mapping.values == {
        "reason_code": {"pricing": "other", "support": "unresolved_issue"}
    }


def test_the_shape_of_a_header_ignores_the_order_of_its_columns() -> None:
    one, other = table("a,b\n1,2\n"), table("b,a\n2,1\n")

    assert header_shape(one) == header_shape(other)
    assert header_shape(one) != header_shape(table("a,c\n1,2\n"))


def test_a_mapping_fits_a_file_that_has_all_its_columns() -> None:
    mapping = Mapping("exits", {"exit_date": "date"})

    assert fits(table("date,id\n1,2\n"), mapping)
    assert not fits(table("day,id\n1,2\n"), mapping)
