"""Where every box of a map stands: the tree of managers, then people outside it, then our own people."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from stratsell.map.layout import CARD_HEIGHT, CARD_WIDTH, Block, Page, Slot, beside, plan, single_managers, tuck
from stratsell.map.moves import moved, valid_climbs
from stratsell.map.routing import CLEAR
from stratsell.map.shown import Shown
from stratsell.map.style import TEXT_SIZE
from stratsell.map.text import width
from stratsell.objective_view import Contact, Relationship
from stratsell.vocabulary import Role

SELLER_WIDTH, SELLER_HEIGHT = 214.0, 52.0
SELLER_GAP = 44.0
TIGHT_GAP = 30.0
"""Free px between two boxes of a row where they stand close together."""
TIGHT_SELLER = 56.0
"""Height of the boxes of our own people there."""
TIGHT_TEXT = 32.0
"""The size of a heading there, in px."""
PANEL = 14.0
"""How far a group's panel reaches beyond its boxes."""
HEADING = "heading"
"""The key of the group's heading."""


class Placement:
    """Who stands where: the tree of managers, then people outside it, then our own people."""

    def __init__(self, shown: Shown, page: Page | None = None) -> None:
        self.shown = shown
        self.tight = page is not None and page.tight
        self.heading: tuple[str, ...] = ()
        self.group: list[str] = []
        """Keys of the boxes on the panel, its heading included."""
        keys = [f"person:{person.person_id}" for person in shown.people]
        lines = [(f"person:{report}", f"person:{manager}") for report, manager in reporting(shown.relationships)]
        inside = {end for line in lines for end in line}
        managers = single_managers([key for key in keys if key in inside], lines)
        tree = [key for key in keys if key in inside]
        outside = [key for key in keys if key not in inside]
        ghosts = [f"ghost:{gap.role}" for gap in shown.view.gaps]
        self.gap = 84.0 if len(keys) <= 9 else 56.0 if len(keys) <= 25 else 46.0
        self.gap = TIGHT_GAP if self.tight else self.gap
        self.plan = plan(tree, managers, gap=self.gap, extra=len(outside) + len(ghosts), page=page)
        self.slots = dict(self.plan.slots)
        self.heights = [CARD_HEIGHT] * self.plan.rows
        for ghost in ghosts if tree else ():
            top = ghost == f"ghost:{Role.ECONOMIC}"
            slot = tuck(self.plan, self.slots.values(), ghost, self.gap, first=not top, widen=top)
            if slot:
                self.slots[ghost] = slot
        self._group(outside, [ghost for ghost in ghosts if ghost not in self.slots])
        self.tidy = dict(self.slots)
        self.climbs = dict(self.plan.climbs)
        self.numbers = tuple(range(len(self.heights)))
        """For each row of people, its number where empty rows are not closed."""
        self.moves = {f"person:{person.person_id}": person.move for person in shown.people if person.move}
        if self.moves:
            self._move()
        self._stand(shown.contacts)

    def _move(self) -> None:
        """Put cards where somebody wants them."""
        done = moved(self.slots, self.moves, self.gap)
        self.slots, self.numbers = done.slots, done.rows
        self.heights = [CARD_HEIGHT] * len(done.rows)
        self.climbs = valid_climbs(self.slots, self.climbs, self.plan.managers, self.tidy, CLEAR)
        mine = [key for key in self.group if key not in self.moves]
        inside = [self.slots[key] for key in mine]
        others = [slot for key, slot in self.slots.items() if key not in mine]
        low, high = min((s.x for s in inside), default=0.0), max((s.x + s.width for s in inside), default=0.0)
        rows = {slot.row for slot in inside}
        strange = any(
            min(rows) <= s.row <= max(rows) and s.x < high + 2 * PANEL and low - 2 * PANEL < s.x + s.width
            for s in (others if rows else ())
        )
        self.group = [HEADING] if strange else mine  # a panel must not hold who does not belong to it

    @property
    def _span(self) -> tuple[float, float]:
        slots = self.slots.values()
        return min((s.x for s in slots), default=0.0), max((s.x + s.width for s in slots), default=0.0)

    def _group(self, outside: list[str], ghosts: list[str]) -> None:
        """A block of people whose place in the company is not known, then of roles not found."""
        keys = outside + ghosts
        words = self._words(outside=bool(outside))
        size = TIGHT_TEXT if self.tight else TEXT_SIZE
        wide = max((width(line, size) for line in words), default=0.0)
        ahead = wide + self.gap / 2 if words else 0.0
        cell = CARD_WIDTH + self.gap
        if not keys:
            if words:
                self._alone(words, wide, cell)
            return
        taken = self.slots.values()
        block = beside(self.plan, taken, len(keys), cell, ahead) or self._below(len(keys), cell)
        for place, key in enumerate(keys):
            down, along = divmod(place, block.columns)
            x = round(block.x + along * cell, 1)
            self.slots[key] = Slot(key, block.row + down, x, CARD_WIDTH)
        deepest = max(self.slots[key].row for key in keys)
        self.heights += [CARD_HEIGHT] * (deepest + 1 - len(self.heights))
        if words:
            self.heading = words
            x = round(block.x - ahead, 1)
            self.slots[HEADING] = Slot(HEADING, block.row, x, round(wide, 1))
        self.group = [HEADING, *keys] if words else []

    def _alone(self, words: tuple[str, ...], wide: float, cell: float) -> None:
        """The heading of a group of which nobody is drawn."""
        free = tuck(self.plan, self.slots.values(), HEADING, self.gap, first=1) if self.plan.rows > 1 else None
        if free is None or wide > free.width:
            below = self._below(1, max(cell, wide))
            free = Slot(HEADING, below.row, below.x, round(wide, 1))
            self.heights.append(CARD_HEIGHT)
        self.heading, self.group = words, [HEADING]
        self.slots[HEADING] = free

    def _below(self, count: int, cell: float) -> Block:
        """Below the tree and centred on it; a square block where there is no tree."""
        left, right = self._span
        columns = max(int((right - left + self.gap) / cell), math.ceil(math.sqrt(count)), 1)
        columns = min(columns, count)
        start = (left + right - columns * cell + self.gap) / 2
        return Block(len(self.heights), round(start, 1), columns)

    def _words(self, *, outside: bool) -> tuple[str, ...]:
        hidden = self.shown.hidden
        lines = ("outside the", "reporting lines") if self.plan.rows and outside else ()
        if hidden and self.tight:
            return (*lines, f"+{hidden:,} others") if lines else (f"+{hidden:,} others", "with no part")
        return (*lines, f"and {hidden:,} more", "with no part", "(not drawn)") if hidden else lines

    def _stand(self, contacts: Sequence[Contact]) -> None:
        """Our own people, each below those they have spoken with."""
        met: dict[str, list[float]] = {}
        for contact in contacts:
            if (key := f"person:{contact.person_id}") in self.slots:
                met.setdefault(contact.seller, []).append(self.slots[key].middle)
        means = sorted((sum(xs) / len(xs), name) for name, xs in met.items())
        left, right = self._span
        wide, high, gap = (
            (CARD_WIDTH, TIGHT_SELLER, self.gap) if self.tight else (SELLER_WIDTH, SELLER_HEIGHT, SELLER_GAP)
        )
        cell = wide + gap
        room = max(1, int((right - left + gap) / cell), math.ceil(math.sqrt(len(means))))
        for start in range(0, len(means), room):
            row = means[start : start + room]
            places = _apart([mean for mean, _ in row], cell)
            for (_, name), middle in zip(row, places, strict=True):
                key = f"seller:{name}"
                x = round(middle - wide / 2, 1)
                self.slots[key] = Slot(key, len(self.heights), x, wide)
            self.heights.append(high)


def _apart(wants: Sequence[float], cell: float) -> list[float]:
    """Places in the given order, at least a cell apart, on average where they are wanted."""
    places: list[float] = []
    for want in wants:
        places.append(max(want, places[-1] + cell) if places else want)
    shift = sum(place - want for place, want in zip(places, wants, strict=True)) / len(places)
    return [place - shift for place in places]


def reporting(relationships: Iterable[Relationship]) -> list[tuple[str, str]]:
    """Give report and manager of every reporting line, strongest first."""
    lines = [edge for edge in relationships if edge.kind.effect.ranks]
    lines.sort(key=lambda edge: -edge.weight)  # stable: of equals the book's order
    return [(edge.source_id, edge.target_id) for edge in lines]
