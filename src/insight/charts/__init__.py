"""Small frames as Plotly figures."""

from plotly.graph_objects import Figure

__all__ = ["Figure"]
