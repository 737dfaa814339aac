"""Back to the CRM: what people have changed in a book since its import, as files that the CRM's loader takes.

Each file holds the ids of records and only the cells that changed; a record that the CRM does not have is a row of
another file, without an id. What no file can say, such as two managers where the CRM has one, is told, to be done by
hand. What headers and words the CRM has for it is data: the table ``back`` of a source.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import pandas as pd

from stratsell.book import Book
from stratsell.book.diff import Change, changes, written_cell, written_key
from stratsell.book.tables import TABLES
from stratsell.io.files.atomic import save_file
from stratsell.io.files.escape import guarded
from stratsell.io.imports.link.work import CRM_ID, CRM_ROLE
from stratsell.io.imports.names import split_name
from stratsell.io.imports.source import Source, meaning, shared_source, sources
from stratsell.io.store.reading import read
from stratsell.vocabulary import RelationshipKind, Role, words_of

UPDATE, INSERT, BY_HAND = "update", "insert", "by hand"
"""What is done about a change: the row of a record that is there, a new one, or nothing that a file could say."""

_COLUMNS = ["file", "action", "key", "column", "before", "after", "why"]
_NAME = ("first_name", "last_name")


class _Cell(NamedTuple):
    """One cell of a file: for which record (of the table and key), under which header, and what was and is there."""

    table: str
    key: tuple[Any, ...]
    action: str
    id: str
    header: str
    before: str
    after: str


class _Left(NamedTuple):
    """A change that no file says, and why."""

    change: Change
    why: str


def export_changes(
    book: Book, since: Book | str | os.PathLike[str], *, source: str, folder: str | os.PathLike[str], dry_run: bool
) -> pd.DataFrame:
    """Write what has changed in a book; `stratsell.Book.export_changes` says how."""
    known = [name for name in sources() if shared_source(name).back]
    if source not in known:
        raise ValueError(f"source: changes cannot be written for “{source}”; choose one of {', '.join(known)}")
    if not isinstance(since, Book):
        since = read(since)
    work = _Back(shared_source(source), book, since)
    written = list(work.cells())
    safe = [cell for cell in written if guarded(cell.after) == cell.after]
    rows = [_row(work.source, cell) for cell in written]
    rows += [("", BY_HAND, *_shown_change(item.change), item.why) for item in work.left]
    if not dry_run:
        _write(work.source, safe, Path(folder).expanduser())
    return pd.DataFrame(rows, columns=_COLUMNS, dtype="str")


_NEW = "is about a new record that has no id yet; import again once it has one, then export"
_FORMULA = "begins like a formula, which a spreadsheet that opens the file would run"


def _row(source: Source, cell: _Cell) -> tuple[str, ...]:
    shown = written_key(cell.key), cell.header, cell.before, cell.after
    if guarded(cell.after) != cell.after:
        return "", BY_HAND, *shown, _FORMULA
    return _file(source, cell.table, cell.action), cell.action, *shown, ""


class _Back:
    """What a book's changes are in a CRM's words."""

    def __init__(self, source: Source, book: Book, since: Book) -> None:
        self.source = source
        self.back: Mapping[str, Any] = source.back
        self.now, self.before = book.tables, since.tables
        self.left: list[_Left] = []
        self.people: dict[str, Any] = {str(row.person_id): row for row in self.now["people"].itertuples()}
        self.known = {
            name: set(self.before[name][TABLES[name].key[0]]) for name in ("people", "objectives", "accounts")
        }

    def cells(self) -> Iterator[_Cell]:
        """Give all cells to be written; note what cannot be."""
        ways = {
            "people": self._person,
            "influences": self._influence,
            "touchpoints": self._touchpoint,
            "relationships": self._relationship,
        }
        for change in changes(self.before, self.now):
            way = ways.get(change.table)
            if way is None or change.table not in {*self.back, "relationships", "influences"}:
                why = f"only people, their roles and managers, and conversations go back to {self.source.name}"
                self.left.append(_Left(change, why))
            elif change.kind == "removed" and change.table != "relationships":
                self.left.append(
                    _Left(change, "was removed from the book; if it is to go from the CRM, too, delete it there")
                )
            else:
                yield from way(change)
        yield from self._managers()
        yield from self._roles_of_people()

    # --- People -----------------------------------------------------------------------------------

    def _person(self, change: Change) -> Iterator[_Cell]:
        row = change.after if change.kind == "added" else {change.column: change.after}
        was = {} if change.kind == "added" else {change.column: change.before}
        cells, old = self._of_person(row), self._of_person(was)
        action = INSERT if change.kind == "added" else UPDATE
        if not cells.keys() & set(self.back["people"]):
            self.left.append(_Left(change, f"{self.source.name} has no field for it"))
        for name, cell in cells.items():
            header = self.back["people"].get(name)
            if header and cell != old.get(name, ""):
                yield from self._cell(change, "people", change.key, action, header, old.get(name, ""), cell)

    def _of_person(self, row: Mapping[str, Any]) -> dict[str, str]:
        cells = {name: written_cell(cell) for name, cell in row.items()}
        if cells.get("name"):
            cells |= dict(zip(_NAME, split_name(cells["name"]), strict=True))
        if cells.get("account_id"):
            cells["account_id"] = self._bare(cells["account_id"])
        return {name: cell for name, cell in cells.items() if name not in ("person_id", "name")}

    def _managers(self) -> Iterator[_Cell]:
        """Give who reports to whom now, where that has changed."""
        slot = next((name for name in ("manager_id", "manager") if name in self.back["people"]), "")
        before, now = (_managers(tables) for tables in (self.before, self.now))
        for person in [id_ for id_ in {**before, **now} if before.get(id_) != now.get(id_) and id_ in self.people]:
            ids = now.get(person, [])
            change = Change("relationships", (person,), "reports_to", "; ".join(before.get(person, [])), "; ".join(ids))
            if len(ids) > 1:
                self.left.append(_Left(change, f"{self.source.name} has only one manager per person"))
            elif ids and ids[0] not in self.known["people"] and slot == "manager_id":
                self.left.append(_Left(change, _NEW))
            else:
                action = UPDATE if person in self.known["people"] else INSERT
                names = [self._manager(id_, slot) for id_ in (*before.get(person, [])[:1], *ids)]
                old = names[0] if before.get(person) else ""
                new = names[-1] if ids else ""
                yield from self._cell(change, "people", (person,), action, self.back["people"][slot], old, new)

    def _manager(self, person: str, slot: str) -> str:
        row = self.people.get(person)
        if slot == "manager_id" or row is None:
            return self._bare(person)
        return row.email if isinstance(row.email, str) else str(row.name)

    def _relationship(self, change: Change) -> Iterator[_Cell]:
        if change.key[2] != RelationshipKind.REPORTS_TO:
            self.left.append(_Left(change, f"{self.source.name} has no such relationship"))
        yield from ()

    # --- Parts in objectives ----------------------------------------------------------------------

    def _influence(self, change: Change) -> Iterator[_Cell]:
        if change.kind == "changed" and change.column != "roles":
            if change.column not in (CRM_ROLE, CRM_ID):
                self.left.append(_Left(change, f"{self.source.name} has no field for it"))
            return
        if "influences" not in self.back:
            return  # the roles of people say it
        if change.key[0] not in self.known["objectives"] or change.key[1] not in self.known["people"]:
            self.left.append(_Left(change, _NEW))
            return
        roles = change.after.get("roles") if change.kind == "added" else change.after
        new, old = _roles(roles), _roles(None if change.kind == "added" else change.before)
        added, gone = [role for role in new if role not in old], [role for role in old if role not in new]
        rows = self._rows_of(change.key)
        headers = self.back["influences"]
        for role in gone:
            id_ = rows.pop(role, "") or (rows.popitem()[1] if len(rows) == 1 and len(old) == 1 else "")
            if not id_:
                self.left.append(
                    _Left(change, f"it is not known in which row of {self.source.name} the role {role} is")
                )
                continue
            label = self.back["roles"][added.pop(0)] if added else ""
            yield from self._cell(
                change, "influences", (*change.key, id_), UPDATE, headers["role"], self.back["roles"][role], label
            )
        if added and not old and "" in rows:  # a row that says no role yet
            label = self.back["roles"][added.pop(0)]
            yield from self._cell(change, "influences", (*change.key, rows[""]), UPDATE, headers["role"], "", label)
        for role in added:
            ids = dict(zip(("objective_id", "person_id"), map(self._bare, change.key), strict=True))
            cells = {headers[name]: cell for name, cell in ids.items()} | {headers["role"]: self.back["roles"][role]}
            for header, cell in cells.items():
                yield _Cell("influences", (*change.key, role), INSERT, "", header, "", cell)

    def _rows_of(self, key: tuple[Any, ...]) -> dict[str, str]:
        """Give the ids of the CRM's rows of a person in an objective, by the role that each says."""
        frame = self.before["influences"]
        if CRM_ID not in frame:
            return {}
        mine = frame[(frame["objective_id"] == key[0]) & (frame["person_id"] == key[1])]
        ids_by_role: dict[str, str] = {}
        for row in mine.to_dict("records"):
            texts = (row.get(column) for column in (CRM_ID, CRM_ROLE))
            ids, labels = (words_of(text) if isinstance(text, str) else [] for text in texts)
            labels = labels if len(labels) == len(ids) else [""] * len(ids)
            words = self.source.words["role"]
            ids_by_role |= {meaning(words, label) or "": id_ for label, id_ in zip(labels, ids, strict=True)}
        return ids_by_role

    def _roles_of_people(self) -> Iterator[_Cell]:
        """Give the roles of people, where the CRM has them on the person."""
        header = self.back["people"].get("roles")
        if not header:
            return
        before, now = (_roles_of_people(tables) for tables in (self.before, self.now))
        for person in [id_ for id_ in {**before, **now} if before.get(id_, []) != now.get(id_, [])]:
            old, new = (
                "; ".join(self.back["roles"][role] for role in by_person.get(person, [])) for by_person in (before, now)
            )
            change = Change("influences", (person,), "roles", old, new)
            if person in self.people:
                action = UPDATE if person in self.known["people"] else INSERT
                yield from self._cell(change, "people", (person,), action, header, old, new.replace("; ", ";"))

    # --- Conversations ----------------------------------------------------------------------------

    def _touchpoint(self, change: Change) -> Iterator[_Cell]:
        headers = self.back["touchpoints"]
        row = change.after if change.kind == "added" else {change.column: change.after}
        if change.kind == "added" and row["person_id"] not in self.known["people"]:
            self.left.append(_Left(change, _NEW))
            return
        if change.kind == "changed" and "/" in str(change.key[0]).removeprefix("contact/"):
            self.left.append(_Left(change, "the day is in the person's row, and is no activity of the CRM"))
            return
        cells = {name: self._cell_shown(name, cell) for name, cell in row.items() if name in headers}
        if change.kind == "changed" and not cells:
            self.left.append(_Left(change, f"{self.source.name} has no field for it"))
        for name, cell in cells.items():
            old = "" if change.kind == "added" else self._cell_shown(name, change.before)
            action = INSERT if change.kind == "added" else UPDATE
            yield from self._cell(change, "touchpoints", change.key, action, headers[name], old, cell)

    def _cell_shown(self, name: str, cell: Any) -> str:
        text = written_cell(cell)
        if name == "status":
            return str(self.back["status"].get(text, text))
        return self._bare(text) if name.endswith("_id") else text

    # --- Cells ------------------------------------------------------------------------------------

    def _cell(
        self, change: Change, table: str, key: tuple[Any, ...], action: str, header: str, before: str, after: str
    ) -> Iterator[_Cell]:
        """Give a cell, or note that the CRM's files cannot blank one."""
        if not after and action == UPDATE:
            if "cleared" not in self.back and self.back.get("blank_keeps"):
                self.left.append(_Left(change, "a blank cell in the file would change nothing; clear it in the CRM"))
                return
            after = self.back.get("cleared", "")
        if after or action == UPDATE:
            id_ = self._bare(str(key[-1])) if action == UPDATE else ""
            yield _Cell(table, key, action, id_, header, before, after)

    def _bare(self, id_: str) -> str:
        """Give an id as the CRM writes it."""
        return id_.rpartition("/")[2] if self.source.ids == "hubspot" else id_


def _roles(cell: Any) -> list[Role]:
    return [Role(word) for word in words_of(cell)] if isinstance(cell, str) else []


def _roles_of_people(tables: Mapping[str, pd.DataFrame]) -> dict[str, list[Role]]:
    roles_of: dict[str, set[Role]] = {}
    for person, cell in zip(tables["influences"]["person_id"], tables["influences"]["roles"], strict=True):
        roles_of.setdefault(person, set()).update(_roles(cell))
    return {person: [role for role in Role if role in roles] for person, roles in roles_of.items()}


def _managers(tables: Mapping[str, pd.DataFrame]) -> dict[str, list[str]]:
    edges = tables["relationships"]
    managers: dict[str, list[str]] = {}
    edges = edges[edges["kind"] == RelationshipKind.REPORTS_TO]
    for person, manager in zip(edges["source_id"], edges["target_id"], strict=True):
        managers.setdefault(person, []).append(manager)
    return {person: sorted(ids) for person, ids in managers.items()}


def _shown_change(change: Change) -> tuple[str, str, str, str]:
    key = written_key(change.key)
    return key, change.column or change.table, written_cell(change.before), written_cell(change.after)


def _file(source: Source, table: str, action: str) -> str:
    return f"{source.back[table]['file']}-{action}.csv"


def _write(source: Source, cells: list[_Cell], folder: Path) -> None:
    """Write a file for each table and action; where a blank cell would blank the CRM's, one for each set of columns."""
    records: dict[tuple[str, str], dict[tuple[Any, ...], dict[str, str]]] = {}
    for cell in cells:
        row = records.setdefault((cell.table, cell.action), {}).setdefault(cell.key, {})
        if cell.action == UPDATE:
            row[source.back[cell.table]["id"]] = cell.id
        row[cell.header] = cell.after
    folder.mkdir(parents=True, exist_ok=True)
    for (table, action), rows in records.items():
        name = _file(source, table, action)
        groups: dict[tuple[str, ...], list[dict[str, str]]] = {}
        for row in rows.values():
            alike = () if source.back.get("blank_keeps") or action == INSERT else tuple(sorted(row))
            groups.setdefault(alike, []).append(row)
        for number, group in enumerate(groups.values(), 1):
            stem, dot, ending = name.rpartition(".")
            _write_file(folder / (name if len(groups) == 1 else f"{stem}-{number}{dot}{ending}"), group)


def _write_file(path: Path, rows: list[dict[str, str]]) -> None:
    text = io.StringIO(newline="")
    headers = list(dict.fromkeys(header for row in rows for header in row))
    writer = csv.DictWriter(text, headers, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)

    def write(handle: BinaryIO) -> None:
        handle.write(text.getvalue().encode())

    save_file(path, write)
