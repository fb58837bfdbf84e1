"""Shares that are planted come out, as far as chance allows."""

import polars as pl
import pytest

from insight.sample import planted
from insight.taxonomy import REASONS

World = dict[str, pl.DataFrame]
GROUPS = {code: reason.group.value for code, reason in REASONS.items()}


def of_groups(requests: pl.DataFrame, world: World) -> pl.DataFrame:
    groups = world["exits"].select(
        "exit_id", group=pl.col("reason_code").replace_strict(GROUPS)
    )
    return requests.join(groups, on="exit_id").filter(pl.col("group") != "unknown")


def test_eight_in_a_hundred_reasons_are_unknown(large_world: World) -> None:
    unknown = large_world["exits"]["reason_code"].is_in(
        ["not_asked", "no_answer", "other"]
    )

    assert unknown.mean() == pytest.approx(planted.UNKNOWN_REASONS, abs=0.015)


def test_four_in_ten_questionnaires_are_missing(large_world: World) -> None:
    answers = large_world["offboarding"].select(
        "ease_1_7", "exit_nps_0_10", "asked_to_return_0_10"
    )

    missing = answers.select(pl.all_horizontal(pl.all().is_null())).to_series()

    assert missing.mean() == pytest.approx(0.4, abs=0.04)


def test_one_in_five_accounts_is_of_poor_fit(large_world: World) -> None:
    poor = large_world["accounts"]["fit"] == "poor"

    assert poor.mean() == pytest.approx(planted.POOR_FIT_SHARE, abs=0.02)


@pytest.mark.parametrize("segment", planted.SEGMENTS)
def test_segments_have_their_shares_and_annual_contracts(
    segment: str, large_world: World
) -> None:
    accounts = large_world["accounts"]
    inside = accounts.filter(pl.col("segment") == segment)
    first = large_world["subscriptions"].unique("account_id", keep="first")

    annual = first.join(inside, on="account_id")["billing_interval"] == "year"

    share = inside.height / accounts.height
    assert share == pytest.approx(planted.SEGMENTS[segment], abs=0.02)
    assert annual.mean() == pytest.approx(planted.ANNUAL_SHARE[segment], abs=0.04)


@pytest.mark.parametrize("group", planted.OFFERED)
def test_offers_are_made_to_those_who_leave_at_the_rate_of_their_reason(
    group: str, large_world: World
) -> None:
    offered = large_world["save_offers"].select("request_id", is_offered=True)
    requests = large_world["cancellation_requests"].join(
        offered, on="request_id", how="left"
    )
    leavers = of_groups(requests, large_world).filter(pl.col("group") == group)
    kept_by_an_offer = planted.OFFERED[group] * (planted.ACCEPTED[group] + 0.035)

    share = leavers["is_offered"].fill_null(value=False).mean()

    left_with_an_offer = planted.OFFERED[group] - kept_by_an_offer
    expected = left_with_an_offer / (1 - kept_by_an_offer)
    assert share == pytest.approx(expected, abs=0.06)


def test_offers_are_presented_once_to_four_times(large_world: World) -> None:
    counts = large_world["save_offers"]["times_presented"].value_counts(normalize=True)

    shares = {
        str(times): share for times, share in counts.sort("times_presented").rows()
    }

    assert shares == pytest.approx(planted.TIMES_PRESENTED, abs=0.03)


def test_three_in_ten_of_the_saved_leave_within_ninety_days(large_world: World) -> None:
    saved = large_world["cancellation_requests"].filter(pl.col("outcome") == "saved")
    mature = saved.filter(
        pl.col("outcome_date") <= planted.AS_OF - pl.duration(days=90)
    ).sort("outcome_date")
    exits = large_world["exits"].select("account_id", "exit_date").sort("exit_date")

    days = mature.join_asof(
        exits,
        left_on="outcome_date",
        right_on="exit_date",
        by="account_id",
        strategy="forward",
        check_sortedness=False,
    ).select((pl.col("exit_date") - pl.col("outcome_date")).dt.total_days() <= 90)

    gone = days.to_series().fill_null(value=False)
    assert gone.mean() == pytest.approx(planted.SAVED_BUT_GONE, abs=0.06)


def test_exits_are_handled_better_since_the_process_changed(
    large_clocks: pl.DataFrame,
) -> None:
    changed = pl.col("exit_date") >= planted.PROCESS_CHANGE

    shares = large_clocks.group_by(changed.alias("changed")).agg(
        pl.col("is_good").mean()
    )

    [before, after] = shares.sort("changed")["is_good"]
    assert 0.06 < after - before < 0.18


def test_the_stated_reason_is_less_often_the_recorded_one_where_an_issue_festered(
    large_world: World,
) -> None:
    stated = large_world["exits"].drop_nulls("stated_reason_code")
    agrees = pl.col("stated_reason_code") == pl.col("reason_code")
    festering = pl.col("reason_code").replace_strict(GROUPS) == "festering"

    shares = stated.group_by(festering.alias("festering")).agg(agrees.mean())

    [otherwise, where_festering] = shares.sort("festering").to_series(1)
    assert otherwise == pytest.approx(planted.STATED_AS_RECORDED, abs=0.05)
    assert where_festering == pytest.approx(
        planted.FESTERING_STATED_AS_RECORDED, abs=0.12
    )


def test_some_exits_have_no_request_and_no_offboarding(world: World) -> None:
    failed = world["exits"].filter(pl.col("reason_code") == "payment_failed")

    assert failed.height > 0
    assert failed["notice_date"].null_count() == failed.height
    assert not failed["voluntary"].any()
    assert failed.join(world["offboarding"], on="exit_id").height == 0


def test_comments_are_in_words_and_some_not_in_english(world: World) -> None:
    comments = world["exits"]["comment"].drop_nulls()

    assert 0.3 < len(comments) / world["exits"].height < 0.6
    assert comments.n_unique() > 150
    assert comments.str.contains("[äöüéèçãóñ]").any()
    assert not comments.str.contains(r"@|\d{4,}").any()
