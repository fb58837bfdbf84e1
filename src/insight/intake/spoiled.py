"""Text that a spreadsheet has spoiled: errors in cells, ids cut to 15 digits or fewer."""

import polars as pl

NOT_AVAILABLE = "#N/A"
_FAILED = r"^#(DIV/0!|REF!|VALUE!|NAME\?|NUM!|NULL!|CALC!|SPILL!)$"
_CUT = r"^[+-]?\d(\.\d+)?E\+\d{2,}$"


def without_spoiled(cells: pl.Series, *, field: str) -> pl.Series:
    """The cells of a text field; null where a spreadsheet has spoiled one."""
    failed = cells.filter(cells.str.starts_with("#")).unique()
    spoiled = failed.filter(failed.str.contains(_FAILED))
    if _is_id(field):
        long = cells.filter(cells.str.contains("E+", literal=True)).unique()
        spoiled = spoiled.append(long.filter(long.str.contains(_CUT)))
    return cells.replace(spoiled, None) if len(spoiled) else cells


def expected_text(field: str) -> str:
    """What a text field holds unspoiled, to follow “Expected”."""
    if _is_id(field):
        return "an id in full: a spreadsheet has shortened it or left an error there"
    return "text: a spreadsheet has left an error there"


def _is_id(field: str) -> bool:
    return field.endswith("_id")
