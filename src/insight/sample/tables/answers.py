"""What leavers answer when asked why, and what is noted beside it."""

import numpy as np
import polars as pl

from insight.sample import names, planted
from insight.sample.draws import Bools, Texts, chosen, chosen_by, empty_as_null, happens
from insight.sample.simulation.reasons import CODES
from insight.sample.tables.comments import comments

UNKNOWN = {"not_asked": 0.45, "no_answer": 0.40, "other": 0.15}
_SPEAKING = 0.75
_WRITING = 0.5
_POLITE = {
    "price_for_value": 0.34,
    "budget_cut": 0.22,
    "low_usage": 0.14,
    "strategy_change": 0.12,
    "competitor_price": 0.10,
    "no_roi": 0.08,
}
_COMPETITORS = {
    "competitor_features": dict.fromkeys(names.COMPETITORS, 1.0),
    "competitor_price": dict.fromkeys(names.COMPETITORS, 1.0),
    "suite_consolidation": dict.fromkeys(names.SUITES, 1.0),
}
_CONTRIBUTING = np.array([0.60, 0.25, 0.11, 0.04])
_OVERRIDES = {
    "low_usage": {"ours": 0.2, "": 0.8},
    "champion_left": {"not_ours": 0.3, "": 0.7},
    "competitor_features": {"ours": 0.25, "": 0.75},
    "suite_consolidation": {"not_ours": 0.4, "": 0.6},
}
_NOTES = {
    "low_usage": "Nobody followed up after the training",
    "champion_left": "They had named two successors, who were not interested",
    "competitor_features": "Asked for twice and turned down by us",
    "suite_consolidation": "Decided by their parent company",
}


def recorded_codes(rng: np.random.Generator, *, true_code: Texts) -> Texts:
    """The codes in the records: some of the reasons never became known."""
    unknown = happens(rng, np.full(len(true_code), planted.UNKNOWN_REASONS))
    return np.where(unknown, chosen(rng, UNKNOWN, count=len(true_code)), true_code)


def answers(
    rng: np.random.Generator, *, true_code: Texts, code: Texts
) -> dict[str, pl.Series]:
    """Columns of words, codes and notes for exits recorded under `code`.

    The stated reason often is a more polite one than the true one, most of all where
    an issue festered. Anyone who was not asked says nothing; "other" comes with a comment.
    """
    asked = ~np.isin(code, list(UNKNOWN)) & (true_code != "payment_failed")
    speaks = happens(rng, asked * _SPEAKING)
    writes = happens(rng, (asked | (code == "other")) * _WRITING)
    override = chosen_by(rng, _OVERRIDES, keys=code)
    note = pl.Series(code).replace_strict(_NOTES, default=None, return_dtype=pl.String)
    return {
        "stated_reason_code": empty_as_null(
            np.where(speaks, _stated(rng, true_code), "")
        ),
        "contributing_reason_codes": empty_as_null(_contributing(rng, code, asked)),
        "competitor": empty_as_null(chosen_by(rng, _COMPETITORS, keys=code)),
        "comment": empty_as_null(np.where(writes, comments(rng, codes=true_code), "")),
        "control_override": empty_as_null(override),
        "control_note": note.zip_with(pl.Series(override != ""), pl.Series([None])),
    }


def _stated(rng: np.random.Generator, true_code: Texts) -> Texts:
    festering = np.isin(true_code, list(CODES["festering"]))
    agrees = happens(
        rng,
        np.where(
            festering, planted.FESTERING_STATED_AS_RECORDED, planted.STATED_AS_RECORDED
        ),
    )
    return np.where(agrees, true_code, chosen(rng, _POLITE, count=len(true_code)))


def _contributing(rng: np.random.Generator, code: Texts, asked: Bools) -> Texts:
    pool = np.array(list(CODES["resolvable"]))
    named = rng.choice(len(_CONTRIBUTING), size=len(code), p=_CONTRIBUTING) * asked
    return np.array(
        [
            "|".join(
                word for word in rng.choice(pool, count, replace=False) if word != own
            )
            for own, count in zip(code, named, strict=True)
        ],
        dtype=str,
    )
