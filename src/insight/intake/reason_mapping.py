"""The reason words of a file that nobody has said the meaning of yet."""

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as ReadOnly
from dataclasses import replace

import polars as pl

from insight.intake.evidence import present
from insight.intake.mapping import Mapping
from insight.intake.names import plain_name
from insight.intake.suggesting import suggested_reason
from insight.intake.text_table import TextTable, counted
from insight.intake.vocabulary import REASON_FIELDS, words_in
from insight.taxonomy import reasons

WORDS = {
    "word": pl.String,
    "rows": pl.Int64,
    "means": pl.String,
    "suggestion": pl.String,
}
_LISTED, _SUGGESTED = 5, 300


def reason_words(text: TextTable, mapping: Mapping) -> pl.DataFrame:
    """Every reason word of a file, those without a meaning first, then by rows.

    Returns:
        `word`, `rows` that have it, `means`, the code it becomes or the word itself
        where somebody left it so, null where nobody said; `suggestion`, a code for a
        word without a meaning, null where none is near.
    """
    parts = [_counted(text, mapping, field) for field in _fields(mapping)]
    if not parts:
        return pl.DataFrame(schema=WORDS)
    counts = pl.concat(parts).group_by("word").agg(pl.col("rows").max())
    means = {w: code for f in _fields(mapping) for w, code in _meant(mapping, f)}
    means = {code: code for code in reasons()} | means
    said = pl.col("word").replace_strict(means, default=None, return_dtype=pl.String)
    ordered = counts.with_columns(pl.col("rows").cast(pl.Int64), means=said).sort(
        pl.col("means").is_not_null(), -pl.col("rows"), "word"
    )
    return ordered.with_columns(suggestion=_suggested(ordered))


def unmapped_words(text: TextTable, mapping: Mapping) -> pl.DataFrame:
    """The rows of `reason_words` without a meaning."""
    return reason_words(text, mapping).filter(pl.col("means").is_null())


def with_reasons_said(
    text: TextTable, mapping: Mapping, said: ReadOnly[str, str]
) -> Mapping:
    """The mapping with what words mean, in each column of reasons that has them.

    Args:
        text: The file.
        mapping: How it fills its table.
        said: Word to code, or to itself where it stays as it is.
    """
    values = dict(mapping.values)
    for field in _fields(mapping):
        there = set(_present(text, mapping, field))
        added = {word: code for word, code in said.items() if word in there}
        if added:
            values[field] = {**values.get(field, {}), **added}
    return replace(mapping, values=values)


def code_of(answer: str) -> str | None:
    """The code that an answer names, by code or label; None where there is no such."""
    plain = plain_name(answer)
    labels = {plain_name(reason.label): code for code, reason in reasons().items()}
    return plain if plain in reasons() else labels.get(plain)


def unmapped_sentence(words: pl.DataFrame) -> str:
    """How many words and rows have no meaning yet, with the most frequent ones."""
    rows = words.head(_LISTED).iter_rows(named=True)
    listed = ", ".join(_listed(**row) for row in rows)
    more = f" and {words.height - _LISTED:,} more" if words.height > _LISTED else ""
    are = "is" if words.height == 1 else "are"
    return (
        f"{counted(words.height, 'reason word')} {are} not mapped "
        f"({counted(int(words['rows'].sum()), 'row')}) and kept as written: "
        f"{listed}{more}."
    )


def _listed(*, word: str, rows: int, suggestion: str | None, **_: object) -> str:
    perhaps = f", perhaps {suggestion}" if suggestion else ""
    return f"“{word}” ({counted(rows, 'row')}{perhaps})"


def _fields(mapping: Mapping) -> Iterator[str]:
    return (field for field in REASON_FIELDS if field in mapping.columns)


def _present(text: TextTable, mapping: Mapping, field: str) -> Iterable[str]:
    return words_in(text.distinct(mapping.columns[field]).cells, field)


def _counted(text: TextTable, mapping: Mapping, field: str) -> pl.DataFrame:
    words = present(words_in(text.rows[mapping.columns[field]], field))
    return words.alias("word").value_counts(name="rows")


def _meant(mapping: Mapping, field: str) -> Iterable[tuple[str, str]]:
    return mapping.values.get(field, {}).items()


def _suggested(words: pl.DataFrame) -> pl.Series:
    """A suggestion for each of the first words without a meaning."""
    first = words.head(_SUGGESTED).filter(pl.col("means").is_null())["word"]
    found = [suggested_reason(word) for word in first]
    rest = [None] * (words.height - len(found))
    return pl.Series("suggestion", [*found, *rest], dtype=pl.String)
