"""Where the cards of a company stand on a slide: reports in a row below their manager, or hanging beside a trunk.

PowerPoint, LibreOffice, Keynote and Google Slides draw connectors each in its own way as soon as somebody moves a card.
So only those are used on which all agree: straight ones, with one corner, and with a bend half way. A row's reports
have one height above them; whoever hangs is beside the line that comes straight down from the manager. A way that a
company can stand is a `Block`; of all ways those count that are not both wider and higher than another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter

TOP, LEFT, BOTTOM, RIGHT = range(4)
"""The places of a card where connectors attach, as PowerPoint numbers them."""


@dataclass(frozen=True, slots=True)
class Size:
    """How large cards are, in pt.

    Attributes
    ----------
    width, height : float
        Of a card.
    name, text : float
        Of letters.
    across, down : float
        Free room between two cards side by side, and one below the other.
    bus : float
        Free room between a manager and a row of reports, for the line between them.
    stub : float
        The height of a box that only says how many others there are.
    """

    width: float
    height: float
    name: float
    text: float
    across: float = 12.0
    down: float = 8.0
    bus: float = 22.0
    stub: float = 17.0


SIZES = (Size(166.0, 62.0, 12.0, 10.0, 16.0, 10.0, 26.0), Size(140.0, 54.0, 11.0, 9.5), Size(118.0, 48.0, 9.5, 9.0))
"""The sizes to try, the largest first; 9 pt is the smallest letter."""

TRUNK = 18.0
"""Between two cards that hang from a trunk, left and right of it."""

SHELF = 18.0
"""Between two groups of cards that stand one below the other."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A box's place in a block; the key says whose it is."""

    key: str
    x: float
    y: float
    h: float


@dataclass(frozen=True, slots=True)
class Join:
    """A line from a manager to a report, and where it attaches to both."""

    manager: str
    report: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """A way that some people can stand; `middle` is the x of the middle of the card on top."""

    width: float
    height: float
    middle: float
    boxes: tuple[Placed, ...]
    joins: tuple[Join, ...] = ()
    flush: bool = True
    """Whether the card on top stands at the left end, so that the block can hang from a trunk."""

    @property
    def hung(self) -> float:
        """The share of the reports who hang."""
        return sum(join.end != TOP for join in self.joins) / max(1, len(self.joins))

    def moved(self, x: float, y: float) -> tuple[Placed, ...]:
        """Give the boxes, moved."""
        return tuple(replace(box, x=box.x + x, y=box.y + y) for box in self.boxes)

    def mirrored(self) -> Block:
        """Give the block as a mirror shows it: who hung right of a trunk hangs left of it."""
        card = 2 * self.middle if self.flush else 0.0  # a flush block begins with its card
        boxes = tuple(replace(box, x=self.width - box.x - card) for box in self.boxes)
        other = {TOP: TOP, BOTTOM: BOTTOM, LEFT: RIGHT, RIGHT: LEFT}
        joins = tuple(replace(join, end=other[join.end]) for join in self.joins)
        return replace(self, boxes=boxes, joins=joins, middle=self.width - self.middle, flush=False)


@dataclass(frozen=True, slots=True)
class Forest:
    """Who is to be placed: people by id, with their reports, and those beside all reporting lines.

    Attributes
    ----------
    roots : tuple of str
        Those on top.
    reports : mapping of str to tuple of str
        By manager, the reports; keys that begin with “+” are stubs.
    others : tuple of str
        Who stands in a group of its own.
    """

    roots: tuple[str, ...] = ()
    reports: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    others: tuple[str, ...] = ()


def is_stub(key: str) -> bool:
    """Say whether a key is that of a box that only says how many others there are."""
    return key.startswith("+")


def fitting(forest: Forest, size: Size, width: float, height: float) -> Block | None:
    """Place everybody within a width and a height; None if there is no way.

    Parameters
    ----------
    forest : Forest
        Who is to be placed.
    size : Size
        How large the cards are.
    width, height : float
        The room, in pt.

    Returns
    -------
    Block or None
        Of all ways one with many rows, which are read more easily, and with room on the tightest side.

    Examples
    --------
    >>> block = fitting(Forest(("boss",), {"boss": ("ann", "bob")}), SIZES[0], 400, 300)
    >>> [(box.key, box.x, box.y) for box in block.boxes]
    [('boss', 91.0, 0.0), ('ann', 0.0, 88.0), ('bob', 182.0, 88.0)]
    """
    many = sum(not is_stub(key) for ids in forest.reports.values() for key in ids) + len(forest.roots)
    if many * size.width * size.height > width * height:
        return None
    fits = _Fits(size, width, height)
    trees = [fits.ways(root, forest.reports) for root in forest.roots]
    if not all(trees):
        return None
    blocks = fits.beside(trees) + fits.shelves(trees) if trees else []
    if forest.others:
        groups = fits.grids(forest.others)
        blocks = [both for one in blocks for two in groups for both in _together(one, two, size)] if blocks else groups
    best = [block for block in blocks if block.width <= width and block.height <= height]
    return min(best, key=lambda block: block.hung + max(block.width / width, block.height / height) / 4, default=None)


class _Fits:
    """Ways to stand with cards of one size, within a room."""

    def __init__(self, size: Size, width: float, height: float) -> None:
        self.size, self.width, self.height = size, width, height

    def ways(self, key: str, reports: Mapping[str, tuple[str, ...]]) -> list[Block]:
        """Give the ways in which somebody and all below can stand."""
        size = self.size
        high = size.stub if is_stub(key) else size.height
        alone = Block(size.width, high, size.width / 2, (Placed(key, 0.0, 0.0, high),))
        if not reports.get(key):
            return [alone] if high <= self.height and size.width <= self.width else []
        below = [self.ways(report, reports) for report in reports[key]]
        if not all(below):
            return []
        ways = [self._row(key, row) for row in self.beside(below)]
        if hanging := _hanging(below):
            ways += [self._hang(key, hanging), self._hang_both(key, hanging)]
        return self._best(ways)

    def _best(self, ways: Iterable[Block]) -> list[Block]:
        """Keep what has room and is not both wider and higher than another, be it flush or not."""
        best: list[Block] = []
        for block in sorted(ways, key=lambda block: (block.width, block.height, not block.flush)):
            if block.width > self.width or block.height > self.height:
                continue
            if not any(other.height <= block.height and (other.flush or not block.flush) for other in best):
                best.append(block)
        return best

    def beside(self, trees: Sequence[Sequence[Block]]) -> list[Block]:
        """Put trees side by side, in all ways that are not both wider and higher than another."""
        blocks = list[Block]()
        for limit in sorted({block.height for ways in trees for block in ways}):
            low = [[block for block in ways if block.height <= limit] for ways in trees]
            if all(low):
                blocks.append(_side_by_side([min(ways, key=attrgetter("width")) for ways in low], self.size.across))
        return blocks

    def shelves(self, trees: Sequence[Sequence[Block]]) -> list[Block]:
        """Put trees on shelves, one below the other, as many on each as there is room for."""
        blocks = list[Block]()
        pickers: tuple[Callable[[Sequence[Block]], Block], ...] = (
            lambda ways: min(ways, key=attrgetter("width")),
            lambda ways: min(ways, key=attrgetter("height")),
        )
        for pick in pickers:
            rows: list[list[Block]] = [[]]
            room = self.width
            for block in map(pick, trees):
                if rows[-1] and block.width > room:
                    rows.append([])
                    room = self.width
                rows[-1].append(block)
                room -= block.width + self.size.across
            blocks.append(_stacked([_side_by_side(row, self.size.across) for row in rows]))
        return blocks

    def grids(self, keys: Sequence[str]) -> list[Block]:
        """Put people in rows of equal length, in all ways that have room."""
        size, blocks = self.size, list[Block]()
        for columns in range(1, len(keys) + 1):
            across, down = size.width + size.across, size.height + size.down
            boxes = tuple(
                Placed(key, index % columns * across, index // columns * down, size.height)
                for index, key in enumerate(keys)
            )
            wide = columns * across - size.across
            high = boxes[-1].y + size.height
            if wide <= self.width and high <= self.height:
                blocks.append(Block(wide, high, wide / 2, boxes))
        return blocks

    def _row(self, key: str, row: Block) -> Block:
        """A manager above a row of reports, in the middle of them."""
        size = self.size
        tops = [box for box in row.boxes if box.y == 0]
        middle = (tops[0].x + tops[-1].x + size.width) / 2
        left = max(0.0, size.width / 2 - middle)
        x = left + middle - size.width / 2
        down = size.height + size.bus
        boxes = (Placed(key, x, 0.0, size.height), *row.moved(left, down))
        joins = tuple(Join(key, box.key, BOTTOM, TOP) for box in tops)
        wide = max(left + row.width, x + size.width)
        return Block(wide, down + row.height, left + middle, boxes, (*joins, *row.joins), flush=False)

    def _hang(self, key: str, blocks: Sequence[Block]) -> Block:
        """A manager above reports who stand one below the other, right of the trunk."""
        size = self.size
        indent = size.width / 2 + TRUNK / 2
        boxes, joins = [Placed(key, 0.0, 0.0, size.height)], list[Join]()
        y = size.height + size.down
        for block in blocks:
            boxes += block.moved(indent, y)
            joins += [Join(key, block.boxes[0].key, BOTTOM, LEFT), *block.joins]
            y += block.height + size.down
        wide = max(indent + max(block.width for block in blocks), size.width)
        return Block(wide, y - size.down, size.width / 2, tuple(boxes), tuple(joins))

    def _hang_both(self, key: str, blocks: Sequence[Block]) -> Block:
        """A manager above reports who stand on both sides of the trunk, in turn."""
        size = self.size
        sides: tuple[list[Block], list[Block]] = ([], [])
        depth = [0.0, 0.0]
        for block in blocks:
            shorter = int(depth[1] < depth[0])
            sides[shorter].append(block)
            depth[shorter] += block.height + size.down
        wide = [max((block.width for block in side), default=0.0) for side in sides]
        trunk = max(wide[0] + TRUNK / 2, size.width / 2)
        boxes, joins = [Placed(key, trunk - size.width / 2, 0.0, size.height)], list[Join]()
        for side, end in zip(sides, (RIGHT, LEFT), strict=True):
            y = size.height + size.down
            for block in side:
                hung = block.mirrored() if end == RIGHT else block
                boxes += hung.moved(trunk - TRUNK / 2 - block.width if end == RIGHT else trunk + TRUNK / 2, y)
                joins += [Join(key, block.boxes[0].key, BOTTOM, end), *hung.joins]
                y += block.height + size.down
        right = max(wide[1] + TRUNK / 2, size.width / 2)
        return Block(trunk + right, max(depth) + size.height, trunk, tuple(boxes), tuple(joins), flush=False)


def _hanging(below: Sequence[Sequence[Block]]) -> list[Block]:
    """Give of each report the narrowest block that can hang; none where some report's cannot."""
    flush = [[block for block in ways if block.flush] for ways in below]
    return [min(ways, key=attrgetter("width")) for ways in flush] if all(flush) else []


def _side_by_side(blocks: Sequence[Block], gap: float) -> Block:
    x, boxes, joins = 0.0, list[Placed](), list[Join]()
    for block in blocks:
        boxes += block.moved(x, 0.0)
        joins += block.joins
        x += block.width + gap
    wide = x - gap
    return Block(wide, max(block.height for block in blocks), wide / 2, tuple(boxes), tuple(joins), flush=False)


def _stacked(blocks: Sequence[Block]) -> Block:
    """One below the other, each in the middle."""
    wide = max(block.width for block in blocks)
    y, boxes, joins = 0.0, list[Placed](), list[Join]()
    for block in blocks:
        boxes += block.moved((wide - block.width) / 2, y)
        joins += block.joins
        y += block.height + SHELF
    return Block(wide, y - SHELF, wide / 2, tuple(boxes), tuple(joins), flush=False)


def _together(one: Block, two: Block, size: Size) -> list[Block]:
    """The company and those beside it: on its right, or below it."""
    right = _side_by_side((one, two), 2 * size.across)
    return [right, _stacked((one, two))]
