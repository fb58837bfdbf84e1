"""What happens before the first visitor: migrate, sample data, facts, imports."""

import asyncio
import gc
import logging
import os
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from importlib import import_module
from pkgutil import walk_packages
from threading import Event, Thread
from time import perf_counter

import streamlit as st
from starlette.requests import Request
from starlette.responses import JSONResponse

from insight import metrics, ui
from insight.cards.home.overview import (
    MOVES,
    MRR_BRIDGE,
    MRR_BY_MONTH,
    RETENTION,
    TOP_REASONS,
)
from insight.charts.style import LIGHT
from insight.errors import InsightError, PersonError, StoreUnavailableError
from insight.metrics.headline import headline
from insight.metrics.monthly import monthly
from insight.metrics.reasons import meanings
from insight.settings import SettingError, require_settings, runtime
from insight.store.engines import open_engine
from insight.store.lake import leave
from insight.store.people import Person, add_admins, in_lower_case
from insight.store.private import make_private
from insight.ui.builds import Look
from insight.ui.data.personal_data import erase_what_is_old
from insight.ui.filters import selection
from insight.ui.loads import engine, look_at, measured, store_state, wanted
from insight.ui.server.descriptors import is_crowded, raise_limit
from insight.ui.server.exposure import require_sign_in_beyond_here
from insight.ui.server.mishaps import scrub_logs
from insight.ui.server.sessions import keep_ending_closed, require_known_sessions
from insight.ui.server.upkeep import keep_up

log = logging.getLogger("insight.start")


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, object]]:
    """Warms up what the first page needs, the rest meanwhile, and keeps up until the end."""
    _show_log()
    scrub_logs()
    with _said_in_one_sentence():
        require_settings()
        _require_admins()
        open_engine(runtime().database_url).dispose()
        require_sign_in_beyond_here()
        require_known_sessions()
    os.umask(0o077)
    raise_limit()
    make_private(runtime().home)
    warm_up()
    Thread(target=_import_the_rest, daemon=True).start()
    ended = Event()
    Thread(target=keep_up, args=(ended,), daemon=True).start()
    ending = asyncio.create_task(keep_ending_closed())
    yield {}
    ending.cancel()
    leave()
    ended.set()


def warm_up() -> None:
    """Brings the store to the current schema, fills a new one, builds the facts."""
    started = perf_counter()
    try:
        add_admins(engine(), runtime().admins, by="a setting", at=datetime.now(UTC))
        erase_what_is_old()
        if runtime().sample and not store_state().ever_used:
            _load_sample()
        _draw_once(look_at(wanted()))
    except InsightError as error:
        log.error("The store could not be opened, as the pages will say. %s", error)
    log.info("ready after %.1f s", perf_counter() - started)


@contextmanager
def _said_in_one_sentence() -> Iterator[None]:
    """Stops the start where the settings are wrong, without a traceback."""
    try:
        yield
    except (InsightError, SettingError) as error:
        sys.tracebacklimit = 0
        raise error from None


def _require_admins() -> None:
    for email in runtime().admins:
        try:
            Person(in_lower_case(email), "admin")
        except PersonError as error:
            raise SettingError(f"INSIGHT_ADMINS cannot be used: {error}") from None


def _load_sample() -> None:
    from insight.ui.sample import load_sample  # noqa: PLC0415 - once in a store's life

    load_sample(engine())


def _import_the_rest() -> None:
    """Imports what the first page does without, then freezes it all.

    What is alive then stays alive; walking over it in every collection of garbage would
    cost more than drawing a page.
    """
    for package in (metrics, ui):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            import_module(module.name)
    gc.collect()
    gc.freeze()


def _draw_once(look: Look) -> None:
    """What the first page measures, and a first figure: imports and caches are filled."""
    chosen = selection(look.facts)
    for measure in (
        headline,
        monthly,
        *(card.measure for card in (MRR_BY_MONTH, MOVES, RETENTION, MRR_BRIDGE)),
    ):
        measured(measure, look, chosen)
    basis = measured(meanings, look, chosen).basis
    reasons = measured(TOP_REASONS.measure, look, chosen, basis=basis)
    drawn = TOP_REASONS.finished(reasons, choices=look.facts.choices, palette=LIGHT)
    if drawn.figure:
        drawn.figure.to_json()


def _show_log() -> None:
    """Our own lines on standard error: what was started, and how long each run took."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(message)s"))
    ours = logging.getLogger("insight")
    ours.setLevel(logging.INFO)
    if not ours.handlers:
        ours.addHandler(handler)


def health(_request: Request) -> JSONResponse:
    """Whether the database answers and there is room for visitors; 503 where not."""
    if is_crowded():
        return JSONResponse({"status": "crowded"}, status_code=503)
    try:
        held = store_state()
    except StoreUnavailableError:
        return JSONResponse({"status": "unavailable"}, status_code=503)
    return JSONResponse({"status": "ok", "data_version": held.data_version})
