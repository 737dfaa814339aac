"""Cards that somebody has moved by hand: they keep their place, and their neighbours make room.

The tidy places come first. A moved card is so many px right and so many rows below its own; it stands in a row like all
others, so that routes find their channels and gaps. Within a row, boxes stand in the order of their middles, each as
near as can be to where it wants to stand, a moved one much nearer than the others. Rows that are left empty are closed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from stratsell.map.layout import CARD_WIDTH, Slot

FIRM = 1000.0
"""How much more a moved card counts than one that makes room for it."""
BEYOND = 4.0
"""How many cards' widths beyond the others a card may be moved; farther away it would only make the map small."""


@dataclass(frozen=True, slots=True)
class Moved:
    """Boxes after moving.

    Attributes
    ----------
    slots : dict of str to Slot
        The boxes by key.
    rows : tuple of int
        For each row that there is now, its number before rows were closed; 0 is the topmost row of the tidy map.
    """

    slots: dict[str, Slot]
    rows: tuple[int, ...]


def moved(slots: Mapping[str, Slot], moves: Mapping[str, tuple[float, int]], gap: float) -> Moved:
    """Move boxes.

    Parameters
    ----------
    slots : mapping of str to Slot
        Where the boxes stand when the map is tidy.
    moves : mapping of str to (float, int)
        By key, how many px to the right and how many rows down.
    gap : float
        Free px between two boxes of a row, unless they stand closer when tidy.

    Returns
    -------
    Moved

    Examples
    --------
    >>> boxes = {"ann": Slot("ann", 0, 0, 232), "bob": Slot("bob", 1, 0, 232)}
    >>> done = moved(boxes, {"bob": (10, -1)}, gap=44)
    >>> [(slot.key, slot.row, round(slot.x)) for slot in done.slots.values()], done.rows
    ([('ann', 0, -266), ('bob', 0, 10)], (0,))
    """
    moves = {key: move for key, move in moves.items() if key in slots}
    left, right = min(s.x for s in slots.values()), max(s.x + s.width for s in slots.values())
    room = BEYOND * (CARD_WIDTH + gap)
    wanted = dict(slots)
    for key, (across, down) in moves.items():
        home = slots[key]
        x = min(max(home.x + across, left - room), right + room - home.width)
        wanted[key] = replace(home, x=round(x, 1), row=home.row + down)
    rows = tuple(sorted({slot.row for slot in wanted.values()}))
    place = {number: index for index, number in enumerate(rows)}
    full = {wanted[key].row for key in moves}
    done = {key: replace(slot, row=place[slot.row]) for key, slot in wanted.items()}
    for number in sorted(full):
        row = [slot for slot in wanted.values() if slot.row == number]
        row.sort(key=lambda slot: (slot.middle, slot.key))
        for slot, x in zip(row, _spread(row, slots, moves, gap), strict=True):
            done[slot.key] = replace(done[slot.key], x=x)
    return Moved(done, rows)


def _spread(
    row: Sequence[Slot], tidy: Mapping[str, Slot], moves: Mapping[str, tuple[float, int]], gap: float
) -> list[float]:
    """Give each box of a row an x, as near as can be to its own, without two of them touching.

    Boxes that meet are pooled, and a pool stands where its boxes want it on average. That is the least sum of squares.
    """
    pools: list[list[float]] = []  # weight, weighted sum of wanted x less offset, number of boxes
    offsets: list[float] = []
    offset = 0.0
    for before, slot in zip([None, *row], row, strict=False):
        if before is not None:
            apart = gap
            if before.key not in moves and slot.key not in moves:
                apart = min(gap, tidy[slot.key].x - tidy[before.key].x - before.width)
            offset += before.width + apart
        offsets.append(offset)
        weight = FIRM if slot.key in moves else 1.0
        pools.append([weight, weight * (slot.x - offset), 1])
        while len(pools) > 1 and pools[-2][1] / pools[-2][0] > pools[-1][1] / pools[-1][0]:
            last = pools.pop()
            pools[-1] = [a + b for a, b in zip(pools[-1], last, strict=True)]
    starts = [total / weight for weight, total, count in pools for _ in range(int(count))]
    # Rounded up or down together, so that no gap shrinks.
    return [round(round(start, 1) + offset, 1) for start, offset in zip(starts, offsets, strict=True)]


def valid_climbs(
    slots: Mapping[str, Slot],
    climbs: Mapping[str, tuple[float, ...]],
    managers: Mapping[str, str],
    tidy: Mapping[str, Slot],
    clear: float,
) -> dict[str, tuple[float, ...]]:
    """Keep the ways of reporting lines that still lead through free gaps.

    Parameters
    ----------
    slots : mapping of str to Slot
        Where the boxes stand now.
    climbs, managers : mapping
        Of the tidy plan.
    tidy : mapping of str to Slot
        Where the boxes stand when the map is tidy.
    clear : float
        How far a line must keep from the boxes of a row that it crosses.

    Returns
    -------
    dict of str to tuple of float
        The climbs without those that would run through a box, or of people who stand elsewhere than they did.
    """
    boxes: dict[int, list[Slot]] = {}
    for slot in slots.values():
        boxes.setdefault(slot.row, []).append(slot)

    def holds(person: str, climb: tuple[float, ...]) -> bool:
        low, high = slots[person], slots[managers[person]]
        if low.row - high.row != tidy[person].row - tidy[managers[person]].row or low.row <= high.row:
            return False
        return all(
            x <= box.x - clear or box.x + box.width + clear <= x
            for step, x in enumerate(climb, start=1)
            for box in boxes.get(low.row - step, ())
        )

    return {person: climb for person, climb in climbs.items() if holds(person, climb)}
