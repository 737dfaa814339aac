"""Cycles of people who report to one another, which no organization has and files do.

Such a book can be read, drawn and edited, but somewhere in the cycle is a mistake, so whoever reads it is told.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from stratsell.errors import warn
from stratsell.vocabulary import RelationshipKind

SHOWN = 6
"""How many people of a cycle, and how many cycles, a warning names."""


def cycles(relationships: pd.DataFrame) -> list[list[str]]:
    """Find people who report to one another in a cycle.

    Parameters
    ----------
    relationships : pandas.DataFrame
        The table of a book.

    Returns
    -------
    list of list of str
        Each cycle's people, everyone before their manager, the last one's manager being the first. Cycles that share
        people are one until it is corrected; none if there are none.

    Examples
    --------
    >>> edges = pd.DataFrame({"source_id": ["a", "b", "c"], "target_id": ["b", "a", "a"], "kind": "reports_to"})
    >>> cycles(edges)
    [['a', 'b']]
    """
    edges = relationships[relationships["kind"] == RelationshipKind.REPORTS_TO]
    codes, names = pd.factorize(pd.concat([edges["source_id"], edges["target_id"]]))
    managers = _managed(codes[: len(edges)], codes[len(edges) :], len(names))
    result: list[list[str]] = []
    seen: set[int] = set()
    for start in managers:
        path: dict[int, None] = {}
        node = start
        while node not in seen and node not in path:
            path[node] = None
            node = managers[node]
        if node in path:
            way = list(path)
            result.append([str(names[item]) for item in way[way.index(node) :]])
        seen.update(path)
    return result


def warn_of_cycles(tables: Mapping[str, pd.DataFrame], source: str) -> None:
    """Warn of cycles in a book that somebody reads; `source` is what the warning calls it."""
    loops = cycles(tables["relationships"])
    for cycle in loops[:SHOWN]:
        way = " > ".join(cycle[:SHOWN]) + (f" > … ({len(cycle)} people)" if len(cycle) > SHOWN else "")
        what = f"{way} > {cycle[0]} is a cycle of people who report to one another"
        what = what if len(cycle) > 1 else f"{cycle[0]} reports to themselves"
        warn(f"{source}: {what}; correct one of these reporting lines")
    if len(loops) > SHOWN:
        warn(f"{source}: there are {len(loops) - SHOWN} more cycles of people who report to one another")


def _managed(reports: np.ndarray, bosses: np.ndarray, people: int) -> dict[int, int]:
    """Give those above whom reporting never ends, each with their first manager of that sort."""
    while len(reports):  # most organizations are flat, so that few rounds leave little
        managed = np.zeros(people, dtype=bool)
        managed[reports] = True
        inner = managed[bosses]
        reports, bosses, before = reports[inner], bosses[inner], len(reports)
        if len(reports) > 0.9 * before:
            break
    below: dict[int, list[int]] = {}
    left: dict[int, int] = {}
    pairs = list(zip(reports.tolist(), bosses.tolist(), strict=True))
    for report, boss in pairs:
        below.setdefault(boss, []).append(report)
        left[report] = left.get(report, 0) + 1
    ended = [boss for boss in below if boss not in left]
    while ended:
        for report in below.get(ended.pop(), ()):
            left[report] -= 1
            if not left[report]:
                ended.append(report)
    managers: dict[int, int] = {}
    for report, boss in pairs:
        if left[report] and left.get(boss):
            managers.setdefault(report, boss)
    return managers
