"""Who may use Insight: role and rows of each person, kept by verified e-mail address."""

from dataclasses import dataclass, replace
from datetime import datetime
from string import ascii_lowercase, ascii_uppercase
from typing import Any

import polars as pl
from sqlalchemy import Connection, Engine, Row, delete, exists, insert, select

from insight.errors import LastAdminError, PersonError
from insight.store import audit
from insight.store.tables import people as table
from insight.store.transactions import reading, writing

ROLES = ("viewer", "analyst", "admin")
_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)
PEOPLE = pl.Schema(
    {
        "email": pl.String(),
        "role": pl.String(),
        "regions": pl.List(pl.String()),
        "issuer": pl.String(),
        "is_active": pl.Boolean(),
        "changed_at": pl.Datetime("us", time_zone="UTC"),
        "changed_by": pl.String(),
    }
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with access.

    Attributes:
        email: In ASCII and in lower case: a letter of another alphabet that looks like
            one of ours, or turns into it, makes another address.
        role: One of `ROLES`, each may what those before it may.
        regions: Whose accounts they see; empty for all.
        issuer: The only identity provider that may vouch for them; None for any.
        is_active: Without it they have no access.

    Raises:
        PersonError: The address, the role or the scope cannot be.
    """

    email: str
    role: str = "viewer"
    regions: tuple[str, ...] = ()
    issuer: str | None = None
    is_active: bool = True

    def __post_init__(self) -> None:
        name, at, host = self.email.partition("@")
        if (
            not (name and at and host)
            or "@" in host
            or " " in self.email
            or not self.email.isprintable()
        ):
            raise PersonError(f"“{self.email}” is no e-mail address.")
        if not self.email.isascii():
            raise PersonError(
                f"“{self.email}” holds letters that only look like those of another "
                "address. Write it in plain letters, a to z."
            )
        if self.email != in_lower_case(self.email):
            raise PersonError(f"“{self.email}” is not in lower case.")
        if self.role not in ROLES:
            raise PersonError(f"“{self.role}” is none of the roles {', '.join(ROLES)}.")
        if self.role == "admin" and self.regions:
            raise PersonError("An admin sees all regions: leave the regions empty.")


def in_lower_case(email: str) -> str:
    """An address as it is kept and compared: only its ASCII letters have two cases.

    Examples:
        >>> in_lower_case("Ann@X.test")
        'ann@x.test'
        >>> in_lower_case("mar\N{KELVIN SIGN}@x.test") == "mark@x.test"
        False
    """
    return email.translate(_LOWER)


def find_person(engine: Engine, email: str) -> Person | None:
    """The person with this address, in any case of its letters; None for a stranger.

    Raises:
        StoreUnavailableError: The database cannot be used.
    """
    query = select(table).where(table.c.email == in_lower_case(email))
    with reading(engine) as connection:
        row = connection.execute(query).one_or_none()
    return _person(row) if row else None


def everybody(engine: Engine) -> pl.DataFrame:
    """Everybody who has or had access, by address (columns of `PEOPLE`).

    Raises:
        StoreUnavailableError: The database cannot be used.
    """
    columns = (table.c[name] for name in PEOPLE)
    with reading(engine) as connection:
        rows = connection.execute(select(*columns).order_by(table.c.email)).all()
    return pl.DataFrame([tuple(row) for row in rows], PEOPLE, orient="row")


def keep_person(engine: Engine, person: Person, *, by: str, at: datetime) -> None:
    """Gives a person this role and scope from now on, in place of what they had.

    Raises:
        LastAdminError: Nobody would be an active admin any more; nothing was changed.
        StoreUnavailableError: The database cannot be used; nothing was changed.
    """
    with writing(engine) as connection:
        had_admin = _has_admin(connection)
        connection.execute(delete(table).where(table.c.email == person.email))
        connection.execute(insert(table).values(_row(person, by=by, at=at)))
        if had_admin and not _has_admin(connection):
            raise LastAdminError.of(person.email)
        audit.record(
            connection,
            at=at,
            by=by,
            action="given access" if person.is_active else "taken access",
            subject=f"{person.email}, {person.role}",
            counts={"regions": len(person.regions)},
        )


def take_access(engine: Engine, email: str, *, by: str, at: datetime) -> None:
    """Takes a person's access away; who they were stays on record.

    Raises:
        PersonError: There is no such person.
        LastAdminError: They are the last active admin; nothing was changed.
        StoreUnavailableError: The database cannot be used; nothing was changed.
    """
    found = find_person(engine, email)
    if found is None:
        raise PersonError(f"Nobody here has the address “{email}”.")
    keep_person(engine, replace(found, is_active=False), by=by, at=at)


def add_admins(
    engine: Engine, emails: tuple[str, ...], *, by: str, at: datetime
) -> list[str]:
    """Makes admins of those nobody has heard of; returns their addresses.

    Anyone who is known keeps what they have, so that a setting brings nobody back.
    """
    new = [
        in_lower_case(email) for email in emails if find_person(engine, email) is None
    ]
    for email in new:
        keep_person(engine, Person(email, role="admin"), by=by, at=at)
    return new


def _has_admin(connection: Connection) -> bool:
    admins = exists().where(table.c.role == "admin", table.c.is_active)
    return bool(connection.scalar(select(admins)))


def _row(person: Person, *, by: str, at: datetime) -> dict[str, Any]:
    return {
        "email": person.email,
        "issuer": person.issuer,
        "role": person.role,
        "regions": list(person.regions),
        "is_active": person.is_active,
        "changed_at": at,
        "changed_by": by,
    }


def _person(row: Row[Any]) -> Person:
    return Person(row.email, row.role, tuple(row.regions), row.issuer, row.is_active)
