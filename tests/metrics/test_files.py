import json
import math
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from insight.metrics.build import build_facts
from insight.metrics.facts import Facts
from insight.metrics.files import FILES, everything
from insight.metrics.studies import STUDIES
from insight.metrics.writing import write_numbers
from insight.schema import TABLES
from insight.settings import Choices

EXPECTED = Path(__file__).parents[1] / "truth" / "cases" / "mini_world" / "expected"


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_file_of_the_mini_world_is_reproduced_to_the_cent(
    mini_facts: Facts, tmp_path: Path, name: str
) -> None:
    write_numbers(mini_facts, tmp_path)

    written = pl.read_csv(tmp_path / f"{name}.csv", infer_schema=False)
    expected = pl.read_csv(EXPECTED / f"{name}.csv", infer_schema=False)

    assert_frame_equal(_numbers(written), _numbers(expected), abs_tol=1e-9)


def test_the_summary_of_the_mini_world_is_reproduced(
    mini_facts: Facts, tmp_path: Path
) -> None:
    write_numbers(mini_facts, tmp_path)

    written = json.loads((tmp_path / "summary.json").read_text())
    expected = json.loads((EXPECTED / "summary.json").read_text())

    assert _rounded(written) == _rounded(expected)


def test_may_is_restated_when_the_boomerang_comes_back(
    mini_world: dict[str, pl.DataFrame],
) -> None:
    known_then, known_later = (
        FILES["monthly"](build_facts(mini_world, as_of=day, choices=Choices()))
        for day in (date(2025, 5, 15), date(2025, 5, 31))
    )

    then, later = known_then.tail(1), known_later.tail(1)

    assert then.select("month", "churn", "provisional_exits").row(0) == (
        "2025-05",
        -150,
        1,
    )
    assert later.select("month", "churn", "provisional_exits").row(0) == (
        "2025-05",
        0,
        0,
    )


@pytest.mark.parametrize(("grace_days", "exits"), [(0, 13), (7, 13), (30, 11)])
def test_a_shorter_grace_shows_more_exits(
    mini_world: dict[str, pl.DataFrame], grace_days: int, exits: int
) -> None:
    choices = Choices(grace_days=grace_days)

    facts = build_facts(mini_world, as_of=date(2026, 2, 28), choices=choices)

    assert FILES["exits"](facts).height == exits


@pytest.mark.parametrize(
    "as_of", [date(2025, 5, 15), date(2025, 5, 31), date(2026, 2, 28)]
)
@pytest.mark.parametrize("grace_days", [0, 7, 30, 60])
def test_the_roll_forward_reconciles(
    mini_world: dict[str, pl.DataFrame], as_of: date, grace_days: int
) -> None:
    choices = Choices(grace_days=grace_days)
    facts = build_facts(mini_world, as_of=as_of, choices=choices)
    months = FILES["monthly"](facts)

    kinds = ["new", "reactivation", "expansion", "contraction", "churn"]
    closing = (
        months["opening_mrr"] + months.select(pl.sum_horizontal(kinds)).to_series()
    )
    ledger = months.select(
        pl.sum_horizontal(f"ledger_{kind}" for kind in kinds) - pl.sum_horizontal(kinds)
    ).to_series()
    customers = months.select(
        pl.col("customers_start_unmerged")
        + pl.sum_horizontal("new_customers", "returned_customers")
        - pl.sum_horizontal("exited_events", "merged_customers")
        - pl.col("customers_end")
    ).to_series()

    assert closing.to_list() == months["closing_mrr"].to_list()
    assert ledger.to_list() == [0] * months.height
    assert customers.to_list() == [0] * months.height
    assert months["opening_mrr"][1:].to_list() == months["closing_mrr"][:-1].to_list()
    assert months["grr"].max() <= 1  # type: ignore[operator]


def test_an_empty_store_writes_empty_files(tmp_path: Path) -> None:
    nothing = {name: schema.create_empty() for name, schema in TABLES.items()}
    facts = build_facts(nothing, as_of=date(2026, 2, 28), choices=Choices())

    paths = write_numbers(facts, tmp_path).paths

    rows = {
        path.stem: pl.read_csv(path).height for path in paths if path.suffix == ".csv"
    }
    assert rows.keys() == {*FILES, *STUDIES}
    assert {name: rows[name] for name in FILES} == dict.fromkeys(FILES, 0) | {
        "monthly": 1
    }


def test_every_study_is_written_as_it_is_measured(
    sample_facts: Facts, tmp_path: Path
) -> None:
    write_numbers(sample_facts, tmp_path)

    for name, study in STUDIES.items():
        measured = study(sample_facts, everything(sample_facts))
        written = pl.read_csv(tmp_path / f"{name}.csv", schema=measured.schema)
        assert_frame_equal(written, measured)
        assert measured.height, name


def _numbers(text: pl.DataFrame) -> pl.DataFrame:
    numeric = {name: text[name].cast(pl.Float64, strict=False) for name in text.columns}
    return text.with_columns(
        values
        for name, values in numeric.items()
        if values.null_count() == text[name].null_count()
    )


def _rounded(value: object) -> object:
    if isinstance(value, dict):
        return {key: _rounded(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_rounded(part) for part in value]
    if isinstance(value, float) and not math.isnan(value):
        return round(value, 12)
    return value
