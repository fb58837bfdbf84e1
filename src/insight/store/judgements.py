"""What people think of an account: kept for good, to be scored later."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

import polars as pl
from sqlalchemy import Engine, insert, select

from insight.store import audit
from insight.store.tables import judgements
from insight.store.transactions import reading, writing

_HISTORY: dict[str, type[pl.DataType]] = {
    "account_id": pl.String,
    "judged_on": pl.Date,
    "by": pl.String,
    "risk": pl.Int64,
    "note": pl.String,
    "within_days": pl.Int64,
    "chance": pl.Float64,
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """How likely somebody thinks a request to leave is, 1 (hardly) to 5 (surely).

    Within the next `within_days`. `chance` is what the model said of the account when
    it was judged (0-1), None where it said nothing.
    """

    account_id: str
    judged_on: date
    by: str
    risk: int
    note: str | None
    within_days: int
    chance: float | None


def judge(engine: Engine, judgement: Judgement, *, at: datetime) -> None:
    """Keeps a judgement beside the earlier ones."""
    with writing(engine) as connection:
        connection.execute(insert(judgements).values(asdict(judgement)))
        audit.record(
            connection,
            at=at,
            by=judgement.by,
            action="judged",
            subject=f"account {judgement.account_id}",
            counts={},
        )


def judgement_history(engine: Engine) -> pl.DataFrame:
    """Every judgement with the fields of `Judgement`, the earliest first."""
    columns = [judgements.c[name] for name in _HISTORY]
    with reading(engine) as connection:
        query = select(*columns).order_by(judgements.c.id)
        rows = [tuple(row) for row in connection.execute(query)]
    return pl.DataFrame(rows, schema=_HISTORY, orient="row")
