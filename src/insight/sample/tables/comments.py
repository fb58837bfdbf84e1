"""What leavers write: sentences that fit the reason, kept in comments.csv."""

from pathlib import Path

import numpy as np
import polars as pl

from insight.sample.draws import Texts, chosen_by, happens

_FILE = Path(__file__).with_name("comments.csv")
_CLOSINGS = {
    "Thank you for everything.": 0.3,
    "We may be back one day.": 0.2,
    "Please send us our data.": 0.15,
    "It was not an easy decision.": 0.15,
    "Please confirm the end date.": 0.1,
    "Sorry to go.": 0.1,
}
_CLOSING_SHARE = 0.25


def comments(rng: np.random.Generator, *, codes: Texts) -> Texts:
    """A sentence per reason code, at times with a closing one."""
    sentences = pl.read_csv(_FILE)
    by_code = {
        str(code): dict.fromkeys(group["comment"].to_list(), 1.0)
        for (code,), group in sentences.group_by("reason_code", maintain_order=True)
    }
    english = sentences.filter(pl.col("language") == "en")["comment"].to_list()
    said = chosen_by(rng, by_code, keys=codes)
    closing = np.isin(said, english) & happens(rng, np.full(len(said), _CLOSING_SHARE))
    farewell = chosen_by(rng, {"": _CLOSINGS}, keys=np.full(len(said), ""))
    return np.where(closing, said + ". " + farewell, said)
