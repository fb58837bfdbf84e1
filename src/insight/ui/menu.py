"""The menu: every page by its section, with who may open it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One page of the menu: `file` below pages/, without its ending; who may open it.

    `is_filtered` is false where the filter bar narrows nothing.
    """

    file: str
    title: str
    icon: str
    help: str
    role: str = "viewer"
    is_filtered: bool = True


MENU: dict[str, tuple[Entry, ...]] = {
    "": (
        Entry(
            "home/overview",
            "Overview",
            ":material/home:",
            "How are we doing? Churn, retention, exits and returns at a glance.",
        ),
        Entry(
            "review/weekly_review",
            "Weekly review",
            ":material/event_available:",
            "What do we decide this week? Signals, exits, returns, decisions, a deck.",
        ),
        Entry(
            "home/hypotheses",
            "Hypotheses",
            ":material/balance:",
            "What holds here? Hypotheses about leaving: yes, no or cannot tell yet.",
        ),
    ),
    "Leaving": (
        Entry(
            "leaving/leaving_now",
            "Leaving now",
            ":material/directions_walk:",
            "Who has asked to leave and is still here, until when, and what comes next.",
        ),
        Entry(
            "leaving/exit_reasons",
            "Reasons for leaving",
            ":material/logout:",
            "Exit reasons by count and by MRR, and whose control they were in.",
        ),
        Entry(
            "leaving/festering_issues",
            "Festering issues",
            ":material/pending_actions:",
            "Which exits were festering, and would the issues have named the leavers?",
        ),
        Entry(
            "leaving/exits",
            "Exits",
            ":material/list_alt:",
            "Which ones? Every exit, to search and to sort.",
        ),
    ),
    "Off-boarding": (
        Entry(
            "offboarding/experience",
            "Experience",
            ":material/sentiment_satisfied:",
            "How well do we let them go? Promises kept, ease, exit NPS, days to close.",
        ),
        Entry(
            "offboarding/tricks_and_traps",
            "Tricks and traps",
            ":material/policy:",
            "Do we play tricks? Every exit checked, and those that failed.",
        ),
        Entry(
            "offboarding/save_offers",
            "Save offers",
            ":material/volunteer_activism:",
            "When does saving help? Offers, saves that stick, whom to let go kindly.",
        ),
    ),
    "Win-back": (
        Entry(
            "returning/who_comes_back",
            "Win-back",
            ":material/keyboard_return:",
            "Return curves by reason and by how well the exit went.",
        ),
        Entry(
            "returning/candidates",
            "Call list",
            ":material/call:",
            "Former customers who may be called, and why.",
        ),
    ),
    "Staying": (
        Entry(
            "staying/early_warning",
            "Early warning",
            ":material/notification_important:",
            "Who may be next? Active customers by chance, with the facts behind each.",
        ),
        Entry(
            "accounts/account_story",
            "Account story",
            ":material/timeline:",
            "What happened with this one? The life of one account on one line of time.",
            is_filtered=False,
        ),
    ),
    "Data": (
        Entry(
            "data/upload",
            "Upload",
            ":material/upload_file:",
            "Bring in your files: detect, map, preview, import.",
            role="analyst",
            is_filtered=False,
        ),
        Entry(
            "data/history",
            "History",
            ":material/history:",
            "What is in here? Uploads, refused rows, and how much is known.",
            is_filtered=False,
        ),
        Entry(
            "data/profiles",
            "Profiles",
            ":material/receipt_long:",
            "How are files mapped? Saved profiles and the exports that are recognised.",
            role="analyst",
            is_filtered=False,
        ),
        Entry(
            "data/definitions",
            "Definitions",
            ":material/menu_book:",
            "What does this number mean? Formulas, choices in force, reasons.",
            is_filtered=False,
        ),
        Entry(
            "data/audit",
            "Audit",
            ":material/fact_check:",
            "Who did what? Every change and export, in a chain that can be checked.",
            role="admin",
            is_filtered=False,
        ),
        Entry(
            "data/people",
            "People",
            ":material/group:",
            "Who may use Insight? Roles and regions, given and taken.",
            role="admin",
            is_filtered=False,
        ),
        Entry(
            "data/personal_data",
            "Personal data",
            ":material/person_cancel:",
            "What do we know of people? Where it is, and how to erase a person.",
            role="admin",
            is_filtered=False,
        ),
    ),
}
