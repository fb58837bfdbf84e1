"""What happened on a date, as the name of its column says it."""

from insight.intake.lexicon import meanings_of, share_known

_FIRST_THAT_IS_SAID = (
    ("foreign", "birth employee order meeting"),
    ("return", "return"),
    ("trial", "trial"),
    ("forecast", "risk"),
    ("change", "change"),
    ("survey", "survey score effort"),
    ("response", "respond accept"),
    ("offer", "offer"),
    ("renewal", "renew"),
    ("request", "request"),
    ("notice", "notice"),
    ("invoice", "invoice payment refund"),
    ("deal", "deal"),
    ("ticket", "ticket"),
    ("leave", "leave"),
    ("returned", "returned"),
    ("due", "due"),
    ("end", "end"),
    ("resolve", "resolve outcome"),
    ("effective", "effective"),
    ("open", "open"),
    ("submit", "submit"),
    ("start", "start"),
    ("update", "update activity"),
)
_SAYS_NOTHING = frozenset(
    {"date", "filler", "account", "contract", "subscription", "id"}
)
PLAIN, UNKNOWN = "plain", "unknown"
_OURS = {"return_date": "return", "do_not_contact_before": "rest"}
"""Names as our own files write them, where another writing may mean something else."""


_APPROACHED = frozenset({"trigger", "email", "submit", "contact", "phone", "meeting"})
_WRITTEN_TO = frozenset({"email", "phone", "meeting"})
_PEOPLE = frozenset({"champion", "owner", "contact", "job"})
_OF_AN_ACCOUNT = frozenset({"account", "end", "date", "filler", "id"})


def _says_goodbye(meanings: frozenset[str]) -> bool:
    """Is it the end of an account, or since when somebody is no customer any more?"""
    if "former" in meanings:
        return bool(meanings & {"account", "start"})
    return {"account", "end"} <= meanings <= _OF_AN_ACCOUNT


def _beside_what_it_says(meanings: frozenset[str]) -> str | None:
    """The role that two words have only together, if they have one."""
    if "return" in meanings and meanings & _APPROACHED:
        return "approach"
    if "leave" in meanings and meanings & _WRITTEN_TO:
        return "approach"
    if "leave" in meanings and meanings & _PEOPLE:
        return "departure"
    if {"leave", "submit"} <= meanings:
        return "request"
    if _says_goodbye(meanings):
        return "leave"
    return "end" if {"account", "resolve"} <= meanings else None


def date_role(name: str) -> str:
    """What a date of this name is of: PLAIN where it says none, else maybe UNKNOWN.

    Examples:
        >>> date_role("Churn Date"), date_role("Cancellation requested at")
        ('leave', 'request')
        >>> date_role("Fecha de renovación"), date_role("Datum"), date_role("Zzz am")
        ('renewal', 'plain', 'unknown')
    """
    if name in _OURS:
        return _OURS[name]
    meanings = meanings_of(name)
    if beside := _beside_what_it_says(meanings):
        return beside
    for role, said in _FIRST_THAT_IS_SAID:
        if meanings.intersection(said.split()):
            return role
    return PLAIN if meanings <= _SAYS_NOTHING and share_known(name) == 1 else UNKNOWN
