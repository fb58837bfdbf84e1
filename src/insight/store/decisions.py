"""Decisions of the weekly review: each change is a version, and none is overwritten."""

import re
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Connection, Engine, Row, func, insert, select

from insight.store import audit
from insight.store.tables import decisions
from insight.store.transactions import reading, writing


class Status(StrEnum):
    """How far a decision is; it is carried over while it is open or under way."""

    OPEN = "open"
    UNDER_WAY = "under way"
    DONE = "done"
    DROPPED = "dropped"


class About(StrEnum):
    """What a decision is linked to."""

    NOTHING = ""
    EXIT = "exit"
    ACCOUNT = "account"
    METRIC = "metric"


_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
CARRIED_OVER = (Status.OPEN, Status.UNDER_WAY)


@dataclass(frozen=True, slots=True)
class Content:
    """What people write: the decision, who does it until when, and what it is about.

    `subject` is the id of the account (of an exit too) or the name of the metric.
    """

    text: str
    owner: str = ""
    due: date | None = None
    status: Status = Status.OPEN
    about: About = About.NOTHING
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """One version of a decision.

    Attributes:
        id: The decision, the same in all versions.
        version: 1 and counting.
        decided_in: The week under review when it was first written down, "2026-W07".
        changed_in: The week under review when this version was written.
        by: Who wrote it.
        at: When.
        in_force: Whether it came to count; a version that was written while somebody
            else changed the decision is kept and does not.
        content: What it says.
    """

    id: int
    version: int
    decided_in: str
    changed_in: str
    by: str
    at: datetime
    in_force: bool
    content: Content


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two people changed a decision at once: `theirs` counts, `mine` is kept beside it."""

    theirs: Decision
    mine: Decision


def decide(
    engine: Engine, content: Content, *, week: str, by: str, at: datetime
) -> Decision:
    """Writes a new decision down.

    Raises:
        ValueError: `at` has no time zone.
        StoreUnavailableError: The database cannot be used.
    """
    _require_zone(at)
    with writing(engine) as connection:
        last = connection.scalar(select(func.max(decisions.c.id))) or 0
        new = Decision(last + 1, 1, week, week, by, at, True, _plain(content))
        _write(connection, new)
    return new


def revise(
    engine: Engine,
    decision_id: int,
    content: Content,
    *,
    seen: int,
    week: str,
    by: str,
    at: datetime,
) -> Decision | Conflict:
    """Writes a new version, unless somebody wrote one since `seen`; loses neither.

    Text that is already in force changes nothing.

    Args:
        engine: Of a migrated database.
        decision_id: Which decision.
        content: All of what it is to say.
        seen: The version that was looked at when this was written.
        week: The week under review.
        by: Who writes it.
        at: When, with a time zone.

    Raises:
        ValueError: `at` has no time zone, or there is no such decision.
        StoreUnavailableError: The database cannot be used.
    """
    _require_zone(at)
    with writing(engine) as connection:
        last, *_ = versions = _versions(connection, decision_id)
        now = next(version for version in versions if version.in_force)
        mine = replace(
            now,
            version=last.version + 1,
            changed_in=max(week, now.changed_in),
            by=by,
            at=at,
            in_force=now.version == seen,
            content=_plain(content),
        )
        if mine.content == now.content:
            return now
        _write(connection, mine)
    return mine if mine.in_force else Conflict(theirs=now, mine=mine)


def decisions_of(engine: Engine, *, known_in: str | None = None) -> list[Decision]:
    """The version in force of each decision, the earliest decided first.

    Args:
        engine: Of a migrated database.
        known_in: A week label: decisions as the reviews up to that week left them.
    """
    query = select(decisions).where(decisions.c.in_force)
    if known_in is not None:
        query = query.where(decisions.c.changed_in <= known_in)
    with reading(engine) as connection:
        rows = connection.execute(query.order_by(decisions.c.id, decisions.c.version))
        latest = {row.id: _decision(row) for row in rows}
    return list(latest.values())


def history_of(engine: Engine, decision_id: int) -> list[Decision]:
    """Every version of a decision, also those not in force, the latest first.

    Raises:
        ValueError: There is no such decision.
    """
    with reading(engine) as connection:
        return _versions(connection, decision_id)


def _versions(connection: Connection, decision_id: int) -> list[Decision]:
    query = select(decisions).where(decisions.c.id == decision_id)
    rows = connection.execute(query.order_by(decisions.c.version.desc()))
    found = [_decision(row) for row in rows]
    if not found:
        raise ValueError(f"There is no decision {decision_id}.")
    return found


def _write(connection: Connection, decision: Decision) -> None:
    row = {field.name: getattr(decision, field.name) for field in fields(decision)}
    content = asdict(row.pop("content"))
    connection.execute(insert(decisions).values(row | content))
    audit.record(
        connection,
        at=decision.at,
        by=decision.by,
        action="decided",
        subject=f"decision {decision.id} in {decision.changed_in}",
        counts={"version": decision.version},
    )


def _decision(row: Row[object]) -> Decision:
    found = dict(row._mapping)
    content = {field.name: found.pop(field.name) for field in fields(Content)}
    content |= {"status": Status(content["status"]), "about": About(content["about"])}
    return Decision(**found, content=Content(**content))


def _plain(content: Content) -> Content:
    """The texts without what no database and no page can show."""
    text, owner, subject = (
        _HIDDEN.sub("", words).strip()
        for words in (content.text, content.owner, content.subject)
    )
    return replace(content, text=text, owner=owner, subject=subject)


def _require_zone(at: datetime) -> None:
    if at.tzinfo is None:
        raise ValueError("A moment without a time zone could be any of 24.")
