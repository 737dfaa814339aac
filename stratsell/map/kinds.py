"""The kinds of edge that a map draws, one record each: relationships between people, conversations, an introduction."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from stratsell.vocabulary import RelationshipKind
from stratsell.word import Colour, Effect, Line

_NONE = Effect()


@dataclass(frozen=True, slots=True)
class EdgeKind:
    """A kind of line.

    Attributes
    ----------
    name : str
        By which edges, colours and legend refer to it.
    label, definition : str
        What the legend says.
    line : Line
        How it is drawn.
    effect : Effect
        What follows from it.
    form : str
        The form that edits such an edge; blank where nobody may.
    """

    name: str
    label: str
    definition: str
    line: Line
    effect: Effect = _NONE
    form: str = ""

    @property
    def looks(self) -> list[Any]:
        """What the page draws such edges by: name, dash, arrow, width, layer, ranks, introduces, and its form."""
        line, effect = self.line, self.effect
        return [self.name, line.dash, line.arrow, line.width, line.layer, effect.ranks, effect.introduces, self.form]


_CONTACT = Colour("#7d90ad")
INTRODUCTION = EdgeKind(
    "introduction",
    "best introduction",
    "the strongest way to the selected person",
    Line(Colour("#E69F00"), 5.0, arrow=True, layer=3),
)
CONTACT = EdgeKind(
    "contact",
    "recent conversation",
    "a conversation that still counts",
    Line(_CONTACT, 1.3, dash=(1.5, 4.0), layer=1),
    Effect(introduces=True),
)
OLDER_CONTACT = EdgeKind(
    "older_contact",
    "older conversation",
    "a conversation that no longer counts",
    Line(_CONTACT, 1.3, dash=(1.5, 9.0)),
    Effect(introduces=True),
)
KINDS = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            *(
                EdgeKind(word.value, word.label.lower(), word.definition, word.line, word.effect, "relationship")
                for word in RelationshipKind
            ),
            INTRODUCTION,
            CONTACT,
            OLDER_CONTACT,
        )
    }
)
"""The kinds by name, in the order of the legend."""
