"""What a map says about one objective, before anything is placed: people, relationships, gaps and contacts.

This is the only module of the map that knows tables and rules. It reads one objective of a book, asks the
rules of `stratsell.rules` about it and gives plain objects with plain values, in the order of the book.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from stratsell.dates import as_day, days_before, spoken
from stratsell.map.text import clean
from stratsell.rules.coverage import FRESH_DAYS
from stratsell.rules.findings import findings
from stratsell.rules.network import DEFAULT_STRENGTH
from stratsell.rules.red_flags import RedFlag
from stratsell.vocabulary import Role, TouchpointStatus, words_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from stratsell.book import Book

_DAYS = "datetime64[D]"
BYSTANDERS = 24
"""How many people without a part, a relationship or a contact a map shows at most."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the account, as this objective sees them."""

    person_id: str
    name: str
    title: str = ""
    roles: tuple[str, ...] = ()
    mindset: str = ""
    degree: str = ""
    support: float | None = None
    level: int = 0
    """0 for someone who has no part in this objective, else 1 to 4."""
    flags: tuple[str, ...] = ()
    """Red flags in words."""
    notes: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    """Which red flags there are, as words of the vocabulary."""
    move: tuple[float, int] | None = None
    """How far right of its tidy place, in px, and how many rows below it somebody has put the card; None if nobody."""
    folded: int = 0
    """How many people below are put away (see `stratsell.map.fold`)."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A role that nobody holds, and who is most likely to."""

    role: str
    candidate: str = ""
    reason: str = ""
    candidates: tuple[tuple[str, str], ...] = ()
    """Ids of those who may hold it, the most likely first, and why they."""


@dataclass(frozen=True, slots=True)
class Relationship:
    """A relationship between two people."""

    source: str
    target: str
    kind: str
    strength: float = DEFAULT_STRENGTH


@dataclass(frozen=True, slots=True)
class Contact:
    """That one of our people has spoken with a person."""

    seller: str
    person_id: str
    touchpoints: int = 1
    fresh: bool = True


@dataclass(frozen=True, slots=True)
class Introduction:
    """The best way to a person: who asks whom, in turn."""

    route: tuple[str, ...]
    strength: float
    seller: str = ""
    """Who of ours last spoke with the first of them; blank if nobody is on record."""


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a map says about one objective."""

    account: str
    objective: str
    as_of: dt.date
    people: tuple[Person, ...] = ()
    gaps: tuple[Gap, ...] = ()
    relationships: tuple[Relationship, ...] = ()
    contacts: tuple[Contact, ...] = ()
    introduction: Introduction | None = None
    selected: str = ""
    owner: str = ""
    flags: tuple[str, ...] = ()
    """Flags of the whole account, in words."""
    hidden: int = 0
    """How many people are left out, being many and without any part."""
    introductions: tuple[Introduction, ...] = ()
    """The best way to each person whom we have not spoken with lately, whoever is selected."""


def read_objective(
    book: Book,
    *,
    objective_id: str | None = None,
    account_id: str | None = None,
    as_of: dt.date | str | None = None,
    selected: str | None = None,
    fresh_days: int = FRESH_DAYS,
) -> Reading:
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
    selected : str, optional
        The id of a person to whom an introduction is sought.
    fresh_days : int, default 90
        For how many days a conversation counts.

    Returns
    -------
    Reading

    Raises
    ------
    KeyError
        If there is no such objective, account or person.
    ValueError
        If it is not clear which objective is meant.
    """
    day = as_day(as_of)
    objective_id = objective_id or objective_of(book, account_id, day)
    account = book.account_of(objective_id)
    found = findings(book, day, fresh_days)
    part = found.part(objective_id)
    row = part.tables["accounts"].iloc[0]
    own = part.tables["objectives"]["name"]
    worries = found.rows("red_flags", objective_id)
    contacts, last = _contacts(part, day, fresh_days)
    people = _people(part, found.rows("levels", objective_id), worries, last)
    if selected is not None and selected not in {person.person_id for person in people}:
        raise KeyError(f"no person “{selected}” in the account “{account}”")
    names = {person.person_id: person.name for person in people}
    relationships = tuple(_relationships(part, names))
    shown = _shown(people, relationships, contacts, selected)
    ways = tuple(_introductions(found.rows("introductions", objective_id), names, last))
    return Reading(
        account=clean(_text(row["name"])),
        objective=clean(_text(own.iloc[0])) if len(own) else "",
        as_of=day,
        people=shown,
        gaps=tuple(_gaps(found.rows("missing_influences", objective_id), names)),
        relationships=relationships,
        contacts=tuple(contacts),
        introduction=next((way for way in ways if way.route[-1] == selected), None),
        selected=selected or "",
        owner=clean(_text(row["owner"])),
        flags=tuple(_worry(flag) for flag in worries if not _text(flag["person_id"])),
        hidden=len(people) - len(shown),
        introductions=ways,
    )


def objective_of(book: Book, account_id: str | None, day: dt.date) -> str:
    """Give the only open objective that can be meant, or an error that says what there is."""
    found = findings(book, day).open_objectives
    if account_id is not None:
        if account_id not in set(book.tables["accounts"]["account_id"]):
            raise KeyError(f"no account “{account_id}” in the book")
        mine = next((objective for objective, account in found.items() if account == account_id), None)
        if mine is not None:
            return mine
        raise ValueError(f"the account “{account_id}” has no open objective; give objective_id")
    ids = list(found)
    if len(ids) == 1:
        return ids[0]
    some = ", ".join(ids[:8]) + (f" and {len(ids) - 8} more" if len(ids) > 8 else "")
    raise ValueError(f"give objective_id or account_id; open objectives are: {some or 'none'}")


_OF_PEOPLE = ("person_id", "name", "title", "map_dx", "map_rows")
_OF_INFLUENCES = (
    "person_id", "roles", "mindset", "degree", "support", "business_result", "personal_win",
)  # fmt: skip


def _rows(frame: pd.DataFrame, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The rows by those columns that are there, days as dates; much quicker than rows of a data frame are."""
    found = [name for name in columns if name in frame]
    values = [frame[name].to_numpy(_DAYS if frame[name].dtype.kind == "M" else object).tolist() for name in found]
    return (dict(zip(found, row, strict=True)) for row in zip(*values, strict=True))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _people(
    part: Book, ranks: list[dict[str, Any]], worries: list[dict[str, Any]], last: dict[str, Any]
) -> list[Person]:
    level = {row["person_id"]: int(row["level"]) for row in ranks}
    flags: dict[str, list[dict[str, Any]]] = {}
    for flag in worries:
        flags.setdefault(_text(flag["person_id"]), []).append(flag)
    parts = {row["person_id"]: row for row in _rows(part.tables["influences"], _OF_INFLUENCES)}
    people = []
    for row in _rows(part.tables["people"], _OF_PEOPLE):
        person_id, role = row["person_id"], parts.get(row["person_id"], {})
        talked = last.get(person_id)
        notes = [
            f"{label}: {clean(text)}"
            for label, text in (
                ("business result", _text(role.get("business_result"))),
                ("personal win", _text(role.get("personal_win"))),
                ("last contact", f"{spoken(talked[0])}, {talked[1]}" if talked else ""),
            )
            if text
        ]
        people.append(
            Person(
                person_id=person_id,
                name=clean(_text(row["name"])) or person_id,
                title=clean(_text(row["title"])),
                roles=tuple(r for r in Role if r in words_of(_text(role.get("roles")))),
                mindset=_text(role.get("mindset")),
                degree=_text(role.get("degree")),
                support=_number(role.get("support")),
                level=level.get(person_id, 0),
                flags=tuple(_worry(flag) for flag in flags.get(person_id, ())),
                notes=tuple(notes),
                kinds=tuple(dict.fromkeys(flag["flag"] for flag in flags.get(person_id, ()))),
                move=_move(row),
            )
        )
    return people


def _move(row: Mapping[Any, Any]) -> tuple[float, int] | None:
    """Where somebody has put a person's card, if they have."""
    across, down = _number(row.get("map_dx")), _number(row.get("map_rows"))
    return (across or 0.0, int(down or 0)) if across or down else None


def _worry(flag: dict[str, Any]) -> str:
    """A red flag in words: what it is, and its detail."""
    detail = clean(_text(flag["detail"]))
    return RedFlag(flag["flag"]).label + (f": {detail}" if detail else "")


def _relationships(part: Book, names: dict[str, str]) -> Iterator[Relationship]:
    """Relationships between people who are there; one to oneself is not drawn."""
    for row in _rows(part.tables["relationships"], ("source_id", "target_id", "kind", "strength")):
        source, target = row["source_id"], row["target_id"]
        if source in names and target in names and source != target:
            strength = _number(row["strength"])
            yield Relationship(source, target, row["kind"], DEFAULT_STRENGTH if strength is None else strength)


def _contacts(part: Book, day: dt.date, fresh_days: int) -> tuple[list[Contact], dict[str, tuple[dt.date, str]]]:
    """Who of ours has spoken with whom, and for each person when and by whom last."""
    since = days_before(day, fresh_days)
    pairs: dict[tuple[str, str], tuple[int, bool]] = {}
    last: dict[str, tuple[dt.date, str]] = {}
    for row in _rows(part.tables["touchpoints"], ("person_id", "seller", "on", "status")):
        on = row["on"]
        if row["status"] != TouchpointStatus.DONE or on is None or on > day:
            continue
        person_id, name = row["person_id"], clean(_text(row["seller"]))
        count, fresh = pairs.get((name, person_id), (0, False))
        pairs[name, person_id] = (count + 1, fresh or on > since)
        if person_id not in last or (on, name) > last[person_id]:
            last[person_id] = (on, name)
    contacts = [
        Contact(seller, person_id, count, fresh) for (seller, person_id), (count, fresh) in sorted(pairs.items())
    ]
    return contacts, last


def _gaps(rows: list[dict[str, Any]], names: dict[str, str]) -> Iterator[Gap]:
    order = [role.value for role in Role]
    for row in sorted(rows, key=lambda row: order.index(row["role"])):
        found = candidates(row, names)
        first = found[0][0] if found else ""
        yield Gap(row["role"], first, clean(_text(row["reason"])), found)


def candidates(row: dict[str, Any], names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Take apart the candidates of a row of `stratsell.missing_influences`, each with the reason.

    Parameters
    ----------
    row : dict
        The row.
    names : mapping of str to str
        The names of all people of the account by id.

    Returns
    -------
    tuple of (str, str)
        Ids and reasons, the most likely first.

    Examples
    --------
    >>> row = {"candidates": "a; b", "reason": "Ann; Jr. manages 2; Bob listens to her"}
    >>> candidates(row, {"a": "Ann; Jr.", "b": "Bob"})
    (('a', 'Ann; Jr. manages 2'), ('b', 'Bob listens to her'))
    """
    ids = parted(_text(row["candidates"]), "; ", names)
    joined = clean(_text(row["reason"]))
    starts = [0]
    for person_id in ids[1:]:  # a reason begins with the name, and a name may hold the separator
        at = joined.find(f"; {clean(names[person_id])} ", starts[-1])
        starts.append(at + 2 if at >= 0 else len(joined))
    ends = [*(start - 2 for start in starts[1:]), len(joined)]
    reasons = [joined[start : max(start, end)] for start, end in zip(starts, ends, strict=True)]
    return tuple(zip(ids, reasons, strict=False))


def parted(joined: str, separator: str, known: Collection[str]) -> tuple[str, ...]:
    """Take apart ids that a rule has joined; an id may hold the separator itself, so the known ones decide.

    Parameters
    ----------
    joined : str
        The ids with separators between them.
    separator : str
        ``"; "`` or ``" > "``.
    known : collection of str
        All ids that there are.

    Returns
    -------
    tuple of str
        The ids; empty if the text cannot be made of known ones.

    Examples
    --------
    >>> parted("a > b > c", " > ", ["a > b", "c"])
    ('a > b', 'c')
    """
    ids = set(known)
    parts = joined.split(separator) if joined else []
    if all(part in ids for part in parts):
        return tuple(parts)
    for end in range(len(parts), 0, -1):
        head = separator.join(parts[:end])
        if head in ids:
            tail = parted(separator.join(parts[end:]), separator, ids)
            if tail or end == len(parts):
                return (head, *tail)
    return ()


def _introductions(
    rows: list[dict[str, Any]], names: dict[str, str], last: dict[str, tuple[dt.date, str]]
) -> Iterator[Introduction]:
    for row in rows:
        if stops := parted(_text(row["route"]), " > ", names):
            seller = last[stops[0]][1] if stops[0] in last else ""
            yield Introduction(stops, float(row["strength"]), seller)


def _shown(
    people: list[Person], relationships: tuple[Relationship, ...], contacts: list[Contact], selected: str | None
) -> tuple[Person, ...]:
    """Everybody, but of those who have no part and no relationship only the first few."""
    related = {end for edge in relationships for end in (edge.source, edge.target)}
    related |= {contact.person_id for contact in contacts} | {selected or ""}
    spare = [p.person_id for p in people if not p.level and p.person_id not in related]
    left_out = set(spare[BYSTANDERS:])
    return tuple(person for person in people if person.person_id not in left_out)
