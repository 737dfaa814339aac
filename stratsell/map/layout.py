"""Where the cards of a map stand: managers above reports, in rows, close together.

Every box belongs to a row; all boxes of a row have the same top and height. Between two rows lies a
channel that holds no box, and between two boxes of a row lies a gap: routes run there and nowhere else
(see `stratsell.map.routes`). A company is wider than a page, so the reports of a manager may stand on
several shelves, one below the other, fed by a *spine*: a free lane that runs down from the manager past
the shelves above. The tidy-tree engine of graphlay packs the boxes and spines; here we only say what
hangs below what, try a few ways to break the shelves and keep the one that suits a page best.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from stratsell.map.blocks import Staff, balance, places, shapes

CARD_WIDTH = 232.0
CARD_HEIGHT = 96.0
SPINE = 14.0
"""Width of the lane that feeds a lower shelf, besides the gap that it stands in."""
CHANNEL = 54.0
"""What a channel is expected to take, in px, while plans are compared; more where there are many people."""
MARGINS = 300.0
"""Height of title, sellers and legend, in px, while plans are compared."""
ASPECTS = (1.1, 2.0)
"""The shapes (width over height) that suit a page."""
STACKED = 0.3
"""How much waste is accepted rather than have reports one below the other, which reads like a chain; the
less the more people there are."""
PACKED = 3
"""How many of the most promising plans are packed and compared."""
SMALL = 80
"""Up to how many people are packed by the engine; more stand in blocks (see `stratsell.map.blocks`)."""
WIDEST = 1.6
"""The widest shape of a large company that is tried, over the width that suits a page."""
PITCH = 240.0
"""How far apart the rows of a large company are expected to be, in px."""
KEPT = 16
"""How many plans are kept."""


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
        All people; their order decides where a circle of managers is cut.
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
    for person in people:
        trail: dict[str, int] = {}
        above = person
        while above in first and above not in settled and above not in trail:
            trail[above] = len(trail)
            above = first[above]
        if above in trail:  # a circle: whoever of it the book lists first stands on top
            first.pop(min(list(trail)[trail[above] :], key=people.index))
        settled.update(trail)
    return {person: first[person] for person in people if person in first}


def plan(people: Sequence[str], managers: Mapping[str, str], *, gap: float = 44.0, extra: int = 0) -> Plan:
    """Place people in rows, managers above reports, in a shape that suits a page.

    Parameters
    ----------
    people : sequence of str
        Who is to be placed, in the order in which siblings stand.
    managers : mapping of str to str
        The manager of each person who has one, free of circles (see `single_managers`).
    gap : float, default 44
        Free px between two boxes of a row.
    extra : int, default 0
        How many more boxes will stand in rows below; they count in the shape.

    Returns
    -------
    Plan
        Rows count from 0 at the top.

    Examples
    --------
    >>> small = plan(["boss", "ann", "bob"], {"ann": "boss", "bob": "boss"})
    >>> [(s.key, s.row, s.x) for s in small.slots.values()]
    [('boss', 0, 138.0), ('ann', 1, 0.0), ('bob', 1, 276.0)]
    """
    return _planned(tuple(people), tuple(managers.items()), gap, extra)


@lru_cache(maxsize=KEPT)
def _planned(people: tuple[str, ...], lines: tuple[tuple[str, str], ...], gap: float, extra: int) -> Plan:
    """Plan as `plan` does, once for the same people: another day or another selection moves nobody."""
    if not people:
        return Plan({}, {}, {}, 0)
    managers = dict(lines)
    cell = CARD_WIDTH + gap
    count = len(people) + extra
    ideal = math.sqrt(count * 1.5 * _pitch(count) / cell)
    staff = Staff.of(people, managers)
    if count > SMALL:
        return _in_blocks(staff, managers, people, gap, extra)
    ways: dict[object, _Shelving] = {}
    for columns in (_in_one_row, _near_square, _in_pairs, _in_one_column):
        for stretch in (math.inf, 1.9, 1.4, 1.0):
            way = _shelved(staff, columns, max(2.0, ideal * stretch) * cell, cell)
            ways.setdefault((way.columns, way.shelves), way)

    def cost(way: _Shelving, width: float) -> float:
        stacked = STACKED * max(0.0, 1 - count / 160) if way.stacked else 0.0
        return _cost(width, way.depth, count, extra, cell) + stacked

    promising = sorted(ways.values(), key=lambda way: cost(way, way.width))[:PACKED]
    packed = [(way, _Tree(people, managers, staff, way, gap).pack()) for way in promising]
    return min(packed, key=lambda pair: cost(pair[0], pair[1].span[1] - pair[1].span[0]))[1]


def _in_blocks(staff: Staff, managers: Mapping[str, str], people: Sequence[str], gap: float, extra: int) -> Plan:
    """Place a large company: the shape that suits a page best."""
    cell, count = CARD_WIDTH + gap, len(people) + extra
    widest = WIDEST * math.sqrt(count * 1.5 * PITCH / cell) * cell
    found = shapes(staff, widest, cell, SPINE)
    best = min(found, key=lambda shape: _cost(shape.width, shape.depth - 1, count, extra, cell))
    stand = places(staff, best, cell, SPINE)
    slots = {p: Slot(p, stand[p].row, round(stand[p].left + gap / 2, 1), CARD_WIDTH) for p in people}
    climbs = {p: tuple(round(x, 1) for x in stand[p].climb) for p in people if p in managers}
    return Plan(slots, climbs, managers, best.depth - 1)


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


def _in_one_row(reports: int) -> int:
    return reports


def _near_square(reports: int) -> int:
    return reports if reports <= 3 else math.ceil(math.sqrt(reports))


def _in_pairs(reports: int) -> int:
    return min(reports, 2)


def _in_one_column(_: int) -> int:
    return 1


@dataclass(frozen=True, slots=True)
class _Shelving:
    """A way to break the reports of each manager into shelves, and the size that comes of it.

    Managers are as in `Staff.order`.
    """

    columns: tuple[int, ...]
    """For each manager, how many reports without reports of their own stand side by side: in a block if not all."""
    shelves: tuple[tuple[int, ...], ...]
    """For each manager, how many items stand on each shelf: reports with all below, then the others or their block."""
    stacked: bool
    """Whether people may stand one below the other, which reads like a chain."""
    width: float
    depth: int
    """At most how wide and exactly how many rows deep it will be."""


def _shelved(staff: Staff, columns: Callable[[int], int], limit: float, cell: float) -> _Shelving:
    """Break shelves where they would be wider than a limit."""
    chosen: list[int] = []
    shelves: list[tuple[int, ...]] = []
    sizes: dict[str | None, tuple[float, int]] = {}
    for manager in reversed(staff.order):
        count = len(staff.leaves[manager])
        wide = min(count, max(1, columns(count))) if manager is not None else count
        items = [sizes[head] for head in staff.heads[manager]]
        items += [(cell, 1)] * count if wide == count else [(wide * cell + SPINE, math.ceil(count / wide))]
        broken = _fitting([width for width, _ in items], limit)
        width, depth = _size(items, broken)
        sizes[manager] = max(width, cell), depth + 1
        chosen.append(wide)
        shelves.append(broken)
    return _Shelving(tuple(reversed(chosen)), tuple(reversed(shelves)), columns is _in_one_column, width, depth)


def _fitting(widths: Sequence[float], limit: float) -> tuple[int, ...]:
    """How many items go on each shelf, so that none is wider than the limit that could be narrower."""
    shelves: list[int] = []
    room = -1.0
    for width in widths:
        room -= width
        if room < 0:
            shelves.append(0)
            room = limit - width
        shelves[-1] += 1
    return tuple(shelves)


def _size(items: Sequence[tuple[float, int]], shelves: Sequence[int]) -> tuple[float, int]:
    """Width and depth of items that stand on shelves; all but the last are crossed by a lane."""
    width, depth, start = 0.0, 0, 0
    for count in shelves:
        shelf = items[start : start + count]
        start += count
        lane = SPINE if start < len(items) else 0.0
        width = max(width, sum(wide for wide, _ in shelf) + lane)
        depth += max(deep for _, deep in shelf)
    return width, depth


@dataclass(slots=True)
class _Item:
    """What hangs from a manager as one piece: a report with all below, or a block of leaves."""

    width: float
    depth: int
    head: int
    """The topmost node of the item in the engine's graph."""


class _Tree:
    """The engine's graph of one way to break the shelves; node 0 stands above all trees."""

    def __init__(
        self, people: Sequence[str], managers: Mapping[str, str], staff: Staff, way: _Shelving, gap: float
    ) -> None:
        self.people = people
        self.managers = managers
        self.gap = gap
        self.widths = [1.0]
        self.edges: list[tuple[int, int]] = []
        """Upper and lower node; siblings stand in the order of their edges."""
        self.holds: dict[str, tuple[int, float]] = {}
        """The node that holds a person, and the person's left edge from the node's middle."""
        self.via: dict[int, float] = {}
        """For a node that a line crosses on its way up: the line's x from the node's middle."""
        grown: dict[str | None, _Item] = {}
        for at in reversed(range(len(staff.order))):  # deepest managers first
            manager = staff.order[at]
            items = [grown[person] for person in staff.heads[manager]]
            items += self._leaves(staff.leaves[manager], way.columns[at])
            head = 0 if manager is None else self._person(manager)
            self._shelve(items, way.shelves[at], head)
            width, depth = _size([(item.width, item.depth) for item in items], way.shelves[at])
            grown[manager] = _Item(max(width, self.widths[head]), depth + 1, head)

    def _node(self, width: float) -> int:
        self.widths.append(width)
        return len(self.widths) - 1

    def _person(self, person: str) -> int:
        node = self._node(CARD_WIDTH + self.gap)
        self.holds[person] = (node, -CARD_WIDTH / 2)
        return node

    def _leaves(self, leaves: list[str], columns: int) -> list[_Item]:
        """Make leaves items one by one or, where they are many, a block of several rows."""
        cell = CARD_WIDTH + self.gap
        if columns == len(leaves):
            return [_Item(cell, 1, self._person(p)) for p in leaves]
        width = columns * cell + SPINE
        before = columns // 2  # how many boxes of a row stand left of the spine
        nodes: list[int] = []
        for start in range(0, len(leaves), columns):
            node = self._node(width)
            for place, person in enumerate(leaves[start : start + columns]):
                shift = SPINE if place >= before else 0.0
                self.holds[person] = (node, place * cell + shift + (self.gap - width) / 2)
            self.via[node] = before * cell + (SPINE - width) / 2
            self.edges += [(nodes[-1], node)] if nodes else []
            nodes.append(node)
        return [_Item(width, len(nodes), nodes[0])]

    def _shelve(self, items: Sequence[_Item], shelves: Sequence[int], top: int) -> None:
        """Hang items on shelves below a node."""
        start = 0
        for count in shelves:
            shelf = items[start : start + count]
            start += count
            heads = [item.head for item in shelf]
            lane: list[int] = []
            if start < len(items):
                lane = [self._node(SPINE) for _ in range(max(item.depth for item in shelf))]
                heads.insert(balance([item.width for item in shelf]), lane[0])
                self.via |= dict.fromkeys(lane, 0.0)
            self.edges += [(top, head) for head in heads]
            self.edges += pairwise(lane)
            top = lane[-1] if lane else top

    def pack(self) -> Plan:
        """Let the engine pack the nodes, and read boxes and climbs from its answer."""
        import graphlay

        nodes = [{"size": {"width": width, "height": 1.0}} for width in self.widths]
        edges = [{"source": upper, "target": lower} for upper, lower in self.edges]
        packed = graphlay.layout_tree({"nodes": nodes, "edges": edges}, options=_ENGINE).nodes
        middles = [node["center"]["x"] for node in packed]
        upper_of = {lower: upper for upper, lower in self.edges}
        # Rows are 1 px high and 9 px apart in the engine's picture; the topmost is node 0's own.
        rows = [round(node["center"]["y"] / 10) - 1 for node in packed]
        lefts = {person: middles[node] + left for person, (node, left) in self.holds.items()}
        shift = -min(lefts.values())
        slots, climbs = {}, {}
        for person in self.people:
            node = self.holds[person][0]
            slots[person] = Slot(person, rows[node], round(lefts[person] + shift, 1), CARD_WIDTH)
            if person in self.managers:
                goal, crossed = self.holds[self.managers[person]][0], []
                while (node := upper_of[node]) != goal:
                    crossed.append(round(middles[node] + self.via[node] + shift, 1))
                climbs[person] = tuple(crossed)
        return Plan(slots, climbs, self.managers, max(slot.row for slot in slots.values()) + 1)


_ENGINE = {
    "direction": "topbottom",
    "sibling_gap": 0.0,  # the gap is part of a node's width, so that spines stand in it
    "subtree_gap": 0.0,
    "row_gap": 9.0,
    "level_alignment": "by_depth",
}
