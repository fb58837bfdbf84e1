"""What measurements were taken on, and the page of docs that shows them."""

import os
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


def machine() -> dict[str, Any]:
    """What it was measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "system": platform.system(),
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "memory_gb": round(memory / 1e9),
        "python": platform.python_version(),
    }


def described(machine: dict[str, Any]) -> str:
    """The same in words."""
    return (
        f"{machine['cores']} cores, {machine['memory_gb']} GB, {machine['system']}, "
        f"Python {machine['python']}"
    )


def today() -> str:
    """The day of a measurement."""
    return datetime.now(UTC).date().isoformat()


def marks(name: str) -> tuple[str, str]:
    """The lines of a page between which a machine writes."""
    return f"<!-- {name} -->\n", f"<!-- end of {name} -->"


def show(page: Path, name: str, content: str) -> None:
    """Puts content between the marks of that name.

    Raises:
        ValueError: The page has no such marks.
    """
    start, end = marks(name)
    text = page.read_text(encoding="utf-8")
    before, is_started, rest = text.partition(start)
    _, is_ended, after = rest.partition(end)
    if not is_started or not is_ended:
        raise ValueError(f"{page.name} has no marks {start.strip()} and {end}.")
    page.write_text(f"{before}{start}{content}{end}{after}", encoding="utf-8")
