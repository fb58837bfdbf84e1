"""Two ids of one customer: kept as an upload of one row, so that it can be undone."""

from datetime import datetime
from hashlib import sha256

import polars as pl
from sqlalchemy import Engine

from insight.errors import NotJoinableError
from insight.store.incoming import REFUSED, NewUpload
from insight.store.load import load_tables
from insight.store.uploads import Committed, commit, state


def join_ids(
    engine: Engine, *, later: str, former: str, by: str, at: datetime
) -> Committed:
    """Lets `later` be the same customer as `former`, under its own id.

    Raises:
        NotJoinableError: One of them is not stored, or they are one already.
    """
    held = state(engine)
    if held.is_sample or held.as_of is None:
        raise NotJoinableError("There is no data yet whose customers could be joined.")
    accounts = load_tables(engine)["accounts"]
    for name in (later, former):
        if name not in accounts["account_id"]:
            raise NotJoinableError(f"No account has the id “{name}”.")
    own = accounts.filter(pl.col("account_id") == later)
    listed = [one for one in (own["other_ids"].item() or "").split("|") if one]
    if former in {later, *listed}:
        raise NotJoinableError(f"“{later}” and “{former}” are one customer already.")
    row = own.with_columns(other_ids=pl.lit("|".join([*listed, former])))
    said = ("account_id", "other_ids")
    upload = NewUpload(
        file_name=f"{later} is {former}",
        sha256=sha256(f"{later} is {former}".encode()).hexdigest(),
        table="accounts",
        rows_in=1,
        accepted=row,
        refused=REFUSED.to_frame(),
        said={"says": said},
        alone=row.with_columns(
            pl.lit(None, dtype=kind).alias(name)
            for name, kind in row.schema.items()
            if name not in said
        ),
    )
    return commit(
        engine, [upload], by=by, at=at, as_of=held.as_of, seen=held.data_version
    )
