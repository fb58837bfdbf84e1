import polars as pl
import pytest

from insight.intake.vocabulary import propose_values, share_understood


@pytest.mark.parametrize(
    ("field", "raw", "proposed"),
    [
        (
            "reason_code",
            ["pricing", "unknown", "Missing Feature", "budget_cut", "PO missing"],
            {
                "pricing": "price_for_value",
                "unknown": "no_answer",
                "Missing Feature": "missing_feature",
            },
        ),
        (
            "billing_interval",
            ["Monthly", "annual", "month"],
            {"Monthly": "month", "annual": "year"},
        ),
        ("severity", ["urgent", "High", "low"], {"urgent": "high", "High": "high"}),
        ("status", ["trialing", "active", "gone"], {"trialing": "trial"}),
        ("status", ["True", "False"], {"True": "trial", "False": "active"}),
        ("comment", ["pricing"], {}),
    ],
)
def test_words_of_files_are_proposed_as_ours(
    field: str, raw: list[str], proposed: dict[str, str]
) -> None:
    words = propose_values(pl.Series(raw), field)

    assert words == proposed


def test_an_ended_status_is_active_until_its_end_only_where_there_is_an_end() -> None:
    cells = pl.Series(["canceled", "active"])

    assert propose_values(cells, "status", has_end=True) == {"canceled": "active"}
    assert propose_values(cells, "status", has_end=False) == {}


def test_the_share_of_understood_words_leaves_empty_cells_out() -> None:
    cells = pl.Series(["pricing", "support", "weather", "N/A", None])

    assert share_understood(cells, "reason_code") == pytest.approx(2 / 3)
