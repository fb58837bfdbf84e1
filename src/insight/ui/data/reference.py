"""The tables a definition rests on: choices in force, reasons, raw values."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

import polars as pl

from insight.cards.groups import GROUP_WORDS
from insight.charts.style import CONTROL_WORDS
from insight.metrics.calendar import month_label
from insight.metrics.facts import Facts
from insight.taxonomy import RAW_REASONS, Reason, reasons
from insight.time_zones import time_zone
from insight.ui.data.meanings import FILE, choice_meanings

FIRST_MONTH = "first month that is reported; found in the data where nobody set it"
BUILT_IN, SAVED = "built in", "kept from an upload"
REASON_FIELDS = ("reason_code", "stated_reason_code")


def choices_in_force(facts: Facts) -> pl.DataFrame:
    """`choice` (what it is), `in_force` (its value) and `setting`, one row per choice."""
    written = choice_meanings(FILE.read_text(encoding="utf-8"))
    meant = written | {"first_month": (FIRST_MONTH, "")}
    values = asdict(facts.choices) | {
        "first_month": month_label(facts.first_month),
        "currency": f"{facts.money.currency}: {facts.money.why}",
        "time_zone": time_zone(),
    }
    rows = [
        (meaning, f"{_said(values[name])} {unit}".strip(), name)
        for name, (meaning, unit) in meant.items()
        if name in values
    ]
    return _texts(rows, "choice", "in_force", "setting")


def reason_table() -> pl.DataFrame:
    """`theme`, `label`, `whose`, `analysed_as`, `reason_code` of every reason.

    Own reasons that were retired say so.
    """
    rows = [
        (r.theme, _called(r), CONTROL_WORDS[r.control], GROUP_WORDS[r.group], r.code)
        for r in reasons().values()
    ]
    return _texts(rows, "theme", "label", "whose", "analysed_as", "reason_code")


def raw_reasons(remembered: Iterable[dict[str, Any]]) -> pl.DataFrame:
    """Which words of files become which reason.

    Args:
        remembered: The mappings kept from uploads (`intake.mapping.Mapping.to_dict`).

    Returns:
        `raw` (may be text from files), `becomes` (label of the reason) and `where_from`.
    """
    rows = [(raw, code, BUILT_IN) for raw, code in RAW_REASONS.items()]
    for mapping in remembered:
        for field in REASON_FIELDS:
            words = mapping.get("values", {}).get(field, {})
            rows += [(raw, code, SAVED) for raw, code in words.items()]
    labelled = [
        (raw, reasons()[code].label, origin)
        for raw, code, origin in dict.fromkeys(rows)
        if code in reasons()
    ]
    return _texts(labelled, "raw", "becomes", "where_from")


def _called(reason: Reason) -> str:
    return f"{reason.label} (retired)" if reason.is_retired else reason.label


def _said(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _texts(rows: Sequence[tuple[str, ...]], *names: str) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
