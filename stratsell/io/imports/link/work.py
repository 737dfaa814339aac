"""What all parts of linking share: the records, who is found by what, and how a table is made of records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from stratsell.book.cells import near_text
from stratsell.book.import_report import Line, Outcome
from stratsell.book.tables import TABLES
from stratsell.io.imports.identity import fill_from_others, told_apart
from stratsell.io.imports.index import Index
from stratsell.io.imports.names import full_name
from stratsell.io.imports.records import Mask, Records
from stratsell.io.imports.source import Source

Rows = list[dict[Any, Any]]

OTHER_ACCOUNTS = "other accounts"
"""The column of people in which further accounts of theirs stand, by id."""

CRM_ROLE = "CRM role"
"""The column of influences in which the CRM's own word for the role stands."""

CRM_ID = "CRM id"
"""The column of influences in which the ids of the CRM's own rows stand."""

NOBODY = "not recorded"
"""The seller of a contact where nobody says who it was."""

OWN = {"accounts": "account_id", "people": "person_id", "objectives": "objective_id"}
NOUNS = {"accounts": "account", "people": "contact", "objectives": "opportunity"}
_FLAT_NOUNS = {"accounts": "account", "people": "person", "objectives": "objective"}
_SUGGESTED = 200
_SEARCHED = 20_000


@dataclass
class Work:
    """Linking under way.

    Attributes
    ----------
    source : Source
        What the words of the source mean.
    records : dict of str to Records
        By kind, with their values read.
    day : datetime.date
        The day to look from.
    account : str
        The account of people whose file names none.
    index : dict of str to Index
        By kind, the records that have been linked.
    """

    source: Source
    records: Mapping[str, Records]
    day: dt.date
    account: str
    index: dict[str, Index] = field(default_factory=dict)

    def of(self, kind: str) -> Records:
        """Give the records of a kind."""
        return self.records[kind]

    def noun(self, kind: str) -> str:
        """Give what messages call a record of a kind."""
        return (_FLAT_NOUNS if self.source.flat else NOUNS)[kind]

    def identify(self, records: Records, slot: str, base: Callable[[], pd.Series], labels: list[str]) -> None:
        """Give records their ids, once each: files that have no ids at all get them from names."""
        if slot not in records.given:
            records[slot] = base()
            same = _same(records)
            records.join(same, "says the same as a row above", "name")
            columns = pd.concat([records.slots.drop(columns=slot), records.extra], axis=1)
            names = records[slot]
            records[slot] = told_apart(names, columns, [records[label] for label in labels if label in records.slots])
            apart = (records[slot] != names) & names.notna()
            why = "is the name of another row, too, that says something else; taken for two"
            records.say(apart, Outcome.READ_AS, why, "name", remedy="export the ids, too")
            again = records[slot].duplicated() & records[slot].notna()
            fill_from_others(records, slot)
            records.join(again, "goes together with a row above of the same name", "name")
        records.leave_out(records.blank(slot), "has no id", slot, remedy="give it an id", live=True)
        again = records[slot].duplicated()
        if again.any():
            same = _same(records) & again
            records.join(same, "is the same record as one above", slot)
            why = "has the id of a record above, but says something else"
            records.leave_out(again & ~same, why, slot, remedy="give each of two records an id of its own", live=True)

    def refer(
        self,
        records: Records,
        slot: str,
        name_slot: str,
        kind: str,
        act: Callable[..., None],
        *,
        live: bool | Mask = False,
    ) -> None:
        """Find whom a slot means, by id or else by name, and do something about those that are not found."""
        noun, index = self.noun(kind), self.index[kind]
        required = act == records.leave_out
        ids, named = records[slot], records[name_slot]
        known = ids.isin(index.ids)
        if known.all():
            return
        found = {cell: index.find(cell) for cell in pd.concat([ids[~known].dropna(), named[~known].dropna()]).unique()}
        by_id = ids.map(lambda cell: found.get(cell, []), na_action="ignore")
        by_name = named.map(lambda cell: found.get(cell, []), na_action="ignore")
        count = [_first_found(a, b) for a, b in zip(by_id, by_name, strict=True)]
        result = pd.Series([each[0] if len(each) == 1 else None for each in count], index=ids.index, dtype=object)
        several = pd.Series([len(each) > 1 for each in count], index=ids.index, dtype=bool) & ~known
        result = ids.where(known, result)
        lost = result.isna() & ~several & ~known
        nothing = ids.isna() & named.isna()
        records[slot] = result
        self._tell_lost(records, lost & named.notna(), name_slot, kind, act, live=live)
        by_its_id = lost & ids.notna() & named.isna()
        if by_its_id.any():
            records[slot] = ids.where(by_its_id, result)
            remedy = f"export the {noun}, too"
            act(by_its_id, f"the {noun} is not in the export, or was left out", slot, remedy=remedy, live=live)
            records[slot] = records[slot].where(records[slot].isin(index.ids), None)
        why = f"several have this name: export the id of the {noun}, too"
        act(several, why, name_slot or slot, live=live)
        if required:
            remedy = f"fill in the {noun}"
            act(nothing, f"names no {noun}", name_slot or slot, remedy=remedy, live=live)

    def _tell_lost(
        self, records: Records, lost: Mask, slot: str, kind: str, act: Callable[..., None], *, live: bool | Mask
    ) -> None:
        """Do something about names that nobody has, with those that come near."""
        noun, index = self.noun(kind), self.index[kind]
        names = list(index.names)
        for at, cell in enumerate(records[slot][lost].unique()):
            if at >= _SUGGESTED:
                break
            near = near_text(cell, names) if len(names) <= _SEARCHED else ""
            remedy = f"did you mean “{near}”? Or export the {noun}, too" if near else f"export the {noun}, too"
            mask = (records[slot] == cell) & lost.reindex(records.slots.index, fill_value=False)
            act(mask, f"no {noun} of this name is in the export", slot, remedy=remedy, live=live)
        lost = lost.reindex(records.slots.index, fill_value=False) & records[slot].notna()
        act(lost, f"no {noun} of this name is in the export", slot, live=live)

    def name_owner(self, records: Records, slot: str, users: Mapping[str, str]) -> None:
        """Give the name of the seller or owner; the id where the export has no name for it."""
        ids = records["owner_id"]
        for file in records.place["file"][ids.notna() & records[slot].notna()].dropna().unique():
            why = "the names of the owners stand beside their ids, and are taken"
            records.lines.append(Line(file, None, records.header(file, "owner_id"), "", Outcome.PASSED_OVER, why))
        nameless = records.blank(slot) & ids.notna() & ~ids.isin(list(users))
        first = nameless & ~records.place["file"].where(nameless).duplicated()
        why = "owners have ids here; export the users, too, to see their names"
        records.say(first, Outcome.READ_AS, why, "owner_id")
        records[slot] = records[slot].fillna(ids.map(lambda each: users.get(each, each), na_action="ignore"))

    def table(self, records: Records) -> pd.DataFrame:
        """Give the columns of the book's table, then the unknown ones, each under a name that is free."""
        table = TABLES[records.kind]
        known = {name: records[name] for name in table.names}
        extra: dict[str, pd.Series] = {}
        tail = "2" if self.source.flat else "(CRM)"
        for header in records.extra.columns:
            name = header if header not in table.names and header != OTHER_ACCOUNTS else f"{header} {tail}"
            while name in extra:
                name += "’"
            if records.extra[header].notna().any():
                extra[name] = records.extra[header]
        return pd.DataFrame({**known, **extra}, index=records.slots.index)


def _first_found(by_id: object, by_name: object) -> list[str]:
    if isinstance(by_id, list) and by_id:
        return by_id
    return by_name if isinstance(by_name, list) else []


def _same(records: Records) -> Mask:
    """Mark the records that say the same as one above."""
    whole = pd.concat([records.slots, records.extra], axis=1).fillna("").astype("str")
    return whole.duplicated()


def name_people(records: Records) -> None:
    """Give people one name: their full one, or their first and last names together."""
    first, middle, last = (records[slot] for slot in ("first_name", "middle_name", "last_name"))
    if first.isna().all() and last.isna().all():
        return
    names = [
        _one_name(*("" if part is None else part for part in parts))
        for parts in zip(records["name"], first, middle, last, strict=True)
    ]
    records["name"] = pd.Series([name or None for name in names], index=records.slots.index, dtype=object)


def _one_name(name: str, first: str, middle: str, last: str) -> str:
    if first and last:
        return name or full_name(f"{first} {middle}".strip(), last)
    if name and (first or last) and (first + last).casefold() not in name.casefold():
        return full_name(f"{first} {middle}".strip(), name) if first else full_name(name, last)
    return name or full_name(first, last)
