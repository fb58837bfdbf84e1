"""The review as a PowerPoint deck whose charts can be edited."""

from io import BytesIO

from pptx import Presentation

from insight.review.deck_charts import signal_slide
from insight.review.deck_slides import Deck, table_slides, text_slide, title_slide
from insight.review.pack import Pack, Table

READ_ALOUD = 4


def deck(pack: Pack) -> bytes:
    """A .pptx file: the week in sentences, unusual signals, exits, tables, an appendix.

    Nothing usual or empty has a slide. Charts are PowerPoint's own, with their numbers in
    an embedded workbook. Every slide says what its numbers rest on.
    """
    made = Deck.begin(Presentation(), footer=" · ".join((pack.label, *pack.basis)))
    title_slide(made, pack)
    for signal in pack.signals:
        if signal.is_unusual:
            signal_slide(made, signal)
    for table in (_exits(pack), *pack.tables):
        if table.rows and table.finding:
            table_slides(made, table)
    text_slide(made, "Appendix: what the numbers mean", pack.definitions)
    file = BytesIO()
    made.presentation.save(file)
    return file.getvalue()


def _exits(pack: Pack) -> Table:
    """The cards as rows: who and how much, when, what was said, recorded and promised."""
    headings = (
        tuple(heading for heading, _ in pack.cards[0].lines[:READ_ALOUD])
        if pack.cards
        else ()
    )
    return Table(
        title="Exits",
        note=pack.exits_note,
        columns=("Account", "MRR", *headings),
        rows=tuple(
            (card.name, card.mrr, *(text for _, text in card.lines[:READ_ALOUD]))
            for card in pack.cards
        ),
        empty="Nobody left in this week.",
        finding=pack.exits_note,
    )
