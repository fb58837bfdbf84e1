"""What a review consists of, before it becomes a deck, a page or a mail."""

from dataclasses import dataclass
from datetime import date

from insight.review.cards import Card
from insight.review.signals import Signal


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text; `empty` stands there when there are none.

    `finding` is the title of their slide; without one they have no slide.
    """

    title: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str
    finding: str = ""


@dataclass(frozen=True, slots=True)
class Pack:
    """One weekly review, ready to be printed.

    Attributes:
        label: The week, for example "2026-W07".
        days: Its days in words.
        as_of: The day its numbers are true for.
        basis: What is printed on every part: as_of, grace, filters, whose knowledge.
        summary: What happened, in sentences.
        signals: The four measures over time.
        cards: The exits of the week.
        exits_note: How many they are, and of which period.
        tables: Returns, promises due, decisions, and what was restated.
        definitions: Heading and meaning of each number.
        is_sample: Whether the customers are invented.
    """

    label: str
    days: str
    as_of: date
    basis: tuple[str, ...]
    summary: tuple[str, ...]
    signals: tuple[Signal, ...]
    cards: tuple[Card, ...]
    exits_note: str
    tables: tuple[Table, ...]
    definitions: tuple[tuple[str, str], ...]
    is_sample: bool
