"""The review as one HTML file that asks nobody for anything."""

from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from insight.charts.control import control_chart
from insight.charts.standalone import figure_json, plotly_script
from insight.charts.style import LIGHT
from insight.formats import NOTHING, number
from insight.review.pack import Pack
from insight.review.plain import plain
from insight.review.signals import Signal


def page(pack: Pack) -> str:
    """HTML with the charts and Plotly's script inside; text from files is only text."""
    template = _environment().get_template("page.html")
    figures = [
        figure_json(
            control_chart(
                signal.points, palette=LIGHT, unit=signal.unit, scale=signal.scale
            )
        )
        for signal in pack.signals
    ]
    return template.render(
        pack=pack,
        signals=list(zip(pack.signals, map(_points, pack.signals), strict=True)),
        figures=Markup(f"[{','.join(figures)}]"),  # noqa: S704 - escaped by figure_json
        script=Markup(plotly_script()),  # noqa: S704 - Plotly's own
    )


def mail_page(pack: Pack) -> str:
    """HTML without scripts and charts, as mail programs show it."""
    return _environment().get_template("mail.html").render(pack=pack)


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("insight.review"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _shown(value: Any) -> Any:
    is_text = isinstance(value, str) and not isinstance(value, Markup)
    return plain(value) if is_text else value


def _points(signal: Signal) -> list[tuple[str, ...]]:
    """The numbers behind a chart: label, value, usual, limits, verdict."""
    columns = ("label", "value", "mean", "lower", "upper", "verdict")
    return [
        (label, *(_number(value) for value in values), verdict)
        for label, *values, verdict in signal.points.select(columns).rows()
    ]


def _number(value: float | None) -> str:
    return NOTHING if value is None else number(value)
