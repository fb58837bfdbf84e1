"""Figures for a page of its own: Plotly's script, and figures as text within a script."""

import plotly.graph_objects as go
from plotly.offline import get_plotlyjs

_ESCAPED = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}


def plotly_script() -> str:
    """Plotly's own script, about 4.8 MB, as it stands between script tags."""
    script: str = get_plotlyjs()
    return script


def figure_json(figure: go.Figure) -> str:
    r"""A figure as JSON that cannot end the script it stands in.

    Examples:
        >>> "</script>" in figure_json(go.Figure(layout={"title": "</script>"}))
        False
    """
    return str(figure.to_json()).translate(_ESCAPED)
