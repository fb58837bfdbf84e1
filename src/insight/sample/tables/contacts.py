"""People at the customers: champions who leave, and the companies they move to."""

import numpy as np
import polars as pl

from insight.sample import names, planted
from insight.sample.accounts import numbered
from insight.sample.days import FIRST, LAST, NEVER, known
from insight.sample.draws import Ints, chosen, happens, stream
from insight.sample.simulation.diary import Diary

_CHAMPION_ROLES = {
    "Head of Operations": 0.3,
    "COO": 0.1,
    "Team lead": 0.25,
    "Founder": 0.1,
    "Project manager": 0.25,
}
_OTHER_ROLES = {"Finance": 0.4, "IT": 0.35, "Assistant": 0.25}
_COLLEAGUE_SHARE = 0.2
_MOVE_IS_KNOWN = 0.3
_BOUGHT_BY_A_MOVER = 0.03
_PURCHASE_AFTER = (30, 240)


def draw_champions(seed: int, accounts: pl.DataFrame) -> Diary:
    """The days on which champions leave their company."""
    rng = stream(seed, "champions")
    since = np.maximum(accounts["starts_on"].to_numpy(), FIRST)
    exposed = np.clip(LAST - since, 0, None)
    leaves = rng.poisson(planted.CHAMPION_LEAVES_HAZARD * exposed)
    account = np.repeat(np.arange(accounts.height), leaves)
    day = since[account] + 1 + np.floor(rng.random(len(account)) * exposed[account])
    return Diary.of(day=day.astype(np.int64), account=account, since=since[account])


def contact_table(
    seed: int, accounts: pl.DataFrame, champions_leave: Diary
) -> pl.DataFrame:
    """One row per person: each champion in turn, and some of their colleagues."""
    rng = stream(seed, "contacts")
    people = _people(rng, accounts, champions_leave)
    moves = pl.concat(
        [
            _moves_elsewhere(rng, champions_leave),
            _moves_to_new_accounts(rng, accounts, champions_leave),
        ]
    ).unique("leave", keep="last", maintain_order=True)
    return (
        people.join(moves, on="leave", how="left", maintain_order="left")
        .join(accounts.select("account", "account_id"), on="account", how="left")
        .with_columns(pl.Series("contact_id", numbered("C", people.height)))
        .select(
            "contact_id",
            "account_id",
            "role",
            "is_champion",
            "name",
            _email(),
            known("left").alias("left_date"),
            "moved_to_account_id",
            "moved_to_company",
            known("moved").alias("moved_date"),
        )
    )


def _people(
    rng: np.random.Generator, accounts: pl.DataFrame, champions_leave: Diary
) -> pl.DataFrame:
    everyone = accounts["account"].to_numpy()
    some = everyone[happens(rng, np.full(len(everyone), _COLLEAGUE_SHARE))]
    former = len(champions_leave.day)
    staying = len(everyone) + len(some)
    champions = former + len(everyone)
    return pl.DataFrame(
        {
            "account": np.concatenate([champions_leave.account, everyone, some]),
            "left": np.concatenate([champions_leave.day, np.full(staying, NEVER)]),
            "leave": pl.Series([*range(former), *[None] * staying], dtype=pl.Int64),
            "is_champion": np.arange(former + staying) < champions,
            "role": np.concatenate(
                [
                    chosen(rng, _CHAMPION_ROLES, count=champions),
                    chosen(rng, _OTHER_ROLES, count=len(some)),
                ]
            ),
            "name": names.people(rng, count=former + staying),
        }
    ).sort("account", "left", maintain_order=True)


def _moves_elsewhere(rng: np.random.Generator, champions_leave: Diary) -> pl.DataFrame:
    count = len(champions_leave.day)
    moved = champions_leave.day + rng.integers(14, 91, size=count)
    known_move = happens(rng, np.full(count, _MOVE_IS_KNOWN)) & (moved <= LAST)
    leave = np.flatnonzero(known_move)
    industries = rng.choice(np.array(names.INDUSTRIES), size=len(leave))
    company = pl.Series(names.companies(rng, industries=industries), dtype=pl.String)
    return pl.DataFrame(
        {
            "leave": leave,
            "moved": moved[leave],
            "moved_to_account_id": pl.Series([None] * len(leave), dtype=pl.String),
            "moved_to_company": company + " Group",
        }
    )


def _moves_to_new_accounts(
    rng: np.random.Generator, accounts: pl.DataFrame, champions_leave: Diary
) -> pl.DataFrame:
    starts = accounts["starts_on"].to_numpy()
    eligible = (starts > FIRST) & (accounts["kind"] == "customer").to_numpy()
    bought = np.flatnonzero(happens(rng, eligible * _BOUGHT_BY_A_MOVER))
    leave = _leave_before(rng, champions_leave.day, starts[bought])
    bought, leave = bought[leave >= 0], leave[leave >= 0]
    left = champions_leave.day[leave]
    return pl.DataFrame(
        {
            "leave": leave,
            "moved": left + (starts[bought] - left) // 2,
            "moved_to_account_id": accounts["account_id"].gather(bought),
            "moved_to_company": accounts["account_name"].gather(bought),
        }
    )


def _leave_before(rng: np.random.Generator, left: Ints, starts: Ints) -> Ints:
    soonest, latest = _PURCHASE_AFTER
    first = np.searchsorted(left, starts - latest)
    after = np.searchsorted(left, starts - soonest)
    leave = first + np.floor(rng.random(len(starts)) * (after - first)).astype(np.int64)
    return np.where(after > first, leave, -1)


def _email() -> pl.Expr:
    mailbox = pl.col("name").str.to_lowercase().str.replace(" ", ".", literal=True)
    address = mailbox + pl.col("contact_id").str.to_lowercase() + "@example.com"
    return pl.when("is_champion").then(address).alias("email")
