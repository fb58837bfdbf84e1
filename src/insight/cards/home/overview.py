"""The cards of the overview: what moved MRR, what is kept, who left and why."""

from dataclasses import replace

import polars as pl

from insight.cards.card import Card
from insight.cards.leaving.reasons import CONTROL_KEY, REASONS
from insight.cards.periods import RUNNING, running_words
from insight.charts import Figure
from insight.charts.bridge import STEPS, mrr_bridge_chart
from insight.charts.months import exits_and_returns_chart, retention_chart
from insight.charts.movements import movements_chart
from insight.charts.reasons import reason_share_chart, shortlist
from insight.charts.style import Palette
from insight.formats import change, count, money, month_words, percent, plural
from insight.metrics.bridge import bridge
from insight.metrics.calendar import month_label
from insight.metrics.exits_and_returns import exits_and_returns
from insight.metrics.facts import Facts
from insight.metrics.monthly import monthly
from insight.metrics.movements import KINDS
from insight.metrics.retention import trailing
from insight.metrics.selection import Selection
from insight.settings import Choices
from insight.words import listed

KNOWN, UNKNOWN = 5, 2
MOVEMENTS = (
    "Movements compare the end of each month with the end of the month before, account by "
    "account; ups and downs inside a month are not seen. A paused contract is contraction, "
    "not churn. Currencies are converted at one constant rate, so no movement comes from "
    "exchange rates."
)


_FREE = {
    "churned": "A paid plan that becomes a free one is churn.",
    "contraction": "A paid plan that becomes a free one is contraction.",
    "a customer": "Customers of free plans count, with an MRR of 0.",
}


def _counted(choices: Choices) -> str:
    """Which of the ways in which vendors count is chosen here."""
    days = choices.new_again_days
    back = f"for {plural(days, 'day')}, and new after that" if days else "however late"
    late = choices.late_renewal
    return (
        f" {_FREE[choices.free_plan]} MRR of a return is reactivation {back}. Before a late "
        f"renewal MRR is {'that of the term' if late == 'paid throughout' else '0'}. "
        "Definitions says how vendors differ."
    )


def _is_zero(rows: pl.DataFrame, *columns: str) -> bool:
    """Whether nothing but zeros and unknown values stands in these columns."""
    others = [pl.col(name).fill_null(0) != 0 for name in columns]
    return rows.filter(pl.any_horizontal(others)).is_empty()


def _bridge_finding(steps: pl.DataFrame, choices: Choices) -> str:
    amounts = dict(steps.select("step", "amount").rows())
    if amounts["opening"] is None or amounts["closing"] is None:
        return "MRR is not known for all of this period."
    start, end, churned = (
        money(amount, currency=choices.currency)
        for amount in (amounts["opening"], amounts["closing"], -(amounts["churn"] or 0))
    )
    grew = amounts["closing"] - amounts["opening"]
    verb = "grew" if grew > 0 else "fell" if grew < 0 else "stayed"
    return f"MRR {verb} from {start} to {end}; churn took {churned}."


def _bridge_told(steps: pl.DataFrame, choices: Choices) -> str:
    moves = [
        f"{STEPS[step].lower()} {change(amount, currency=choices.currency)}"
        for step, amount in steps.select("step", "amount").rows()
        if step not in {"opening", "closing"}
    ]
    return f"{_bridge_finding(steps, choices)} The movements: {listed(moves)}."


def _bridge_read(steps: pl.DataFrame, choices: Choices) -> str:
    return (
        f"{MOVEMENTS}{_counted(choices)} The hatched part is churn of exits within the grace period of "
        f"{plural(choices.grace_days, 'day')}: it is taken back if they return. Two strokes "
        "through a bar mark an axis that does not start at zero."
    )


MRR_BRIDGE = Card(
    title="MRR over the period",
    measure=bridge,
    says=_bridge_finding,
    how_to_read=_bridge_read,
    draw=lambda steps, choices, palette: mrr_bridge_chart(
        steps, palette=palette, currency=choices.currency
    ),
    alt=_bridge_told,
    is_empty=lambda steps: _is_zero(steps, "amount"),
    columns={"amount": "MRR", "provisional": "Provisional MRR"},
    needs="subscriptions",
)


def mrr_movements(facts: Facts, selection: Selection) -> pl.DataFrame:
    """`month`, the five movements of MRR in it, `net`, their sum, and `is_running`."""
    months = monthly(facts, selection).select("month", *KINDS)
    return months.with_columns(
        net=pl.sum_horizontal(KINDS, ignore_nulls=False),
        is_running=pl.col("month") > month_label(facts.last_whole_month),
    )


def _movements_finding(months: pl.DataFrame, choices: Choices) -> str:
    known = months.drop_nulls("net").filter(~pl.col("is_running"))
    if known.is_empty():
        return "MRR is not known for any month of this period."
    grew = known.filter(pl.col("net") > 0).height
    worst = known.sort("churn", "month").row(0, named=True)
    said = f"MRR grew in {count(grew)} of {plural(known.height, 'month')}"
    if not worst["churn"]:
        return f"{said}; none churned."
    lost = money(-worst["churn"], currency=choices.currency)
    return f"{said}; churn was highest in {month_words(worst['month'])}: {lost}."


MRR_BY_MONTH = Card(
    title="MRR movements by month",
    measure=mrr_movements,
    says=_movements_finding,
    how_to_read=lambda months, choices: (
        f"Gains stand above the line, losses below it; the mark is their sum. {MOVEMENTS}"
        f"{_counted(choices)}{running_words(months)}"
    ),
    draw=lambda months, choices, palette: movements_chart(
        months, palette=palette, currency=choices.currency
    ),
    is_empty=lambda months: _is_zero(months, *KINDS),
    columns={kind: STEPS[kind] for kind in KINDS} | {"net": "Net change"} | RUNNING,
    key=(
        ":green[■] new, won back, expansion (dark to light) · "
        ":orange[■] churn, contraction · :blue[◇] net change"
    ),
    needs="subscriptions",
)


def _draw_top(reasons: pl.DataFrame, choices: Choices, palette: Palette) -> Figure:
    top = shortlist(reasons, known=KNOWN, unknown=UNKNOWN)
    return reason_share_chart(top, palette=palette, choices=choices)


TOP_REASONS = replace(REASONS, draw=_draw_top, key=CONTROL_KEY, picks=None)


def trailing_rates(facts: Facts, selection: Selection) -> pl.DataFrame:
    """`month` ("2026-02"), `grr`, `grr_strict`, `nrr` over the twelve months up to it."""
    return trailing(facts, selection).select(
        pl.col("month").map_elements(month_label, return_dtype=pl.String),
        grr="grr12",
        grr_strict="grr12_strict",
        nrr="nrr12",
    )


def _retention_finding(kept: pl.DataFrame, choices: Choices) -> str:
    known = kept.drop_nulls("grr")
    if known.is_empty():
        return "No full twelve months of MRR are known yet."
    last = known.row(-1, named=True)
    return f"{percent(last['grr'])} of MRR is retained over 12 months, {percent(last['nrr'])} with expansion."


RETENTION = Card(
    title="Revenue retention",
    measure=trailing_rates,
    says=_retention_finding,
    how_to_read=lambda kept, choices: (
        "Each point looks at the accounts that paid twelve months earlier: what they pay "
        "now (NRR), the same without increases (GRR), and the least they paid at any "
        "month-end since (GRR, strict). New and reactivated accounts are in none of them. "
        "Neighbouring points share eleven months, so they move slowly and together."
    ),
    draw=lambda kept, choices, palette: retention_chart(kept, palette=palette),
    is_empty=lambda kept: kept["grr"].null_count() == kept.height,
    needs="subscriptions",
)


def _paused(choices: Choices) -> str:
    what = f"A customer who resumes within the grace after the longest pause ({plural(choices.max_pause_days, 'day')})"
    is_exit = choices.long_pause == "an exit"
    return f" {what} {'has left and is back' if is_exit else 'never left'}."


def _moves_finding(moves: pl.DataFrame, choices: Choices) -> str:
    left, back = int(moves["exits"].sum()), int(moves["returned"].sum())
    young = int(moves["provisional"].sum())
    said = f"{plural(left, 'customer')} lost, {count(back)} won back"
    return (
        f"{said}; {count(young)} of the exits are provisional." if young else f"{said}."
    )


MOVES = Card(
    title="Exits and returns by month",
    measure=exits_and_returns,
    says=_moves_finding,
    how_to_read=lambda moves, choices: (
        "A return is counted in the month it happens, whenever the customer had left: the "
        "two sides of a month are different customers, and one divided by the other is no "
        "win-back rate. Hatched exits are provisional: they are taken back if the customer "
        f"returns within the grace period of {plural(choices.grace_days, 'day')}."
        f"{_paused(choices)}{running_words(moves)}"
    ),
    draw=lambda moves, choices, palette: exits_and_returns_chart(
        moves, palette=palette
    ),
    is_empty=lambda moves: _is_zero(moves, "exits", "returned"),
    columns=RUNNING,
)
