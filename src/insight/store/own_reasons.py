"""A team's own reasons: added and retired, never changed, so that no old row is re-read."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, insert, select, update

from insight.errors import ReasonError
from insight.store import audit, live
from insight.store.reason_table import own_reasons
from insight.store.transactions import reading, writing
from insight.taxonomy import (
    REASONS,
    Control,
    Reason,
    ReasonGroup,
    own_code,
)

_LONGEST = 80
_COLUMNS = own_reasons.c


@dataclass(frozen=True, slots=True)
class NewReason:
    """A reason to add: one level below `parent`, or under a theme of its own.

    Attributes:
        label: As it is shown.
        control: Whose control it is in.
        group: How it is analysed; uncontrollable where it is outside our control.
        parent: The code of the reason it is a kind of.
        theme: Its heading where it has no parent.
    """

    label: str
    control: Control
    group: ReasonGroup
    parent: str | None = None
    theme: str = ""


def own_reasons_in(engine: Engine) -> tuple[Reason, ...]:
    """Every own reason, also the retired ones, in the order they were added."""
    with reading(engine) as connection:
        return own_reasons_of(connection)


def own_reasons_of(connection: Connection) -> tuple[Reason, ...]:
    """Every own reason, as this connection sees them."""
    rows = connection.execute(select(own_reasons).order_by(_COLUMNS.at, _COLUMNS.code))
    labels = {code: reason.label for code, reason in REASONS.items()}
    found: list[Reason] = []
    for row in rows:
        labels[row.code] = _under(labels.get(row.parent), row.label)
        found.append(
            Reason(
                row.code,
                labels[row.code],
                row.theme,
                Control(row.control),
                ReasonGroup(row.reason_group),
                parent=row.parent,
                is_retired=row.retired_at is not None,
            )
        )
    return tuple(found)


def _under(parent: str | None, label: str) -> str:
    """A label behind that of the reason it is a kind of."""
    return f"{parent}: {label}" if parent else label


def add_reason(engine: Engine, new: NewReason, *, by: str, at: datetime) -> str:
    """Adds a reason for good.

    Returns:
        Its code, which no word of a file and no other reason has.

    Raises:
        ReasonError: It has no label or no heading, or another reason is called so.
    """
    with writing(engine) as connection:
        known = {**REASONS, **{one.code: one for one in own_reasons_of(connection)}}
        row = _row(new, known)
        connection.execute(insert(own_reasons).values(**row, at=at, by=by))
        live.next_version(connection)
        _record(connection, "added", new.label, by=by, at=at)
    return str(row["code"])


def retire_reason(
    engine: Engine, code: str, *, by: str, at: datetime, is_retired: bool = True
) -> None:
    """Offers a reason no more, or again; rows that have it keep it.

    Raises:
        ReasonError: No own reason has this code.
    """
    values = {"retired_at": at, "retired_by": by} if is_retired else _IN_USE
    with writing(engine) as connection:
        label = connection.scalar(select(_COLUMNS.label).where(_COLUMNS.code == code))
        if label is None:
            raise ReasonError("There is no such reason of your own.")
        connection.execute(
            update(own_reasons).where(_COLUMNS.code == code).values(**values)
        )
        live.next_version(connection)
        action = "retired" if is_retired else "put back"
        _record(connection, action, label, by=by, at=at)


_IN_USE = {"retired_at": None, "retired_by": None}


def _row(new: NewReason, known: dict[str, Reason]) -> dict[str, str | None]:
    label = " ".join(new.label.split())
    parent = known.get(new.parent or "")
    theme = parent.theme if parent else " ".join(new.theme.split())
    if not label or not theme or len(label) > _LONGEST:
        raise ReasonError(
            f"A reason needs a label of at most {_LONGEST} letters, and a theme or a "
            "reason that it is a kind of."
        )
    code = own_code(label, parent)
    labels = {one.label.casefold() for one in known.values()}
    shown = _under(parent.label if parent else None, label)
    if code in known or shown.casefold() in labels:
        raise ReasonError(
            f"There is a reason “{label}” already. Its meaning stays; choose another "
            "label."
        )
    is_theirs = new.control is Control.NOT_OURS
    return {
        "code": code,
        "label": label,
        "theme": theme,
        "parent": parent.code if parent else None,
        "control": new.control.value,
        "reason_group": ReasonGroup.UNCONTROLLABLE if is_theirs else new.group.value,
    }


def _record(
    connection: Connection, action: str, label: str, *, by: str, at: datetime
) -> None:
    audit.record(
        connection,
        at=at,
        by=by,
        action=action,
        subject=f"the reason {label}",
        counts={},
    )
