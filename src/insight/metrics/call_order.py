"""The order of whom to call: learnt from all exits, and scored on lists of the past."""

from dataclasses import dataclass

import polars as pl

from insight.metrics.facts import Facts
from insight.metrics.former import former, known_on
from insight.metrics.return_chances import ChanceModel, chance_model
from insight.metrics.returns import curve_of
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


@dataclass(frozen=True, slots=True, eq=False)
class CallOrder:
    """What orders the list whatever is selected, learnt from all exits.

    `then` are the exits as known on `as_of`; `window` and `score` are those of
    `Candidates`, and `model` tells chances, or says why there are none.
    """

    then: pl.DataFrame
    window: tuple[int, int] | None
    model: ChanceModel | Refusal
    score: CallScore | Refusal

    @property
    def by_chance(self) -> bool:
        """Whether the order by chance did better than a lottery on the past."""
        return isinstance(self.score, CallScore) and self.score.answer is Answer.YES


def call_order(facts: Facts) -> CallOrder:
    """The order of the list: fitted and scored on all exits, once for every selection."""
    rows, day, choices = former(facts), facts.as_of_day, facts.choices
    then = known_on(rows, day=day)
    return CallOrder(
        then=then,
        window=_window(then, choices),
        model=chance_model(rows, day=day, grace_days=choices.grace_days),
        score=call_score(rows, day=day, choices=choices),
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
    return ordered(
        spoken_for(callable_rows(out, day=day), window), model, by_chance=True
    )


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


def is_refused() -> pl.Expr:
    """Whether a customer refused contact; unknown consent is no refusal."""
    return (~pl.col("consent")).fill_null(value=False)


def callable_rows(out: pl.DataFrame, *, day: int) -> pl.DataFrame:
    """Those who refused nothing and whose rest is over on a day."""
    resting = (pl.col("rest_until") > day).fill_null(value=False)
    return out.filter(~is_refused(), ~resting)


def spoken_for(out: pl.DataFrame, window: tuple[int, int] | None) -> pl.DataFrame:
    """Those for whom something speaks, with `in_window`: others came back by then."""
    first, last = window or (1, 0)
    spoken = out.with_columns(in_window=pl.col("days").is_between(first, last))
    return spoken.filter(pl.any_horizontal(SPEAKS_FOR))


def ordered(
    out: pl.DataFrame, model: ChanceModel | None, *, by_chance: bool
) -> pl.DataFrame:
    """The rows with `chance` and `is_likely`, in the order of the list."""
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
