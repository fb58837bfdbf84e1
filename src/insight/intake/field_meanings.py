"""Which field a column holds whose name is in no list: by what its words mean.

A line is for a field of a table: what a name must mean, the likeliest first, `+` between
meanings that only together make it; for a date its roles (`date_roles`) instead.
"""

_ACCOUNT = "account+id account+name account subscription+account former"
_MONEY = "mrr amount+month mrr+amount mrr+month mrr+amount+month"

DATES: dict[str, dict[str, str]] = {
    "accounts": {
        "start_date": "start open",
    },
    "subscriptions": {"start_date": "start effective", "end_date": "end leave"},
    "cancellation_requests": {
        "requested_date": "request notice plain",
        "effective_date": "effective leave end",
        "outcome_date": "resolve response",
    },
    "exits": {
        "exit_date": "leave end effective plain unknown",
        "notice_date": "notice request",
    },
    "win_backs": {"return_date": "return returned plain unknown"},
    "offboarding": {
        "cancel_requested_date": "request notice",
        "closed_date": "resolve end",
        "export_requested_date": "",
        "export_delivered_date": "",
        "end_date_asked": "",
    },
    "save_offers": {
        "offered_date": "offer plain unknown",
        "responded_date": "response",
    },
    "issues": {
        "opened_date": "open ticket submit start plain unknown",
        "resolved_date": "resolve",
    },
    "contacts": {"left_date": "departure leave", "moved_date": ""},
}

TEXTS: dict[str, dict[str, str]] = {
    "accounts": {
        "account_id": "account+id account id",
        "account_name": "account+name name account",
        "segment": "segment segment+name segment+category",
        "is_test": "test",
        "industry": "industry industry+name",
        "region": "region region+name region+id",
        "owner": "owner owner+name",
        "parent_account_id": "parent parent+id parent+name",
        "consent_to_contact": "consent consent+contact",
        "currency": "currency",
    },
    "subscriptions": {
        "subscription_id": "subscription+id contract+id subscription",
        "account_id": _ACCOUNT,
        "plan_id": "plan plan+name plan+id",
        "status": "status",
        "billing_interval": "interval invoice+interval payment+interval",
        "amount": f"{_MONEY} amount arr amount+year amount+plan",
        "currency": "currency",
    },
    "cancellation_requests": {
        "request_id": "request+id",
        "account_id": _ACCOUNT,
        "scope": "scope",
        "outcome": "outcome status",
        "exit_id": "",
    },
    "exits": {
        "exit_id": "leave+id",
        "account_id": _ACCOUNT,
        "reason_code": "reason",
        "reason_group": "reason+category category",
        "stated_reason_code": "stated+reason",
        "contributing_reason_codes": "further+reason",
        "competitor": "competitor competitor+name",
        "comment": "comment reason+comment comment+further",
        "recorded_by": "recorder owner",
        "last_mrr": _MONEY,
        "currency": "currency",
    },
    "win_backs": {
        "win_back_id": "return+id returned+id",
        "account_id": _ACCOUNT,
        "mrr": _MONEY,
        "trigger": "trigger",
        "returned_because": "reason comment",
        "offer": "offer",
        "currency": "currency",
    },
    "offboarding": {
        "exit_id": "leave+id",
        "ease_1_7": "effort effort+score",
        "exit_nps_0_10": "score",
        "owner": "owner",
    },
    "save_offers": {
        "offer_id": "offer+id",
        "request_id": "request+id",
        "account_id": _ACCOUNT,
        "offer_type": "offer+category offer+name offer category",
        "response": "accept respond outcome offer+accept offer+respond",
    },
    "issues": {
        "issue_id": "ticket+id id ticket",
        "account_id": _ACCOUNT,
        "severity": "priority ticket+priority",
        "topic": "subject category ticket+subject ticket+category",
        "resolved_how": "resolve",
    },
    "contacts": {
        "contact_id": "contact+id",
        "account_id": _ACCOUNT,
        "role": "job contact+job",
        "is_champion": "champion",
        "name": "contact+name name contact",
        "email": "email contact+email",
    },
    "fx_rates": {"currency": "currency currency+id", "usd_per_unit": "rate"},
}

SAYS_NOTHING: dict[str, str] = {
    "accounts": "account",
    "subscriptions": "subscription contract account",
    "cancellation_requests": "leave request account contract",
    "exits": "leave lost former account contract subscription",
    "win_backs": "return returned former account contract subscription",
    "offboarding": "leave account",
    "save_offers": "leave account",
    "issues": "account",
    "contacts": "account",
    "fx_rates": "",
}
"""What every column of a table may mention beside what it holds."""


def roles_of(table: str, field: str) -> tuple[str, ...]:
    """Roles of a date that may fill a date field, the likeliest first."""
    return tuple(DATES.get(table, {}).get(field, "").split())


def meanings_for(table: str, field: str) -> tuple[frozenset[str], ...]:
    """What the name of a column that holds a field may mean, the likeliest first."""
    lines = TEXTS.get(table, {}).get(field, "").split()
    return tuple(frozenset(line.split("+")) for line in lines)
