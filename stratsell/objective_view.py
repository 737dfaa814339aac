"""What one objective looks like on one day, as plain data: read once, for map, explorer, brief and workbook alike.

Whoever shows it says what stands here and computes nothing. Nothing dated after the day is seen but what is planned.
Every text is one plain line (`stratsell.text.clean`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from stratsell.book import Book
from stratsell.dates import as_day, days_before
from stratsell.rules.coverage import FRESH_DAYS
from stratsell.rules.findings import Findings, findings, records
from stratsell.rules.network import DEFAULT_STRENGTH
from stratsell.rules.red_flags import RedFlag
from stratsell.text import clean
from stratsell.vocabulary import (
    Certainty,
    Degree,
    Level,
    Mindset,
    Mode,
    RelationshipKind,
    Role,
    TouchpointStatus,
    words_of,
)

Row = dict[str, Any]
"""A row of a table or of a rule by column, blank cells as None."""

_W = TypeVar("_W", Mindset, Degree, Mode, Certainty)


@dataclass(frozen=True, slots=True)
class Touchpoint:
    """A conversation."""

    on: dt.date
    seller: str
    mode: Mode | None = None
    learned: str = ""
    """What we learned, or of one that is planned, what is to be said."""
    touchpoint_id: str = ""


@dataclass(frozen=True, slots=True)
class Relationship:
    """A relationship between two people of the account."""

    source_id: str
    target_id: str
    kind: RelationshipKind
    strength: float | None = None
    """None where the book leaves it blank."""
    notes: str = ""

    @property
    def weight(self) -> float:
        """How strong it counts."""
        return DEFAULT_STRENGTH if self.strength is None else self.strength


@dataclass(frozen=True, slots=True)
class Flag:
    """A red flag of a person, or of the whole account where `person_id` is blank."""

    flag: RedFlag
    detail: str
    person_id: str = ""

    @property
    def text(self) -> str:
        """The flag in words: what it is, and its detail."""
        return self.flag.label + (f": {self.detail}" if self.detail else "")


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
    certainty: Certainty | None = None
    managers: tuple[str, ...] = ()
    flags: tuple[Flag, ...] = ()
    touchpoints: tuple[Touchpoint, ...] = ()
    """Those that have taken place, the latest first."""
    planned: tuple[Touchpoint, ...] = ()
    """Those that are planned, the next first."""
    move: tuple[float, int] | None = None
    """How far right of its tidy place, in px, and how many rows below it somebody has put the card; None if nobody."""


@dataclass(frozen=True, slots=True)
class Introduction:
    """How to come to know a person; `steps` is empty where nobody can lead us there."""

    person_id: str
    steps: tuple[str, ...] = ()
    """Whom to ask, in turn; the person comes last."""
    strength: float = 0.0
    seller: str = ""
    """Who of ours spoke last with the first of the steps."""
    coach_steps: tuple[str, ...] = ()
    """The same, of the best introduction that a coach starts."""
    coach_strength: float = 0.0

    @property
    def via_coach(self) -> bool:
        """Whether a coach starts it."""
        return bool(self.steps) and self.steps == self.coach_steps


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom a coach, or whoever else is our only door to somebody, can lead us to."""

    person_id: str
    level: Level
    reaches: int
    only: tuple[str, ...] = ()
    """The ids of those to whom nobody else could lead us."""
    coach: bool = True


class Candidate(NamedTuple):
    """Somebody who may hold a role, and why."""

    person_id: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Gap:
    """A role that nobody holds, and who may, the most likely first."""

    role: Role
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class Contact:
    """That one of our people has spoken with a person."""

    seller: str
    person_id: str
    touchpoints: int = 1
    fresh: bool = True


@dataclass(frozen=True)
class ObjectiveView:
    """One objective of a book on one day; `objective_view` reads it.

    Attributes
    ----------
    objective_id : str
        The objective, open or closed.
    day : datetime.date
        The day to look from.
    account, objective : dict
        Their rows in the book, blank cells as None; `objective` is empty for the implied one of an account.
    people : dict of str to Person
        Everybody of the account by id, in the order of the book.
    relationships : tuple of Relationship
        Between them, in the order of the book.
    contacts : tuple of Contact
        Who of ours has spoken with whom, by name and id.
    coverage : dict of Role to Level
        How well each role is covered.
    score : float
        How well all roles together are covered, 0 to 1.
    flags : tuple of Flag
        The red flags, those of the whole account first; none for a closed objective.
    gaps : tuple of Gap
        The roles that nobody holds; none for a closed objective.
    coaches : tuple of Reach
        Whom each coach can lead us to.
    introductions : dict of str to Introduction
        The best one to each person with a role whom we have not spoken with lately.
    fresh_days : int
        For how many days a conversation counts.
    """

    objective_id: str
    day: dt.date
    account: Mapping[str, Any]
    objective: Mapping[str, Any] = field(default_factory=dict)
    people: Mapping[str, Person] = field(default_factory=dict)
    relationships: tuple[Relationship, ...] = ()
    contacts: tuple[Contact, ...] = ()
    coverage: Mapping[Role, Level] = field(default_factory=dict)
    score: float = 0.0
    flags: tuple[Flag, ...] = ()
    gaps: tuple[Gap, ...] = ()
    coaches: tuple[Reach, ...] = ()
    introductions: Mapping[str, Introduction] = field(default_factory=dict)
    fresh_days: int = FRESH_DAYS
    source: Book | None = field(default=None, repr=False, compare=False)
    """The book that it was read from, of which rules are asked that few look at and that take longer."""

    @property
    def account_name(self) -> str:
        """The account's name, or its id where that is blank."""
        return clean(_text(self.account["name"])) or _text(self.account["account_id"])

    @property
    def objective_name(self) -> str:
        """The objective's name; blank for the implied one of an account without objectives."""
        return clean(_text(self.objective.get("name")))

    @property
    def owner(self) -> str:
        """Seller is responsible for the account; blank if nobody is known to."""
        return clean(_text(self.account.get("owner")))

    @property
    def influences(self) -> list[Person]:
        """The people with a role."""
        return [person for person in self.people.values() if person.roles]

    @cached_property
    def relationships_of(self) -> dict[str, list[Relationship]]:
        """Every relationship, under each of the two people."""
        edges: dict[str, list[Relationship]] = {}
        for edge in self.relationships:
            for id_ in dict.fromkeys((edge.source_id, edge.target_id)):
                edges.setdefault(id_, []).append(edge)
        return edges

    @property
    def book(self) -> Book:
        """The book that the objective was read from."""
        if self.source is None:
            raise LookupError("this view was not read from a book")
        return self.source

    @property
    def part(self) -> Book:
        """The part of the book that concerns the objective."""
        return self._asked.part(self.objective_id)

    @property
    def open_ids(self) -> frozenset[str]:
        """The objectives of the book that are open on the day."""
        return self._asked.open_ids

    @property
    def is_open(self) -> bool:
        """Whether the objective is open on the day."""
        return self.objective_id in self.open_ids

    @property
    def plan(self) -> list[Row]:
        """What to do next, as `stratsell.next_actions` says it."""
        return self.rows("next_actions")

    def rows(self, rule: str) -> list[Row]:
        """Give what a rule of `stratsell.rules` finds in this objective, blank cells as None."""
        return self._asked.rows(rule, self.objective_id)

    def unless_closed(self, message: str) -> str:
        """Give what is said where a list is empty; of a closed objective, that it is closed."""
        return message if self.is_open else "This objective is closed; only open ones are shown here."

    @property
    def _asked(self) -> Findings:
        return findings(self.book, self.day, self.fresh_days)


def objective_view(
    book: Book,
    *,
    objective_id: str | None = None,
    account_id: str | None = None,
    as_of: dt.date | str | None = None,
    fresh_days: int = FRESH_DAYS,
) -> ObjectiveView:
    """Read one objective of a book.

    Parameters
    ----------
    book : Book
        The book.
    objective_id : str, optional
        The objective. Default: the account's first open one, by id.
    account_id : str, optional
        The account. Default: the only one that has an open objective.
    as_of : datetime.date or str, optional
        The day to look from. Default: today.
    fresh_days : int, default 90
        For how many days a conversation counts.

    Returns
    -------
    ObjectiveView

    Raises
    ------
    KeyError
        If there is no such objective or account.
    ValueError
        If it is not clear which objective is meant.

    Examples
    --------
    >>> import stratsell as ss
    >>> view = objective_view(ss.demo(), objective_id="northwind-1", as_of="2026-11-23")
    >>> view.people["nw-osei"].level.label, view.coverage[Role.USER].label
    ('Identified', 'Thanked')
    """
    day = as_day(as_of)
    return _Reader(
        findings(book, day, fresh_days), objective_id or objective_of(book, account_id, day), fresh_days
    ).view()


def objective_of(book: Book, account_id: str | None, day: dt.date) -> str:
    """Give the only open objective that can be meant, or an error that says what there is."""
    accounts = findings(book, day).open_objectives
    if account_id is not None:
        if account_id not in set(book.tables["accounts"]["account_id"]):
            raise KeyError(f"no account “{account_id}” in the book")
        mine = next((objective for objective, account in accounts.items() if account == account_id), None)
        if mine is not None:
            return mine
        raise ValueError(f"the account “{account_id}” has no open objective; give objective_id")
    ids = list(accounts)
    if len(ids) == 1:
        return ids[0]
    some = ", ".join(ids[:8]) + (f" and {len(ids) - 8} more" if len(ids) > 8 else "")
    raise ValueError(f"give objective_id or account_id; open objectives are: {some or 'none'}")


class _Reader:
    """Reads one objective of a book on one day."""

    def __init__(self, findings: Findings, objective_id: str, fresh_days: int) -> None:
        self.findings, self.objective_id, self.day = findings, objective_id, findings.day
        self.fresh_days, self.since = fresh_days, days_before(findings.day, fresh_days)
        self.tables = findings.part(objective_id).tables
        self.done: dict[str, list[Touchpoint]] = {}
        self.planned: dict[str, list[Touchpoint]] = {}
        self.contacts = self._read_touchpoints()

    def view(self) -> ObjectiveView:
        flags = tuple(self._flags())
        relationships = tuple(self._relationships())
        covered = self._rows("coverage")[0]
        own = records(self.tables["objectives"])
        return ObjectiveView(
            self.objective_id,
            self.day,
            records(self.tables["accounts"])[0],
            own[0] if own else {},
            people={person.person_id: person for person in self._people(flags, relationships)},
            relationships=relationships,
            contacts=self.contacts,
            coverage={role: Level(covered[role.value]) for role in Role},
            score=float(covered["score"]),
            flags=flags,
            gaps=tuple(self._gaps()),
            coaches=tuple(
                Reach(row["person_id"], Level(row["level"]), row["reaches"], tuple(row["only_to"] or ()), row["coach"])
                for row in self._rows("door_rows")
            ),
            introductions={way.person_id: way for way in self._introductions()},
            fresh_days=self.fresh_days,
            source=self.findings.book,
        )

    def _rows(self, rule: str) -> list[Row]:
        return self.findings.rows(rule, self.objective_id)

    def _people(self, flags: tuple[Flag, ...], relationships: tuple[Relationship, ...]) -> Iterator[Person]:
        parts = {row["person_id"]: row for row in records(self.tables["influences"])}
        levels = {row["person_id"]: row["level"] for row in self._rows("levels")}
        managers: dict[str, list[str]] = {}
        for edge in relationships:
            if edge.kind.effect.ranks and edge.source_id != edge.target_id:
                managers.setdefault(edge.source_id, []).append(edge.target_id)
        for row in records(self.tables["people"]):
            id_ = row["person_id"]
            part = parts.get(id_, {})
            held = words_of(_text(part.get("roles")))
            across, down = row.get("map_dx"), row.get("map_rows")
            yield Person(
                id_,
                clean(_text(row["name"])) or id_,
                clean(_text(row["title"])),
                level=Level(levels.get(id_, 0)),
                roles=tuple(role for role in Role if role in held),
                mindset=_word(Mindset, part.get("mindset")),
                degree=_word(Degree, part.get("degree")),
                support=part.get("support"),
                business_result=clean(_text(part.get("business_result"))),
                personal_win=clean(_text(part.get("personal_win"))),
                certainty=_word(Certainty, part.get("certainty")),
                managers=tuple(managers.get(id_, ())),
                flags=tuple(flag for flag in flags if flag.person_id == id_),
                touchpoints=tuple(self.done.get(id_, ())),
                planned=tuple(self.planned.get(id_, ())),
                move=(across or 0.0, int(down or 0)) if across or down else None,
            )

    def _flags(self) -> Iterator[Flag]:
        for row in self._rows("red_flags"):
            detail = clean(_text(row["detail"])).replace("_", " ")
            yield Flag(RedFlag(row["flag"]), detail, _text(row["person_id"]))

    def _gaps(self) -> Iterator[Gap]:
        candidates: dict[str, list[Candidate]] = {}
        for row in self._rows("candidate_rows"):
            listed = candidates.setdefault(row["role"], [])
            if row["person_id"]:
                listed.append(Candidate(row["person_id"], clean(_text(row["reason"]))))
        for role in Role:
            if role.value in candidates:
                yield Gap(role, tuple(candidates[role.value]))

    def _introductions(self) -> Iterator[Introduction]:
        for row in self._rows("introduction_steps"):
            steps = tuple(row["steps"] or ())
            last = self.done.get(steps[0], ()) if steps else ()
            yield Introduction(
                row["person_id"],
                steps,
                row["strength"] or 0.0,
                last[0].seller if last else "",
                tuple(row["coach_steps"] or ()),
                row["coach_strength"] or 0.0,
            )

    def _relationships(self) -> Iterator[Relationship]:
        for row in records(self.tables["relationships"]):
            kind, notes = RelationshipKind(row["kind"]), clean(_text(row["notes"]))
            yield Relationship(row["source_id"], row["target_id"], kind, row["strength"], notes)

    def _read_touchpoints(self) -> tuple[Contact, ...]:
        """Put conversations in order, by person, and count them by who of ours has had them."""
        pairs: dict[tuple[str, str], tuple[int, bool]] = {}
        rows = self.tables["touchpoints"].sort_values(["on", "seller"], kind="stable")
        for row in records(rows):
            done, on, person_id = row["status"] == TouchpointStatus.DONE, row["on"].date(), row["person_id"]
            if done and on > self.day:
                continue
            content = clean(_text(row["learned"] if done else row["message"]))
            seller = clean(_text(row["seller"]))
            made = Touchpoint(on, seller, _word(Mode, row["mode"]), content, row["touchpoint_id"])
            (self.done if done else self.planned).setdefault(person_id, []).append(made)
            if done:
                count, fresh = pairs.get((seller, person_id), (0, False))
                pairs[seller, person_id] = (count + 1, fresh or on > self.since)
        for touchpoints in self.done.values():
            touchpoints.reverse()
        return tuple(Contact(*pair, *counted) for pair, counted in sorted(pairs.items()))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _word(words: type[_W], value: Any) -> _W | None:
    return words(value) if value else None
