"""A signal as a slide: what it says, and PowerPoint's own chart of it."""

from typing import Any

import polars as pl
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.dml import MSO_LINE
from pptx.util import Inches, Pt

from insight.charts.style import LIGHT
from insight.review.deck_slides import (
    FONT,
    GREY,
    LEFT,
    RIGHT,
    WIDTH,
    Deck,
    text_box,
    write,
)
from insight.review.plain import harmless_cell
from insight.review.signals import Signal

TOP, HEIGHT = Inches(1.95), Inches(4.8)
BLUE = RGBColor.from_string(LIGHT.interface.removeprefix("#"))
SIGNALS = "Signals"
LIMITS = {"mean": "Usual", "upper": "Upper limit", "lower": "Lower limit"}


def signal_slide(deck: Deck, signal: Signal) -> None:
    """One slide: the question, the answer, the chart, how it was counted."""
    slide = deck.slide(signal.title)
    said = text_box(slide, Inches(1.1), Inches(0.7))
    write(said.paragraphs[0], signal.finding, size=14)
    write(said.add_paragraph(), signal.basis, size=12, colour=GREY)
    if signal.points["value"].count():
        _chart(slide, signal)


def _chart(slide: Any, signal: Signal) -> None:
    frame = slide.shapes.add_chart(
        XL_CHART_TYPE.LINE_MARKERS, LEFT, TOP, WIDTH - LEFT - RIGHT, HEIGHT,
        _data(signal),
    )  # fmt: skip
    chart = frame.chart
    chart.has_legend, chart.has_title = True, False
    chart.legend.position, chart.legend.include_in_layout = (
        XL_LEGEND_POSITION.BOTTOM,
        False,
    )
    chart.font.size, chart.font.name = Pt(11), FONT
    chart.value_axis.major_gridlines.format.line.color.rgb = RGBColor(0xE3, 0xE6, 0xE8)
    chart.value_axis.format.line.fill.background()
    number = '0.0"%"' if signal.unit == "%" else "0.0"
    chart.value_axis.tick_labels.number_format = number
    chart.value_axis.tick_labels.number_format_is_linked = False
    if signal.scale:
        chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = signal.scale
    elif signal.points["lower"].fill_null(0).min() == 0:
        chart.value_axis.minimum_scale = 0
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    for series in chart.plots[0].series:
        _style(series)


def _data(signal: Signal) -> CategoryChartData:
    """The points as PowerPoint keeps them: values, limits, and the signals alone."""
    points = signal.points
    data = CategoryChartData(number_format="0.00")
    data.categories = [harmless_cell(label) for label in points["label"]]
    data.add_series(harmless_cell(signal.key.capitalize()), points["value"].to_list())
    for column, name in LIMITS.items():
        data.add_series(name, points[column].to_list())
    told = pl.when(pl.col("verdict") == "signal").then("value")
    data.add_series(SIGNALS, points.select(told).to_series().to_list())
    return data


def _style(series: Any) -> None:
    """Values grey with dots, limits as thin lines, signals as diamonds without a line."""
    series.smooth = False
    line, marker = series.format.line, series.marker
    if series.name == SIGNALS:
        line.fill.background()
        _mark(marker, XL_MARKER_STYLE.DIAMOND, size=11, colour=BLUE)
        return
    is_limit = series.name in LIMITS.values()
    line.color.rgb, line.width = GREY, Pt(1 if is_limit else 1.5)
    if is_limit:
        line.dash_style = (
            MSO_LINE.SQUARE_DOT if series.name == "Usual" else MSO_LINE.DASH
        )
        marker.style = XL_MARKER_STYLE.NONE
    else:
        _mark(marker, XL_MARKER_STYLE.CIRCLE, size=6, colour=GREY)


def _mark(marker: Any, style: XL_MARKER_STYLE, *, size: int, colour: RGBColor) -> None:
    marker.style, marker.size = style, size
    marker.format.fill.solid()
    marker.format.fill.fore_color.rgb = colour
    marker.format.line.color.rgb = colour
