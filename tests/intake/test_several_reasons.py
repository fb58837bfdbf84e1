from insight.intake.mapped_file import MappedFile
from insight.intake.plan import planned
from insight.intake.read import read
from insight.intake.validate import validate

EXITS = """\
account_id,exit_date,reason
A1,2025-03-04,Price; Support ;New COO
A2,2025-03-05,Price
A3,2025-03-06,a;b;c;d;e
A4,2025-03-07,;
"""


def file_of(content: str) -> MappedFile:
    (file,) = planned(read("exits.csv", content.encode()))
    return file


def test_several_reasons_of_a_cell_are_one_main_and_up_to_three_others() -> None:
    file = file_of(EXITS)

    accepted = validate(file.text, file.mapping).accepted

    assert accepted.select("reason_code", "contributing_reason_codes").rows() == [
        ("price_for_value", "unresolved_issue|leadership_change"),
        ("price_for_value", None),
        ("a", "b|c|d"),
        ("not_asked", None),
    ]


def test_reasons_stay_in_their_cell_where_another_column_has_the_others() -> None:
    file = file_of(
        "account_id,exit_date,reason,contributing_reasons\nA1,2025-03-04,a;b,Price|x\n"
    )

    accepted = validate(file.text, file.mapping).accepted

    assert accepted.select("reason_code", "contributing_reason_codes").rows() == [
        ("a;b", "price_for_value|x")
    ]


def test_a_file_with_one_reason_per_cell_is_left_as_it_is() -> None:
    text = read("exits.csv", b"account_id,exit_date,reason\nA1,2025-03-04,Price\n")

    (file,) = planned(text)

    assert file.text is text
