"""Cached loads: the database, the facts, and the measures of one view."""

import gc
from collections.abc import Callable, Hashable, Iterator
from concurrent import futures
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from typing import Any, TypeVar

import polars as pl
import streamlit as st

from insight.metrics.scope import EVERYTHING, Scope, is_seen, scoped, without_personal
from insight.metrics.selection import Selection
from insight.settings import chosen, runtime
from insight.store.engines import file_behind
from insight.store.in_force import InForce, in_force
from insight.store.snapshot import Snapshot, snapshot
from insight.store.uploads import StoreState, state
from insight.store.watch import Watch
from insight.taxonomy import use_own
from insight.time_zones import use_time_zone
from insight.ui import counting
from insight.ui.builds import Basis, Builds, Look
from insight.ui.counting import counted, without_facts
from insight.ui.erasures import is_new
from insight.ui.opened import engine_of, writable_home
from insight.ui.vault import VAULT

Measure = TypeVar("Measure")
_LOOK, _CHANGED = "look of this run", "changed by this session"


def engine() -> Any:
    """The engine of the configured database, at the current schema version."""
    return engine_of(runtime().database_url)


def store_state() -> StoreState:
    """What the store holds now; one short query, so that every run sees an import."""
    return state(engine())


def wanted() -> Basis:
    """What the pages are to show: the store as it is now, under the choices in force.

    It is asked for in every run, so that a change reaches everybody.
    """
    settings = runtime()
    url = settings.database_url
    held, values, own = _watch(url, file_behind(url)).now()
    use_own(own)
    choices = chosen(values)
    use_time_zone(choices.time_zone)
    today = datetime.now(UTC).date()
    return Basis(settings, held, choices, held.as_of or today)


def look_at(basis: Basis, *, wait: bool = False, needed: bool = True) -> Look:
    """The look at `basis`, or the last one while that is in the making.

    Args:
        basis: What is wanted.
        wait: Nothing older will do, as after a change by the person who looks.
        needed: Without facts there is nothing to show. Where they are not needed an older
            look does, or one without facts, if they take long or cannot be built.
    """
    leave_erased(basis)
    made = _builds()
    if look := made.made(basis):
        return look
    coming, last = made.start(basis, _read(basis)), made.last(basis.runtime)
    if last and not wait:
        return last
    with st.spinner("Reading the data …"):
        futures.wait([coming], None if needed else counting.PATIENCE)
    if not needed and (not coming.done() or coming.exception()):
        return last or without_facts(basis)
    if coming.exception():
        made.forget(basis)
    return coming.result()


def leave_erased(basis: Basis) -> None:
    """Forgets facts and tables of before an erasure, and begins to count without them.

    Files of such facts go with them, those that were handed out and not fetched yet too,
    and older snapshots when the new one is written.
    """
    is_later = is_new(basis.runtime.database_url, basis.state.erased_in)
    if _builds().leave_erased(basis) or is_later:
        VAULT.clear()
        _narrowed.clear()
        _look_then.clear()
        _stored.clear()
        gc.collect()
        _builds().start(basis, _read(basis))


def narrowed(look: Look, scope: Scope) -> Look:
    """A look as far as somebody may see it, made once for all who may see as much."""
    return look if scope == EVERYTHING else _narrowed(look.number, scope, _look=look)


def failed(basis: Basis) -> bool:
    """Whether the look at `basis` could not be made."""
    return _builds().failed(basis)


def failure(basis: Basis) -> BaseException | None:
    """Why the look at `basis` could not be made."""
    return _builds().failure(basis)


def is_made(basis: Basis) -> bool:
    """Whether there is a look at `basis` now."""
    return _builds().made(basis) is not None


def try_again(basis: Basis) -> None:
    """Lets a look that could not be made be tried again."""
    _builds().forget(basis)


@contextmanager
def showing(look: Look) -> Iterator[None]:
    """Makes `look` what this run shows; a session that sits idle holds no facts."""
    st.session_state[_LOOK] = look
    try:
        yield
    finally:
        st.session_state.pop(_LOOK, None)


def look() -> Look:
    """What this run shows, to the person in front of it.

    Raises:
        LookupError: Nobody said so with `showing`.
    """
    held: Look | None = st.session_state.get(_LOOK)
    if held is None:
        raise LookupError("Only a page that main.py runs has something to show.")
    return held


def changed() -> None:
    """This session changed the data: it waits to see that, where others read on."""
    st.session_state[_CHANGED] = True


def waits() -> bool:
    """Whether this session changed something that it has not seen yet; asked once."""
    return bool(st.session_state.pop(_CHANGED, False))


def look_then(look: Look, as_of: date) -> Look:
    """The tables of `look`, counted as of an earlier day; the latest four are kept."""
    if as_of == look.facts.as_of:
        return look
    return _look_then(look.number, as_of, _look=look)


def tables(held: StoreState) -> dict[str, pl.DataFrame]:
    """Every stored table as it is now, where the store is as `held`; the last are kept."""
    return _stored(runtime().database_url, held.data_version)


def stored_tables() -> dict[str, pl.DataFrame]:
    """What files are compared with: every stored table, and nothing of the sample."""
    held = store_state()
    return {} if held.is_sample else tables(held)


def rows_of_account(account_id: str) -> dict[str, pl.DataFrame]:
    """The stored rows of one account, in every table that names accounts.

    They are none where the person may not see the account, and without personal data
    where they may not see that.
    """
    shown = look()
    rows = shown.snapshot.of_account(account_id)
    if not is_seen(shown.facts, account_id=account_id):
        return {name: table.clear() for name, table in rows.items()}
    if shown.scope.personal:
        return rows
    return {name: without_personal(table) for name, table in rows.items()}


def measured(
    measure: Callable[..., Measure],
    look: Look,
    selection: Selection,
    *args: Any,
    **options: Any,
) -> Measure:
    """`measure(facts, selection, …)`, remembered as long as the facts are."""
    asked = (measure, selection, *args, *options.items())
    compute = partial(measure, look.facts, selection, *args, **options)
    return made_once(look, asked, compute)


def made_once(look: Look, asked: Hashable, make: Callable[[], Measure]) -> Measure:
    """What `make` gives of a look, kept under `asked`; it says so while that takes time."""
    is_there = look.measured.has(asked)
    with nullcontext() if is_there else st.spinner("Counting …", show_time=True):
        found: Measure = look.measured.of(asked, make)
    return found


@st.cache_resource(max_entries=4, show_spinner=False)
def _watch(url: str, file: object) -> Watch[InForce]:
    return Watch(engine_of(url), in_force)


@st.cache_resource(max_entries=32, show_spinner=False)
def _narrowed(number: int, scope: Scope, _look: Look) -> Look:
    return Look(scoped(_look.facts, scope), _look.basis, _look.snapshot, scope)


@st.cache_resource(max_entries=4, show_spinner="Counting what was known then …")
def _look_then(number: int, as_of: date, _look: Look) -> Look:
    choices = replace(_look.basis.choices, currency=_look.facts.money.currency)
    basis = replace(_look.basis, as_of=as_of, choices=choices)
    scope = _look.scope
    facts = counted(_look.snapshot, basis)
    return Look(scoped(facts, scope), basis, _look.snapshot, scope)


@st.cache_resource(max_entries=1, show_spinner=False)
def _stored(url: str, version: int) -> dict[str, pl.DataFrame]:
    return snapshot(engine_of(url), home=writable_home()).tables()


@st.cache_resource(show_spinner=False)
def _builds() -> Builds:
    return Builds(counted)


def _read(basis: Basis) -> Callable[[], Snapshot]:
    held = engine_of(basis.runtime.database_url)
    return partial(snapshot, held, home=writable_home())
