"""The entry script: page settings, the menu, the filter bar, then the page.

What is not drawn in every run, and what draws itself by a timer, has a place of its own
that every run makes: where a timer meets something else in its place, the page goes white.
"""

import logging
from time import perf_counter, thread_time

import streamlit as st

from insight.errors import InsightError
from insight.ui.access import here
from insight.ui.actions import scope_of
from insight.ui.components import error_box
from insight.ui.frame import (
    filters_line,
    headed,
    leavers_note,
    read_only_note,
    sample_banner,
    sidebar,
    uncounted_note,
    updating_note,
)
from insight.ui.gate import let_in, who_is_here
from insight.ui.letterhead import letterhead
from insight.ui.loads import look_at, narrowed, showing, waits, wanted
from insight.ui.sections import ABOUT_DATA, is_filtered, may_open, sections
from insight.ui.under_way import settle, under_way_note
from insight.ui.upload.pending import forget_before

started, worked = perf_counter(), thread_time()
letterhead()
reading, sample, only_reads, updating, changing = (st.container() for _ in range(5))
path = "at the door"

try:
    person = let_in()
    page = st.navigation(sections(person), position="top")
    path = page.url_path or "overview"
    settle()
    basis = wanted()
    forget_before(basis.state.erased_in)
    with reading:
        is_due = page.url_path != "upload" and waits()
        whole = look_at(basis, wait=is_due, needed=page.url_path not in ABOUT_DATA)
    look = narrowed(whole, scope_of(person))
    narrows = is_filtered(page.url_path)
    with here(person), showing(look):
        sidebar(look, is_filtered=narrows)
        with sample:
            sample_banner(look.basis.state)
        with only_reads:
            read_only_note()
        with updating:
            updating_note(look, basis)
        with changing:
            under_way_note()
        who_is_here(person)
        if may_open(person, page.url_path):
            headed(page.title, look.facts, is_filtered=narrows)
        if narrows:
            filters_line(look.facts)
        uncounted_note(look.facts, is_filtered=narrows)
        leavers_note(look.facts)
        page.run()
except InsightError as error:
    error_box(error)
finally:
    took = 1000 * (perf_counter() - started)
    used = 1000 * (thread_time() - worked)
    log = logging.getLogger("insight.run")
    log.info("page=%s ms=%.0f cpu_ms=%.0f", path, took, used)
