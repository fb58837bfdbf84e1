"""What every test of a figure reads from it."""

import re
from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go
import pytest

INK = re.compile(r'<span style="color:currentColor">(.*)</span>')


def _texts(figure: go.Figure) -> list[str]:
    return [INK.sub(r"\1", note.text) for note in figure.layout.annotations]


def _marks(figure: go.Figure, kind: str, **where: Any) -> list[Any]:
    return [
        trace
        for trace in figure.data
        if trace.type == kind
        and all(getattr(trace, name) == value for name, value in where.items())
    ]


@pytest.fixture
def texts() -> Callable[[go.Figure], list[str]]:
    """Every text written on a figure, in order, without its ink."""
    return _texts


@pytest.fixture
def marks() -> Callable[..., list[Any]]:
    """The traces of a kind whose attributes have the given values."""
    return _marks
