"""YAML with the line of everything in it, so that a message can name the place to correct.

PyYAML's safe composer gives nodes with marks; nothing is ever constructed from tags. Every scalar is taken as the text
that stands there, so that ``no`` is a word and ``2026-11-23`` a text until somebody asks for a day. Each getter adds to
`faults` what is wrong and gives a plain value, so that one reading finds all faults.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from stratsell.book.cells import near_text
from stratsell.errors import Fault


class LineFault(Fault):
    """A fault in a file of text: its row is a line of it."""

    def _place(self) -> str:
        place = self.table if self.row is None else f"{self.table}, line {self.row}"
        return f"{place}, {self.column}" if self.column else place


@dataclass
class Faults:
    """What is wrong with one file."""

    file: str
    entries: list[Fault]

    def add(
        self, line: int, problem: str, *, place: str = "", value: object = None, allowed: str = "", meant: str = ""
    ) -> None:
        """Add one fault."""
        self.entries.append(LineFault(self.file, problem, line, place, value, allowed, meant))


class Mapping:
    """A mapping of YAML: getters by key, each of which reports what is wrong.

    Parameters
    ----------
    node : yaml.Node or None
        Where it stands.
    faults : Faults
        Where faults go.
    keys : sequence of str
        The keys that it may have.
    first : int
        The line of the file on which the YAML begins, less one.
    what : str
        What messages call it.
    """

    def __init__(self, node: yaml.Node | None, faults: Faults, keys: Sequence[str], first: int, what: str = "") -> None:
        self.faults = faults
        self.first = first
        self.what = what
        self.line = first + 1 if node is None else node.start_mark.line + 1 + first
        self._values: dict[str, yaml.Node] = {}
        if isinstance(node, yaml.MappingNode):
            self._take(node, keys)
        elif node is not None:
            faults.add(self.line, "is not a list of “key: value” lines", place=what, allowed=", ".join(keys))

    def _take(self, node: yaml.MappingNode, keys: Sequence[str]) -> None:
        for key, value in node.value:
            line = key.start_mark.line + 1 + self.first
            name = str(key.value) if isinstance(key, yaml.ScalarNode) else ""
            if keys and name not in keys:
                meant = near_text(name, keys)
                self.faults.add(
                    line, "is not a known key", place=self.what, value=name, allowed=", ".join(keys), meant=meant
                )
            elif name in self._values:
                self.faults.add(line, "occurs twice", place=self.what, value=name)
            else:
                self._values[name] = value

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def __iter__(self) -> Any:
        return iter(self._values)

    def node(self, key: str) -> yaml.Node | None:
        """Where a key's value stands; None if the key is not there."""
        return self._values.get(key)

    def line_of(self, key: str) -> int:
        """The line of a key's value, or of the whole mapping if the key is not there."""
        node = self._values.get(key)
        return self.line if node is None else node.start_mark.line + 1 + self.first

    def place(self, key: str) -> str:
        """What messages call a key."""
        return f"{self.what} {key}".strip()

    def text(self, key: str, *, required: bool = False) -> str:
        """Give a text; blank if the key is not there."""
        node = self._values.get(key)
        if isinstance(node, yaml.ScalarNode) and (text := str(node.value).strip()):
            return text
        if node is not None and not isinstance(node, yaml.ScalarNode):
            self.faults.add(self.line_of(key), "is not a single text", place=self.place(key), allowed="a text")
        elif required:
            self.faults.add(
                self.line_of(key), "is blank, but must be filled in", place=self.place(key), allowed="a text"
            )
        return ""

    def word(self, key: str, words: Iterable[str], *, default: str = "") -> str:
        """Give one of some words."""
        text, words = self.text(key, required=not default), list(words)
        if text and text not in words:
            meant = near_text(text, words)
            self.faults.add(
                self.line_of(key),
                "is unknown",
                place=self.place(key),
                value=text,
                allowed=", ".join(words),
                meant=meant,
            )
        return text if text in words else default

    def whole(self, key: str, least: int, most: int, *, default: int) -> int:
        """Give a whole number."""
        text = self.text(key)
        if not text:
            return default
        if not (text.isascii() and text.isdecimal() and least <= int(text) <= most):
            allowed = f"a whole number from {least} to {most}"
            self.faults.add(
                self.line_of(key), "is not a number of this kind", place=self.place(key), value=text, allowed=allowed
            )
            return default
        return int(text)

    def day(self, key: str) -> dt.date:
        """Give a day."""
        text = self.text(key, required=True)
        try:
            return dt.datetime.strptime(text, "%Y-%m-%d").date()
        except ValueError:
            if text:
                allowed = "a day such as 2026-11-23"
                self.faults.add(self.line_of(key), "is not a day", place=self.place(key), value=text, allowed=allowed)
            return _SOME_DAY

    def flag(self, key: str) -> bool:
        """Give true or false; false if the key is not there."""
        text = self.text(key)
        if text not in ("", "true", "false"):
            self.faults.add(
                self.line_of(key), "is neither true nor false", place=self.place(key), value=text, allowed="true, false"
            )
        return text == "true"

    def texts(self, key: str) -> list[tuple[int, str]]:
        """Give a list of texts with their lines."""
        return [
            (node.start_mark.line + 1 + self.first, str(node.value))
            for node in self._nodes(key)
            if self._is_text(node, key)
        ]

    def _is_text(self, node: yaml.Node, key: str) -> bool:
        if isinstance(node, yaml.ScalarNode):
            return True
        self.faults.add(
            node.start_mark.line + 1 + self.first, "is not a single text", place=self.place(key), allowed="a text"
        )
        return False

    def mappings(self, key: str, keys: Sequence[str], what: str) -> list[Mapping]:
        """Give a list of mappings; messages call them by `what` and their number."""
        nodes = self._nodes(key)
        return [
            Mapping(node, self.faults, keys, self.first, f"{what} {number}") for number, node in enumerate(nodes, 1)
        ]

    def _nodes(self, key: str) -> list[yaml.Node]:
        node = self._values.get(key)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            self.faults.add(
                self.line_of(key), "is not a list", place=self.place(key), allowed="lines that begin with “- ”"
            )
            return []
        return list(node.value)


def composed(text: str, faults: Faults, keys: Sequence[str], first: int) -> Mapping:
    """Read YAML; where it cannot be read, the fault says on which line.

    Parameters
    ----------
    text : str
        The YAML.
    faults : Faults
        Where faults go.
    keys : sequence of str
        The keys that its mapping may have.
    first : int
        The line of the file on which it begins, less one.

    Returns
    -------
    Mapping
    """
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first + 1 + (mark.line if mark else 0)
        faults.add(line, f"cannot be read as YAML: {error.problem or error.context}", allowed=_YAML)
        node = None
    except (yaml.YAMLError, RecursionError) as error:
        faults.add(first + 1, f"cannot be read as YAML: {str(error).splitlines()[0]}", allowed=_YAML)
        node = None
    return Mapping(node, faults, keys, first)


_SOME_DAY = dt.date(2000, 1, 1)  # where none can be read, so that the rest can be looked at
_YAML = "“key: value” lines; a text with a colon and a space in it stands in quotes"
