"""Words that files use for our fixed values: statuses, intervals, reasons and more."""

import polars as pl

from insight.intake.evidence import present
from insight.intake.flags import parse_flags
from insight.intake.names import plain_name
from insight.schema import (
    CONTROLS,
    MONTHS_PER_INTERVAL,
    OUTCOMES,
    RESPONSES,
    SEVERITIES,
    STATUSES,
)
from insight.taxonomy import RAW_REASONS, offered_codes, reason_of

MOST_VALUES = 500
_WORDS: dict[str, dict[str, str]] = {
    "status": {
        "trial": "trialing trialling in_trial free_trial",
        "active": "live current running paid paying ok",
        "past_due": "unpaid overdue dunning incomplete past_due_payment",
        "paused": "pause on_hold suspended frozen",
    },
    "billing_interval": {
        "day": "daily days d per_day every_day 1_day",
        "week": "weekly weeks w per_week every_week 1_week 7_days",
        "four_weeks": "4_weeks every_4_weeks every_four_weeks 28_days four_weekly",
        "two_years": "2_years every_2_years two_year 24_months biennial biennially",
        "three_years": "3_years every_3_years three_year 36_months triennial",
        "month": "monthly months m mo per_month 1_month every_month",
        "quarter": "quarterly quarters q 3_months per_quarter every_3_months",
        "half_year": "half_yearly semi_annual semiannual biannual 6_months every_6_months",
        "year": "yearly annual annually years y yr per_year 12_months 1_year every_year",
    },
    "severity": {
        "low": "minor trivial p4 p3 lowest 4",
        "medium": "normal moderate p2 middle 3",
        "high": "urgent critical major blocker p1 p0 severe highest 1 2",
    },
    "scope": {
        "account": "customer company everything whole all full",
        "subscription": "partial contract product one",
    },
    "outcome": {
        "exited": "left churned cancelled canceled lost closed_lost",
        "saved": "retained kept won closed_won gehalten retenu retenue retenido retenida "
        "retido retida revertido behouden trattenuto trattenuta",
        "withdrawn": "revoked taken_back aborted",
        "partial": "downgraded partly",
        "open": "pending in_progress new offen ouvert ouverte abierto abierta pendiente "
        "aberto aberta aperto aperta",
    },
    "response": {
        "accepted": "yes accept taken won",
        "declined": "no decline rejected refused lost",
        "no_answer": "none no_response pending ignored n_a",
    },
    "trigger": {
        "asked": "we_asked outreach contacted sales win_back_call",
        "itself": "by_itself self organic inbound self_service came_back",
        "campaign": "email_campaign marketing newsletter promotion",
    },
    "control_override": {
        "ours": "controllable us our",
        "mixed": "both partly",
        "not_ours": "uncontrollable theirs external",
    },
}
_OURS: dict[str, tuple[str, ...]] = {
    "status": STATUSES,
    "billing_interval": tuple(MONTHS_PER_INTERVAL),
    "severity": SEVERITIES,
    "scope": ("account", "subscription"),
    "outcome": OUTCOMES,
    "response": RESPONSES,
    "trigger": ("asked", "itself", "campaign"),
    "control_override": CONTROLS,
}
REASON_FIELDS = ("reason_code", "stated_reason_code", "contributing_reason_codes")
SEVERAL_IN_A_CELL = ("contributing_reason_codes",)
SEPARATORS = "[;|]"
# A subscription that has ended was active until then: the end date says so.
ENDED_STATUSES = ("canceled", "cancelled", "churned", "ended", "expired", "inactive")
_TRIAL_FLAG = {True: "trial", False: "active"}


def choices_of(field: str) -> tuple[str, ...]:
    """Our values for a field that has a fixed set of them, else nothing."""
    return offered_codes() if field in REASON_FIELDS else _OURS.get(field, ())


def propose_values(
    cells: pl.Series, field: str, *, has_end: bool = False
) -> dict[str, str]:
    """Ours for each raw value that is understood and is not ours already.

    Args:
        cells: The column as text.
        field: A field with fixed values; any other has nothing to propose.
        has_end: A column says when the row ended, so an ended status needs no word.
    """
    if not choices_of(field):
        return {}
    raw = present(words_in(cells, field).unique()).sort().head(MOST_VALUES)
    if field == "status" and len(raw) and parse_flags(raw).is_not_null().all():
        return {
            cell: _TRIAL_FLAG[flag]
            for cell, flag in zip(raw, parse_flags(raw), strict=True)
        }
    words = _words(field, has_end=has_end)
    understood = {
        cell: words[plain_name(cell)] for cell in raw if plain_name(cell) in words
    }
    return {cell: ours for cell, ours in understood.items() if cell != ours}


def words_in(cells: pl.Series, field: str) -> pl.Series:
    """The words of a column, one by one where a cell of the field may hold several."""
    if field not in SEVERAL_IN_A_CELL:
        return cells
    return split_words(cells).explode().drop_nulls()


def split_words(cells: pl.Series) -> pl.Series:
    """The words of each cell as a list; ; and | stand between them."""
    parts = cells.str.replace_all(SEPARATORS, "|").str.split("|")
    trimmed = pl.element().str.strip_chars()
    return parts.list.eval(trimmed.filter(trimmed != ""))


def share_understood(cells: pl.Series, field: str) -> float:
    """Share of a column's distinct values that the words of a field cover, 0-1."""
    raw = present(words_in(cells, field).unique()).head(MOST_VALUES)
    words = _words(field, has_end=True)
    return sum(plain_name(cell) in words for cell in raw) / max(len(raw), 1)


def _words(field: str, *, has_end: bool) -> dict[str, str]:
    ours = {value: value for value in choices_of(field)}
    if "reason_code" in field:
        labels = {plain_name(reason_of(code).label): code for code in choices_of(field)}
        return labels | ours | RAW_REASONS
    listed = _WORDS[field].items()
    words = {word: value for value, line in listed for word in line.split()}
    ended = (
        dict.fromkeys(ENDED_STATUSES, "active") if field == "status" and has_end else {}
    )
    return ended | words | ours
