from dataclasses import replace

from insight.intake.mapping import Mapping
from insight.intake.questions import open_questions, questions
from insight.intake.read import read
from insight.intake.text_table import TextTable

MAPPING = Mapping(
    "exits",
    {"account_id": "id", "exit_date": "left", "last_mrr": "mrr", "currency": "in"},
)


def table(*rows: str) -> TextTable:
    return read(
        "exits.csv",
        "\n".join(("id;left;mrr;in", *(f"{row};EUR" for row in rows))).encode(),
    )


def test_a_column_that_reads_two_ways_throughout_is_asked_about() -> None:
    asked = questions(table("A1;01/02/2024;1,234", "A2;03/04/2024;5"), MAPPING)

    assert [(q.key, q.column, q.example) for q in asked] == [
        ("exit_date", "left", "01/02/2024"),
        ("last_mrr", "mrr", "1,234"),
    ]
    assert set(asked[0].options) == {"day_first", "month_first"}
    assert set(asked[1].options) == {"point", "comma"}


def test_one_value_that_reads_one_way_answers_for_its_column() -> None:
    asked = questions(table("A1;01/02/2024;1,234", "A2;27/04/2024;5,50"), MAPPING)

    assert asked == ()


def test_dates_that_are_the_same_both_ways_raise_no_question() -> None:
    asked = questions(table("A1;01/01/2024;12.5", "A2;2024-03-04;5"), MAPPING)

    assert asked == ()


def test_a_question_is_open_until_it_has_an_answer_it_offers() -> None:
    text = table("A1;01/02/2024;5")

    answered = replace(MAPPING, readings={"exit_date": "month_first"})
    misspelled = replace(MAPPING, readings={"exit_date": "monthfirst"})

    assert len(open_questions(text, MAPPING)) == 1
    assert len(open_questions(text, misspelled)) == 1
    assert open_questions(text, answered) == ()
