"""The strongest routes from some people of an account to others, along at most four ties.

Of routes that are as strong (after rounding to 9 decimals) the one with fewer edges is taken, then the one whose ids
come first. All ties are walked from all starting people at once, an edge at a time, and for everybody the strongest way
there is kept and, of those that are exactly as strong, the first: the places of its people are the digits of one whole
number. A way that is weaker by no more than rounding hides can still win by its ids. Where there was one, or where
routes are so faint that much rounds to the same, the target is in doubt, and is looked at again with all ways to it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from stratsell.steps.ids import side_by_side
from stratsell.steps.ties import MOST_EDGES, Bools, Floats, Ints, Slots, Ties, runs

_DECIMALS = 9
"""Strengths that agree so far are a tie."""

_FAINT = 1e-4
"""From this strength on, routes that round to the same differ by less than `_NEAR` of themselves."""

_NEAR = 1 - 2 * 10.0**-_DECIMALS / _FAINT
_LARGEST = 50_000
"""Of how many people four digits fit into one number."""

_SLOTS = 2**15
"""How many slots are searched at once, so that they stay in the processor's cache."""

_NONE = np.iinfo(np.int64).max


class Routes(NamedTuple):
    """The best route to each target.

    Attributes
    ----------
    people : array of int, a row a target
        The people of the route, from start to target; -1 behind the last, and everywhere if there is none.
    strength : array of float
        Rounded to 9 decimals; blank if there is none.
    """

    people: Ints
    strength: Floats

    @classmethod
    def none(cls, count: int) -> Routes:
        """Give no route to so many targets."""
        return cls(np.full((count, MOST_EDGES + 1), -1), np.full(count, np.nan))

    @property
    def found(self) -> Bools:
        """Whether there is a route."""
        return self.people[:, 0] >= 0

    def put(self, at: Ints, routes: Routes) -> None:
        """Put routes to some of the targets."""
        self.people[at], self.strength[at] = routes


class People(NamedTuple):
    """Some people, by the questions that they have to do with.

    Attributes
    ----------
    question : array of int
        Numbers from 0, in ascending order; all people of a question are of one account.
    person : array of int
        Their positions in the graph.
    """

    question: Ints
    person: Ints

    def of(self, questions: Bools) -> People:
        """Give those of some questions, with these numbered anew from 0."""
        kept = questions[self.question]
        return People((np.cumsum(questions) - 1)[self.question[kept]], self.person[kept])

    def part(self, part: slice) -> People:
        """Give those of some questions that follow one another, with these numbered anew from 0."""
        ends = slice(*np.searchsorted(self.question, [part.start, part.stop]))
        return People(self.question[ends] - part.start, self.person[ends])


def best_routes(ties: Ties, starts: People, targets: People) -> Routes:
    """Give the best route to each target from anybody who starts for the same question; nobody is both."""
    count = int(max(starts.question.max(initial=-1), targets.question.max(initial=-1))) + 1
    asked = np.zeros((2, count), dtype=bool)
    asked[0, starts.question] = asked[1, targets.question] = True
    both: Bools = asked[0] & asked[1]
    routes, inside = Routes.none(len(targets.person)), np.flatnonzero(both[targets.question])
    starts, targets = starts.of(both), targets.of(both)
    first = np.flatnonzero(np.diff(targets.question, prepend=-1))
    parts = ties.rows(ties.account[targets.person[first]], _SLOTS)
    found = side_by_side(
        lambda each: _first_routes(each[1], starts.part(each[0]), targets.part(each[0])), parts, len(inside)
    )
    if found:
        routes.put(inside, Routes(*(np.concatenate(each) for each in zip(*(one for one, _ in found), strict=True))))
        doubtful = np.flatnonzero(np.concatenate([doubt for _, doubt in found]))
        routes.put(
            inside[doubtful], _careful_routes(ties, starts, targets.question[doubtful], targets.person[doubtful])
        )
    return routes


def _first_routes(slots: Slots, starts: People, targets: People) -> tuple[Routes, Bools]:
    """Give the best route to each target, where a question is a row of slots, and whether it is in doubt."""
    ways = _Ways(slots)
    strength = np.zeros(ways.slots)
    strength[slots.slot(*starts)] = 1.0
    digits, doubt = ways.place, np.zeros(ways.slots, dtype=bool)
    target = slots.slot(*targets)
    best = np.zeros((MOST_EDGES, len(target)))
    before, doubts = best.astype(np.int64), best.astype(bool)
    for edges in range(MOST_EDGES):
        if edges:
            digits = digits * ways.base + ways.place
        strength, digits, doubt = ways.further(strength, digits, doubt)
        best[edges], before[edges], doubts[edges] = strength[target], digits[target], doubt[target]
    rounded = np.round(best, _DECIMALS)
    rounded[best <= 0] = -1
    edges, every = rounded.argmax(axis=0), np.arange(len(target))  # of as strong ones the one with fewer edges
    found = np.flatnonzero(rounded[edges, every] >= 0)
    edges = edges[found]
    routes = Routes.none(len(target))
    routes.strength[found] = rounded[edges, found]
    routes.people[found, edges + 1] = targets.person[found]
    digits, home = before[edges, found], slots.first[targets.question[found]]
    for at in range(MOST_EDGES)[::-1]:
        there = np.flatnonzero(edges >= at)
        digits[there], digit = np.divmod(digits[there], ways.base)
        routes.people[found[there], at] = home[there] + digit
    doubt = np.zeros(len(target), dtype=bool)
    doubt[found] = doubts[edges, found] | (routes.strength[found] < _FAINT) | (ways.base > _LARGEST)
    return routes, doubt


class _Ways:
    """The ties of all slots, by the slot that they lead to, to go along all at once."""

    def __init__(self, slots: Slots) -> None:
        ties, begin = slots.ties, slots.begin
        self.slots, self.base = int(begin[-1]), int(slots.size.max(initial=1))
        self.place = np.arange(self.slots) - np.repeat(begin[:-1], slots.size)
        person = self.place + np.repeat(slots.first, slots.size)
        count = ties.begin[person + 1] - ties.begin[person]
        self.tied = np.flatnonzero(count)
        self.count = count[self.tied]
        self.begin = np.cumsum(self.count) - self.count
        tie = np.arange(int(self.count.sum())) + np.repeat(ties.begin[person[self.tied]] - self.begin, self.count)
        apart = np.arange(self.slots)[self.tied] - person[self.tied]
        self.origin = ties.neighbour[tie] + np.repeat(apart, self.count)
        self.tie = ties.strength[tie]

    def further(self, strength: Floats, digits: Ints, doubt: Bools) -> tuple[Floats, Ints, Bools]:
        """Go one tie further: the strongest way to each slot, the digits of the people before it, and its doubt.

        Where two ways are exactly as strong, the one whose digits come first is taken.
        """
        here, before, unsure = np.zeros_like(strength), np.full_like(digits, _NONE), np.zeros_like(doubt)
        if not len(self.tied):
            return here, before, unsure
        way = strength[self.origin] * self.tie
        best = np.maximum.reduceat(way, self.begin)
        every = np.repeat(best, self.count)
        same = way == every
        here[self.tied] = best
        first = np.where(same, digits[self.origin], _NONE)
        before[self.tied] = np.minimum.reduceat(first, self.begin)
        near = way >= every * _NEAR
        if doubt.any() or np.count_nonzero(near) > np.count_nonzero(same):
            near &= ~same | doubt[self.origin]
            unsure[self.tied] = np.logical_or.reduceat(near, self.begin) & (best > 0)
        before[here <= 0] = 0
        return here, before, unsure


def _careful_routes(ties: Ties, starts: People, question: Ints, target: Ints) -> Routes:
    """Give the best route to each target, with a row of slots for each of them."""
    routes = Routes.none(len(target))
    for part, slots in ties.rows(ties.account[target]):
        ends = np.searchsorted(starts.question, [question[part], question[part] + 1])
        row, at = runs(*ends)
        start = starts.person[at]
        best = slots.strongest(target[part])
        ways = best[1:, slots.slot(row, start)]
        rounded = np.where(ways > 0, np.round(ways, _DECIMALS), -1.0)
        strength, edges = rounded.max(axis=0), rounded.argmax(axis=0) + 1
        order = np.lexsort([start, edges, -strength, row])  # the last one first
        order = order[strength[order] >= 0]
        order = order[np.flatnonzero(np.diff(row[order], prepend=-1))]  # the first of each row
        chosen = _first_walked(slots, best, row[order], start[order], edges[order], strength[order])
        routes.put(part.start + row[order], chosen)
    return routes


def _first_walked(slots: Slots, best: Floats, row: Ints, start: Ints, edges: Ints, strength: Floats) -> Routes:
    """Of the routes from a start that are as strong and as short, the one whose ids come first, walked forward.

    At each step the first neighbour is taken from which the rest can still be as strong as the whole must be.
    """
    least = strength - 0.5 * 10.0**-_DECIMALS - 1e-14  # what rounds to it, and float noise
    route = np.full((len(row), MOST_EDGES + 1), -1)
    route[:, 0] = start
    product = np.ones(len(row))
    for at in range(MOST_EDGES):
        going = np.flatnonzero(edges > at)
        origin, there, tie = slots.step(slots.slot(row[going], route[going, at]))
        way = product[going[origin]] * tie
        rest = best[edges[going[origin]] - at - 1, there]
        fits = np.flatnonzero((rest > 0) & (way * rest >= least[going[origin]]))
        _, first = np.unique(origin[fits], return_index=True)  # ties of a person are in the order of ids
        taken = fits[first]
        _, route[going, at + 1] = slots.place(there[taken])
        product[going] = way[taken]
    return Routes(route, np.round(product, _DECIMALS))
