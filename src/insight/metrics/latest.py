"""The latest plan and MRR of every account, which selections look at."""

import narwhals as nw

from insight.metrics.basis import Basis
from insight.metrics.frame import Frame
from insight.metrics.narrow import NOT_KNOWN
from insight.metrics.spells import known_mrr
from insight.metrics.windows import following


def with_latest(basis: Basis, left: Frame) -> Frame:
    """The accounts with `plan` and `account_mrr`: paid last, or lost last, or unknown.

    Args:
        basis: Accounts, phases and states.
        left: The rows of `exits.described`.
    """
    last = basis.phases.group_by("account").agg(nw.col("start").max())
    plan = (
        basis.phases.select("account", "start", "plan")
        .join(last, on=["account", "start"])
        .group_by("account")
        .agg(nw.col("plan").max())
    )
    paid = basis.states.filter(nw.col("paid") > 0).select(
        "account", "start", "unpriced", mrr=known_mrr()
    )
    of_states = (
        following(paid, {"next_start": "start"}, within="account", by="start")
        .filter(nw.col("next_start").is_null())
        .select("account", "unpriced", paid_mrr=nw.col("mrr"))
    )
    lost = left.group_by("account").agg(lost_mrr=nw.col("mrr").max())
    latest = (
        basis.accounts.select("account")
        .join(plan, on="account", how="left")
        .join(of_states, on="account", how="left")
        .join(lost, on="account", how="left")
        .select(
            "account",
            plan=nw.col("plan").fill_null(NOT_KNOWN),
            account_mrr=nw.when(nw.col("unpriced").fill_null(0) == 0).then(
                nw.coalesce("paid_mrr", "lost_mrr").fill_null(0)
            ),
        )
    )
    return basis.accounts.join(latest, on="account")
