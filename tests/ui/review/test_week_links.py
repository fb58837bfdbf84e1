import polars as pl

from insight.metrics.week_review import WeekReview
from insight.store.decisions import About
from insight.ui.review.week_links import MOST_OFFERED, links

NONE = pl.DataFrame(schema={"account_id": pl.String, "account_name": pl.String})


def accounts(letter: str, number: int) -> pl.DataFrame:
    ids = [f"{letter}{n:04}" for n in range(number)]
    return pl.DataFrame({"account_id": ids, "account_name": ids})


def found(*, exits: int, returns: int, due: int) -> WeekReview:
    return WeekReview(
        requests=NONE,
        churn=NONE,
        won_back=NONE,
        nps=NONE,
        ease=NONE,
        exits=accounts("X", exits),
        offers=NONE,
        returns=accounts("R", returns),
        due=accounts("R", due),
    )


def test_a_decision_can_be_about_each_exit_and_each_account_once() -> None:
    offered = links(found(exits=2, returns=1, due=2), [])

    assert list(offered.values()) == [
        (About.EXIT, "X0000"), (About.EXIT, "X0001"),
        (About.ACCOUNT, "R0000"), (About.ACCOUNT, "R0001"),
    ]  # fmt: skip
    assert "exit of X0001 · X0001" in offered


def test_of_very_many_those_are_offered_that_the_page_shows_first() -> None:
    offered = links(found(exits=MOST_OFFERED + 1, returns=9, due=2 * MOST_OFFERED), [])

    subjects = [subject for _, subject in offered.values()]
    assert len(subjects) == 2 * MOST_OFFERED
    assert f"X{MOST_OFFERED:04}" not in subjects
    assert subjects[MOST_OFFERED] == "R0000"
