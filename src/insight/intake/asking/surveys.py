"""What a survey leaves open: who answered, and on which day."""

import re
from collections.abc import Iterator

from insight.intake.asking.question import ANSWERS, COLUMNS, Question, Stored
from insight.intake.asking.two_ways import order_question
from insight.intake.mapping import Mapping, header_of
from insight.intake.names import plain_name
from insight.intake.other_ids import ANSWERED
from insight.intake.text_table import TextTable

_WHO = {"exits": "account_id", "offboarding": "exit_id"}
_CALLED = re.compile(
    r"compan|customer|account|client|organi[sz]|business|e_?mail|firma|kunde|unternehmen"
    r"|societe|entreprise|empresa|azienda|societa|klant|bedrijf|name|domain|id$"
)


def survey_gaps(
    text: TextTable, mapping: Mapping, _stored: Stored
) -> Iterator[Question]:
    """The column with the customer where none is known, and the order of its days."""
    if ANSWERED not in text.made or mapping.table not in _WHO:
        return
    field = _WHO[mapping.table]
    if mapping.columns.get(field) not in text.made:
        yield _who(text, field)
    if mapping.table == "offboarding":
        yield from order_question(ANSWERED, ANSWERED, text, part=ANSWERS)


def _who(text: TextTable, field: str) -> Question:
    filled = [name for name in header_of(text) if text.rows[name].count()]
    likely = [name for name in filled if _CALLED.search(plain_name(name))]
    return Question(
        key=field,
        column="",
        example="",
        sentence="Which column says which customer answered, by id, name or e-mail?",
        options={name: name for name in likely or filled},
        part=COLUMNS,
        asked_as="account_id",
    )
