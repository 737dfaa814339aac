"""What the sheets of a workbook say: rows of what each objective looks like, with names beside ids."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import pandas as pd

from stratsell.book import Book
from stratsell.objective_view import ObjectiveView, Person
from stratsell.rules.momentum import momentum
from stratsell.rules.relationship_matrix import relationship_matrix
from stratsell.vocabulary import Level, Role

_Rows = Iterator[tuple[Any, ...]]

_PLACE = dict.fromkeys(("Account id", "Account", "Objective id", "Objective"), "str")
_PERSON = {**_PLACE, "Person id": "str", "Person": "str"}


def _coverage(view: ObjectiveView) -> _Rows:
    """How far each role has come, in words that count."""
    [row] = view.rows("coverage")
    counts = (row[name] for name in (*Role, "score", "influences", "contacted", "thanked"))
    yield *_place(view), *counts, "open" if view.is_open else "closed"


_COVERAGE = {
    **_PLACE,
    **{role.value.capitalize(): "int64" for role in Role},
    "Coverage": "float64",
    **dict.fromkeys(("Influences", "Contacted", "Thanked"), "int64"),
    "Status": "str",
}


def _influences(view: ObjectiveView) -> _Rows:
    """Everybody who has a part in the objective, with what we know of them."""
    for person in _by_id(view):
        if person.level is not Level.MISSING:
            yield (
                *_whom(view, person.person_id),
                person.title or None,
                "; ".join(person.roles) or None,
                person.level,
                person.level.label,
                person.touchpoints[0].on if person.touchpoints else None,
                person.mindset,
                person.degree,
                person.support,
                person.business_result or None,
                person.personal_win or None,
                person.certainty,
                "; ".join(flag.flag.replace("_", " ") for flag in person.flags) or None,
            )


_INFLUENCES = {
    **_PERSON,
    "Title": "str",
    "Roles": "str",
    "Level": "int64",
    "Level in words": "str",
    "Last contact": "datetime64[us]",
    "Mindset": "str",
    "Degree": "str",
    "Support": "float64",
    "Business result": "str",
    "Personal win": "str",
    "Certainty": "str",
    "Red flags": "str",
}


def _missing(view: ObjectiveView) -> _Rows:
    """The roles that nobody holds, and who may."""
    for gap in sorted(view.gaps, key=lambda gap: [*Role].index(gap.role)):
        ids = [candidate.person_id for candidate in gap.candidates]
        reasons = "; ".join(candidate.reason for candidate in gap.candidates)
        yield *_place(view), gap.role, _names(view, ids, "; "), "; ".join(ids) or None, reasons or None


_MISSING = {**_PLACE, **dict.fromkeys(("Role", "Candidates", "Candidate ids", "Reason"), "str")}


def _red_flags(view: ObjectiveView) -> _Rows:
    """What the method warns of."""
    for row in view.rows("red_flags"):
        yield *_whom(view, row["person_id"]), row["flag"], row["detail"], row["source"]


_RED_FLAGS = {**_PERSON, "Flag": "str", "Detail": "str", "Source": "str"}


def _introductions(view: ObjectiveView) -> _Rows:
    """Who can lead us to whom."""
    for person_id, way in sorted(view.introductions.items()):
        first = way.steps[0] if way.steps else None
        yield (
            *_whom(view, person_id),
            first,
            view.people[first].name if first else None,
            way.via_coach if way.steps else None,
            *_route(view, way.steps),
            len(way.steps) - 1 if way.steps else None,
            way.strength if way.steps else None,
            *_route(view, way.coach_steps),
            way.coach_strength if way.coach_steps else None,
        )


_INTRODUCTIONS = {
    **_PERSON,
    "Ask first id": "str",
    "Ask first": "str",
    "Via coach": "boolean",
    "Route": "str",
    "Route ids": "str",
    "Steps": "Int64",
    "Strength": "float64",
    "Coach's route": "str",
    "Coach's route ids": "str",
    "Coach's strength": "float64",
}

_SHEETS: dict[str, tuple[Callable[[ObjectiveView], _Rows], dict[str, str]]] = {
    "coverage": (_coverage, _COVERAGE),
    "influences": (_influences, _INFLUENCES),
    "missing": (_missing, _MISSING),
    "red flags": (_red_flags, _RED_FLAGS),
    "introductions": (_introductions, _INTRODUCTIONS),
}
"""What each sheet says of an objective, and the type of each of its columns."""


def sheets(views: Sequence[ObjectiveView], book: Book, day: dt.date, fresh_days: int) -> dict[str, pd.DataFrame]:
    """Give the sheets of a workbook on some objectives of a book, by name.

    Parameters
    ----------
    views : sequence of ObjectiveView
        The objectives, in the order of the rows.
    book : Book
        The book, of whose accounts the last sheets say who of ours knows whom of theirs, and what each version drew.
    day : datetime.date
        The day to look from.
    fresh_days : int
        For how many days a conversation counts.

    Returns
    -------
    dict of str to pandas.DataFrame
        With headings for people as columns and account_id as index.
    """
    made = {
        name: _frame(columns, (row for view in views for row in rows(view)))
        for name, (rows, columns) in _SHEETS.items()
    }
    whole = {
        "relationships": relationship_matrix(book, as_of=day, fresh_days=fresh_days),
        "momentum": momentum(book, as_of=day).rename(columns={"on": "written_on"}),
    }
    for name, frame in whole.items():
        named = book.named(frame)
        named.columns = [column.replace("_", " ").capitalize() for column in named.columns]
        made[name] = _by_account(named)
    return made


def about(day: dt.date, fresh_days: int) -> pd.DataFrame:
    """Give the sheet that says what the numbers mean."""
    rows = [
        ("As of", day.isoformat()),
        ("A conversation counts for", f"{fresh_days} days"),
        *((f"Level {level.value}, {level.label}", level.definition) for level in Level),
        *((f"Role {role.label}", role.definition) for role in Role),
        ("Coverage", "the levels of the four roles together, as a share of the most they can be"),
    ]
    return pd.DataFrame(rows, columns=["What", "Meaning"], dtype="str")


def _frame(columns: dict[str, str], rows: Iterable[tuple[Any, ...]]) -> pd.DataFrame:
    return _by_account(pd.DataFrame(list(rows), columns=[*columns], dtype="object").astype(columns))


def _by_account(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.set_index(frame["Account id"].rename(None))


def _place(view: ObjectiveView) -> tuple[Any, ...]:
    """The account and the objective, each with its name; an implied objective is called as its account."""
    name = (view.objective or view.account)["name"]
    return view.account["account_id"], view.account["name"], view.objective_id, name


def _whom(view: ObjectiveView, person_id: str | None) -> tuple[Any, ...]:
    """The account, the objective and a person, blank where it is about the whole account."""
    return *_place(view), person_id, view.people[person_id].name if person_id else None


def _by_id(view: ObjectiveView) -> list[Person]:
    return sorted(view.people.values(), key=lambda person: person.person_id)


def _route(view: ObjectiveView, steps: Sequence[str]) -> tuple[str | None, str | None]:
    """The names of those on a route, and their ids."""
    return _names(view, steps, " > "), " > ".join(steps) or None


def _names(view: ObjectiveView, ids: Iterable[str], between: str) -> str | None:
    return between.join(view.people[id_].name for id_ in ids) or None
