import numpy as np
from numpy.testing import assert_allclose

from insight.statistics.estimates import Refusal
from insight.statistics.odds import StratifiedOdds, stratified_odds


def test_a_single_stratum_pools_to_its_own_ratio() -> None:
    found = stratified_odds([[[12, 5], [6, 9]]])

    assert isinstance(found, StratifiedOdds)
    assert_allclose([found.crude, found.pooled.value], 12 * 9 / (5 * 6))
    assert found.pooled.low < found.pooled.value < found.pooled.high
    assert np.isnan(found.unequal_p)
    assert not found.reverses


def test_a_stratum_that_compares_nothing_changes_nothing() -> None:
    tables = [[[12, 5], [6, 9]], [[3, 8], [7, 6]]]
    alone = stratified_odds(tables)

    found = stratified_odds([*tables, [[4, 4], [0, 0]], [[0, 0], [0, 0]]])

    assert isinstance(alone, StratifiedOdds)
    assert isinstance(found, StratifiedOdds)
    assert found.pooled == alone.pooled
    assert found.unequal_p == alone.unequal_p


def test_a_ratio_of_zero_or_infinity_is_refused() -> None:
    for table in ([[5, 0], [3, 4]], [[0, 5], [3, 4]], [[0, 0], [3, 4]]):
        assert isinstance(stratified_odds([table]), Refusal)
