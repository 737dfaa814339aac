"""The kinds of line that a map draws, one record each: relationships between people, our contacts, an introduction."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from stratsell.vocabulary import RelationshipKind
from stratsell.word import Colour, Line, Tie

_NONE = Tie()


@dataclass(frozen=True, slots=True)
class EdgeKind:
    """A kind of line.

    Attributes
    ----------
    name : str
        By which lines, colours and legend refer to it.
    label, definition : str
        What the legend says.
    line : Line
        How it is drawn.
    tie : Tie
        What follows from it.
    form : str
        The form that edits such a line; blank where nobody may.
    """

    name: str
    label: str
    definition: str
    line: Line
    tie: Tie = _NONE
    form: str = ""

    @property
    def looks(self) -> list[Any]:
        """What the page draws and edits such lines by: colour, dash, arrow, width, layer, ranks, leads and form."""
        line, tie = self.line, self.tie
        return [self.name, line.dash, line.arrow, line.width, line.layer, tie.ranks, tie.leads, self.form]


_CONTACT = Colour("#7d90ad")
INTRODUCTION = EdgeKind(
    "introduction",
    "best introduction",
    "the strongest way to the selected person",
    Line(Colour("#E69F00"), 5.0, arrow=True, layer=3),
)
CONTACT = EdgeKind(
    "contact",
    "our contact",
    "a conversation that is fresh",
    Line(_CONTACT, 1.3, dash=(1.5, 4.0), layer=1),
    Tie(leads=True),
)
OLDER_CONTACT = EdgeKind(
    "older_contact",
    "older contact",
    "a conversation that is no longer fresh",
    Line(_CONTACT, 1.3, dash=(1.5, 9.0)),
    Tie(leads=True),
)
KINDS = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            *(
                EdgeKind(word.value, word.label.lower(), word.definition, word.line, word.tie, "relationship")
                for word in RelationshipKind
            ),
            INTRODUCTION,
            CONTACT,
            OLDER_CONTACT,
        )
    }
)
"""The kinds by name, in the order of the legend."""
