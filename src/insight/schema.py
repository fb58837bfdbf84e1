"""Every table once: columns, types, and rules named as sentences a user can read.

All end and exit dates are exclusive: the first day without service. Ids are text.
Money is a decimal beside its currency. A column's metadata may say `default` (used
where a file has no such column), `composed_of` (the columns a missing id is made of),
`references` (the table its values must be in), `refusal` (what a customer asked for,
which no empty cell lifts) and `personal` (hidden from viewers, never in exports by
default).
"""

from typing import Any

import dataframely as dy
import polars as pl

STATUSES = ("trial", "active", "past_due", "paused")
_DAY = 12 / 365
MONTHS_PER_INTERVAL = {
    "day": _DAY,
    "week": 7 * _DAY,
    "four_weeks": 28 * _DAY,
    "month": 1,
    "quarter": 3,
    "half_year": 6,
    "year": 12,
    "two_years": 24,
    "three_years": 36,
}
"""Months in what a price is paid for; a year has 365 days."""
OUTCOMES = ("exited", "saved", "withdrawn", "partial", "open")
MOST_MONEY = 1_000_000_000_000
"""The largest amount that is accepted, in any currency: more is a slip of the keys."""
MOST_DOLLARS = 5
"""More dollars than one unit of any currency is worth; those that are no money of a country
(units of account, metals) are worth more."""
_WORTH_MORE = ("CLF", "XAG", "XAU", "XPD", "XPT", "UYW")
RESPONSES = ("accepted", "declined", "no_answer")
SEVERITIES = ("low", "medium", "high")
CONTROLS = ("ours", "mixed", "not_ours")


def _id(description: str, **options: Any) -> dy.String:
    return dy.String(min_length=1, max_length=200, description=description, **options)


def _ref(table: str, description: str, **options: Any) -> dy.String:
    return _id(description, metadata={"references": table}, **options)


def _text(description: str, **options: Any) -> dy.String:
    return dy.String(nullable=True, description=description, **options)


def _personal(description: str) -> dy.String:
    return _text(description, metadata={"personal": True})


def _date(description: str, *, nullable: bool = True, **options: Any) -> dy.Date:
    return dy.Date(nullable=nullable, description=description, **options)


def _flag(description: str, **options: Any) -> dy.Bool:
    return dy.Bool(nullable=True, description=description, **options)


def _money(description: str, *, nullable: bool = True) -> dy.Decimal:
    return dy.Decimal(
        18, 4, min=0, max=MOST_MONEY, nullable=nullable, description=description
    )


def _score(low: int, high: int, description: str) -> dy.Int64:
    return dy.Int64(nullable=True, min=low, max=high, description=description)


def _count(description: str) -> dy.Int64:
    return dy.Int64(nullable=True, min=0, description=description)


def _choice(values: tuple[str, ...], description: str, **options: Any) -> dy.String:
    sentence = f"is one of {', '.join(values)}"
    return dy.String(
        description=f"{description}: {', '.join(values)}",
        check={sentence: lambda value: value.is_in(values)},
        **options,
    )


def _currency() -> dy.String:
    return dy.String(
        nullable=True,
        regex="^[A-Z]{3}$",
        description="code of three letters; what stands beside an amount counts, too",
    )


def _not_before(later: str, earlier: str) -> pl.Expr:
    return (pl.col(later) >= pl.col(earlier)).fill_null(value=True)


class Accounts(dy.Schema):
    """One row per customer account."""

    account_id = _id("the account", primary_key=True)
    account_name = _text("name shown on pages")
    segment = _text("for example smb, mid, ent")
    fit = _text("good or poor: was this customer right for the product")
    currency = _currency()
    is_test = _flag(
        "test or internal account: in no metric", metadata={"default": False}
    )
    start_date = _date("first day as a customer, where there are no subscriptions")
    merged_into_account_id = _text("the account this one was merged into")
    merged_date = _date("day of that merge")
    entity_ceased_date = _date("day the company ceased to exist")
    industry = _text("industry")
    region = _text("region")
    owner = _text("who looks after the account")
    parent_account_id = _text("the group it belongs to")
    consent_to_contact = _flag(
        "may we write to them after they left", metadata={"refusal": True}
    )
    do_not_contact_before = _date("rest period asked for", metadata={"refusal": True})
    other_ids = _text("its ids in other systems, separated by |")

    @dy.rule()
    def a_merged_account_names_its_successor_and_the_day(cls) -> pl.Expr:
        return (
            pl.col("merged_into_account_id").is_null()
            == pl.col("merged_date").is_null()
        )

    @dy.rule()
    def an_account_is_not_merged_into_itself(cls) -> pl.Expr:
        return (pl.col("merged_into_account_id") != pl.col("account_id")).fill_null(
            value=True
        )


class Subscriptions(dy.Schema):
    """One row per phase: a stretch of one subscription with one plan, status and price."""

    phase_id = _id(
        "the phase; subscription and start date where absent",
        primary_key=True,
        metadata={"composed_of": ("subscription_id", "start_date")},
    )
    subscription_id = _id("the subscription")
    account_id = _ref("accounts", "whose subscription")
    plan_id = _text("plan")
    status = _choice(STATUSES, "state", metadata={"default": "active"})
    start_date = _date("first day of the phase", nullable=False)
    end_date = _date("first day after the phase; empty while it runs")
    billing_interval = _choice(
        tuple(MONTHS_PER_INTERVAL),
        "what `amount` pays for",
        metadata={"default": "month"},
    )
    amount = _money("price per billing interval, without tax", nullable=False)
    currency = _currency()

    @dy.rule()
    def a_phase_does_not_end_before_it_starts(cls) -> pl.Expr:
        return _not_before("end_date", "start_date")


class CancellationRequests(dy.Schema):
    """One row per time a customer asked to leave."""

    request_id = _id(
        "the request; account and date where absent",
        primary_key=True,
        metadata={"composed_of": ("account_id", "requested_date")},
    )
    account_id = _ref("accounts", "who asked")
    scope = _choice(
        ("account", "subscription"),
        "everything or one subscription",
        metadata={"default": "account"},
    )
    requested_date = _date("day of the request", nullable=False)
    effective_date = _date("day it is to take effect")
    outcome = _choice(OUTCOMES, "how it ended", metadata={"default": "open"})
    outcome_date = _date("day it ended")
    exit_id = _text("the exit record it led to")

    @dy.rule()
    def an_outcome_is_not_before_its_request(cls) -> pl.Expr:
        return _not_before("outcome_date", "requested_date")


class Exits(dy.Schema):
    """One row per recorded exit."""

    exit_id = _id(
        "the exit record; account and date where absent",
        primary_key=True,
        metadata={"composed_of": ("account_id", "exit_date")},
    )
    account_id = _ref("accounts", "who left")
    exit_date = _date("first day without service", nullable=False)
    notice_date = _date("day notice was given")
    reason_code = _text("reason recorded by us", metadata={"default": "not_asked"})
    reason_group = _text("coarse group; derived from the reason where empty")
    stated_reason_code = _text("reason the customer gave")
    contributing_reason_codes = _text("up to three more, separated by |")
    competitor = _personal("who they went to")
    comment = _personal("the customer's own words")
    recorded_by = _personal("who recorded the reason")
    reason_forced = _flag("was the question mandatory")
    control_override = dy.String(
        nullable=True,
        description="whose control it was in, where not the reason's default",
        check={f"is one of {', '.join(CONTROLS)}": lambda value: value.is_in(CONTROLS)},
    )
    control_note = _personal("why the default does not hold")
    voluntary = _flag("did the customer decide")
    last_mrr = _money("MRR before the exit, where there are no subscriptions")
    currency = _currency()

    @dy.rule()
    def a_notice_is_not_after_its_exit(cls) -> pl.Expr:
        return _not_before("exit_date", "notice_date")

    @dy.rule()
    def an_override_of_control_has_a_note(cls) -> pl.Expr:
        return (
            pl.col("control_override").is_null() | pl.col("control_note").is_not_null()
        )

    @dy.rule()
    def there_are_at_most_three_contributing_reasons(cls) -> pl.Expr:
        named = pl.col("contributing_reason_codes").str.count_matches("|", literal=True)
        return (named <= 2).fill_null(value=True)


class WinBacks(dy.Schema):
    """One row per recorded return."""

    win_back_id = _id(
        "the return; account and date where absent",
        primary_key=True,
        metadata={"composed_of": ("account_id", "return_date")},
    )
    account_id = _ref("accounts", "who came back")
    return_date = _date("first day of service again", nullable=False)
    mrr = _money("MRR at the return")
    currency = _currency()
    trigger = dy.String(
        nullable=True,
        description="asked, itself or campaign",
        check={
            "is one of asked, itself, campaign": lambda value: value.is_in(
                ["asked", "itself", "campaign"]
            )
        },
    )
    returned_because = _personal("their reason in words")
    offer = _personal("offer that was made")
    via_contact_id = _text("contact who brought us back")


class Offboarding(dy.Schema):
    """One row per exit: how it was handled, and what the customer said of it."""

    exit_id = _ref("exits", "the exit record", primary_key=True)
    ease_1_7 = _score(1, 7, "effort score, 7 = very easy")
    exit_nps_0_10 = _score(0, 10, "would recommend us, asked at the exit")
    asked_to_return_0_10 = _score(0, 10, "would come back, asked at the exit")
    cancel_requested_date = _date("day they asked to leave")
    closed_date = _date("day the account was closed")
    contacts_needed = _count("times they had to contact us")
    export_requested = _flag("did they ask for their data")
    export_requested_date = _date("day they asked for it")
    export_delivered = _flag("was it delivered")
    export_delivered_date = _date("day it was delivered")
    export_format = _text("file format")
    export_instructions = _flag("did it come with directions")
    export_opened = _flag("did they open it")
    surprise_fee = _flag("was there a fee they did not expect")
    forced_call = _flag("did they have to take a call")
    end_date_asked = _date("end they asked for")
    end_date_met = _flag("was it met")
    charged_after_end = _flag("were they charged after the end")
    steps = _count("steps of the cancellation")
    owner = _text("who handled the exit")

    @dy.rule()
    def an_account_is_not_closed_before_the_request(cls) -> pl.Expr:
        return _not_before("closed_date", "cancel_requested_date")


class SaveOffers(dy.Schema):
    """One row per offer made during a cancellation request."""

    offer_id = _id(
        "the offer; request and date where absent",
        primary_key=True,
        metadata={"composed_of": ("request_id", "offered_date")},
    )
    request_id = _ref("cancellation_requests", "the request it answers")
    account_id = _ref("accounts", "who got it")
    offered_date = _date("day of the offer", nullable=False)
    offer_type = _text("for example discount, pause, downgrade")
    times_presented = _count("how often it was shown in this request")
    response = _choice(RESPONSES, "their answer", metadata={"default": "no_answer"})
    responded_date = _date("day of the answer")

    @dy.rule()
    def a_response_is_not_before_its_offer(cls) -> pl.Expr:
        return _not_before("responded_date", "offered_date")


class Issues(dy.Schema):
    """One row per support issue."""

    issue_id = _id("the issue", primary_key=True)
    account_id = _ref("accounts", "whose issue")
    opened_date = _date("day it was opened", nullable=False)
    resolved_date = _date("day it was resolved; empty while open")
    severity = _choice(SEVERITIES, "severity", metadata={"default": "medium"})
    topic = _personal("what it was about")
    reopened_count = _count("times it was opened again")
    resolved_how = _text("fixed, answered or administrative")

    @dy.rule()
    def an_issue_is_not_resolved_before_it_is_opened(cls) -> pl.Expr:
        return _not_before("resolved_date", "opened_date")


class Contacts(dy.Schema):
    """One row per person at a customer."""

    contact_id = _id("the person", primary_key=True)
    account_id = _ref("accounts", "where they work")
    role = _text("job")
    is_champion = _flag("are they an advocate of ours")
    name = _personal("name")
    email = _personal("e-mail address")
    left_date = _date("day they left that company")
    moved_to_account_id = _text("account they moved to")
    moved_to_company = _text("company they moved to")
    moved_date = _date("day they started there")


class FxRates(dy.Schema):
    """One constant rate per currency and report."""

    currency = dy.String(
        primary_key=True, regex="^[A-Z]{3}$", description="three-letter code"
    )
    usd_per_unit = dy.Decimal(
        18, 8, min_exclusive=0, description="US dollars for one unit of it"
    )

    @dy.rule()
    def one_unit_is_worth_at_most_5_dollars(cls) -> pl.Expr:
        return (pl.col("usd_per_unit") <= MOST_DOLLARS) | pl.col("currency").is_in(
            _WORTH_MORE
        )


TABLES: dict[str, type[dy.Schema]] = {
    "accounts": Accounts,
    "subscriptions": Subscriptions,
    "cancellation_requests": CancellationRequests,
    "exits": Exits,
    "win_backs": WinBacks,
    "offboarding": Offboarding,
    "save_offers": SaveOffers,
    "issues": Issues,
    "contacts": Contacts,
    "fx_rates": FxRates,
}


PERSONAL: frozenset[str] = frozenset(
    name
    for schema in TABLES.values()
    for name, column in schema.columns().items()
    if (column.metadata or {}).get("personal")
)
"""The columns with names, addresses and words of people, whatever their table."""


def column_metadata(table: str, column: str) -> dict[str, Any]:
    """What a column says beyond its type: `default`, `references`, `personal`."""
    return TABLES[table].columns()[column].metadata or {}


def required_columns(table: str) -> list[str]:
    """Columns a file must bring: not nullable, without a default, not composed."""
    return [
        name
        for name, column in TABLES[table].columns().items()
        if not column.nullable
        and not {"default", "composed_of"} & (column.metadata or {}).keys()
    ]


def sentence(rule: str) -> str:
    """A dataframely rule name as the sentence a user reads.

    Examples:
        >>> sentence("an_exit_is_not_before_its_notice")
        'an exit is not before its notice'
        >>> sentence("severity|check__is one of low, high")
        'severity is one of low, high'
        >>> sentence("amount|min")
        'amount is not below its smallest allowed value'
    """
    column, _, check = rule.rpartition("|")
    if check.startswith("check__"):
        return f"{column} {check.removeprefix('check__')}"
    if column:
        return f"{column} {_BUILT_IN.get(check, check)}"
    return (
        "the key is not there twice"
        if rule == "primary_key"
        else rule.replace("_", " ")
    )


_BUILT_IN = {
    "nullability": "is not empty",
    "min": "is not below its smallest allowed value",
    "min_exclusive": "is greater than its bound",
    "max": "is not above its largest allowed value",
    "min_length": "is not empty",
    "max_length": "is not too long",
    "regex": "has the expected form",
    "dtype": "has the expected type",
}
