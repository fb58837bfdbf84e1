"""The latest plan and MRR of every account, which selections look at."""

import narwhals as nw

from insight.metrics.basis import Basis
from insight.metrics.frame import Frame
from insight.metrics.narrow import NOT_KNOWN


def with_latest(basis: Basis, left: Frame) -> Frame:
    """The accounts with `plan` and `account_mrr`: paid last, or lost last.

    Args:
        basis: Accounts, phases and states.
        left: The rows of `exits.described`.
    """
    latest = basis.phases.group_by("account").agg(nw.col("start").max())
    plan = (
        basis.phases.join(latest, on=["account", "start"])
        .group_by("account")
        .agg(nw.col("plan").max())
    )
    paid = basis.states.filter(nw.col("paid") > 0)
    last_paid = paid.group_by("account").agg(nw.col("start").max())
    of_states = paid.join(last_paid, on=["account", "start"]).select(
        "account", paid_mrr=nw.col("mrr")
    )
    lost = left.group_by("account").agg(lost_mrr=nw.col("mrr").max())
    return (
        basis.accounts.join(plan, on="account", how="left")
        .join(of_states, on="account", how="left")
        .join(lost, on="account", how="left")
        .with_columns(
            nw.col("plan").fill_null(NOT_KNOWN),
            account_mrr=nw.coalesce("paid_mrr", "lost_mrr").fill_null(0),
        )
        .drop("paid_mrr", "lost_mrr")
    )
