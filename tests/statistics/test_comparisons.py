import numpy as np
from numpy.testing import assert_allclose, assert_array_equal
from scipy.stats import CensoredData, chi2, logrank
from statsmodels.duration.survfunc import survdiff

from insight.statistics.comparisons import log_rank, wilcoxon
from insight.statistics.event_counts import GroupCounts, count_groups


def test_groups_of_strata_are_tested_as_statsmodels_does() -> None:
    rng = np.random.default_rng(1)
    days, events = rng.integers(1, 30, 400), rng.integers(0, 2, 400)
    group, stratum = rng.integers(0, 3, 400), rng.integers(0, 4, 400)

    found = log_rank(count_groups(days, events, group, stratum=stratum))

    statistic, p = survdiff(days, events, group, strata=stratum)
    assert_allclose(found.statistic, statistic)
    assert_allclose(found.p, p)
    assert found.df == 2


def test_two_groups_are_tested_as_scipy_does() -> None:
    rng = np.random.default_rng(2)
    first, second = rng.integers(1, 30, 80), rng.integers(1, 25, 90)
    days, names = np.concatenate([first, second]), [0] * 80 + [1] * 90

    found = log_rank(count_groups(days, np.ones(170), names))

    theirs = logrank(CensoredData(first), CensoredData(second))
    assert_allclose(found.z, theirs.statistic)
    assert_allclose(found.p, theirs.pvalue)


def test_counts_may_have_days_on_which_nothing_happens() -> None:
    (counts,) = count_groups([1, 2, 3, 4], [1, 1, 1, 1], ["a", "b", "a", "b"])
    empty = np.zeros((2, 1), dtype=np.int64)
    padded = GroupCounts(
        counts.groups,
        np.hstack([counts.events, empty]),
        np.hstack([counts.at_risk, empty]),
    )

    assert log_rank([padded]).statistic == log_rank([counts]).statistic


def test_one_group_alone_cannot_be_tested() -> None:
    found = log_rank(count_groups([1, 2, 3], [1, 0, 1], ["a", "a", "a"]))

    assert_array_equal(found.observed, [2])
    assert (found.df, np.isnan(found.statistic), np.isnan(found.p)) == (0, True, True)
    assert np.isnan(found.z)


def test_many_days_of_one_group_do_not_add_up_to_a_test() -> None:
    rng = np.random.default_rng(11)
    days, events = rng.integers(1, 3_000, 50_000), rng.integers(0, 2, 50_000)

    assert log_rank(count_groups(days, events, np.zeros(50_000))).df == 0


def test_nobody_cannot_be_tested() -> None:
    found = log_rank(count_groups(np.zeros(0), np.zeros(0), np.zeros(0)))

    assert (len(found.groups), found.df) == (0, 0)


def test_strata_that_never_compare_two_pairs_of_groups_lose_a_degree_of_freedom() -> (
    None
):
    days = [1, 2, 3, 4, 1, 2, 3, 4]
    groups = ["a", "b", "a", "b", "c", "d", "c", "d"]
    pairs = [count_groups(days[:4], [1] * 4, groups[:4]) for _ in range(2)]

    both = log_rank(
        count_groups(days, [1] * 8, groups, stratum=[0, 0, 0, 0, 1, 1, 1, 1])
    )

    alone = sum(log_rank(pair).statistic for pair in pairs)
    assert both.df == 2
    assert_allclose(both.statistic, alone)
    assert_allclose(both.p, chi2.sf(alone, 2))


def test_wilcoxon_sees_an_early_difference_that_log_rank_sees_less() -> None:
    early, late = [1, 1, 2, 2, 30, 40, 50, 60], [9, 9, 9, 9, 31, 41, 51, 61]
    counts = count_groups(early + late, [1] * 16, [0] * 8 + [1] * 8)

    assert wilcoxon(counts).p < log_rank(counts).p
