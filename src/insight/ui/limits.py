"""What each figure cannot tell, written beside it."""

AUDIT = (
    "It says what was done through Insight: who reads the database itself leaves no entry. "
    "A chain that holds shows that no entry between the first and the last was changed or "
    "taken out; whether some were cut off at the end only a hash noted before can tell. "
    "It names files, tables and account ids, never what is in them."
)
PERSONAL_DATA = (
    "It counts the columns made for names, addresses and words. A name in another column, "
    "such as an account named after a person, is not known as one. Backups made before an "
    "erasure hold what was erased: erase again after restoring one."
)
PEOPLE = (
    "It says who may, not who did: the audit says that. An address counts only where your "
    "identity provider says that it is theirs. People who had access before stay listed."
)
UPLOADS = (
    "The list says what was stored when, not whether it is right. A row that a later file "
    "brought again is counted in both, and only the later one is in use. An undo takes a file "
    "out as if it had never been: rows it replaced are as before, rows a later file brought "
    "again stay. Rows of test accounts are stored and are in no number."
)
RETURNERS = (
    "The later account came after the former had left, and they have a name, an e-mail "
    "domain or an id elsewhere in common, or a return of the former is recorded on that "
    "day. Until somebody says that they are one customer they count as an exit and a new "
    "customer; from then on as an exit and a return. Up to five accounts alike are listed: "
    "what more of them share says nothing."
)
REFUSED_ROWS = (
    "Refused rows are in no number. A row can be refused for more than one of its cells, "
    "so there may be more lines here than rows. The CSV has each row once and whole, with its "
    "reasons: mend it and bring it as it is, the columns with the reasons are left out. Rows "
    "with the same key are replaced, not doubled."
)
QUALITY = (
    "These are counts of everything stored, not samples, so they have no interval. What "
    "is missing is seldom missing by chance: customers who leave in anger answer less, "
    "and a reason nobody asked for may be any of them."
)
CHOICES = (
    "No standard decides these, so another tool may choose otherwise and count otherwise. "
    "A value in force holds for all of the past: with another one, numbers of earlier "
    "months change too."
)
TAXONOMY = (
    "Whose control a reason is in is a default: a record can say otherwise with a note. A "
    "code never changes its meaning; it is retired and a new one is added."
)
RAW_WORDS = (
    "Words in files reach a reason by this list, by our own codes and labels, or by what "
    "somebody chose at an upload. A word in none of them stays as it is and counts as not "
    "known."
)
PROFILES = (
    "A profile says how columns become ours, not whether what they hold is right. It is "
    "offered for files with exactly the same columns, in any order; a file with one more "
    "is taken as new. “Last used” counts imports, not files somebody only looked at."
)
BUILT_IN_PROFILES = (
    "The columns are those that an export must have to be recognised, in plain words: "
    "case, blanks and marks do not count. An export may have more columns, and another "
    "setting of the tool may leave one out; then choose the profile on the upload page."
)
