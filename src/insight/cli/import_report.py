"""What an import from the command line did, or would do, with each file."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from insight.cli.import_mapping import in_words

REFUSED, ASKS, HELD_BACK = "refused", "needs an answer", "held back"
STORED, WOULD_STORE, ALREADY = "stored", "would be stored", "in already"
NOTHING = "nothing to store"
_EXIT_CODES = {REFUSED: 1, ASKS: 3}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file for one table.

    `mapping` is what `import_mapping.understood` gives, `words` are the reason words
    that nobody said the meaning of, `as_of` is the last day the files are complete for.
    `rows_in` is `stored` and `refused` and all that was `skipped`, always.
    """

    file: str
    status: str
    table: str | None = None
    profile: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    rows_in: int = 0
    stored: int = 0
    refused: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)
    mapping: Mapping[str, Any] = field(default_factory=dict)
    changes: Mapping[str, int] = field(default_factory=dict)
    changed: tuple[dict[str, Any], ...] = ()
    as_of: str | None = None
    notes: tuple[str, ...] = ()
    words: tuple[dict[str, Any], ...] = ()
    questions: tuple[dict[str, Any], ...] = ()
    refusals: tuple[dict[str, Any], ...] = ()
    problem: str | None = None


def exit_code(outcomes: Sequence[Outcome]) -> int:
    """0 stored, 1 a file was refused as a whole, 3 one needs an answer; 2 is misuse."""
    codes = {_EXIT_CODES.get(outcome.status, 0) for outcome in outcomes}
    return next((code for code in (1, 3) if code in codes), 0)


def as_json(outcomes: Sequence[Outcome]) -> str:
    """The outcomes for programs."""
    return json.dumps([asdict(one) for one in outcomes], ensure_ascii=False, indent=2)


def as_text(outcomes: Sequence[Outcome]) -> str:
    """The outcomes for people."""
    return "\n".join(line for one in outcomes for line in _lines(one))


def _lines(one: Outcome) -> list[str]:
    where = f" -> {one.table}" if one.table else ""
    by = f" ({one.profile})" if one.profile else ""
    lines = [f"{one.file}{where}{by}: {one.status}"]
    if one.encoding:
        apart = f", cells apart by {one.delimiter!r}" if one.delimiter else ""
        lines.append(f"  read as {one.encoding}{apart}")
    lines += [f"  {line}" for line in in_words(one.mapping)]
    if one.rows_in:
        skipped = sum(one.skipped.values())
        lines.append(
            f"  {one.rows_in:,} rows = {one.stored:,} {_would(one)} + "
            f"{one.refused:,} refused + {skipped:,} skipped"
        )
    lines += [f"  skipped: {count:,} {why}" for why, count in one.skipped.items()]
    if one.changes:
        told = (f"{count:,} {what}" for what, count in one.changes.items())
        lines.append(f"  rows: {', '.join(told)}")
    lines += [f"  complete up to {one.as_of}"] if one.as_of else []
    lines += [_changed(**cell) for cell in one.changed]
    lines += [f"  note: {note}" for note in one.notes]
    lines += [_refusal(**refusal) for refusal in one.refusals]
    lines += [f"  question: {asked['sentence']}" for asked in one.questions]
    return lines + ([f"  {one.problem}"] if one.problem else [])


def _would(one: Outcome) -> str:
    return "to store" if one.status == WOULD_STORE else "stored"


def _changed(*, key: str, column: str, old: str | None, new: str | None) -> str:
    return f"  {key}, {column}: {old or 'empty'} → {new or 'empty'}"


def _refusal(*, line: int, column: str | None, value: str | None, reason: str) -> str:
    where = f", {column}" if column else ""
    found = f", found “{value}”" if value is not None else ""
    return f"  line {line}{where}: {reason}{found}"
