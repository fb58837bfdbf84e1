"""The cards of good exits: how many more come back after one, and how much faster."""

import polars as pl

from insight.cards.card import Card
from insight.charts.differences import difference_text
from insight.charts.good_exits import per_100_chart
from insight.charts.ratios import ratio_chart, ratio_text
from insight.formats import count, number, plural
from insight.metrics.facts import Facts
from insight.metrics.good_exits import GoodExits
from insight.metrics.judged_exits import Compared
from insight.metrics.selection import Selection
from insight.settings import Choices
from insight.statistics.conclusions import WORTH_TELLING, Answer, Conclusion
from insight.statistics.estimates import Refusal
from insight.words import listed

LABELS = {"crude": "All exits compared", "adjusted": "Within the same reasons"}
ADJUSTERS = {
    "reason_group": "reason group",
    "half_year": "half-year",
    "poor_fit": "fit",
    "segment": "segment",
    "log_mrr": "last MRR",
    "log_tenure": "tenure",
}
_RATIOS = {
    "comparison": pl.String,
    "label": pl.String,
    "exits": pl.Int64,
    "good_exits": pl.Int64,
    "returns": pl.Int64,
    "ratio": pl.Float64,
    "ratio_from": pl.Float64,
    "ratio_to": pl.Float64,
    "adjusted_for": pl.String,
    "refusal": pl.String,
    "e_value": pl.Float64,
    "e_limit": pl.Float64,
}
_SHARES = {
    "label": pl.String,
    "meaning": pl.String,
    "n": pl.Int64,
    "share": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "horizon": pl.Int64,
    "returns": pl.Int64,
    "difference": pl.String,
    "refusal": pl.String,
}
_ASSOCIATION = (
    "It is an association, not a cause: staff may be kinder to customers who part as "
    "friends, and those may return anyway."
)


def good_exit_verdict(judged: Conclusion) -> str:
    """Whether more come back after a good exit, over all of the data."""
    if judged.at_least is None:
        sign = f" Early sign: {judged.early_sign}." if judged.early_sign else ""
        return f"**It is too early to tell** whether more customers return after a good exit.{sign}"
    sure = f"{100 * judged.at_least:.1f}"
    if judged.answer is Answer.YES:
        return (
            f"**More customers return after a good exit:** at least {sure} more of 100, "
            "judged over all customers and months."
        )
    most = f" At most {sure} more of 100 do." if judged.at_least > 0 else ""
    return f"**Not {WORTH_TELLING:g} times as many customers return after a good exit.**{most}"


def ratio_rows(facts: Facts, selection: Selection, *, found: GoodExits) -> pl.DataFrame:
    """Crude and adjusted, or adjusted alone where the two point to different sides."""
    sides = {"crude": found.crude, "adjusted": found.adjusted}
    if found.reverses:
        del sides["crude"]
    rows = [
        {"comparison": name, "label": LABELS[name], **_numbers(compared, found)}
        for name, compared in sides.items()
    ]
    return pl.DataFrame(rows, schema=_RATIOS)


def _numbers(compared: Compared, found: GoodExits) -> dict[str, object]:
    ratio = compared.ratio
    if isinstance(ratio, Refusal):
        return {"refusal": _none_rated(found) or ratio.reason}
    adjusted = compared is found.adjusted
    doubt = found.e_value if adjusted else None
    return {
        "exits": ratio.n,
        "good_exits": ratio.exposed,
        "returns": ratio.events,
        "ratio": ratio.ratio.value,
        "ratio_from": ratio.ratio.low,
        "ratio_to": ratio.ratio.high,
        "adjusted_for": adjusters(compared) if adjusted else None,
        "e_value": doubt and doubt.value,
        "e_limit": doubt and doubt.limit,
    }


def adjusters(compared: Compared) -> str:
    """What was adjusted for, each once."""
    names = dict.fromkeys(name.split(" ", 1)[0] for name in compared.adjusted_for)
    return listed([ADJUSTERS[name] for name in names])


def _none_rated(found: GoodExits) -> str:
    if found.exits:
        return ""
    if found.unexplained:
        return f"{plural(found.unexplained, 'rated exit has', 'rated exits have')} no known reason."
    return "No exit has been rated."


def _speed_finding(ratios: pl.DataFrame, choices: Choices) -> str:
    row = ratios.row(-1, named=True)
    if row["ratio"] is None:
        return f"Cannot be told yet. {row['refusal']}"
    times = ratio_text(row["ratio"])
    limits = f"({ratio_text(row['ratio_from'])} to {ratio_text(row['ratio_to'])})"
    if row["ratio_from"] <= 1 <= row["ratio_to"]:
        return f"No clear difference in speed: {times} times as fast after a good exit {limits}."
    return f"Customers return {times} times as fast after a good exit {limits}."


def _speed_read(ratios: pl.DataFrame, choices: Choices) -> str:
    row = ratios.row(-1, named=True)
    counted = row["ratio"] is not None and (
        f"{plural(row['exits'], 'exit')} ({count(row['good_exits'])} good), "
        f"{plural(row['returns'], 'return')}; adjusted for {row['adjusted_for']}. "
    )
    reverses = ratios.height == 1 and (
        "Without regard to reasons it points the other way and is not shown. "
    )
    return (
        f"{counted or ''}{reverses or ''}The rate of return after a good exit divided by that "
        "after another, with 95% intervals: a ratio of 2 means that on any day twice as many "
        "of those still out come back. It is about speed, not about how many return. "
        f"{_ASSOCIATION} Comparing within reasons takes out what the reasons explain, not "
        "what nobody recorded. Ease and exit NPS are not adjusted for, as both follow from "
        f"the exit.{_unmeasured(row['e_value'], row['e_limit'])}"
    )


def _unmeasured(value: float | None, limit: float | None) -> str:
    if value is None or limit is None or limit <= 1:
        return ""
    return (
        f" An unmeasured cause would need an association of {ratio_text(value)} with both "
        f"the exit and the return to explain it all, of {ratio_text(limit)} to leave it open."
    )


SPEED = Card(
    title="Speed of return after a good exit",
    measure=ratio_rows,
    says=_speed_finding,
    how_to_read=_speed_read,
    draw=lambda ratios, choices, palette: ratio_chart(
        ratios, palette=palette, above="returned", below="bad"
    ),
    is_empty=lambda ratios: not ratios.tail(1)["ratio"].count(),
    columns={
        "label": "Compared",
        "ratio_from": "Interval from",
        "ratio_to": "Interval to",
        "e_value": "E-value",
        "e_limit": "E-value of the limit",
    },
)


def share_rows(facts: Facts, selection: Selection, *, found: GoodExits) -> pl.DataFrame:
    """After good exits and others alike: shares of 0 to 1 with limits, or why there are none."""
    shares = found.shares
    if isinstance(shares, Refusal):
        reason = _none_rated(found) or shares.reason
        return pl.DataFrame([{"refusal": reason}], schema=_SHARES)
    low, high = (
        difference_text(end, unit="") for end in (shares.more.low, shares.more.high)
    )
    more = f"{difference_text(shares.more.value)} ({low} to {high})"
    sides = (
        ("After a good exit", "good", shares.exposed, shares.of_exposed),
        ("After other exits", "bad", shares.n - shares.exposed, shares.of_others),
    )
    returns = shares.events + shares.other_events
    return pl.DataFrame(
        [
            (
                label,
                meaning,
                n,
                e.value,
                e.low,
                e.high,
                shares.horizon,
                returns,
                more,
                None,
            )
            for label, meaning, n, e in sides
        ],
        schema=_SHARES,
        orient="row",
    )


def _shares_finding(rows: pl.DataFrame, choices: Choices) -> str:
    if rows.height == 1:
        return f"Cannot be told yet. {rows['refusal'][0]}"
    good, other = (number(100 * share) for share in rows["share"])
    days = rows["horizon"][0]
    return f"{good} of 100 return after good exits, {other} after others, within {days} days."


def _shares_read(rows: pl.DataFrame, choices: Choices) -> str:
    counted = rows.height > 1 and (
        f"{plural(int(rows['n'].sum()), 'exit')}, {plural(rows['returns'][0], 'return')} "
        f"within {rows['horizon'][0]} days; difference {rows['difference'][0]}, 95% interval. "
    )
    return (
        f"{counted or ''}Exits of both kinds weigh so that they have the same mix of reason "
        "group, segment, fit and half-year (overlap weights); where only one kind occurs "
        "nothing is compared. Companies that ceased count as not back. "
        f"{_ASSOCIATION} The exits differ in more than their mix."
    )


SHARES = Card(
    title="Returns after good and other exits",
    measure=share_rows,
    says=_shares_finding,
    how_to_read=_shares_read,
    draw=lambda rows, choices, palette: per_100_chart(
        rows, palette=palette, choices=choices
    ),
    is_empty=lambda rows: rows.height == 1,
    columns={"label": "Exits"},
    key=":green[●] good exit · :orange[●] other exit",
)
