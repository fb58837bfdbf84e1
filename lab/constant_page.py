"""As many elements as the overview has, from constants: what Streamlit takes for them.

Nothing is read, filtered, measured or put into words.
"""

from collections.abc import Callable

import polars as pl
import pyarrow as pa
import streamlit as st

from insight.charts import Figure
from insight.charts.drawing import Drawing

WORDS = "Mar 2025 – Feb 2026 · 342 exits · As of 28 Feb 2026 · grace 30 days"
COURSE = [float(month % 5) for month in range(12)]


@st.cache_resource
def constants() -> tuple[pa.Table, Figure]:
    """A table of three rows, and a figure with marks and texts."""
    rows = pl.DataFrame({name: ["a", "b", "c"] for name in "abcde"})
    drawing = Drawing(height=260)
    drawing.mark("scatter", x=list(range(24)), y=COURSE * 2)
    for place in range(8):
        drawing.write(WORDS, x=place, y=0)
    return rows.to_arrow(), drawing.figure()


def card(title: str, draw: Callable[[str], object], *, has_table: bool) -> None:
    """A card of the overview: heading, basis, what is drawn, and what stands below."""
    with st.container(border=True, height="stretch"):
        st.header(title, anchor=False)
        st.caption(WORDS)
        draw(title)
        with st.container(horizontal=True):
            if has_table:
                st.popover("Table", type="tertiary", key=title, on_change="rerun")
            st.download_button("CSV", bytes, key=f"csv {title}", on_click="ignore")
            st.popover("What this cannot tell", type="tertiary").markdown(WORDS)


rows, figure = constants()
st.title("Constants", anchor=False)
st.markdown(WORDS)
with st.grid(6, min_column_width=150):
    for place in range(6):
        with st.container(border=True, height="stretch"):
            st.metric(f"Figure {place}", "25.6%", help=WORDS, chart_data=COURSE)
            st.caption(WORDS)
card("Words", lambda _: st.markdown(WORDS), has_table=True)
for place, column in enumerate(st.columns(2)):
    with column:
        card(f"Table {place}", lambda _: st.dataframe(rows), has_table=False)
for row in range(2):
    for place, column in enumerate(st.columns(2)):
        with column:
            card(
                f"Figure {row} {place}",
                lambda title: st.plotly_chart(figure, key=f"figure {title}"),
                has_table=True,
            )
st.markdown(WORDS)
st.caption(WORDS)
