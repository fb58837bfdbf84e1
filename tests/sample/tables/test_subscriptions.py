import numpy as np
import polars as pl
from polars.testing import assert_frame_equal

from insight.sample.days import NEVER
from insight.sample.simulation.log import Log
from insight.sample.tables.subscriptions import carried_phases, main_phases

PHASE = ["account_id", "status", "start", "end", "plan_id", "price", "number"]


def spell(account: int, **facts: int) -> dict[str, object]:
    return {
        "account": account,
        "account_id": f"A{account}",
        "plan_rank": 1,
        "mrr": 100.0,
        "start": 1000,
        "trial_start": 1000,
        "exit_day": NEVER,
        "end": NEVER,
        **facts,
    }


def change(day: int, status: str | None = None, **facts: object) -> dict[str, object]:
    plain = {"account": 0, "factor": 1.0, "step": 0, "renewed": False}
    return {"day": day, "status": status, **plain, **facts}


def test_phases_follow_the_changes_and_leave_out_the_gaps() -> None:
    spells = pl.DataFrame([spell(0, trial_start=986, exit_day=1400, end=1400)])
    changes = pl.DataFrame(
        [
            change(986, "trial", renewed=True),
            change(1000, "active"),
            change(1100, factor=1.5, step=1),
            change(1200, "gap"),
            change(1210, "active"),
            change(1300, "paused"),
            change(1400, "active"),
        ]
    )

    phases = main_phases(changes, spells).select(PHASE)

    expected = pl.DataFrame(
        [
            ("A0", "trial", 986, 1000, "team", 100.0, 1),
            ("A0", "active", 1000, 1100, "team", 100.0, 1),
            ("A0", "active", 1100, 1200, "business", 150.0, 1),
            ("A0", "active", 1210, 1300, "business", 150.0, 1),
            ("A0", "paused", 1300, 1400, "business", 150.0, 1),
        ],
        schema=PHASE,
        orient="row",
    )
    assert_frame_equal(phases, expected, check_dtypes=False)


def test_a_change_that_changes_nothing_makes_no_phase() -> None:
    spells = pl.DataFrame([spell(0)])
    changes = pl.DataFrame(
        [change(1000, "active", renewed=True), change(1200, "active", factor=1.001)]
    )

    phases = main_phases(changes, spells)

    assert phases.select("start", "end").rows() == [(1000, NEVER)]


def test_a_merged_customer_is_carried_on_until_its_acquirer_leaves() -> None:
    log = Log()
    log.add("mergers", account=np.array([0]), into=np.array([1]), day=1200)
    spells = pl.DataFrame(
        [spell(0, exit_day=1200, end=1200), spell(1, exit_day=1500, end=1500)]
    )
    changes = pl.DataFrame(
        [
            change(1000, "active", renewed=True),
            change(1000, "active", renewed=True, account=1),
        ]
    )

    carried = carried_phases(log, main_phases(changes, spells), spells)

    assert carried.select("account", "account_id", "start", "end", "price").rows() == [
        (1, "A1", 1200, 1500, 100.0)
    ]
