"""How much is kept to be undone."""

from __future__ import annotations

import pandas as pd

from stratsell.book import undo
from stratsell.book.undo import Undo


def take(steps: Undo, label: str, rows: int) -> None:
    """A step that changed a table of so many rows."""
    frame = pd.DataFrame(index=range(rows))
    steps.take(label, {"people": frame}, {"people": frame})


def test_the_oldest_steps_are_forgotten_first_and_the_latest_never(monkeypatch) -> None:
    monkeypatch.setattr(undo, "ROWS", 10)
    monkeypatch.setattr(undo, "STEPS", 3)
    steps = Undo()
    for label in "abcd":
        take(steps, label, 1)
    assert [steps.back().label for _ in range(3)] == ["d", "c", "b"] and steps.back() is None
    take(steps, "large", 50)
    assert steps.undoable == "large" and steps.redoable == ""
    take(steps, "small", 2)
    assert steps.back().label == "small" and steps.back() is None


def test_a_state_has_one_number() -> None:
    steps = Undo()
    take(steps, "a", 1)
    first = steps.state
    take(steps, "b", 1)
    steps.back()
    assert steps.state == first
    take(steps, "c", 1)
    third = steps.state
    steps.back()
    steps.back()
    assert steps.state == 0
    steps.again()
    assert steps.state == first
    steps.again()
    assert steps.state == third
    assert len({0, first, third}) == 3
