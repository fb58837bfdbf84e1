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
    "Each month is judged by the months before it alone, by the detector that judges all "
    "charts: a diamond is a signal, on its own or together with the months before it. "
    "Later months never change what a month says. Grey months are normal variation, also "
    "where they look different. It takes a year, and 20 of the rarer outcome, to know what "
    "is usual. A signal does not say why. Months with fewer than ten exits have no dot; "
    "their counts are in the table."
)
FAILING = (
    "The owner is who handled the exit, not who is at fault: a fee may be in the "
    "contract, an export may fail for everybody. Owners see different exits, so their "
    "numbers of failures cannot be compared."
)
FUNNEL = (
    "A save rate is not the effect of an offer: some would have stayed without one, and "
    "whoever is offered something is not like the others. Only requests without an offer, "
    "chosen by lot, could tell. Both denominators are shown because offering to the easy "
    "ones alone raises the first. Requests that cancel a part of an account are left out; "
    "requests withdrawn without an offer are not saves. Saves that are too young count in "
    "no share of those that stayed."
)
TIMES = (
    "Customers were not shown more offers by lot: whoever hesitates is asked again. More "
    "acceptances after more offers do not mean that asking again helps, and the last "
    "figure to look at is who stayed. Groups of fewer than ten are counts only."
)
RETURNED_BY_TIMES = (
    "Whoever left is waited for (Aalen-Johansen), so that a share is told only where "
    "somebody was watched that long. It is not adjusted: who is pushed leaves for other "
    "reasons than who is not. “What holds” compares those who left for the same reasons."
)
OFFERED_BY_REASON = (
    "A reason is recorded at the exit, so everybody who was saved is in “No exit so far”, "
    "and save rates by reason cannot be compared. What can be: who was asked to stay "
    "although the reason was outside our control."
)
LOST_SAVES = (
    "A save is lost when the account was not a customer on every day up to the longest "
    "stick time. What happened between is not here: the account’s story may say."
)
YOUNG = "These are counted in no rate of saves that stayed until they are old enough."
LET_GO = (
    "Whether another offer would annoy is a rule, not a prediction: the reason is not "
    "ours to change, an offer was declined, or it was shown more often than the settings "
    "allow. Close these requests on the date asked for."
)
PROMISES = (
    "A promise counts where it applies and is known: nobody is failed on an export nobody "
    "asked for. All five weigh the same. A promise kept says what we did, not what the "
    "customer thought of it."
)
SCORES = (
    "Only those who answered are in a score, and angry leavers answer more often, or "
    "never. Look at who answered before you read it. Scores are no part of what makes an "
    "exit good. Reason groups differ in more than how they were treated, and groups of "
    "fewer than ten answers have no score."
)
CLOSING = (
    "Days run from the request to the day the account was closed; requests not closed "
    "yet count for as long as they have waited. A customer who asked for a later date "
    "waits longer, and that is no fault."
)
CONTACTS = "Contacts are those somebody wrote down; 5 stands for five or more."
GOOD_BY_MONTH = FAILURES_BY_MONTH
