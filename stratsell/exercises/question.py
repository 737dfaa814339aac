"""The kinds of question that an exercise asks, and how answers are marked.

Nearly every question is a grid: some items (people, roles, options), and for each of them one word or several to
choose. What is right comes from the case's own book, by the rules, wherever the rules can tell. An objective to rewrite
is a form. The kinds stand in `stratsell.exercises.kinds`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

NONE = "none"
"""The word for leaving an item alone."""

Answers = Mapping[str, Sequence[str]]
"""An answer: for each item the chosen words, or for a form the one text of each field."""


class Item(NamedTuple):
    """What is asked about: its key, what people read, and a note beside it."""

    key: str
    label: str
    note: str = ""


class Pick(NamedTuple):
    """A word to choose: its value, what people read, and what it means."""

    value: str
    label: str
    definition: str = ""


class Line(NamedTuple):
    """A sentence of feedback, and its tone: ``right``, ``wrong`` (chosen, but incorrect), ``missed`` or ``why``."""

    tone: str
    text: str


class Mark(NamedTuple):
    """What became of the answer for one item.

    Attributes
    ----------
    item : Item
        What was asked about.
    answer : tuple of str
        What was chosen, as people read it; empty for nothing.
    wanted : tuple of str
        What is right; empty for nothing.
    right : bool
        Whether they agree.
    lines : tuple of Line
        Why, a sentence each.
    """

    item: Item
    answer: tuple[str, ...]
    wanted: tuple[str, ...]
    right: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True)
class Question:
    """A grid of items and words to choose.

    Attributes
    ----------
    kind : str
        A key of `stratsell.exercises.kinds.KINDS`.
    ask : str
        The question.
    hint : str
        Help for whoever wants it; blank for none.
    items : tuple of Item
        What is asked about.
    picks : tuple of Pick
        The words to choose from.
    many : bool
        Whether an item may have several words.
    most : int
        How many items may have a word other than `NONE`; 0 for any number.
    wanted : mapping of str to tuple of str
        The right words of each item, in the order of `picks`.
    notes : mapping of str to str
        What is said of a chosen or a right word besides its definition; not shown before.
    why : mapping of str to tuple of str
        What is said of an item besides, right or wrong.
    also : mapping of str to mapping of str to str
        By item: words that can be defended as well, and what is to be said of each; they are neither wrong nor missed.
    debrief : str
        What is said to all at the end; blank for nothing.
    """

    kind: str
    ask: str
    hint: str = ""
    items: tuple[Item, ...] = ()
    picks: tuple[Pick, ...] = ()
    many: bool = False
    most: int = 0
    wanted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    why: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    also: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    debrief: str = ""

    def marked(self, answers: Answers) -> list[Mark]:
        """Mark an answer, an item at a time.

        Parameters
        ----------
        answers : mapping of str to sequence of str
            The chosen words of each item; an item that is not there has none.

        Returns
        -------
        list of Mark
            In the order of items.

        Raises
        ------
        ValueError
            If an item or a word is none of the question's, or there are more than it allows.
        """
        self._check(answers)
        return [self._mark(item, set(answers.get(item.key, ()))) for item in self.items]

    def form(self) -> dict[str, Any]:
        """What a page needs to ask the question; nothing in it gives the answer away."""
        return {
            "kind": self.kind,
            "ask": self.ask,
            "hint": self.hint,
            "many": self.many,
            "most": self.most,
            "items": [item._asdict() for item in self.items],
            "picks": [pick._asdict() for pick in self.picks],
            "fields": [],
        }

    def _check(self, answers: Answers) -> None:
        keys, values = {item.key for item in self.items}, {pick.value for pick in self.picks}
        for key, words in answers.items():
            if key not in keys:
                raise ValueError(f"answer: there is no item “{key}”")
            if strange := sorted(set(words) - values):
                raise ValueError(f"answer: “{strange[0]}” is not one of {', '.join(sorted(values))}")
            if len(set(words)) > 1 and not self.many:
                raise ValueError(f"answer: “{key}” takes one word")
        chosen = [key for key, words in answers.items() if set(words) - {NONE}]
        if self.most and len(chosen) > self.most:
            raise ValueError(f"answer: choose at most {self.most}, not {len(chosen)}")

    def _mark(self, item: Item, words: set[str]) -> Mark:
        wanted, also = self.wanted[item.key], self.also.get(item.key, {})
        right = words - set(also) == set(wanted) or (not self.many and bool(words) and words <= set(also))
        lines: list[Line] = []
        for pick in self.picks:
            more = also.get(pick.value) or self.notes.get(pick.value, pick.definition)
            line = f"{pick.label}: {more}" if more and pick.definition else more or pick.label
            if pick.value in also:
                lines.append(Line("also", line))
            elif pick.value in wanted:
                lines.append(Line("right" if pick.value in words else "also" if right else "missed", line))
            elif pick.value in words:
                lines.append(Line("wrong", line))
        if not wanted:
            lines.append(Line("right" if right else "missed", "none of them"))
        lines += (Line("why", text) for text in self.why.get(item.key, ()))
        return Mark(item, self._labels(words), self._labels(wanted), right, tuple(lines))

    def _labels(self, words: Sequence[str] | set[str]) -> tuple[str, ...]:
        return tuple(pick.label for pick in self.picks if pick.value in words)
