"""Timing several things in turns, so that a busy moment of the machine meets all of them."""

import statistics


class Failed(Exception):
    """Something did not end as it should, so its time says nothing; the sentence says how."""


def medians(contests, rounds, tell=lambda: None):
    """Return the median seconds of each, by name; in place of them the ``Failed`` it raised.

    ``contests``: functions that return the seconds they took. ``tell`` hears of each that has run.
    """
    times = {name: [] for name in contests}
    failures = {}
    for _ in range(rounds):
        for name, contest in contests.items():
            if name not in failures:
                try:
                    times[name].append(contest())
                except Failed as failure:
                    failures[name] = failure
                tell()
    return {name: failures.get(name) or statistics.median(times[name]) for name in contests}
