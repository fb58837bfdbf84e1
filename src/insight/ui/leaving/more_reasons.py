"""Reasons seen in other ways: by segment, as customers say them, named at all, wanted."""

import polars as pl

from insight.charts.reasons import reason_share_chart
from insight.charts.segments import segment_chart
from insight.formats import count, percent, plural
from insight.metrics.coders import Stated, stated_agreement, stated_pairs
from insight.metrics.named_reasons import named_counts
from insight.metrics.narrow import NOT_KNOWN
from insight.metrics.reasons import Basis, segment_reasons
from insight.metrics.regrettable import regrettable
from insight.remembered import remembered
from insight.taxonomy import reason_of
from insight.ui.components import empty_card, figure_card, in_a_row, table_card
from insight.ui.findings import reasons_finding
from insight.ui.rows import first, without
from insight.ui.view import View
from insight.words import listed

SEGMENTS, NAMED = 6, 10
BY_SEGMENT = "Does it differ by segment?"
STATED = "Do they say what we wrote down?"
AT_ALL = "Which reasons are named at all?"
WANTED = "Did we want to keep them?"
SEGMENT_LIMITS = (
    "Each column is a share of the exits of its own segment and adds up to 100% with "
    "the reasons not drawn. Two segments differ by chance alone, the smaller the more: "
    "hold the intervals in the table against one another before reading a difference. "
    "A segment with few exits prints counts and takes no shade."
)
STATED_LIMITS = (
    "Compared are only records in which both sides name something. Neither is the "
    "truth: customers choose what is easy to say, and we write down what we understood. "
    "Kappa is 1 where both always agree and 0 where they agree as often as chance would."
)
AT_ALL_LIMITS = (
    "An exit can name up to four reasons, so these shares add up to more than 100%. "
    "Contributing reasons are recorded by whoever cared to: a reason named less often "
    "may only be written down less often."
)
WANTED_LIMITS = (
    "Wanted means that the account is marked as a good fit and paid something. “Lost by "
    "us” is a wanted customer who left for a reason that is ours or mixed; “come-back "
    "pool” is a wanted one who left for reasons outside our hands."
)


def more_reason_cards(view: View, *, basis: Basis, frequent: pl.DataFrame) -> None:
    """The four other views of the same exits.

    Args:
        view: The view of the page.
        basis: What is counted.
        frequent: The reasons drawn first on the page (`shortlist` of `reason_counts`).
    """
    with in_a_row(2):
        _segment_card(view, basis=basis, frequent=frequent)
        _stated_card(view)
        _named_card(view, basis=basis)
        _wanted_card(view, basis=basis)


@remembered
def segment_cells(rows: pl.DataFrame, frequent: pl.DataFrame) -> pl.DataFrame:
    """The cells of the `frequent` reasons, of the segments with most exits first."""
    order = frequent.select("code").with_row_index("order")
    largest = (
        rows.filter(pl.col("segment") != NOT_KNOWN)
        .select("segment", "n")
        .unique()
        .sort("n", "segment", descending=[True, False])
        .head(SEGMENTS)
        .with_row_index("column")
    )
    return (
        rows.join(order, on="code")
        .join(largest.drop("n"), on="segment")
        .sort("column", "order")
        .drop("column", "order")
    )


@remembered
def segment_finding(cells: pl.DataFrame) -> str:
    """The most frequent reason of each segment drawn."""
    first = cells.sort("share", descending=True, maintain_order=True).unique(
        "segment", keep="first", maintain_order=True
    )
    said = [
        f"{row['segment']} {row['label']} ({row['exits']} of {row['n']})"
        for row in first.iter_rows(named=True)
    ]
    return f"Most frequent of the reasons drawn, by segment: {listed(said)}."


def stated_words(found: Stated) -> str:
    """How often the customer's reason and ours agree."""
    codes, hands = found.codes, found.control
    return (
        f"{count(found.stated)} of {plural(found.records, 'exit record')} hold what the "
        f"customer said · of {count(found.compared)} with both, {count(codes.agreed)} "
        f"agree in the reason ({percent(codes.agreed / codes.n)}, kappa "
        f"{codes.kappa.value:.2f}) and {count(hands.agreed)} of {count(hands.n)} in "
        "whose control it was"
    )


@remembered
def pair_rows(pairs: pl.DataFrame) -> pl.DataFrame:
    """`stated_pairs` in words: what we recorded, what they said, whether that agrees."""
    words = {
        side: pl.col(side).map_elements(_label, return_dtype=pl.String)
        for side in ("recorded", "stated")
    }
    same = pl.col("recorded") == pl.col("stated")
    return pairs.select(
        words["recorded"].alias("we_recorded"),
        words["stated"].alias("they_said"),
        "exits",
        agree=pl.when(same).then(pl.lit("yes")).otherwise(pl.lit("no")),
    )


def _segment_card(view: View, *, basis: Basis, frequent: pl.DataFrame) -> None:
    rows = view.measure(segment_reasons, basis=basis)
    cells = segment_cells(rows, frequent)
    if cells.is_empty():
        empty_card(BY_SEGMENT, file="accounts", otherwise="It needs a segment.")
        return
    figure_card(
        BY_SEGMENT,
        segment_chart(cells, palette=view.palette, choices=view.choices),
        without(rows, "code"),
        note=view.note(
            segment_finding(cells),
            "share of the exits of each segment",
            f"the {SEGMENTS} largest segments, the reasons above",
            limits=SEGMENT_LIMITS,
        ),
    )


def _stated_card(view: View) -> None:
    found = view.measure(stated_agreement)
    if not found.compared:
        empty_card(STATED, file="exits", otherwise="It needs stated_reason_code.")
        return
    pairs = pair_rows(view.measure(stated_pairs))
    words = stated_words(found)
    table_card(STATED, pairs, note=view.note(f"{words}.", words, limits=STATED_LIMITS))


def _named_card(view: View, *, basis: Basis) -> None:
    counts = view.measure(named_counts, basis=basis)
    named = first(_with_control(counts), NAMED)
    figure_card(
        AT_ALL,
        reason_share_chart(named, palette=view.palette, choices=view.choices),
        without(counts, "code"),
        note=view.note(
            reasons_finding(named),
            f"primary or contributing, share of {plural(int(counts['n'].max() or 0), 'exit')}",  # type: ignore[arg-type]
            f"95% interval, the first {NAMED}",
            limits=AT_ALL_LIMITS,
        ),
    )


def _wanted_card(view: View, *, basis: Basis) -> None:
    cells = view.measure(regrettable, basis=basis)
    if not _is_known(cells):
        empty_card(WANTED, file="accounts", otherwise="It needs the column fit.")
        return
    words = wanted_words(cells)
    table_card(
        WANTED,
        _some(cells),
        note=view.note(f"{words}.", words, limits=WANTED_LIMITS),
    )


@remembered
def wanted_words(cells: pl.DataFrame) -> str:
    """How many wanted customers were lost by us, and how many may come back."""
    totals = dict(cells.group_by("kind").agg(pl.col("exits").sum()).rows())
    n = int(cells["exits"].sum())
    return (
        f"of {plural(n, 'exit')}: {count(totals['lost by us'])} lost by us, "
        f"{count(totals['come-back pool'])} in the come-back pool, "
        f"{count(totals['fine'])} not wanted, {count(totals['not known'])} not known"
    )


@remembered
def _with_control(counts: pl.DataFrame) -> pl.DataFrame:
    control = pl.col("code").map_elements(_control, return_dtype=pl.String)
    return counts.with_columns(control=control)


@remembered
def _some(cells: pl.DataFrame) -> pl.DataFrame:
    return cells.filter(pl.col("exits") > 0).select(
        "wanted", "hands", "kind", "exits", "share", "mrr", "n"
    )


@remembered
def _is_known(cells: pl.DataFrame) -> bool:
    return bool(cells.filter(pl.col("wanted") != "not known")["exits"].sum())


def _label(code: str) -> str:
    return reason_of(code).label


def _control(code: str) -> str:
    return str(reason_of(code).control)
