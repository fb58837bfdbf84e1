import io
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from pptx import Presentation

from insight.review.deck import deck
from insight.review.message import message
from insight.review.pack import Pack

AT = datetime(2026, 1, 19, 9, 30, tzinfo=UTC)


def mail(pack: Pack, *, attached: bytes = b"deck") -> EmailMessage:
    read = message_from_bytes(message(pack, deck=attached, at=AT), policy=default)
    assert isinstance(read, EmailMessage)
    return read


def part(read: EmailMessage, kind: str) -> str:
    found = read.get_body((kind,))
    assert found is not None
    return str(found.get_content())


def test_the_mail_is_a_draft_about_the_week(sample_pack: Pack) -> None:
    read = mail(sample_pack)

    assert read["Subject"] == "Weekly review 2026-W03, 12 Jan – 18 Jan 2026"
    assert (read["X-Unsent"], read["To"]) == ("1", None)
    assert read["Date"].datetime == AT


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_both_its_forms_say_what_happened_and_what_it_rests_on(
    sample_pack: Pack, kind: str
) -> None:
    said = part(mail(sample_pack), kind)

    assert all(line in said for line in sample_pack.summary)
    assert " · ".join(sample_pack.basis) in said
    assert "Call them" in said


def test_the_deck_is_attached(sample_pack: Pack) -> None:
    (attached,) = mail(sample_pack, attached=deck(sample_pack)).iter_attachments()

    assert attached.get_filename() == "weekly-review-2026-W03.pptx"
    assert len(Presentation(io.BytesIO(attached.get_content())).slides) > 3


def test_text_from_files_adds_no_header_and_no_line(hostile_pack: Pack) -> None:
    read = mail(hostile_pack)

    assert read["Bcc"] is None
    assert not [
        line for line in part(read, "plain").splitlines() if line.startswith("Bcc")
    ]
