"""From the files that a CRM exports to a book: what all CRMs have in common.

A CRM is a mapping (`stratsell.io.mapping`), which says what its columns and values mean, and a `Crm`, which says how
its ids are written. Everything else happens here, in the order in which one thing needs another: users, accounts,
people, objectives, who influences which objective, conversations. What cannot be used is told, never guessed.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from stratsell import cells
from stratsell.book import Book
from stratsell.cells import plain
from stratsell.circles import circles, warn_of_circles
from stratsell.dates import as_day
from stratsell.errors import BookError, BookWarning, Fault
from stratsell.import_report import FileCount, ImportReport, Line, Outcome
from stratsell.io.export_file import ENDINGS, ExportFile, known_by, read_export
from stratsell.io.mapping import SLOTS, read_mapping, slot_column
from stratsell.io.mapping import Mapping as CrmMapping
from stratsell.io.place import NO_FILE
from stratsell.io.records import Mask, Records, recognised
from stratsell.io.sheet import NOBODY
from stratsell.tables import TABLES, Kind
from stratsell.vocabulary import ObjectiveStatus, RelationshipKind, Role, TouchpointStatus, words_of

if TYPE_CHECKING:
    Source = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]

Rows = list[dict[Any, Any]]

OTHER_ACCOUNTS = "other accounts"
"""The column of people in which further accounts of theirs stand, by id."""

CRM_ROLE = "CRM role"
"""The column of influences in which the CRM's own word for the role stands."""

_TRUTH = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
_ISO = re.compile(r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})(?:[T ,].*)?", re.DOTALL)
_POINTS = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})(?:[T ,].*)?", re.DOTALL)
_SLASHES = re.compile(r"([0-9]{1,2})[/-]([0-9]{1,2})[/-]([0-9]{4})(?:[T ,].*)?", re.DOTALL)
_DAYS = ("close_on", "finished_on", "met_on", "meets_on")
_TRUTHS = ("deleted", "closed")


def _as_it_stands(kind: str, written: str) -> tuple[str, str]:  # noqa: ARG001 (the shape of all of them)
    return written, ""


@dataclass(frozen=True)
class Crm:
    """What is special about one CRM.

    Attributes
    ----------
    name : str
        What people call it.
    mapping : str
        The name of its mapping.
    record_id : callable
        From a kind of record and an id as it is written, the id here (blank if it means none) and what was decided
        about it, if that is worth a line.
    arrange : callable or None
        What to do with the records of connections before they are taken for influences.
    strangers : mapping of str to str
        By how ids of other kinds of record begin, what these are, such as leads.
    """

    name: str
    mapping: str
    record_id: Callable[[str, str], tuple[str, str]] = _as_it_stands
    arrange: Callable[[Records, Import], None] | None = None
    strangers: Mapping[str, str] = field(default_factory=dict)


def read_crm(
    crm: Crm,
    source: Source,
    *,
    mapping: str | os.PathLike[str] | None,
    as_of: dt.date | str | None,
    day_first: bool | None,
    encoding: str | None,
) -> Book:
    """Read the export of a CRM; `stratsell.io.salesforce.read_salesforce` says what the parameters mean."""
    known = read_mapping(crm.mapping, mapping)
    if encoding is not None:
        _check_encoding(encoding)
    work = Import(crm, known, as_day(as_of), day_first)
    label = _read_files(work, _paths(source), encoding)
    missing = [kind for kind in ("accounts", "people") if not work.of(kind).given]
    if missing:
        raise BookError([_no_file(label, kind, known) for kind in missing], label)
    book = Book(work.tables())
    book.import_report = work.report()
    warn_of_circles(book.tables, crm.name)
    if worries := book.import_report.worries:
        message = f"{crm.name}: {worries}; the book's import_report says which and why"
        warnings.warn(message, BookWarning, stacklevel=3)
    return book


# --- From files to records ------------------------------------------------------------------------


def _check_encoding(encoding: str) -> None:
    try:
        "".encode(encoding)
    except LookupError:
        raise ValueError(f"encoding: “{encoding}” is unknown; such as utf-8, cp1252, shift_jis") from None


def _paths(source: Source) -> list[Path]:
    """Give the files of an export: those of a folder, or those that are named."""
    given = [source] if isinstance(source, str | os.PathLike) else list(source)
    paths = [Path(each).expanduser() for each in given]
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(f"there is no {path}; an export is a folder of files, or the files themselves")
    found = []
    for path in paths:
        found += sorted(each for each in path.iterdir() if each.is_file()) if path.is_dir() else [path]
    found = [path for path in found if not path.name.startswith((".", "~$"))]
    if odd := [path for path in found if not path.is_file()]:  # a pipe would be waited for forever
        raise BookError([Fault(path.name, NO_FILE) for path in odd], odd[0].name)
    if not found:
        raise BookError([Fault(paths[0].name if paths else "export", "holds no files")], paths[0].name if paths else "")
    return found


def _read_files(work: Import, paths: list[Path], encoding: str | None) -> str:
    """Read all files; give what errors call them together."""
    label = paths[0].parent.name if len(paths) > 1 else paths[0].name
    faults: list[Fault] = []
    for path in paths:
        if path.suffix.lower() not in ENDINGS:
            why = f"is no {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]} file"
            work.lines.append(Line(path.name, None, "", "", Outcome.NOT_READ, why))
            continue
        try:
            work.add(read_export(path, known_by(work.mapping.headers), encoding))
        except BookError as error:
            faults += error.faults
    if faults:
        raise BookError(faults, label)
    return label


def _no_file(label: str, kind: str, mapping: CrmMapping) -> Fault:
    names = [name for name, of in mapping.kinds.items() if of == kind]
    problem = f"has no file of {kind}; it is recognised by its name, such as {names[0]}.csv, or by its columns"
    return Fault(label, problem)


# --- From records to tables -----------------------------------------------------------------------


@dataclass
class Import:
    """An import under way: the records of each kind, and the tables that they become."""

    crm: Crm
    mapping: CrmMapping
    day: dt.date
    day_first: bool | None
    lines: list[Line] = field(default_factory=list)
    unread: list[FileCount] = field(default_factory=list)
    records: dict[str, Records] = field(default_factory=lambda: {kind: Records(kind) for kind in SLOTS})
    names: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    """By kind, the ids of the records that have a name."""

    def of(self, kind: str) -> Records:
        """Give the records of a kind."""
        return self.records[kind]

    def add(self, file: ExportFile) -> None:
        """Add a file to the records of its kind, if it is recognised."""
        found = recognised(file, self.mapping)
        if len(found) == 1 and self.mapping.kinds[found[0]]:
            self.of(self.mapping.kinds[found[0]]).add(file, found[0], self.mapping)
            return
        outcome, why = Outcome.NOT_READ, "is not recognised by its name, and not by its columns"
        if len(found) == 1:
            outcome, why = Outcome.PASSED_OVER, "such files are of no use here"
        elif found:
            why = f"could be {' or '.join(found)}; rename it to one of them"
        rows = len(file.rows) + file.left_out + file.passed_over
        self.lines += [*file.lines, Line(file.name, None, "", f"{rows} rows", outcome, why)]
        passed = rows if outcome is Outcome.PASSED_OVER else file.passed_over
        self.unread.append(FileCount(file.name, "", rows, 0, 0, passed, rows - passed))

    def report(self) -> ImportReport:
        """Say what became of everything."""
        files = [count for records in self.records.values() for count in records.counts()] + self.unread
        order = {count.file: at for at, count in enumerate(files)}
        lines = [*self.lines, *(line for records in self.records.values() for line in records.lines)]
        lines.sort(key=lambda line: (order.get(line.file, len(order)), line.row or 0))
        return ImportReport(self.crm.name, lines, files)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give the tables of the book; call it once."""
        self._read_values()
        users = self._users()
        tables = {"accounts": self._accounts(users)}
        tables["people"] = self._people(users)
        tables["objectives"] = self._objectives(users)
        tables["influences"] = self._influences()
        tables["relationships"] = self._relationships()
        tables["touchpoints"] = self._touchpoints(users)
        self._memberships()
        tables["people"][OTHER_ACCOUNTS] = self.of("people")[OTHER_ACCOUNTS]
        if tables["people"][OTHER_ACCOUNTS].isna().all():
            del tables["people"][OTHER_ACCOUNTS]
        return {name: _as_text(frame) for name, frame in tables.items()}

    # Values of all records

    def _read_values(self) -> None:
        """Read days, truth and words, wherever they stand."""
        first = self.day_first if self.day_first is not None else self._day_first()
        for kind, records in self.records.items():
            for slot in records.slots.columns:
                column = slot_column(kind, slot)
                if slot in _TRUTHS:
                    self._read(
                        records, slot, lambda cell: _TRUTH.get(cell.strip().lower()), "is neither true nor false"
                    )
                elif _is_day(kind, slot):
                    self._read(records, slot, lambda cell: _iso(cell, day_first=first), _why_no_day(day_first=first))
                elif column and column.kind not in (Kind.ID, Kind.TEXT):
                    self._read_typed(records, slot)
            self._leave_out_deleted(records)
            self._read_ids(records)

    def _read(self, records: Records, slot: str, reading: Callable[[str], object], why: str) -> None:
        before = records[slot]
        known = {cell: reading(cell) for cell in before.dropna().unique()}
        wrong = before.notna() & before.map(lambda cell: cell in known and known[cell] is None)
        records.leave_blank(wrong, why, slot)
        records[slot] = [known.get(cell) for cell in records[slot]]

    def _read_typed(self, records: Records, slot: str) -> None:
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

    def _day_first(self) -> bool | None:
        """Decide whether days such as 03/04/2026 begin with the day, if any of them says so; else None."""
        found: dict[bool, tuple[Records, str, str]] = {}
        for kind, records in self.records.items():
            for slot in records.slots.columns:
                for cell in records[slot].dropna().unique() if _is_day(kind, slot) else ():
                    match = _SLASHES.fullmatch(cell.strip())
                    if match and (int(match[1]) > 12) != (int(match[2]) > 12):
                        found.setdefault(int(match[1]) > 12, (records, slot, cell))
        if len(found) != 1:
            return None
        [(first, (records, slot, cell))] = found.items()
        one = (records[slot] == cell) & ~(records[slot] == cell).duplicated()
        why = f"days of the export are read as {'day/month' if first else 'month/day'}/year, as this one shows"
        records.say(one, Outcome.READ_AS, why, slot)
        return first

    def _leave_out_deleted(self, records: Records) -> None:
        records.pass_over(records["deleted"] == True, "is deleted in the CRM", "deleted")  # noqa: E712 (None is neither)

    def _read_ids(self, records: Records) -> None:
        for slot, kind in _IDS.items():
            if slot not in records.slots.columns:
                continue
            read = {cell: self.crm.record_id(kind, cell.strip()) for cell in records[slot].dropna().unique()}
            for why in dict.fromkeys(why for _, why in read.values() if why):
                wrong = {cell for cell, said in read.items() if said[1] == why}
                records.say(records[slot].isin(wrong), Outcome.READ_AS, why, slot)
            records.change(slot, _from(read))
        for slot, kind in _LISTS.items():
            if slot in records.slots.columns:
                records.change(slot, _lists_of(kind, self.crm))

    # One kind after the other

    def _users(self) -> dict[str, str]:
        users = self.of("users")
        users["name"] = users["name"].fillna(_full_name(users))
        users.leave_out(users.blank("user_id") | users.blank("name"), "has no id or no name")
        return dict(zip(users["user_id"], users["name"], strict=True))

    def _accounts(self, users: dict[str, str]) -> pd.DataFrame:
        accounts = self.of("accounts")
        accounts.leave_out(accounts.blank("name"), "has no name")
        self._identify(accounts, "account_id", lambda: accounts["name"])
        self._name_owner(accounts, "owner", users)
        return self._table(accounts)

    def _people(self, users: dict[str, str]) -> pd.DataFrame:
        people = self.of("people")
        people["name"] = people["name"].fillna(_full_name(people))
        by_email = people.blank("name") & people["email"].notna()
        people.say(by_email, Outcome.READ_AS, "has no name, so the e-mail address stands for it", "email")
        people["name"] = people["name"].fillna(people["email"])
        people.leave_out(people.blank("name"), "has no name")
        self._take_account(people)
        self._identify(people, "person_id", lambda: people["account_id"] + "/" + people["name"])
        self._name_owner(people, "owner", users)
        people.keep("CRM owner", people["owner"])
        return self._table(people)

    def _objectives(self, users: dict[str, str]) -> pd.DataFrame:
        objectives = self.of("objectives")
        objectives.leave_out(objectives.blank("name"), "has no name")
        self._take_account(objectives)
        self._name_owner(objectives, "owner", users)
        objectives.keep("CRM owner", objectives["owner"])
        self._identify(objectives, "objective_id", lambda: objectives["account_id"] + "/" + objectives["name"])
        taken = objectives["objective_id"].isin(set(self.of("accounts")["account_id"]))
        objectives.leave_out(taken, "has the id of an account", "objective_id")
        closed = self._closed(objectives)
        objectives["status"] = [ObjectiveStatus.CLOSED.value if each else None for each in closed]
        for slot, mask in (("closed_on", closed), ("due_on", ~closed)):
            objectives[slot] = objectives[slot].fillna(objectives["close_on"].where(mask, None))
        early = ~closed & objectives["closed_on"].notna()
        objectives.leave_blank(early, "has a day on which it was closed, but is open", "closed_on")
        return self._table(objectives)

    def _closed(self, objectives: Records) -> Mask:
        """Mark the objectives that are closed, by what says so or else by their stage."""
        stages, stage = self.mapping.words["stage"], objectives["stage"]
        known = stage.map(lambda cell: stages.get(plain(cell)), na_action="ignore")
        unclear = objectives.blank("closed") & stage.notna() & known.isna()
        objectives.say(
            unclear, Outcome.READ_AS, "the mapping does not know this stage, so it is taken as open", "stage"
        )
        objectives.keep("CRM stage", stage)
        by_stage = known == ObjectiveStatus.CLOSED.value
        return (objectives["closed"] == True) | (objectives.blank("closed") & by_stage)  # noqa: E712

    def _influences(self) -> pd.DataFrame:
        influences = self.of("influences")
        if self.crm.arrange:
            self.crm.arrange(influences, self)
        self._refer(influences, "objective_id", "objective", "objectives", influences.leave_out)
        self._refer(influences, "person_id", "person", "people", influences.leave_out)
        self._note_guests(influences)
        influences["roles"] = self._roles(influences, "role")
        influences.keep(CRM_ROLE, influences["role"])
        pair = pd.MultiIndex.from_arrays([influences["objective_id"], influences["person_id"]])
        again = pd.Series(pair.duplicated(), index=influences.slots.index)
        table = self._table(influences)
        influences.join(again, "one row a person and objective; the roles of all their rows stand in it", "role")
        return _merged([*table.to_dict("records"), *self._taking_part()], list(table.columns))

    def _note_guests(self, influences: Records) -> None:
        people, objectives = self.of("people"), self.of("objectives")
        home = dict(zip(people["person_id"], people["account_id"], strict=True))
        aim = dict(zip(objectives["objective_id"], objectives["account_id"], strict=True))
        guest = influences["person_id"].map(home) != influences["objective_id"].map(aim)
        why = "is a person of another account than the objective's; kept as an influence on it"
        influences.say(guest, Outcome.READ_AS, why, "person_id")

    def _taking_part(self) -> Rows:
        """Give the influences that people and objectives name themselves, with the people's roles."""
        people, objectives = self.of("people"), self.of("objectives")
        people["roles"] = self._roles(people, "roles", raw := people["roles"].copy())
        roles = dict(zip(people["person_id"], zip(people["roles"], raw, strict=True), strict=True))
        known = set(objectives["objective_id"])
        pairs = self._pairs(people, "objective_ids", "person_id", known, "some objective")
        other = self._pairs(objectives, "person_ids", "objective_id", set(roles), "some person")
        pairs = [*pairs, *((person, objective) for objective, person in other)]
        pairs += self._with_account_only(people, raw, {person for person, _ in pairs})
        return [
            {"objective_id": objective, "person_id": person, "roles": roles[person][0], CRM_ROLE: roles[person][1]}
            for person, objective in dict.fromkeys(pairs)
        ]

    def _pairs(self, records: Records, slot: str, own: str, known: set[str], noun: str) -> list[tuple[str, str]]:
        """Give each record's id with each id of its list, and say which of these are not there."""
        lists = records[slot].map(lambda cell: cell.split("; ") if isinstance(cell, str) else [])
        lost = lists.map(lambda ids: not known.issuperset(ids)).astype(bool)
        records.say(lost, Outcome.LEFT_BLANK, f"{noun} of these is not in the export, or was left out", slot)
        found = zip(records[own], lists, strict=True)
        return [(me, each) for me, ids in found for each in ids if each in known]

    def _with_account_only(self, people: Records, raw: pd.Series, placed: set[str]) -> list[tuple[str, str]]:
        """People with a role and no objective take part in their account's implied one, if there is no other."""
        having = set(self.of("objectives")["account_id"])
        alone = raw.notna() & ~people["person_id"].isin(placed)
        implied = alone & ~people["account_id"].isin(having)
        people.say(alone & ~implied, Outcome.LEFT_BLANK, "has a role, but in none of the account's objectives", "roles")
        return list(zip(people["person_id"][implied], people["account_id"][implied], strict=True))

    def _roles(self, records: Records, slot: str, raw: pd.Series | None = None) -> pd.Series:
        """Give the roles of the vocabulary for the CRM's, and say which have none."""
        known = self.mapping.words["role"]
        raw = records[slot] if raw is None else raw
        said = raw.map(lambda cell: [cell] if plain(cell) in known else words_of(cell), na_action="ignore")
        said = said.map(lambda each: each if isinstance(each, list) else [])
        strange = said.map(lambda each: any(plain(word) not in known for word in each)).astype(bool)
        why = "the mapping does not know this role; add a line role,…,… to a mapping file"
        records.say(strange, Outcome.LEFT_BLANK, why, slot)
        nothing = said.map(lambda each: any(known.get(plain(word)) == "" for word in each)).astype(bool)
        records.say(nothing, Outcome.LEFT_BLANK, "this says none of the four roles: a red flag, not a guess", slot)
        return said.map(lambda each: _set(word for one in each for word in words_of(known.get(plain(one), ""))))

    def _relationships(self) -> pd.DataFrame:
        people = self.of("people")
        self._refer(people, "reports_to", "manager", "people", people.leave_blank, within=people["account_id"])
        own = people["reports_to"] == people["person_id"]
        people.leave_blank(own, "is the person's own id, and nobody reports to themselves", "reports_to")
        ties = people.slots[people["reports_to"].notna()]
        table = pd.DataFrame(
            {
                "source_id": ties["person_id"],
                "target_id": ties["reports_to"] if len(ties) else [],
                "kind": RelationshipKind.REPORTS_TO.value,
            }
        )
        for circle in circles(table):
            why = f"is in a circle of {len(circle)} people who report to one another; taken as it stands"
            people.say(people["person_id"].isin(circle), Outcome.READ_AS, why, "reports_to")
        return table

    def _touchpoints(self, users: dict[str, str]) -> pd.DataFrame:
        talks = self.of("touchpoints")
        talks.leave_out(talks.blank("person_id"), "names no contact, and a conversation is one with a person")
        for start, kind in self.crm.strangers.items():
            strange = talks["person_id"].str.startswith(start, na=False).astype(bool)
            talks.leave_out(strange, f"is with {kind}, not with a contact", "person_id")
        self._refer(talks, "person_id", "", "people", talks.leave_out)
        talks["on"] = talks["on"].fillna(talks["finished_on"])
        talks.leave_out(talks.blank("on"), "has no day")
        self._identify(talks, "touchpoint_id", lambda: talks["person_id"] + "/" + talks["on"])
        known = set(self.of("objectives")["objective_id"])
        about = talks["about_id"]
        strange = about.notna() & ~about.isin(known) & ~about.isin(set(self.of("accounts")["account_id"]))
        why = "is about something that is no opportunity or account of the export; counts for all of the person's"
        talks.say(strange, Outcome.LEFT_BLANK, why, "about_id")
        talks["objective_id"] = about.where(about.isin(known), None)
        talks["status"] = self._status(talks)
        talks["mode"] = talks["type"].map(lambda cell: self.mapping.words["mode"].get(plain(cell)), na_action="ignore")
        talks.keep("CRM type", talks["type"])
        talks.keep("CRM status", talks["state"])
        done = talks["status"] == TouchpointStatus.DONE.value
        talks["message"] = talks["message"].fillna(talks["subject"])
        talks["learned"] = talks["learned"].fillna(talks["notes"].where(done, None))
        plans = [_joined(*pair) for pair in zip(talks["message"], talks["notes"], strict=True)]
        talks["message"] = talks["message"].where(done, pd.Series(plans, index=talks.slots.index, dtype=object))
        self._name_owner(talks, "seller", users)
        talks["seller"] = talks["seller"].fillna(NOBODY)
        table = self._table(talks)
        rows = [*table.to_dict("records"), *self._contacts()]
        return pd.DataFrame(rows, columns=list(table.columns), dtype=object)

    def _status(self, talks: Records) -> pd.Series:
        """Say what has taken place: what is closed; else by its state; else whatever lies before the day."""
        known = talks["state"].map(lambda cell: self.mapping.words["status"].get(plain(cell)), na_action="ignore")
        strange = talks.blank("closed") & talks["state"].notna() & known.isna()
        talks.say(strange, Outcome.READ_AS, "the mapping does not know this status, so it is taken as planned", "state")
        done, planned = TouchpointStatus.DONE.value, TouchpointStatus.PLANNED.value
        day = self.day.isoformat()
        status = []
        for closed, state, word, on in zip(talks["closed"], talks["state"], known, talks["on"], strict=True):
            if closed is not None:
                status.append(done if closed else planned)
            elif state is not None:
                status.append(word if isinstance(word, str) else planned)
            else:
                status.append(done if on <= day else planned)
        return pd.Series(status, index=talks.slots.index, dtype=object)

    def _contacts(self) -> Rows:
        """Give the conversations of which people's records know only the day."""
        people, rows = self.of("people"), []
        days = (("met_on", "last", TouchpointStatus.DONE), ("meets_on", "next", TouchpointStatus.PLANNED))
        for slot, suffix, status in days:
            for person, on, owner in zip(people["person_id"], people[slot], people["owner"], strict=True):
                if on is not None:
                    rows.append(
                        {
                            "touchpoint_id": f"{person}/{suffix}",
                            "person_id": person,
                            "seller": owner or NOBODY,
                            "on": on,
                            "status": status.value,
                        }
                    )
        return rows

    def _memberships(self) -> None:
        """Note the further accounts of people; a person of a book belongs to one."""
        members, people = self.of("memberships"), self.of("people")
        self._refer(members, "person_id", "", "people", members.leave_out)
        self._refer(members, "account_id", "", "accounts", members.leave_out)
        home = dict(zip(people["person_id"], people["account_id"], strict=True))
        others: dict[str, list[str]] = {}
        for person, account in zip(members["person_id"], members["account_id"], strict=True):
            if home[person] != account:
                others.setdefault(person, []).append(account)
        mine = members["person_id"].map(home) == members["account_id"]
        members.join(mine, "is the person's own account", "account_id")
        why = f"a person of a book belongs to one account; the others stand in people, column {OTHER_ACCOUNTS}"
        members.join(~mine, why, "account_id")
        found = [others.get(person) for person in people["person_id"]]
        people[OTHER_ACCOUNTS] = ["; ".join(dict.fromkeys(each)) if each else None for each in found]

    # What several kinds need

    def _identify(self, records: Records, slot: str, named: Callable[[], pd.Series]) -> None:
        """Give records their ids; files that have no ids at all get them from names. An id stands once."""
        if slot not in records.given:
            records[slot] = named()
        records.leave_out(records.blank(slot), "has no id", slot)
        again = records[slot].duplicated()
        if again.any():
            whole = pd.concat([records.slots, records.extra], axis=1).astype("str").fillna("")
            same = whole.duplicated() & again
            records.join(same, "is the same record as one above", slot)
            records.leave_out(again & ~same, "has the id of a record above, but says something else", slot)
        if "name" in records.slots.columns:
            names: dict[str, list[str]] = {}
            for name, each in zip(records["name"], records[slot], strict=True):
                names.setdefault(name.strip(), []).append(each)
            self.names[records.kind] = names

    def _take_account(self, records: Records) -> None:
        """Give records their one account."""
        known = set(self.of("accounts")["account_id"])
        lists = records["account_ids"].map(lambda cell: cell.split("; ") if isinstance(cell, str) else [])
        first = pd.Series(
            [next((e for e in ids if e in known), None) for ids in lists], index=lists.index, dtype=object
        )
        several = records.blank("account_id") & (lists.map(len) > 1) & first.notna()
        why = "belongs to several accounts and none is called the primary one; the first is taken"
        records.say(several, Outcome.READ_AS, why, "account_ids")
        records["account_id"] = records["account_id"].fillna(first)
        self._refer(records, "account_id", "account", "accounts", records.leave_out)

    def _refer(
        self,
        records: Records,
        slot: str,
        name_slot: str,
        kind: str,
        act: Callable[[Mask, str, str], None],
        within: pd.Series | None = None,
    ) -> None:
        """Find whom a slot means, by id or else by name, and do something about those that are not found."""
        noun = {"accounts": "account", "people": "contact", "objectives": "opportunity"}[kind]
        own = {"accounts": "account_id", "people": "person_id", "objectives": "objective_id"}[kind]
        required = act == records.leave_out
        known, names = set(self.of(kind)[own]), self.names.get(kind, {})
        ids, named = records[slot], records[name_slot].str.strip() if len(records.slots) else records[name_slot]
        lost = ids.notna() & ~ids.isin(known)
        by_name = ids.isna() & named.notna()
        found = named.where(by_name, None).map(lambda name: names.get(name, []), na_action="ignore")
        if within is not None:
            home = dict(zip(self.of("people")["person_id"], self.of("people")["account_id"], strict=True))
            pairs = zip(found, within, strict=True)
            found = pd.Series(
                [[e for e in ids if home[e] == here] if isinstance(ids, list) else None for ids, here in pairs],
                index=ids.index,
                dtype=object,
            )
        count = found.map(lambda each: len(each) if isinstance(each, list) else -1).astype(int)
        one = found.map(lambda each: each[0] if isinstance(each, list) and each else None)
        nothing = ids.isna() & named.isna()
        act(lost, f"the {noun} is not in the export, or was left out", slot)
        act(count == 0, f"no {noun} of this name is in the export", name_slot)
        act(count > 1, f"several have this name: export the id of the {noun}, too", name_slot)
        if required:
            act(nothing, f"names no {noun}", slot)
        there = records.slots.index
        records[slot] = records[slot].fillna(one.where(count == 1, None).reindex(there))

    def _name_owner(self, records: Records, slot: str, users: dict[str, str]) -> None:
        """Give the name of who of us it is; the id where the export has no name for it."""
        ids = records["owner_id"]
        nameless = records.blank(slot) & ids.notna() & ~ids.isin(users)
        first = nameless & ~records.place["file"].where(nameless).duplicated()
        why = "owners have ids here; export the users, too, to see their names"
        records.say(first, Outcome.READ_AS, why, "owner_id")
        records[slot] = records[slot].fillna(ids.map(lambda each: users.get(each, each), na_action="ignore"))

    def _table(self, records: Records) -> pd.DataFrame:
        """Give the columns of the book's table, then the unknown ones, each under a name that is free."""
        table = TABLES[records.kind]
        known = {name: records[name] for name in table.names}
        extra = {}
        for header in records.extra.columns:
            name = header if header not in table.names and header != OTHER_ACCOUNTS else f"{header} (CRM)"
            while name in extra:
                name += "’"
            if records.extra[header].notna().any():
                extra[name] = records.extra[header]
        return pd.DataFrame({**known, **extra}, index=records.slots.index)


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


def _is_day(kind: str, slot: str) -> bool:
    """Whether a slot holds days."""
    column = slot_column(kind, slot)
    return slot in _DAYS or (column is not None and column.kind is Kind.DATE)


def _from(read: Mapping[str, tuple[str, str]]) -> Callable[[str], str | None]:
    """Give what looks up the id that a cell was read as."""
    return lambda cell: read[cell][0] or None


def _lists_of(kind: str, crm: Crm) -> Callable[[str], str | None]:
    """Give what reads several ids of one cell, with semicolons or commas between them."""

    def listed(cell: str) -> str | None:
        ids = [crm.record_id(kind, each.strip())[0] for each in re.split("[;,]", cell) if each.strip()]
        return "; ".join(dict.fromkeys(each for each in ids if each)) or None

    return listed


def _iso(cell: str, *, day_first: bool | None) -> str | None:
    """Read a day, with whatever hour behind it, or give None if it is none or could be two."""
    cell = cell.strip()
    if match := _ISO.fullmatch(cell):
        year, month, day = match.groups()
    elif match := _POINTS.fullmatch(cell):
        day, month, year = match.groups()
    elif (match := _SLASHES.fullmatch(cell)) and (day_first is not None or match[1] == match[2]):
        month, day, year = match.groups()
        if day_first:
            day, month = month, day
    else:
        return None
    try:
        return dt.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _why_no_day(*, day_first: bool | None) -> str:
    if day_first is None:
        return "is not a day, or may be day/month or month/day: say which (day_first=)"
    return f"is not a day, read as {'day/month' if day_first else 'month/day'}/year"


def _full_name(records: Records) -> pd.Series:
    """Put first and last names together."""
    pairs = zip(records["first_name"], records["last_name"], strict=True)
    names = [" ".join(part.strip() for part in pair if part) or None for pair in pairs]
    return pd.Series(names, index=records.slots.index, dtype=object)


def _joined(*texts: str | None) -> str | None:
    return "\n".join(text for text in texts if text) or None


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
            elif name not in TABLES["influences"].names and isinstance(cell, str):
                said = str(first[name]).split("; ")
                first[name] = "; ".join(dict.fromkeys([*said, cell]))
        first["roles"] = both
    names = list(dict.fromkeys([*columns, *(name for row in found.values() for name in row)]))
    frame = pd.DataFrame(list(found.values()), columns=names, dtype=object)
    return frame if CRM_ROLE not in frame or frame[CRM_ROLE].notna().any() else frame.drop(columns=CRM_ROLE)


def _as_text(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.reset_index(drop=True).astype("str")
