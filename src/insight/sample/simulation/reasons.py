"""Why accounts leave: causes with their hazards, and the reasons each is recorded as."""

import numpy as np

from insight.sample.draws import Texts, chosen_by

# Shares of the codes a cause is recorded as. Each code lies in the group of its cause.
CODES = {
    "uncontrollable": {
        "merger": 0.25,
        "downsizing": 0.14,
        "project_ended": 0.18,
        "budget_cut": 0.14,
        "group_mandate": 0.11,
        "strategy_change": 0.08,
        "seasonal": 0.06,
        "closure": 0.04,
    },
    "leadership": {"leadership_change": 1.0},
    "resolvable": {
        "price_for_value": 0.18,
        "no_roi": 0.14,
        "missing_feature": 0.11,
        "poor_onboarding": 0.10,
        "low_usage": 0.10,
        "unsure_of_function": 0.06,
        "competitor_features": 0.05,
        "competitor_price": 0.05,
        "too_complex": 0.04,
        "integration": 0.04,
        "reliability": 0.03,
        "contact_churn": 0.03,
        "suite_consolidation": 0.03,
        "data_trust": 0.02,
        "built_in_house": 0.01,
        "compliance": 0.01,
    },
    "champion": {"champion_left": 1.0},
    "poor_fit": {"sold_wrong_fit": 0.75, "outgrew": 0.25},
    "price_rise": {"price_rise": 1.0},
    "festering": {
        "unresolved_issue": 0.75,
        "slow_support": 0.15,
        "promise_not_kept": 0.10,
    },
}
CAUSES = np.array(list(CODES))
GROUP_OF = {
    "uncontrollable": "uncontrollable",
    "leadership": "uncontrollable",
    "resolvable": "resolvable",
    "champion": "resolvable",
    "poor_fit": "poor_fit",
    "price_rise": "resolvable",
    "festering": "festering",
}
GROUPS = np.array([GROUP_OF[cause] for cause in CODES])


def reason_codes(rng: np.random.Generator, *, causes: Texts) -> Texts:
    """A reason code for each cause."""
    return chosen_by(rng, CODES, keys=causes)
