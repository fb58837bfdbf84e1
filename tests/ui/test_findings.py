import polars as pl

from insight.ui import findings


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


def test_the_reasons_are_told_in_the_order_drawn() -> None:
    reasons = pl.DataFrame(
        {
            "label": ["Price rise", "Merger"],
            "exits": [30, 10],
            "n": [40, 40],
            "share": [0.75, 0.25],
            "mrr": [100.0, 900.0],
        }
    )

    assert plain(findings.reasons_finding(reasons)) == (
        "Of 40 exits: Price rise 30 (75.0%) and Merger 10 (25.0%)."
    )
    assert findings.mrr_finding(reasons, currency="USD") == (
        "Most monthly revenue left for Merger $900 and Price rise $100."
    )


def test_the_trend_names_its_totals_and_its_worst_month() -> None:
    trend = pl.DataFrame(
        {
            "month": ["2026-01", "2026-01", "2026-02"],
            "control": ["ours", "unknown", "ours"],
            "exits": [2, 1, 5],
        }
    )

    finding = findings.trend_finding(trend)

    assert "within our control 7" in finding
    assert "outside our control 0" in finding
    assert finding.endswith("Most in Feb 2026: 5.")
    assert findings.trend_finding(trend.clear()) == "No exits."


def test_rates_are_counted() -> None:
    rates = pl.DataFrame({"curve": ["All exits"], "horizon": [90], "share": [0.125]})

    assert plain(findings.rates_finding(rates)) == (
        "Share that came back: All exits within 90 days 12.5%."
    )
