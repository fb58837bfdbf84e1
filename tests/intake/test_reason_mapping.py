from insight.intake.mapped_file import MappedFile
from insight.intake.plan import planned, to_keep
from insight.intake.read import read
from insight.intake.reason_mapping import (
    code_of,
    reason_words,
    unmapped_sentence,
    unmapped_words,
    with_reasons_said,
)
from insight.intake.validate import validate

EXITS = """\
account_id,exit_date,reason_code,stated_reason_code,contributing_reason_codes
A1,2025-03-04,Zu teuer,Zu teuer,Odd|pricing
A2,2025-03-05,Zu teuer,merger,
A3,2025-03-06,pricing,N/A,Odd
"""


def file_of(content: str, kept: dict[str, object] | None = None) -> MappedFile:
    (file,) = planned(read("exits.csv", content.encode()), kept=kept)
    return file


def test_words_without_a_meaning_come_first_with_their_rows_and_a_suggestion() -> None:
    file = file_of(EXITS)

    assert reason_words(file.text, file.mapping).rows() == [
        ("Odd", 2, None, None),
        ("Zu teuer", 2, None, "price_for_value"),
        ("merger", 1, "merger", None),
        ("pricing", 1, "price_for_value", None),
    ]


def test_a_suggestion_is_never_stored_before_somebody_confirms_it() -> None:
    file = file_of(EXITS)

    stored = validate(file.text, file.mapping).accepted

    assert stored["reason_code"].to_list() == [
        "Zu teuer",
        "Zu teuer",
        "price_for_value",
    ]


def test_what_a_word_means_holds_for_every_column_and_the_next_file() -> None:
    file = file_of(EXITS)
    said = {"Zu teuer": "price_for_value", "Odd": "Odd", "elsewhere": "merger"}
    mapping = with_reasons_said(file.text, file.mapping, said)

    stored = validate(file.text, mapping).accepted
    again = file_of(EXITS, kept=to_keep([MappedFile(file.text, mapping)]))

    assert stored["reason_code"].to_list() == ["price_for_value"] * 3
    assert stored["stated_reason_code"].to_list() == ["price_for_value", "merger", None]
    assert stored["contributing_reason_codes"][0] == "Odd|price_for_value"
    assert unmapped_words(again.text, again.mapping).is_empty()


def test_unmapped_words_are_told_with_their_rows() -> None:
    file = file_of(EXITS)

    assert unmapped_sentence(unmapped_words(file.text, file.mapping)) == (
        "2 reason words are not mapped (4 rows) and kept as written: “Odd” (2 rows), "
        "“Zu teuer” (2 rows, perhaps price_for_value)."
    )


def test_an_answer_names_a_reason_by_code_or_label() -> None:
    answers = ["price_for_value", "Price for the value", "cheap"]

    assert [code_of(a) for a in answers] == ["price_for_value"] * 2 + [None]
