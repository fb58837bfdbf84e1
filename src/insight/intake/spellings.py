"""Ids and names of customers made comparable, however they are spelled."""

import polars as pl

_FORMS = (
    "ab ag aps as asa bv bvba co corp corporation company cv doo eg eirl eireli ev eurl "
    "gbr gmbh inc incorporated kft kg kgaa limited lda ltd ltda llc llp lp mbh nv ohg oy "
    "oyj plc pte pty pvt sa sac sapa sarl sas sasu sau se sgps sl slu snc spa spj srl sro "
    "ug vof zoo zrt and und et e y the"
)
"""Legal forms and joining words, in lower case without marks."""
_FORM = rf"\b(?:{'|'.join(_FORMS.split())})\b"
_MARKS = r"[^\p{L}\p{N}]+"


def id_key(ids: pl.Expr, *, is_marked: bool = False) -> pl.Expr:
    """Ids without case and blanks, and without marks and leading zeros.

    Args:
        ids: The ids.
        is_marked: Marks and zeros tell ids apart, so they stay.
    """
    folded = ids.str.to_lowercase().str.replace_all(r"\s+", "")
    if is_marked:
        return folded
    bare = folded.str.replace_all(_MARKS, "").str.replace(r"^0+(\d+)$", "$1")
    return pl.when(bare == "").then(folded).otherwise(bare)


def name_key(names: pl.Expr) -> pl.Expr:
    """Names in lower case without accents, marks, blanks and legal form."""
    folded = names.str.to_lowercase().str.replace_all("ß", "ss").str.normalize("NFKD")
    words = folded.str.replace_all(r"\p{M}+|[.'’]", "").str.replace_all(_MARKS, " ")
    plain = words.str.replace_all(_FORM, " ").str.replace_all(" ", "")
    return pl.when(plain == "").then(words.str.replace_all(" ", "")).otherwise(plain)
