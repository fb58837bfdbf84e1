"""Kaplan-Meier with limits from a million rows, beside three libraries.

python lab/survival.py [rows]

Every way starts from the same two columns and gives the curve with its limits; the
curves are checked to be the same before anything is timed. Libraries that are not
installed are left out, and said so (lab/requirements.txt).
"""

import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import Any

import numpy as np
from numpy.typing import NDArray
from timing import Result, interleaved, ratios

from insight.statistics.curves import survival_curve
from insight.statistics.event_counts import count_events

Numbers = NDArray[np.int64]
Way = Callable[[Numbers, Numbers], Any]
ON = 400


def measured(rows: int) -> Iterator[Result]:
    """The lines of the table for that many rows."""
    draw = np.random.default_rng(7)
    days = np.minimum(draw.weibull(0.8, rows) * 900 + 1, 1500).astype(np.int64)
    event = (draw.random(rows) < 0.45).astype(np.int64)
    there = {name: way for name, way in WAYS.items() if _is_there(name)}
    shares = {name: _share(name, way(days, event)) for name, way in there.items()}
    assert np.allclose(list(shares.values()), shares["ours"]), shares
    took = interleaved(
        {name: lambda way=way: way(days, event) for name, way in there.items()},
        rounds=3,
    )
    sizes = f"{rows:,} rows"
    yield Result("survival curve", 1000 * took["ours"].clock, "ms", sizes)
    for name in list(WAYS)[1:]:
        line = f"survival curve / {name}"
        if name in took:
            yield from ratios(line, took["ours"], took[name], sizes=sizes, target="<=1")
        else:
            yield Result.without(name, line, sizes)


def _ours(days: Numbers, event: Numbers) -> Any:
    return survival_curve(count_events(days, event))


def _lifelines(days: Numbers, event: Numbers) -> Any:
    from lifelines import KaplanMeierFitter  # noqa: PLC0415

    return KaplanMeierFitter().fit(days, event)


def _sksurv(days: Numbers, event: Numbers) -> Any:
    from sksurv.nonparametric import kaplan_meier_estimator  # noqa: PLC0415

    return kaplan_meier_estimator(event.astype(bool), days, conf_type="log-log")


def _statsmodels(days: Numbers, event: Numbers) -> Any:
    from statsmodels.duration.survfunc import SurvfuncRight  # noqa: PLC0415

    curve = SurvfuncRight(days, event)
    _ = curve.surv_prob_se
    return curve


WAYS: dict[str, Way] = {
    "ours": _ours,
    "lifelines": _lifelines,
    "sksurv": _sksurv,
    "statsmodels": _statsmodels,
}
SHARES: dict[str, Callable[[Any], float]] = {
    "ours": lambda curve: _at(curve.days, curve.share),
    "lifelines": lambda fitted: float(fitted.predict(ON)),
    "sksurv": lambda found: _at(found[0], found[1]),
    "statsmodels": lambda curve: _at(curve.surv_times, curve.surv_prob),
}


def _share(name: str, found: Any) -> float:
    return SHARES[name](found)


def _at(days: Any, shares: Any) -> float:
    return float(shares[np.searchsorted(days, ON, side="right") - 1])


def _is_there(name: str) -> bool:
    return name == "ours" or find_spec(name) is not None


if __name__ == "__main__":
    for result in measured(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000):
        print(result)
