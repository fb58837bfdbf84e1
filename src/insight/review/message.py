"""The review as an e-mail that is ready to be sent."""

from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from insight.review.pack import Pack
from insight.review.page import mail_page
from insight.review.plain import one_line, plain

PRESENTATION = "vnd.openxmlformats-officedocument.presentationml.presentation"


def message(pack: Pack, *, deck: bytes, at: datetime) -> bytes:
    """An .eml file: the summary as text and as HTML, the deck attached, no recipient.

    `X-Unsent` makes mail programs open it as a draft.
    """
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = one_line(f"Weekly review {pack.label}, {pack.days}")
    mail["Date"] = format_datetime(at)
    mail["X-Unsent"] = "1"
    mail.set_content(plain("\n".join(_lines(pack))))
    mail.add_alternative(mail_page(pack), subtype="html")
    name = f"weekly-review-{pack.label}.pptx"
    mail.add_attachment(
        deck, maintype="application", subtype=PRESENTATION, filename=name
    )
    return mail.as_bytes()


def _lines(pack: Pack) -> Iterator[str]:
    yield f"Weekly review {pack.label}, {pack.days}"
    if pack.is_sample:
        yield "Sample data, invented customers"
    yield ""
    yield from (f"- {one_line(line)}" for line in pack.summary)
    for card in pack.cards:
        yield ""
        yield one_line(f"{card.name}, {card.mrr}")
        yield from (f"  {heading}: {one_line(text)}" for heading, text in card.lines)
    for table in pack.tables:
        yield from ("", table.title)
        yield from (f"- {one_line(' | '.join(row))}" for row in table.rows)
        if not table.rows:
            yield table.empty
    yield from ("", one_line(" · ".join(pack.basis)))
