"""The path of each edge of a map: through channels and gaps, never through a card.

Boxes stand in rows (see `stratsell.map.layout`). An edge leaves its box up or down into a channel, runs
along the channel in a lane of its own, crosses the rows between through gaps, and enters its target from
a channel; neighbours in a row are joined straight across the gap. As no channel and no gap holds a box, no
edge can touch a box that is not one of its ends, however crowded the map is. Channels grow with their lanes.
Edges of one *bundle* (the reports of a manager, the contacts of a seller) share their lanes.
"""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple

from stratsell.map.layout import Slot

MANY = 12
"""From how many lanes on they move closer together."""
CORNER = 16.0
"""How far from a box's corner an edge may enter it."""
CLEAR = 9.0
"""How far an edge that crosses a row keeps from the boxes there."""
APART = (9.0, 6.0, 3.0, 1.5)
"""Distances between parallel edges, to be tried in turn where it gets crowded."""
HEADS = 17.0
"""Distance between edges at a box, where there is room: arrowheads stand side by side."""
CROWDED = 12.0
"""The detour, in px, that one more edge in a gap is worth."""

ROOM = 12.0
"""How wide a straight way through several gaps must be to be taken."""
NEARBY = 12
"""Rows with more gaps than this are only searched near the straight way."""


class Spacing(NamedTuple):
    """How far apart things are in a channel, in px.

    Attributes
    ----------
    lane : float
        Between two lanes.
    stub : float
        Least distance between a row and the nearest lane: room for an arrowhead.
    """

    lane: float
    stub: float

    def between(self, lanes: int) -> float:
        """How far apart the lanes of a channel are: closer where there are many."""
        return self.lane if lanes <= MANY else max(self.lane / 3, self.lane * MANY / lanes)

    def depth(self, lanes: int, index: int, rows: int) -> float:
        """How deep a channel must be; the outer two may be nothing."""
        if lanes == 0:
            return 0.0 if index in (0, rows) else 2 * self.stub
        return 2 * self.stub + (lanes - 1) * self.between(lanes)


USUAL = Spacing(9.0, 21.0)
TIGHT = Spacing(6.0, 16.0)
"""Where a map must be small."""

Point = tuple[float, float]
Span = tuple[float, float]
"""From x to x."""


@dataclass(frozen=True, slots=True)
class Connector:
    """An edge to be routed from one box to another.

    Attributes
    ----------
    source, target : str
        Keys of the boxes.
    bundle : str
        Edges with the same bundle share lanes; blank for an edge of its own.
    via : tuple of float or None
        For a edge to a manager, the x at which it crosses each row between (source's side first); it
        leaves and enters in the middle. None where the way is free.
    """

    source: str
    target: str
    bundle: str = ""
    via: tuple[float, ...] | None = None


@dataclass(frozen=True, slots=True)
class Routed:
    """Where the rows came to stand and how the edges run.

    Attributes
    ----------
    tops : list of float
        The y of the top of each row.
    bottom : float
        The y below the last row's channel.
    points : list of list of (x, y)
        For each connector, its corners from source to target, border to border.
    """

    tops: list[float]
    bottom: float
    points: list[list[Point]]


@dataclass(slots=True)
class _Run:
    """A bundle's stretch along one channel: where it comes from above and from below."""

    ups: list[float] = field(default_factory=list)
    downs: list[float] = field(default_factory=list)
    bus: bool = False

    @property
    def low(self) -> float:
        return min(self.ups + self.downs)

    @property
    def high(self) -> float:
        return max(self.ups + self.downs)

    def order(self) -> tuple[int, float]:
        """Sort key from the top lane to the bottom one, so that few edges cross."""
        if self.bus:
            return 2, self.low
        if not self.downs:  # hangs from the row above: short ones first
            return 0, self.high - self.low
        if not self.ups:  # stands on the row below: long ones first
            return 3, self.low - self.high
        rightwards = sum(self.downs) / len(self.downs) > sum(self.ups) / len(self.ups)
        return 1, -self.low if rightwards else self.high


@dataclass(slots=True)
class _Way:
    """A connector's choices: the x of each of its uprights, and the first channel it takes."""

    xs: list[float]
    channel: int
    step: int
    """-1 where the connector goes up the page, 1 where it goes down, 0 where it turns back."""
    across: float = 0.0
    """For neighbours in a row: how far from the row's middle the edge runs."""


def route(
    slots: Mapping[str, Slot], heights: Sequence[float], connectors: Sequence[Connector], spacing: Spacing = USUAL
) -> Routed:
    """Route connectors around boxes and set the rows apart as the lanes need.

    Parameters
    ----------
    slots : mapping of str to Slot
        The boxes by key.
    heights : sequence of float
        The height of each row, in px.
    connectors : sequence of Connector
        The edges; those first in the list get the straightest ways. None leads from a box to itself.
    spacing : Spacing, default USUAL
        How far apart lanes are.

    Returns
    -------
    Routed
        With y = 0 at the top of the uppermost channel.

    Examples
    --------
    >>> boxes = {"boss": Slot("boss", 0, 0, 220), "ann": Slot("ann", 1, 0, 220)}
    >>> route(boxes, [96, 96], [Connector("ann", "boss", "boss", ())]).points
    [[(110.0, 138.0), (110.0, 96.0)]]
    """
    streets = _Streets(slots, len(heights))
    # An edge of its own is a bundle of one; no id starts with this sign.
    connectors = [replace(w, bundle=w.bundle or f"\0{number}") for number, w in enumerate(connectors)]
    ways = [streets.way(connector) for connector in connectors]
    runs: dict[tuple[int, str], _Run] = {}
    stretches = [_stretches(way) for way in ways]
    for connector, taken in zip(connectors, stretches, strict=True):
        for channel, start, end, rises, falls in taken:
            run = runs.setdefault((channel, connector.bundle), _Run())
            run.bus |= connector.via is not None
            (run.ups if rises else run.downs).append(start)
            (run.ups if falls else run.downs).append(end)
    lanes, counts = _lanes(runs, len(heights))
    depths = [spacing.depth(count, index, len(heights)) for index, count in enumerate(counts)]
    tops, y = [], 0.0
    for depth, height in zip(depths, heights, strict=False):
        tops.append(y + depth)
        y += depth + height
    rows = [(top, top + height) for top, height in zip(tops, heights, strict=True)]
    starts = [0.0, *(low for _, low in rows)]
    level = {}
    for (channel, bundle), lane in lanes.items():
        between = spacing.between(counts[channel])
        above = (depths[channel] - (counts[channel] - 1) * between) / 2
        level[channel, bundle] = starts[channel] + above + lane * between
    points = [
        _points(
            slots, rows, connector, way, [(level[channel, connector.bundle], a, b) for channel, a, b, _, _ in taken]
        )
        for connector, way, taken in zip(connectors, ways, stretches, strict=True)
    ]
    return Routed(tops, y + depths[-1], points)


def _stretches(way: _Way) -> list[tuple[int, float, float, bool, bool]]:
    """The channels that a way takes: channel, from x, to x, and whether each end comes from above."""
    segments, channel = [], way.channel
    for start, end in pairwise(way.xs):
        if way.step == 0:
            # a turn back: both ends come from the same side, told by the sign of `across`
            segments.append((channel, start, end, way.across < 0, way.across < 0))
        elif abs(start - end) > 0.5:
            segments.append((channel, start, end, way.step > 0, way.step < 0))
        channel += way.step
    return segments


def _lanes(runs: Mapping[tuple[int, str], _Run], rows: int) -> tuple[dict[tuple[int, str], int], list[int]]:
    """Give each run the first lane below all earlier runs that it would overlap."""
    lanes: dict[tuple[int, str], int] = {}
    counts = [0] * (rows + 1)
    by_channel: dict[int, list[tuple[tuple[int, float], str, _Run]]] = {}
    for (channel, bundle), run in runs.items():
        by_channel.setdefault(channel, []).append((run.order(), bundle, run))
    for channel, entries in by_channel.items():
        entries.sort(key=lambda entry: entry[:2])
        placed: list[tuple[float, float, int]] = []
        floor = 0
        for (rank, _), bundle, run in entries:
            low, high = run.low - 5, run.high + 5
            if rank == 2 and not floor:  # all buses of a channel start on one lane
                floor = counts[channel]
            over = [lane for a, b, lane in placed if a < high and low < b]
            lane = max([floor if rank == 2 else 0, *(above + 1 for above in over)])
            placed.append((low, high, lane))
            lanes[channel, bundle] = lane
            counts[channel] = max(counts[channel], lane + 1)
    return lanes, counts


def _points(
    slots: Mapping[str, Slot],
    rows: Sequence[Span],
    connector: Connector,
    way: _Way,
    levels: Sequence[tuple[float, float, float]],
) -> list[Point]:
    """The corners of a connector, once the rows stand; each level is the y of a stretch and its two x."""
    source, target = slots[connector.source], slots[connector.target]
    if not way.xs:  # neighbours in a row
        y = round(sum(rows[source.row]) / 2 + way.across, 1)
        if source.x < target.x:
            return [(source.x + source.width, y), (target.x, y)]
        return [(source.x, y), (target.x + target.width, y)]
    leaves_up = way.step < 0 or (way.step == 0 and way.across > 0)
    enters_up = way.step > 0 or (way.step == 0 and way.across > 0)
    start = rows[source.row][0 if leaves_up else 1]
    end = rows[target.row][0 if enters_up else 1]
    points = [(way.xs[0], round(start, 1))]
    for y, a, b in levels:
        points += [(a, round(y, 1)), (b, round(y, 1))]
    return [*points, (way.xs[-1], round(end, 1))]


class _Streets:
    """The gaps of all rows, and which x are taken where."""

    def __init__(self, slots: Mapping[str, Slot], rows: int) -> None:
        self.slots = slots
        self.rows: list[list[Slot]] = [[] for _ in range(rows)]
        for slot in slots.values():
            self.rows[slot.row].append(slot)
        for row in self.rows:
            row.sort(key=lambda slot: slot.x)
        self.place = {slot.key: i for row in self.rows for i, slot in enumerate(row)}
        self.gaps = [_gaps(row) for row in self.rows]
        self.crossing = [[0] * len(gaps) for gaps in self.gaps]
        # Channel c lies above row c; what runs up or down in it is listed by x, once for each bundle.
        self.taken: list[list[tuple[float, str]]] = [[] for _ in range(rows + 1)]
        self.ends = [0] * (rows + 1)
        """How many ends of edges there are in a channel."""
        self.own: dict[tuple[int, str], list[float]] = {}
        """Where a bundle runs up or down in a channel, by x."""
        self.across: dict[tuple[int, int], list[float]] = {}

    def way(self, connector: Connector) -> _Way:
        """Choose where a connector leaves, crosses and enters, and mark it as taken."""
        source, target = self.slots[connector.source], self.slots[connector.target]
        bundle = connector.bundle
        if source.row == target.row:
            return self._in_row(source, target, bundle)
        step = 1 if target.row > source.row else -1
        first = source.row + (step > 0)
        if connector.via is not None:
            xs = [source.middle, *connector.via, target.middle]
            for offset, (start, end) in enumerate(pairwise(xs)):
                self._take(first + offset * step, start, bundle)
                self._take(first + offset * step, end, bundle)
            return _Way(xs, first, step)
        spans = [_doorway(source)]
        here = _clamp(target.middle, spans[0])
        for row in range(source.row + step, target.row, step):
            spans.append(self._gap(row, here, target.middle))
            here = _clamp(here, spans[-1])
        spans.append(_doorway(target))
        return _Way(self._uprights(spans, first, step, target.middle, bundle), first, step)

    def _uprights(self, spans: list[Span], first: int, step: int, goal: float, bundle: str) -> list[float]:
        """Choose an x in each span, the same for as many spans in a row as will do."""
        xs: list[float] = []
        here = goal
        while len(xs) < len(spans):
            start = len(xs)
            low, high = spans[start]
            end = start + 1
            while end < len(spans):
                narrow = max(low, spans[end][0]), min(high, spans[end][1])
                if narrow[1] - narrow[0] < ROOM:
                    break
                (low, high), end = narrow, end + 1
            # Span i lies between channels i - 1 and i on the way.
            channels = [first + i * step for i in range(max(0, start - 1), min(end, len(spans) - 1))]
            apart = (HEADS, *APART) if start == 0 or end == len(spans) else APART
            here = self._claim(channels, _clamp(here, (low, high)), (low, high), bundle, apart)
            xs += [here] * (end - start)
        return xs

    def _in_row(self, source: Slot, target: Slot, bundle: str) -> _Way:
        """Connect two boxes of one row: straight across, or over or under those between."""
        row, (a, b) = source.row, sorted((self.place[source.key], self.place[target.key]))
        if b == a + 1:
            used = self.across.setdefault((row, a), [])
            used.append(_least_used(used))
            return _Way([], row, 0, used[-1])
        over = self.ends[row] <= self.ends[row + 1]
        channel = row if over else row + 1
        xs = [
            self._claim([channel], _clamp(end.middle, _doorway(box)), _doorway(box), bundle, (HEADS, *APART))
            for box, end in ((source, target), (target, source))
        ]
        return _Way(xs, channel, 0, 1.0 if over else -1.0)

    def _gap(self, row: int, here: float, goal: float) -> Span:
        """Choose the gap through which to cross a row: little detour, few others."""
        gaps, crossing = self.gaps[row], self.crossing[row]
        first, stop = 0, len(gaps)
        if stop > NEARBY:
            low, high = min(here, goal), max(here, goal)
            first = max(0, bisect_left(gaps, (low,)) - 3)
            stop = min(stop, bisect_left(gaps, (high,)) + 3)
        start = min(max(first, bisect_left(gaps, (here,))), stop)
        best, price = first, float("inf")
        # Outwards from where the edge comes down: the detour grows, so that most gaps need not be looked at.
        for outwards in (range(start - 1, first - 1, -1), range(start, stop)):
            for index in outwards:
                low, high = gaps[index]
                x = min(max(here, low), high)
                detour = 1.2 * abs(x - here) + abs(x - goal)
                if detour > price:
                    break
                cost = detour + CROWDED * crossing[index] / max(1.0, (high - low) / 30)
                if (cost, index) < (price, best):
                    best, price = index, cost
        crossing[best] += 1
        return gaps[best]

    def _claim(
        self,
        channels: Sequence[int],
        want: float,
        span: Span,
        bundle: str,
        apart: Sequence[float],
    ) -> float:
        """Take the free x nearest to the wanted one; where none is free, a closer fit."""
        mine: list[float] = []
        others: list[float] = []
        for channel in channels:
            taken = self.taken[channel]
            start = bisect_left(taken, (span[0] - apart[0],))
            end = bisect_left(taken, (span[1] + apart[0],))
            others += [x for x, other in taken[start:end] if other != bundle]
            own = self.own.get((channel, bundle), ())
            position = bisect_left(own, want)
            mine += [x for x in own[max(0, position - 1) : position + 1] if span[0] <= x <= span[1]]
        x = min(mine, key=lambda x: (abs(x - want), x)) if mine else want
        x = _vacant(sorted(others), x, span, apart)
        for channel in channels:
            self._take(channel, x, bundle)
        return x

    def _take(self, channel: int, x: float, bundle: str) -> None:
        self.ends[channel] += 1
        own = self.own.setdefault((channel, bundle), [])
        position = bisect_left(own, x)
        if position == len(own) or own[position] != x:
            own.insert(position, x)
            insort(self.taken[channel], (x, bundle))


def _gaps(row: Sequence[Slot]) -> list[Span]:
    """The free stretches of a row, outer ends included, less a clearance."""
    edges = [float("-inf")]
    for slot in row:
        edges += [slot.x - CLEAR, slot.x + slot.width + CLEAR]
    edges.append(float("inf"))
    return [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a <= b]


def _doorway(slot: Slot) -> Span:
    """Where an edge may enter a box from above or below."""
    return slot.x + CORNER, slot.x + slot.width - CORNER


def _clamp(x: float, span: Span) -> float:
    return min(max(x, span[0]), span[1])


def _vacant(others: Sequence[float], want: float, span: Span, distances: Sequence[float]) -> float:
    """The x nearest to the wanted one that keeps its distance from all others (sorted)."""
    position, count = bisect_left(others, want), len(others)
    before = want - others[position - 1] if position else math.inf
    after = others[position] - want if position < count else math.inf
    for apart in distances:
        if min(before, after) >= apart - 0.01:
            return round(want, 1)
        room = 2 * apart - 0.01
        # Between two others (or beyond the last) there is room or there is not; look for it outwards.
        right = position if before < apart else position + 1
        while right < count and others[right] - others[right - 1] < room:
            right += 1
        left = position if after < apart else position - 1
        while left > 0 and others[left] - others[left - 1] < room:
            left -= 1
        free = [others[right - 1] + apart] if right <= count else []
        free += [others[left] - apart] if left >= 0 else []
        free = [x for x in free if span[0] <= x <= span[1]]
        if free:
            nearest = min(free, key=lambda x: (abs(x - want), x))
            return round(nearest, 1)
    return round(want, 1)


def _least_used(used: Sequence[float]) -> float:
    """How far from a row's middle the next edge between two neighbours runs."""
    choices = (0.0, 14.0, -14.0, 28.0, -28.0)
    return min(choices, key=lambda y: (used.count(y), choices.index(y)))
