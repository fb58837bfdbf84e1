"""What a figure is made of, collected first and handed to Plotly at once.

Adding marks to a Figure one by one copies it every time and takes ten times as long.
"""

from functools import lru_cache
from typing import Any

import orjson
import plotly.graph_objects as go

_KEPT = 256
LABEL_SIZE = 13
NOTE_SIZE = 12
AXIS = {
    "fixedrange": True,
    "zeroline": False,
    "showgrid": False,
    "tickfont": {"size": NOTE_SIZE},
    "tickangle": 0,
}


class Drawing:
    """Marks, texts and axes of one figure: no legend, nothing to drag under a thumb."""

    def __init__(
        self, *, height: int, left: int = 0, right: int = 4, bottom: int = 28
    ) -> None:
        self.traces: list[dict[str, Any]] = []
        self.texts: list[dict[str, Any]] = []
        self.shapes: list[dict[str, Any]] = []
        self.layout: dict[str, Any] = {
            "height": height,
            "margin": {"l": left, "r": right, "t": 4, "b": bottom},
            "showlegend": False,
            "dragmode": False,
            "hovermode": "closest",
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "xaxis": dict(AXIS),
            "yaxis": dict(AXIS),
        }

    def mark(self, kind: str, **settings: Any) -> None:
        """Adds a trace of `kind`; without hover text it stays silent."""
        hover = "text" if "hovertext" in settings else "skip"
        self.traces.append({"type": kind, "hoverinfo": hover, **settings})

    def write(self, text: str, *, x: float | str, y: float, **settings: Any) -> None:
        """Writes text that is already safe for Plotly, by default to the right of x, y."""
        size = settings.pop("size", LABEL_SIZE)
        place = {"showarrow": False, "xanchor": "left", "yanchor": "middle"}
        self.texts.append(
            place
            | {
                "text": inked(text),
                "x": x,
                "y": y,
                "font": {"size": size},
                "borderpad": 0,
            }
            | settings
        )

    def rule(
        self, x: tuple[float, float], y: tuple[float, float], **settings: Any
    ) -> None:
        """Draws a straight line below the marks; `color`, `width`, `dash` style it."""
        names = settings.keys() & {"color", "width", "dash"}
        line = {"width": 1} | {name: settings.pop(name) for name in names}
        ends = {"x0": x[0], "x1": x[1], "y0": y[0], "y1": y[1]}
        shape = {"type": "line", "layer": "below", "line": line}
        self.shapes.append(shape | ends | settings)

    def axis(self, name: str, **settings: Any) -> None:
        """Sets an axis, for example `xaxis` or `yaxis2`."""
        self.layout[name] = AXIS | self.layout.get(name, {}) | settings

    def figure(self) -> go.Figure:
        """The finished figure, not to be changed: a drawing like this one shares it."""
        layout = self.layout | {"annotations": self.texts, "shapes": self.shapes}
        written = {"data": self.traces, "layout": layout}
        return _figure(orjson.dumps(written, option=orjson.OPT_SERIALIZE_NUMPY))


@lru_cache(maxsize=_KEPT)
def _figure(written: bytes) -> go.Figure:
    """Plotly looks at every word of a figure, which takes longer than to draw it."""
    return _Finished(orjson.loads(written))


class _Finished(go.Figure):  # type: ignore[misc]
    """A figure that is copied into a dictionary once, and not in every run of a page."""

    _copied: dict[str, Any] | None = None

    def to_dict(self) -> dict[str, Any]:
        """What Plotly draws."""
        if self._copied is None:
            self._copied = super().to_dict()
        return self._copied


def inked(text: str) -> str:
    """Text in the colour of the page around the figure, whatever its theme."""
    return f'<span style="color:currentColor">{text}</span>'
