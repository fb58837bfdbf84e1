from dataclasses import fields

import polars as pl
from polars.testing import assert_frame_equal

from insight.settings import Choices
from insight.taxonomy import RAW_REASONS, REASONS
from insight.ui.data.meanings import (
    FILE,
    Section,
    choice_meanings,
    definitions,
    fitting,
    sections_of,
)
from insight.ui.data.reference import SAVED, raw_reasons, reason_table

TEXT = """# Title

Before.

## 1.1 MRR

Monthly.

## 7 The choices

| choice | value | name |
|---|---|---|
| longest pause | 90 days | `max_pause_days` |
| formats | csv, xml | `usable_formats` |
| good | 0.8 | `good_score` |
"""


def test_a_document_is_cut_at_its_headings() -> None:
    mrr, choices = sections_of(TEXT)

    assert mrr == Section("1.1", "MRR", "Monthly.")
    assert (choices.number, choices.title) == ("7", "The choices")


def test_choices_have_a_meaning_and_a_unit_where_they_count() -> None:
    assert choice_meanings(TEXT) == {
        "max_pause_days": ("longest pause", "days"),
        "usable_formats": ("formats", ""),
        "good_score": ("good", ""),
    }


def test_every_choice_has_its_meaning_in_the_document() -> None:
    meant = choice_meanings(FILE.read_text(encoding="utf-8"))

    assert {f.name for f in fields(Choices)} - meant.keys() == {"first_month"}


def test_definitions_are_found_by_any_of_their_words() -> None:
    known = definitions()

    titles = [section.title for section in fitting(known, "kaplan aalen")]

    assert titles == ["Coming back"]
    assert fitting(known, "") == known
    assert fitting(known, "qqqq") == []


def test_every_reason_is_in_the_table_in_words() -> None:
    reasons = reason_table()

    assert reasons["reason_code"].to_list() == list(REASONS)
    assert reasons.row(0) == (
        "Company change",
        "Merger or acquisition",
        "Outside our control",
        "Outside our control",
        "merger",
    )


def test_words_kept_from_uploads_join_the_built_in_ones_once() -> None:
    kept = {
        "table": "exits",
        "values": {
            "reason_code": {"<b>too dear</b>": "price_rise", "odd": "not ours"},
            "status": {"x": "merger"},
        },
    }

    words = raw_reasons([kept, kept])

    assert words.height == len(RAW_REASONS) + 1
    expected = pl.DataFrame(
        {"raw": ["<b>too dear</b>"], "becomes": ["Price rise"], "where_from": [SAVED]}
    )
    assert_frame_equal(words.tail(1), expected)
