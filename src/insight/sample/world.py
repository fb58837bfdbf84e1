"""The sample world: every table of the schema, drawn from one seed."""

import polars as pl

from insight.sample.accounts import draw_accounts
from insight.sample.planted import ACCOUNTS, FX_RATES
from insight.sample.simulation.life import live
from insight.sample.simulation.log import Log
from insight.sample.tables.add_ons import add_on_phases
from insight.sample.tables.cancellations import offer_table, request_table, requests_of
from insight.sample.tables.changes import changes
from insight.sample.tables.companies import account_table
from insight.sample.tables.contacts import contact_table, draw_champions
from insight.sample.tables.exits import exit_table, exits_of
from insight.sample.tables.issues import draw_issues, festering, issue_table
from insight.sample.tables.offboarding import offboarding_table
from insight.sample.tables.spells import spell_table
from insight.sample.tables.subscriptions import (
    carried_phases,
    main_phases,
    subscription_table,
)
from insight.sample.tables.win_backs import win_back_table
from insight.schema import TABLES


def sample_world(*, seed: int, accounts: int = ACCOUNTS) -> dict[str, pl.DataFrame]:
    """Every table of `schema.TABLES` for that many accounts, typed as the schema says.

    The same seed and number of accounts give the same tables. What the tables hold,
    and the effects planted in them, is written down by `write_dictionary`.
    """
    drawn = draw_accounts(seed, accounts)
    champions_leave = draw_champions(seed, drawn)
    issues = draw_issues(seed, drawn)
    log = live(
        seed, drawn, champions_leave=champions_leave, festering=festering(issues)
    )
    spells = spell_table(seed, log, drawn)
    contacts = contact_table(seed, drawn, champions_leave)
    tables = {
        **_told(seed, log, accounts=drawn, spells=spells, contacts=contacts),
        "issues": issue_table(seed, issues, spells),
        "contacts": contacts,
        "fx_rates": _fx_rates(),
    }
    return {name: _typed(name, tables[name]) for name in TABLES}


def _told(
    seed: int,
    log: Log,
    *,
    accounts: pl.DataFrame,
    spells: pl.DataFrame,
    contacts: pl.DataFrame,
) -> dict[str, pl.DataFrame]:
    add_ons = add_on_phases(seed, spells)
    phases = _phases(seed, log, spells, add_ons)
    exits = exits_of(log, accounts)
    requests = requests_of(seed, log, accounts=accounts, add_ons=add_ons)
    return {
        "accounts": account_table(seed, log, accounts=accounts, exits=exits),
        "subscriptions": subscription_table(phases),
        "cancellation_requests": request_table(requests, exits),
        "exits": exit_table(seed, exits, phases),
        "win_backs": win_back_table(
            seed, log, exits=exits, phases=phases, contacts=contacts
        ),
        "offboarding": offboarding_table(seed, exits),
        "save_offers": offer_table(seed, requests),
    }


def _phases(
    seed: int, log: Log, spells: pl.DataFrame, add_ons: pl.DataFrame
) -> pl.DataFrame:
    phases = main_phases(changes(seed, log, spells), spells)
    carried = carried_phases(log, phases, spells)
    return pl.concat([phases, carried, add_ons], how="diagonal_relaxed")


def _fx_rates() -> pl.DataFrame:
    return pl.DataFrame(
        {"currency": list(FX_RATES), "usd_per_unit": list(FX_RATES.values())}
    )


def _typed(table: str, rows: pl.DataFrame) -> pl.DataFrame:
    schema = TABLES[table].create_empty().schema
    return rows.select(
        pl.col(name).cast(dtype)
        if name in rows.columns
        else pl.lit(None, dtype=dtype).alias(name)
        for name, dtype in schema.items()
    )
