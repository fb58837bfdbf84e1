import polars as pl

from insight.ui import findings


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


def test_the_bridge_is_told_from_opening_to_closing() -> None:
    bridge = pl.DataFrame(
        {
            "step": ["opening", "new", "churn", "closing"],
            "amount": [1_000.0, 300.0, -100.0, 1_200.0],
        }
    )

    assert findings.bridge_finding(bridge, currency="USD") == (
        "MRR went from $1k to $1.2k: new customers +$300 and churn −$100."
    )


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

    assert "ours to mend 7" in finding
    assert "not in our hands 0" in finding
    assert finding.endswith("Most in Feb 2026: 5.")
    assert findings.trend_finding(trend.clear()) == "No exits."


def test_retention_tells_where_it_stands_or_that_it_is_too_early() -> None:
    kept = pl.DataFrame(
        {
            "month": ["2026-01", "2026-02"],
            "grr": [0.9, 0.88],
            "grr_strict": [0.8, 0.79],
            "nrr": [1.0, 1.02],
        }
    )
    early = kept.with_columns(grr=pl.lit(None, dtype=pl.Float64))

    assert plain(findings.retention_finding(kept)) == (
        "Over the twelve months to Feb 2026 GRR is 88.0%, strict 79.0%, NRR 102.0%."
    )
    assert findings.retention_finding(early) == "No full twelve months yet."


def test_exits_returns_and_rates_are_counted() -> None:
    moves = pl.DataFrame({"exits": [3, 4], "returned": [1, 0]})
    rates = pl.DataFrame({"curve": ["All exits"], "horizon": [90], "share": [0.125]})

    assert findings.moves_finding(moves) == "7 exits and 1 return in 2 months."
    assert plain(findings.rates_finding(rates)) == (
        "Share that came back: All exits within 90 days 12.5%."
    )
