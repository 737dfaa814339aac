"""One objective of a book on one day, put together for reading: people with their part, level, flags and conversations.

Tables and panel say what stands here and compute nothing themselves. Nothing dated after the day is seen. Every text is
one plain line (`stratsell.map.text.clean`), as on the map.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import pandas as pd

from stratsell.book import Book
from stratsell.map.reading import candidates, parted
from stratsell.map.text import clean
from stratsell.rules.findings import Findings, records
from stratsell.rules.red_flags import RedFlag
from stratsell.vocabulary import (
    Degree,
    Level,
    Mindset,
    Mode,
    RelationshipKind,
    Role,
    TouchpointStatus,
    words_of,
)

_W = TypeVar("_W", Mindset, Degree, Mode)


@dataclass(frozen=True, slots=True)
class Touchpoint:
    """A conversation that has taken place."""

    on: dt.date
    seller: str
    mode: Mode | None = None
    learned: str = ""
    touchpoint_id: str = ""


@dataclass(frozen=True, slots=True)
class Relationship:
    """A relationship between two people of the account."""

    source_id: str
    target_id: str
    kind: RelationshipKind
    strength: float | None = None
    """None where the book leaves it blank."""


@dataclass(frozen=True, slots=True)
class Flag:
    """A red flag of a person, or of the whole account where `person_id` is blank."""

    flag: RedFlag
    detail: str
    person_id: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the account, as this objective sees them."""

    person_id: str
    name: str
    title: str = ""
    level: Level = Level.MISSING
    """0 for somebody who has no part in this objective."""
    roles: tuple[Role, ...] = ()
    mindset: Mindset | None = None
    degree: Degree | None = None
    support: float | None = None
    business_result: str = ""
    personal_win: str = ""
    certain: bool = True
    managers: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()
    touchpoints: tuple[Touchpoint, ...] = ()
    """The latest first."""


@dataclass(frozen=True, slots=True)
class Introduction:
    """How to come to know a person; `steps` is empty where nobody can lead us there."""

    person_id: str
    steps: tuple[str, ...] = ()
    strength: float = 0.0
    seller: str = ""
    """Who of ours spoke last with the first of the steps."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom a coach can lead us to."""

    person_id: str
    level: Level
    reaches: int
    only: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A role that nobody holds, with pairs of a candidate and why they may hold it."""

    role: Role
    candidates: tuple[tuple[str, str], ...]
    advice: str = ""
    """What to do where nobody is a candidate."""


class Review:
    """One objective of a book on one day.

    Parameters
    ----------
    findings : Findings
        What the rules find in the book on that day.
    objective_id : str
        The objective, open or closed.

    Raises
    ------
    KeyError
        If there is no such objective.

    Examples
    --------
    >>> import datetime as dt, stratsell as ss
    >>> from stratsell.rules.findings import findings
    >>> book = ss.demo()
    >>> review = Review(findings(book, dt.date(2026, 11, 23)), "northwind-1")
    >>> review.people["nw-osei"].level.label, review.coverage[Role.USER].label
    ('Identified', 'Thanked')
    """

    def __init__(self, findings: Findings, objective_id: str) -> None:
        self.objective_id = objective_id
        self.day = findings.day
        self.part: Book = findings.part(objective_id)
        self.book = findings.book
        self._findings = findings
        self.account: dict[str, Any] = records(self.part.tables["accounts"])[0]
        found = records(self.part.tables["objectives"])
        self.objective: dict[str, Any] = found[0] if found else {}
        self.open_ids = findings.open_ids
        self.is_open = objective_id in self.open_ids

    @property
    def account_name(self) -> str:
        """The account's name, or its id where that is blank."""
        return clean(_text(self.account["name"])) or _text(self.account["account_id"])

    @property
    def objective_name(self) -> str:
        """The objective's name; blank for the implied one of an account without objectives."""
        return clean(_text(self.objective.get("name")))

    @cached_property
    def people(self) -> dict[str, Person]:
        """Everybody of the account by id, in the order of the book."""
        parts = {row["person_id"]: row for row in records(self.part.tables["influences"])}
        level = {row["person_id"]: row["level"] for row in self.rows("levels")}
        people = {}
        for row in records(self.part.tables["people"]):
            id_ = row["person_id"]
            part = parts.get(id_, {})
            people[id_] = Person(
                id_,
                clean(_text(row["name"])) or id_,
                clean(_text(row["title"])),
                level=Level(level.get(id_, 0)),
                roles=tuple(role for role in Role if role in words_of(_text(part.get("roles")))),
                mindset=_word(Mindset, part.get("mindset")),
                degree=_word(Degree, part.get("degree")),
                support=part.get("support"),
                business_result=clean(_text(part.get("business_result"))),
                personal_win=clean(_text(part.get("personal_win"))),
                certain=part.get("certainty") != "uncertain",
                managers=tuple(self._managers.get(id_, ())),
                flags=tuple(flag for flag in self.flags if flag.person_id == id_),
                touchpoints=tuple(self._touchpoints.get(id_, ())),
            )
        return people

    @property
    def influences(self) -> list[Person]:
        """The people with a role."""
        return [person for person in self.people.values() if person.roles]

    @cached_property
    def coverage(self) -> dict[Role, Level]:
        """How well each role is covered."""
        return {role: Level(self._covered[role.value]) for role in Role}

    @property
    def score(self) -> float:
        """How well all roles together are covered, 0 to 1."""
        return float(self._covered["score"])

    @cached_property
    def flags(self) -> list[Flag]:
        """The red flags, those of the whole account first; none for a closed objective."""
        return [
            Flag(RedFlag(row["flag"]), clean(_text(row["detail"])).replace("_", " "), _text(row["person_id"]))
            for row in self.rows("red_flags")
        ]

    @cached_property
    def gaps(self) -> list[Gap]:
        """The roles that nobody holds; none for a closed objective."""
        return [self._gap(row) for row in self.rows("missing_influences")]

    @cached_property
    def coaches(self) -> list[Reach]:
        """Whom each coach can lead us to."""
        return [
            Reach(row["person_id"], Level(row["level"]), int(row["reaches"]), int(row["only"]))
            for row in self.rows("reach")
        ]

    @cached_property
    def introductions(self) -> dict[str, Introduction]:
        """The best introduction to each person with a role whom we have not spoken with lately."""
        found = {}
        for row in self.rows("introductions"):
            steps = parted(_text(row["route"]), " > ", self.part.tables["people"]["person_id"])
            touchpoints = self._touchpoints.get(steps[0], []) if steps else []
            seller = touchpoints[0].seller if touchpoints else ""
            found[row["person_id"]] = Introduction(row["person_id"], steps, row["strength"] or 0.0, seller)
        return found

    @cached_property
    def planned(self) -> dict[str, list[Touchpoint]]:
        """The conversations that are still planned, by person, the next first."""
        return self._touchpoints_that_are(TouchpointStatus.PLANNED)

    @cached_property
    def relationships(self) -> dict[str, list[Relationship]]:
        """Every relationship, under each of the two people."""
        found: dict[str, list[Relationship]] = {}
        for row in records(self.part.tables["relationships"]):
            edge = Relationship(row["source_id"], row["target_id"], RelationshipKind(row["kind"]), row["strength"])
            for id_ in dict.fromkeys((edge.source_id, edge.target_id)):
                found.setdefault(id_, []).append(edge)
        return found

    def rows(self, rule: str) -> list[dict[str, Any]]:
        """Give what a rule of `stratsell.rules` finds in this objective, blank cells as None."""
        return self._findings.rows(rule, self.objective_id)

    def unless_closed(self, said: str) -> str:
        """Give what is said where a list is empty; of a closed objective, that it is closed."""
        return said if self.is_open else "This objective is closed; only open ones are looked at here."

    @cached_property
    def _covered(self) -> dict[str, Any]:
        return self.rows("coverage")[0]

    @cached_property
    def _managers(self) -> dict[str, list[str]]:
        edges = self.part.tables["relationships"]
        edges = edges[(edges["kind"] == RelationshipKind.REPORTS_TO) & (edges["source_id"] != edges["target_id"])]
        found: dict[str, list[str]] = {}
        for source, target in zip(edges["source_id"], edges["target_id"], strict=True):
            found.setdefault(source, []).append(target)
        return found

    @cached_property
    def _touchpoints(self) -> dict[str, list[Touchpoint]]:
        """The conversations that have taken place, by person, the latest first."""
        return self._touchpoints_that_are(TouchpointStatus.DONE)

    def _touchpoints_that_are(self, status: TouchpointStatus) -> dict[str, list[Touchpoint]]:
        done = status is TouchpointStatus.DONE
        touchpoints = self.part.tables["touchpoints"]
        touchpoints = touchpoints[touchpoints["status"] == status]
        if done:
            touchpoints = touchpoints[touchpoints["on"] <= pd.Timestamp(self.day)]
        found: dict[str, list[Touchpoint]] = {}
        for row in records(touchpoints.sort_values(["on", "seller"], ascending=not done, kind="stable")):
            learned = clean(_text(row["learned"] if done else row["message"]))
            touchpoint = Touchpoint(
                row["on"].date(), clean(row["seller"]), _word(Mode, row["mode"]), learned, row["touchpoint_id"]
            )
            found.setdefault(row["person_id"], []).append(touchpoint)
        return found

    def _gap(self, row: dict[str, Any]) -> Gap:
        people = self.part.tables["people"]
        names = dict(zip(people["person_id"], people["name"], strict=True))
        found = candidates(row, names)
        return Gap(Role(row["role"]), found, "" if found else clean(_text(row["reason"])))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _word(words: type[_W], value: Any) -> _W | None:
    return words(value) if value else None
