"""What becomes of files made to hurt: the large ones, and a workbook with a far cell."""

from functools import cache

import refusals
from corpus import catalogue


@cache
def met(*, quick: bool) -> tuple[refusals.Met, ...]:
    """What became of each; at 50 MB, in short at 5."""
    files = {"workbook with a far cell": _far_cell, **refusals.FILES}
    return tuple(refusals.met(files, megabytes=5 if quick else refusals.MEGABYTES))


def _far_cell(_: int) -> bytes:
    content: bytes = catalogue().far_cell()
    return content
