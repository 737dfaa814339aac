"""A company in blocks: below each manager a block in which only those below stand, as compact as a page needs.

Each block has several shapes, from narrow and deep to wide and shallow. A manager's block is put together from those
of the reports, on shelves one below the other; of all ways to do so within a width the least deep counts. Lower shelves
are fed by a lane that runs down past the upper ones, as in `stratsell.map.layout`. Blocks do not interlock, which would
make a large map lean to one side.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

NARROWER = 0.8
"""How much narrower the next width is that is tried."""


@dataclass(frozen=True, slots=True)
class Shape:
    """How people may stand: a manager and all below, or (where there are columns) reports without reports of their own.

    Attributes
    ----------
    width : float
        In px.
    depth : int
        In rows.
    columns : int
        How many of the reports stand side by side.
    shelves : tuple of tuple of Shape
        From top to bottom what hangs from the manager: reports who have reports, in their order, then the others.
    """

    width: float
    depth: int
    columns: int = 0
    shelves: tuple[tuple[Shape, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Staff:
    """Who reports to whom; None stands above all.

    Attributes
    ----------
    order : list of str or None
        The managers, each after their own.
    heads : dict of list of str
        By manager, the reports who have reports themselves.
    leaves : dict of list of str
        By manager, the other reports.
    """

    order: list[str | None]
    heads: dict[str | None, list[str]]
    leaves: dict[str | None, list[str]]

    @classmethod
    def of(cls, people: Sequence[str], managers: Mapping[str, str]) -> Staff:
        """Sort people by their manager, free of circles; the order of the people is that of the reports."""
        reports: dict[str | None, list[str]] = {None: []}
        for person in people:
            reports.setdefault(managers.get(person), []).append(person)
        order: list[str | None] = [None]
        for manager in order:
            order.extend(person for person in reports[manager] if person in reports)
        heads = {manager: [p for p in reports[manager] if p in reports] for manager in order}
        leaves = {manager: [p for p in reports[manager] if p not in reports] for manager in order}
        return cls(order, heads, leaves)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person stands.

    Attributes
    ----------
    row : int
        0 at the top.
    left : float
        The left end of the card with half the gap, in px.
    climb : tuple of float
        The x at which the line to the manager crosses each row between, the lowest first.
    """

    row: int
    left: float
    climb: tuple[float, ...]


def shapes(staff: Staff, widest: float, cell: float, lane: float, least: int = 1) -> list[Shape]:
    """Find the shapes of a whole company, with a row above all for nobody.

    Parameters
    ----------
    staff : Staff
        The company.
    widest : float
        How wide it may be, in px.
    cell : float
        How wide a card is, with the gap beside it.
    lane : float
        How wide a lane is.
    least : int, default 1
        How many of those without reports stand side by side at least, where there are so many.

    Returns
    -------
    list of Shape
        None is both narrower and less deep than another; the narrowest first.

    Examples
    --------
    >>> staff = Staff.of(["boss", "ann", "bob"], {"ann": "boss", "bob": "boss"})
    >>> [(shape.width, shape.depth) for shape in shapes(staff, 300, 100, 10)]
    [(110, 4), (200, 3)]
    """
    found: dict[str | None, list[Shape]] = {}
    known: dict[tuple[int, ...], list[Shape]] = {}  # many managers have as many people in the same order
    for manager in reversed(staff.order):
        pieces = [found[head] for head in staff.heads[manager]]
        if leaves := len(staff.leaves[manager]):
            pieces.append(_blocks(leaves, cell, lane, least))
        key = tuple(map(id, pieces))
        if key not in known:
            known[key] = _best(_narrowing(pieces, widest, cell, lane))
        found[manager] = known[key]
    return found[None]


def _narrowing(pieces: Sequence[Sequence[Shape]], widest: float, cell: float, lane: float) -> Iterator[Shape]:
    """The best shapes within limits that get narrower."""
    shape, limit = None, widest
    while limit > cell:
        if shape is None or shape.width > limit:  # else it is the best within this limit, too
            shape = _shape(pieces, limit, cell, lane)
            yield shape
        limit *= NARROWER
    yield _shape(pieces, cell, cell, lane)


def _best(found: Iterable[Shape]) -> list[Shape]:
    """The shapes of which none is both narrower and less deep than another, the narrowest first."""
    best: list[Shape] = []
    for shape in sorted(found, key=lambda shape: (shape.width, shape.depth)):
        if not best or shape.depth < best[-1].depth:
            best.append(shape)
    return best


@cache
def _blocks(leaves: int, cell: float, lane: float, least: int) -> list[Shape]:
    """The shapes of a block of people without reports."""
    broken = (Shape(wide * cell + lane, math.ceil(leaves / wide), wide) for wide in range(least, leaves))
    return _best([*broken, Shape(leaves * cell, 1, leaves)])


def _shape(pieces: Sequence[Sequence[Shape]], limit: float, cell: float, lane: float) -> Shape:
    """Put pieces on shelves within a limit below a manager, as few rows deep as can be, each in one of its shapes."""
    # For the first so many pieces: how deep they are, how many stand on upper shelves, and the shapes on the last one.
    best: list[tuple[int, int, tuple[Shape, ...]]] = [(0, 0, ())]
    for end in range(1, len(pieces) + 1):
        ways: list[tuple[int, int, tuple[Shape, ...]]] = []
        for start in range(end - 1, -1, -1):
            shelf = _shelf(pieces[start:end], limit)
            if ways and sum(shape.width for shape in shelf) > limit:
                break
            ways.append((best[start][0] + max(shape.depth for shape in shelf), start, shelf))
        best.append(min(ways, key=lambda way: way[:2]))
    shelves: list[tuple[Shape, ...]] = []
    left = len(pieces)
    while left:
        _, left, shelf = best[left]
        shelves.insert(0, shelf)
    widths = [sum(shape.width for shape in shelf) + lane for shelf in shelves]
    if widths:
        widths[-1] -= lane  # nothing stands below it
    return Shape(max([cell, *widths]), best[-1][0] + 1, 0, tuple(shelves))


def _shelf(pieces: Sequence[Sequence[Shape]], limit: float) -> tuple[Shape, ...]:
    """Choose the shapes in which pieces stand side by side within a limit, as few rows deep as can be."""
    picks = [0] * len(pieces)  # each piece's narrowest shape, which is its deepest
    room = limit - sum(choices[0].width for choices in pieces)
    while True:
        deepest = max(range(len(pieces)), key=lambda at: pieces[at][picks[at]].depth)
        choices, pick = pieces[deepest], picks[deepest]
        if pick + 1 == len(choices) or choices[pick + 1].width - choices[pick].width > room:
            return tuple(choices[pick] for choices, pick in zip(pieces, picks, strict=True))
        picks[deepest] += 1
        room -= choices[pick + 1].width - choices[pick].width


def places(staff: Staff, whole: Shape, cell: float, lane: float) -> dict[str, Place]:
    """Say where everybody stands in a shape of the company that `shapes` found; the topmost row is 0.

    Parameters
    ----------
    staff : Staff
        The company.
    whole : Shape
        The shape.
    cell, lane : float
        As for `shapes`.

    Returns
    -------
    dict of str to Place
    """
    found: dict[str, Place] = {}
    waiting: list[tuple[str | None, Shape, int, float, tuple[float, ...]]] = [(None, whole, -1, 0.0, ())]
    for manager, shape, row, left, climb in waiting:
        if manager is not None:
            found[manager] = Place(row, left + (shape.width - cell) / 2, climb)
        heads = iter(staff.heads[manager])
        top, above = row + 1, climb[:0]
        for at, shelf in enumerate(shape.shelves):
            room = lane if at + 1 < len(shape.shelves) else 0.0
            xs, crossing = _side_by_side([piece.width for piece in shelf], left, shape.width, room)
            for piece, x in zip(shelf, xs, strict=True):
                if piece.columns:
                    found |= _block(staff.leaves[manager], piece.columns, Place(top, x, above), cell, lane)
                else:
                    waiting.append((next(heads), piece, top, x, above))
            deep = max(piece.depth for piece in shelf)
            top, above = top + deep, (crossing,) * deep + above
    return found


def _side_by_side(widths: Sequence[float], left: float, width: float, lane: float) -> tuple[list[float], float]:
    """The left edges of pieces in the middle of a shelf, and the middle of the lane between them."""
    before = balance(widths)
    x = left + (width - sum(widths) - lane) / 2
    xs, crossing = [], x + lane / 2
    for at, wide in enumerate(widths):
        if at == before:
            crossing, x = x + lane / 2, x + lane
        xs.append(x)
        x += wide
    return xs, crossing if before < len(widths) else x + lane / 2


def _block(leaves: Sequence[str], columns: int, corner: Place, cell: float, lane: float) -> dict[str, Place]:
    """Set people in rows from an upper left corner, with a lane down through all rows if there are several."""
    before = columns // 2
    lane = lane if columns < len(leaves) else 0.0
    crossing = corner.left + before * cell + lane / 2
    found = {}
    for at, person in enumerate(leaves):
        down, along = divmod(at, columns)
        left = corner.left + along * cell + (lane if along >= before else 0.0)
        found[person] = Place(corner.row + down, left, (crossing,) * down + corner.climb)
    return found


def balance(widths: Sequence[float]) -> int:
    """Say how many pieces go left of the middle so that both sides are about as wide.

    Examples
    --------
    >>> balance([100, 100, 200])
    2
    """
    total = sum(widths)
    return min(range(len(widths) + 1), key=lambda n: abs(total - 2 * sum(widths[:n])))
