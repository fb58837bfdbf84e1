"""What the README says of the world: its true effects, its nulls and its traps."""

from insight.sample import planted


def _listed(values: dict[str, float]) -> str:
    return ", ".join(f"{name} {value:g}" for name, value in values.items())


def _plain(hazard: float) -> str:
    return f"{hazard:.5f}".rstrip("0")


REQUESTS = (
    (
        "daily hazard of a request to leave",
        f"uncontrollable {_plain(planted.UNCONTROLLABLE_HAZARD)}, "
        f"resolvable {_plain(planted.RESOLVABLE_HAZARD)}, "
        f"poor fit {_plain(planted.POOR_FIT_HAZARD)}",
    ),
    ("account of poor fit: its poor-fit part", f"× {planted.POOR_FIT_TIMES:g}"),
    (f"first {planted.YOUNG_DAYS} days of a spell", f"× {planted.YOUNG_TIMES:g}"),
    (f"after {planted.OLD_DAYS} days of a spell", f"× {planted.OLD_TIMES:g}"),
    ("season, December and January", f"× {planted.SEASON_TIMES:g}"),
    (
        "price rise, May and June 2025; the extra ones are recorded as `price_rise`",
        f"× {planted.PRICE_RISE_TIMES:g}",
    ),
    (
        f"issue not low and open more than {planted.FESTERING_DAYS} days; the extra ones "
        "are `unresolved_issue`, `slow_support` or `promise_not_kept`",
        f"× {planted.FESTERING_TIMES:g}",
    ),
    (
        f"champion left in the past {planted.CHAMPION_DAYS} days: the parts "
        f"`leadership_change` ({planted.LEADERSHIP_PART:.0%} of uncontrollable) and "
        f"`champion_left` ({planted.CHAMPION_PART:.0%} of resolvable)",
        f"× {planted.CHAMPION_TIMES:g}",
    ),
    ("withdrawn unprompted, of requests not saved", f"{planted.WITHDRAWN_SHARE:g}"),
)
SAVES = (
    ("an offer is made", _listed(planted.OFFERED)),
    (
        "it is presented once, twice, three, four times",
        ", ".join(f"{share:g}" for share in planted.TIMES_PRESENTED.values()),
    ),
    ("it is accepted, presented once", _listed(planted.ACCEPTED)),
    ("each further time adds", f"{planted.ACCEPTED_PER_PUSH:g}"),
    (
        f"saved and yet gone within {planted.STICK_DAYS} days",
        f"{planted.SAVED_BUT_GONE:g}",
    ),
)
OFFBOARDING = (
    (
        "handled at the team's best, which mostly makes a good exit: the promises kept, "
        "no surprise fee, the export delivered",
        _listed(planted.GOOD_OFFBOARDING),
    ),
    (
        f"exits from {planted.PROCESS_CHANGE}, a change of process, add",
        f"{planted.PROCESS_CHANGE_ADDS:g}",
    ),
    ("reason not known in the record", f"{planted.UNKNOWN_REASONS:g}"),
    (
        "stated reason is the true one; where an issue festered",
        f"about {planted.STATED_AS_RECORDED:g}; {planted.FESTERING_STATED_AS_RECORDED:g}",
    ),
    (
        "questionnaire answered after a good exit; after another one",
        f"{planted.ANSWERS_IF_GOOD:g}; {planted.ANSWERS_IF_BAD:g}",
    ),
)
RETURNS = (
    (
        f"daily hazard of a return: days {planted.RETURN_FROM_DAY} to 90, to 365, later",
        ", ".join(map(_plain, planted.RETURN_HAZARDS.values())),
    ),
    ("good exit, as measured", f"× {planted.GOOD_TIMES:g}"),
    ("uncontrollable reason", f"× {planted.UNCONTROLLABLE_TIMES:g}"),
    (
        f"offer presented more than {planted.PUSHED_MORE_THAN} times",
        f"× {planted.PUSHED_TIMES:g}",
    ),
    ("account of poor fit", f"× {planted.POOR_FIT_RETURN_TIMES:g}"),
    (
        "daily hazard that the company ceases first",
        f"{_listed(planted.CEASED_HAZARDS)}, else {planted.CEASED_HAZARD:g}",
    ),
)
NULLS = (
    "`accounts.region`: no effect on leaving or returning",
    "`accounts.owner`, the one who looks after the account: no effect on anything",
)
TRAPS = (
    "Reasons lead to good exits *and* to returns, so the crude effect of a good exit is "
    "larger than the true one; compare within reasons.",
    "Issues open at an exit are mostly closed administratively some days after it; "
    "`resolved_date` is then no day of help.",
    "Accounts that are there at the start bring their start date but no earlier history: "
    "no issue, and no notice already given. So the first months have few exits, most of "
    "all of annual contracts.",
    "Some leave without a request or an exit record: they lapse, stop paying, or pause for "
    "ever. Some exits are for a failed payment: no request, no offboarding record.",
    "Services lapse for up to 20 days, are paused for up to 80, are paid late; some "
    "customers are back within 30 days of their exit. None of this is an exit.",
    "Annual contracts leave at the end of their term, so some ends lie in the future.",
    "Customers merge into others, which carry their service on; a few accounts are "
    "duplicates of others, some only tried, and some are tests.",
    "A champion who left may turn up as a contact of a new account (`moved_to_account_id`).",
    "The stated reason often is a more polite one than the recorded reason.",
)
