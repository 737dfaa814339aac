"""Where the cards of a map stand: managers above reports, in rows, close together.

Every box belongs to a row; all boxes of a row have the same top and height. Between two rows lies a
channel that holds no box, and between two boxes of a row lies a gap: routes run there and nowhere else
(see `stratsell.map.routing`). A company is wider than a page, so the reports of a manager may stand on
several shelves, one below the other, fed by a free lane that runs down from the manager past the shelves
above (see `stratsell.map.blocks`). Of all shapes that a company can take, the one counts that suits a page best.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import count as count_up
from itertools import product, takewhile
from operator import itemgetter
from typing import NamedTuple

from stratsell.map.blocks import NARROWER, Shape, Staff, places, shapes

CARD_WIDTH = 232.0
CARD_HEIGHT = 96.0
LANE = 14.0
"""Width of the lane that feeds a lower shelf, besides the gap that it stands in."""
CHANNEL = 54.0
"""What a channel is expected to take, in px, while plans are compared; more where there are many people."""
OURS = 90.0
"""Height of the row of our own people, in px, while plans for a page are compared."""
MARGINS = 300.0
"""Height of title, sellers and legend, in px, while plans are compared."""
ASPECTS = (1.1, 2.0)
"""The shapes (width over height) that suit a page."""
UNTIDY = 0.5
"""How much waste is accepted rather than have reports one below the other who have room side by side, which reads
like a chain; the less the more people there are, and none from `CROWD` on."""
LEGIBLE = 0.05
"""The same for a page, where it counts more how large all comes out."""
CROWD = 100
PACKED = 1000
"""How many people are packed in all while the most promising shapes are compared, but three shapes at least."""
WIDEST = 1.6
"""The widest shape that is tried, over the width that suits a page; it has room for `LEAST_ROOM` boxes in any case."""
LEAST_ROOM = 8
PITCH = 240.0
"""How far apart the rows of a large company are expected to be at most, in px."""
MOST_LAYOUTS = 16
"""How many plans are kept."""


class Page(NamedTuple):
    """What a plan is for.

    Attributes
    ----------
    width, height : float
        The room for boxes and edges; only their ratio counts.
    pitch : float
        How far apart rows are expected to be, in px.
    tight : bool
        Whether boxes stand close together, so that what is on them is larger.
    """

    width: float
    height: float
    pitch: float
    tight: bool


@dataclass(frozen=True, slots=True)
class Slot:
    """A box's place in a row; `x` is its left edge.

    All lengths are in px.
    """

    key: str
    row: int
    x: float
    width: float

    @property
    def middle(self) -> float:
        """The x of the box's middle."""
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Plan:
    """Boxes in rows, and the way each report's line takes up to the manager.

    Attributes
    ----------
    slots : dict of str to Slot
        The boxes by key.
    climbs : dict of str to tuple of float
        For each report, the x at which its line crosses each row between it and its manager, lowest
        row first; empty where the manager stands in the row above.
    managers : mapping of str to str
        The manager of each report.
    rows : int
        How many rows there are.
    """

    slots: dict[str, Slot]
    climbs: dict[str, tuple[float, ...]]
    managers: Mapping[str, str]
    rows: int

    @property
    def span(self) -> tuple[float, float]:
        """The left and right ends of the boxes."""
        slots = self.slots.values()
        return min((s.x for s in slots), default=0.0), max((s.x + s.width for s in slots), default=0.0)


@dataclass(frozen=True, slots=True)
class Block:
    """Where a block of boxes stands: its first row, its left edge and how many boxes wide."""

    row: int
    x: float
    columns: int


def single_managers(people: Sequence[str], lines: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Keep one manager a person so that the reporting lines make a forest.

    Parameters
    ----------
    people : sequence of str
        All people; their order decides where a cycle of managers is cut.
    lines : iterable of (report, manager)
        Reporting lines, the one to keep first. Lines to oneself are passed over.

    Returns
    -------
    dict of str to str
        The manager of each person who has one.

    Examples
    --------
    >>> single_managers(["a", "b", "c"], [("a", "b"), ("b", "a"), ("c", "b"), ("c", "a")])
    {'b': 'a', 'c': 'b'}
    """
    first: dict[str, str] = {}
    for report, manager in lines:
        if report != manager:
            first.setdefault(report, manager)
    settled: set[str] = set()
    rank = {person: place for place, person in reversed(list(enumerate(people)))}
    for person in people:
        trail: dict[str, int] = {}
        above = person
        while above in first and above not in settled and above not in trail:
            trail[above] = len(trail)
            above = first[above]
        if above in trail:  # a cycle: whoever of it the book lists first stands on top
            first.pop(min(list(trail)[trail[above] :], key=rank.__getitem__))
        settled.update(trail)
    return {person: first[person] for person in people if person in first}


def plan(
    people: Sequence[str], managers: Mapping[str, str], *, gap: float = 44.0, extra: int = 0, page: Page | None = None
) -> Plan:
    """Place people in rows, managers above reports, in a shape that suits a page.

    Parameters
    ----------
    people : sequence of str
        Who is to be placed, in the order in which siblings stand.
    managers : mapping of str to str
        The manager of each person who has one, free of cycles (see `single_managers`).
    gap : float, default 44
        Free px between two boxes of a row.
    extra : int, default 0
        How many more boxes will stand in rows below; they count in the shape.
    page : Page, optional
        What it is to fit, as large as can be. Default: a page of a usual shape.

    Returns
    -------
    Plan
        Rows count from 0 at the top.

    Examples
    --------
    >>> small = plan(["boss", "ann", "bob"], {"ann": "boss", "bob": "boss"})
    >>> [(s.key, s.row, s.x) for s in small.slots.values()]
    [('boss', 0, -116.0), ('ann', 1, -254.0), ('bob', 1, 22.0)]
    """
    return _planned(tuple(people), tuple(managers.items()), gap, extra, page)


@lru_cache(maxsize=MOST_LAYOUTS)
def _planned(
    people: tuple[str, ...], lines: tuple[tuple[str, str], ...], gap: float, extra: int, page: Page | None
) -> Plan:
    """Plan as `plan` does, once for the same people: another day or another selection moves nobody."""
    if not people:
        return Plan({}, {}, {}, 0)
    managers = dict(lines)
    staff = Staff.of(people, managers)
    cell, count = CARD_WIDTH + gap, len(people) + extra
    widest = max(LEAST_ROOM, WIDEST * math.sqrt(count * 1.5 * PITCH / cell)) * cell

    def cost(width: float, shape: Shape) -> float:
        if page is None:
            return _cost(width, shape.depth - 1, count, extra, cell)
        return _misfit(width, shape.depth - 1, extra, cell, page)

    limits = takewhile(lambda limit: limit > cell, (widest * NARROWER**step for step in count_up()))
    ways = [
        (cost(shape.width, shape), shape, 0.0)
        for limit, columns in product(limits, (_in_one_row, _near_square, _in_pairs))
        for shape in shapes(staff, limit, cell, LANE, columns)
    ]
    untidy = (UNTIDY if page is None else LEGIBLE) * max(0.0, 1 - count / CROWD)
    ways += [(cost(shape.width, shape) + untidy, shape, untidy) for shape in shapes(staff, widest, cell, LANE)]

    def packed(shape: Shape, more: float) -> tuple[float, Plan]:
        stand = places(staff, shape, cell, LANE)
        slots = {p: Slot(p, stand[p].row, round(stand[p].left + gap / 2, 1), CARD_WIDTH) for p in people}
        climbs = {p: tuple(round(x, 1) for x in stand[p].climb) for p in people if p in managers}
        made = Plan(slots, climbs, managers, shape.depth - 1)
        return cost(made.span[1] - made.span[0] + gap, shape) + more, made

    promising = sorted(ways, key=itemgetter(0))[: max(3, PACKED // count)]
    return min((packed(*way[1:]) for way in promising), key=itemgetter(0))[1]


def tuck(
    placed: Plan, taken: Iterable[Slot], key: str, gap: float, *, first: int = 0, widen: bool = False
) -> Slot | None:
    """Find a free place for one more box among the rows of a plan.

    Parameters
    ----------
    placed : Plan
        The plan.
    taken : iterable of Slot
        All boxes that stand already, also those that were tucked in before.
    key : str
        Key of the new box.
    gap : float
        Free px to keep on both sides.
    first : int, default 0
        The uppermost row to try.
    widen : bool, default False
        Whether the box may stand beyond the right end of that row if it is free nowhere.

    Returns
    -------
    Slot or None
        The place: in the uppermost row that has room within the plan's width, near the row's boxes and
        on no line's climb; None if there is no room.
    """
    left, right = placed.span
    rows: dict[int, list[tuple[float, float]]] = {}
    for slot in taken:
        rows.setdefault(slot.row, []).append((slot.x - gap, slot.x + slot.width + gap))
    for person, climb in placed.climbs.items():
        for step, x in enumerate(climb, start=1):
            rows.setdefault(placed.slots[person].row - step, []).append((x - gap / 2, x + gap / 2))
    for row in range(first, placed.rows):
        spans = sorted(rows[row])
        middle = (min(a for a, _ in spans) + max(b for _, b in spans)) / 2
        choices = [b for _, b in spans] + [a - CARD_WIDTH for a, _ in spans]
        free = [
            x
            for x in choices
            if left <= x <= right - CARD_WIDTH and all(x + CARD_WIDTH <= a + 0.05 or b - 0.05 <= x for a, b in spans)
        ]
        if free:
            nearest = min(free, key=lambda x: (abs(x + CARD_WIDTH / 2 - middle), -x))
            return Slot(key, row, round(nearest, 1), CARD_WIDTH)
    if widen and placed.rows:
        return Slot(key, first, round(max(b for _, b in rows[first]), 1), CARD_WIDTH)
    return None


def beside(placed: Plan, taken: Iterable[Slot], count: int, cell: float, ahead: float) -> Block | None:
    """Find a free corner below right or left for a block of boxes that belong together.

    Parameters
    ----------
    placed : Plan
        The plan.
    taken : iterable of Slot
        All boxes that stand already.
    count : int
        How many boxes the block has.
    cell : float
        Width of a box with its gap.
    ahead : float
        Free px to keep left of the block, for its heading.

    Returns
    -------
    Block or None
        The lowest place within the plan's width and rows; None if there is none.
    """
    left, right = placed.span
    ends: list[tuple[float, float]] = [(right, left)] * placed.rows
    places = [(s.row, s.x, s.x + s.width) for s in taken]
    for person, climb in placed.climbs.items():
        row = placed.slots[person].row
        places += [(row - step, x, x) for step, x in enumerate(climb, start=1)]
    for row, low, high in places:
        ends[row] = min(ends[row][0], low), max(ends[row][1], high)
    low, high = right, left
    gap = cell - CARD_WIDTH
    for first in reversed(range(1, placed.rows)):
        low, high = min(low, ends[first][0]), max(high, ends[first][1])
        for start, end in ((high + gap + ahead, right), (left + ahead, low - gap)):
            columns = min(count, int((end - start + gap) / cell))
            if columns > 0 and math.ceil(count / columns) <= placed.rows - first:
                return Block(first, round(end - columns * cell + gap, 1), columns)
    return None


def _pitch(count: int) -> float:
    """How far apart rows are expected to be: the more people, the more lanes in a channel."""
    return CARD_HEIGHT + CHANNEL + 0.2 * max(0, count - 60)


def _cost(width: float, rows: int, count: int, extra: int, cell: float) -> float:
    """How ill a plan suits a page: wasted area, and a shape too wide or too tall."""
    width = max(width, 3 * cell)
    below = math.ceil(extra * cell / width)
    height = (rows + below) * _pitch(count) + MARGINS
    waste = math.log(width * height / (count * cell * _pitch(count)))
    wide = max(0.0, math.log(width / height / ASPECTS[1]))
    tall = max(0.0, math.log(ASPECTS[0] * height / width))
    return waste + 4 * wide + 4 * tall


def _misfit(width: float, rows: int, extra: int, cell: float, page: Page) -> float:
    """How small a plan comes out on a page."""
    width = max(width, 3 * cell)
    below = math.ceil(extra * cell / width)
    return math.log(max(width / page.width, ((rows + below) * page.pitch + OURS) / page.height))


def _in_one_row(reports: int) -> int:
    return reports


def _near_square(reports: int) -> int:
    return reports if reports <= 3 else math.ceil(math.sqrt(reports))


def _in_pairs(reports: int) -> int:
    return min(reports, 2)
