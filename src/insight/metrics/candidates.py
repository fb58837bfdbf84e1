"""Whom to call: former customers who may be called, in an order scored on the past."""

from dataclasses import dataclass

import polars as pl

from insight.metrics.facts import Facts
from insight.metrics.former import former, known_on
from insight.metrics.frame import lazy, polars
from insight.metrics.money import to_units
from insight.metrics.return_chances import ChanceModel, chance_model
from insight.metrics.returns import curve_of
from insight.metrics.selection import Selection
from insight.settings import Choices
from insight.statistics.conclusions import Answer
from insight.statistics.estimates import Refusal
from insight.statistics.rankings import Ranking, ranking, together

EARLY, LATE = 0.1, 0.9
FIRST, HALF_YEAR, HALF_YEARS = 25, 183, 4
LIKELIEST = 0.15
NEVER = 2**40
SPEAKS_FOR = (
    "reason_gone", "not_ours", "left_well", "would_return", "champion_moved",
    "back_before", "in_window",
)  # fmt: skip
SPEAKS_AGAINST = ("left_badly", "pushed_out", "poor_fit")
_ROWS = (
    "account_id", "account_name", "exit_date", "days_out", "reason", "mrr", "consent",
    "resolved", *SPEAKS_FOR, *SPEAKS_AGAINST, "chance", "is_likely",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CallScore:
    """How the order by chance did on the past, out of time.

    `year`: the list of a year before `as_of`, and who of it came back since.
    `half_years`: the lists of the last `looks` half-years together, each against who
    came back in the half-year after it; `answer` is theirs.
    """

    year: Ranking | None
    half_years: Ranking
    looks: int

    @property
    def answer(self) -> Answer:
        """Better than at random: yes, no, or cannot tell yet."""
        return self.half_years.answer


@dataclass(frozen=True, slots=True)
class Candidates:
    """Who may be called, and how many others left and may not.

    `rows`, those who agreed to be contacted before those of whom it is not known:
    `account_id`, `account_name`, `exit_date`, `days_out`, `reason` (code), `mrr` (units
    of the currency, null where unknown), `consent` (true, or null where not known),
    `resolved` (date of the last issue that was open at the exit), the flags of
    `SPEAKS_FOR` and `SPEAKS_AGAINST`, `chance` to be back within half a year (0-1, null
    without a model) and `is_likely`, one of the `LIKELIEST` share of the list. By chance
    the likeliest come first, and chance times MRR decides; else MRR alone does.

    `window` is from when to when after an exit others came back (days), None where too
    few did. `silent` are those for whom nothing speaks: they are not listed.
    """

    rows: pl.DataFrame
    window: tuple[int, int] | None
    returned: int
    ceased: int
    refused: int
    resting: int
    silent: int
    by_chance: bool
    score: CallScore | Refusal


def candidates(facts: Facts, selection: Selection) -> Candidates:
    """The accounts whose latest exit is in the selection, and who are still out.

    Companies that ceased or merged away, refused consent, a rest period not over by
    `as_of` and customers for whom nothing speaks are counted and left out. Unknown
    consent is not refused consent, and never comes first. The chance is learnt from
    all exits whatever is selected, and orders the list only where the same rule did
    better than a lottery on the past.
    """
    rows, day, choices = former(facts), facts.as_of_day, facts.choices
    score = call_score(rows, day=day, choices=choices)
    by_chance = isinstance(score, CallScore) and score.answer is Answer.YES
    model = chance_model(rows, day=day, grace_days=choices.grace_days)
    then = known_on(rows, day=day)
    window = _window(then, choices)
    latest = polars(selection.within(lazy(then.filter("is_latest"))))
    out = latest.filter(pl.col("event") == 0)
    callable_ = _callable(out, day=day)
    listed = _ordered(
        _spoken_for(callable_, window),
        model if isinstance(model, ChanceModel) else None,
        by_chance=by_chance,
    )
    refused = out.filter(_is_refused())
    return Candidates(
        rows=listed.pipe(_in_units).select(_ROWS),
        window=window,
        returned=latest.filter(pl.col("event") == 1).height,
        ceased=latest.filter(pl.col("event") > 1).height,
        refused=refused.height,
        resting=out.height - refused.height - callable_.height,
        silent=callable_.height - listed.height,
        by_chance=by_chance,
        score=score,
    )


def call_score(
    rows: pl.DataFrame, *, day: int, choices: Choices
) -> CallScore | Refusal:
    """What the order by chance was worth: past lists against what came after them.

    Each list is that of all former customers as it would have been on its day, by a
    model of what had happened by then. Facts of an exit are taken as the files have
    them today, and an exit is none where the customer was back within the grace.

    Args:
        rows: The exits of `former.former`.
        day: The last day known.
        choices: The choices in force.

    Returns:
        A refusal where too few had come back to order any list of the past.
    """
    lists = {
        ago: listed
        for ago in range(1, HALF_YEARS + 1)
        if (found := list_on(rows, day=day - ago * HALF_YEAR, choices=choices))
        is not None
        and (listed := _with_return(found, rows)).height
    }
    if not lists:
        return Refusal("Too few had come back half a year ago to score the order.")

    def scored(ago: int, *, ahead: int) -> Ranking:
        last = day - (ago - ahead) * HALF_YEAR
        return ranking((lists[ago]["back"] <= last).to_list(), first=FIRST)

    return CallScore(
        year=scored(2, ahead=2) if 2 in lists else None,  # noqa: PLR2004
        half_years=together([scored(ago, ahead=1) for ago in lists]),
        looks=len(lists),
    )


def list_on(rows: pl.DataFrame, *, day: int, choices: Choices) -> pl.DataFrame | None:
    """All former customers as they would have been listed by chance on a day.

    Returns:
        The rows of `former.known_on` with `chance` and `is_likely`, in order; None where
        too few had come back by then to tell a chance.
    """
    model = chance_model(rows, day=day, grace_days=choices.grace_days)
    if isinstance(model, Refusal):
        return None
    then = known_on(rows, day=day)
    out = then.filter("is_latest", pl.col("event") == 0)
    window = _window(then, choices)
    return _ordered(_spoken_for(_callable(out, day=day), window), model, by_chance=True)


def _with_return(listed: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """The list with `back`, the day of the return from the exit listed; never is far."""
    ended = pl.col("day") + pl.col("days")
    back = rows.filter(pl.col("event") == 1).select("account", "day", back=ended)
    return listed.join(
        back, on=["account", "day"], how="left", maintain_order="left"
    ).with_columns(pl.col("back").fill_null(NEVER))


def _window(then: pl.DataFrame, choices: Choices) -> tuple[int, int] | None:
    """The days after an exit between which most others came back.

    From where the return curve has reached a tenth of its height to nine tenths, as
    far as it may be drawn; None below `counts_only_below` returns.
    """
    curve = curve_of(then).filter(pl.col("at_risk") >= choices.curve_stops_below)
    if curve["returned"].sum() < choices.counts_only_below:
        return None
    height = pl.col("share").max()
    first, last = (
        curve.filter(pl.col("share") >= part * height)["day"].to_list()[0]
        for part in (EARLY, LATE)
    )
    return first, last


def _is_refused() -> pl.Expr:
    return (~pl.col("consent")).fill_null(value=False)


def _callable(out: pl.DataFrame, *, day: int) -> pl.DataFrame:
    resting = (pl.col("rest_until") > day).fill_null(value=False)
    return out.filter(~_is_refused(), ~resting)


def _spoken_for(out: pl.DataFrame, window: tuple[int, int] | None) -> pl.DataFrame:
    first, last = window or (1, 0)
    spoken = out.with_columns(in_window=pl.col("days").is_between(first, last))
    return spoken.filter(pl.any_horizontal(SPEAKS_FOR))


def _ordered(
    out: pl.DataFrame, model: ChanceModel | None, *, by_chance: bool
) -> pl.DataFrame:
    nothing = pl.lit(None, dtype=pl.Float64).alias("chance")
    chance = nothing if model is None else model.chances(out)
    rank = pl.col("chance").rank("max", descending=True)
    likely = rank <= LIKELIEST * pl.col("chance").count()
    worth = pl.col("chance") * pl.col("mrr") if by_chance else pl.col("mrr")
    return (
        out.with_columns(chance)
        .with_columns(
            is_likely=likely.fill_null(value=False),
            first=likely.fill_null(value=False) & by_chance,
            worth=worth,
        )
        .sort(
            pl.col("consent").is_not_null(), "first", "worth", "mrr", "account_id",
            descending=[True, True, True, True, False], nulls_last=True,
        )
    )  # fmt: skip


def _in_units(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(
        to_units("mrr"),
        _date("day").alias("exit_date"),
        _date("resolved"),
        days_out="days",
        reason="reason_code",
    )


def _date(column: str) -> pl.Expr:
    return pl.col(column).cast(pl.Int32).cast(pl.Date)
