"""What the lists of deals of several tools share: lost ones, and those won after them."""

from collections.abc import Mapping

import polars as pl

from insight.intake.profiles.of_customers import has_row_that
from insight.intake.profiles.parts import Part, day, word

LOST, WON = "closedlost", "closedwon"
_NOTHING: Mapping[str, pl.Expr] = {}


def is_stage(column: str, stage: str) -> pl.Expr:
    """Is a deal in a stage, such as `closedlost`, however it is written?"""
    return word(column).str.replace_all(" ", "") == stage


def won_after_lost(
    account: str,
    *,
    stage: str,
    what: str,
    made: Mapping[str, pl.Expr],
    left_out: Mapping[str, pl.Expr] = _NOTHING,
) -> Part:
    """The returns that a list of deals tells of: won after one of the account was lost.

    Args:
        account: The column with the account.
        stage: The column with the stage of a deal; its day is in `close_date`.
        what: What the tool calls deals.
        made: As of `Part`.
        left_out: As of `Part`, beside the deals that are no returns.
    """
    came_back = has_row_that(
        is_stage(stage, LOST),
        before=day("close_date"),
        of=account,
        this=day("close_date"),
    )
    return Part(
        "win_backs",
        {"account_id": account, "return_date": "close_date"},
        made=made,
        left_out={
            f"{what} that are not won": ~is_stage(stage, WON),
            **left_out,
            f"won {what} with no lost one before": ~came_back,
        },
        keeps_known=True,
    )
