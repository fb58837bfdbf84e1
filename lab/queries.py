"""Seven insights, as the product writes them and as others would.

In SQL and in pandas over the same facts, and in SQL over stored tables (raw.sql).
"""

from collections.abc import Callable

import narwhals as nw
import pandas as pd

from insight.metrics.facts import Facts
from insight.metrics.frame import Frame

Tables = dict[str, Frame]
Frames = dict[str, pd.DataFrame]
USED = {
    "snapshot": ["period", "kind", "delta"],
    "exits": [
        "account", "exit_id", "day", "month", "spell_month", "days", "event", "mrr",
        "reason_code", "reason_group", "segment", "region", "plan",
    ],
    "festering": ["account", "since", "until"],
    "quality": ["reason_group", "ease"],
}  # fmt: skip
FESTERING_DAYS = 30


def tables_of(facts: Facts) -> Tables:
    """The columns of the facts that the seven read."""
    return {name: getattr(facts, name).select(*use) for name, use in USED.items()}


def _movements(t: Tables) -> Frame:
    moved = t["snapshot"].filter(~nw.col("kind").is_null())
    return moved.group_by("period", "kind").agg(n=nw.len(), money=nw.col("delta").sum())


def _reasons(t: Tables) -> Frame:
    return t["exits"].group_by("reason_code").agg(n=nw.len(), money=nw.col("mrr").sum())


def _triangle(t: Tables) -> Frame:
    aged = t["exits"].with_columns(age=nw.col("month") - nw.col("spell_month"))
    return aged.group_by("spell_month", "age").agg(n=nw.len())


def _clocks(t: Tables) -> Frame:
    return t["exits"].group_by("reason_group", "days", "event").agg(n=nw.len())


def _festering(t: Tables) -> Frame:
    on = nw.col("day") - 1
    return (
        t["exits"]
        .join(t["festering"], on="account")
        .filter(nw.col("since") <= on, on < nw.col("until"))
        .group_by("reason_group")
        .agg(n=nw.len())
    )


def _ease(t: Tables) -> Frame:
    answered = t["quality"].filter(~nw.col("ease").is_null())
    return answered.group_by("reason_group", "ease").agg(n=nw.len())


def _places(t: Tables) -> Frame:
    by = ["segment", "region", "plan"]
    return t["exits"].group_by(by).agg(n=nw.len(), money=nw.col("mrr").sum())


OURS: dict[str, Callable[[Tables], Frame]] = {
    "movements": _movements,
    "reasons": _reasons,
    "triangle": _triangle,
    "clocks": _clocks,
    "festering": _festering,
    "ease": _ease,
    "places": _places,
}
SQL = {
    "movements": """select period, kind, count(*) n, sum(delta)::bigint money
        from snapshot where kind is not null group by all""",
    "reasons": """select reason_code, count(*) n, sum(mrr)::bigint money
        from exits group by all""",
    "triangle": """select spell_month, month - spell_month as age, count(*) n
        from exits group by all""",
    "clocks": "select reason_group, days, event, count(*) n from exits group by all",
    "festering": """select reason_group, count(*) n
        from exits join festering using (account)
        where since <= day - 1 and day - 1 < until group by all""",
    "ease": """select reason_group, ease, count(*) n from quality
        where ease is not null group by all""",
    "places": """select segment, region, plan, count(*) n, sum(mrr)::bigint money
        from exits group by all""",
}
RAW_SQL = {
    "movements": SQL["movements"],
    "reasons": """select reason_code, count(*) n, sum(mrr)::bigint money
        from lost_mrr group by all""",
    "triangle": """select month_of(spell_start) as spell_month,
        month_of(day) - month_of(spell_start) as age, count(*) n
        from lost group by all""",
    "clocks": "select reason_group, days, event, count(*) n from clocks group by all",
    "festering": f"""select reason_group, count(*) n from (
            select distinct account, day, exit_id, reason_group
            from lost join accounts using (account) join raw.issues using (account_id)
            where severity <> 'low' and day - 1 - opened_date > {FESTERING_DAYS}
              and opened_date <= getvariable('as_of')
              and (resolved_date is null or resolved_date > day - 1)
              and (resolved_date is null
                or resolved_date - opened_date > {FESTERING_DAYS})
        ) group by all""",  # noqa: S608 - a number of ours
    "ease": """select reason_group, ease_1_7 as ease, count(*) n
        from raw.offboarding join records using (exit_id)
        where ease_1_7 is not null group by all""",
    "places": """select segment, region, coalesce(plan, 'not known') as plan, count(*) n,
        sum(mrr)::bigint money
        from lost_mrr join accounts using (account) left join plans using (account)
        group by all""",
}


def _pandas_festering(f: Frames) -> pd.DataFrame:
    both = f["exits"][["account", "day", "reason_group"]].merge(f["festering"])
    on = both["day"] - 1
    return _counted(
        both[(both["since"] <= on) & (on < both["until"])], ["reason_group"]
    )


def _counted(
    frame: pd.DataFrame, by: list[str], money: str | None = None
) -> pd.DataFrame:
    groups = frame.groupby(by, dropna=False, sort=False)
    if money is None:
        return groups.size().reset_index(name="n")
    return groups.agg(n=(money, "size"), money=(money, "sum")).reset_index()


def _aged(f: Frames) -> pd.DataFrame:
    exits = f["exits"]
    return exits.assign(age=exits["month"] - exits["spell_month"])


PANDAS: dict[str, Callable[[Frames], pd.DataFrame]] = {
    "movements": lambda f: _counted(
        f["snapshot"].dropna(subset=["kind"]), ["period", "kind"], "delta"
    ),
    "reasons": lambda f: _counted(f["exits"], ["reason_code"], "mrr"),
    "triangle": lambda f: _counted(_aged(f), ["spell_month", "age"]),
    "clocks": lambda f: _counted(f["exits"], ["reason_group", "days", "event"]),
    "festering": _pandas_festering,
    "ease": lambda f: _counted(
        f["quality"].dropna(subset=["ease"]), ["reason_group", "ease"]
    ),
    "places": lambda f: _counted(f["exits"], ["segment", "region", "plan"], "mrr"),
}
