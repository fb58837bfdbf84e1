"""Slides of text and tables: title, question, what it rests on at the foot."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Inches, Length, Pt

from insight.review.pack import Pack, Table
from insight.review.plain import one_line, plain

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
LEFT, TOP, RIGHT = Inches(0.6), Inches(0.45), Inches(0.6)
BODY_TOP, BODY_HEIGHT = Inches(1.75), Inches(4.95)
FOOT = Inches(6.95)
TITLE_ONLY, BLANK = 5, 6
INK, GREY, LINE = (
    RGBColor(0x0E, 0x16, 0x1D),
    RGBColor(0x5B, 0x63, 0x6C),
    RGBColor(0xE3, 0xE6, 0xE8),
)
FONT = "Calibri"
LINES_A_SLIDE = 20
LETTERS_A_LINE = 150
LONGEST_CELL = 160
NARROWEST, WIDEST = 10, 34


@dataclass(frozen=True, slots=True)
class Deck:
    """A presentation on wide slides, and what every slide has at its foot."""

    presentation: Any
    footer: str

    @classmethod
    def begin(cls, presentation: Any, *, footer: str) -> "Deck":
        """The deck of an empty presentation, made wide."""
        presentation.slide_width, presentation.slide_height = WIDTH, HEIGHT
        return cls(presentation, one_line(footer))

    def slide(self, title: str) -> Any:
        """A new slide with its title, and the foot."""
        layout = self.presentation.slide_layouts[TITLE_ONLY]
        slide = self.presentation.slides.add_slide(layout)
        heading = slide.shapes.title
        heading.left, heading.top = LEFT, TOP
        heading.width, heading.height = WIDTH - LEFT - RIGHT, Inches(0.7)
        frame = heading.text_frame
        frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        write(frame.paragraphs[0], title, size=24, bold=True)
        foot = text_box(slide, FOOT, Inches(0.35))
        write(foot.paragraphs[0], self.footer, size=12, colour=GREY)
        return slide


def text_box(slide: Any, top: Length, height: Length) -> Any:
    """The frame of an empty text box as wide as the slide."""
    box = slide.shapes.add_textbox(LEFT, top, WIDTH - LEFT - RIGHT, height)
    box.text_frame.word_wrap = True
    return box.text_frame


def write(
    paragraph: Any,
    text: str,
    *,
    size: float,
    bold: bool = False,
    colour: RGBColor = INK,
) -> None:
    """Sets a paragraph of plain text."""
    paragraph.alignment = PP_ALIGN.LEFT
    run = paragraph.add_run()
    run.text = one_line(text)
    font = run.font
    font.size, font.bold, font.name = Pt(size), bold, FONT
    font.color.rgb = colour


def title_slide(deck: Deck, pack: Pack) -> None:
    """The week, what happened in it, and whether the customers are invented."""
    slide = deck.slide(f"Weekly review {pack.label}")
    days = text_box(slide, Inches(1.1), Inches(0.5))
    sample = "  ·  sample data, invented customers" if pack.is_sample else ""
    write(days.paragraphs[0], pack.days + sample, size=18, colour=GREY)
    _paragraphs(text_box(slide, BODY_TOP, BODY_HEIGHT), pack.summary, size=18)


def text_slide(deck: Deck, title: str, texts: Sequence[tuple[str, str]]) -> None:
    """Headings with a text each."""
    frame = text_box(deck.slide(title), Inches(1.25), Inches(5.5))
    for place, (heading, text) in enumerate(texts):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(6)
        write(paragraph, heading, size=12, bold=True)
        paragraph.add_line_break()
        write(paragraph, text, size=12)


def table_slides(deck: Deck, table: Table) -> None:
    """A table on as many slides as its rows need."""
    pages = list(_pages(table)) or [()]
    for number, rows in enumerate(pages, start=1):
        part = f" ({number} of {len(pages)})" if len(pages) > 1 else ""
        slide = deck.slide(f"{table.finding}{part}")
        note = text_box(slide, Inches(1.15), Inches(0.4))
        about = f"{table.title}: {table.note}" if table.note else table.title
        write(note.paragraphs[0], about, size=14, colour=GREY)
        if rows:
            _grid(slide, table.columns, rows)


def _paragraphs(frame: Any, texts: Sequence[str], *, size: float) -> None:
    for place, text in enumerate(texts):
        paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(10)
        write(paragraph, text, size=size)


def _pages(table: Table) -> Iterator[tuple[tuple[str, ...], ...]]:
    """Rows slide by slide, by how many lines their longest cell takes."""
    page: list[tuple[str, ...]] = []
    used, rooms = 0, _shares(LETTERS_A_LINE, table.columns, table.rows)
    for row in table.rows:
        lines = max(
            -(-len(_cut(cell)) // room) for cell, room in zip(row, rooms, strict=True)
        )
        if page and used + lines > LINES_A_SLIDE:
            yield tuple(page)
            page, used = [], 0
        page.append(row)
        used += lines
    if page:
        yield tuple(page)


def _grid(
    slide: Any, columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]
) -> None:
    shape = slide.shapes.add_table(
        len(rows) + 1, len(columns), LEFT, BODY_TOP, WIDTH - LEFT - RIGHT, Inches(0.3)
    )
    shape.table.horz_banding = False
    for place, width in enumerate(_shares(WIDTH - LEFT - RIGHT, columns, rows)):
        shape.table.columns[place].width = Length(width)
    for line, cells in enumerate((columns, *rows)):
        for place, text in enumerate(cells):
            _cell(shape.table.cell(line, place), text, is_head=line == 0)


def _cell(cell: Any, text: str, *, is_head: bool) -> None:
    cell.fill.solid()
    cell.fill.fore_color.rgb = LINE if is_head else RGBColor(0xFF, 0xFF, 0xFF)
    cell.margin_top = cell.margin_bottom = Inches(0.03)
    cell.margin_left = cell.margin_right = Inches(0.06)
    paragraph = cell.text_frame.paragraphs[0]
    write(paragraph, _cut(text), size=12, bold=is_head)


def _shares(
    room: int, columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]
) -> list[int]:
    """Parts of a slide's width, each as its column's texts ask for."""
    longest = [
        min(
            WIDEST, max(NARROWEST, *(len(_cut(row[place])) for row in (columns, *rows)))
        )
        for place in range(len(columns))
    ]
    return [room * wish // sum(longest) for wish in longest]


def _cut(text: str) -> str:
    shown = one_line(plain(text))
    return shown if len(shown) <= LONGEST_CELL else f"{shown[: LONGEST_CELL - 1]}…"
