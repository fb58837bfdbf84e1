"""Errors a user can act on.

* InsightError
  + UnreadableFileError   the bytes are not a table we can read
    + UnknownEncodingError only a person can tell what the bytes spell
  + MissingColumnsError   a file lacks columns its table needs
  + InvalidRowsError      a file has rows that its table refuses
  + UnknownProfileError   no profile has the name that was given
  + ProfileNameError      a profile cannot have the name that was given
  + UnknownTableError     nothing in the file says which table it is
  + OpenQuestionError     a column reads two ways and nobody said which
  + StaleImportError      the store changed between preview and import
  + NotJoinableError      two ids cannot be made one customer
  + UndoBlockedError      an upload cannot be undone as things are
  + PersonError           a person cannot be given access like this
    + LastAdminError      nobody would be left to give access
  + DownloadError         a file cannot be handed out
  + SignInError           the settings for signing in cannot be read
  + StoreUnavailableError the database cannot be reached or is damaged
  + SourceError           a database to import from cannot be asked
  + ArchiveError          a backup cannot be written, read or restored

Every message says what was found and what to do; none carries file content.
"""

from collections.abc import Iterable, Sequence

INSTALL = (
    "Install it, in Insight's folder, with "
    '.venv/bin/python -m pip install --no-build-isolation --editable ".[{}]"'
)

_MOST_NAMED = 3


class InsightError(Exception):
    """Something a person can put right; the message says how."""


class UnreadableFileError(InsightError):
    """A file that is not a readable table."""


class UnknownEncodingError(UnreadableFileError):
    """A file whose encoding only a person can tell."""


class MissingColumnsError(InsightError):
    """A file without columns that its table needs."""

    @classmethod
    def of(
        cls, table: str, missing: Iterable[str], found: Iterable[str]
    ) -> "MissingColumnsError":
        """The error for a table, naming its missing columns and those of the file."""
        return cls(
            f"The table {table} needs {_listed(missing)}, which no column is mapped to. "
            f"The file has {_listed(found)}. Map the columns or add them to the file."
        )


class InvalidRowsError(InsightError):
    """Rows that a table refuses, where all or nothing is wanted."""


class UnknownProfileError(InsightError):
    """A name that no profile has."""


class ProfileNameError(InsightError):
    """A name that a profile cannot have."""


class UnknownTableError(InsightError):
    """A file that looks like none of our tables, or like two of them.

    Attributes:
        candidates: The tables that come nearest, the likelier first.
    """

    def __init__(self, sentence: str, candidates: Sequence[str] = ()) -> None:
        super().__init__(sentence)
        self.candidates = tuple(candidates)

    @classmethod
    def between(
        cls,
        candidates: Sequence[str],
        speaking: Sequence[Sequence[str]],
        columns: Iterable[str],
    ) -> "UnknownTableError":
        """The error for a file that two tables fit, with the columns that say so."""
        told = " or ".join(
            f"{table} ({_listed(columns[:_MOST_NAMED])})"
            for table, columns in zip(candidates, speaking, strict=True)
        )
        return cls(
            f"The columns {_listed(columns)} may be {told}. Choose the table.",
            candidates,
        )

    @classmethod
    def like(
        cls, kind: str, candidates: Sequence[str], columns: Iterable[str]
    ) -> "UnknownTableError":
        """The error for a list of a kind that we do not keep."""
        return cls(
            f"The columns {_listed(columns)} look like {kind}, which Insight does not "
            "keep. Choose the table that it fills, or leave the file out.",
            candidates,
        )

    @classmethod
    def unlike(cls, columns: Iterable[str]) -> "UnknownTableError":
        """The error for a file that is like no list we know."""
        return cls(
            f"The columns {_listed(columns)} fit none of our tables. Choose the table "
            "by hand."
        )


class OpenQuestionError(InsightError):
    """A column that reads two ways, such as 01/02/2024."""


class StaleImportError(InsightError):
    """The store changed after the preview was made."""


class UndoBlockedError(InsightError):
    """An upload whose undo something else stands in the way of."""


class ReasonError(InsightError):
    """A reason of a team's own cannot be added or retired as asked."""


class PersonError(InsightError):
    """A person who cannot be given access like this."""


class LastAdminError(PersonError):
    """A change that would leave nobody who can give access."""

    @classmethod
    def of(cls, email: str) -> "LastAdminError":
        """The error for the admin who would be no more."""
        return cls(
            f"“{email}” is the last active admin. Make somebody else an admin first."
        )


class NotJoinableError(InsightError):
    """Two ids that cannot be made one customer."""


class DownloadError(InsightError):
    """A file that cannot be handed out."""


class SignInError(InsightError):
    """Settings for signing in that cannot be read."""


class StoreUnavailableError(InsightError):
    """The database does not answer, or is not ours to open."""


class SourceError(InsightError):
    """A database to import from that is not set up, does not answer or refuses."""


class ArchiveError(InsightError):
    """A backup that cannot be written, is damaged, or would replace data."""


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names) or "nothing"
