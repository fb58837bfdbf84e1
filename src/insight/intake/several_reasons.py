"""A cell that names several reasons: the first is the main one, the others contribute."""

from dataclasses import replace

from insight.intake.mapping import Mapping
from insight.intake.text_table import TextTable
from insight.intake.vocabulary import SEPARATORS, split_words

_MOST_CONTRIBUTING = 3


def with_reasons_apart(text: TextTable, mapping: Mapping) -> tuple[TextTable, Mapping]:
    """File and mapping with reasons of one cell in two columns, where there are such.

    The first reason of a cell goes to `reason_code`, up to three more to
    `contributing_reason_codes`, unless a column of its own holds those.
    """
    column = mapping.columns.get("reason_code")
    if column is None or "contributing_reason_codes" in mapping.columns:
        return text, mapping
    cells = text.rows[column]
    if not text.distinct(column).cells.str.contains(SEPARATORS).any():
        return text, mapping
    words = split_words(cells)
    main, others = f"{column}: the first", f"{column}: the others"
    rest = words.list.slice(1, _MOST_CONTRIBUTING).list.join("|").replace("", None)
    rows = text.rows.with_columns(words.list.first().alias(main), rest.alias(others))
    note = (
        f"“{column}” names several reasons in a cell: the first counts as the main one, "
        "the others as contributing."
    )
    columns = mapping.columns | {
        "reason_code": main,
        "contributing_reason_codes": others,
    }
    split = replace(
        text,
        rows=rows,
        columns=tuple(rows.columns),
        notes=(*text.notes, note),
        made={**text.made, main: (column,), others: (column,)},
    )
    return split, replace(mapping, columns=columns)
