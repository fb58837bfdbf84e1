"""Every benchmark in one go: a table on the screen, and lab/results.json.

python lab [STAGE …] [--quick]

Without names all stages, one after the other; with names those, and the others stay in
results.json and docs/speed.md as they were. `--quick` takes smaller worlds, less than two
minutes, and a file of its own. Each figure is a median, each ratio is of ways that took
turns in one process; the sizes are beside it. A stage that breaks off says so and the
next one begins.
"""

import argparse
import sys
from functools import partial

from results import Stage, keep
from stages import STAGES, run


def measured(name: str, *, quick: bool) -> Stage:
    """One stage, its results printed as they come, and kept."""
    print(f"{name} …", file=sys.stderr)
    sizes = STAGES[name].quick if quick else STAGES[name].whole
    stage = run(name, sizes, tell=partial(print, flush=True))
    keep(stage, quick=quick)
    print(f"{name}: {stage.failed or 'done'}, {stage.seconds:.0f} s", file=sys.stderr)
    return stage


def main() -> None:
    """Prints the table and keeps it; fails where a stage broke off."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stages", nargs="*", metavar="STAGE", help=", ".join(STAGES))
    parser.add_argument("--quick", action="store_true")
    given = parser.parse_args()
    found = [measured(name, quick=given.quick) for name in given.stages or STAGES]
    sys.exit(any(stage.failed for stage in found))


if __name__ == "__main__":
    main()
