"""What happened, day by day, collected as one table per kind of event."""

from collections import defaultdict

import numpy as np
import polars as pl

from insight.sample.draws import Bools, Floats, Ints, Texts

Column = Ints | Floats | Bools | Texts


class Log:
    """Rows of events in the order in which they were written."""

    def __init__(self) -> None:
        self._rows: defaultdict[str, list[dict[str, Column]]] = defaultdict(list)

    def add(self, event: str, *, account: Ints, **facts: Column | int | str) -> None:
        """Write one row per account; a single fact holds for all of them."""
        if len(account):
            rows = {
                name: np.broadcast_to(it, len(account)) for name, it in facts.items()
            }
            self._rows[event].append({"account": account, **rows})

    def table(self, event: str, *, schema: pl.Schema) -> pl.DataFrame:
        """All rows of one kind; the schema names the columns, also when there are none."""
        rows = self._rows[event]
        return pl.DataFrame(
            {
                name: np.concatenate([part[name] for part in rows]) if rows else []
                for name in schema
            },
            schema=schema,
        )
