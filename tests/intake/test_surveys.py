"""What customers answer when they leave finds their exit by account and nearest day."""

from pathlib import Path

import polars as pl
import pytest

from insight.intake.drop import validate_drop
from insight.intake.mapped_file import MappedFile
from insight.intake.plan import planned
from insight.intake.questions import open_questions
from insight.intake.read import read

FAULTS = Path(__file__).resolve().parents[1] / "faults" / "intake"
ACCOUNTS = (
    "account_id,account_name\nA1,Acme GmbH\nA2,Blue Ltd\nra1,R1\nra2,R2\n001C,R3\n"
)
EXITS = (
    "account_id,exit_date\nA1,2025-03-05\nA1,2023-01-01\nA2,2025-02-02\n"
    "ra1,2025-01-22\nra2,2025-03-01\n001C,2025-02-01\n"
)
CONTACTS = "contact_id,account_id,email\nc1,A1,jo@acme.example\nc2,A2,me@gmail.com\n"
MONKEY = """\
Respondent ID,Collector ID,Start Date,End Date,Custom Data 1,Why are you leaving?,,,,Why not?
,,,,,We merged,Too expensive,Missing features,Other (please specify),Open-Ended Response
1,4,03/03/2025 10:00,03/03/2025 10:15,A1,,Too expensive,Missing features,the weather,later
2,4,02/03/2025 10:00,02/13/2025 10:15,A2,,,,moved away,
"""


def held(**more: str) -> dict[str, pl.DataFrame]:
    contents = {"accounts": ACCOUNTS, "exits": EXITS, **more}
    files = [plain(table, content) for table, content in contents.items()]
    return {one.table: one.accepted for one in validate_drop(files)}


def plain(table: str, content: str) -> MappedFile:
    (file,) = planned(read(f"{table}.csv", content.encode()), table=table)
    return file


def filled(
    content: str, stored: dict[str, pl.DataFrame], **answers: str
) -> dict[str, pl.DataFrame]:
    files = []
    for file in planned(read("survey.csv", content.encode())):
        mapping = file.mapping
        for question in open_questions(file.text, mapping, stored):
            answer = answers.get(question.asked_as or question.key)
            mapping = question.answered(mapping, answer) if answer else mapping
        files.append(MappedFile(file.text, mapping, file.profile, True, True))
    return {one.table: one.accepted for one in validate_drop(files, stored=stored)}


def test_every_option_that_was_ticked_is_kept_and_other_is_a_comment() -> None:
    exits = filled(MONKEY, held())["exits"].sort("account_id")

    fields = ("stated_reason_code", "contributing_reason_codes", "comment")
    assert exits.select("account_id", *fields).rows() == [
        ("A1", "price_for_value", "missing_feature", "the weather"),
        ("A2", "other", None, "moved away"),
    ]


def test_the_row_that_names_the_options_is_no_answer_and_is_counted() -> None:
    content = (FAULTS / "sm_checkall.csv").read_text()
    (file, _) = planned(read("survey.csv", content.encode()))

    assert (file.text.rows_in, file.text.rows.height) == (4, 3)
    scores = filled(content, held())["offboarding"].sort("exit_id")
    assert scores.select("exit_id", "exit_nps_0_10").rows() == [
        ("001C/2025-02-01", 2),
        ("ra1/2025-01-22", 9),
        ("ra2/2025-03-01", 7),
    ]


def test_a_form_loads_after_one_choice_of_the_account() -> None:
    content = (FAULTS / "google_forms.csv").read_text()
    asked = {
        (question.asked_as, tuple(question.options))
        for file in planned(read("survey.csv", content.encode()))
        for question in open_questions(file.text, file.mapping, held())
    }

    found = filled(content, held(), account_id="Company name")

    assert asked == {("account_id", ("Company name",))}
    scores = found["offboarding"].sort("exit_id")
    assert scores.select("exit_id", "exit_nps_0_10", "ease_1_7").rows() == [
        ("A1/2025-03-05", 7, 6),
        ("A2/2025-02-02", 9, 7),
    ]
    assert found["exits"]["comment"].sort().to_list() == ["Lower price", "Nothing"]


@pytest.mark.parametrize(
    ("address", "exit_id"),
    [
        ("jo@acme.example", "A1/2025-03-05"),
        ("Someone@ACME.example", "A1/2025-03-05"),
        ("me@gmail.com", "A2/2025-02-02"),
        ("you@gmail.com", None),
    ],
)
def test_an_answer_finds_its_account_by_address_or_domain(
    address: str, exit_id: str | None
) -> None:
    form = (
        "Zeitstempel,E-Mail-Adresse,Wie einfach war die Kündigung für Sie? (1-7)\n"
        f"2025-02-20 10:00,{address},5\n"
    )

    found = filled(form, held(contacts=CONTACTS), account_id="E-Mail-Adresse")

    ids = found["offboarding"]["exit_id"].to_list()
    assert ids == ([exit_id] if exit_id else [])


def test_the_order_of_days_is_asked_where_they_read_both_ways() -> None:
    form = (
        "Timestamp,Company,How likely are you to recommend us?\n3/2/2025,Blue Ltd,4\n"
    )
    (file,) = (
        file
        for file in planned(read("survey.csv", form.encode()))
        if file.mapping.table == "offboarding"
    )

    (question,) = open_questions(file.text, file.mapping, held())

    assert question.key == "Day of the answer"
    day_first = filled(form, held(), **{question.key: "day_first"})["offboarding"]
    assert day_first["exit_id"].to_list() == ["A2/2025-02-02"]


def test_a_question_answered_in_words_or_on_another_scale_gives_no_score() -> None:
    form = (
        "Timestamp,Company,How likely are you to recommend us?,"
        "How easy was it to leave? (1-5),Would you consider coming back?\n"
        "2025-02-03,Blue Ltd,very likely,5,Yes\n"
    )
    files = planned(read("survey.csv", form.encode()))

    mapped = {field for file in files for field in file.mapping.columns}

    assert not mapped & {"exit_nps_0_10", "ease_1_7", "asked_to_return_0_10"}
