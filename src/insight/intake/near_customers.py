"""Ids and names of a file that are nearly those of customers known already."""

from collections.abc import Iterator

import polars as pl
from rapidfuzz import fuzz, process

from insight.intake.addresses import company, domain
from insight.intake.other_ids import known_spellings
from insight.intake.spellings import id_key, name_key
from insight.remembered import remembered

Near = tuple[str, str | None, dict[str, str | None]]
_ALIKE, _LONG_ENOUGH = 90, 5
_MOST_ASKED, _MOST_COMPARED, _MOST_ROWS = 100_000, 5_000_000, 500_000
_PAIR = ("said", "called", "account_id", "account_name")
ACCOUNT = ("account_id", "account_name", "other_ids")


@remembered
def near_customers(
    rows: pl.DataFrame,
    *known: pl.DataFrame,
    column: str,
    name: str | None,
    by_name: bool,
) -> tuple[Near, ...]:
    """Each id that is not known but nearly so, what it is called, and whom it may mean.

    Ids are near where they differ in case, blanks, marks or leading zeros, and names
    where they differ in case, accents, marks, legal form or by a slip of the keyboard.
    The same id spelled twice in the file is near itself; that is not looked for in a
    long file of which nobody is known yet.

    Args:
        rows: The file's cells.
        known: Accounts, the first that has an id counts.
        column: The file's ids; where they are names, the names.
        name: The file's own names of its ids; None where it has none.
        by_name: The very name of a known customer means that one.

    Returns:
        Id, name and offered customers (id to name), in the order of the file.
    """
    accounts = _once([frame.select(*ACCOUNT) for frame in known])
    if accounts.is_empty() and rows.height > _MOST_ROWS:
        return ()
    said = rows.select(said=column, called=name or column).drop_nulls("said")
    said = said.unique("said", keep="first", maintain_order=True)
    new = _unknown(said, accounts, by_name=by_name).head(_MOST_ASKED)
    if new.is_empty():
        return ()
    pairs = pl.concat(_pairs(new, said, accounts, are_names=name is None))
    return tuple(
        _offered(new, pairs.unique(["said", "account_id"], maintain_order=True))
    )


def _once(known: list[pl.DataFrame]) -> pl.DataFrame:
    """The accounts of several lists, the first that has an id counts."""
    if len(known) == 1:
        return known[0]
    nobody = pl.DataFrame(schema=dict.fromkeys(ACCOUNT, pl.String))
    every = pl.concat([nobody, *known])
    return every.unique("account_id", keep="first", maintain_order=True)


def _unknown(
    said: pl.DataFrame, accounts: pl.DataFrame, *, by_name: bool
) -> pl.DataFrame:
    """What is said of no known account, an address called by its company."""
    if accounts.is_empty():
        return said
    known = accounts.select(said="account_id")
    new = _without(said, known, on="said")
    if new.is_empty():
        return new
    ids, names = (found.to_frame("said") for found in known_spellings(accounts))
    new = _without(new, ids, on="said").with_columns(at=domain(pl.col("said")))
    new = _without(new, ids, on="at")
    new = _without(new, names, on="called") if by_name else new
    is_address = pl.col("called").str.contains("@", literal=True)
    called = pl.when(is_address).then(company(pl.col("called")))
    return new.select("said", called=pl.coalesce(called, "called"))


def _without(rows: pl.DataFrame, known: pl.DataFrame, *, on: str) -> pl.DataFrame:
    return rows.join(
        known, left_on=on, right_on="said", how="anti", maintain_order="left"
    )


def _pairs(
    new: pl.DataFrame, said: pl.DataFrame, accounts: pl.DataFrame, *, are_names: bool
) -> Iterator[pl.DataFrame]:
    if accounts.is_empty():
        yield _twice(new, said, are_names=are_names)
        return
    by_id = _by_id(new, accounts)
    by_name = _by_key(new, accounts, name_key(pl.col("called")), _NAME)
    near = pl.concat([by_id, by_name])
    yield near
    rest = new.join(near, on="said", how="anti", maintain_order="left")
    twice = _twice(rest, said, are_names=are_names)
    yield twice
    yield _by_slip(rest.join(twice, on="said", how="anti"), accounts)


_NAME = name_key(pl.col("account_name"))


def _by_id(new: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    known = accounts.select(key=id_key(pl.col("account_id")))["key"]
    is_marked = known.n_unique() < len(known)
    key = id_key(pl.col("said"), is_marked=is_marked)
    return _by_key(
        new, accounts, key, id_key(pl.col("account_id"), is_marked=is_marked)
    )


def _by_key(
    new: pl.DataFrame, accounts: pl.DataFrame, said: pl.Expr, known: pl.Expr
) -> pl.DataFrame:
    keyed = accounts.select("account_id", "account_name", key=known)
    return (
        new.with_columns(key=said)
        .join(keyed, on="key", maintain_order="left")
        .select(_PAIR)
    )


def _twice(rest: pl.DataFrame, said: pl.DataFrame, *, are_names: bool) -> pl.DataFrame:
    """The ids that the file spelled otherwise before, with that spelling.

    Marks in ids are taken to tell them apart.
    """
    spelled = pl.col("said")
    key = name_key(spelled) if are_names else id_key(spelled, is_marked=True)
    keyed = said.with_columns(key=key)
    if keyed["key"].n_unique() == keyed.height:
        rest = rest.clear()
    first = keyed.unique("key", keep="first", maintain_order=True)
    before = first.select("key", account_id="said", account_name="called")
    return (
        rest.with_columns(key=key)
        .join(before, on="key", maintain_order="left")
        .filter(pl.col("said") != pl.col("account_id"))
        .select(_PAIR)
    )


def _by_slip(rest: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    """Names that differ by a letter or two; figures in them have to be the same."""
    known = accounts.select("account_id", "account_name", key=_NAME).drop_nulls()
    keys = dict(zip(known["account_id"], known["key"], strict=True))
    if rest.height * len(keys) > _MOST_COMPARED:
        return rest.clear().join(accounts, how="cross").select(_PAIR)
    said = rest.with_columns(key=name_key(pl.col("called"))).drop_nulls("key")
    found = [
        (row["said"], account)
        for row in said.iter_rows(named=True)
        for account in _alike(row["key"], keys)
    ]
    pairs = pl.DataFrame(
        found, schema={"said": pl.String, "account_id": pl.String}, orient="row"
    )
    return pairs.join(rest, on="said").join(accounts, on="account_id").select(_PAIR)


def _alike(key: str, keys: dict[str, str]) -> list[str]:
    if len(key) < _LONG_ENOUGH:
        return []
    near = process.extract(key, keys, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=3)
    return [account for text, _, account in near if _figures(text) == _figures(key)]


def _figures(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _offered(new: pl.DataFrame, pairs: pl.DataFrame) -> Iterator[Near]:
    by_said: dict[str, dict[str, str | None]] = {}
    named = pairs.select("said", "account_id", "account_name")
    for said, account, name in named.iter_rows():
        by_said.setdefault(said, {})[account] = name
    for said, called in new.select("said", "called").iter_rows():
        if said in by_said:
            yield said, called, by_said[said]
