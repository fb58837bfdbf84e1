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
_MOST_ASKED, _MOST_COMPARED = 100_000, 5_000_000
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
    The same id spelled twice in the file is near itself.

    Args:
        rows: The file's cells.
        known: Accounts, the first that has an id counts.
        column: The file's ids; where they are names, the names.
        name: The file's own names of its ids; None where it has none.
        by_name: The very name of a known customer means that one.

    Returns:
        Id, name and offered customers (id to name), in the order of the file.
    """
    accounts = pl.concat([frame.select(*ACCOUNT) for frame in known] or [_nobody()])
    accounts = accounts.unique("account_id", keep="first", maintain_order=True)
    said = rows.select(said=column, called=name or column).drop_nulls("said")
    is_address = pl.col("called").str.contains("@", literal=True)
    called = pl.coalesce(company(pl.col("called")), "called")
    said = said.with_columns(
        called=pl.when(is_address).then(called).otherwise("called")
    )
    said = said.unique("said", keep="first", maintain_order=True)
    ids, names = known_spellings(accounts)
    is_found = pl.any_horizontal(
        cell.is_in(ids.implode()) for cell in (pl.col("said"), domain(pl.col("said")))
    )
    is_known = is_found | (pl.col("called").is_in(names.implode()) & pl.lit(by_name))
    new = said.filter(~is_known.fill_null(value=False)).head(_MOST_ASKED)
    if new.is_empty():
        return ()
    pairs = pl.concat(_pairs(new, said, accounts, are_names=name is None))
    return tuple(
        _offered(new, pairs.unique(["said", "account_id"], maintain_order=True))
    )


def _pairs(
    new: pl.DataFrame, said: pl.DataFrame, accounts: pl.DataFrame, *, are_names: bool
) -> Iterator[pl.DataFrame]:
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
    """The ids that the file spelled otherwise before, with that spelling."""
    of = name_key if are_names else id_key
    first = said.with_columns(key=of(pl.col("said"))).unique(
        "key", keep="first", maintain_order=True
    )
    before = first.select("key", account_id="said", account_name="called")
    return (
        rest.with_columns(key=of(pl.col("said")))
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
    by_said = pairs.partition_by("said", as_dict=True, maintain_order=True)
    for said, called in new.select("said", "called").iter_rows():
        if (said,) in by_said:
            offered = by_said[(said,)].select("account_id", "account_name")
            yield said, called, dict(offered.iter_rows())


def _nobody() -> pl.DataFrame:
    return pl.DataFrame(schema=dict.fromkeys(ACCOUNT, pl.String))
