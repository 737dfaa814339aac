"""How two cards are joined: which places of theirs, with how many corners, past which cards."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from stratsell.reports.deck.tree import BOTTOM, LEFT, RIGHT, TOP, Join

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""x, y, width and height, in pt."""

STRAIGHT, CORNER, BEND = "line", "bentConnector2", "bentConnector3"
"""The kinds of connector, as PowerPoint calls them: straight, with one corner, with a bend half way."""

_WAYS: dict[int, Point] = {TOP: (0.0, -1.0), LEFT: (-1.0, 0.0), BOTTOM: (0.0, 1.0), RIGHT: (1.0, 0.0)}
_LEAST = 8.0
"""How far a connector runs straight before a corner, at least."""
_AROUND = (5.0, 12.0)
"""How far a connector that turns back runs beside the cards."""
_SIDEWAYS = 0.3
"""How much of a straight line must lead away from a card, not along its side."""
_CLEAR = 2.0
"""How far connectors keep from cards that they do not join."""


@dataclass(frozen=True, slots=True)
class Connector:
    """A connector between two boxes.

    Attributes
    ----------
    source, target : str
        The keys of the boxes.
    start, end : int
        The places where it attaches.
    shape : str
        What PowerPoint calls it.
    points : tuple of (x, y)
        Its corners.
    """

    source: str
    target: str
    start: int
    end: int
    shape: str
    points: tuple[Point, ...]

    @property
    def bend(self) -> float:
        """Where a bend is between both ends, as a share of the way: 0.5 is half way, and more than 1 beyond the end."""
        first, corner, *_, last = self.points
        axis = int(abs(corner[1] - first[1]) > abs(corner[0] - first[0]))
        span = last[axis] - first[axis]
        return (corner[axis] - first[axis]) / (span if abs(span) >= 1 else 1.0)


def site(box: Box, place: int) -> Point:
    """Give the middle of a side of a box."""
    x, y, w, h = box
    across, down = _WAYS[place]
    return x + w / 2 + across * w / 2, y + h / 2 + down * h / 2


def joined(join: Join, boxes: Mapping[str, Box]) -> Connector:
    """Give the connector of a report's line to the manager, from the manager down."""
    a, b = site(boxes[join.manager], join.start), site(boxes[join.report], join.end)
    shape, points = _bent(a, join.start, b, join.end) or (STRAIGHT, (a, b))
    return Connector(join.manager, join.report, join.start, join.end, shape, points)


def connected(source: str, target: str, boxes: Mapping[str, Box], drawn: Sequence[Connector]) -> Connector:
    """Give the connector between two cards that crosses fewest others, and is short.

    Parameters
    ----------
    source, target : str
        The keys of the two boxes.
    boxes : mapping of str to Box
        All boxes of the slide.
    drawn : sequence of Connector
        The connectors that are there already; none is drawn over.

    Returns
    -------
    Connector

    Examples
    --------
    >>> boxes = {"a": (0, 0, 10, 10), "b": (60, 0, 10, 10), "c": (30, 0, 10, 10)}
    >>> connected("a", "b", {key: boxes[key] for key in "ab"}, ()).shape
    'line'
    """
    return min(_ways(source, target, boxes), key=lambda way: (_cost(way, boxes, drawn), way.start, way.end))


def _ways(source: str, target: str, boxes: Mapping[str, Box]) -> Iterator[Connector]:
    for start in _WAYS:
        for end in _WAYS:
            a, b = site(boxes[source], start), site(boxes[target], end)
            if _leads_away(a, start, b, end):
                yield Connector(source, target, start, end, STRAIGHT, (a, b))
            if start == end:
                yield from (Connector(source, target, start, end, BEND, _turned(a, b, start, far)) for far in _AROUND)
            if bent := _bent(a, start, b, end):
                yield Connector(source, target, start, end, *bent)


def _leads_away(a: Point, start: int, b: Point, end: int) -> bool:
    """Whether a straight line leaves both cards rather than run along their sides."""
    (ax, ay), (bx, by) = _WAYS[start], _WAYS[end]
    dx, dy = b[0] - a[0], b[1] - a[1]
    least = _SIDEWAYS * math.hypot(dx, dy)
    return dx * ax + dy * ay >= least and -(dx * bx + dy * by) >= least


def _turned(a: Point, b: Point, side: int, far: float) -> tuple[Point, ...]:
    """The corners of a connector that leaves and arrives on the same side."""
    across, down = _WAYS[side]
    if across:
        x = (max if across > 0 else min)(a[0], b[0]) + far * across
        return a, (x, a[1]), (x, b[1]), b
    y = (max if down > 0 else min)(a[1], b[1]) + far * down
    return a, (a[0], y), (b[0], y), b


def _bent(a: Point, start: int, b: Point, end: int) -> tuple[str, tuple[Point, ...]] | None:
    """A connector with one corner or a bend half way, where it leaves and arrives without turning back."""
    (ax, ay), (bx, by) = _WAYS[start], _WAYS[end]
    dx, dy = b[0] - a[0], b[1] - a[1]
    if (ax, ay) == (-bx, -by):
        along = dx * ax + dy * ay
        if along < 2 * _LEAST or min(abs(dx), abs(dy)) < 1:
            return None
        middle = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
        corners = ((middle[0], a[1]), (middle[0], b[1])) if ax else ((a[0], middle[1]), (b[0], middle[1]))
        return BEND, (a, *corners, b)
    if ax * bx + ay * by == 0 and dx * ax + dy * ay >= _LEAST and -(dx * bx + dy * by) >= _LEAST:
        return CORNER, (a, (b[0], a[1]) if ax else (a[0], b[1]), b)
    return None


def _cost(way: Connector, boxes: Mapping[str, Box], drawn: Sequence[Connector]) -> float:
    """How ill a way suits: cards that it crosses, lines that it covers, places that are taken, corners, length."""
    ends = (way.source, way.target)
    crossed = sum(crosses(way.points, box, _CLEAR) for key, box in boxes.items() if key not in ends)
    own = sum(crosses(way.points, boxes[key]) for key in ends)
    taken = {(way.source, way.start), (way.target, way.end)}
    shared = sum(not taken.isdisjoint({(one.source, one.start), (one.target, one.end)}) for one in drawn)
    covered = sum(_covers(way.points, one.points) for one in drawn)
    length = sum(math.dist(*stretch) for stretch in pairwise(way.points))
    return 1500 * own + 1000 * crossed + 400 * covered + 25 * shared + 15 * len(way.points) + length


def crosses(points: Iterable[Point], box: Box, clear: float = -1.0) -> bool:
    """Say whether a line runs through a box, or nearer to it than so many pt.

    Examples
    --------
    >>> crosses([(0, 5), (30, 5)], (10, 0, 10, 10)), crosses([(0, 5), (10, 5)], (10, 0, 10, 10))
    (True, False)
    """
    x, y, w, h = box
    near = (x - clear, y - clear, x + w + clear, y + h + clear)
    return any(_meets(a, b, near) for a, b in pairwise(points))


def _meets(a: Point, b: Point, box: Box) -> bool:
    """Whether a stretch has a point within a box of left, top, right and bottom (after Liang and Barsky)."""
    first, last = 0.0, 1.0
    for axis in (0, 1):
        step = b[axis] - a[axis]
        low, high = box[axis] - a[axis], box[axis + 2] - a[axis]
        if abs(step) < 1e-9:
            if low > 0 or high < 0:
                return False
            continue
        near, far = sorted((low / step, high / step))
        first, last = max(first, near), min(last, far)
    return first < last


def _covers(one: Sequence[Point], two: Sequence[Point]) -> bool:
    """Whether two lines lie upon each other for a stretch."""
    return any(_upon(*a, *b) for a in pairwise(one) for b in pairwise(two))


def _upon(a: Point, b: Point, c: Point, d: Point) -> bool:
    length = math.dist(a, b)
    if length < 1 or math.dist(c, d) < 1:
        return False
    ux, uy = (b[0] - a[0]) / length, (b[1] - a[1]) / length
    far = [abs((p[0] - a[0]) * uy - (p[1] - a[1]) * ux) for p in (c, d)]
    along = sorted((p[0] - a[0]) * ux + (p[1] - a[1]) * uy for p in (c, d))
    return max(far) < 1.5 and min(length, along[1]) - max(0.0, along[0]) > 4
