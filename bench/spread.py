"""Numbers taken in rounds, and what may be said of them: the median with the lowest and the highest."""

from collections.abc import Sequence
from statistics import median

import msgspec


class Spread(msgspec.Struct, frozen=True):
    """The middle of a series and how far it reached either way."""

    middle: float
    low: float
    high: float
    rounds: int

    def words(self, digits: int = 2, unit: str = "") -> str:
        """The series as a table prints it: the median, then the lowest and the highest in brackets."""
        if self.rounds == 1:
            return f"{self.middle:.{digits}f}{unit}"
        return f"{self.middle:.{digits}f}{unit} ({self.low:.{digits}f}–{self.high:.{digits}f})"


def spread(series: Sequence[float]) -> Spread:
    return Spread(median(series), min(series), max(series), len(series))


def ratio(over: Sequence[float], under: Sequence[float]) -> Spread:
    """Round by round, so that a slow minute of the machine is above and below the line alike."""
    return spread([a / b for a, b in zip(over, under, strict=True) if b])


def percentile(series: Sequence[float], share: float) -> float:
    """The value that `share` of the series does not exceed; nearest rank, no interpolation between two readings."""
    ordered = sorted(series)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
