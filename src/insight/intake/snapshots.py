"""A list with one row per subscription: it adds to what is known of it, and no more.

Such a list says how each subscription is on the day it is complete up to. Of one that
is not known yet it tells the whole life; one that is known has its history, and what
differs since begins on its own day, or on that of the list.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import polars as pl

from insight.intake.checked import Checked
from insight.intake.lives import stretches
from insight.intake.turns import COMPARED, KNOWN, PRICE, turns

_KEY = "phase_id"
_START, _END = pl.col("start_date"), pl.col("end_date")


def from_as_of(checked: Checked, as_of: date, *, since: date | None = None) -> Checked:
    """The file as phases of subscriptions, after what is known of them.

    Args:
        checked: A list of subscriptions, or any other file, which stays as it is.
        as_of: The day the file is complete up to.
        since: The day up to which subscriptions are known already, None for not at all.
    """
    if checked.days is None or checked.known is None:
        return checked
    lives = stretches(checked.accepted, checked.days, as_of=as_of)
    now = lives.group_by("row", maintain_order=True).last()
    is_known = checked.accepted[_KEY].is_in(checked.known[_KEY].implode())
    told = _with_lives(checked, lives, now, is_new=~is_known)
    if not is_known.any():
        return told
    found = turns(
        told.accepted,
        checked.known,
        now["start_date"],
        as_of=as_of,
        since=since or as_of,
    )
    return _with_turns(told, found, as_of=as_of)


def _with_lives(
    checked: Checked, lives: pl.DataFrame, now: pl.DataFrame, *, is_new: pl.Series
) -> Checked:
    """The whole lives of subscriptions that nobody told of before."""
    is_last = (lives["row"] != lives["row"].shift(-1)).fill_null(value=True)
    is_of_new = lives["row"].is_in(is_new.arg_true().implode())
    earlier = lives.filter(~is_last & is_of_new).select(checked.accepted.columns)
    is_later = is_new & (now["start_date"] != checked.accepted["start_date"])
    latest = {name: now[name] for name in ("status", "end_date")}
    differs = is_new & _differs(checked.accepted, latest)
    told = checked.with_rows(lambda rows: _put(rows, latest, differs))
    told = told.with_rows(lambda rows: _begun(rows, now["start_date"], is_later))
    begun = pl.repeat(value=True, n=earlier.height, eager=True)
    return replace(told, earlier=_begun(earlier, earlier["start_date"], begun))


def _with_turns(checked: Checked, found: pl.DataFrame, *, as_of: date) -> Checked:
    """Known subscriptions with what differs from the day on which it does."""
    was = {name: found[f"{name}{KNOWN}"] for name in COMPARED}
    price = {name: was[name] for name in PRICE}
    is_back = found["back"].is_not_null()
    stays = found["stays"] & ~is_back
    checked = checked.with_rows(
        lambda rows: _put(
            _put(rows, price | {"status": was["status"]}, stays),
            {"end_date": was["end_date"]},
            found["older"],
        )
    ).with_rows(lambda rows: _begun(rows, found["back"], is_back))
    checked, closed = _split(
        checked, price | {"status": was["status"]}, found["turned"]
    )
    day = pl.repeat(as_of, found.height, dtype=pl.Date, eager=True)
    is_priced = (
        found["is_known"] & ~stays & ~is_back & _differs(checked.accepted, price)
    )
    repriced = pl.select(pl.when(is_priced).then(day)).to_series()
    checked, middle = _split(checked, price, repriced)
    is_new = ~middle[_KEY].is_in(found[_KEY].implode())
    return replace(
        checked.with_rows(_without_ends_before_the_start),
        closed=pl.concat([*_present(checked.closed), closed, middle.filter(~is_new)]),
        earlier=pl.concat([*_present(checked.earlier), middle.filter(is_new)]),
    )


def _present(*frames: pl.DataFrame | None) -> list[pl.DataFrame]:
    return [frame for frame in frames if frame is not None]


def _split(
    checked: Checked, was: Mapping[str, pl.Series], day: pl.Series
) -> tuple[Checked, pl.DataFrame]:
    """Rows that run on that day begin on it; and what they were like until then."""
    rows = checked.accepted.with_columns(day=day)
    runs = rows.select(
        ((pl.col("day") > _START) & (pl.col("day") < _END).fill_null(value=True))
        .fill_null(value=False)
        .alias("runs")
    )["runs"]
    until = _put(checked.accepted, {**was, "end_date": day}, runs).filter(runs)
    return checked.with_rows(lambda told: _begun(told, day, runs)), until


def _put(
    rows: pl.DataFrame, values: Mapping[str, pl.Series], where: pl.Series
) -> pl.DataFrame:
    return rows.with_columns(
        pl.when(where).then(value).otherwise(name).alias(name)
        for name, value in values.items()
    )


def _begun(rows: pl.DataFrame, day: pl.Series, where: pl.Series) -> pl.DataFrame:
    """Rows as phases that begin on a day, each under an id of its own."""
    key = pl.concat_str("subscription_id", day.dt.to_string("%Y-%m-%d"), separator="/")
    return _put(rows, {"start_date": day}, where).with_columns(
        pl.when(where).then(key).otherwise(_KEY).alias(_KEY)
    )


def _differs(rows: pl.DataFrame, values: Mapping[str, pl.Series]) -> pl.Series:
    found = pl.DataFrame(
        [(rows[name] != value).fill_null(value=False) for name, value in values.items()]
    )
    return found.select(pl.any_horizontal(pl.all())).to_series()


def _without_ends_before_the_start(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(
        pl.when(_END < _START).then(_START).otherwise(_END).alias("end_date")
    )
