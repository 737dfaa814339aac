"""A company in blocks: below each manager a block in which only those below stand, as compact as a page needs.

Each block has several shapes, from narrow and deep to wide and shallow. A manager's block is put together from those
of the reports, on shelves one below the other; of all ways to do so within a width the least deep counts. Lower shelves
are fed by a lane that runs down past the upper ones, as in `stratsell.map.layout`. At last the blocks of a shelf move
together until people of theirs meet.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

NARROWER = 0.8
"""How much narrower the next width is that is tried."""
Columns = Callable[[int], int]


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
        """Sort people by their manager, free of cycles; the order of the people is that of the reports."""
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


def shapes(staff: Staff, widest: float, cell: float, lane: float, columns: Columns | None = None) -> list[Shape]:
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
    columns : callable, optional
        For a tidy company: of so many reports without reports, how many stand side by side; and the reports of a
        manager stand on several shelves only where one would be wider than a company may be.

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
    options: dict[str | None, list[Shape]] = {}
    known: dict[tuple[int, ...], list[Shape]] = {}  # many managers have as many people in the same order
    for manager in reversed(staff.order):
        pieces = [options[head] for head in staff.heads[manager]]
        if leaves := len(staff.leaves[manager]):
            pieces.append(_blocks(leaves, columns(leaves) if columns else 0, cell, lane))
        key = tuple(map(id, pieces))
        if key not in known:
            fitting = [_shape(pieces, widest, cell, lane)] if columns else _narrowing(pieces, widest, cell, lane)
            known[key] = _best(fitting)
        options[manager] = known[key]
    return options[None]


def _narrowing(pieces: Sequence[Sequence[Shape]], widest: float, cell: float, lane: float) -> Iterator[Shape]:
    """The best shapes within limits that get narrower."""
    shape, limit = None, widest
    while limit > cell:
        if shape is None or shape.width > limit:  # else it is the best within this limit, too
            shape = _shape(pieces, limit, cell, lane)
            yield shape
        limit *= NARROWER
    yield _shape(pieces, cell, cell, lane)


def _best(options: Iterable[Shape]) -> list[Shape]:
    """The shapes of which none is both narrower and less deep than another, the narrowest first."""
    best: list[Shape] = []
    for shape in sorted(options, key=lambda shape: (shape.width, shape.depth)):
        if not best or shape.depth < best[-1].depth:
            best.append(shape)
    return best


@cache
def _blocks(leaves: int, columns: int, cell: float, lane: float) -> list[Shape]:
    """The shapes of a block of people without reports: that with so many columns, or for 0 the best of all."""
    options = []
    for wide in [columns] if columns else range(1, leaves + 1):
        rows = math.ceil(leaves / wide)
        options.append(Shape(wide * cell + (lane if rows > 1 else 0), rows, wide))
    return _best(options)


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
        deepest = max(range(len(pieces)), key=lambda index: pieces[index][picks[index]].depth)
        choices, pick = pieces[deepest], picks[deepest]
        if pick + 1 == len(choices) or choices[pick + 1].width - choices[pick].width > room:
            return tuple(choices[pick] for choices, pick in zip(pieces, picks, strict=True))
        picks[deepest] += 1
        room -= choices[pick + 1].width - choices[pick].width


def places(staff: Staff, whole: Shape, cell: float, lane: float) -> dict[str, Place]:
    """Say where everybody stands in a shape of the company that `shapes` found; the topmost row is 0.

    Pieces on a shelf move together as far as the people in them allow, so that a company is often narrower than its
    shape. A manager stands in the middle above the pieces of each shelf.

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
    chosen: dict[str | None, Shape] = {None: whole}
    for manager in staff.order:
        pieces = (piece for shelf in chosen[manager].shelves for piece in shelf if not piece.columns)
        chosen.update(zip(staff.heads[manager], pieces, strict=True))
    packed: dict[str | None, _Packed] = {}
    for manager in reversed(staff.order):
        below = iter([packed[head] for head in staff.heads[manager]])
        packed[manager] = _packed(chosen[manager], below, cell, lane)
    corners: dict[str, Place] = {}
    waiting: list[tuple[str | None, int, float, tuple[float, ...]]] = [(None, -1, 0.0, ())]
    for manager, row, middle, climb in waiting:
        if manager is not None:
            corners[manager] = Place(row, middle - cell / 2, climb)
        shape, own = chosen[manager], packed[manager]
        heads = iter(staff.heads[manager])
        top, above = row + 1, climb[:0]
        for shelf, xs, crossing in zip(shape.shelves, own.pieces, own.lanes, strict=True):
            for piece, x in zip(shelf, xs, strict=True):
                if piece.columns:
                    corner = Place(top, middle + x - piece.width / 2, above)
                    corners |= _block(staff.leaves[manager], piece.columns, corner, cell, lane)
                else:
                    waiting.append((next(heads), top, middle + x, above))
            deep = max(piece.depth for piece in shelf)
            top, above = top + deep, (middle + crossing,) * deep + above
    return corners


@dataclass(frozen=True, slots=True)
class _Packed:
    """A manager and all below; every x is counted from the middle of the manager's card."""

    ends: list[tuple[float, float]]
    """The left and right end of each row."""
    pieces: list[list[float]]
    """By shelf, the middle of each piece: of the card of its manager, or of the block."""
    lanes: list[float]
    """By shelf, the middle of the lane past it; 0 for the last, which has none."""


def _packed(shape: Shape, heads: Iterator[_Packed], cell: float, lane: float) -> _Packed:
    """Put the pieces of a shape together."""
    ends, pieces, lanes = [(-cell / 2, cell / 2)], [], []
    for index, shelf in enumerate(shape.shelves):
        parts = [_rows(piece.width, piece.depth) if piece.columns else next(heads).ends for piece in shelf]
        before = len(parts)
        if index + 1 < len(shape.shelves):
            before = balance([piece.width for piece in shelf])
            parts.insert(before, _rows(lane, max(piece.depth for piece in shelf)))
        xs, rows = _together(parts)
        crossing = xs.pop(before) if before < len(parts) else 0.0
        left = -(xs[0] + xs[-1]) / 2
        ends += [(low + left, high + left) for low, high in rows]
        pieces.append([x + left for x in xs])
        lanes.append(crossing + left)
    return _Packed(ends, pieces, lanes)


def _rows(width: float, depth: int) -> list[tuple[float, float]]:
    """The ends of the rows of a block or lane, counted from its middle."""
    return [(-width / 2, width / 2)] * depth


def _together(parts: Sequence[Sequence[tuple[float, float]]]) -> tuple[list[float], list[tuple[float, float]]]:
    """Move parts together from the right: the middle of each, and the ends of their rows."""
    xs: list[float] = []
    ends: list[tuple[float, float]] = []
    for part in parts:
        x = max((right - low for (_, right), (low, _) in zip(ends, part, strict=False)), default=0.0)
        xs.append(x)
        joined = [(left, x + high) for (left, _), (_, high) in zip(ends, part, strict=False)]
        ends = [*joined, *ends[len(part) :], *((x + low, x + high) for low, high in part[len(ends) :])]
    return xs, ends


def _block(leaves: Sequence[str], columns: int, corner: Place, cell: float, lane: float) -> dict[str, Place]:
    """Set people in rows from an upper left corner, with a lane down through all rows if there are several."""
    before = columns // 2
    lane = lane if columns < len(leaves) else 0.0
    crossing = corner.left + before * cell + lane / 2
    corners = {}
    for index, person in enumerate(leaves):
        down, along = divmod(index, columns)
        left = corner.left + along * cell + (lane if along >= before else 0.0)
        corners[person] = Place(corner.row + down, left, (crossing,) * down + corner.climb)
    return corners


def balance(widths: Sequence[float]) -> int:
    """Say how many pieces go left of the middle so that both sides are about as wide.

    Examples
    --------
    >>> balance([100, 100, 200])
    2
    """
    total = sum(widths)
    return min(range(len(widths) + 1), key=lambda n: abs(total - 2 * sum(widths[:n])))
