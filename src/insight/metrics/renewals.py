"""Churn at renewals: terms of several years made comparable with one year."""


def annualised_churn(churn: float, *, years: float) -> float:
    """The yearly churn that leaves as many after a term as were left.

    Never divide the churn of a term by its years.

    Args:
        churn: Share not renewed of the contracts (or MRR) up for renewal, 0-1.
        years: Length of the term that ended.

    Raises:
        ValueError: The share is outside 0-1, or the term is not above 0.

    Examples:
        >>> round(annualised_churn(0.271, years=3), 12)
        0.1

    Source: kellblog.com/2018/07/23; docs/metrics.md §1.4, "Renewal churn".
    """
    return _compounded(churn, 1 / years if years > 0 else 0)


def churn_of_term(churn: float, *, years: float) -> float:
    """The churn at the end of a term of several years that equals a yearly one.

    Args:
        churn: Yearly churn, 0-1.
        years: Length of the term.

    Raises:
        ValueError: The share is outside 0-1, or the term is not above 0.
    """
    return _compounded(churn, years)


def _compounded(churn: float, years: float) -> float:
    if not 0 <= churn <= 1 or years <= 0:
        raise ValueError("needs a share between 0 and 1 and a term above 0 years")
    return float(1 - (1 - churn) ** years)
