"""Whom people report to: several managers in a cell, each found by id, address or name in any spelling."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from functools import partial
from typing import Any

import pandas as pd

from stratsell.book.cells import near_text
from stratsell.book.cycles import cycles
from stratsell.book.import_report import Line, Outcome, cut
from stratsell.io.imports.index import Index
from stratsell.io.imports.link.work import Work
from stratsell.io.imports.names import parts_of, person_key
from stratsell.io.imports.records import Records
from stratsell.vocabulary import RelationshipKind

_MANAGERS = re.compile(r"\s*[;\n|]\s*|\s+(?:and|und|et|y|e|en|&)\s+|\s*[/&+]\s*|\s*[、；]\s*", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\s*[(\[（][^()\[\]（）]*[)\]）]")
_CJK_TITLE = re.compile(r"(?<=[^\x00-\u2fff])\s*(?:様|さん|氏|殿|先生|님|씨)$")
_ADDRESS = re.compile(r"<\s*([^<>\s]+@[^<>\s]+)\s*>")
_PLAINLY = re.compile(r"[^&+/()\[\]\n]*")
_AND_TITLE = re.compile(r"\s+([-–—])\s+")
_COMMAS = re.compile(r"\s*,\s*")
_SUGGESTED = 200
_MOST = 2_000
"""In how many people of an account a part of a name is looked for."""


def link_managers(work: Work) -> pd.DataFrame:
    """Find whom people report to; several managers in a cell are several lines."""
    people = work.of("people")
    index = work.index["people"]
    sources: list[str] = []
    targets: list[str] = []
    problems: dict[tuple[str, str], list[Any]] = {}
    cells = zip(
        people.slots.index,
        people["person_id"],
        people["account_id"],
        people["reports_to"],
        people["manager"],
        strict=True,
    )
    titles = dict(zip(people["person_id"], people["title"], strict=True))
    managers, short = functools.cache(partial(_managers, index)), ShortNames(index, titles)
    guessed: dict[str, list[Any]] = {}
    several: dict[tuple[str, str], list[str]] = {}
    for at, person, account, by_id, by_name in cells:
        slot, written = ("reports_to", by_id) if by_id is not None else ("manager", by_name)
        if written is None:
            continue
        found, why = managers(written, account, anywhere=slot == "reports_to")
        if not found and slot == "reports_to" and by_name is not None:
            slot, written = "manager", by_name
            found, why = managers(written, account, anywhere=False)
        if not found and (only := short.find(written, account)):
            found, why = [only], ""
            guessed.setdefault(only, []).append(at)
        if person in found:
            found = [each for each in found if each != person]
            why = why or "is the person's own, and nobody reports to themselves"
        if found and (_ADDRESS.search(written) or (len(found) > 1 and not _PLAINLY.fullmatch(written))):
            several.setdefault((slot, written), []).extend(found)
        sources += [person] * len(found)
        targets += found
        if why:
            problems.setdefault((slot, why), []).append(at)
    _tell_problems(work, problems)
    _tell_read(people, guessed, several)
    table = pd.DataFrame({"source_id": sources, "target_id": targets}, dtype=object)
    if people["person_id"].duplicated().any():
        table = table.drop_duplicates()
    table["kind"] = RelationshipKind.REPORTS_TO.value
    for cycle in cycles(table):
        why = f"is in a cycle of {len(cycle)} people who report to one another; taken as it stands"
        slot = "reports_to" if "reports_to" in people.given else "manager"
        people.say(people["person_id"].isin(cycle), Outcome.READ_AS, why, slot)
    return table


class ShortNames:
    """People by a part of their name: the last or the first one, or initials; with a title or a job beside it.

    Parameters
    ----------
    index : Index
        The people.
    titles : mapping of str to str, optional
        By id, what somebody is, which may stand behind the name.
    """

    def __init__(self, index: Index, titles: Mapping[str, object] | None = None) -> None:
        self._index = index
        self._titles = titles or {}
        self._people: dict[str | None, list[tuple[str, list[str]]]] = {}

    def find(self, written: str, account: str) -> str:
        """Give the id of the only one of the account to whom what is written fits; blank if there is none."""
        if not self._people:
            for name, ids in self._index.names.items():
                for each in ids:
                    self._people.setdefault(self._index.home.get(each), []).append((each, parts_of(name)))
        people = self._people.get(account, [])
        parts = parts_of(_CJK_TITLE.sub("", written))
        if len(people) <= _MOST and (begun := [each for each, name in people if self._begins(written, each, name)]):
            return begun[0] if len(begun) == 1 else ""
        if not parts or len(people) > _MOST or not any(len(part) > 1 for part in parts):
            return ""
        found = [each for each, name in people if _fits(parts, name)]
        return found[0] if len(found) == 1 else ""

    def _begins(self, written: str, each: str, name: list[str]) -> bool:
        """Whether a name of several parts stands there, and behind it what the person is: “Ada Lane - CFO”."""
        bare, _, more = (
            _AND_TITLE.split(written.strip(), maxsplit=1) if _AND_TITLE.search(written) else (written, "", "")
        )
        title = self._titles.get(each)
        if not more and isinstance(title, str) and person_key(written).endswith(person_key(title)):
            bare = person_key(written).removesuffix(person_key(title))
            return bool(parts_of(bare)) and _fits(parts_of(bare), name)
        return bool(more) and len(name) > 1 and parts_of(bare) == name


def _always(why: str, _: str) -> str:
    return why


def _fits(parts: list[str], name: list[str]) -> bool:
    """Whether all parts are parts of a name, or their initials."""
    left = list(name)
    for part in sorted(parts, key=len, reverse=True):
        begun = (each for each in left if (len(part) == 1 or not part.isascii()) and each.startswith(part))
        same = part if part in left else next(begun, None)
        if same is None:
            return False
        left.remove(same)
    return True


def _managers(index: Index, written: str, account: str, *, anywhere: bool) -> tuple[list[str], str]:
    """Give the managers that a cell names, and what is wrong with it."""
    if anywhere and written in index.ids:
        return [written], ""
    address = _ADDRESS.search(written)
    found = index.find(written, account) or (index.find(address[1], account) if address else [])
    if len(found) == 1:
        return found, ""
    if found:
        return [], "is the name of several people of this account"
    for between in (_MANAGERS, _COMMAS):
        parts = [part for part in between.split(written.strip()) if part]
        each = [index.find(part, account) or index.find(_IN_BRACKETS.sub("", part), account) for part in parts]
        if len(parts) > 1 and all(len(one) == 1 for one in each):
            return list(dict.fromkeys(one[0] for one in each)), ""
        if len(parts) > 1 and any(len(one) == 1 for one in each) and between is _MANAGERS:
            lost = ", ".join(f"“{part}”" for part, one in zip(parts, each, strict=True) if len(one) != 1)
            return [one[0] for one in each if len(one) == 1], f"names {lost}, who is nobody of the account"
    return [], "is no person of this account"


def _tell_read(people: Records, guessed: Mapping[str, list[Any]], several: Mapping[tuple[str, str], list[str]]) -> None:
    """Say who was meant where that does not stand there plainly."""
    names = dict(zip(people["person_id"], people["name"], strict=True))
    for only, rows in guessed.items():
        why = f"is taken for “{names[only]}”, the only one of the account to whom that fits"
        for slot in ("manager", "reports_to"):
            mask = pd.Series(people.slots.index.isin(rows), index=people.slots.index) & people[slot].notna()
            people.say_words(mask, Outcome.READ_AS, slot, partial(_always, why))
    for (slot, written), each in several.items():
        why = f"is read as {', '.join(f'“{names[one]}”' for one in dict.fromkeys(each))}"
        people.say_words(people[slot] == written, Outcome.READ_AS, slot, partial(_always, why))


def _tell_problems(work: Work, problems: dict[tuple[str, str], list[Any]]) -> None:
    people = work.of("people")
    index = work.index["people"]
    by_account: dict[str, list[str]] = {}
    if problems:
        for name, ids in index.names.items():
            for each in ids:
                by_account.setdefault(index.home.get(each) or "", []).append(name)
    slots: Any = people.slots
    places: Any = people.place
    shown = dict(zip(people["person_id"], people["name"], strict=True))
    for (slot, why), rows in problems.items():
        for number, at in enumerate(rows):
            written = str(slots.loc[at, slot])
            account = slots.loc[at, "account_id"]
            names = by_account.get(account, []) if number < _SUGGESTED and why.startswith("is no person") else []
            near = near_text(person_key(written), names[:2_000]) if names else ""
            meant = shown.get(next(iter(index.names.get(near, [])), ""), near) if near else ""
            remedy = f"did you mean “{meant}”? " if meant else ""
            remedy += "allowed: the name of a person of this account, in a row of their own, or a person_id"
            file, row = places.loc[at, "file"], places.loc[at, "row"]
            if file is not None:
                header = people.header(file, slot)
                people.lines.append(Line(file, row, header, cut(written), Outcome.LEFT_BLANK, why, remedy, live=True))
