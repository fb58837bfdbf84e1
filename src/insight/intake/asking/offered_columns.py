"""Fields that several columns of an export may fill: a person says which one does."""

from collections.abc import Iterator

from insight.intake.asking.question import COLUMNS, Question, Stored
from insight.intake.mapping import Mapping
from insight.intake.text_table import TextTable, shortened


def offered_columns(
    text: TextTable, mapping: Mapping, _stored: Stored
) -> Iterator[Question]:
    """A question for each field of which an export has more than one candidate."""
    several = (one for one in text.offered.items() if len(one[1]) > 1)
    for field, columns in several:
        yield Question(
            key=field,
            column="",
            example="",
            sentence=f"Which column holds the {field.replace('_', ' ')} that your other "
            "files use?",
            options={name: _with_example(text, name) for name in columns},
            part=COLUMNS,
            asked_as=field,
        )


def _with_example(text: TextTable, column: str) -> str:
    first = text.rows[column].drop_nulls().first()
    return f"{column}, such as {shortened(str(first))}"
