"""What the numbers of the review mean, and what they cannot tell."""

REQUESTS = (
    "Requests to cancel a whole account in the week, per 1,000 accounts active on its "
    "Monday. The limits come from the 52 weeks before and stay where they are (mean ± "
    "2.66 mean moving ranges). A week is a signal outside the limits, in 8 weeks or more "
    "on one side of the mean, or as one of 3 of 4 weeks nearer a limit than the mean. "
    "Everything else is noise: no cause needs to be looked for. December and January "
    "have a season of their own. A signal does not say why."
)
CHURN = (
    "Customers of the first of the month who left in it, of all of them. The limits are "
    "three binomial standard errors around the mean of the year before, wider "
    "where there were fewer customers. Exits younger than the grace are provisional and "
    "are taken back if the customer returns in time, so the latest month can still fall."
)
ANSWERS = (
    "Only those who answered count, and angry leavers answer more often or not at all. "
    "The limits are three standard errors around the mean of all answers of the four "
    "quarters before; few answers make them wide. Too few answers are not judged. "
    "A running quarter holds the answers so far."
)
SCORES = {
    "exit NPS": "exit NPS, share of 9–10 less share of 0–6",
    "ease": "mean ease of leaving, 7 is very easy",
}
EXITS = (
    "Customers whose last paid day was in the week, with the reason they gave and the one "
    "recorded. An exit younger than the grace is provisional. Promises are those of the "
    "offboarding record; issues are those open on the day before the exit."
)
DUE = (
    "Exports asked for and not delivered, and accounts not closed in time after the "
    "request, as far as the files say. What nobody wrote down is not here."
)
THEN = (
    "As known then counts today’s rows as of the Sunday of the week: what happened later "
    "is not seen. Rows that were brought or corrected later are counted as if they had "
    "been there, and answers without a day of their own are seen from the exit on."
)
