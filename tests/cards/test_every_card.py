"""Every card over odd worlds: no sentence breaks, and every interval holds its value."""

import pkgutil
import random
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from importlib import import_module
from inspect import Parameter, signature
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import insight.cards
from insight.cards.accounts.story import EVENTS
from insight.cards.card import Card, Finished
from insight.charts.style import LIGHT
from insight.intake.folder import read_folder
from insight.metrics.build import build_facts
from insight.metrics.call_order import call_order
from insight.metrics.facts import Facts
from insight.metrics.frame import polars
from insight.metrics.good_exits import good_exits
from insight.metrics.reasons import Basis
from insight.metrics.selection import Selection
from insight.settings import Choices

SAMPLE_DATA = Path(__file__).resolve().parents[2] / "sample_data"
AS_OF = date(2026, 2, 28)
BROKEN = re.compile(r"\b(nan|inf|null)\b|\bNone\b(?! of)|\{|\}|  |\.\.$")
SINGULAR = re.compile(r"(?<![\d.,])1 (?!does|has|is|was)[a-z]+s\b")
SIZES = (0, 1, 1, 2, 3, 5, 8, 20, 60, 100)
Tables = Mapping[str, pl.DataFrame]


def _every_card() -> dict[str, Card[Any, Any]]:
    modules = pkgutil.walk_packages(insight.cards.__path__, "insight.cards.")
    return {
        f"{module.name.removeprefix('insight.cards.')}.{name}": card
        for module in modules
        for name, card in _cards_in(module.name)
    }


def _cards_in(name: str) -> Iterator[tuple[str, Card[Any, Any]]]:
    module = import_module(name)
    for key, value in vars(module).items():
        if isinstance(value, Card):
            yield key, value
        elif isinstance(value, dict):
            yield from (
                (f"{key}.{k}", v) for k, v in value.items() if isinstance(v, Card)
            )


CARDS = _every_card()


@pytest.fixture(scope="module")
def sample() -> Tables:
    return read_folder(SAMPLE_DATA)


def odd_world(sample: Tables, seed: int) -> Tables:
    """A few of the sample's accounts, without some files and some of the known cells."""
    rng = random.Random(seed)  # noqa: S311
    size = SIZES[seed % len(SIZES)]
    accounts = sample["accounts"].sample(size, seed=seed)
    ids = accounts["account_id"].implode()
    tables = {"accounts": accounts}
    for name, table in sample.items():
        if name == "accounts" or rng.random() < 0.15:
            continue
        own = (
            table.filter(pl.col("account_id").is_in(ids))
            if "account_id" in table.columns
            else table
        )
        tables[name] = own.with_columns(_blanked(own, rng))
    if rng.random() < 0.2:
        tables = {
            name: tables[name] for name in ("accounts", "exits") if name in tables
        }
    empty = {name: table.clear() for name, table in sample.items()}
    return _joined(empty | tables)


def _blanked(table: pl.DataFrame, rng: random.Random) -> list[pl.Expr]:
    """Some optional columns with nothing in them."""
    keys = re.compile(
        "_id$|_date$|^currency$|^status$|^scope$|^outcome$|^amount$|interval"
    )
    optional = [name for name in table.columns if not keys.search(name)]
    return [
        pl.lit(None, dtype=table.schema[name]).alias(name)
        for name in optional
        if rng.random() < 0.2 and name not in {"reason_code", "is_test", "offer_type"}
    ]


def _joined(tables: Tables) -> Tables:
    """Without the rows that name an exit or a request which is not there."""
    exits = tables["exits"]["exit_id"].implode()
    requests = tables["cancellation_requests"]["request_id"].implode()
    return {
        **tables,
        "offboarding": tables["offboarding"].filter(pl.col("exit_id").is_in(exits)),
        "save_offers": tables["save_offers"].filter(
            pl.col("request_id").is_in(requests)
        ),
    }


def asked(facts: Facts, tables: Tables) -> dict[str, Any]:
    """What measures of cards ask for beside facts and a selection."""
    everybody = Selection(facts.first_month, facts.last_month)
    account = next(iter(polars(facts.accounts.select("account_id")).to_series()), None)
    return {
        "code": "price_for_value",
        "tables": of_account(tables, account or ""),
        "found": good_exits(facts, everybody),
        "basis": Basis.CUSTOMERS,
        "order": call_order(facts),
        "by": None,
        "named_at_all": False,
        "check": "any",
        "search": "",
        "account_id": account,
    }


def of_account(tables: Tables, account: str) -> Tables:
    """The stored rows of one account."""
    return {
        name: table.filter(account_id=account)
        if "account_id" in table.columns
        else table
        for name, table in tables.items()
    }


def needed(measure: Callable[..., Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments that a measure cannot do without."""
    parameters = list(signature(measure).parameters.values())[2:]
    return {p.name: known[p.name] for p in parameters if p.default is Parameter.empty}


def finished_cards(facts: Facts, tables: Tables) -> Iterator[tuple[str, Finished]]:
    """Every card of a world, each measure taken once."""
    everybody = Selection(facts.first_month, facts.last_month)
    known = asked(facts, tables)
    measured: dict[Any, Any] = {}
    for name, card in CARDS.items():
        if card.needs and card.needs not in facts.present:
            continue
        if card is EVENTS and known["account_id"] is None:
            continue
        if card.measure not in measured:
            measured[card.measure] = card.measure(
                facts, everybody, **needed(card.measure, known)
            )
        found = measured[card.measure]
        yield name, card.finished(found, choices=facts.choices, palette=LIGHT)


def check(name: str, card: Finished) -> None:
    """A finding of whole words, limits on both sides of their value, no empty chart."""
    for words in (card.finding, card.how_to_read, card.alt):
        assert not BROKEN.search(words), f"{name}: {words}"
    assert card.finding.endswith((".", "?")), f"{name}: {card.finding}"
    assert not SINGULAR.search(card.finding), f"{name}: {card.finding}"
    rows = card.rows
    for value in ("share", "value", "ratio", "difference"):
        if rows.schema.get(value) == pl.Float64 and {"low", "high"} <= set(
            rows.columns
        ):
            told = rows.drop_nulls([value, "low", "high"])
            inside = told.filter(
                pl.col(value).is_between(pl.col("low") - 1e-9, pl.col("high") + 1e-9)
            )
            assert inside.height == told.height, f"{name}: {told}"
    floats = rows.select(pl.selectors.float()) if rows.width else rows
    for column in floats.iter_columns():
        assert not column.drop_nulls().is_nan().any(), f"{name}: {column.name} is nan"
        assert not column.drop_nulls().is_infinite().any(), f"{name}: {column.name}"


def try_world(sample: Tables, seed: int) -> None:
    tables = odd_world(sample, seed)
    facts = build_facts(tables, as_of=AS_OF, choices=Choices())
    for name, card in finished_cards(facts, tables):
        check(f"world {seed}, {name}", card)


@pytest.mark.parametrize("seed", range(20))
def test_no_card_breaks_in_an_odd_world(sample: Tables, seed: int) -> None:
    assert len(CARDS) > 30

    try_world(sample, seed)


@pytest.mark.long
def test_no_card_breaks_in_two_hundred_odd_worlds(sample: Tables) -> None:
    for seed in range(20, 220):
        try_world(sample, seed)
