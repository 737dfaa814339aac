"""The values of records as a book writes them: words, days, signs, numbers, truth, ids and text.

Equal cells are read once. What cannot be read is left blank, with a line that says why and what to do.
"""

from __future__ import annotations

import datetime as dt
import html
import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pandas as pd

from stratsell.book import cells
from stratsell.book.cells import near_text
from stratsell.book.import_report import Outcome
from stratsell.book.tables import Kind
from stratsell.io.imports.days import iso, shows_day_first, why_no_day
from stratsell.io.imports.names import all_tidy, first_last, key, tidy
from stratsell.io.imports.records import Records, different, replaced
from stratsell.io.imports.source import GENDERED, IS_ROLE, meaning, slot_column, word_key

RecordId = Callable[[str, str], tuple[str, str]]
"""From a kind of record and an id as it is written, the id here (blank: none) and what was decided about it."""

_PLAIN_TRUTHS = ("true", "false", "yes", "no", "1", "0", "y", "n", "x")
_DAYS = ("close_on", "finished_on", "met_on", "meets_on")
_PAST = ("met_on", "thanked_on", "reorganized_on", "in_role_since")
_TRUTHS = ("deleted", "closed", *IS_ROLE.values())
_NAMES = (
    "name",
    "first_name",
    "middle_name",
    "last_name",
    "account",
    "objective",
    "manager",
    "person",
    "partner",
    "option",
    "owner",
    "seller",
    "title",
    "industry",
)
_SAYING_NOTHING = (
    "title",
    "email",
    "manager",
    "reports_to",
    "industry",
    "in_role_since",
    *_PAST,
    *_DAYS,
    "seller",
    "owner",
)
_ADDRESS = re.compile(r"[^\s@<>,;:()\[\]]+@[^\s@<>,;:()\[\]]+")
_BETWEEN = re.compile(r"[;,/|&+\n]|\s(?:and|und|et|y|e|en)\s|、|；|，", re.IGNORECASE)
_BULLETS = " \t\r\xa0•·*▪◦‣–-"
_LINES = re.compile(r"\s*[\r\n]+\s*[•·*▪◦‣–-]*\s*")
_TAGS = re.compile(r"<(?:/?[a-zA-Z][^<>]{0,500}|!--.{0,2000}?--)>", re.DOTALL)
_BREAKS = re.compile(r"<(?:br|/p|/div|/li|/tr)\b[^<>]{0,200}>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{2,6}|#x[0-9a-f]{2,5}|[a-z]{2,8}\d?);", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
_SUGGESTED = 200
_FEW = 60

_IDS = {
    "account_id": "accounts",
    "person_id": "people",
    "objective_id": "objectives",
    "touchpoint_id": "touchpoints",
    "action_id": "actions",
    "with_whom": "people",
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


class Reading:
    """How the values of a source are read.

    Parameters
    ----------
    words : mapping of str to mapping of str to str
        By what a column holds, and the key of a value, the word.
    record_id : callable
        Gives ids.
    day : datetime.date
        The day to look from: later days are not taken for past ones.
    day_first : bool or None
        Whether days begin with the day; None if the cells have to show it.
    markup : bool
        Whether text may hold HTML, as a CRM's does.
    blank : frozenset of str
        The keys of cells that say that they say nothing.
    """

    def __init__(
        self,
        words: Mapping[str, Mapping[str, str]],
        record_id: RecordId,
        day: dt.date,
        *,
        day_first: bool | None,
        markup: bool,
        blank: frozenset[str] = frozenset(),
    ) -> None:
        self.words = words
        self.blank = blank
        self.record_id = record_id
        self.day = day
        self.day_first = day_first
        self.markup = markup

    def read(self, records: Mapping[str, Records]) -> None:
        """Read the values of all records in place; records that are deleted are passed over."""
        if self.markup:
            for each in records.values():
                _unescape(each)
        shown = self.day_first if self.day_first is not None else _day_first(records)
        for each in records.values():
            self._read_one(each, day_first=shown)
            each.pass_over(each["deleted"] == True, "is deleted in the CRM", "deleted")  # noqa: E712 (None is neither)
            _read_ids(each, self.record_id)

    def _read_one(self, records: Records, *, day_first: bool | None) -> None:
        for slot in records.slots.columns:
            column = slot_column(records.kind, slot)
            if slot in _SAYING_NOTHING:
                self._blank_nothing(records, slot)
            if slot == "email":
                _read_emails(records)
            elif slot in _NAMES:
                _read_names(records, slot)
            elif slot in _TRUTHS:
                self._read_truths(records, slot)
            elif _is_day(records, slot):
                self._read_days(records, slot, day_first=day_first)
            elif column and column.kind is Kind.WORD:
                self._read_words(records, slot, slot)
            elif column and column.kind in (Kind.NUMBER, Kind.INTEGER):
                _read_number(records, slot)

    def _blank_nothing(self, records: Records, slot: str) -> None:
        """Leave cells blank that say that they say nothing, such as n/a."""
        longest = max(map(len, self.blank), default=0)
        nothing = {cell for cell in records.values(slot) if len(cell.strip()) <= longest and key(cell) in self.blank}
        if nothing:
            mask = records[slot].isin(nothing)
            records.say_words(mask, Outcome.LEFT_BLANK, slot, lambda _: "says nothing")
            records[slot] = records[slot].mask(mask, None)

    def _read_truths(self, records: Records, slot: str) -> None:
        before = records[slot]
        odd = {cell: self._truth(cell) for cell in different(before) if word_key(cell) not in _PLAIN_TRUTHS}
        said = before.isin([cell for cell, value in odd.items() if value is not None])
        records.say_words(said, Outcome.READ_AS, slot, lambda cell: f"is read as {str(odd[cell]).lower()}")
        _read(records, slot, self._truth, lambda _: "is neither true nor false", "write true or false")

    def _truth(self, cell: str) -> bool | None:
        return {"true": True, "false": False}.get(self.words["truth"].get(word_key(cell), ""))

    def _read_days(self, records: Records, slot: str, *, day_first: bool | None) -> None:
        first = day_first if day_first is not None else _column_day_first(records, slot)
        why = partial(why_no_day, day_first=first)
        _read(records, slot, partial(iso, day_first=first), why, "write it as 2026-11-23")
        if slot in _PAST:
            self._check_past(records, slot)

    def _check_past(self, records: Records, slot: str) -> None:
        """Leave a day blank that lies ahead, where only the past makes sense."""
        day = self.day.isoformat()
        ahead = records[slot].notna() & (records[slot].fillna("") > day)
        why = "lies ahead, where only the past makes sense"
        records.leave_blank(ahead, why, slot, remedy=f"correct the day; the import looks from {day} (as_of=)")

    def _read_words(self, records: Records, slot: str, what: str) -> None:
        known = self.words[what]
        column = slot_column(records.kind, slot)
        before = records[slot]
        read = {cell: meaning(known, cell) for cell in different(before)}
        strange = before.isin([cell for cell, word in read.items() if word is None])
        allowed = column.allowed if column else ""
        _suggest(records, strange, slot, list(column.words or ()) if column else [], allowed)
        said = before.isin([cell for cell, word in read.items() if word and word_key(cell) != word_key(word)])
        records.say_words(said, Outcome.READ_AS, slot, lambda cell: f"is read as {read[cell]}")
        nothing = before.isin([cell for cell, word in read.items() if word == ""])
        records.say_words(nothing, Outcome.LEFT_BLANK, slot, lambda _: "says nothing that a book has a word for")
        records[slot] = replaced(before, lambda cell: read[cell] or None)


def _read_names(records: Records, slot: str) -> None:
    if (records.kind, slot) == ("people", "name"):
        _take_addresses(records)
        _tidy(records, slot)
        _turn_names(records)
    else:
        _tidy(records, slot)


def _take_addresses(records: Records) -> None:
    """Take the e-mail address out of names such as “Ada Lane <ada@norvik.example>”."""
    names = records["name"]
    found = {cell: match for cell in records.values("name") if "@" in cell and (match := _ADDRESS.search(cell))}
    around = {cell: cell[: match.start()].rstrip(" <([") for cell, match in found.items()}
    bare = {cell: name.strip(" \"'") for cell, name in around.items() if name.strip(" \"'")}
    if not bare:
        return
    read = lambda cell: f"is the name “{bare[cell]}” with an e-mail address"  # noqa: E731
    records.say_words(names.isin(bare), Outcome.READ_AS, "name", read)
    addresses = [found[cell][0] if cell in bare else None for cell in names]
    records["email"] = records["email"].fillna(pd.Series(addresses, index=names.index, dtype=object))
    records["name"] = [bare.get(cell, cell) for cell in names]


def _tidy(records: Records, slot: str) -> None:
    """Take away what nobody sees in names, and say where."""
    if all_tidy(records.values(slot)):
        return
    if slot in ("manager", "person"):
        records.change(slot, lambda cell: _LINES.sub("; ", cell.strip()) if "\n" in cell.strip() else cell)
    before = records[slot]
    bare = {cell: name for cell in different(before) if (name := tidy(cell)) != cell}
    hidden = {cell for cell, name in bare.items() if unicodedata.normalize("NFC", cell) != name}
    if hidden:
        records.say_rows(before.isin(hidden), slot, "spaces and signs that nobody sees are taken away in")
    records[slot] = [bare.get(cell, cell) or None for cell in before]


def _read_emails(records: Records) -> None:
    """Take the address out of cells that hold more than one, such as a name before it."""
    odd = {cell for cell in records.values("email") if not _ADDRESS.fullmatch(cell)}
    if not odd:
        return
    cells_ = records["email"]
    found = {cell: next(iter(_ADDRESS.findall(re.sub("^mailto:", "", cell, flags=re.IGNORECASE))), "") for cell in odd}
    said = {cell for cell, address in found.items() if address}
    records.say_words(cells_.isin(said), Outcome.READ_AS, "email", lambda cell: f"is read as {found[cell]}")
    records.leave_blank(cells_.isin(odd - said), "is no e-mail address", "email", remedy="write one, with an @")
    records["email"] = [found.get(cell, cell) for cell in records["email"]]


def _turn_names(records: Records) -> None:
    """Read names that are written “Last, First”."""
    written = {name for name in records.values("name") if "," in name}
    if not written:
        return
    names = records["name"]
    sure = 2 * names.isin(written).sum() > names.notna().sum()
    read = {cell: first_last(cell, sure=sure) for cell in written}
    turned = records["name"].isin({cell for cell, name in read.items() if name})
    if turned.any():
        records.say_words(
            turned, Outcome.READ_AS, "name", lambda cell: f"is the name “{read[cell]}”, the last one first"
        )
        records["name"] = [read.get(cell) or cell for cell in records["name"]]


def split_words(cell: str, known: Mapping[str, str]) -> list[str]:
    """Split a cell that holds several words, unless all of it is one.

    Examples
    --------
    >>> split_words("Economic, coach", {}), split_words("Legal & Compliance", {"legalcompliance": "technical"})
    (['Economic', 'coach'], ['Legal & Compliance'])
    """
    if word_key(cell) in known:
        return [cell.strip()]
    return [part.strip(_BULLETS) or part.strip() for part in _BETWEEN.split(GENDERED.sub("", cell)) if part.strip()]


def _suggest(records: Records, strange: Any, slot: str, words: list[str], allowed: str) -> None:
    """Leave words blank that are not known, with what was probably meant."""
    mask = strange
    cells_ = records[slot][mask]
    for at, cell in enumerate(different(cells_)):
        near = near_text(cell, words) if at < _SUGGESTED else ""
        meant = f"did you mean “{near}”? " if near else ""
        why = "is not a known word"
        remedy = f"{meant}allowed: {allowed}; or say what it means in a mapping"
        if at < _FEW:
            records.leave_blank((records[slot] == cell) & mask, why, slot, remedy=remedy, live=True)
    rest = records[slot].notna() & mask
    records.leave_blank(rest, "is not a known word", slot, remedy=f"allowed: {allowed}", live=True)


def _unescape(records: Records) -> None:
    """Take entities and markup out of text that a CRM has written for pages."""
    for slot in records.slots.columns:
        if records[slot].str.contains("[&<]", regex=True, na=False).any():
            rich = slot in ("notes", "subject", "learned", "message")
            records.change(slot, partial(plain_text, rich=rich))
    for name in records.extra.columns:
        column = records.extra[name]
        if column.str.contains("&", regex=False, na=False).any():
            done: Any = {cell: plain_text(cell, rich=False) for cell in different(column)}
            records.extra = records.extra.assign(**{name: [done.get(cell) for cell in column]})


def plain_text(cell: str, *, rich: bool) -> str | None:
    """Give text without the entities of HTML and, where it is rich, without its tags.

    Examples
    --------
    >>> plain_text("Holt &amp; Berg", rich=False), plain_text("<p>Met <b>Ada</b>,&nbsp;agreed</p>", rich=True)
    ('Holt & Berg', 'Met Ada, agreed')
    """
    if rich and _TAGS.search(cell):
        cell = _TAGS.sub("", _BREAKS.sub("\n", cell))
        cell = html.unescape(cell).replace("\xa0", " ").strip()
        return re.sub(r"\n{3,}", "\n\n", cell) or None
    return html.unescape(cell).replace("\xa0", " ") if _ENTITY.search(cell) else cell


# --- Days, numbers, ids ---------------------------------------------------------------------------


def _is_day(records: Records, slot: str) -> bool:
    column = slot_column(records.kind, slot)
    return slot in _DAYS or (column is not None and column.kind is Kind.DATE)


def _read(
    records: Records, slot: str, reading: Callable[[str], object], why: Callable[[str], str], remedy: str
) -> None:
    before = records[slot]
    known = {cell: reading(cell) for cell in different(before)}
    wrong: dict[str, list[str]] = {}
    for cell in [cell for cell, value in known.items() if value is None]:
        wrong.setdefault(why(cell), []).append(cell)
    for reason, said in wrong.items():
        records.leave_blank(before.isin(said), reason, slot, remedy=remedy)
    records[slot] = replaced(records[slot], known.get)


def number_of(cell: str) -> str | None:
    """Read a number with whatever sign and decimal comma; None if it is none.

    Examples
    --------
    >>> number_of("−2"), number_of("+3"), number_of("3,0"), number_of("1 234,5"), number_of("Supporter")
    ('-2', '3', '3.0', '1234.5', None)
    """
    plain = key(cell).replace(" ", "").replace("'", "").replace("−", "-").removeprefix("+")
    if plain.startswith("(") and plain.endswith(")"):
        plain = "-" + plain[1:-1]
    if re.fullmatch(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d{1,3}(?:,\d{3}){2,}", plain):
        plain = plain.replace(",", "")
    elif re.fullmatch(r"-?\d{1,3}(?:\.\d{3})+,\d+|-?\d{1,3}(?:\.\d{3}){2,}", plain):
        plain = plain.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"-?\d+,\d+", plain):
        plain = plain.replace(",", ".")
    return plain if _NUMBER.fullmatch(plain) else None


def _read_number(records: Records, slot: str) -> None:
    column = slot_column(records.kind, slot)
    assert column is not None  # noqa: S101 (asked by the caller)
    read = {cell: number_of(cell) or cell for cell in records.values(slot)}
    values = pd.Series(read, dtype="str")
    _, wrong = cells.typed(values, column)
    for why, mask in wrong:
        bad = set(values.index[mask])
        if bad and "blank" not in why:
            remedy = f"allowed: {column.allowed}"
            records.leave_blank(records[slot].isin(bad), why, slot, remedy=remedy)
    records.change(slot, read.__getitem__)


def _shown_by(records: Records, slot: str) -> dict[bool, str]:
    """Say which of day and month some cell of a column shows to come first, with the cell."""
    shown: dict[bool, str] = {}
    for cell in records.values(slot):
        if isinstance(cell, str) and (first := shows_day_first(cell)) is not None:
            shown.setdefault(first, cell)
    return shown


def _column_day_first(records: Records, slot: str) -> bool | None:
    shown = _shown_by(records, slot)
    return next(iter(shown)) if len(shown) == 1 else None


def _day_first(records: Mapping[str, Records]) -> bool | None:
    """Decide whether days such as 03/04/2026 begin with the day, if any of them says so; else None."""
    found: dict[bool, tuple[Records, str, str]] = {}
    for each in records.values():
        for slot in each.slots.columns:
            if _is_day(each, slot):
                for first, cell in _shown_by(each, slot).items():
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
        read = {cell: record_id(kind, cell.strip()) for cell in records.values(slot)}
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
