"""The card every figure sits in, and what stands there when there is none."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from insight.cards.files import FILES
from insight.charts import Figure
from insight.errors import InsightError
from insight.formats import count
from insight.ui.access import may
from insight.ui.downloads import WITH_PERSONAL, exports, is_personal
from insight.ui.handing_out import DOWNLOADED, download_button
from insight.ui.sections import upload_link
from insight.ui.tables import MOST_ROWS, table
from insight.words import as_text, typeset

CARD_HEIGHT, LIST_HEIGHT = 380, 560
NARROWEST = {2: 300, 3: 260}
PLOT = {"displayModeBar": False, "doubleClick": False, "showTips": False}


@dataclass(frozen=True, slots=True)
class Note:
    """What is written around a figure.

    `finding` is the title, and is read out in place of the figure; `basis` says what it
    rests on: n, order, interval; `limits` what it cannot tell. Only the finding may
    carry text from files: the others are shown as Markdown.
    """

    finding: str
    basis: str
    limits: str
    currency: str

    @property
    def how_to_read(self) -> str:
        """Basis and limits, in Markdown."""
        return f"{self.basis}\n\n{self.limits}" if self.basis else self.limits


def in_a_row(cards: int) -> DeltaGenerator:
    """Room for so many cards of one width beside one another, fewer on a small screen.

    Streamlit sends columns one by one, and this at once.
    """
    return st.grid(cards, min_column_width=NARROWEST[cards])


def card_title(title: str, finding: str) -> None:
    """The noun of a card in small, and under it the finding, letter by letter."""
    st.caption(title)
    st.header(as_text(finding), anchor=False)


def how_to_read(title: str, words: str) -> None:
    """What a card rests on and what it cannot tell, behind a click."""
    with st.popover(
        "How to read this",
        icon=":material/info:",
        type="tertiary",
        key=f"how to read {title}",
    ):
        st.markdown(typeset(words))


def figure_card(
    title: str,
    chart: Figure,
    rows: pl.DataFrame,
    *,
    note: Note,
    answer: str = "",
    on_pick: Callable[[int], None] | None = None,
) -> None:
    """A figure under its finding, with its table, its CSV and how to read it.

    `answer` is the finding where that of `note` only describes the figure: our own
    words. `on_pick` hears the place of the row whose mark was clicked.
    """
    key = f"figure {title}"
    with st.container(border=True, height="stretch", gap="small"):
        card_title(title, answer or note.finding)
        st.plotly_chart(
            chart,
            config=PLOT,
            alt=note.finding,
            key=key,
            theme="streamlit",
            on_select=partial(_pick, key, on_pick) if on_pick else "ignore",
            selection_mode="points",
        )
        with st.container(horizontal=True, gap="small"):
            how_to_read(title, note.how_to_read)
            rows_behind(title, rows, currency=note.currency)
            csv_button(title, rows)


def table_card(
    title: str,
    rows: pl.DataFrame,
    *,
    note: Note,
    whole: pl.DataFrame | None = None,
    lines: int = 1,
    height: int = CARD_HEIGHT,
) -> None:
    """A table that is the figure itself, each row so many lines high.

    `whole` is its CSV where it shows only a part.
    """
    with st.container(border=True, height="stretch", gap="small"):
        card_title(title, note.finding)
        if rows.height > MOST_ROWS:
            st.caption(
                f"The first {count(MOST_ROWS)} of {count(rows.height)} rows; "
                "the CSV holds them all."
            )
        table(
            rows, alt=note.finding, currency=note.currency, height=height, lines=lines
        )
        with st.container(horizontal=True, gap="small"):
            how_to_read(title, note.how_to_read)
            csv_button(title, rows if whole is None else whole)


def sentence_card(title: str, *, note: Note) -> None:
    """A card whose finding says all there is: no figure, no rows."""
    with st.container(border=True, height="stretch", gap="small"):
        card_title(title, note.finding)
        how_to_read(title, note.how_to_read)


def empty_card(title: str, *, file: str, otherwise: str = "") -> None:
    """A card without data: which file fills it, and where to bring it."""
    with st.container(border=True, height="stretch", gap="small"):
        st.header(title, anchor=False)
        st.markdown(f"**{file}.csv** fills this: {FILES[file]}. {otherwise}")
        upload_link()


def refusal_card(title: str, reason: str, *, note: Note) -> None:
    """A card whose number is not given yet, and why."""
    with st.container(border=True, height="stretch", gap="small"):
        words = f"{reason[:1].upper()}{reason[1:].rstrip('.')}."
        card_title(title, f"Cannot be told yet. {words}")
        how_to_read(title, note.how_to_read)


def empty_state(*, file: str, page: str) -> None:
    """Says which file fills the page, and stops it."""
    empty_card("Nothing to show yet", file=file, otherwise=page)
    st.stop()


def error_box(error: InsightError) -> None:
    """What went wrong and what to do about it; stops the run."""
    st.error("This did not work.", icon=":material/error:")
    st.text(str(error))
    st.stop()


def _pick(key: str, on_pick: Callable[[int], None]) -> None:
    for point in st.session_state[key]["selection"]["points"][:1]:
        on_pick(point["customdata"])


def rows_behind(
    title: str,
    rows: pl.DataFrame,
    *,
    currency: str,
    heads: Mapping[str, str] = MappingProxyType({}),
    label: str = "Table",
) -> None:
    """Drawn when somebody looks: a hidden table costs as much as one that is seen."""
    behind = st.popover(
        label,
        icon=":material/table:",
        type="tertiary",
        key=f"table {title}",
        on_change="rerun",
    )
    if behind.open:
        with behind:
            alt = f"The numbers behind: {title}"
            table(rows, alt=alt, currency=currency, width="content", heads=heads)


def csv_button(title: str, rows: pl.DataFrame) -> None:
    """The rows of a card as a file, and as one with personal data for those who may."""
    name = "".join(letter if letter.isalnum() else "-" for letter in title.lower())
    personal = is_personal(rows) and may("export personal data")
    files = exports(rows, personal=personal)
    for label, content in files.items():
        is_whole = label == WITH_PERSONAL
        ending = "-personal" if is_whole else ""
        download_button(
            label,
            content,
            file_name=f"{name.strip('-')}{ending}.csv",
            mime="text/csv",
            key=f"csv {title}{ending}",
            subject=title,
            rows=rows.height,
            action="export personal data" if is_whole else None,
            done="exported personal data" if is_whole else DOWNLOADED,
            type="tertiary",
        )
