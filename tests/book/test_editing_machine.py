"""Edits of a book: each one, and any number of them, gives what a slow and obvious twin gives, or changes nothing.

The twin keeps rows as lists of dictionaries, follows references that are written down here by hand, and makes a whole
new book of them every time.
"""

from __future__ import annotations

import copy
from contextlib import nullcontext
from typing import Any

import pandas as pd
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from stratsell.book import Book
from stratsell.errors import BookError
from tests.support.contract import KEYS
from tests.support.strategies import COLUMNS, Rows, frames, hand, kinds, rows_by_table

START = {
    "accounts": "account_id name\na Acme\nb Bare\nc Cold",
    "objectives": "objective_id account_id name\no a Fast\nn a Nice\nc c Same",
    "people": "person_id account_id name\np a Ada\nq a Bob\nr b Cy",
    "influences": "objective_id person_id roles\no p user\nn q coach\nb r economic\nc r user",
    "relationships": "source_id target_id kind\nq p reports_to\nr q influences\np p opposes",
    "touchpoints": "touchpoint_id person_id objective_id seller on status\n1 p - Bea 2026-01-01 done\n"
    "2 q n Bea 2026-01-01 done\n3 r b Bea 2026-01-01 planned",
    "options": "objective_id option source\no x ours\nb x ours",
    "propositions": "objective_id version\no 1\no 2\nb 1",
    "feedback": "objective_id version person_id\no 1 p\no 2 p\nb 1 r",
    "actions": "action_id objective_id action person_id with_whom\n1 o meet p q\n2 n ask q -\n3 b find - r",
}
# Which columns of which table name a row of another.
NAMED_BY = {
    "accounts": [("objectives", ["account_id"]), ("people", ["account_id"])],
    "objectives": [
        (table, ["objective_id"])
        for table in ("influences", "touchpoints", "options", "propositions", "feedback", "actions")
    ],
    "people": [
        ("influences", ["person_id"]),
        ("relationships", ["source_id"]),
        ("relationships", ["target_id"]),
        ("touchpoints", ["person_id"]),
        ("feedback", ["person_id"]),
        ("actions", ["person_id"]),
        ("actions", ["with_whom"]),
    ],
    "propositions": [("feedback", ["objective_id", "version"])],
}
# A few values for each column, so that edits often meet; some of them wrong.
VALUES: dict[str, list[Any]] = {
    "account_id": ["a", "b", "c", "d", None],
    "objective_id": ["o", "n", "a", "b", "c", "d", "new"],
    "person_id": ["p", "q", "r", "s", ""],
    "source_id": ["p", "q", "r", "s"],
    "target_id": ["p", "q", "r", "s"],
    "touchpoint_id": ["1", "2", "3", "4"],
    "version": [1, 2, 3, "2", 0],
    "kind": ["reports_to", "influences", "opposes", "hates"],
    "name": ["Ada", "日本", "=1+1", "\x00", ""],
    "option": ["x", "y"],
    "source": ["ours", "partner"],
    "seller": ["Bea"],
    "on": ["2026-01-02", pd.Timestamp("2026-01-03"), "yesterday"],
    "status": ["done", "planned", "closed", "open", None],
    "roles": ["user", "user; coach", "usr", None],
    "support": [3, -5.0, "2", 6, None],
    "strength": [0.5, 1, None],
    "chosen": [True, "false", None],
    "action_id": ["1", "2", "3", "4"],
    "action": ["meet", "wait", "sell"],
    "with_whom": ["p", "q", "s", None],
    "crm": ["x", "007", None],
}
values = st.fixed_dictionaries({name: st.sampled_from(item) for name, item in VALUES.items()})

FIRST = Book(hand(**START))
FIRST_ROWS = rows_by_table(FIRST.tables)
KNOWN = {name: frame.dtypes for name, frame in frames({}).items()}


class Twin:
    """Rows by table, and the obvious edits of them."""

    def __init__(self, tables: dict[str, Rows]) -> None:
        self.tables = tables
        self.lost: dict[int, list[Any]] = {}  # by row, the key that it had before it was made blank

    def key(self, table: str, row: dict[str, Any]) -> list[Any]:
        """What others call a row."""
        return self.lost.get(id(row), [row[name] for name in KEYS[table]])

    def book(self) -> Book:
        """The book of the rows, made and checked anew."""
        made = {}
        for name, rows in self.tables.items():
            more = ["crm"] if any("crm" in row for row in rows) else []
            made[name] = pd.DataFrame(rows, columns=[*kinds(name), *more], dtype=object)
        return Book(made)

    def bare(self) -> set[str]:
        full = {row["account_id"] for row in self.tables["objectives"]}
        return {row["account_id"] for row in self.tables["accounts"]} - full

    def insert(self, table: str, row: dict[str, Any]) -> None:
        heir = table == "objectives" and row["account_id"] in self.bare()
        self.tables[table].append(row)
        if heir:
            self.follow("objectives", [row["account_id"]], [row["objective_id"]])

    def update(self, table: str, index: int, cells: dict[str, Any]) -> None:
        row = self.tables[table][index]
        old, bare, account = [row[name] for name in KEYS[table]], self.bare(), row.get("account_id")
        row |= cells
        new = [row[name] for name in KEYS[table]]
        if None in new:
            self.lost[id(row)] = old
        self.follow(table, old, new)
        if table == "accounts" and account in bare:
            self.follow("objectives", old, new)
        if table == "objectives" and row["account_id"] != account and row["account_id"] in bare:
            self.follow("objectives", [row["account_id"]], new)

    def follow(self, table: str, old: list[Any], new: list[Any]) -> None:
        if old == new or None in new:
            return
        for other, columns in NAMED_BY.get(table, []):
            for row in self.tables[other]:
                if [row[name] for name in columns] == old:
                    key = [row[name] for name in KEYS[other]]
                    row |= dict(zip(columns, new, strict=True))
                    self.follow(other, key, [row[name] for name in KEYS[other]])

    def remove(self, table: str, index: int) -> None:
        bare, row = self.bare(), self.tables[table].pop(index)
        self.remove_naming(table, self.key(table, row))
        if table == "accounts" and row["account_id"] in bare:
            self.remove_naming("objectives", [row["account_id"]])

    def remove_naming(self, table: str, key: list[Any]) -> None:
        for other, columns in NAMED_BY.get(table, []):
            for row in list(self.tables[other]):
                if [row[name] for name in columns] == key and row in self.tables[other]:
                    self.tables[other].remove(row)
                    self.remove_naming(other, self.key(other, row))


def filled(tables: dict[str, Rows]) -> dict[str, Rows]:
    """Rows without their blank cells."""
    return {name: [{c: v for c, v in row.items() if v is not None} for row in rows] for name, rows in tables.items()}


class Editing(RuleBasedStateMachine):
    """A book and its twin, edited together."""

    def __init__(self) -> None:
        super().__init__()
        self.book = Book(hand(**START))
        self.states = [FIRST_ROWS]
        self.position = self.saved = 0
        self.heard: list[str] = []
        self.book.observe(lambda event: self.heard.append(event.kind))
        self.revision = 0

    @rule(
        data=st.data(),
        edits=st.lists(st.sampled_from(["insert", "update", "update", "remove"]), min_size=1, max_size=3),
    )
    def edit(self, data: st.DataObject, edits: list[str]) -> None:
        twin = Twin(copy.deepcopy(self.states[self.position]))
        held = dict(self.book.tables)
        label = f"step {len(self.states)}"
        failed = None
        try:
            with self.book.step(label):
                for verb in edits:
                    with self.book.step("within") if verb == "update" else nullcontext():
                        self._edit(data, twin, verb)
        except BookError as error:
            failed = error
        try:
            expected = rows_by_table(twin.book().tables)
        except BookError as error:
            assert failed is not None
            assert {(f.table, f.column) for f in failed.faults} <= {(f.table, f.column) for f in error.faults}
            assert all(held[name] is frame for name, frame in self.book.tables.items())
            return
        assert failed is None
        if filled(expected) == filled(self.states[self.position]):
            return
        del self.states[self.position + 1 :]
        self.states.append(expected)
        self.position += 1
        self.saved = self.saved if self.saved < self.position else -1
        assert self.book.undoable == label and self.book.redoable == ""

    def _edit(self, data: st.DataObject, twin: Twin, verb: str) -> None:
        table = data.draw(st.sampled_from(list(COLUMNS)))
        rows = twin.tables[table]
        drawn = data.draw(values)
        known = list(kinds(table))
        cells = {name: value for name, value in drawn.items() if name in known or name == "crm"}
        if verb == "insert":
            self.book.insert(table, **cells)
            twin.insert(table, {name: _plain(name, cells.get(name)) for name in [*known, "crm"]})
        elif rows:
            index = data.draw(st.integers(0, len(rows) - 1))
            key = tuple(rows[index][name] for name in KEYS[table])
            if None in key or [tuple(row[name] for name in KEYS[table]) for row in rows].count(key) > 1:
                return
            if verb == "remove":
                self.book.remove(table, key)
                twin.remove(table, index)
            else:
                chosen = data.draw(st.sets(st.sampled_from(sorted(cells)), max_size=3))
                some = {name: cells[name] for name in sorted(chosen)}
                self.book.update(table, key if len(key) > 1 else key[0], **some)
                twin.update(table, index, {name: _plain(name, value) for name, value in some.items()})

    @precondition(lambda self: self.position > 0)
    @rule()
    def undo(self) -> None:
        assert self.book.undo()
        self.position -= 1

    @precondition(lambda self: self.position < len(self.states) - 1)
    @rule()
    def redo(self) -> None:
        assert self.book.redo()
        self.position += 1

    @rule()
    def all_the_way_back_and_forth(self) -> None:
        now, steps = copy.copy(self.book), 0
        while self.book.undo():
            steps += 1
        assert self.book == FIRST and steps == self.position
        for _ in range(steps):
            self.book.redo()
        assert self.book == now

    @invariant()
    def same(self) -> None:
        assert filled(rows_by_table(self.book.tables)) == filled(self.states[self.position])
        for name, frame in self.book.tables.items():
            assert list(frame.index) == list(range(len(frame)))
            assert frame.dtypes[KNOWN[name].index].equals(KNOWN[name])
        assert self.book.unsaved == (self.position != self.saved)
        assert self.book.revision >= self.revision
        assert (self.book.revision > self.revision) == bool(self.heard)
        self.revision = self.book.revision
        self.heard.clear()


def _plain(name: str, value: Any) -> Any:
    """A value as a book holds it, where it may be held; wrong values stay wrong."""
    if value == "":
        return None
    kinds = {"version": int, "support": float, "strength": float}
    if value is not None and name in kinds:
        return kinds[name](value)
    return {"2026-01-02": pd.Timestamp("2026-01-02"), "false": False}.get(value, value)


TestEditing = Editing.TestCase
TestEditing.settings = settings(max_examples=8, stateful_step_count=8, deadline=None)
