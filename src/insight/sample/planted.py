"""The truth of the sample world: every effect an analysis should find, as a number."""

from datetime import date

SEED = 20260228
ACCOUNTS = 2000
FIRST_DAY = date(2022, 3, 1)
AS_OF = date(2026, 2, 28)

SHARE_AT_START = 0.30
MEAN_AGE_AT_START = 540
TEST_SHARE = 0.003
TRIAL_ONLY_SHARE = 0.01
DUPLICATE_SHARE = 0.003
POOR_FIT_SHARE = 0.20

SEGMENTS = {"smb": 0.6, "mid": 0.3, "ent": 0.1}
MEDIAN_MRR = {"smb": 120, "mid": 480, "ent": 2200}
MRR_SPREAD = 0.5
ANNUAL_SHARE = {"smb": 0.25, "mid": 0.50, "ent": 0.85}
QUARTERLY_SHARE = 0.10

# Cancellation requests: hazards per day and account, and what multiplies them.
UNCONTROLLABLE_HAZARD = 0.00024
RESOLVABLE_HAZARD = 0.00036
POOR_FIT_HAZARD = 0.00006
POOR_FIT_TIMES = 5.0
LEADERSHIP_PART = 0.20
CHAMPION_PART = 0.04
CHAMPION_TIMES = 4.0
CHAMPION_DAYS = 90
YOUNG_DAYS, YOUNG_TIMES = 90, 1.5
OLD_DAYS, OLD_TIMES = 730, 0.7
SEASON_MONTHS, SEASON_TIMES = (12, 1), 1.3
PRICE_RISE_MONTHS, PRICE_RISE_TIMES = ((2025, 5), (2025, 6)), 1.8
FESTERING_DAYS, FESTERING_TIMES = 30, 3.0

# Departures nobody asked for, and accounts that move on without leaving.
SILENT_HAZARD = 0.00002
PAYMENT_HAZARD = 0.00002
MERGER_HAZARD = 0.00001
CHAMPION_LEAVES_HAZARD = 0.0005
WITHDRAWN_SHARE = 0.03
REVERSED_SHARE = 0.02

# Save offers.
OFFERED = {
    "resolvable": 0.8,
    "festering": 0.6,
    "uncontrollable": 0.2,
    "poor_fit": 0.3,
}
TIMES_PRESENTED = {"1": 0.40, "2": 0.20, "3": 0.25, "4": 0.15}
ACCEPTED = {
    "resolvable": 0.25,
    "festering": 0.12,
    "uncontrollable": 0.03,
    "poor_fit": 0.05,
}
ACCEPTED_PER_PUSH = 0.03
SAVED_BUT_GONE = 0.30
STICK_DAYS = 90

# Offboarding, its questionnaire and its record.
GOOD_OFFBOARDING = {
    "uncontrollable": 0.75,
    "festering": 0.25,
    "resolvable": 0.45,
    "poor_fit": 0.50,
}
PROCESS_CHANGE = date(2024, 9, 1)
PROCESS_CHANGE_ADDS = 0.15
GOOD_SCORE = 0.8
UNKNOWN_REASONS = 0.08
STATED_AS_RECORDED, FESTERING_STATED_AS_RECORDED = 0.85, 0.55
ANSWERS_IF_GOOD, ANSWERS_IF_BAD = 0.65, 0.55

# Returns: hazard per day in the first 90 days, in the first year, later.
RETURN_FROM_DAY = 31
RETURN_HAZARDS = {90: 0.00024, 365: 0.00042, 100_000: 0.00016}
GOOD_TIMES = 1.8
UNCONTROLLABLE_TIMES = 2.0
PUSHED_TIMES, PUSHED_MORE_THAN = 0.6, 2
POOR_FIT_RETURN_TIMES = 0.5
CEASED_HAZARD = 0.0001
CEASED_HAZARDS = {"merger": 0.0012, "closure": 0.02}

# Issues.
ISSUES_PER_YEAR = {"smb": 3, "mid": 5, "ent": 8}
ISSUE_FRAILTY_SHAPE = 2.0
SEVERITY = {"low": 0.5, "medium": 0.35, "high": 0.15}
SLOW_SHARE = 0.18
SLOW_MEDIAN_DAYS = 60
CLOSED_AFTER_EXIT = 0.75

FX_RATES = {"USD": "1", "EUR": "1.08", "GBP": "1.27"}
REGIONS = {"Americas": 0.5, "EMEA": 0.35, "APAC": 0.15}
CURRENCIES = {
    "Americas": {"USD": 1.0},
    "EMEA": {"USD": 0.35, "EUR": 0.45, "GBP": 0.20},
    "APAC": {"USD": 1.0},
}
