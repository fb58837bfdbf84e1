"""Exit records and what the subscriptions say of them."""

import narwhals as nw

from insight.metrics.calendar import with_months
from insight.metrics.exits import outcome
from insight.metrics.frame import Frame
from insight.metrics.windows import following
from insight.taxonomy import Control

_PACK = 2**40


def matched(ended: Frame, records: Frame, *, match_days: int) -> Frame:
    """Pairs of an ended spell and the exit record that describes it.

    Each takes the nearest of the other within `match_days`; only mutual choices pair,
    so no record describes two exits.

    Args:
        ended: `account`, `spell_no`, `end` (day) of every ended spell.
        records: `account`, `record` (unique number), `day` of every exit record.

    Returns:
        `account`, `spell_no`, `record`.
    """
    distance = (nw.col("end") - nw.col("day")).abs()
    pairs = (
        ended.select("account", "spell_no", "end")
        .join(records.select("account", "record", "day"), on="account")
        .filter(distance <= match_days)
        .with_columns(
            by_spell=distance * _PACK + nw.col("record"),
            by_record=distance * _PACK + nw.col("spell_no"),
        )
    )
    of_spell = pairs.group_by("account", "spell_no").agg(nw.col("by_spell").min())
    of_record = pairs.group_by("record").agg(nw.col("by_record").min())
    return (
        pairs.join(of_spell, on=["account", "spell_no", "by_spell"])
        .join(of_record, on=["record", "by_record"])
        .select("account", "spell_no", "record")
    )


def bridged(served: Frame, records: Frame, *, match_days: int) -> Frame:
    """`record` of the records near an end of service that was not the end.

    Args:
        served: Customer days as intervals that do not overlap, gaps not yet bridged.
        records: The exit records that no ended spell was matched with.
    """
    near = (nw.col("end") - nw.col("day")).abs() <= match_days
    days = records.select("account", "record", "day")
    of_them = served.select("account", "start", "end").join(
        days.select("account").unique(), on="account", how="semi"
    )
    return (
        following(of_them, {"next_start": "start"}, within="account", by="start")
        .filter(nw.col("next_start") > nw.col("end"))
        .select("account", "end")
        .join(days, on="account")
        .filter(near)
        .select("record")
        .unique()
    )


def told_once(records: Frame, win_backs: Frame, *, match_days: int) -> Frame:
    """Records of accounts without subscriptions, one of each exit that several tell of.

    A record within `match_days` of the one before it, with no return between the two,
    tells of the same exit. Its day is that of the first; the first with a known reason
    describes it.

    Args:
        records: The rows of `narrow.records`.
        win_backs: The rows of `narrow.win_backs`.
        match_days: How far apart two records of one exit may be.
    """
    order = {"order_by": "record"}
    former = records.with_columns(
        former=nw.col("day").shift(1).over("account", **order)
    )
    back = former.join(win_backs.select("account", back=nw.col("day")), on="account")
    between = back.filter(
        nw.col("back") >= nw.col("former"), nw.col("back") <= nw.col("day")
    ).select("record", parted=nw.lit(1))
    again = (nw.col("day") - nw.col("former") <= match_days) & nw.col(
        "parted"
    ).is_null()
    begins = nw.when(again).then(nw.lit(0)).otherwise(nw.lit(1)).cast(nw.Int64)
    unknown = nw.when(nw.col("control") == str(Control.UNKNOWN)).then(nw.lit(_PACK))
    grouped = (
        former.join(between.unique(), on="record", how="left")
        .with_columns(begins=begins)
        .with_columns(
            exit_no=nw.col("begins").cum_sum().over("account", **order),
            choice=unknown.otherwise(nw.lit(0)) + nw.col("record"),
        )
        .with_columns(
            day=nw.col("day").min().over("account", "exit_no"),
            best=nw.col("choice").min().over("account", "exit_no"),
        )
    )
    columns = records.collect_schema().names()
    return grouped.filter(nw.col("choice") == nw.col("best")).select(columns)


def answered(records: Frame, win_backs: Frame) -> Frame:
    """Records of accounts without subscriptions with the return that followed each.

    A return counts for the latest exit before it; the next exit record ends the wait.

    Returns:
        The records with `spell_no`, `next_day` (next record) and `return_day`,
        `return_mrr`, null where no return was recorded.
    """
    waiting = following(
        records, {"next_day": "day"}, within="account", by="record"
    ).with_columns(
        spell_no=nw.col("record")
        .cum_count()
        .over("account", order_by="record")
        .cast(nw.Int64)
    )
    later = win_backs.select(
        "account", return_day=nw.col("day"), return_mrr=nw.col("mrr")
    )
    in_time = nw.col("next_day").is_null() | (
        nw.col("return_day") <= nw.col("next_day")
    )
    returns = waiting.join(later, on="account").filter(
        nw.col("return_day") >= nw.col("day"), in_time
    )
    first = returns.group_by("record").agg(nw.col("return_day").min())
    mrr = returns.group_by("record", "return_day").agg(nw.col("return_mrr").max())
    return waiting.join(
        first.join(mrr, on=["record", "return_day"]), on="record", how="left"
    )


def with_shown(told: Frame, spells: Frame, *, match_days: int) -> Frame:
    """Recorded returns with `shown` (1 or 0): a later spell begins near that day.

    Args:
        told: `account`, `day` of each recorded return.
        spells: `account`, `spell_no`, `start` (day) of every spell.
        match_days: How far apart the two may be.
    """
    later = spells.filter(nw.col("spell_no") > 1).select("account", began="start")
    near = told.join(later, on="account").filter(
        (nw.col("day") - nw.col("began")).abs() <= match_days
    )
    found = near.select("account", "day", shown=nw.lit(1)).unique()
    both = told.join(found, on=["account", "day"], how="left")
    return both.select("account", "day", shown=nw.col("shown").fill_null(0))


def back_in_grace(records: Frame, exits: Frame) -> Frame:
    """`record` of records without subscriptions that are no exit: back within grace.

    Args:
        records: The rows of `told_once`.
        exits: The rows of `exits.described`.
    """
    counted = exits.filter(~nw.col("record").is_null()).select("record")
    return records.join(counted, on="record", how="anti").select("record")


def judged(
    records: Frame,
    exits: Frame,
    *,
    merged: Frame,
    bridged: Frame,
    repeated: Frame,
) -> Frame:
    """The exit records with `status`: what became of the customer.

    One of "left", "provisional", "returned", "merged", "back within grace", "recorded
    twice": another record tells of the same exit, and "not confirmed": the
    subscriptions show no end of service near the record.

    Args:
        records: The rows of `narrow.records`; `mrr` is taken from the exit if there.
        exits: The rows of `exits.described`.
        merged: `record` of the records that describe a transfer.
        bridged: `record` of the records followed by a return within the grace.
        repeated: `record` of the records that `told_once` left out.
    """
    left = exits.filter(~nw.col("record").is_null()).select(
        "record", "provisional", "return_day", exit_mrr=nw.col("mrr")
    )
    said = {
        "merged": merged,
        "back within grace": bridged,
        "recorded twice": repeated,
    }
    frame = records.join(left, on="record", how="left")
    status = (
        nw.when(nw.col("provisional").is_null())
        .then(nw.lit("not confirmed"))
        .otherwise(outcome())
    )
    frame = frame.with_columns(status=status)
    for word, rows in said.items():
        flag = rows.select("record", said=nw.lit(1))
        open_ = (nw.col("status") == "not confirmed") & (nw.col("said") == 1)
        frame = (
            frame.join(flag, on="record", how="left")
            .with_columns(
                status=nw.when(open_).then(nw.lit(word)).otherwise(nw.col("status"))
            )
            .drop("said")
        )
    known = frame.with_columns(mrr=nw.coalesce("exit_mrr", "mrr"))
    columns = ("provisional", "return_day", "exit_mrr")
    return with_months(known.drop(*columns), month="day")
