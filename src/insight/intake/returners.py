"""Customers who seem to have come back under a new id: told, and joined by a person."""

import polars as pl

from insight.intake.addresses import domain, is_of_everybody
from insight.intake.spellings import name_key
from insight.remembered import remembered

NAME, DOMAIN, ID = "same name", "same e-mail domain", "same id elsewhere"
RECORD = "recorded return on that day"
_MOST_ALIKE = 5
"""So many accounts may share what makes them near; more of them share it by chance."""
_NEAR = pl.Schema({"account_id": pl.String, "near": pl.String, "why": pl.String})
_COLUMNS = (
    "account_id",
    "account_name",
    "left",
    "later_id",
    "later_name",
    "came",
    "why",
)


@remembered
def possible_returners(
    accounts: pl.DataFrame,
    contacts: pl.DataFrame,
    subscriptions: pl.DataFrame,
    exits: pl.DataFrame,
    win_backs: pl.DataFrame,
) -> pl.DataFrame:
    """Pairs of accounts of which the later came after the former had left, and is near.

    Two accounts are near that have a name, the domain of an e-mail address (none that
    everybody can have) or an id in another system in common, a tax number among them, and
    where a return of the former is recorded on the day on which the later came. Of several former accounts the one that left last is told.

    Returns:
        `account_id`, `account_name`, `left` (day), `later_id`, `later_name`, `came` (day),
        `why`: what they have in common; the latest return first.
    """
    real = accounts.filter(~pl.col("is_test").fill_null(value=False))
    lives = _lives(real, subscriptions, exits)
    shared = [*_near(real, contacts), *_recorded(lives, win_backs)]
    near = _of_few(pl.concat(shared)).join(lives, on="account_id")
    later = near.select(
        "near", "why", later_id="account_id", later_name="account_name", came="came"
    )
    former = near.select("near", "why", "account_id", "account_name", "left")
    pairs = former.join(later, on=["near", "why"]).filter(
        pl.col("left") <= pl.col("came"), pl.col("account_id") != pl.col("later_id")
    )
    apart = pairs.join(_joined(real), on=["account_id", "later_id"], how="anti")
    told = apart.sort("left", "account_id", "why", descending=[True, False, False])
    alone = told.group_by("account_id", "later_id", maintain_order=True).agg(
        pl.exclude("why", "near").first(),
        why=pl.col("why").unique().sort().str.join(", "),
    )
    once = alone.unique("later_id", keep="first", maintain_order=True)
    return once.sort("came", "later_id", descending=[True, False]).select(_COLUMNS)


def _lives(
    accounts: pl.DataFrame, subscriptions: pl.DataFrame, exits: pl.DataFrame
) -> pl.DataFrame:
    """`account_id`, `account_name`, the first day `came`, and `left` where it has."""
    served = subscriptions.group_by("account_id").agg(
        came=pl.col("start_date").min(),
        ended=pl.col("end_date").max(),
        running=pl.col("end_date").null_count() > 0,
    )
    recorded = exits.group_by("account_id").agg(recorded=pl.col("exit_date").max())
    both = accounts.join(served, on="account_id", how="left").join(
        recorded, on="account_id", how="left"
    )
    ended = pl.when(pl.col("running").fill_null(value=False)).then(None)
    return both.select(
        "account_id",
        "account_name",
        came=pl.coalesce("came", "start_date"),
        left=ended.otherwise(pl.coalesce("ended", "recorded")),
    )


def _near(accounts: pl.DataFrame, contacts: pl.DataFrame) -> list[pl.DataFrame]:
    """Frames of `account_id`, `near` (what others may have too) and `why`."""
    names = accounts.select(
        "account_id", near=name_key(pl.col("account_name")), why=pl.lit(NAME)
    )
    address = pl.col("email").str.to_lowercase()
    domains = contacts.filter(~is_of_everybody(address)).select(
        "account_id", near=domain(address), why=pl.lit(DOMAIN)
    )
    ids = accounts.select(
        "account_id", near=pl.col("other_ids").str.split("|"), why=pl.lit(ID)
    ).explode("near")
    return [frame.cast(_NEAR) for frame in (names, domains, ids)]


def _recorded(lives: pl.DataFrame, win_backs: pl.DataFrame) -> list[pl.DataFrame]:
    """Those who came on a day, and those of whom a return is recorded on it."""
    back = win_backs.select("account_id", near="return_date")
    gone = lives.filter(pl.col("left").is_not_null()).select("account_id")
    told = back.join(gone, on="account_id", how="semi")
    came = lives.select("account_id", near="came")
    on_such_a_day = came.join(told.select("near").unique(), on="near", how="semi")
    why = pl.lit(RECORD).alias("why")
    return [frame.with_columns(why).cast(_NEAR) for frame in (told, on_such_a_day)]


def _of_few(every: pl.DataFrame) -> pl.DataFrame:
    """What is shared by at least two accounts, and not by many."""
    shared = every.drop_nulls().filter(pl.col("near") != "").unique()
    alike = pl.len().over("near", "why")
    return shared.filter(alike.is_between(2, _MOST_ALIKE))


def _joined(accounts: pl.DataFrame) -> pl.DataFrame:
    """Pairs that are one already, in both orders."""
    lists = accounts.select("account_id", later_id=pl.col("other_ids").str.split("|"))
    listed = lists.explode("later_id").drop_nulls()
    merged = accounts.select(
        "account_id", later_id="merged_into_account_id"
    ).drop_nulls()
    one = pl.concat([listed, merged])
    other = one.select(account_id="later_id", later_id="account_id")
    return pl.concat([one, other]).unique()
