"""What every card that judges a change says of its errors."""

FALSE_ALARMS = (
    "While nothing changes, a chart gives a false alarm in about one of five years at most, "
    "by simulation."
)
