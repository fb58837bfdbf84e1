"""The numbers and studies into a folder; one that cannot be computed costs no other."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polars as pl

from insight.formulas import guarded
from insight.metrics.facts import Facts
from insight.metrics.files import FILES, everything
from insight.metrics.studies import STUDIES
from insight.metrics.summary import summary


@dataclass(frozen=True, slots=True)
class Written:
    """The files that were written, and why others could not be.

    Attributes:
        paths: In the order of the files.
        failed: Name of a study to what went wrong in it.
    """

    paths: list[Path]
    failed: dict[str, str]


def write_numbers(facts: Facts, folder: Path) -> Written:
    """Writes every file into `folder`; one that cannot be computed costs no other."""
    folder.mkdir(parents=True, exist_ok=True)
    contents: dict[str, Callable[[], str]] = {
        f"{name}.csv": partial(_as_csv, frame, facts) for name, frame in FILES.items()
    }
    contents |= {
        f"{name}.csv": partial(_as_csv, study, facts, everything(facts))
        for name, study in STUDIES.items()
    }
    contents["summary.json"] = lambda: json.dumps(summary(facts), indent=1)
    done = Written([], {})
    for name, content in contents.items():
        path = folder / name
        try:
            path.write_text(content(), encoding="utf-8")
        except Exception as error:
            path.unlink(missing_ok=True)
            done.failed[path.stem] = f"{type(error).__name__}: {error}"
        else:
            done.paths.append(path)
    return done


def _as_csv(frame: Callable[..., pl.DataFrame], *about: object) -> str:
    return guarded(frame(*about)).write_csv()
