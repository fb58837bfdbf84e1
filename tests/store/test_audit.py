"""Who did what: one entry per change, and a chain that shows what was tampered with."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, delete, exc, text, update

from insight.store.audit import Verdict, entries, record, record_alone, verify
from insight.store.choices import choose
from insight.store.decisions import Content, decide
from insight.store.engines import open_engine
from insight.store.judgements import Judgement, judge
from insight.store.mappings import remember
from insight.store.people import Person, keep_person
from insight.store.tables import audit, uploads
from insight.store.transactions import writing
from insight.store.undo import undo
from insight.store.uploads import Committed, NewUpload, commit, remove_sample

Upload = Callable[..., NewUpload]
Stored = Callable[..., Committed]

BY: dict[str, Any] = {"by": "ann", "at": datetime(2026, 2, 2, 9, 30, tzinfo=UTC)}
OPEN = {
    "sqlite": ["DROP TRIGGER audit_no_UPDATE", "DROP TRIGGER audit_no_DELETE"],
    "postgresql": ["ALTER TABLE audit DISABLE TRIGGER USER"],
}


@pytest.fixture
def written(engine: Engine) -> Engine:
    """A store with an entry of each of three choices."""
    for days in (30, 45, 60):
        choose(engine, "grace_days", days, **BY)
    return engine


def tamper(engine: Engine, statement: Any) -> None:
    """What somebody with all rights on the database could do."""
    with engine.begin() as connection:
        for opening in OPEN[engine.dialect.name]:
            connection.execute(text(opening))
        connection.execute(statement)


def test_every_change_has_one_entry_that_says_who_and_what(
    engine: Engine,
    accounts: Upload,
    stored: Stored,
    record_property: Callable[[str, object], None],
) -> None:
    stored(accounts("sample.csv", s="smb"), is_sample=True)
    remove_sample(engine, **BY)
    stored(accounts("a.csv", a="smb", b="mid"))
    remember(engine, "shape", {"table": "accounts", "columns": {"a": "b"}}, **BY)
    choose(engine, "grace_days", None, **BY)
    undo(engine, [2], **BY)
    decide(engine, Content("Call Acme"), week="2026-W05", **BY)
    judge(
        engine, Judgement("A1", date(2026, 2, 2), "bo", 4, "x", 90, None), at=BY["at"]
    )
    keep_person(engine, Person("cy@x.test", "analyst", ("North",)), **BY)
    keep_person(engine, Person("cy@x.test", is_active=False), **BY)

    found = entries(engine).sort("id").select("by", "action", "subject", "counts")

    assert found.rows() == [
        ("ann", "uploaded", "accounts from sample.csv",
         '{"accepted": 1, "in": 1, "refused": 0, "upload": 1}'),
        ("ann", "removed", "the sample data", '{"uploads": 1}'),
        ("ann", "uploaded", "accounts from a.csv",
         '{"accepted": 2, "in": 2, "refused": 0, "upload": 2}'),
        ("ann", "remembered", "how columns become accounts", '{"columns": 1}'),
        ("ann", "chosen", "grace_days: the default", "{}"),
        ("ann", "undone", "accounts from a.csv", '{"accepted": 2, "upload": 2}'),
        ("ann", "decided", "decision 1 in 2026-W05", '{"version": 1}'),
        ("bo", "judged", "account A1", "{}"),
        ("ann", "given access", "cy@x.test, analyst", '{"regions": 1}'),
        ("ann", "taken access", "cy@x.test, viewer", '{"regions": 0}'),
    ]  # fmt: skip
    assert verify(engine).broken is None
    record_property("changes", found.height)


def test_what_changes_nothing_has_no_entry(
    engine: Engine, accounts: Upload, stored: Stored
) -> None:
    done = stored(accounts("a.csv", a="smb"))
    undo(engine, done.upload_ids, **BY)
    before = entries(engine).height

    undo(engine, done.upload_ids, **BY)
    remove_sample(engine, **BY)
    commit(engine, [], **BY, as_of=date(2026, 2, 1))

    assert entries(engine).height == before


def test_a_change_that_fails_leaves_no_entry(engine: Engine) -> None:
    def fail() -> None:
        with writing(engine) as connection:
            record(connection, **BY, action="done", subject="a thing", counts={})
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()

    assert entries(engine).is_empty()


def test_an_entry_keeps_the_moment_to_the_microsecond(engine: Engine) -> None:
    at = datetime(2026, 2, 2, 9, 30, 1, 234567, tzinfo=UTC)

    record_alone(engine, at=at, by="ann", action="exported", subject="x", counts={})

    assert entries(engine)["at"].to_list() == [at]
    assert verify(engine).broken is None


@pytest.mark.parametrize(
    "statement",
    [update(audit).values(by="bob"), delete(audit)],
    ids=["change", "remove"],
)
def test_the_database_refuses_to_change_or_remove_an_entry(
    written: Engine, statement: Any
) -> None:
    before = entries(written).rows()

    with (
        pytest.raises(exc.DBAPIError, match="can only be added to"),
        written.begin() as connection,
    ):
        connection.execute(statement)

    assert entries(written).rows() == before


@pytest.mark.postgres
@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_postgresql_refuses_to_truncate_the_audit(written: Engine) -> None:
    with (
        pytest.raises(exc.DBAPIError, match="can only be added to"),
        written.begin() as connection,
    ):
        connection.execute(text("TRUNCATE audit"))


def test_an_untouched_chain_holds(written: Engine) -> None:
    head = entries(written)["hash"][0]

    assert verify(written) == Verdict(3, head)
    assert verify(written, known=head) == Verdict(3, head)


@pytest.mark.parametrize("column", ["by", "action", "subject", "counts", "at"])
def test_a_changed_entry_is_found(written: Engine, column: str) -> None:
    value = BY["at"].replace(year=2025) if column == "at" else "{}x"
    tamper(written, update(audit).where(audit.c.id == 2).values({column: value}))

    found = verify(written)

    assert (found.entries, found.broken) == (1, "entry 2 was changed")


def test_a_missing_entry_is_found(written: Engine) -> None:
    tamper(written, delete(audit).where(audit.c.id == 2))

    assert verify(written).broken == "entry 2 is missing"


def test_an_entry_with_a_new_hash_breaks_the_next_one(written: Engine) -> None:
    changed = {"by": "bob", "hash": "0" * 64}
    tamper(written, update(audit).where(audit.c.id == 2).values(changed))
    assert verify(written).broken == "entry 2 was changed"

    with written.begin() as connection:
        former = update(audit).where(audit.c.id == 3).values(former="1" * 64)
        connection.execute(former)
        connection.execute(delete(audit).where(audit.c.id == 2))

    assert verify(written).broken == "entry 2 is missing"


def test_entries_cut_off_at_the_end_are_missed_by_their_uploads(
    engine: Engine, accounts: Upload, stored: Stored
) -> None:
    stored(accounts("a.csv", a="smb"))
    stored(accounts("b.csv", b="smb"))
    tamper(engine, delete(audit).where(audit.c.id == 2))

    assert verify(engine).broken == "upload 2 has no entry"


def test_entries_cut_off_at_the_end_are_missed_by_a_hash_noted_before(
    written: Engine,
) -> None:
    noted = verify(written).head
    tamper(written, delete(audit).where(audit.c.id == 3))

    assert verify(written).broken is None
    assert verify(written, known=noted).broken == f"no entry has the hash {noted}"


def test_uploads_older_than_the_audit_are_not_missed(
    engine: Engine, accounts: Upload, stored: Stored
) -> None:
    stored(accounts("a.csv", a="smb"))
    tamper(engine, delete(audit))
    stored(accounts("b.csv", b="smb"))

    assert verify(engine) == Verdict(1, entries(engine)["hash"][0])


def test_the_chain_holds_after_the_engine_was_opened_anew(
    written: Engine, url: str
) -> None:
    again = open_engine(url)

    assert verify(again).entries == 3
    again.dispose()


def test_an_upload_is_never_stored_without_its_entry(
    engine: Engine, accounts: Upload, stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("insight.store.audit.record", fail)

    with pytest.raises(KeyboardInterrupt):
        stored(accounts("a.csv", a="smb"))

    with engine.begin() as connection:
        assert connection.execute(uploads.select()).all() == []
