"""Who has a part in which objective: from rows of parts, from people's rows, and from lists of ids."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd

from stratsell.book.cells import near_text
from stratsell.book.import_report import Outcome
from stratsell.book.tables import TABLES
from stratsell.io.imports.identity import differing
from stratsell.io.imports.link.work import CRM_ID, CRM_ROLE, Rows, Work
from stratsell.io.imports.read import split_words
from stratsell.io.imports.records import Records, different, replaced
from stratsell.io.imports.source import IS_ROLE, meaning
from stratsell.vocabulary import Role, words_of

_NAMES = TABLES["influences"].names
_SAID = [name for name in _NAMES[2:] if name != "roles"]
_TOGETHER = 60
"""From how many different cells on unknown roles are told without a suggestion."""


def read_roles(work: Work, records: Records, slot: str) -> pd.Series:
    """Give the roles of the vocabulary for the source's, and say which have none."""
    known = work.source.words["role"]
    raw = records[slot]
    parts = {cell: split_words(cell, known) for cell in different(raw)}
    strange = [cell for cell, words in parts.items() if any(meaning(known, word) is None for word in words)]
    why = "the mapping does not know this role; add a line role,…,… to a mapping file"
    if work.source.flat:
        why = "is none of the roles economic, user, technical, coach"
    for at, cell in enumerate(strange):
        lost = [part for part in parts[cell] if meaning(known, part) is None] if at < _TOGETHER else []
        near = next((word for part in lost if (word := near_text(part, list(Role)))), "")
        remedy = f"did you mean “{near}”? " if near else ""
        remedy += "allowed: economic, user, technical, coach, or what a line role,…,… of a mapping says"
        if at < _TOGETHER:
            records.say(raw == cell, Outcome.LEFT_BLANK, why, slot, remedy=remedy, live=True)
    rest = raw.isin(list(strange)[_TOGETHER:])
    remedy = "allowed: economic, user, technical, coach, or what a line role,…,… of a mapping says"
    records.say(rest, Outcome.LEFT_BLANK, why, slot, remedy=remedy, live=True)
    nothing = {cell for cell, words in parts.items() if any(meaning(known, word) == "" for word in words)}
    why = "this says none of the four roles: a red flag, not a guess"
    records.say(raw.isin(nothing), Outcome.LEFT_BLANK, why, slot, live=True)
    read = {
        cell: _set(word for one in words for word in words_of(meaning(known, one) or ""))
        for cell, words in parts.items()
    }
    plain = {str(role) for role in Role}
    said = {cell for cell, value in read.items() if value and not set(map(str.casefold, parts[cell])) <= plain}
    records.say_words(raw.isin(said), Outcome.READ_AS, slot, lambda cell: f"is read as {read[cell]}")
    return replaced(raw, read.__getitem__)


def _add_flags(people: Records) -> None:
    """Add the roles that columns of yes and no say: “Champion?”."""
    for role, slot in IS_ROLE.items():
        marked = people[slot] == True  # noqa: E712 (None is neither)
        for name in ("roles", "all roles"):
            cells = zip(people[name], marked, strict=True)
            added = ["; ".join(filter(None, (cell, role))) if yes else cell for cell, yes in cells]
            people[name] = [_set(words_of(cell)) if cell and name == "roles" else cell for cell in added]


def link_influences(work: Work) -> pd.DataFrame:
    """Give the table of influences."""
    influences, people = work.of("influences"), work.of("people")
    if influences.given & {"first", "second"}:
        _arrange(work)
    told = influences["role"].notna()
    work.refer(influences, "objective_id", "objective", "objectives", influences.leave_out, live=told)
    work.refer(influences, "person_id", "person", "people", influences.leave_out, live=told)
    _note_guests(work)
    influences["roles"] = read_roles(work, influences, "role")
    influences.keep(CRM_ROLE, influences["role"])
    influences.keep(CRM_ID, influences["crm_id"])
    pair = pd.MultiIndex.from_arrays([influences["objective_id"], influences["person_id"]])
    again = pd.Series(pair.duplicated(), index=influences.slots.index)
    table = work.table(influences)
    influences.join(again, "one row per person and objective; the roles of all their rows stand in it", "role")
    people["all roles"] = people["roles"]
    people["roles"] = read_roles(work, people, "roles")
    if set(IS_ROLE.values()) & set(people.slots.columns):
        _add_flags(people)
    rows = table.to_dict("records")
    if work.source.flat or "objective" in people.given:
        if not rows:
            return _of_rows(people)
        rows += _of_rows(people).to_dict("records")
    else:
        rows += _taking_part(work)
    return _merged(rows, list(table.columns))


def _of_rows(people: Records) -> pd.DataFrame:
    """Give the influences that rows of people are, each person and objective once."""
    frame = pd.DataFrame({name: people[name] for name in _NAMES}, dtype=object)[people["objective_id"].notna()]
    if not frame["person_id"].duplicated().any():
        return frame
    pairs = pd.Series(
        list(zip(frame["objective_id"], frame["person_id"], strict=True)), index=frame.index, dtype=object
    )
    again = pairs.duplicated(keep=False)
    if not again.any():
        return frame
    people["pair"] = pairs.reindex(people.slots.index)
    for slot in [slot for slot in _SAID if slot in people.slots.columns]:
        differing(people, "pair", slot, "person and objective")
    people.slots = people.slots.drop(columns="pair")
    some = frame[again]
    first = some.groupby(pairs[again], sort=False).first()
    roles: Any = (
        some["roles"]
        .groupby(pairs[again], sort=False)
        .agg(lambda cells: _set(word for cell in cells.dropna() for word in words_of(cell)))
    )
    first["roles"] = roles.astype(object).where(roles.notna(), None)
    kept = ~pairs.duplicated()
    frame = frame[kept].copy()
    several = again[kept]
    frame.loc[several, _NAMES[2:]] = first.loc[pairs[kept][several], _NAMES[2:]].to_numpy()
    return frame.astype(object).where(frame.notna(), None)


def _note_guests(work: Work) -> None:
    influences = work.of("influences")
    if not len(influences):
        return
    home, aim = work.index["people"].home, work.index["objectives"].home
    guest = influences["person_id"].map(home) != influences["objective_id"].map(aim)
    why = "is a person of another account than the objective's; kept as an influence on it"
    influences.say(guest, Outcome.READ_AS, why, "person_id")


# --- Lists of ids, and roles that belong to people ------------------------------------------------


def _taking_part(work: Work) -> Rows:
    """Give the influences that people and objectives name themselves, with the people's roles."""
    people, objectives = work.of("people"), work.of("objectives")
    raw = people["all roles"]
    roles = dict(zip(people["person_id"], zip(people["roles"], raw, strict=True), strict=True))
    known = set(objectives["objective_id"])
    pairs = _pairs(people, "objective_ids", "person_id", known, "an opportunity")
    other = _pairs(objectives, "person_ids", "objective_id", set(roles), "a contact")
    pairs = [*pairs, *((person, objective) for objective, person in [*other, *_named(work)])]
    pairs += _with_account_only(work, raw, {person for person, _ in pairs})
    said = {name: dict(zip(people["person_id"], people[name], strict=True)) for name in _SAID if name in people.slots}
    return [
        {
            "objective_id": objective,
            "person_id": person,
            "roles": roles[person][0],
            CRM_ROLE: roles[person][1],
            **{name: cells[person] for name, cells in said.items()},
        }
        for person, objective in dict.fromkeys(pairs)
    ]


def _pairs(records: Records, slot: str, own: str, known: set[str], noun: str) -> list[tuple[str, str]]:
    """Give each record's id with each id of its list, and say which of these are not there."""
    lists = records[slot].map(lambda cell: cell.split("; ") if isinstance(cell, str) else [])
    lost = lists.map(lambda ids: not known.issuperset(ids)).astype(bool)
    records.say(lost, Outcome.LEFT_BLANK, f"names {noun} that is not in the export, or was left out", slot)
    found = zip(records[own], lists, strict=True)
    return [(me, each) for me, ids in found for each in ids if each in known]


def _named(work: Work) -> list[tuple[str, str]]:
    """Give each objective with the people whose names stand in its row."""
    objectives, index = work.of("objectives"), work.index["people"]
    pairs: list[tuple[str, str]] = []
    lost: list[object] = []
    cells = zip(
        objectives.slots.index, objectives["objective_id"], objectives["account_id"], objectives["person"], strict=True
    )
    for at, objective, account, written in cells:
        if written is None:
            continue
        for name in [written] if index.find(written, account) else [each.strip() for each in written.split(";")]:
            found = index.find(name, account) or index.find(name)
            if len(found) == 1:
                pairs.append((objective, found[0]))
            else:
                lost.append(at)
    mask = pd.Series(objectives.slots.index.isin(lost), index=objectives.slots.index)
    why = "is nobody of the export, or several"
    objectives.leave_blank(mask, why, "person", remedy="export the contacts, too, with their ids", live=True)
    return pairs


def _with_account_only(work: Work, raw: pd.Series, placed: set[str]) -> list[tuple[str, str]]:
    """People with a role and no objective take part in their account's only open one, or its implied one."""
    people, objectives = work.of("people"), work.of("objectives")
    accounts = set(objectives["account_id"])
    running: dict[str, list[str]] = {}
    for each, account, status in zip(
        objectives["objective_id"], objectives["account_id"], objectives["status"], strict=True
    ):
        if status is None:
            running.setdefault(account, []).append(each)
    alone = raw.notna() & ~people["person_id"].isin(placed)
    one = people["account_id"].map(lambda each: running[each][0] if len(running.get(each, ())) == 1 else None)
    implied = people["account_id"].where(~people["account_id"].isin(accounts), None)
    found = one.where(one.notna(), implied).where(alone, None)
    taken = alone & one.notna()
    why = "has a role and names no objective, so it holds for the only open one of the account"
    people.say(taken, Outcome.READ_AS, why, "roles")
    why = "has a role, but in none of the account's objectives"
    lost = alone & found.isna()
    people.say(lost, Outcome.LEFT_BLANK, why, "roles", remedy="say in which one, and import again", live=True)
    return list(zip(people["person_id"][found.notna()], found[found.notna()], strict=True))


# --- Connections, which join any two records ------------------------------------------------------


def _arrange(work: Work) -> None:
    """Find out which side of a connection is the person and which the objective."""
    connections = work.of("influences")
    people, objectives = _finder(work, "people"), _finder(work, "objectives")
    found: list[tuple[str | None, ...]] = []
    for first, second, first_role, second_role in zip(
        *(connections[slot] for slot in ("first", "second", "first_role", "second_role")), strict=True
    ):
        sides = ((second, second_role, first), (first, first_role, second))
        tied = ((objectives(other), people(me), role) for me, role, other in sides)
        found.append(next((each for each in tied if each[0] and each[1]), (None, None, None)))
    for slot, cells in zip(
        ("objective_id", "person_id", "role"), list(zip(*found, strict=True)) or [()] * 3, strict=True
    ):
        connections[slot] = cells
    why = "does not connect one contact with one opportunity of the export"
    connections.leave_out(connections.blank("person_id"), why, "second", live=True)


def _finder(work: Work, kind: str) -> Callable[[str | None], str | None]:
    """Give what finds a record by its id, or by a name that only it has."""
    index = work.index[kind]

    def found(cell: str | None) -> str | None:
        ids = index.find(cell) if cell else []
        return ids[0] if len(ids) == 1 else None

    return found


def _set(words: Iterable[str]) -> str | None:
    """Write roles as a set, in the order of the vocabulary."""
    known = set(words)
    return "; ".join(str(role) for role in Role if role in known) or None


def _merged(rows: Rows, columns: list[str]) -> pd.DataFrame:
    """Make one row of all rows of a person and objective: their roles together, else what the first of them says."""
    found: dict[tuple[Any, Any], dict[Any, Any]] = {}
    for row in rows:
        key = row["objective_id"], row["person_id"]
        if key not in found:
            found[key] = dict(row)
            continue
        first = found[key]
        roles = (word for each in (first["roles"], row["roles"]) if isinstance(each, str) for word in words_of(each))
        both = _set(roles)
        for name, cell in row.items():
            if first.get(name) is None or first[name] != first[name]:
                first[name] = cell
            elif name not in _NAMES and isinstance(cell, str):
                said = str(first[name]).split("; ")
                first[name] = "; ".join(dict.fromkeys([*said, cell]))
        first["roles"] = both
    names = list(dict.fromkeys([*columns, *(name for row in found.values() for name in row)]))
    frame = pd.DataFrame(list(found.values()), columns=names, dtype=object)
    return frame if CRM_ROLE not in frame or frame[CRM_ROLE].notna().any() else frame.drop(columns=CRM_ROLE)
