"""What a tab of the explorer shows, as plain data: tables, passages of text and images, and what is offered to do.

A block is shown by the widget of `stratsell.notebook.widgets`; the tables are also written to .xlsx by
`stratsell.notebook.export`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

from stratsell.dates import spoken
from stratsell.map.style import Theme
from stratsell.objective_view import Person
from stratsell.vocabulary import Level, Role

if TYPE_CHECKING:
    from stratsell.charts.chart import Chart
    from stratsell.notebook.forms.form import Field

Kind = Literal["text", "number", "date", "person", "people", "level", "roles", "flag"]

Cell = dict[str, Any]
"""A cell: always ``text``, what it says in words; and by kind of its column what it is drawn from."""

Span = dict[str, Any]
"""A stretch of text: ``text`` and ``tone“; ”id`` where a click selects a person, ``ask`` where it opens a form."""

Line = list[Span]


@dataclass(frozen=True)
class Action:
    """Something to do, on a button: what it says, and the form that it asks for.

    Attributes
    ----------
    text : str
        What the button says.
    what : str
        The name of the form, as in `stratsell.notebook.forms.FORMS` or in the forms of the tab.
    about : mapping of str to str
        What the form is about, such as a ``person_id``.
    note : str
        What is said of it where the words on the button are too few, such as to a screen reader.
    """

    text: str
    what: str
    about: Mapping[str, str] | None = None
    note: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Give the action as plain data for the page."""
        return {"text": self.text, "note": self.note, "ask": {"what": self.what, **(self.about or {})}}


@dataclass(frozen=True)
class Column:
    """A column: its heading, what its cells are, and, where they can be edited in the table, the field that each is."""

    label: str
    kind: Kind = "text"
    field: Field | None = None

    def to_dict(self) -> dict[str, Any]:
        """Give the column as plain data for the page."""
        edited = {"field": self.field.to_dict()} if self.field else {}
        return {"label": self.label, "kind": self.kind, **edited}


@dataclass(frozen=True)
class Row:
    """A row, the person whom a click on it selects (blank for none), and what can be done about it."""

    cells: tuple[Cell, ...]
    person_id: str = ""
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A table.

    Attributes
    ----------
    title : str
        What it is called.
    columns : sequence of Column
        From left to right.
    rows : sequence of Row
        From top to bottom.
    empty : str
        What is said where there are no rows.
    note : str
        What is said above the rows.
    """

    title: str
    columns: Sequence[Column]
    rows: Sequence[Row] = ()
    empty: str = ""
    note: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Give the sheet as plain data for the page."""
        return {
            "block": "sheet",
            "title": self.title,
            "note": self.note if self.rows else "",
            "empty": self.empty,
            "columns": [column.to_dict() for column in self.columns],
            "rows": [
                {"id": row.person_id, "cells": list(row.cells), "actions": [action.to_dict() for action in row.actions]}
                for row in self.rows
            ],
        }


@dataclass(frozen=True)
class Passage:
    """A heading and lines of text.

    Attributes
    ----------
    title : str
        The heading.
    lines : sequence of list of Span
        See `span`, `name` and `ask`.
    """

    title: str
    lines: Sequence[Line]

    def to_dict(self) -> dict[str, Any]:
        """Give the passage as plain data for the page."""
        return {"block": "passage", "title": self.title, "lines": list(self.lines)}


@dataclass(frozen=True)
class Image:
    """A picture.

    Attributes
    ----------
    title : str
        What it shows, for those who do not see it.
    content : dict of str to bytes
        The picture as SVG, for each theme, "light" and "dark"; shown as an image, so nothing in it can run.
    width : float
        Its natural width, in px.
    """

    title: str
    content: Mapping[Theme, bytes]
    width: float = 800

    def to_dict(self) -> dict[str, Any]:
        """Give the image as plain data for the page."""
        return {
            "block": "image",
            "title": self.title,
            "content": dict(self.content),
            "width": self.width,
        }


Block = Sheet | Passage | Image


def drawn(title: str, chart: Chart) -> Image:
    """Draw a chart for each theme.

    Parameters
    ----------
    title : str
        What it shows.
    chart : Chart
        The chart.
    """
    from stratsell.map.style import PX

    return Image(title, {theme: chart.svg(theme) for theme in get_args(Theme)}, width=chart.width * PX)


# Cells.


def text(content: str, note: str = "", *, sort: str = "") -> Cell:
    """Words, perhaps with a fainter line below them and something else to sort by."""
    return {"text": content, **({"note": note} if note else {}), **({"sort": sort} if sort else {})}


def number(value: float | None, *, signed: bool = False) -> Cell:
    """Give a number, or nothing."""
    if value is None:
        return {"text": "", "value": None}
    return {"text": f"{value:+g}" if signed and value else f"{value:g}", "value": value}


def day(value: dt.date | None, note: str = "") -> Cell:
    """Give a day, or nothing."""
    return text(spoken(value), note, sort=value.isoformat()) if value else text("", note)


def level(value: Level) -> Cell:
    """How well somebody is covered, as a bar."""
    return {"text": value.label, "value": int(value), "note": value.definition}


def roles(held: Sequence[Role]) -> Cell:
    """Give the roles that somebody holds, as letters."""
    marks = [{"glyph": role.glyph, "text": f"{role.label}: {role.definition}"} for role in held]
    return {"text": ", ".join(role.label for role in held), "roles": marks}


def person(who: Person) -> Cell:
    """A person with their title."""
    return {"text": who.name, "note": who.title, "id": who.person_id}


def people(several: Sequence[Person], *, route: bool = False) -> Cell:
    """Several people, perhaps as the steps of a route."""
    who = [{**person(person_), "value": int(person_.level), "level": person_.level.label} for person_ in several]
    joined = (" → " if route else ", ").join(person_.name for person_ in several)
    return {"text": joined or "nobody", "people": who, "route": route}


def editable(cell: Cell, value: str) -> Cell:
    """A cell of a column with a field: what its field holds, as text."""
    return {**cell, "held": value}


# Lines.


def span(content: str, tone: str = "") -> Span:
    """Words; the tone is ``strong``, ``muted``, ``good``, ``bad`` or blank."""
    return {"text": content, "tone": tone}


def name(who: Person, tone: str = "") -> Span:
    """Somebody's name, on which a click selects them."""
    return {"text": who.name, "tone": tone, "id": who.person_id}


def ask(action: Action, tone: str = "muted") -> Span:
    """Words on which a click opens a form."""
    return {**action.to_dict(), "tone": tone}
