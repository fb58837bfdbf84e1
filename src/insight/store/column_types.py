"""Column types that hold the same value on SQLite and PostgreSQL."""

from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import polars as pl
from sqlalchemy import BigInteger, Boolean, Date, DateTime, Dialect, Numeric, Text
from sqlalchemy.types import TypeDecorator, TypeEngine


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal of fixed scale; on SQLite a whole number of its smallest unit.

    SQLite has no decimals: it would keep 0.1 as a float. Whole numbers are exact,
    compare and add up in SQL, and 18 digits fit.
    """

    impl = Numeric
    cache_ok = True

    def __init__(self, precision: int, scale: int) -> None:
        super().__init__(precision, scale)
        self.precision = precision
        self.scale = scale

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """What the database is told."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(BigInteger())
        return dialect.type_descriptor(Numeric(self.precision, self.scale))

    def process_bind_param(
        self, value: Decimal | None, dialect: Dialect
    ) -> Decimal | int | None:
        """The value on its way in."""
        if value is None or dialect.name != "sqlite":
            return value
        return int(value.scaleb(self.scale).to_integral_value(ROUND_HALF_UP))

    def process_result_value(
        self, value: Decimal | int | None, dialect: Dialect
    ) -> Decimal | None:
        """The value on its way out."""
        if value is None or dialect.name != "sqlite":
            return value if value is None else Decimal(value)
        return Decimal(value).scaleb(-self.scale)


class Moment(TypeDecorator[datetime]):
    """A moment with its time zone; kept and returned in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """The moment in UTC; SQLite keeps it without saying so."""
        if value is None:
            return None
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(
        self, value: datetime | None, dialect: Dialect
    ) -> datetime | None:
        """The moment in UTC."""
        if value is None:
            return None
        if dialect.name == "sqlite":
            return value.replace(tzinfo=UTC)
        return value.astimezone(UTC)


def sql_type(dtype: pl.DataType) -> TypeEngine[Any]:
    """The column type for a Polars type of a table in `schema.TABLES`."""
    if isinstance(dtype, pl.Decimal):
        return ExactDecimal(dtype.precision or 38, dtype.scale)
    return _PLAIN[type(dtype)]()


_PLAIN: dict[type[pl.DataType], type[TypeEngine[Any]]] = {
    pl.String: Text,
    pl.Date: Date,
    pl.Boolean: Boolean,
    pl.Int64: BigInteger,
}
