"""Every choice the numbers rest on, and where Insight keeps its data."""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from platformdirs import user_data_path

from insight.currencies import currency_code
from insight.time_zones import default_zone, zone_name


@dataclass(frozen=True, slots=True)
class Choices:
    """The open choices of docs/metrics.md §7; facts are rebuilt when one changes.

    Days are calendar days. An exit is good with a score of at least `good_score` and no
    hard fail, and pushed when an offer was shown more than `pushed_above` times. The
    `primary_comparisons` were named before looking; every other one is exploratory.
    An empty `currency` leaves the reporting currency to the data (`metrics.reporting`),
    and an empty `time_zone` leaves it to INSIGHT_TIME_ZONE (`time_zones`).
    `first_month` (a month index, see `metrics.calendar`)
    overrides the first month that is reported; by default it is found in the data.
    """

    grace_days: int = 30
    max_pause_days: int = 90
    dunning_days: int = 30
    new_again_days: int = 0
    free_plan: str = "churned"
    came_and_gone: str = "in neither part"
    late_renewal: str = "a gap"
    long_pause: str = "back within the grace"
    festering_days: int = 30
    match_days: int = 31
    close_within_days: int = 7
    good_score: float = 0.8
    other_good_scores: tuple[float, ...] = (0.6, 1.0)
    pushed_above: int = 2
    stick_days: tuple[int, ...] = (30, 90)
    usable_formats: tuple[str, ...] = (
        "csv", "tsv", "xlsx", "xls", "ods", "json", "xml", "parquet", "sql",
    )  # fmt: skip
    champion_days: int = 90
    warning_days: int = 90
    promise_days: int = 90
    horizons: tuple[int, ...] = (90, 180, 365)
    counts_only_below: int = 10
    full_display_from: int = 30
    curve_dotted_below: int = 10
    curve_stops_below: int = 5
    primary_comparisons: tuple[str, ...] = (
        "good_exit", "pushed", "uncontrollable", "poor_fit", "festering",
    )  # fmt: skip
    currency: str = ""
    time_zone: str = ""
    first_month: int | None = None


RANGES: Final[dict[str, tuple[float, float]]] = {
    "grace_days": (1, 180),
    "max_pause_days": (0, 730),
    "dunning_days": (0, 180),
    "new_again_days": (0, 1095),
    "festering_days": (1, 365),
    "match_days": (0, 92),
    "close_within_days": (0, 92),
    "good_score": (0.1, 1.0),
    "pushed_above": (0, 20),
    "champion_days": (1, 730),
    "warning_days": (7, 365),
    "promise_days": (7, 730),
    "counts_only_below": (5, 100),
    "full_display_from": (10, 1000),
}
"""The choices that an admin may change in the app, and between which values."""


OPTIONS: Final[dict[str, tuple[str, ...]]] = {
    "free_plan": ("churned", "contraction", "a customer"),
    "came_and_gone": ("in neither part", "in both parts"),
    "late_renewal": ("a gap", "paid throughout"),
    "long_pause": ("back within the grace", "an exit"),
}
"""The choices between words, the default first."""


def default_choices() -> Choices:
    """The choices in force where nobody made another one.

    Raises:
        ValueError: INSIGHT_CURRENCY is no code of three letters.
    """
    return Choices(currency=currency_code(os.environ.get("INSIGHT_CURRENCY", "")))


def chosen(values: Mapping[str, float | str]) -> Choices:
    """The defaults with `values` in their places.

    Raises:
        ValueError: A name may not be changed, or a value is out of its range.
    """
    typed: dict[str, Any] = {}
    for name, value in values.items():
        is_option = value in OPTIONS.get(name, ())
        if is_option or (name in WORDS and isinstance(value, str)):
            typed[name] = value if is_option else WORDS[name](str(value))
            continue
        low, high = RANGES.get(name, (1, 0))
        if isinstance(value, str) or not low <= value <= high:
            raise ValueError(f"{name} cannot be {value}")
        typed[name] = type(getattr(Choices(), name))(value)
    return replace(default_choices(), **typed)


WORDS: Final[dict[str, Callable[[str], str]]] = {
    "currency": currency_code,
    "time_zone": zone_name,
}
"""The choices that are words, and what makes one of a text."""


_PREFIX: Final = "INSIGHT_"
_NAMES = (
    "HOME DATABASE_URL SAMPLE ADMINS TRUSTED_ISSUERS "
    "KEEP_WORDS_DAYS WITHOUT_SIGN_IN CURRENCY TIME_ZONE ENGINE LAKE"
)
NAMES: Final = tuple(f"{_PREFIX}{name}" for name in _NAMES.split())
"""The variables that set something; the README lists them."""
_OF_OTHERS = ("TEST_", "CHROMIUM", "SERVICE_", "PORT")
"""What follows in names that tests use, and what Kubernetes sets beside a service that is called insight."""
_MOST_DIGITS = 5
_YES, _NO = {"on", "yes", "true", "1"}, {"off", "no", "false", "0"}


class SettingError(ValueError):
    """A setting that cannot be; the message says which, and what may stand there."""


@dataclass(frozen=True, slots=True)
class Runtime:
    """Where data is kept, and what counts it.

    `database_url` is any SQLAlchemy URL; its password is never shown. `engine` is the
    address of a Spark Connect server that reads the tables in `lake`, or in the folder of
    the snapshot where that is empty; without an engine facts are built in this process.
    """

    home: Path
    database_url: str
    sample: bool = True
    admins: tuple[str, ...] = ()
    trusted_issuers: tuple[str, ...] = ()
    open_to_all: bool = False
    engine: str = ""
    lake: str = ""
    keep_words_days: int | None = None

    def __repr__(self) -> str:
        shown = self.database_url.rsplit("@", 1)[-1]
        return f"Runtime(home={self.home}, database=…{shown}, sample={self.sample})"


def require_settings() -> None:
    """Refuses settings that say nothing, before anything rests on them.

    Raises:
        SettingError: A variable begins with INSIGHT_ and sets nothing, or sets what
            cannot be.
    """
    for name in _unknown_names():
        named = {known.removeprefix(_PREFIX): known for known in NAMES}
        meant = get_close_matches(name.removeprefix(_PREFIX), named, n=1)
        guess = (
            f"Did you mean {named[meant[0]]}?"
            if meant
            else "The README lists them all."
        )
        raise SettingError(f"{name} is no setting of Insight. {guess}")
    runtime()
    try:
        default_choices()
        default_zone()
    except ValueError as error:
        raise SettingError(str(error)) from error


def runtime() -> Runtime:
    """The settings that INSIGHT_… variables make; the README lists them.

    Raises:
        SettingError: One of them cannot be.
    """
    home = Path(
        os.environ.get("INSIGHT_HOME") or user_data_path("insight")
    ).expanduser()
    default_url = f"sqlite:///{home / 'insight.db'}"
    return Runtime(
        home=home,
        database_url=os.environ.get("INSIGHT_DATABASE_URL") or default_url,
        sample=_is_on("INSIGHT_SAMPLE"),
        admins=_listed("INSIGHT_ADMINS"),
        trusted_issuers=_listed("INSIGHT_TRUSTED_ISSUERS"),
        open_to_all=_is_allowed("INSIGHT_WITHOUT_SIGN_IN"),
        engine=os.environ.get("INSIGHT_ENGINE", ""),
        lake=os.environ.get("INSIGHT_LAKE", "").rstrip("/"),
        keep_words_days=_days("INSIGHT_KEEP_WORDS_DAYS"),
    )


def secret_files() -> tuple[Path, ...]:
    """Where secrets.toml may be; what a later one says counts."""
    beside_the_app = Path(__file__).resolve().parents[2] / ".streamlit"
    return tuple(folder / "secrets.toml" for folder in (runtime().home, beside_the_app))


def _unknown_names() -> Iterator[str]:
    for name in sorted(os.environ):
        is_ours = name.startswith(_PREFIX) and name not in NAMES
        if is_ours and not name.removeprefix(_PREFIX).startswith(_OF_OTHERS):
            yield name


def _is_on(variable: str) -> bool:
    text = (os.environ.get(variable) or "on").lower()
    if text not in _YES | _NO:
        raise SettingError(f"{variable} is on or off, not “{text}”.")
    return text in _YES


def _is_allowed(variable: str) -> bool:
    text = os.environ.get(variable, "")
    if text not in {"", "allow"}:
        raise SettingError(f"{variable} is “allow” or not set, not “{text}”.")
    return text == "allow"


def _days(variable: str) -> int | None:
    text = os.environ.get(variable, "")
    is_number = text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS
    if text and not (is_number and int(text)):
        raise SettingError(f"{variable} is a number of days, not “{text}”.")
    return int(text) if text else None


def _listed(variable: str) -> tuple[str, ...]:
    return tuple(os.environ.get(variable, "").replace(",", " ").split())
