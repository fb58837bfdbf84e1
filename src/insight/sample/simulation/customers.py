"""The state of the simulated day: one array position per account."""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt
import polars as pl

from insight.sample.days import FIRST, NEVER
from insight.sample.draws import Bools, Floats, Ints


class Status(IntEnum):
    """Where an account stands today."""

    NOT_YET = 0
    ACTIVE = 1
    LEAVING = 2
    GONE = 3
    OUT = 4


@dataclass(frozen=True, slots=True)
class Customers:
    """Arrays over all accounts; days are day numbers, `NEVER` where there is none."""

    starts_on: Ints
    months: Ints
    poor_fit: Bools
    status: npt.NDArray[np.int8]
    spell_start: Ints
    leaves_on: Ints
    calm_until: Ints
    relapses_on: Ints
    returns_on: Ints
    champion_left_on: Ints
    festering: Ints
    return_factor: Floats
    ceased_hazard: Floats
    has_taken_over: Bools

    def are(self, status: Status) -> Ints:
        """Positions of the accounts that stand there."""
        return np.flatnonzero(self.status == status)


def customers_of(accounts: pl.DataFrame) -> Customers:
    """The accounts the day before the first; those that never pay stay out."""
    count = accounts.height
    starts_on = accounts["starts_on"].to_numpy()
    customers = Customers(
        starts_on=starts_on,
        months=accounts["months"].to_numpy(),
        poor_fit=accounts["poor_fit"].to_numpy(),
        status=np.full(count, Status.NOT_YET, dtype=np.int8),
        spell_start=starts_on.copy(),
        leaves_on=np.full(count, NEVER),
        calm_until=np.zeros(count, dtype=np.int64),
        relapses_on=np.full(count, NEVER),
        returns_on=np.full(count, NEVER),
        champion_left_on=np.zeros(count, dtype=np.int64),
        festering=np.zeros(count, dtype=np.int64),
        return_factor=np.zeros(count),
        ceased_hazard=np.zeros(count),
        has_taken_over=np.zeros(count, dtype=np.bool_),
    )
    customers.status[starts_on < FIRST] = Status.ACTIVE
    customers.status[(accounts["kind"] != "customer").to_numpy()] = Status.OUT
    return customers
