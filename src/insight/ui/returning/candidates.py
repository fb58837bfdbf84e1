"""Whom to call, in words: who may be, who may not, and what speaks for each."""

from typing import Any

import polars as pl

from insight.formats import count, day_words, plural
from insight.metrics.candidates import SPEAKS_FOR, Candidates, candidates
from insight.metrics.facts import Facts
from insight.metrics.selection import Selection
from insight.remembered import remembered
from insight.words import listed

STRONG = 3
NOTHING_KNOWN = "Nothing known speaks for it"
LIMITS = (
    "The order is the number of things that speak for a call, then the MRR before the "
    "exit; it is no probability, and each thing counts the same. That an issue was "
    "resolved does not mean that they know. Whether leadership changed again, or a "
    "missing feature has shipped, is in no file, so a reason of that kind is never "
    "called gone. A champion who moved opens a door at the new company more than at the "
    "old one. Unknown consent is not consent: ask first. Whether calling brings anybody "
    "back has not been tested here."
)


def candidates_answer(found: Candidates) -> str:
    """How many may be called, how many of them first, and who is left out and why."""
    others = _left_out(found)
    if found.rows.is_empty():
        return f"**Nobody to call** in this period, as far as these filters go.{others}"
    strong = found.rows.filter(pl.col("speaking_for") >= STRONG).height
    first = (
        f" For {count(strong)} of them three things or more speak." if strong else ""
    )
    people = plural(found.rows.height, "former customer")
    return f"**{people} may be called.**{first}{others}"


def window_part(found: Candidates) -> str:
    """When after an exit others came back."""
    if found.window is None:
        return "too few returns to say when others came back"
    first, last = (count(day) for day in found.window)
    return f"most returns came {first}–{last} days after the exit"


def calls(facts: Facts, selection: Selection) -> pl.DataFrame:
    """Everybody who may be called, most that speaks for it first, with `why` in words."""
    return call_list(candidates(facts, selection).rows)


@remembered
def call_list(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of `Candidates` with `why` in words and `consent` in words."""
    why = [why_call(row) for row in rows.iter_rows(named=True)]
    consent = pl.when("consent").then(pl.lit("Given")).otherwise(pl.lit("Not known"))
    return rows.with_columns(
        pl.Series("why", why, dtype=pl.String), consent=consent
    ).select(
        "account_id", "account_name", "why", "mrr", "consent", "exit_date", "days_out",
        "reason", "speaking_for",
    )  # fmt: skip


def why_call(row: dict[str, Any]) -> str:
    """What speaks for calling one former customer."""
    resolved, days = row["resolved"], count(row["days_out"])
    since = day_words(resolved) if resolved else ""
    words = {
        "reason_gone": f"Reason gone (issue resolved {since})",
        "left_well": "Left well",
        "in_window": f"{days} days out: when others returned",
        "champion_moved": "Champion moved",
    }
    return " · ".join(words[name] for name in SPEAKS_FOR if row[name]) or NOTHING_KNOWN


def _left_out(found: Candidates) -> str:
    kinds = (
        (found.refused, "refused contact"),
        (found.resting, "asked for rest that is not over"),
        (found.ceased, "ceased or merged"),
        (found.returned, "came back already"),
    )
    parts = [f"{count(number)} {words}" for number, words in kinds if number]
    return f" Left out: {listed(parts)}." if parts else ""
