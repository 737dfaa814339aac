"""What a column is where its header leaves that open and its cells do not.

A column of roles that holds job titles is the title; of two that may be the roles, the one is that holds some; a column
of addresses is the e-mail; a column “Champion?” of yes and no says who is a coach.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from stratsell.book.import_report import Line, Outcome
from stratsell.io.imports.headers import BUYING
from stratsell.io.imports.locate import Located
from stratsell.io.imports.match import ColumnMatch
from stratsell.io.imports.names import is_honorific, whole_key
from stratsell.io.imports.read import split_words
from stratsell.io.imports.source import IS_ROLE, FileKind, meaning, word_key

_ADDRESS = re.compile(r"[^\s@<>,;:()]+@[^\s@<>,;:()]+\.[^\s@<>,;:()]{2,}")
_ANY_DIGIT = re.compile(r"\d").search
_SHARE = 0.25
_MOST = 0.8
_FREE = ("unknown", "again", "nameless")


class Settled(NamedTuple):
    """What columns are, and what is to be said of that."""

    matches: list[ColumnMatch]
    lines: list[Line]


def settle(
    table: Located,
    matches: list[ColumnMatch],
    file: FileKind,
    words: Mapping[str, Mapping[str, str]],
) -> Settled:
    """Decide by the cells of a table of people what the headers leave open.

    Parameters
    ----------
    table : Located
        The cells.
    matches : list of ColumnMatch
        What the headers say.
    file : FileKind
        What headers mean.
    words : mapping
        By ``role`` and ``truth``, the words that are known.
    """
    lines: list[Line] = []
    for step in (_flags, _titles, _roles, _emails, _numbers, _levels):
        matches, said = step(table, matches, file, words)
        lines += said
    return Settled(matches, lines)


def _flags(
    table: Located,
    matches: list[ColumnMatch],
    _: FileKind,
    words: Mapping[str, Mapping[str, str]],
) -> Settled:
    """Take columns whose header is a role and whose cells say yes or no."""
    lines: list[Line] = []
    taken = {each.slot for each in matches}
    found = []
    for each in matches:
        role = words["role"].get(word_key(re.sub(r"[(（\[].*|[?:*]+\s*$", "", each.header)), "")
        slot = IS_ROLE.get(role, "")
        if not slot or slot in taken or each.how == "said":
            found.append(each)
            continue
        cells = _values(table, each)
        if cells and None not in {words["truth"].get(word_key(cell)) for cell in cells}:
            taken.add(slot)
            each = each._replace(slot=slot, name=each.header, how="known", meant="")  # noqa: PLW2901
            why = f"says with yes and no who is {role}"
            lines.append(Line(table.file, None, each.header, "", Outcome.READ_AS, why))
        found.append(each)
    return Settled(found, lines)


def _titles(
    table: Located,
    matches: list[ColumnMatch],
    file: FileKind,
    _: Mapping[str, Mapping[str, str]],
) -> Settled:
    """Of columns that may be the title take another one, where the first holds how people are addressed."""
    now = next((each for each in matches if each.slot == "title" and each.how != "said"), None)
    if now is None:
        return Settled(matches, [])
    cells = _values(table, now)
    if not cells or not all(map(is_honorific, cells)):
        return Settled(matches, [])
    other = next((each for each in matches if not each.slot and file.find(each.header)[0] == "title"), None)
    why = "holds how people are addressed, not what they do, and is kept"
    lines = [Line(table.file, None, now.header, "", Outcome.READ_AS, why)]
    found = []
    for each in matches:
        if each is now:
            each = now._replace(slot="", how="unknown", meant="")  # noqa: PLW2901
        elif each is other:
            each = other._replace(slot="title", name=other.header, how="known", meant="")  # noqa: PLW2901
        found.append(each)
    return Settled(found, lines)


def _roles(
    table: Located,
    matches: list[ColumnMatch],
    file: FileKind,
    words: Mapping[str, Mapping[str, str]],
) -> Settled:
    """Of columns that may be the roles take the one that holds some; one that holds none is the title."""
    now = next((each for each in matches if each.slot == "roles" and each.how != "said"), None)
    if now is None or _share(table, now, words) >= _SHARE or not _filled(table, now):
        return Settled(matches, [])
    others = [
        each for each in matches if not each.slot and each.how == "again" and file.find(each.header)[0] == "roles"
    ]
    better = next((each for each in others if _share(table, each, words) >= _SHARE), None)
    buying = any(part in whole_key(now.header) for part in BUYING)
    as_title = not buying and not any(each.slot == "title" for each in matches)
    if better is None and not as_title:
        return Settled(matches, [])
    new = {now.at: now._replace(slot="title" if as_title else "", how="known" if as_title else "again", meant="")}
    lines = []
    if better is not None:
        new[better.at] = better._replace(slot="roles", name=better.header, how="known", meant="")
        new[now.at] = new[now.at]._replace(meant="" if as_title else better.header)
    if as_title:
        row = next(row for row, cell in zip(table.numbers, table.columns[now.at], strict=True) if cell.strip())
        why = "the column holds what people are, not their part in a decision, so it is their title"
        cell = next(cell for cell in table.columns[now.at] if cell.strip())
        lines.append(Line(table.file, row, now.header, cell, Outcome.READ_AS, why, "call the column title"))
    return Settled([new.get(each.at, each) for each in matches], lines)


def _share(table: Located, column: ColumnMatch, words: Mapping[str, Mapping[str, str]]) -> float:
    """How many of a column's cells name a role."""
    known = words["role"]
    cells = [cell for cell in table.columns[column.at] if cell.strip()]
    told = {cell for cell in set(cells) if any(meaning(known, word) for word in split_words(cell, known))}
    return sum(cell in told for cell in cells) / len(cells) if cells else 0


def _values(table: Located, column: ColumnMatch) -> set[str]:
    """Give the different cells of a column, blank ones left out."""
    return {cell.strip() for cell in set(table.columns[column.at])} - {""}


def _filled(table: Located, column: ColumnMatch) -> bool:
    return any(map(str.strip, table.columns[column.at]))


def _emails(
    table: Located,
    matches: list[ColumnMatch],
    _: FileKind,
    __: Mapping[str, Mapping[str, str]],
) -> Settled:
    """Take a column of addresses for the e-mail, where no other is."""
    if any(each.slot == "email" for each in matches) or not any(each.slot for each in matches):
        return Settled(matches, [])
    for each in matches:
        if each.slot or each.how not in _FREE:
            continue
        cells = [cell for cell in table.columns[each.at] if cell.strip()]
        if cells and sum(bool(_ADDRESS.search(cell)) for cell in cells) >= _MOST * len(cells):
            line = Line(
                table.file, None, each.header, "", Outcome.READ_AS, "holds e-mail addresses, and is read as email"
            )
            name = each.header or each.name
            new = each._replace(slot="email", name=name, how="known", meant="")
            return Settled([new if one is each else one for one in matches], [line])
    return Settled(matches, [])


def _numbers(
    table: Located,
    matches: list[ColumnMatch],
    _: FileKind,
    __: Mapping[str, Mapping[str, str]],
) -> Settled:
    """Take a column that numbers the rows for their ids, where managers are called by these numbers."""
    slots = {each.slot: each for each in matches}
    manager = slots.get("manager") or slots.get("reports_to")
    if manager is None or "person_id" in slots:
        return Settled(matches, [])
    called = _values(table, manager)
    if not called or not all(map(_ANY_DIGIT, called)):
        return Settled(matches, [])
    for each in matches:
        if each.slot or each.how not in _FREE:
            continue
        cells = {cell.strip() for cell in table.columns[each.at]}
        if len(cells) == len(table.numbers) and called <= cells:
            why = "numbers the people, who are called so as managers, and is read as person_id"
            line = Line(table.file, None, each.header, "", Outcome.READ_AS, why)
            new = each._replace(slot="person_id", name=each.header or each.name, how="known", meant="")
            return Settled([new if one is each else one for one in matches], [line])
    return Settled(matches, [])


def _levels(
    table: Located,
    matches: list[ColumnMatch],
    _: FileKind,
    __: Mapping[str, Mapping[str, str]],
) -> Settled:
    """Keep a column of wanted levels as it stands that counts them otherwise, in words say."""
    now = next((each for each in matches if each.slot == "wanted_level" and each.how != "said"), None)
    cells = _values(table, now) if now else set()
    if now is None or not cells or cells & set("1234"):
        return Settled(matches, [])
    return Settled([each._replace(slot="", how="unknown") if each is now else each for each in matches], [])
