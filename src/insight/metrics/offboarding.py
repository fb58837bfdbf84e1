"""How well we let them go: good exits, promises kept, days to close, contacts needed."""

import narwhals as nw
import polars as pl

from insight.metrics.calendar import month_label
from insight.metrics.experience import PROMISES
from insight.metrics.facts import Facts
from insight.metrics.frame import polars
from insight.metrics.judged_periods import share_trend
from insight.metrics.selection import Selection
from insight.metrics.shares import with_share
from insight.statistics.curves import median, survival_curve
from insight.statistics.event_counts import count_events

ALL = "all exits"
NOT_KNOWN = "not known"
GOOD, BAD = "good exit", "bad exit"
MOST_CONTACTS = 5


def offboarded(
    facts: Facts, selection: Selection, *, by: str | None = None
) -> pl.DataFrame:
    """One row per offboarding record of an exit in the selection, with its `group`.

    A customer who came back within the grace was offboarded too and counts here.

    Args:
        facts: The facts.
        selection: Exit records in these months, of these accounts.
        by: None, "month", "reason_group", "good_exit", "segment", "region", "plan" or
            "handled_by".
    """
    rows = polars(selection.within(facts.quality))
    if by is None:
        return rows.with_columns(group=pl.lit(ALL))
    if by == "month":
        label = pl.col("month").map_elements(month_label, return_dtype=pl.String)
        return rows.with_columns(group=label)
    if by == "good_exit":
        known = pl.when(pl.col("good") == 1).then(pl.lit(GOOD))
        bad = pl.when(pl.col("good") == 0).then(pl.lit(BAD))
        return rows.with_columns(group=pl.coalesce(known, bad, pl.lit(NOT_KNOWN)))
    return rows.with_columns(group=pl.col(by).fill_null(NOT_KNOWN))


def good_shares(
    facts: Facts, selection: Selection, *, by: str | None = None
) -> pl.DataFrame:
    """One row per group: the share of good exits.

    Returns:
        `group`, `records`, `good` of `n` (records with any promise applicable and
        known), `share`, `low`, `high` (Wilson), `hard_fails` (a surprise fee, or an
        export asked for and not delivered) and `mean_score` (0-1).

    Source: docs/metrics.md §1.9.
    """
    counts = (
        offboarded(facts, selection, by=by)
        .group_by("group")
        .agg(
            records=pl.len().cast(pl.Int64),
            good=(pl.col("good") == 1).sum().cast(pl.Int64),
            n=pl.col("good").is_not_null().sum().cast(pl.Int64),
            hard_fails=(pl.col("hard_fail") == 1).sum().cast(pl.Int64),
            mean_score=pl.col("score").mean(),
        )
    )
    shares = with_share(counts, "good").sort("group")
    return shares.select(
        "group", "records", "good", "n", "share", "low", "high", "hard_fails",
        "mean_score",
    )  # fmt: skip


def promise_counts(
    facts: Facts, selection: Selection, *, by: str | None = None
) -> pl.DataFrame:
    """One row per group and promise, in the order of `PROMISES`.

    Returns:
        `group`, `promise`, `kept` of `n` (records to which it applies and of which it
        is known), `others` (not applicable or not known), `share`, `low`, `high`.
    """
    order = pl.DataFrame({"promise": PROMISES}).with_row_index("order")
    counts = (
        offboarded(facts, selection, by=by)
        .unpivot(PROMISES, index="group", variable_name="promise", value_name="is_kept")
        .group_by("group", "promise")
        .agg(
            kept=(pl.col("is_kept") == 1).sum().cast(pl.Int64),
            n=pl.col("is_kept").is_not_null().sum().cast(pl.Int64),
            others=pl.col("is_kept").is_null().sum().cast(pl.Int64),
        )
        .join(order, on="promise")
        .sort("group", "order")
    )
    names = ["group", "promise", "kept", "n", "others", "share", "low", "high"]
    return with_share(counts, "kept").select(names)


def good_trend(facts: Facts, selection: Selection) -> pl.DataFrame:
    """The share of good exits by month, each judged by the months before it alone.

    Returns:
        Per month of the selection with exits: `month` ("2026-02"), `good` of `n`,
        `share`, `low`, `high` (Wilson), and the columns of `judged_shares`.
    """
    known = selection.of_accounts(facts.quality).filter(~nw.col("good").is_null())
    counts = polars(known.group_by("month").agg(nw.col("good").sum(), n=nw.len()))
    return share_trend(
        with_share(counts.with_columns(pl.col("good", "n").cast(pl.Int64)), "good"),
        k="good",
        selection=selection,
    )


def days_to_close(
    facts: Facts, selection: Selection, *, by: str | None = None
) -> pl.DataFrame:
    """One row per group: how long it takes from the request to close the account.

    Requests not closed yet are watched until `as_of` (Kaplan-Meier): leaving them out
    would make slow closings look fast.

    Returns:
        `group`, `n` (records with a request date), `closed`, `still_open`, `days`
        (median) with `low`, `high` (95%), null where not reached.
    """
    rows = offboarded(facts, selection, by=by).filter(
        pl.col("requested").is_not_null(), pl.col("requested") <= facts.as_of_day
    )
    waits = rows.with_columns(
        waited=pl.col("closed").fill_null(facts.as_of_day) - pl.col("requested"),
        is_closed=pl.col("closed").is_not_null().cast(pl.Int64),
    )
    found = [
        _closing(str(group), part)
        for (group,), part in waits.sort("group").group_by("group", maintain_order=True)
    ]
    integers, floats = ("n", "closed", "still_open"), ("days", "low", "high")
    schema: dict[str, type[pl.DataType]] = {"group": pl.String}
    schema |= dict.fromkeys(integers, pl.Int64) | dict.fromkeys(floats, pl.Float64)
    frame = pl.DataFrame(found, schema=schema, orient="row")
    return frame.with_columns(pl.col(floats).fill_nan(None))


def contact_counts(
    facts: Facts, selection: Selection, *, by: str | None = None
) -> pl.DataFrame:
    """`group`, `contacts` (0 to 5, where 5 means 5 or more), `exits`, `n`, `share`.

    Records without a number of contacts are left out.
    """
    rows = offboarded(facts, selection, by=by).filter(
        pl.col("contacts_needed").is_not_null()
    )
    contacts = pl.col("contacts_needed").clip(upper_bound=MOST_CONTACTS)
    return (
        rows.group_by("group", contacts=contacts)
        .agg(exits=pl.len().cast(pl.Int64))
        .with_columns(n=pl.col("exits").sum().over("group"))
        .with_columns(share=pl.col("exits") / pl.col("n"))
        .sort("group", "contacts")
    )


def _closing(group: str, rows: pl.DataFrame) -> tuple[str | int | float, ...]:
    counts = count_events(rows["waited"], rows["is_closed"])
    days = median(survival_curve(counts))
    closed = int(rows["is_closed"].sum())
    still_open = rows.height - closed
    return (group, rows.height, closed, still_open, days.value, days.low, days.high)
