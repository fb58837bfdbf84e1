"""Are the planted effects found? Many sample worlds, each measured as the app does it.

python lab/planted_effects.py [first seed] [last seed]
"""

import sys
from collections.abc import Iterable
from math import exp, log
from time import perf_counter
from typing import Any

import polars as pl

from insight.metrics.build import build_facts
from insight.metrics.festering_hazard import festering_hazard
from insight.metrics.festering_rates import festering_ratio
from insight.metrics.files import everything
from insight.metrics.good_exits import compared_returns
from insight.metrics.hypotheses import Hypothesis, conclusions
from insight.metrics.judged_exits import crude, judged_exits
from insight.sample import planted, sample_world
from insight.settings import Choices
from insight.statistics.conclusions import Answer
from insight.statistics.effects import HazardRatio
from insight.statistics.estimates import Refusal

TRUTHS = {
    "good exit, crude": planted.GOOD_TIMES,
    "good exit": planted.GOOD_TIMES,
    "pushed": planted.PUSHED_TIMES,
    "uncontrollable": planted.UNCONTROLLABLE_TIMES,
    "poor fit": planted.POOR_FIT_RETURN_TIMES,
    "festering, all ages": planted.FESTERING_TIMES,
    "festering": planted.FESTERING_TIMES,
}
JUDGED = {
    "good exit": Hypothesis.GOOD_EXIT,
    "pushed": Hypothesis.PUSHED,
    "uncontrollable": Hypothesis.NOT_OURS,
    "poor fit": Hypothesis.POOR_FIT,
    "festering": Hypothesis.FESTERING,
}
COLUMNS = ("seed", "effect", "ratio", "low", "high", "q", "answer")
FIRST_SEED, LAST_SEED = 1, 20
NO_FINDING = 0.1


def measured(seed: int) -> list[dict[str, object]]:
    """Per effect: `seed`, `effect`, `ratio`, `low`, `high`, `q` of the regions, `answer`.

    The answer is the verdict of its hypothesis, null where the effect has none.
    """
    facts = build_facts(sample_world(seed=seed), as_of=planted.AS_OF, choices=Choices())
    chosen = everything(facts)
    rows = judged_exits(facts, chosen).rows
    found = {
        "good exit, crude": _limits(crude(rows, exposed=rows["good"]).ratio),
        "festering": _limits(festering_hazard(facts, chosen)),
    }
    table = compared_returns(facts, chosen)
    for name, *limits in table.select("comparison", "ratio", "low", "high").rows():
        found[name.replace("_", " ")] = tuple(limits)
    row = festering_ratio(facts, chosen).row(0, named=True)
    found["festering, all ages"] = (row["ratio"], row["low"], row["high"])
    regions = table.filter(pl.col("comparison").str.starts_with("region"))
    q = regions["q"].min()
    judged = conclusions(facts, chosen)
    answers = {name: str(judged[of].answer) for name, of in JUDGED.items()}
    return [
        dict(
            zip(COLUMNS, (seed, name, *found[name], q, answers.get(name)), strict=True)
        )
        for name in TRUTHS
    ]


def _limits(ratio: HazardRatio | Refusal) -> tuple[float, float, float]:
    if isinstance(ratio, Refusal):
        raise TypeError(ratio.reason)
    return ratio.ratio.value, ratio.ratio.low, ratio.ratio.high


def study(seeds: Iterable[int]) -> pl.DataFrame:
    """The rows of `measured` for every seed, with the true value as `truth`."""
    rows = pl.DataFrame([row for seed in seeds for row in measured(seed)])
    truths = pl.DataFrame({"effect": list(TRUTHS), "truth": list(TRUTHS.values())})
    return rows.join(truths, on="effect", maintain_order="left")


def summary(rows: pl.DataFrame) -> pl.DataFrame:
    """Per effect: `mean` (of the logarithm), `low`, `high` (medians), and in how many worlds.

    `covered` the truth, `found` a ratio other than 1, and the verdict was `yes` or `no`.
    """
    inside = (pl.col("low") < pl.col("truth")) & (pl.col("truth") < pl.col("high"))
    told = (pl.col("low") > 1) | (pl.col("high") < 1)
    return rows.group_by("effect", "truth", maintain_order=True).agg(
        mean=pl.col("ratio").log().mean().exp(),
        low=pl.col("low").median(),
        high=pl.col("high").median(),
        covered=inside.sum(),
        found=told.sum(),
        yes=(pl.col("answer") == Answer.YES).sum(),
        no=(pl.col("answer") == Answer.NO).sum(),
        seeds=pl.len(),
    )


def _markdown(rows: pl.DataFrame) -> str:
    head = (
        "| effect | truth | mean | typical 95% interval | covers truth | excludes 1 "
        "| verdict yes, no |"
    )
    lines = [
        f"| {row['effect']} | {row['truth']} | {row['mean']:.2f} "
        f"| {row['low']:.2f}–{row['high']:.2f} "
        f"| {row['covered']} of {row['seeds']} | {row['found']} of {row['seeds']} "
        f"| {_verdicts(row)} |"
        for row in summary(rows).rows(named=True)
    ]
    q = rows.unique("seed")["q"]
    null = int((q > NO_FINDING).sum())
    lines.append(
        f"\nRegion, planted as a null: q above {NO_FINDING} in {null} of {len(q)}."
    )
    return "\n".join(
        [head, "|---|---|---|---|---|---|---|", *lines, "", *_by_seed(rows)]
    )


def _verdicts(row: dict[str, Any]) -> str:
    return f"{row['yes']}, {row['no']}" if row["effect"] in JUDGED else "–"


def _by_seed(rows: pl.DataFrame) -> list[str]:
    names = list(TRUTHS)
    lines = ["| seed | " + " | ".join(names) + " |", "|---" * (len(names) + 1) + "|"]
    for (seed,), found in rows.group_by("seed", maintain_order=True):
        cells = {
            row["effect"]: f"{row['ratio']:.2f} ({row['low']:.2f}–{row['high']:.2f})"
            for row in found.rows(named=True)
        }
        lines.append(f"| {seed} | " + " | ".join(cells[name] for name in names) + " |")
    return lines


def main(arguments: list[str]) -> None:
    """Print the tables of docs/planted_effects.md."""
    first, last = [int(a) for a in arguments] or [FIRST_SEED, LAST_SEED]
    started = perf_counter()
    rows = study(range(first, last + 1))
    print(_markdown(rows))
    good = rows.filter(pl.col("effect") == "good exit")["ratio"].log().mean()
    apart = float(good) - log(planted.GOOD_TIMES)  # type: ignore[arg-type]
    print(
        f"\nGood exit: mean log ratio {apart:+.3f} from the truth ({exp(apart):.2f})."
    )
    print(f"{perf_counter() - started:.0f} seconds.", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
