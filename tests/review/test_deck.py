import io
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path
from time import process_time
from typing import Any

import polars as pl
import pytest
from pptx import Presentation

from insight.metrics.judged_periods import Verdict
from insight.review.deck import deck
from insight.review.pack import Pack
from insight.review.signals import VERDICTS


@pytest.fixture(scope="module")
def made(sample_pack: Pack) -> bytes:
    return deck(sample_pack)


@pytest.fixture(scope="module")
def unusual(sample_pack: Pack) -> bytes:
    """The deck of a week in which every measure is a signal."""
    news = tuple(
        replace(signal, verdict=VERDICTS[Verdict.SIGNAL])
        for signal in sample_pack.signals
    )
    return deck(replace(sample_pack, signals=news))


def slides(file: bytes) -> list[Any]:
    return list(Presentation(io.BytesIO(file)).slides)


def charts(file: bytes) -> list[Any]:
    shapes = [shape for slide in slides(file) for shape in slide.shapes]
    return [shape.chart for shape in shapes if shape.has_chart]


def texts(file: bytes) -> list[str]:
    shapes = [shape for slide in slides(file) for shape in slide.shapes]
    cells = [
        cell.text
        for shape in shapes
        if shape.has_table
        for row in shape.table.rows
        for cell in row.cells
    ]
    return [shape.text_frame.text for shape in shapes if shape.has_text_frame] + cells


def test_six_slides_say_their_findings(made: bytes, sample_pack: Pack) -> None:
    titles = [slide.shapes.title.text for slide in slides(made)]

    told = [table.finding for table in sample_pack.tables if table.rows]
    found = [sample_pack.exits_note, *filter(None, told)]
    assert len(titles) <= 6
    assert titles[0] == "Weekly review 2026-W03"
    assert titles[-1] == "Appendix: what the numbers mean"
    assert list(dict.fromkeys(t.split(" (")[0] for t in titles[1:-1])) == found


def test_only_what_is_unusual_has_a_chart(
    made: bytes, unusual: bytes, sample_pack: Pack
) -> None:
    titles = [slide.shapes.title.text for slide in slides(unusual)]

    assert charts(made) == []
    assert titles[1:6] == [signal.title for signal in sample_pack.signals]


def test_scores_are_drawn_on_their_whole_scale(unusual: bytes) -> None:
    axes = [chart.value_axis for chart in charts(unusual)]

    spans = [(axis.minimum_scale, axis.maximum_scale) for axis in axes]
    assert spans[3:] == [(-100, 100), (1, 7)]


def test_its_charts_are_native_and_hold_the_numbers_of_the_metrics(
    unusual: bytes, sample_pack: Pack
) -> None:
    for chart, signal in zip(charts(unusual), sample_pack.signals, strict=True):
        values, usual, upper, lower, told = chart.plots[0].series
        points = signal.points

        assert list(chart.plots[0].categories) == points["label"].to_list()
        assert list(values.values) == points["value"].to_list()
        assert list(usual.values) == points["mean"].to_list()
        assert list(upper.values) == points["upper"].to_list()
        assert list(lower.values) == points["lower"].to_list()
        assert [value is not None for value in told.values] == [
            verdict == "signal" for verdict in points["verdict"]
        ]


def test_its_charts_can_be_edited_and_run_no_formula(
    unusual: bytes, sample_pack: Pack
) -> None:
    with zipfile.ZipFile(io.BytesIO(unusual)) as parts:
        names = [name for name in parts.namelist() if name.endswith(".xlsx")]
        books = [parts.read(name) for name in names]

    sheets = [pl.read_excel(io.BytesIO(book)) for book in books]
    assert sorted(sheet.height for sheet in sheets) == sorted(
        signal.points.height for signal in sample_pack.signals
    )
    for book in books:
        with zipfile.ZipFile(io.BytesIO(book)) as inside:
            assert b"<f>" not in inside.read("xl/worksheets/sheet1.xml")


def test_every_slide_says_what_its_numbers_rest_on(made: bytes) -> None:
    foot = "2026-W03 · As of 28 Feb 2026 · grace 30 days · as known now · Segment: ent"

    assert all(
        foot
        in [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        for slide in slides(made)
    )


def test_it_is_small_and_quickly_made(sample_pack: Pack) -> None:
    started = process_time()
    made = deck(sample_pack)
    took = process_time() - started

    assert len(made) < 2_000_000
    assert took < 3


def test_text_from_files_is_text_and_nothing_hidden(hostile_pack: Pack) -> None:
    said = texts(deck(hostile_pack))

    assert "<script>alert(1)</script>" in said
    assert any(text.startswith("a b c gnp.exe") for text in said)
    assert not any(mark in text for text in said for mark in "\x00\ud800\u202e\r")


def test_a_week_without_anything_is_still_a_deck(sample_pack: Pack) -> None:
    empty = replace(
        sample_pack,
        cards=(),
        signals=tuple(
            replace(signal, points=signal.points.clear())
            for signal in sample_pack.signals
        ),
        tables=tuple(replace(table, rows=()) for table in sample_pack.tables),
    )

    made = deck(empty)

    assert charts(made) == []
    assert len(slides(made)) == 2


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_an_office_draws_every_slide(made: bytes, tmp_path: Path) -> None:
    (tmp_path / "deck.pptx").write_bytes(made)
    asked = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/office"]

    subprocess.run(
        [*asked, "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "deck.pptx"],
        check=True,
        capture_output=True,
        timeout=120,
    )

    drawn = (tmp_path / "deck.pdf").read_bytes()
    assert drawn.count(b"/Type/Page/") + drawn.count(b"/Type/Page\n") == len(
        slides(made)
    )
