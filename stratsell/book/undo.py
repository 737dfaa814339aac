"""The steps in which a book was edited, to take them back and to take them again."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from stratsell.book.validation import Frames

STEPS = 1000
"""How many steps can be taken back at most."""

ROWS = 5_000_000
"""How many rows the tables that are kept for it may have in all; the latest step is kept in any case."""


@dataclass(frozen=True)
class Step:
    """One step of editing.

    Attributes
    ----------
    label : str
        What it did, in words for a person.
    before, after : dict of str to pandas.DataFrame
        The tables that it changed, as they were and as they are.
    left, reached : int
        The numbers of the states between which it leads.
    """

    label: str
    before: Frames
    after: Frames
    left: int
    reached: int

    @property
    def rows(self) -> int:
        """How many rows are kept for it."""
        return sum(map(len, self.before.values()))


class Undo:
    """Steps taken and steps taken back.

    Attributes
    ----------
    state : int
        The number of the state that the book is in; no two states have the same, but taking a step back and again
        leads to the same state.
    """

    def __init__(self) -> None:
        self._numbers = count(1)
        self._taken: list[Step] = []
        self._taken_back: list[Step] = []
        self.state = 0

    @property
    def undoable(self) -> str:
        """The label of the step that `back` takes back; blank if there is none."""
        return self._taken[-1].label if self._taken else ""

    @property
    def redoable(self) -> str:
        """The label of the step that `again` takes; blank if there is none."""
        return self._taken_back[-1].label if self._taken_back else ""

    def take(self, label: str, before: Frames, after: Frames) -> None:
        """Note a new step; what was taken back can then no longer be taken again."""
        self._taken.append(Step(label, before, after, self.state, next(self._numbers)))
        self._taken_back.clear()
        self.state = self._taken[-1].reached
        room, steps = ROWS, 0
        for step in reversed(self._taken):
            room -= step.rows
            if steps and (room < 0 or steps == STEPS):
                break
            steps += 1
        del self._taken[:-steps]

    def back(self) -> Step | None:
        """Give the last step, which is thereby taken back; None if there is none."""
        if not self._taken:
            return None
        step = self._taken.pop()
        self._taken_back.append(step)
        self.state = step.left
        return step

    def again(self) -> Step | None:
        """Give the step that was taken back last, which is thereby taken again; None if there is none."""
        if not self._taken_back:
            return None
        step = self._taken_back.pop()
        self._taken.append(step)
        self.state = step.reached
        return step
