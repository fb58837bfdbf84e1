"""Invented names of companies and people; none of them is meant to exist."""

import tomllib
from itertools import product
from pathlib import Path

import numpy as np

from insight.sample.draws import Texts

_WORDS = tomllib.loads(Path(__file__).with_name("names.toml").read_text("utf-8"))
_TRADES: dict[str, list[str]] = _WORDS["trades"]
INDUSTRIES = tuple(_TRADES)
MANAGERS = tuple(_WORDS["managers"])
COMPETITORS = tuple(_WORDS["competitors"])
SUITES = tuple(_WORDS["suites"])


def companies(rng: np.random.Generator, *, industries: Texts) -> Texts:
    """A different name for each company, with a word of its trade in it."""
    parts = (_WORDS["starts"], _WORDS["middles"], _WORDS["ends"])
    stems = ["".join(stem) for stem in product(*parts)]
    order = rng.permutation(len(stems) * 4)
    cycle, position = np.divmod(np.arange(len(industries)), len(order))
    stem, word = np.divmod(order[position], 4)
    return np.array(
        [
            f"{stems[at]} {_TRADES[trade][which]}" + (f" {again + 1}" if again else "")
            for at, which, trade, again in zip(
                stem, word, industries, cycle, strict=True
            )
        ]
    )


def people(rng: np.random.Generator, *, count: int) -> Texts:
    """A given name and an initial for each person; they repeat."""
    given = rng.choice(np.array(_WORDS["given"]), size=count)
    initial = rng.choice(np.array(list(_WORDS["initials"])), size=count)
    return np.array(
        [f"{name} {letter}." for name, letter in zip(given, initial, strict=True)]
    )
