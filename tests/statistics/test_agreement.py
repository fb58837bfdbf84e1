import numpy as np
import pytest
from numpy.testing import assert_allclose

from insight.statistics.agreement import agreement


def test_kappa_of_a_worked_two_by_two_table() -> None:
    # en.wikipedia.org/wiki/Cohen's_kappa: 20 and 15 agree, 5 and 10 do not, kappa .4
    first = ["yes"] * 25 + ["no"] * 25
    second = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15

    found = agreement(first, second)

    assert (found.n, found.agreed) == (50, 35)
    assert_allclose(found.kappa.value, 0.4)
    assert found.kappa.low < 0.4 < found.kappa.high


def test_full_agreement_is_one() -> None:
    assert agreement([1, 2, 3, 3], [1, 2, 3, 3]).kappa.value == 1


def test_a_code_only_one_side_uses_still_counts() -> None:
    found = agreement(["price", "price", "bugs"], ["price", "merger", "bugs"])

    assert (found.n, found.agreed) == (3, 2)
    assert_allclose(found.kappa.value, (2 / 3 - 1 / 3) / (1 - 1 / 3))


def test_a_single_code_or_nobody_has_no_kappa() -> None:
    assert np.isnan(agreement(["price"] * 3, ["price"] * 3).kappa.value)
    assert agreement([], []).n == 0


def test_codings_of_different_exits_are_an_error() -> None:
    with pytest.raises(ValueError, match="not of the same exits"):
        agreement([1], [1, 2])
