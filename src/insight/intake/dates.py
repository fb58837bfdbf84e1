"""Dates from text: the order of day and month is decided by all values of a column."""

import polars as pl

from insight.intake.evidence import MIXED, Evidence, evidence_of, present
from insight.intake.month_names import month_pattern, months_by_name

DAY_FIRST = "day_first"
MONTH_FIRST = "month_first"
FIRST_YEAR = 1990
LAST_YEAR = 2099

_TIME = (
    r"[T ]+\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)? ?([AaPp]\.?[Mm]\.?)? ?"
    r"(Z|[A-Z]{3,5}|[+-]\d{2}:?(\d{2})?)?$"
)
_YEAR_FIRST = r"^(\d{4}-\d{1,2}-\d{1,2}|\d{4}/\d{1,2}/\d{1,2}|\d{4}\.\d{1,2}\.\d{1,2})$"
_YEAR_LAST = r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})$"
_COMPACT = r"^(19|20)\d{6}$"
_SERIAL = r"^[3-6]\d{4}(\.\d+)?$"
_EPOCH = r"^1\d{9}(\d{3})?$"
_MILLISECONDS = r"^1\d{12}$"
_YEARS = r"(\d{4}|\d{2})"
_EXCEL_DAY_ZERO = pl.lit("1899-12-30").str.to_date()
_MONTHS = 12
_CENTURY = 100
_PIVOT = 70
_MILLI = 1_000


def date_evidence(cells: pl.Series) -> Evidence:
    """Does a column prove day-first (27/10/2024) or month-first (10/27/2024)?"""
    parts = _parts(present(cells)).with_columns(is_either=_is_either())
    return evidence_of(
        parts,
        first=(DAY_FIRST, _fits_day_first() & ~_fits_month_first()),
        second=(MONTH_FIRST, _fits_month_first() & ~_fits_day_first()),
    )


def parse_dates(cells: pl.Series, *, reading: str) -> pl.Series:
    """Dates of distinct cells; null where a cell is no date from 1990 to 2099.

    Args:
        cells: Text, with or without a time of day, which is dropped.
        reading: DAY_FIRST, MONTH_FIRST or MIXED, where a cell that fits both
            and differs is no date.
    """
    parts = _parts(cells.alias("cell"))
    has_words = cells.str.contains(r"\p{L}{3,}").any()
    in_words = [_in_words()] if has_words else []
    dates = parts.select(
        date=pl.coalesce(
            _year_first(), _year_last(reading), _compact(), *in_words, _number()
        )
    )["date"]
    is_plausible = dates.dt.year().is_between(FIRST_YEAR, LAST_YEAR)
    return dates.zip_with(
        is_plausible.fill_null(value=False), pl.Series([None], dtype=pl.Date)
    )


def has_time(cells: pl.Series) -> bool:
    """Does any cell carry a time of day beside its date?"""
    return bool(cells.str.contains(_TIME).any())


def has_serials(cells: pl.Series) -> bool:
    """Is any cell a date as Excel counts days?"""
    return bool(cells.str.contains(_SERIAL).any())


def _parts(cells: pl.Series) -> pl.DataFrame:
    day = pl.col("cell").str.replace(_TIME, "").alias("day")
    pair = [
        pl.col("day").str.extract(_YEAR_LAST, group).cast(pl.Int64).alias(name)
        for group, name in ((1, "one"), (2, "two"), (3, "year"))
    ]
    return cells.to_frame().with_columns(day).with_columns(pair)


def _fits_day_first() -> pl.Expr:
    return pl.col("two") <= _MONTHS


def _fits_month_first() -> pl.Expr:
    return pl.col("one") <= _MONTHS


def _is_either() -> pl.Expr:
    differs = pl.col("one") != pl.col("two")
    return (_fits_day_first() & _fits_month_first() & differs).fill_null(value=False)


def _year_first() -> pl.Expr:
    numbers = pl.col("day").str.extract_all(r"\d+")
    year, month, day = (numbers.list.get(place, null_on_oob=True) for place in range(3))
    return pl.when(pl.col("day").str.contains(_YEAR_FIRST)).then(
        _date(year, month, day)
    )


def _year_last(reading: str) -> pl.Expr:
    year = _full_year(pl.col("year"))
    one, two = pl.col("one"), pl.col("two")
    day_first, month_first = _date(year, two, one), _date(year, one, two)
    if reading == MIXED:
        clear = pl.when(~_is_either())
        return clear.then(pl.coalesce(day_first, month_first))
    return day_first if reading == DAY_FIRST else month_first


def _full_year(year: pl.Expr) -> pl.Expr:
    century = pl.when(year < _PIVOT).then(20 * _CENTURY).otherwise(19 * _CENTURY)
    return pl.when(year < _CENTURY).then(year + century).otherwise(year)


def _date(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    digits = (part.cast(pl.String).str.zfill(2) for part in (month, day))
    text = pl.concat_str(year.cast(pl.String), *digits, separator="-")
    return text.str.to_date("%Y-%m-%d", strict=False)


def _compact() -> pl.Expr:
    day = pl.col("day")
    return pl.when(day.str.contains(_COMPACT)).then(
        day.str.to_date("%Y%m%d", strict=False)
    )


def _in_words() -> pl.Expr:
    plain = (
        pl.col("day").str.to_lowercase().str.replace_all(r"[,.\s-]+", " ")
        .str.strip_chars()
    )  # fmt: skip
    month = rf"({month_pattern()})"
    nth = r"(\d{1,2})(?:st|nd|rd|th|er|º|°|ª)?"
    forms = (
        (
            rf"^(?:\p{{L}}{{2,}} )?{nth} ?(?:de |of |di )?{month} ?(?:de |del |of )?{_YEARS}$",
            1,
            2,
            3,
        ),
        (rf"^(?:\p{{L}}{{2,}} )?{month} {nth} {_YEARS}$", 2, 1, 3),
        (rf"^{_YEARS} {month} (\d{{1,2}})$", 3, 2, 1),
    )
    months = months_by_name()
    return pl.coalesce(
        _date(
            _full_year(plain.str.extract(form, year).cast(pl.Int64)),
            plain.str.extract(form, name).replace_strict(
                months, default=None, return_dtype=pl.Int64
            ),
            plain.str.extract(form, number).cast(pl.Int64),
        )
        for form, number, name, year in forms
    )


def _number() -> pl.Expr:
    day = pl.col("day")
    number = day.cast(pl.Float64, strict=False).cast(pl.Int64, strict=False)
    is_milliseconds = day.str.contains(_MILLISECONDS)
    seconds = pl.when(is_milliseconds).then(number // _MILLI).otherwise(number)
    serial = _EXCEL_DAY_ZERO.dt.offset_by(pl.format("{}d", number))
    epoch = pl.from_epoch(seconds, time_unit="s").dt.date()
    return (
        pl.when(day.str.contains(_SERIAL))
        .then(serial)
        .when(day.str.contains(_EPOCH))
        .then(epoch)
    )
