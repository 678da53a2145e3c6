"""Alternating turns: every server gets a short one, in an order that moves on by one each round."""

from collections.abc import Callable, Mapping

from bench.processes import NotRun


def alternate(turns: Mapping[str, Callable[[], float]], rounds: int, missing: dict[str, str]) -> dict[str, list[float]]:
    """Reading of each turn, by name and round; the first round only warms up and is thrown away.

    A server that fails in its turn leaves the run with its reason in `missing`; the others go on.
    """
    series: dict[str, list[float]] = {name: [] for name in turns}
    for round_ in range(rounds + 1):
        names = list(series)
        shift = round_ % max(1, len(names))
        for name in names[shift:] + names[:shift]:
            try:
                reading = turns[name]()
            except NotRun as reason:
                missing[name] = str(reason)
                del series[name]
            else:
                if round_ > 0:
                    series[name].append(reading)
    return series
