from typing import Any

import polars as pl

from insight.charts.segments import segment_chart
from insight.charts.style import LIGHT
from insight.settings import Choices

CELLS = pl.DataFrame(
    [
        ("smb", "Price rise", 30, 100, 0.30, 0.219, 0.396),
        ("smb", "<b>Other</b>", 10, 100, 0.10, 0.055, 0.174),
        ("ent", "Price rise", 3, 4, 0.75, 0.301, 0.954),
    ],
    schema=["segment", "label", "exits", "n", "share", "low", "high"],
    orient="row",
)


def drawn() -> tuple[dict[str, Any], list[str]]:
    figure = segment_chart(CELLS, palette=LIGHT, choices=Choices()).to_plotly_json()
    texts = [text["text"] for text in figure["layout"]["annotations"]]
    return figure["data"][0], texts


def test_a_cell_prints_its_share_and_a_small_segment_its_counts() -> None:
    cells, _ = drawn()

    printed = [
        [text.split(">")[1].split("<")[0] for text in row] for row in cells["text"]
    ]
    assert printed == [["30.0%", "3"], ["10.0%", "–"]]


def test_only_shares_that_may_be_shown_are_shaded() -> None:
    cells, _ = drawn()

    assert cells["z"] == [[0.30, 0.0], [0.10, 0.0]]


def test_each_segment_names_its_n_and_text_of_files_stays_text() -> None:
    _, texts = drawn()

    assert any("<b>smb</b><br>n 100" in text for text in texts)
    assert any("&lt;b&gt;Other" in text for text in texts)
