import tomllib
from dataclasses import asdict
from pathlib import Path

import pytest

from insight.charts.drawing import Drawing
from insight.charts.style import DARK, LIGHT, MEANINGS, Palette

ROOT = Path(__file__).parents[2]
THEME = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]


@pytest.mark.parametrize(("mode", "palette"), [("light", LIGHT), ("dark", DARK)])
def test_the_theme_and_the_figures_use_the_same_colours(
    mode: str, palette: Palette
) -> None:
    theme = THEME[mode]

    of_theme = (
        theme["orangeColor"],
        theme["greenColor"],
        theme["grayColor"],
        theme["primaryColor"],
    )

    assert of_theme == (
        palette.lost,
        palette.gained,
        palette.not_ours,
        palette.interface,
    )
    assert len(theme["chartCategoricalColors"]) == 10


def test_no_two_meanings_share_both_colour_and_shape_within_a_palette() -> None:
    assert len(set(asdict(LIGHT).values())) == len(asdict(LIGHT))
    assert len(set(asdict(DARK).values())) == len(asdict(DARK))


@pytest.mark.parametrize("meaning", MEANINGS)
def test_every_meaning_has_a_colour_in_both_themes(meaning: str) -> None:
    assert LIGHT.of(meaning).startswith("#")
    assert DARK.of(meaning).startswith("#")
    assert LIGHT.of(meaning) != DARK.of(meaning)


def test_a_thumb_scrolls_the_page_not_the_figure() -> None:
    layout = Drawing(height=200).figure().layout

    assert layout.dragmode is False
    assert (layout.xaxis.fixedrange, layout.yaxis.fixedrange) == (True, True)
    assert layout.height == 200


def test_text_takes_the_colour_of_the_page() -> None:
    drawing = Drawing(height=200)
    drawing.write("here", x=0, y=0)

    note = drawing.figure().layout.annotations[0]

    assert note.text == '<span style="color:currentColor">here</span>'
