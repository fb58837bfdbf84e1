"""The rate of the last periods against that of those before them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from insight.statistics.survival import Floats
from insight.statistics.variation import divided

LEAST_BEFORE, LEAST_TO_TELL = 20, 5


@dataclass(frozen=True, slots=True)
class Windows:
    """The last 1, 2, ... periods, and those before them, (..., windows) each."""

    events: Floats
    exposure: Floats
    events_before: Floats
    exposure_before: Floats

    @property
    def expected(self) -> Floats:
        """The events of each window at the rate before it."""
        return self.exposure * divided(self.events_before, self.exposure_before)

    @property
    def are_enough(self) -> NDArray[np.bool_]:
        """Whether there are events enough to tell anything, before and in the window."""
        most = np.maximum(self.events, self.expected)
        return (self.events_before >= LEAST_BEFORE) & (most >= LEAST_TO_TELL)

    def weights(self, factor: Floats) -> tuple[Floats, Floats]:
        """What an event in a window, and before it, adds to the log-likelihood ratio."""
        share = divided(self.exposure, self.exposure + self.exposure_before)
        mixed = np.log1p((factor - 1) * share)
        return np.log(factor) - mixed, -mixed

    def ratios(self, factor: Floats) -> Floats:
        """Log-likelihood ratios of a rate so many times that before, given their sum."""
        lately, before = self.weights(factor)
        return self.events * lately + self.events_before * before
