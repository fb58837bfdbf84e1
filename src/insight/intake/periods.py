"""Months, quarters, half-years, ISO weeks and years in place of days."""

import polars as pl

from insight.intake.month_names import month_pattern, months_by_name

FIRST_DAY, LAST_DAY = "first_day", "last_day"
_YEAR = r"((?:19|20)\d{2})"
_GAP = r"[\s./_-]*"
_ONE_YEAR, _HALF, _QUARTER, _MONTH = 12, 6, 3, 1
_NUMBERED: tuple[tuple[str, int], ...] = (
    (rf"(?:q|t|k|kw?artal|quarter|quartal|trimestre?|tri){_GAP}([1-4])", _QUARTER),
    (
        rf"([1-4])(?:\.|º|er|e|ème|o)?{_GAP}(?:q|t|quarter|quartal|trimestre?|kwartaal|tri)",
        _QUARTER,
    ),
    (rf"(?:h|s|semester|semestre|halbjahr){_GAP}([12])", _HALF),
    (rf"([12])(?:\.|º|er|e|o)?{_GAP}(?:h|semester|semestre|halbjahr)", _HALF),
)
_WEEK = r"(?:w|kw|week|woche|semaine|semana|settimana|sem)"


def periods_of(cells: pl.Series) -> pl.DataFrame:
    """`first` and `last` day of the period that each distinct cell names, else nulls."""
    plain = (
        pl.col("cell").str.to_lowercase().str.replace_all(r"[\u2019',]", " ")
        .str.replace_all(r"\s+", " ").str.strip_chars()
    )  # fmt: skip
    rows = cells.alias("cell").to_frame().select(plain)
    found = rows.select(
        first=pl.coalesce(first for first, _ in _readings()),
        months=pl.coalesce(
            pl.when(first.is_not_null()).then(months) for first, months in _readings()
        ),
        week=_week(),
    )
    last = pl.col("first").dt.offset_by(pl.format("{}mo", "months")).dt.offset_by("-1d")
    return found.select(
        first=pl.coalesce("first", "week"),
        last=pl.coalesce(last, pl.col("week").dt.offset_by("6d")),
    )


def days_of(cells: pl.Series, *, which: str) -> pl.Series:
    """The FIRST_DAY or LAST_DAY of the period that each distinct cell names."""
    return periods_of(cells)["first" if which == FIRST_DAY else "last"]


def _readings() -> list[tuple[pl.Expr, int]]:
    """First days by each way to write a period, and how many months that is."""
    cell = pl.col("cell")
    names = month_pattern()
    named = [
        rf"^({names})\.?{_GAP}(?:de |del |of )?{_YEAR}$",
        rf"^{_YEAR}{_GAP}({names})\.?$",
    ]
    short = rf"^({names})\.?{_GAP}(\d{{2}})$"
    in_words = [
        (_day(cell.str.extract(named[0], 2), _month(cell.str.extract(named[0], 1))), _MONTH),
        (_day(cell.str.extract(named[1], 1), _month(cell.str.extract(named[1], 2))), _MONTH),
        (_day("20" + cell.str.extract(short, 2), _month(cell.str.extract(short, 1))), _MONTH),
    ]  # fmt: skip
    numeric = [
        (_day(cell.str.extract(form, year), cell.str.extract(form, month)), _MONTH)
        for form, year, month in (
            (rf"^{_YEAR}[-/.](\d{{1,2}})$", 1, 2),
            (rf"^(\d{{1,2}})[-/.]{_YEAR}$", 2, 1),
            (rf"^{_YEAR}(0[1-9]|1[0-2])$", 1, 2),
        )
    ]
    numbered = [
        (_part(form, months, year, number), months)
        for part, months in _NUMBERED
        for form, year, number in (
            (rf"^{part}{_GAP}{_YEAR}$", 2, 1),
            (rf"^{_YEAR}{_GAP}{part}$", 1, 2),
        )
    ]
    whole = (_day(cell.str.extract(rf"^{_YEAR}$", 1), pl.lit("1")), _ONE_YEAR)
    return [*in_words, *numeric, *numbered, whole]


def _month(names: pl.Expr) -> pl.Expr:
    months = {name: str(number) for name, number in months_by_name().items()}
    return names.replace_strict(months, default=None, return_dtype=pl.String)


def _part(form: str, months: int, year: int, number: int) -> pl.Expr:
    place = pl.col("cell").str.extract(form, number).cast(pl.Int64, strict=False)
    month = (place - 1) * months + 1
    return _day(pl.col("cell").str.extract(form, year), month.cast(pl.String))


def _day(year: pl.Expr, month: pl.Expr) -> pl.Expr:
    text = pl.concat_str(year, month.str.zfill(2), pl.lit("01"), separator="-")
    return text.str.to_date("%Y-%m-%d", strict=False)


def _week() -> pl.Expr:
    """The Monday of an ISO week: that of week 1 holds 4 January."""
    cell = pl.col("cell")
    forms = ((rf"^{_YEAR}{_GAP}{_WEEK}{_GAP}(\d{{1,2}})$", 1, 2),
             (rf"^{_WEEK}{_GAP}(\d{{1,2}}){_GAP}{_YEAR}$", 2, 1))  # fmt: skip
    year = pl.coalesce(cell.str.extract(form, place) for form, place, _ in forms)
    week = pl.coalesce(cell.str.extract(form, place) for form, _, place in forms)
    number = week.cast(pl.Int64, strict=False)
    fourth = pl.concat_str(year, pl.lit("-01-04")).str.to_date(strict=False)
    monday = fourth.dt.truncate("1w").dt.offset_by(pl.format("{}w", number - 1))
    is_there = monday.dt.iso_year().cast(pl.String) == year
    return pl.when(number.is_between(1, 53), is_there).then(monday)
