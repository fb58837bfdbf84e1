"""What the figures about offboarding cannot tell, written beside them."""

CHECKS = (
    "Only what somebody wrote down can fail: an exit without an offboarding record is not "
    "known to every check. “Not applicable” is an export nobody asked for, or one that was "
    "never sent and so has no format. Where many exits are not known, the share says "
    "little about them. Passing every check does not mean that leaving was pleasant."
)
CHECK_COUNTS = (
    "n counts the exits that passed or failed: known, and the check applied. The share is "
    "of these. “Not known” is never counted as passed."
)
FAILURES_BY_MONTH = (
    "The first twelve months with exits set the mean and the limits; later months do not "
    "move them. A diamond is a month outside the limits, or one of eight or more in a row "
    "on one side of the mean: the process is not what it was. It does not say why. Grey "
    "months vary as they always did, also where they look different. Months with fewer "
    "than ten exits have no dot; their counts are in the table."
)
FAILING = (
    "The owner is who handled the exit, not who is at fault: a fee may be in the "
    "contract, an export may fail for everybody. Owners see different exits, so their "
    "numbers of failures cannot be compared."
)
