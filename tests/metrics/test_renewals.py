import pytest

from insight.metrics.renewals import annualised_churn, churn_of_term


def test_a_term_and_its_year_say_the_same() -> None:
    assert churn_of_term(annualised_churn(0.4, years=2), years=2) == pytest.approx(0.4)
    assert annualised_churn(0.1, years=1) == pytest.approx(0.1)
    assert annualised_churn(1.0, years=3) == 1
    assert annualised_churn(0.0, years=3) == 0


@pytest.mark.parametrize(("churn", "years"), [(1.1, 1), (-0.1, 1), (0.5, 0)])
def test_impossible_renewals_are_errors(churn: float, years: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        annualised_churn(churn, years=years)
    with pytest.raises(ValueError, match="between 0 and 1"):
        churn_of_term(churn, years=years)
