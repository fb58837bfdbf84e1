"""The card every figure sits in, and what stands there when there is none."""

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from insight.cards.files import FILES
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


def empty_card(title: str, *, file: str, otherwise: str = "") -> None:
    """A card without data: which file fills it, and where to bring it."""
    with st.container(border=True, height="stretch", gap="small"):
        st.header(title, anchor=False)
        st.markdown(f"**{file}.csv** fills this: {FILES[file]}. {otherwise}")
        upload_link()


def empty_state(*, file: str, page: str) -> None:
    """Says which file fills the page, and stops it."""
    empty_card("Nothing to show yet", file=file, otherwise=page)
    st.stop()


def error_box(error: InsightError) -> None:
    """What went wrong and what to do about it; stops the run."""
    st.error("This did not work.", icon=":material/error:")
    st.text(str(error))
    st.stop()


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
            if rows.height > MOST_ROWS:
                st.caption(
                    f"The first {count(MOST_ROWS)} of {count(rows.height)} rows; the "
                    "CSV holds them all."
                )
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
