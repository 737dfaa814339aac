"""What a tab of the explorer is: a name, and what it shows of an objective."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from stratsell.notebook.blocks import Action, Block, Sheet
from stratsell.notebook.copying import copied
from stratsell.notebook.forms import Maker
from stratsell.objective_view import ObjectiveView


@dataclass(frozen=True)
class Tab:
    """One tab.

    Attributes
    ----------
    name : str
        What it is called.
    place : int
        Where it stands: tabs are ordered by it. The map, which is no tab of this kind, comes before all.
    blocks : callable
        Given an objective on a day (`ObjectiveView`), gives what the tab shows: sheets, passages and images of
        `stratsell.notebook.blocks`. Only asked when the tab is visible, and when its sheets are exported.
    count : callable or None
        Given the same, gives the number that stands behind the name; asked whenever anything changes, so it must be
        quick.
    actions : callable or None
        Given the same, gives what is offered above the blocks.
    forms : mapping of str to callable
        Forms that the tab brings along, by the name that its actions ask for: see `stratsell.notebook.forms`.
    """

    name: str
    place: int
    blocks: Callable[[ObjectiveView], Sequence[Block]]
    count: Callable[[ObjectiveView], int] | None = None
    actions: Callable[[ObjectiveView], Sequence[Action]] | None = None
    forms: Mapping[str, Maker] = field(default_factory=dict)

    def title(self, review: ObjectiveView | None) -> str:
        """What the tab is called, with its count."""
        return self.name if self.count is None or review is None else f"{self.name} · {self.count(review)}"

    def shown(self, review: ObjectiveView) -> dict[str, Any]:
        """Give what the tab shows as plain data for the page."""
        return {
            "blocks": [_plain(block) for block in self.blocks(review)],
            "actions": [action.to_dict() for action in (self.actions(review) if self.actions else ())],
        }


def _plain(block: Block) -> dict[str, Any]:
    """Give a block for the page; a table also as what a spreadsheet pastes."""
    return {**block.to_dict(), **({"copied": copied(block)} if isinstance(block, Sheet) else {})}
