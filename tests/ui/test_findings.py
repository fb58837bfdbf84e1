import polars as pl

from insight.ui import findings


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


def test_rates_are_counted() -> None:
    rates = pl.DataFrame({"curve": ["All exits"], "horizon": [90], "share": [0.125]})

    assert plain(findings.rates_finding(rates)) == (
        "Share that came back: All exits within 90 days 12.5%."
    )
