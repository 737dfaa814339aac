"""What a word of the vocabulary is: a text with a record of what it means, how it is drawn and how it is chosen.

`stratsell.vocabulary` has the words; the parts of their records stand here.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, NamedTuple, Self


class Colour(NamedTuple):
    """A colour on a light page and on a dark one, as ``#rrggbb``; blank is the same on both."""

    light: str
    dark: str = ""


class Question(NamedTuple):
    """A question, to be answered with yes or no, that helps to choose a word.

    Attributes
    ----------
    text : str
        The question.
    because : str
        Why a yes speaks for the word.
    turn : int
        Where it stands among the questions for words of one kind: where only one word can hold, the first yes counts.
    """

    text: str
    because: str
    turn: int


class Line(NamedTuple):
    """How a line of the map is drawn.

    Attributes
    ----------
    colour : Colour
        Its colour.
    width : float
        Its width in px.
    dash : tuple of float, or None
        Dash and gap in px; None for a solid line.
    arrow : bool
        Whether it has a head at its target.
    swell : float
        How many px wider than the weakest the strongest one is.
    layer : int
        Above which other lines it lies: those of a lower layer.
    """

    colour: Colour
    width: float
    dash: tuple[float, float] | None = None
    arrow: bool = False
    swell: float = 0.0
    layer: int = 0


class Effect(NamedTuple):
    """What follows from a relationship.

    Attributes
    ----------
    ranks : bool
        It says who stands above whom: the map is laid out by it.
    introduces : bool
        One of the two can introduce us to the other.
    blocks : bool
        Neither can, whatever other relationships the two have.
    """

    ranks: bool = False
    introduces: bool = False
    blocks: bool = False


class Word(StrEnum):
    """A word that a cell may hold, with what it means and how it is drawn.

    Attributes
    ----------
    definition : str
        One line in plain English, shown in legends, forms and error messages.
    glyph : str
        The letter or sign that stands for the word on a map; empty if it has none.
    label : str
        The word as a person reads it: ``even_keel`` is ``Even keel``.
    question : Question or None
        What helps to choose it, if anything does.
    """

    definition: str
    glyph: str
    label: str
    question: Question | None

    def __new__(cls, value: str, *_: Any) -> Self:
        """Make a member that is its value; what it carries, `__init__` says."""
        word = str.__new__(cls, value)
        word._value_ = value
        return word

    def __init__(self, value: str, definition: str = "", glyph: str = "", label: str = "") -> None:
        self.definition = definition
        self.glyph = glyph
        self.label = label or value.replace("_", " ").capitalize()
        self.question = None
