"""Facts counted from a snapshot, and what is there without any."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from insight.metrics.build import build_facts, facts_of
from insight.metrics.facts import Facts
from insight.metrics.frame import Frame, scanned
from insight.schema import TABLES
from insight.settings import Choices
from insight.store.history import StoreState
from insight.store.lake import tables_on
from insight.store.snapshot import Snapshot
from insight.ui.builds import Basis, Look
from insight.ui.opened import writable_home

PATIENCE = 10.0
"""Seconds after which a page that needs no facts opens without them."""
NOTHING = StoreState(-1, None, is_sample=False, ever_used=False, updated_at=None)
"""What a store holds of which nothing is counted."""


def counted(held: Snapshot, basis: Basis) -> Facts:
    """The facts of a snapshot, on the engine in force."""
    return facts_of(
        _tables(held, basis),
        as_of=basis.as_of,
        choices=basis.choices,
        home=writable_home() / "facts",
    )


def without_facts(basis: Basis) -> Look:
    """A look at nothing: pages open that ask the database alone."""
    nothing = replace(NOTHING, erased_in=basis.state.erased_in)
    facts = _no_facts(basis.as_of, basis.choices)
    return Look(facts, replace(basis, state=nothing), Snapshot(nothing, Path()))


@lru_cache(maxsize=4)
def _no_facts(as_of: date, choices: Choices) -> Facts:
    empty = {name: schema.create_empty() for name, schema in TABLES.items()}
    return build_facts(empty, as_of=as_of, choices=choices)


def _tables(held: Snapshot, basis: Basis) -> Mapping[str, Frame]:
    """The files of a snapshot on the engine in force, none of them read yet."""
    if not basis.runtime.engine:
        return {name: scanned(rows) for name, rows in held.scans().items()}
    folder = basis.runtime.lake or held.folder.absolute().as_uri()
    return tables_on(basis.runtime.engine, folder)
