"""The checks of reliability and security, each with its value, its target and PASS or FAIL.

python benchmarks/scorecard.py [--quick]

Each line runs the tests it names, on real databases; a test that was skipped is no pass. What no
test here answers is listed as not run. Writes docs/scorecard.json. `--quick` leaves the long
undo run at the length that `make test` has.
"""

import json
import os
import re
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "docs" / "scorecard.json"
UNDO_STEPS = 10_000
PATIENCE = 1_800


@dataclass(frozen=True, slots=True)
class Check:
    """Tests that answer one question, and what they have to show."""

    name: str
    tests: tuple[str, ...]
    target: str
    settings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the scorecard."""

    name: str
    value: str
    target: str
    verdict: str


STORE = "tests/store"
CHECKS = (
    Check("stopped at every statement, both databases",
          (f"{STORE}/test_faults.py::test_a_commit_stopped_at_any_statement_leaves_the_store_as_it_was",),
          "0 partial uploads"),
    Check("killed at every statement, both databases",
          (f"{STORE}/test_faults.py::test_a_commit_killed_at_any_point_leaves_the_store_as_it_was_and_can_be_repeated",
           f"{STORE}/test_faults.py::test_an_undo_killed_at_any_point_leaves_the_store_as_it_was_and_can_be_repeated"),
          "0 partial uploads"),
    Check("disk full, I/O error, connection lost, answer lost",
          (f"{STORE}/test_faults.py::test_a_full_disk_leaves_the_store_as_it_was_and_is_named",
           f"{STORE}/test_faults.py::test_an_io_error_leaves_the_store_as_it_was_and_is_named",
           f"{STORE}/test_faults.py::test_a_lost_connection_is_named_and_the_commit_can_be_repeated",
           f"{STORE}/test_faults.py::test_what_was_kept_before_the_connection_was_lost_is_looked_up",
           f"{STORE}/test_faults.py::test_what_was_not_kept_is_looked_up_too_and_never_tried_again_blindly"),
          "state unchanged, clear message"),
    Check("damaged database file",
          (f"{STORE}/test_migrate.py::test_a_damaged_file_is_refused",
           f"{STORE}/test_archive.py::test_a_damaged_database_says_how_to_restore"),
          "refused at the start"),
    Check("8 writers x 25 read-modify-writes, both databases",
          (f"{STORE}/test_transactions.py::test_eight_writers_that_read_first_lose_nothing",),
          "200 of 200"),
    Check("one file raced by 8, both databases",
          (f"{STORE}/test_uploads.py::test_of_several_who_store_the_same_file_one_does",),
          "1 stored, 7 told"),
    Check("undo equals a replay of the live uploads, both databases",
          (f"{STORE}/test_undo_machine.py",),
          f"0 differences in {UNDO_STEPS:,} steps",
          (("INSIGHT_TEST_UNDO_STEPS", str(UNDO_STEPS)),)),
    Check("upgrade from every release with data, both databases",
          (f"{STORE}/test_archive.py::test_a_database_of_every_release_is_upgraded_with_its_data",),
          "same rows"),
    Check("servers starting at once, both databases",
          (f"{STORE}/test_migrate.py::test_starters_at_once_all_find_a_current_database",),
          "all start"),
    Check("backup and restore, each database into each",
          (f"{STORE}/test_archive.py",),
          "equal checksums of all tables"),
    Check("audit: one entry per change, tampering found",
          (f"{STORE}/test_audit.py",),
          "100 %"),
    Check("hostile text on every page, in every figure",
          ("tests/app/test_hostile_text.py",),
          "0 live payloads of >= 30"),
    Check("formulas in exported files",
          ("tests/ui/test_downloads.py",),
          "0 live payloads of >= 15"),
    Check("security headers and hosts",
          ("tests/ui/test_headers.py", "tests/ui/test_exposure.py"),
          "strict policy, own name only"),
    Check("upload quota", ("tests/ui/test_quota.py",), "refused beyond it"),
    Check("data in logs and error boxes", ("tests/ui/test_mishaps.py",), "0 markers"),
    Check("roles: every action by every role",
          ("tests/ui/test_actions.py",),
          "100 % of cells"),
    Check("versions above the floors of known holes", ("tests/test_floors.py",), "all"),
)  # fmt: skip
NOT_RUN = (
    Line("200 kills at random moments", "not run", "0 partial uploads", "NOT RUN"),
    Line("100,000 random byte inputs", "not run", "0 unhandled", "NOT RUN"),
    Line("one hour of sessions", "not run", "growth <= 50 MB", "NOT RUN"),
    Line("advisory audit of packages", "not run", "0 >= medium", "NOT RUN"),
    Line("mutation score", "not run", ">= 85 %", "NOT RUN"),
)


def checked(check: Check, *, quick: bool) -> Line:
    """What the tests of a check say."""
    settings = {} if quick else dict(check.settings)
    done = subprocess.run(  # noqa: S603 - our own tests
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *check.tests],
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    counts = {
        what: int(number)
        for number, what in re.findall(
            r"(\d+) (passed|failed|skipped|error)", done.stdout
        )
    }
    value = ", ".join(f"{number} {what}" for what, number in counts.items())
    is_whole = done.returncode == 0 and set(counts) == {"passed"}
    target = check.target
    if quick and check.settings:
        target = "0 differences (short run)"
    return Line(
        check.name, value or "no tests ran", target, "PASS" if is_whole else "FAIL"
    )


def main() -> None:
    """Prints the lines as they come, writes them, and fails where one does."""
    quick = "--quick" in sys.argv[1:]
    lines = []
    for check in CHECKS:
        lines.append(checked(check, quick=quick))
        print(" | ".join(asdict(lines[-1]).values()), flush=True)
    for line in NOT_RUN:
        lines.append(line)
        print(" | ".join(asdict(line).values()))
    OUT.write_text(json.dumps([asdict(line) for line in lines], indent=2) + "\n")
    sys.exit(any(line.verdict == "FAIL" for line in lines))


if __name__ == "__main__":
    main()
