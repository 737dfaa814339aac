"""The values of a CRM's records as a book writes them: days, truth, words, numbers and ids.

What cannot be read is left blank, with a line that says why.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial

from stratsell import cells
from stratsell.import_report import Outcome
from stratsell.io.crm_days import iso, shows_day_first, why_no_day
from stratsell.io.mapping import slot_column
from stratsell.io.records import Records
from stratsell.nearest import plain
from stratsell.tables import Kind
from stratsell.vocabulary import words_of

RecordId = Callable[[str, str], tuple[str, str]]
"""From a kind of record and an id as it is written, the id here (blank: none) and what was decided about it."""

_TRUTH = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
_DAYS = ("close_on", "finished_on", "met_on", "meets_on")
_TRUTHS = ("deleted", "closed")

_IDS = {
    "account_id": "accounts",
    "person_id": "people",
    "objective_id": "objectives",
    "touchpoint_id": "touchpoints",
    "user_id": "users",
    "owner_id": "users",
    "reports_to": "people",
    "about_id": "",
    "first": "",
    "second": "",
}
"""The slots that hold an id, and of what kind of record; blank if of any."""

_LISTS = {"account_ids": "accounts", "objective_ids": "objectives", "person_ids": "people"}
"""The slots that hold several ids."""


def read_values(records: Mapping[str, Records], record_id: RecordId, *, day_first: bool | None) -> None:
    """Read the values of all records in place, wherever they stand; records that are deleted are left out."""
    first = day_first if day_first is not None else _day_first(records)
    for each in records.values():
        for slot in each.slots.columns:
            column = slot_column(each.kind, slot)
            if slot in _TRUTHS:
                _read(each, slot, lambda cell: _TRUTH.get(cell.strip().lower()), "is neither true nor false")
            elif _is_day(each, slot):
                _read(each, slot, lambda cell: iso(cell, day_first=first), why_no_day(day_first=first))
            elif column and column.kind not in (Kind.ID, Kind.TEXT):
                _read_typed(each, slot)
        each.pass_over(each["deleted"] == True, "is deleted in the CRM", "deleted")  # noqa: E712 (None is neither)
        _read_ids(each, record_id)


def _is_day(records: Records, slot: str) -> bool:
    """Whether a slot holds days."""
    column = slot_column(records.kind, slot)
    return slot in _DAYS or (column is not None and column.kind is Kind.DATE)


def _read(records: Records, slot: str, reading: Callable[[str], object], why: str) -> None:
    before = records[slot]
    known = {cell: reading(cell) for cell in before.dropna().unique()}
    wrong = before.notna() & before.map(lambda cell: cell in known and known[cell] is None)
    records.leave_blank(wrong, why, slot)
    records[slot] = [known.get(cell) for cell in records[slot]]


def _read_typed(records: Records, slot: str) -> None:
    """Read words and numbers of a table's column; a word's case and spaces do not count."""
    column = slot_column(records.kind, slot)
    assert column is not None  # noqa: S101 (asked by the caller)
    if column.words:
        words = {plain(word): str(word) for word in column.words}
        records.change(slot, lambda cell: "; ".join(words.get(plain(w), w) for w in words_of(cell)) or None)
    _, wrong = cells.typed(records[slot].astype("str"), column)
    for why, mask in wrong:
        if mask.any() and "blank" not in why:
            records.leave_blank(mask, f"{why}; allowed: {column.allowed}", slot)
    records[slot] = cells.text(records[slot])


def _day_first(records: Mapping[str, Records]) -> bool | None:
    """Decide whether days such as 03/04/2026 begin with the day, if any of them says so; else None."""
    found: dict[bool, tuple[Records, str, str]] = {}
    for each in records.values():
        for slot in each.slots.columns:
            for cell in each[slot].dropna().unique() if _is_day(each, slot) else ():
                if (first := shows_day_first(cell)) is not None:
                    found.setdefault(first, (each, slot, cell))
    if len(found) != 1:
        return None
    [(first, (showing, slot, cell))] = found.items()
    one = (showing[slot] == cell) & ~(showing[slot] == cell).duplicated()
    why = f"days of the export are read as {'day/month' if first else 'month/day'}/year, as this one shows"
    showing.say(one, Outcome.READ_AS, why, slot)
    return first


def _read_ids(records: Records, record_id: RecordId) -> None:
    for slot, kind in _IDS.items():
        if slot not in records.slots.columns:
            continue
        read = {cell: record_id(kind, cell.strip()) for cell in records[slot].dropna().unique()}
        for why in dict.fromkeys(why for _, why in read.values() if why):
            wrong = {cell for cell, said in read.items() if said[1] == why}
            records.say(records[slot].isin(wrong), Outcome.READ_AS, why, slot)
        ids = {cell: id_ or None for cell, (id_, _) in read.items()}
        records.change(slot, ids.__getitem__)
    for slot, kind in _LISTS.items():
        if slot in records.slots.columns:
            records.change(slot, partial(_listed, kind=kind, record_id=record_id))


def _listed(cell: str, kind: str, record_id: RecordId) -> str | None:
    """Read several ids of one cell, with semicolons or commas between them."""
    ids = [record_id(kind, each.strip())[0] for each in re.split("[;,]", cell) if each.strip()]
    return "; ".join(dict.fromkeys(each for each in ids if each)) or None
