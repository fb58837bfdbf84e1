"""What came of one file: accepted rows, refused cells, and everything counted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from insight.intake.mapped_file import MappedFile
from insight.intake.refusals import are_among, by_line

COPIES = "exact copies of an earlier row"


@dataclass(frozen=True, slots=True)
class Checked:
    """One file after validation.

    Attributes:
        name: File name as given.
        table: The table it fills.
        rows_in: Records below the header.
        accepted: Typed exactly as the table's schema.
        lines: Line of each accepted row, parallel to `accepted`.
        refused: One row per refused cell or rule (`REFUSED` columns).
        skipped: What was left out on purpose, and how many records of it.
        notes: What a person should know, in sentences.
        alone: The accepted rows as the file alone tells them, parallel to `accepted`;
            empty where only a default fills a cell.
        made: The accounts that are made from its rows, as a file of their own.
        is_whole: Whether a person said that it is the whole list; None for not asked.
        removed: Ids of known rows that are gone from a whole list.
        known: Phases that are known of the subscriptions of which it has one row each;
            None where it tells their history itself.
        days: What such a row says of the days on which something changed
            (`lives.DAYS`), parallel to `accepted`.
        closed: Known phases that end where the file has another price or status, or on
            the day that a person said of what a whole list lacks.
        earlier: Further phases of its subscriptions, before those of `accepted`.
    """

    name: str
    table: str
    rows_in: int
    accepted: pl.DataFrame
    lines: pl.Series
    refused: pl.DataFrame
    skipped: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    alone: pl.DataFrame | None = None
    made: "tuple[MappedFile, Checked] | None" = None
    is_whole: bool | None = None
    removed: tuple[str, ...] = ()
    known: pl.DataFrame | None = None
    days: pl.DataFrame | None = None
    closed: pl.DataFrame | None = None
    earlier: pl.DataFrame | None = None

    @property
    def rows_refused(self) -> int:
        """Records with at least one reason against them."""
        return self.refused["line"].n_unique()

    def without(self, refused: pl.DataFrame) -> "Checked":
        """The same file with more rows refused."""
        stays = ~are_among(self.lines, refused["line"])
        return replace(self.only(stays), refused=by_line([self.refused, refused]))

    def without_copies(self, lines: pl.Series) -> "Checked":
        """The same file with rows left out that an earlier file of the drop has."""
        stays = ~are_among(self.lines, lines)
        copies = self.skipped.get(COPIES, 0) + int((~stays).sum())
        skipped = {**self.skipped, COPIES: copies} if copies else self.skipped
        return replace(self.only(stays), skipped=skipped)

    def only(self, stays: pl.Series) -> "Checked":
        """The same file with the accepted rows for which `stays` holds."""
        return replace(
            self,
            accepted=self.accepted.filter(stays),
            lines=self.lines.filter(stays),
            alone=None if self.alone is None else self.alone.filter(stays),
            days=None if self.days is None else self.days.filter(stays),
        )

    def with_rows(self, change: Callable[[pl.DataFrame], pl.DataFrame]) -> "Checked":
        """The same file with each accepted row changed, also as the file alone tells it."""
        alone = None if self.alone is None else change(self.alone)
        return replace(self, accepted=change(self.accepted), alone=alone)

    def with_notes(self, *notes: str) -> "Checked":
        """The same file with more to know about it."""
        return replace(self, notes=(*self.notes, *notes))

    @property
    def written(self) -> pl.DataFrame:
        """Every row that the file writes: its own, and phases before them."""
        others = [one for one in (self.closed, self.earlier) if one is not None]
        return pl.concat([self.accepted, *others])

    def require_conservation(self) -> None:
        """Stop where a record got lost.

        Raises:
            RuntimeError: Records in are not records accepted, refused and skipped.
        """
        out = self.accepted.height + self.rows_refused + sum(self.skipped.values())
        if self.rows_in != out:
            raise RuntimeError(
                f"{self.rows_in} records came in, {out} are accounted for."
            )
