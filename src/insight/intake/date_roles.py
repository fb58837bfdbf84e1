"""What happened on a date, as the name of its column says it."""

from insight.intake.lexicon import meanings_of, share_known

_FIRST_THAT_IS_SAID = (
    ("foreign", "birth employee order meeting"),
    ("return", "return"),
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
    ("trial", "trial"),
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
_OURS = {"return_date": "return"}
"""Names as our own files write them, where another writing may mean something else."""


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
    if {"account", "resolve"} <= meanings:
        return "end"
    for role, said in _FIRST_THAT_IS_SAID:
        if meanings.intersection(said.split()):
            return role
    return PLAIN if meanings <= _SAYS_NOTHING and share_known(name) == 1 else UNKNOWN
