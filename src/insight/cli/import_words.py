"""Reason words on the command line: answered by word, and told where nobody did."""

from collections.abc import Iterator, Mapping
from typing import Any

from insight.intake.mapped_file import MappedFile
from insight.intake.mapping import Mapping as FileMapping
from insight.intake.reason_mapping import (
    code_of,
    reason_words,
    unmapped_sentence,
    unmapped_words,
    with_reasons_said,
)
from insight.intake.text_table import TextTable
from insight.taxonomy import NO_RECORD, reasons


def with_answers(
    text: TextTable, mapping: FileMapping, answers: Mapping[str, str]
) -> FileMapping:
    """The mapping with each reason word whose meaning is among the answers.

    A word answered by itself stays as it is.
    """
    said = {word: code_of(answers[word]) for word in _answered(text, mapping, answers)}
    itself = {word: word for word in said if answers[word] == word}
    found = {word: code for word, code in said.items() if code}
    return with_reasons_said(text, mapping, found | itself)


def wrong_answers(
    file: MappedFile, answers: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """A question for each word that was answered with no reason of ours."""
    for word in _answered(file.text, file.mapping, answers):
        answer = answers[word]
        if answer != word and code_of(answer) is None:
            yield {
                "table": file.mapping.table,
                "field": word,
                "column": None,
                "sentence": f"“{answer}” is no reason. What does “{word}” mean? Answer "
                f'with --answer "{word}=CODE", or "{word}={word}" to leave it as it is.',
                "options": [code for code in reasons() if code != NO_RECORD],
            }


def words_left(file: MappedFile) -> tuple[dict[str, Any], ...]:
    """Each reason word without a meaning: `word`, `rows`, `suggestion`."""
    words = unmapped_words(file.text, file.mapping)
    return tuple(words.select("word", "rows", "suggestion").iter_rows(named=True))


def words_note(file: MappedFile) -> tuple[str, ...]:
    """What is told of those words and how they are answered; nothing where none is."""
    words = unmapped_words(file.text, file.mapping)
    if words.is_empty():
        return ()
    word, likely = words.row(0, named=True)["word"], words["suggestion"][0]
    how = f'Give a meaning with --answer "{word}={likely or "CODE"}".'
    return (f"{unmapped_sentence(words)} {how}",)


def _answered(
    text: TextTable, mapping: FileMapping, answers: Mapping[str, str]
) -> list[str]:
    words = reason_words(text, mapping)["word"]
    return [word for word in words if word in answers]
