"""From stored tables to facts, step by step."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import narwhals as nw
import polars as pl

from insight.metrics import dealings, exits, experience, movements, narrow, records
from insight.metrics.aside import Aside, remove_left
from insight.metrics.basis import Basis, basis_of
from insight.metrics.blocks import blocks
from insight.metrics.calendar import with_months
from insight.metrics.facts import Facts, together
from insight.metrics.festering_spans import festering_spans
from insight.metrics.first_month import FirstMonth, first_month
from insight.metrics.frame import Frame, beside, kept, physical, polars, repetitive
from insight.metrics.latest import with_latest
from insight.metrics.leavers import is_of_leavers
from insight.metrics.promises import open_promises
from insight.metrics.rejoined import rejoined
from insight.metrics.reporting import Reporting, reporting
from insight.settings import Choices

ACCOUNTS_OF_A_BLOCK, MOST_IN_MEMORY = 200_000, 1_000_000
_SELECTED_BY = ("segment", "region", "plan", "account_mrr")
_DIMENSIONS = ("account_id", "account_name", *_SELECTED_BY)
_FROM_RECORDS_AND_SPELLS = (
    "account", "exit_id", "record", "day", "spell_no", "spell_start", "tenure_days",
    "paying_days", "mrr", "inferred", "return_day", "return_mrr", "waits_until",
)  # fmt: skip


def build_facts(
    tables: Mapping[str, pl.DataFrame], *, as_of: date, choices: Choices
) -> Facts:
    """The facts of stored tables, typed as `schema.TABLES`; any of them may be empty."""
    return facts_of(physical(tables), as_of=as_of, choices=choices)


def facts_of(
    tables: narrow.Tables, *, as_of: date, choices: Choices, home: Path | None = None
) -> Facts:
    """The facts of tables laid out as a snapshot, on whatever engine they are.

    Args:
        tables: As they are read from a snapshot.
        as_of: The last complete day in the data.
        choices: The choices in force.
        home: Where files of facts go that are too many for memory; a temporary folder
            of the system where it is None.
    """
    if home:
        remove_left(home)
    tables = rejoined(tables)
    money = reporting(tables, as_of=as_of, choices=choices)
    choices = replace(choices, currency=money.currency)
    cut = blocks(tables, size=ACCOUNTS_OF_A_BLOCK)
    aside = Aside(home) if cut.accounts > MOST_IN_MEMORY else None
    built = [_part(block, as_of, choices, money, aside=aside) for block in cut.tables]
    parts, months = zip(*built, strict=True)
    whole = together(parts)
    there = frozenset(name for name, t in tables.items() if _has_rows(t))
    gone, first = is_of_leavers(whole.spells), min(months).month
    return replace(whole, of_leavers=gone, present=there, first_month=first)


def _part(
    tables: narrow.Tables,
    as_of: date,
    choices: Choices,
    money: Reporting,
    *,
    aside: Aside | None,
) -> tuple[Facts, FirstMonth]:
    basis = basis_of(tables, as_of=as_of, choices=choices, money=money)
    ends = basis.ended.filter(nw.col("end_kind") != "")
    pairs = kept(records.matched(ends, basis.records, match_days=choices.match_days))
    alone = kept(_alone(basis))
    left = kept(exits.described(_exits(basis, pairs, alone), basis.records))
    changed = kept(
        movements.changes(basis.states, basis.ended, as_of_day=basis.as_of_day)
    )
    month = first_month(basis)
    judged = kept(_judged(basis, pairs=pairs, left=left, alone=alone))
    facts = _facts(basis, judged, left=left, changed=changed, first_month=month)
    return (aside.put(facts) if aside else facts), month


def _facts(
    basis: Basis, judged: Frame, *, left: Frame, changed: Frame, first_month: FirstMonth
) -> Facts:
    accounts = kept(repetitive(with_latest(basis, left)), by="account")
    quality = _quality(basis)
    good = quality.select("exit_id", "good", "times_presented", "pushed")
    issues = kept(repetitive(_dealt(basis, dealings.issues)), by="account")
    return Facts(
        as_of=basis.as_of,
        choices=basis.choices,
        money=basis.money,
        present=frozenset(),
        merges=basis.merges,
        transfers=basis.transfers,
        accounts=accounts,
        spells=_of(accounts, _in_months(basis.ended)),
        exits=_of(accounts, _with(good, left)),
        records=_of(accounts, _with(good, judged)),
        snapshot=_moves(basis, changed, accounts, period="month"),
        ledger=_moves(basis, changed, accounts, period="day"),
        changes=_of(accounts, changed, names=_SELECTED_BY),
        ended=_of(accounts, _ended_phases(basis), names=_SELECTED_BY),
        issues=issues,
        festering=_festering(basis, issues),
        quality=_of(accounts, quality.join(_said(judged), on="exit_id")),
        requests=_of(accounts, _requests(basis)),
        offers=kept(repetitive(dealings.offers_made(basis.tables, as_of=basis.as_of))),
        promises=_of(accounts, _promises(basis)),
        champions=kept(dealings.champions(basis.tables), by="account"),
        notices=kept(_dealt(basis, dealings.notices), by="account"),
        phases=kept(repetitive(basis.phases), by="account"),
        amounts=_of(accounts, basis.amounts, names=_SELECTED_BY),
        told_returns=_of(accounts, basis.told_returns, names=_SELECTED_BY),
        first_month=first_month.month,
        segments=_values(accounts, "segment"),
        regions=_values(accounts, "region"),
        plans=_values(accounts, "plan"),
    )


def _alone(basis: Basis) -> Frame:
    """The records of accounts without subscriptions, one of each exit."""
    subscribed = basis.tables["subscriptions"].select("account").unique()
    without = basis.accounts.join(subscribed, on="account", how="anti")
    alone = kept(basis.records.join(without.select("account", "start"), on="account"))
    days = basis.choices.match_days
    return records.told_once(alone, basis.win_backs, match_days=days)


def _exits(basis: Basis, pairs: Frame, alone: Frame) -> Frame:
    back = basis.win_backs
    by_spell = exits.from_spells(
        basis.ended, basis.states, pairs=pairs, records=basis.records
    )
    by_record = exits.from_records(records.answered(alone, back), choices=basis.choices)
    rows = [by_spell, by_record]
    both = nw.concat([frame.select(*_FROM_RECORDS_AND_SPELLS) for frame in rows])
    return exits.clocked(
        both, _gone(basis), as_of_day=basis.as_of_day, choices=basis.choices
    )


def _gone(basis: Basis) -> Frame:
    gone = basis.accounts.select("account", gone=nw.min_horizontal("ceased", "merged"))
    return gone.filter(nw.col("gone") <= basis.as_of_day)


def _judged(basis: Basis, *, pairs: Frame, left: Frame, alone: Frame) -> Frame:
    transfers = basis.ended.filter(nw.col("end_kind") == "merged")
    unpaired = basis.records.join(pairs.select("record"), on="record", how="anti")
    bridged = records.bridged(
        basis.served, unpaired, match_days=basis.choices.match_days
    )
    back = records.back_in_grace(alone, left)
    subscribed = basis.tables["subscriptions"].select("account").unique()
    without = basis.records.join(subscribed, on="account", how="anti")
    return records.judged(
        basis.records,
        left,
        merged=pairs.join(transfers, on=["account", "spell_no"]).select("record"),
        bridged=nw.concat([bridged, back]),
        repeated=without.join(alone, on="record", how="anti").select("record"),
    )


def _dealt(basis: Basis, table: Callable[..., Frame]) -> Frame:
    return table(basis.tables, as_of=basis.as_of)


def _festering(basis: Basis, issues: Frame) -> Frame:
    spans = festering_spans(issues, as_of_day=basis.as_of_day, choices=basis.choices)
    return kept(spans, by="account")


def _requests(basis: Basis) -> Frame:
    asked = _dealt(basis, dealings.requests)
    return with_months(asked, month="requested")


def _with(good: Frame, rows: Frame) -> Frame:
    return rows.drop("record").join(good, on="exit_id", how="left")


def _promises(basis: Basis) -> Frame:
    return open_promises(basis.tables, as_of=basis.as_of, choices=basis.choices)


def _quality(basis: Basis) -> Frame:
    offboarding = _dealt(basis, dealings.offboarding)
    presented = dealings.presented(basis.tables, as_of=basis.as_of)
    return kept(
        experience.quality(
            offboarding, presented, as_of_day=basis.as_of_day, choices=basis.choices
        )
    )


def _said(judged: Frame) -> Frame:
    """What an offboarding record is grouped by: the day and reason of its exit."""
    return judged.select(
        "exit_id", "day", "month", "reason_code", "reason_group", "control", "status"
    )


def _moves(basis: Basis, changed: Frame, accounts: Frame, *, period: str) -> Frame:
    merged = beside(changed, basis.transfers.by_period(monthly=period == "month"))
    moved = movements.moves(changed, merged=merged, period=period)
    if period == "month":
        rows = moved.with_columns(month=nw.col("period"))
    else:
        rows = with_months(moved, month="period")
    return _of(accounts, rows, names=_SELECTED_BY)


def _in_months(ended: Frame) -> Frame:
    return with_months(ended, start_month="start", end_month="end")


def _ended_phases(basis: Basis) -> Frame:
    over = narrow.ended(basis.tables, as_of=basis.as_of)
    return with_months(over, month="end").select("account", "month")


def _of(
    accounts: Frame, frame: Frame, *, names: tuple[str, ...] = _DIMENSIONS
) -> Frame:
    named = repetitive(frame).join(accounts.select("account", *names), on="account")
    return kept(named, by="account")


def _has_rows(table: Frame) -> bool:
    return bool(polars(table.head(1)).height)


def _values(accounts: Frame, column: str) -> tuple[str, ...]:
    return tuple(sorted(polars(accounts.select(column).unique())[column].to_list()))
