"""The 38 checks of reliability and security: value, target, and PASS or FAIL.

python lab/scorecard [NUMBER …] [--quick]

Without numbers all of them, one after the other; with numbers those, and the others stay in
docs/scorecard.json as they were. `--quick` measures the long ones in short and keeps nothing.
"""

import argparse
import sys
import traceback
from pathlib import Path
from time import perf_counter

sys.path.append(str(Path(__file__).resolve().parents[1]))

import access
import code_rows
import files
import load_rows
import outputs
import table_rows
import transactions
from keeping import today
from row import FAIL, NOT_RUN, Measured, Row
from table import Line, keep, kept

ROWS: dict[int, Row] = {
    row.number: row
    for family in (
        files,
        transactions,
        load_rows,
        outputs,
        access,
        code_rows,
        table_rows,
    )
    for row in family.ROWS
}


def measured(row: Row, *, quick: bool) -> Line:
    """One row as it is now; a measurement that breaks off is no pass."""
    started = perf_counter()
    try:
        found = row.measure(quick=quick)
    except Exception as error:
        traceback.print_exc()
        said = " ".join(f"broke off: {type(error).__name__}: {error}".split())
        found = Measured(said[:200], FAIL)
    took = round(perf_counter() - started, 1)
    return Line(row.number, row.name, found.value, row.target, found.verdict, took, today())  # fmt: skip


def _missing(row: Row) -> Line:
    return Line(row.number, row.name, "not run", row.target, NOT_RUN, 0.0, "")


def main() -> None:
    """Prints the lines as they come, keeps them, and fails where one does."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("numbers", type=int, nargs="*", metavar="NUMBER")
    parser.add_argument("--quick", action="store_true")
    given = parser.parse_args()
    if not given.quick:
        keep([_missing(row) for number, row in ROWS.items() if number not in kept()])
    lines = []
    for number in given.numbers or sorted(ROWS):
        line = measured(ROWS[number], quick=given.quick)
        lines.append(line)
        print(line, flush=True)
        if not given.quick:
            keep([line])
    sys.exit(any(line.verdict == FAIL for line in lines))


if __name__ == "__main__":
    main()
