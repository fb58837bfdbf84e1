"""Chance, in the forms the generator needs it, and the names of its arrays."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import polars as pl

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.str_]


def stream(seed: int, noun: str) -> np.random.Generator:
    """A source of chance per noun, so that a change to one leaves the others alone."""
    return np.random.default_rng([seed, *noun.encode()])


def happens(rng: np.random.Generator, probability: Floats) -> Bools:
    """Whether each of some independent events takes place."""
    return rng.random(len(probability)) < probability


def chosen(
    rng: np.random.Generator, shares: Mapping[str, float], *, count: int
) -> Texts:
    """Independent picks among the keys of `shares`, in proportion to their values."""
    weights = np.array(list(shares.values()))
    return rng.choice(np.array(list(shares)), size=count, p=weights / weights.sum())


def chosen_by(
    rng: np.random.Generator,
    tables: Mapping[str, Mapping[str, float]],
    *,
    keys: Texts,
) -> Texts:
    """One pick per key, from the shares that belong to it; "" for a key without any."""
    words = [""]
    picks = np.zeros(len(keys), dtype=np.int64)
    for key in sorted(set(keys.tolist())):
        shares = tables.get(key, {"": 1.0})
        mine = np.flatnonzero(keys == key)
        weights = np.array(list(shares.values()))
        drawn = rng.choice(len(shares), size=len(mine), p=weights / weights.sum())
        picks[mine] = len(words) + drawn
        words.extend(shares)
    return np.array(words)[picks]


def looked_up(values: Mapping[str, float], keys: Texts) -> Floats:
    """The value of each key; 0 for a key that has none."""
    found = np.zeros(len(keys))
    for key, value in values.items():
        found[keys == key] = value
    return found


def empty_as_null(words: Texts) -> pl.Series:
    """The words as a column in which "" is empty."""
    return pl.Series(words, dtype=pl.String).replace("", None)
