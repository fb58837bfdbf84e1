"""How many branches of intake, metrics and authorisation their own tests take.

python lab/branches.py

Runs the tests of these fields as lab/mutation.py does, the process that opens
workbooks included, and prints name, value, target and PASS or FAIL for each field, below it
the files that lack a branch. Needs coverage (lab/requirements.txt).
"""

import json
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from mutation import FIELDS, OPTIONS, ROOT, TESTS, field_of

TARGET = 0.95
SETTINGS = """[run]
branch = true
parallel = true
patch = subprocess
data_file = {place}/data
source_dirs = {source}
"""


def measured(place: Path) -> dict[str, dict[str, int]]:
    """What coverage.py counted of each file of these fields."""
    settings, found = place / "settings", place / "found.json"
    said = SETTINGS.format(place=place, source=ROOT / "src" / "insight")
    settings.write_text(said, encoding="utf-8")
    parts = ",".join(f"*/insight/{part}" for parts in FIELDS.values() for part in parts)
    rc = f"--rcfile={settings}"
    coverage([rc, "-m", "pytest", "-q", *OPTIONS, *TESTS], run=True)
    coverage(["combine", "-q", rc])
    coverage(["json", "-q", rc, f"--include={parts}", "-o", str(found)])
    files = json.loads(found.read_text(encoding="utf-8"))["files"]
    return {path: file["summary"] for path, file in files.items()}


def coverage(words: list[str], *, run: bool = False) -> None:
    """Calls coverage.py; stops where it, or a test, fails."""
    command = [sys.executable, "-m", "coverage", *(["run"] if run else []), *words]
    done = subprocess.run(command, cwd=ROOT, env=os.environ, check=False)  # noqa: S603
    if done.returncode:
        sys.exit(
            f"Not measured: {' '.join(command[2:4])} ended with {done.returncode}."
        )


def main() -> None:
    """Prints the share of each field and the files with gaps; fails below the target."""
    with tempfile.TemporaryDirectory() as place:
        files = measured(Path(place))
    taken, there, gaps = defaultdict(int), defaultdict(int), defaultdict(list)
    for path, counts in files.items():
        name = path.partition("insight/")[2].removesuffix(".py")
        field = field_of(f"insight.{name.replace('/', '.')}.x")
        taken[field] += counts["covered_branches"]
        there[field] += counts["num_branches"]
        if lacking := counts["missing_branches"]:
            gaps[field].append(f"{name} {lacking} of {counts['num_branches']}")
    for field in FIELDS:
        share = taken[field] / there[field]
        value = f"{share:.1%} ({taken[field]} of {there[field]})"
        verdict = "PASS" if share >= TARGET else "FAIL"
        print(f"branches taken, {field} | {value} | >= {TARGET:.0%} | {verdict}")
        print("  not taken:", "; ".join(gaps[field]) or "none")
    sys.exit(any(taken[field] < TARGET * there[field] for field in FIELDS))


if __name__ == "__main__":
    main()
