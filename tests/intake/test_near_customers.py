"""Customers under another spelling are asked about, and never doubled in silence."""

from pathlib import Path

import polars as pl
import pytest

from insight.intake.asking.customers import CUSTOMERS, with_dropped
from insight.intake.drop import validate_drop
from insight.intake.mapped_file import MappedFile
from insight.intake.plan import planned
from insight.intake.questions import Question, open_questions
from insight.intake.read import read

FAULTS = Path(__file__).resolve().parents[1] / "faults" / "intake"
KNOWN = (
    "account_id,account_name\nA1,Acme GmbH\nA2,Blue Ltd\nA3,Cedar Inc\nA4,Müller AG\n"
)


def file_of(content: str, table: str) -> MappedFile:
    (file,) = planned(read(f"{table}.csv", content.encode()), table=table)
    return file


def accounts(content: str = KNOWN) -> dict[str, pl.DataFrame]:
    (checked,) = validate_drop([file_of(content, "accounts")])
    return {"accounts": checked.accepted}


def asked(file: MappedFile, stored: dict[str, pl.DataFrame]) -> list[Question]:
    found = open_questions(file.text, file.mapping, stored)
    return [question for question in found if question.group == CUSTOMERS]


def exits(*names: str) -> MappedFile:
    rows = "".join(f'"{name}",2025-01-0{n},price\n' for n, name in enumerate(names, 1))
    return file_of(f"account_id,exit_date,reason\n{rows}", "exits")


def test_an_id_in_other_letters_is_one_question_that_names_both() -> None:
    file = file_of((FAULTS / "acc_case.csv").read_text(), "accounts")

    questions = asked(file, accounts())

    assert [question.sentence for question in questions] == [
        "Is “a1” ACME GMBH the same customer as “A1” Acme GmbH?",
        "Is “A-3” Cedar Inc the same customer as “A3” Cedar Inc?",
    ]


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ("ACME GMBH", "A1"),
        ("Acme", "A1"),
        ("Acme  GmbH", "A1"),
        ("Blue Limited", "A2"),
        ("Blue, Ltd.", "A2"),
        ("cedar inc.", "A3"),
        ("Muller", "A4"),
        ("a-4", "A4"),
    ],
)
def test_another_spelling_is_offered_and_not_taken(said: str, known: str) -> None:
    (question,) = asked(exits(said), accounts())

    assert list(question.options) == [known, said]


@pytest.mark.parametrize("said", ["A1", "Acme GmbH", "A11", "Zebra", "Delta Ltd"])
def test_what_is_known_or_nothing_like_it_is_not_asked(said: str) -> None:
    assert asked(exits(said), accounts()) == []


def test_a_slip_of_the_keyboard_is_offered_but_no_other_figure() -> None:
    held = accounts("account_id,account_name\nB1,Northwind Traders\nB2,Branch 12\n")

    (question,) = asked(exits("Northwnd Traders", "Branch 13"), held)

    assert question.options["B1"] == "The same as “B1” Northwind Traders"


def test_one_file_that_spells_a_customer_twice_is_asked() -> None:
    (question,) = asked(exits("Zebra GmbH", "zebra gmbh", "Yak"), {})

    assert list(question.options) == ["Zebra GmbH", "zebra gmbh"]


def test_marks_that_tell_known_ids_apart_are_no_other_spelling() -> None:
    held = accounts("account_id,account_name\n1-23,Acme\n12-3,Bolt\n")

    assert asked(exits("123"), held) == []


def test_the_accounts_of_the_same_drop_are_known_to_its_other_files() -> None:
    stored = with_dropped({}, [file_of(KNOWN, "accounts")])

    (question,) = asked(exits("a1"), dict(stored))

    assert list(question.options) == ["A1", "a1"]


def test_the_same_customer_keeps_its_id_and_is_found_by_the_other_from_then_on() -> (
    None
):
    file = file_of("account_id,account_name\na1,ACME GMBH\n", "accounts")
    (question,) = asked(file, accounts())
    same = MappedFile(file.text, question.answered(file.mapping, "A1"))

    (checked,) = validate_drop([same], stored=accounts())

    assert checked.accepted.select("account_id", "other_ids").rows() == [("A1", "a1")]
    assert asked(exits("a1"), {"accounts": checked.accepted}) == []


def test_another_customer_stays_another_one() -> None:
    file = exits("a1")
    (question,) = asked(file, accounts())
    other = MappedFile(file.text, question.answered(file.mapping, "a1"))

    (checked,) = validate_drop([other], stored=accounts())

    assert checked.refused["value"].to_list() == ["a1"]
