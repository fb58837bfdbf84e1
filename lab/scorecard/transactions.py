"""Rows 13 to 21: nothing is lost, whatever stops, races or damages the store."""

import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from time import perf_counter

import clicks
import databases
import kills
from outcomes import Tested, outcome
from row import Measured, Row, judged
from serving import fill

from insight.store.archive import Manifest, backup
from insight.store.engines import open_engine
from insight.store.restore import restore

STORE = "tests/store"
KILLS = 200
UNDO_STEPS, AT_ONCE = 10_000, 4
CLICKS = 50
ACCOUNTS = 20_000
OWN_MARKS = {"audit", "meta"}


def random_kills(*, quick: bool) -> Measured:
    """Imports killed at random moments while they are stored, on each database."""
    times = 10 if quick else KILLS
    found = {name: kills.killed(name, times=times) for name in ("sqlite", "postgresql")}
    partial = sum(one.partial for one in found.values())
    told = "; ".join(f"{name} {times}: {one}" for name, one in found.items())
    return judged(f"{partial} partial ({told})", good=not partial)


def every_statement(**_: bool) -> Measured:
    """Commits and undos stopped or killed at each statement, on both databases."""
    found = outcome(f"{STORE}/test_faults.py", words="stopped_at_any or killed_at_any", INSIGHT_TEST_EVERY_POINT="1")  # fmt: skip
    value = f"0 partial at {found.total('points')} points; {found.told}"
    return judged(value, good=found.is_whole and found.total("points") >= 200)


def breakdowns(**_: bool) -> Measured:
    """A full disk, an I/O error, a lost connection or answer, a damaged file."""
    kinds = {
        "disk full": ("test_faults.py", "full_disk"),
        "I/O error": ("test_faults.py", "io_error"),
        "database gone": ("test_faults.py", "lost_connection or looked_up"),
        "damaged file": ("test_migrate.py", "damaged_file or no_database"),
    }
    whole = [
        kind
        for kind, (file, words) in kinds.items()
        if outcome(f"{STORE}/{file}", words=words).is_whole
    ]
    return judged(f"{len(whole)} of {len(kinds)}: {', '.join(whole)}", good=len(whole) == len(kinds))  # fmt: skip


def writers(**_: bool) -> Measured:
    """Eight processes that each read, add one and write, 25 times."""
    found = outcome(f"{STORE}/test_transactions.py", words="eight_writers")
    kept = found.figures.get("written", [])
    value = (
        f"{' and '.join(f'{n:.0f} of 200' for n in kept)}, {400 - sum(kept):.0f} lost"
    )
    return judged(value, good=found.is_whole and kept == [200, 200])


def racers(**_: bool) -> Measured:
    """Eight people who store the same file at once."""
    found = outcome(f"{STORE}/test_uploads.py", words="several_who_store")
    stored, asked = found.figures.get("stored", []), found.total("told")
    value = f"{' and '.join(f'{n:.0f}' for n in stored)} stored, {asked} told"
    return judged(value, good=found.is_whole and stored == [1, 1] and asked == 14)


def undo(*, quick: bool) -> Measured:
    """Uploads and undos in any order beside a replay of what is live."""
    steps = (500 if quick else UNDO_STEPS) // AT_ONCE
    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = list(pool.map(partial(_undo_machine, steps), range(AT_ONCE)))
    taken = [sum(each) for each in zip(*(one.figures.get("steps", []) for one in found), strict=False)]  # fmt: skip
    whole = all(one.is_whole for one in found)
    value = f"{'0' if whole else 'some'} differences in {' and '.join(f'{n:,.0f}' for n in taken)} steps"  # fmt: skip
    return judged(value, good=whole and len(taken) == 2 and min(taken) >= steps * AT_ONCE)  # fmt: skip


def _undo_machine(steps: int, seed: int) -> Tested:
    machine, own = f"{STORE}/test_undo_machine.py", f"--hypothesis-seed={seed}"
    return outcome(machine, own, INSIGHT_TEST_UNDO_STEPS=str(steps))


def clicks_in_a_commit(*, quick: bool) -> Measured:
    """Somebody goes on clicking while their file is stored."""
    times = 5 if quick else CLICKS
    lost = clicks.lost(times)
    return judged(f"{lost} of {times} lost", good=not lost)


def upgrades(**_: bool) -> Measured:
    """A database of each release, with its data, brought to this one."""
    found = outcome(f"{STORE}/test_archive.py", words="of_every_release")
    return judged(f"{found.passed} of {found.passed + found.others} releases x databases with the same rows", good=found.is_whole)  # fmt: skip


def restores(*, quick: bool) -> Measured:
    """A backup of a large store restored into PostgreSQL, and that one's into SQLite."""
    with tempfile.TemporaryDirectory() as folder, databases.emptied(databases.postgresql()) as other:  # fmt: skip
        place = Path(folder)
        fill(place, 2_000 if quick else ACCOUNTS)
        first = open_engine(f"sqlite:///{place / 'insight.db'}")
        last = open_engine(f"sqlite:///{place / 'restored.db'}")
        started = perf_counter()
        sums = []
        for source, name, target in ((first, "one", other), (other, "two", last)):
            sums.append(
                _sums(backup(source, place / name, by="drill", at=databases.AT))
            )
            restore(target, place / name, by="drill", at=databases.AT, replace=True)
        took = perf_counter() - started
        made = backup(last, place / "three", by="drill", at=databases.AT)
        same = sums[0] == sums[1] == _sums(made)
        first.dispose()
        last.dispose()
    value = f"{took:.0f} s for two drills of {made.rows:,} rows, checksums of {len(sums[0])} tables {'equal' if same else 'differ'}"  # fmt: skip
    return judged(value, good=same and took <= 600)


def _sums(manifest: Manifest) -> dict[str, str]:
    """The checksum of each table but those in which a restore leaves its own mark."""
    parts = manifest.tables.items()
    return {name: part.sha256 for name, part in parts if name not in OWN_MARKS}


ROWS = (
    Row(13, "imports killed at random moments", "0 partial in 200, both databases", random_kills),
    Row(14, "faults at every statement", "0 partial, both databases", every_statement),
    Row(15, "disk full, I/O error, database gone, damaged file", "4 of 4, state unchanged, clear message", breakdowns),
    Row(16, "8 writers x 25 changes that read first", "0 lost, both databases", writers),
    Row(17, "one file raced by 8", "1 stored, 7 told, both databases", racers),
    Row(18, "undo equals a replay", "0 differences in 10,000 steps, both databases", undo),
    Row(19, "clicks during a commit", "0 of 50 imports lost", clicks_in_a_commit),
    Row(20, "upgrade from every release", "100%, same rows, both databases", upgrades),
    Row(21, "backup and restore", "<= 5 min each, equal checksums", restores),
)  # fmt: skip
