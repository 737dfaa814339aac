"""The tables behind the explorer's tabs, as plain data: what stands in which cell, and what is said where nothing does.

A sheet is shown by the widget of `stratsell.notebook.widgets` and written to .xlsx by `stratsell.notebook.export`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from stratsell.dates import spoken
from stratsell.notebook.review import Gap, Person, Review
from stratsell.vocabulary import Level, Role

Kind = Literal["text", "number", "person", "people", "level", "roles", "flag"]

Cell = dict[str, Any]
"""A cell: always ``text``, what it says in words; and by kind of its column what it is drawn from."""


@dataclass(frozen=True)
class Column:
    """A column: its heading, and what its cells are."""

    label: str
    kind: Kind = "text"


@dataclass(frozen=True)
class Row:
    """A row, and the person whom a click on it selects; blank for none."""

    cells: tuple[Cell, ...]
    person_id: str = ""


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
            "title": self.title,
            "note": self.note if self.rows else "",
            "empty": self.empty,
            "columns": [{"label": column.label, "kind": column.kind} for column in self.columns],
            "rows": [{"id": row.person_id, "cells": list(row.cells)} for row in self.rows],
        }


@dataclass(frozen=True)
class Tab:
    """The sheets of one tab, and how many things its title counts; None where it counts nothing."""

    name: str
    sheets: tuple[Sheet, ...] = field(default=())
    count: int | None = None

    @property
    def title(self) -> str:
        """What the tab is called, with its count."""
        return self.name if self.count is None else f"{self.name} · {self.count}"


def tabs(review: Review) -> list[Tab]:
    """Give the tabs of an objective beside the map.

    Parameters
    ----------
    review : Review
        The objective on a day.

    Returns
    -------
    list of Tab
        Coverage, Coaches, Missing influences and Red flags.

    Examples
    --------
    >>> import datetime as dt, stratsell as ss
    >>> from stratsell.steps.findings import findings
    >>> book = ss.demo()
    >>> review = Review(findings(book, dt.date(2026, 11, 23)), "calloway-1")
    >>> tabs(review)[2].title
    'Missing influences · 1'
    """
    return [
        Tab("Coverage", (role_sheet(review), people_sheet(review))),
        Tab("Coaches", (coach_sheet(review), introduction_sheet(review)), len(review.coaches)),
        Tab("Missing influences", (missing_sheet(review),), len(review.gaps)),
        Tab("Red flags", (flag_sheet(review),), len(review.flags)),
    ]


def role_sheet(review: Review) -> Sheet:
    """Say how well each role is covered, and by whom."""
    rows = [
        Row(
            (
                _text(role.label, role.definition),
                _level(level),
                _people([person for person in review.influences if role in person.roles]),
            )
        )
        for role, level in review.coverage.items()
    ]
    met = sum(person.level >= Level.CONTACTED for person in review.influences)
    thanked = sum(person.level == Level.THANKED for person in review.influences)
    count = len(review.influences)
    note = f"{review.score:.0%} covered · {_count(count, 'influence')} · {met} contacted · {thanked} thanked"
    columns = (Column("Role"), Column("Coverage", "level"), Column("Who", "people"))
    return Sheet("Coverage by role", columns, rows, note=note)


def people_sheet(review: Review) -> Sheet:
    """List the people with a part in the objective, and where we stand with each."""
    columns = (
        Column("Person", "person"),
        Column("Roles", "roles"),
        Column("Level", "level"),
        Column("Last conversation"),
        Column("Mindset"),
        Column("Influence"),
        Column("Support", "number"),
    )
    rows = [
        Row(
            (
                _person(person),
                _roles(person.roles),
                _level(person.level),
                _text(spoken(person.talks[0].on), sort=person.talks[0].on.isoformat()) if person.talks else _text(""),
                _text(f"{person.mindset.glyph} {person.mindset.label}" if person.mindset else "? Unknown"),
                _text(person.degree.label if person.degree else "", sort=_degree(person)),
                _number(person.support, signed=True),
            ),
            person.person_id,
        )
        for person in review.people.values()
        if person.level
    ]
    return Sheet("People", columns, rows, "Nobody is known to have a part in this objective.")


def coach_sheet(review: Review) -> Sheet:
    """List the coaches, and whom they can lead us to."""
    columns = (
        Column("Coach", "person"),
        Column("Level", "level"),
        Column("Can lead us to", "number"),
        Column("Only they can", "number"),
    )
    rows = [
        Row(
            (
                _person(review.people[coach.person_id]),
                _level(coach.level),
                _number(coach.reaches),
                _number(coach.only),
            ),
            coach.person_id,
        )
        for coach in review.coaches
    ]
    empty = "No coach yet: find somebody who helps us navigate."
    note = "“Only they can”: people we have not spoken with lately whom nobody else could introduce us to."
    return Sheet("Coaches", columns, rows, _unless_closed(review, empty), note)


def introduction_sheet(review: Review) -> Sheet:
    """List the best introduction to each person whom we have not spoken with lately."""
    columns = (
        Column("To meet", "person"),
        Column("Best introduction", "people"),
        Column("Strength", "number"),
        Column("First ask"),
    )
    rows = []
    for found in review.introductions.values():
        steps = [review.people[id_] for id_ in found.steps]
        route = _people(steps, route=True) if steps else _text("nobody can introduce us yet")
        strength = {"text": f"{found.strength:.2f}", "value": found.strength} if steps else _number(None)
        first = _text(steps[0].name if steps else "")
        rows.append(Row((_person(review.people[found.person_id]), route, strength, first), found.person_id))
    if not review.influences:
        empty = "Nobody is known to have a part in this objective."
    else:
        empty = "No introduction needed: we have spoken with everybody lately."
    return Sheet("Introductions", columns, rows, _unless_closed(review, empty))


def missing_sheet(review: Review) -> Sheet:
    """List the roles that nobody holds, and who may hold them."""
    columns = (Column("Role"), Column("Who it may be", "person"), Column("Why"))
    rows = [row for gap in review.gaps for row in _gap_rows(gap, review)]
    return Sheet("Missing influences", columns, rows, _unless_closed(review, "None: somebody is known in every role."))


def _gap_rows(gap: Gap, review: Review) -> list[Row]:
    role = _text(gap.role.label, gap.role.definition)
    if not gap.candidates:
        return [Row((role, _text("nobody in sight"), _text(gap.advice)))]
    return [Row((role, _person(review.people[id_]), _text(why)), id_) for id_, why in gap.candidates]


def flag_sheet(review: Review) -> Sheet:
    """List the red flags, and what each means."""
    columns = (Column("Who", "person"), Column("Red flag", "flag"), Column("Detail"))
    rows = [
        Row(
            (
                _person(review.people[flag.person_id]) if flag.person_id else _text("Whole account"),
                _text(flag.flag.label, flag.flag.definition),
                _text(flag.detail),
            ),
            flag.person_id,
        )
        for flag in review.flags
    ]
    empty = "No red flags: nothing is missing or uncertain, and nobody is uncontacted or new."
    return Sheet("Red flags", columns, rows, _unless_closed(review, empty if review.influences else _NOBODY))


_NOBODY = "No red flags: nobody is known to have a part in this objective."


def _unless_closed(review: Review, empty: str) -> str:
    return empty if review.is_open else "This objective is closed; only open ones are looked at here."


def _text(text: str, note: str = "", *, sort: str = "") -> Cell:
    """Words, perhaps with a fainter line below them and something else to sort by."""
    return {"text": text, **({"note": note} if note else {}), **({"sort": sort} if sort else {})}


def _number(value: float | None, *, signed: bool = False) -> Cell:
    if value is None:
        return {"text": "", "value": None}
    return {"text": f"{value:+g}" if signed and value else f"{value:g}", "value": value}


def _level(level: Level) -> Cell:
    return {"text": level.label, "value": int(level), "note": level.definition}


def _roles(roles: Sequence[Role]) -> Cell:
    marks = [{"glyph": role.glyph, "text": f"{role.label}: {role.definition}"} for role in roles]
    return {"text": ", ".join(role.label for role in roles), "roles": marks}


def _person(person: Person) -> Cell:
    return {"text": person.name, "note": person.title, "id": person.person_id}


def _people(people: Sequence[Person], *, route: bool = False) -> Cell:
    who = [{**_person(person), "value": int(person.level), "level": person.level.label} for person in people]
    joined = (" → " if route else ", ").join(person.name for person in people)
    return {"text": joined or "nobody", "people": who, "route": route}


def _count(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _degree(person: Person) -> str:
    """Sorts high before low, and what is not known last."""
    return "" if person.degree is None else str(["low", "medium", "high"].index(person.degree.value))
