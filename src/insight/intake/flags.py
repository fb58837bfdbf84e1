"""Yes and no, and whole numbers, from text."""

import polars as pl

_YES = ["true", "t", "yes", "y", "1", "1.0", "on", "ja", "oui", "sí", "si", "sì", "sim"]
_NO = ["false", "f", "no", "n", "0", "0.0", "off", "nein", "non", "nee", "não", "nao"]


def parse_flags(cells: pl.Series) -> pl.Series:
    """True or false for TRUE, yes, 1 and their like; null for anything else."""
    words = dict.fromkeys(_YES, True) | dict.fromkeys(_NO, False)
    plain = cells.str.to_lowercase()
    return plain.replace_strict(words, default=None, return_dtype=pl.Boolean)


def parse_counts(cells: pl.Series) -> pl.Series:
    """Whole numbers; 3.0 is one, 3.5 and 1e3 are not."""
    whole = cells.str.extract(r"^([+-]?\d+)(\.0+)?$", 1)
    return whole.str.strip_prefix("+").cast(pl.Int64, strict=False)
