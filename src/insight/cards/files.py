"""What each file is for, in the words of empty cards."""

FILES = {
    "accounts": "who your customers are",
    "subscriptions": "what they pay, month by month",
    "exits": "who left, when and why",
    "win_backs": "who came back, and when",
    "offboarding": "how each exit was handled",
    "cancellation_requests": "who asked to leave, and what became of it",
    "issues": "what customers had trouble with, from when to when",
    "contacts": "your contacts, and to which company one has moved",
}
