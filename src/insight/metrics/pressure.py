"""Pressure: how often an offer was shown in one request, in words."""

import narwhals as nw

PRESENTED = {0: "not shown", 1: "once", 2: "twice"}
MORE_OFTEN = "3 times or more"


def presented_words(times: nw.Expr) -> nw.Expr:
    """How often an offer was shown, as the name of a group; "not known" where null."""
    often = nw.when(times > max(PRESENTED)).then(nw.lit(MORE_OFTEN))
    said = (nw.when(times == n).then(nw.lit(w)) for n, w in PRESENTED.items())
    return nw.coalesce(*said, often, nw.lit("not known"))
