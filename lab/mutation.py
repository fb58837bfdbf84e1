"""How many faults put into intake, metrics and authorisation the tests notice.

python lab/mutation.py [--sample 300] [--again] [--only MODULE] [--minutes 5]

mutmut puts one fault at a time into a copy of the code under .cache/mutation (a number one
more, `<` for `<=`, an argument left out …) and notes which test runs which function. Of all
faults of a field a sample with a fixed seed is tried, authorisation whole, each against the
tests of its own file first and then the fastest of the others that run it. What was tried
is not tried again while its function stays as it is: `--minutes` stops in between, `--again`
tries those that nothing noticed, `--only` all of one module.

No faults are put into sentences: a text with a space in it stays as it is. mutmut itself
leaves decorated functions and what stands outside of functions alone, and does not reach
the process that opens workbooks (intake/workbook_child.py). A fault that changes
nothing anybody can see is explained in lab/harmless_faults.toml, and does not count.

Needs mutmut (lab/requirements.txt). Prints name, value, target and PASS or FAIL for
each field, and writes docs/mutation.json.
"""

import argparse
import fnmatch
import json
import os
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import zip_longest
from math import inf
from pathlib import Path
from time import monotonic
from typing import Any

from statsmodels.stats.proportion import proportion_confint

ROOT = Path(__file__).resolve().parents[1]
PLACE = ROOT / ".cache" / "mutation"
OUT = ROOT / "docs" / "mutation.json"
CHECKED = PLACE / "checked.txt"
HARMLESS = ROOT / "lab" / "harmless_faults.toml"
TARGET = 0.85
SEED = "insight"
PATIENCE = 8.0
PART = 4
MISSED = {0, 5, 33}
STOPPED = {-24, -9, 24, 152}
WHOLE = "authorisation"
FIELDS = {
    WHOLE: (
        "ui/access.py", "ui/actions.py", "ui/identity.py", "ui/server/exposure.py", "ui/gate.py",
        "store/people.py", "metrics/scope.py",
    ),
    "intake": ("intake/*",),
    "metrics": ("metrics/*",),
}  # fmt: skip
TESTS = (
    "tests/intake", "tests/metrics", "tests/truth", "tests/store/test_people.py",
    "tests/ui/test_actions.py", "tests/ui/test_identity.py", "tests/ui/server/test_exposure.py",
    "tests/app/test_access.py", "tests/app/test_people_page.py",
)  # fmt: skip
COPIED = (
    "app.py",
    "pages",
    "sample_data",
    ".streamlit",
    "docs",
    "lab",
    "README.md",
)
SETTINGS = """[mutmut]
source_paths=src
only_mutate={mutated}
do_not_mutate=src/insight/intake/workbook_child.py
also_copy={copied}
pytest_add_cli_args_test_selection={tests}
pytest_add_cli_args={options}
process_isolation=forkserver
forkserver_warmup=import
preload_modules_file=libraries.txt
use_git_change_detection=false
timeout_multiplier=4
timeout_constant=15
"""
OPTIONS = (
    "-p", "no:cacheprovider",
    "-m", "not postgres and not slow and not browser and not spark",
    "-k", "not postgresql and not every_action_that_code and not without_asking",
)  # fmt: skip


LIBRARIES = (
    "dataframely", "hypothesis", "narwhals", "numpy", "polars", "pyarrow", "pytest",
    "plotly.graph_objects", "scipy.stats", "sqlalchemy", "statsmodels.api", "streamlit",
    "streamlit.testing.v1",
)  # fmt: skip
QUIET = (
    "-W", "ignore:Module already imported",
    "-W", "ignore::pytest.PytestUnraisableExceptionWarning",
)  # fmt: skip
"""Warnings that would end a test: of plugins among `LIBRARIES`, of files mutmut leaves open."""
NO_FAULT = "insight.nothing.x_nothing__mutmut_1"


@dataclass(frozen=True, slots=True)
class Score:
    """What became of the faults of one field."""

    field: str
    there: int
    noticed: int
    missed: int
    harmless: int

    @property
    def tried(self) -> int:
        """Faults that could be noticed."""
        return self.noticed + self.missed

    def line(self) -> str:
        """Name, value, target and verdict."""
        low, high = proportion_confint(self.noticed, self.tried, method="wilson")
        share = self.noticed / self.tried
        value = (
            f"{share:.0%} ({self.noticed} of {self.tried} noticed, 95% interval "
            f"{low:.0%} to {high:.0%}; {self.harmless} harmless; of {self.there})"
        )
        verdict = "PASS" if share >= TARGET else "FAIL"
        return f"mutation score, {self.field} | {value} | >= {TARGET:.0%} | {verdict}"


def prepare() -> None:
    """A folder that shows mutmut the project, with settings of its own."""
    PLACE.mkdir(parents=True, exist_ok=True)
    for name in ("src", "tests", "pyproject.toml", *COPIED):
        if not (PLACE / name).is_symlink():
            (PLACE / name).symlink_to(ROOT / name)
    mutated = [f"src/insight/{path}" for paths in FIELDS.values() for path in paths]
    settings = SETTINGS.format(
        mutated=listed(mutated), copied=listed(COPIED), tests=listed(TESTS),
        options=listed((*OPTIONS, *QUIET)),
    )  # fmt: skip
    (PLACE / "setup.cfg").write_text(settings, encoding="utf-8")
    (PLACE / "libraries.txt").write_text("\n".join(LIBRARIES), encoding="utf-8")
    os.chdir(PLACE)
    os.environ["PYTHONPATH"] = str(PLACE / "mutants" / "src")


def listed(words: Iterable[str]) -> str:
    """A list as a setting of several lines."""
    return "".join(f"\n  {word}" for word in words)


def field_of(fault: str) -> str:
    """Which field a fault belongs to."""
    path = fault.removeprefix("insight.").rpartition(".")[0].replace(".", "/")
    for field, patterns in FIELDS.items():
        for pattern in patterns:
            if fnmatch.fnmatch(f"{path}.py", pattern) or fnmatch.fnmatch(
                f"{path}/__init__.py", pattern
            ):
                return field
    raise ValueError(f"{fault} is of no field.")


def take_out_what_is_gone() -> None:
    """Takes out of the copy what the project lost; mutmut only adds to it."""
    for copy in Path("mutants").rglob("*.py"):
        if not (ROOT / copy.relative_to("mutants")).exists():
            copy.unlink()


def leave_sentences_alone() -> None:
    """Takes texts with a space in them out of what mutmut changes."""
    from mutmut.mutation import mutators  # noqa: PLC0415

    def words(node: Any) -> Iterator[Any]:
        return (
            iter(())
            if " " in getattr(node, "value", "")
            else mutators.operator_string(node)
        )

    mutators.mutation_operators[:] = [
        (kind, words if change is mutators.operator_string else change)
        for kind, change in mutators.mutation_operators
    ]


def faults() -> dict[str, Any]:
    """Every fault there is, put into the copy, with where mutmut keeps what became of it.

    What a test said of a function that is as it was stays.
    """
    from mutmut import __main__ as mutmut  # noqa: PLC0415
    from mutmut.mutation.trampoline import set_mutant_under_test  # noqa: PLC0415

    set_mutant_under_test("mutant_generation")
    Path("mutants").mkdir(exist_ok=True)
    take_out_what_is_gone()
    leave_sentences_alone()
    mutmut.copy_src_dir()
    mutmut.copy_also_copy_files()
    mutmut.setup_source_paths()
    mutmut.create_mutants(2)
    found, _ = mutmut.collect_source_file_mutation_data(mutant_names=())
    return {name: kept for kept, name, _ in found}


def verdict(fault: str, kept: Any) -> str:
    """What became of a fault; tests that can no longer be collected have noticed it."""
    code = kept.exit_code_by_key[fault]
    if code is None:
        return "untried"
    if code in MISSED:
        return "missed"
    return "timeout" if code in STOPPED else "noticed"


def sample(names: list[str], size: int | None) -> list[str]:
    """Always the same faults, and the others stay when some come or go; None: all."""
    return sorted(names, key=lambda name: sha256(f"{SEED} {name}".encode()).digest())[
        :size
    ]


def tests_of(fault: str) -> tuple[list[str], float]:
    """The tests to try a fault on, as many as there is patience for, and their seconds."""
    from mutmut.state import state  # noqa: PLC0415
    from mutmut.utils.format_utils import mangled_name_from_mutant_name  # noqa: PLC0415

    runs = state().tests_by_mangled_function_name[mangled_name_from_mutant_name(fault)]
    seconds = state().duration_by_test
    path = fault.removeprefix("insight.").rpartition(".")[0].split(".")
    own = f"tests/{path[0]}/test_{path[-1]}.py::"
    near = {test for test in seconds if test.startswith(own)}
    by_speed = sorted(runs | near, key=lambda test: (test not in near, seconds[test]))
    chosen, spent = [], 0.0
    for test in by_speed:
        if not chosen or spent + seconds[test] <= PATIENCE:
            chosen.append(test)
            spent += seconds[test]
    return chosen, spent


def learn_tests(runner: Any, *, until: float) -> bool:
    """Notes which test runs which function, some files at a time; False if late."""
    from mutmut import __main__ as mutmut  # noqa: PLC0415
    from mutmut.state import state  # noqa: PLC0415

    mutmut.load_stats()
    known = {test.partition("::")[0] for test in state().duration_by_test}
    new = [file for file in files_with_tests() if file not in known]
    for files in (new[first : first + PART] for first in range(0, len(new), PART)):
        if monotonic() > until:
            return False
        print("running", *files, flush=True)
        mutmut.run_stats_collection(runner, tests=files)
    mutmut.collect_or_load_stats(runner)
    return True


def files_with_tests() -> list[str]:
    """The files of `TESTS`, from the top of the project."""
    files = [
        file
        for path in (ROOT / tests for tests in TESTS)
        for file in ([path] if path.is_file() else sorted(path.glob("test_*.py")))
    ]
    return [str(file.relative_to(ROOT)) for file in files]


def try_out(names: list[str], there: dict[str, Any], *, until: float) -> None:
    """Runs the tests with each fault in, and writes each verdict down as it comes."""
    from mutmut.__main__ import _register_mutant_result  # noqa: PLC0415
    from mutmut.workers.isolation import get_mutant_runner  # noqa: PLC0415

    runner = get_mutant_runner(2)
    if not learn_tests(runner, until=until):
        sys.exit("The tests are not all known yet: go on with the same command.")

    def note() -> None:
        result = runner.wait_for_result()
        _register_mutant_result(result, there)
        name = result.mutant_name
        print(f"{verdict(name, there[name]):10} {name}", flush=True)

    runner.startup()
    check_without_fault(runner)
    for name in names:
        while not runner.has_capacity():
            note()
        if monotonic() > until:
            break
        tests, seconds = tests_of(name)
        runner.submit(name, tests, int(8 * (seconds + 15)), seconds)
    runner.signal_work_complete()
    while runner.pending_count():
        note()
    runner.shutdown()


def check_without_fault(runner: Any) -> None:
    """Stops where the tests fail by themselves, or hang in a process of their own.

    What was checked is not checked again while the tests and the code stay as they are.
    """
    from mutmut.state import state  # noqa: PLC0415

    seconds = state().duration_by_test
    about = [*sorted(seconds), *sorted(state().current_function_hashes.items())]
    now = sha256(repr(about).encode()).hexdigest()
    if CHECKED.exists() and CHECKED.read_text(encoding="utf-8") == now:
        return
    slow_first = sorted(seconds, key=lambda test: -seconds[test])
    tests = list({test.partition("::")[0]: test for test in slow_first}.values())
    runner.submit(NO_FAULT, tests, 1_200, sum(seconds[test] for test in tests))
    if code := runner.wait_for_result().exit_code:
        sys.exit(f"Without any fault the tests end with {code}: nothing can be said.")
    print(f"{len(tests)} tests pass without a fault", flush=True)
    CHECKED.write_text(now, encoding="utf-8")


def change_of(fault: str) -> str:
    """The lines a fault takes out and puts in."""
    from mutmut.mutation.diff_apply import get_diff_for_mutant  # noqa: PLC0415

    lines = get_diff_for_mutant(fault).splitlines()[2:]
    return "\n".join(
        f"{line[0]} {line[1:].strip()}" for line in lines if line[:1] in {"-", "+"}
    )


def function_of(fault: str) -> str:
    """The function a fault is in, by its dotted name."""
    module, _, mangled = fault.rpartition("__mutmut_")[0].rpartition(".")
    return f"{module}.{mangled.removeprefix('x').strip('_ǁ').replace('ǁ', '.')}"


def is_harmless(function: str, change: str, known: list[dict[str, str]]) -> bool:
    """Whether a fault is explained to change nothing that anybody can see."""
    return any(
        fnmatch.fnmatchcase(function, one["function"]) and one["becomes"] in change
        for one in known
    )


def report(there: dict[str, Any]) -> list[Score]:
    """The scores, written down with every fault that nothing noticed."""
    known = tomllib.loads(HARMLESS.read_text(encoding="utf-8")).get("harmless", [])
    verdicts = {name: verdict(name, kept) for name, kept in there.items()}
    verdicts = {name: said for name, said in verdicts.items() if said != "untried"}
    missed = sorted(name for name, said in verdicts.items() if said == "missed")
    changes = {name: (function_of(name), change_of(name)) for name in missed}
    harmless = {name for name, it in changes.items() if is_harmless(*it, known)}
    totals = Counter(map(field_of, there))
    scores = []
    for field in FIELDS:
        own = {name for name in verdicts if field_of(name) == field}
        lost = own & set(missed)
        scores.append(
            Score(field, totals[field], len(own - lost), len(lost - harmless), len(lost & harmless))
        )  # fmt: skip
    left = [
        {"function": function, "change": change}
        for name, (function, change) in changes.items()
        if name not in harmless
    ]
    scores = [score for score in scores if score.tried]
    said = {"scores": [score.line() for score in scores], "missed": left}
    OUT.write_text(
        json.dumps(said, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    return scores


def wanted(there: dict[str, Any], asked: argparse.Namespace) -> list[str]:
    """The faults to try now, one of each field in turn."""
    if asked.again:
        return [name for name, kept in there.items() if verdict(name, kept) == "missed"]
    if asked.only:
        parts = [[name for name in there if name.startswith(asked.only)]]
    else:
        parts = [
            sample(
                [name for name in there if field_of(name) == field],
                None if field == WHOLE else asked.sample,
            )
            for field in FIELDS
        ]
    in_turn = (name for names in zip_longest(*parts) for name in names if name)
    return [name for name in in_turn if verdict(name, there[name]) == "untried"]


def main() -> None:
    """Tries the faults and says how many were noticed; fails below the target."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sample", type=int, default=300, help="faults of each field")
    parser.add_argument(
        "--again", action="store_true", help="only those missed last time"
    )
    parser.add_argument(
        "--only", default="", help="only those of this module or function"
    )
    parser.add_argument("--minutes", type=float, default=inf, help="go on another time")
    asked = parser.parse_args()
    until = monotonic() + 60 * asked.minutes
    prepare()
    there = faults()
    names = wanted(there, asked)
    print(f"{len(names)} to try", flush=True)
    try_out(names, there, until=until)
    scores = report(there)
    for score in scores:
        print(score.line())
    sys.exit(any(score.noticed < TARGET * score.tried for score in scores))


if __name__ == "__main__":
    main()
