import pytest

from insight.intake.detection import detect_table
from insight.intake.read import read


@pytest.mark.parametrize(
    ("customers", "table"), [("1 2 3 4", "accounts"), ("1 1 2 2", "subscriptions")]
)
def test_customers_named_again_and_again_are_no_list_of_accounts(
    customers: str, table: str
) -> None:
    rows = [f"A{one},2024-01-01,2025-01-01,{one}0" for one in customers.split()]
    content = "\n".join(["customer_id,start_date,end_date,amount", *rows])

    assert detect_table(read("export.csv", content.encode())) == table
