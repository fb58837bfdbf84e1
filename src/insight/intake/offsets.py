"""Moments that say how far their clock is from UTC, as days of the reporting time zone."""

import polars as pl

_MOMENT = (
    r"^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(?::\d{2}(?:[.,]\d+)?)? ?"
    r"(Z|z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)$"
)
_OTHER = r"[+-](?:\d*[1-9]\d*:?\d*|\d+:?\d*[1-9]\d*)$"
UTC = "UTC"


def has_moments(cells: pl.Series, *, zone: str) -> bool:
    """Is the day of any cell another one, or may it be, in the reporting time zone?"""
    moments = cells.drop_nulls().str.extract(_MOMENT, 3).drop_nulls()
    return bool(len(moments) and (zone != UTC or moments.str.contains(_OTHER).any()))


def in_time_zone(cells: pl.Series, *, zone: str) -> pl.Series:
    """Cells with moments as the days they are in a time zone; the others as they are."""
    if not has_moments(cells, zone=zone):
        return cells
    name = cells.name
    day, clock, offset = (pl.col(name).str.extract(_MOMENT, n) for n in (1, 2, 3))
    digits = offset.str.replace_all(r"\D", "").str.pad_end(4, "0")
    minutes = (
        digits.str.slice(0, 2).cast(pl.Int64, strict=False).fill_null(0) * 60
        + digits.str.slice(2, 2).cast(pl.Int64, strict=False).fill_null(0)
    ) * pl.when(offset.str.starts_with("-")).then(-1).otherwise(1)
    there = pl.concat_str(day, clock, separator=" ").str.to_datetime(
        "%Y-%m-%d %H:%M", strict=False
    )
    moment = (there - pl.duration(minutes=minutes)).dt.replace_time_zone(UTC)
    local = moment.dt.convert_time_zone(zone).dt.date().cast(pl.String)
    return cells.to_frame().select(pl.coalesce(local, pl.col(name)))[name]
