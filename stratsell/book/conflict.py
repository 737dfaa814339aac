"""Two people have changed one book: what goes together by itself, and what one of them must decide.

Both began with the same tables, the base. What each has changed since is found by comparing (`book.diff`), cell by cell
and row by row. Changes of different rows, and of different cells of a row, are both carried out. A new row of the same
id is a second row, and gets another id, if it is plainly about something else. What is left is a `Conflict`: the
same cell with two values, or a row that one has removed and the other still needs. Nobody's edit is dropped unless
somebody decides so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from stratsell.book.diff import Change, as_frame, changes, patched, row_keys, written_key
from stratsell.book.nearest import plain
from stratsell.book.tables import REFERENCES, TABLES
from stratsell.errors import BookError, Fault

if TYPE_CHECKING:
    import pandas as pd

    Frames = Mapping[str, pd.DataFrame]

Choice = Literal["mine", "theirs"]


class Saved(NamedTuple):
    """What a place held when a book was read from it or last written to it: what a save compares it with.

    Attributes
    ----------
    tables : mapping of str to pandas.DataFrame
        The tables.
    stamp : str
        What differs once the place holds anything else; blank if only reading can tell.
    """

    tables: Mapping[str, pd.DataFrame]
    stamp: str


class Conflict(NamedTuple):
    """Something that two people have changed in two ways.

    Attributes
    ----------
    table : str
        The table.
    key : tuple
        The row's key, in the order of the table's key columns.
    column : str
        The column of the cell; blank where a row was removed that the other side has changed or refers to.
    base, mine, theirs : str, float, bool, datetime.date or None
        What stood in the cell at first, and what either has put there. For a row, what happened to it, in words.
    """

    table: str
    key: tuple[Any, ...]
    column: str
    base: Any
    mine: Any
    theirs: Any


Row = tuple[str, tuple[Any, ...]]
"""A table, and the key of a row of it."""

Decide = Callable[[Conflict], Choice]
"""Says whose value holds in a conflict."""

OnConflict = Literal["ask", "merge", "mine", "theirs", "overwrite"] | Decide
"""What to do with what others have changed, as `Book.write` takes it."""


class BookConflict(BookError):  # noqa: N818 (a conflict is none of the book's faults)
    """A book was changed by somebody else since it was read, so it was not saved.

    Attributes
    ----------
    changes : pandas.DataFrame
        What others have changed, as `stratsell.book.diff.differences` gives it.
    conflicts : pandas.DataFrame
        What both have changed in two ways: table, key, column, base, mine, theirs; empty if all goes together.
    """

    def __init__(
        self,
        source: str,
        others: Iterable[Change] = (),
        conflicts: Iterable[Conflict] = (),
        faults: Iterable[Fault] = (),
        *,
        recovering: bool = False,
    ) -> None:
        self._recovering = recovering
        self._others_changes, self._conflicts = tuple(others), tuple(conflicts)
        faults = (
            tuple(faults)
            or [_fault(conflict) for conflict in self._conflicts]
            or [_changed_fault(change) for change in self._others_changes]
        )
        super().__init__(faults, source)
        self.args = (source, self._others_changes, self._conflicts, self.faults)

    def __reduce__(self) -> tuple[Any, ...]:
        """Say how to make a copy, such as a pickle does."""
        return partial(BookConflict, recovering=self._recovering), self.args

    @property
    def changes(self) -> pd.DataFrame:
        """What others have changed since the book was read."""
        return as_frame(self._others_changes)

    @property
    def conflicts(self) -> pd.DataFrame:
        """What both have changed in two ways."""
        import pandas as pd

        rows = [conflict._replace(key=written_key(conflict.key)) for conflict in self._conflicts]  # type: ignore[arg-type]
        return pd.DataFrame(rows, columns=list(Conflict._fields), dtype=object)

    def __str__(self) -> str:
        """Say what changed, a line each, and what to do."""
        _, *lines = super().__str__().splitlines()
        if self._recovering:
            head = f"not recovered: {self.source} has changed since, in the same places as your edits:"
            way = 'recover(…, on_conflict="mine") takes your edits in these places, "theirs" keeps what is there'
        elif not self._others_changes:
            head = f"not saved: {self.source} has changed since it was read, and is no longer a valid book:"
            way = 'correct it there, or let book.write(on_conflict="overwrite") replace it and keep it as a backup'
        elif self._conflicts:
            head = f"not saved: others have changed the same things in {self.source} as you:"
            way = 'book.write(on_conflict="mine") keeps your values here, "theirs" keeps theirs; all else is merged'
        else:
            head = f"not saved: {self.source} has changed since it was read:"
            way = 'book.write(on_conflict="merge") keeps these changes and saves yours with them'
        return "\n".join([head, *lines, f"{way}."])

    def _render_traceback_(self) -> list[str]:
        """What a notebook prints: what changed, and no traceback that would bury it."""
        return [f"BookConflict: {self}"]


def merged(
    base: Frames, mine: Frames, theirs: Frames, decide: Decide
) -> tuple[dict[str, pd.DataFrame], list[Conflict]]:
    """Put together what two people have made of one book.

    Parameters
    ----------
    base : mapping of str to pandas.DataFrame
        The tables that both began with.
    mine, theirs : mapping of str to pandas.DataFrame
        What each has made of them. Rows and new columns are in their order, mine behind.
    decide : callable
        Says for a `Conflict` which side holds, ``"mine"`` or ``"theirs"``.

    Returns
    -------
    tables : dict of str to pandas.DataFrame
        The tables of both, not yet validated.
    conflicts : list of Conflict
        All that there were.
    """
    mine, theirs = _following(base, _apart(base, mine, theirs), theirs), _following(base, theirs, mine)
    work = _Merge(base, mine, theirs, decide)
    return work.tables(), work.conflicts


class _Merge:
    """The putting together of what two people have made of one book."""

    def __init__(self, base: Frames, mine: Frames, theirs: Frames, decide: Decide) -> None:
        self.conflicts: list[Conflict] = []
        self._base, self._mine, self._theirs, self._decide = base, mine, theirs, decide
        self._others = {change.place: change for change in changes(base, theirs)}
        self._touched = {place[:2] for place in self._others}
        self._gone = {change.place[:2] for change in self._others.values() if change.kind == "removed"}
        self._removed: set[Row] = set()
        self._asked: dict[Row, bool] = {}

    def tables(self) -> dict[str, pd.DataFrame]:
        """Give the tables of both."""
        ours = changes(self._base, self._mine)
        self._removed = {change.place[:2] for change in ours if change.kind == "removed"}
        tables = patched(self._theirs, [todo for change in ours for todo in self._todo(change)])
        while todo := self._dangling(tables):
            tables = patched(tables, todo.values())
        return tables

    def _is_mine(self, conflict: Conflict) -> bool:
        self.conflicts.append(conflict)
        return self._decide(conflict) == "mine"

    def _row_is_mine(self, row: Row, mine: str, theirs: str) -> bool:
        if row not in self._asked:
            self._asked[row] = self._is_mine(Conflict(*row, "", "", mine, theirs))
        return self._asked[row]

    def _todo(self, mine: Change) -> Iterator[Change]:
        """Say what is to be done to their tables for one change of mine."""
        row = mine.place[:2]
        other = self._others.get(mine.place)
        if mine.kind == "added" and other is not None:
            yield from self._cells(mine, other)
        elif mine.kind == "removed" and row in self._touched:
            if row not in self._gone and self._row_is_mine(row, "removed", "changed"):
                yield mine
        elif mine.kind == "changed" and row in self._gone:
            fresh = row not in self._asked
            if self._row_is_mine(row, "changed", "removed") and fresh:
                yield Change(*row, "", None, _row(self._mine, *row))
        elif other is None or (
            mine.after != other.after and self._is_mine(Conflict(*mine.place, mine.before, mine.after, other.after))
        ):
            yield mine

    def _cells(self, mine: Change, theirs: Change) -> Iterator[Change]:
        """Put a row that both have added together of the cells of both."""
        for column, cell in mine.after.items():
            there = theirs.after.get(column)
            place = (*mine.place[:2], column)
            if cell != there and (there is None or self._is_mine(Conflict(*place, None, cell, there))):
                yield Change(*place, there, cell)

    def _dangling(self, tables: Frames) -> dict[Row, Change]:
        """Settle rows that refer to one which the other side has removed: it comes back, or they go, too."""
        todo: dict[Row, Change] = {}
        for reference in REFERENCES:
            frame = tables[reference.table]
            known, before = _known(tables, reference.target), _known(self._base, reference.target)
            rows = zip(row_keys(TABLES[reference.table], frame), _named(frame, reference.columns), strict=True)
            for key, named in rows:
                if named in known or named not in before:
                    continue
                row = _implied(self._base, reference.target, named)
                if self._comes_back(row, tables):
                    todo[row] = Change(*row, "", None, _row(self._base, *row))
                else:
                    todo[reference.table, key] = Change(reference.table, key, "", {}, None)
        return todo

    def _comes_back(self, row: Row, tables: Frames) -> bool:
        if row[0] == "accounts" and row[1] in _known(tables, "accounts"):
            return False  # the account is there; it has objectives now, and so no implied one
        if row in self._removed:
            return not self._row_is_mine(row, "removed", "refers to it")
        return self._row_is_mine(row, "refers to it", "removed")


def _row(tables: Frames, table: str, key: tuple[Any, ...]) -> dict[str, Any]:
    """Give the filled cells of a row."""
    frame = tables[table]
    position = row_keys(TABLES[table], frame).index(key)
    blank = {name: frame.iloc[:0] for name, frame in tables.items()}
    return changes(blank, {**blank, table: frame.iloc[[position]]})[0].after  # type: ignore[no-any-return]


def _known(tables: Frames, target: str) -> set[tuple[Any, ...]]:
    """Give the keys that rows may refer to; an account without objectives counts as one of them."""
    keys = set(row_keys(TABLES[target], tables[target]))
    if target == "objectives":
        accounts = tables["accounts"]["account_id"]
        keys |= {(id_,) for id_ in set(accounts) - set(tables["objectives"]["account_id"])}
    return keys


def _implied(base: Frames, target: str, key: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
    """Say which row a key is of: an implied objective is its account."""
    return (target, key) if key in set(row_keys(TABLES[target], base[target])) else ("accounts", key)


def _named(frame: pd.DataFrame, columns: tuple[str, ...]) -> list[tuple[Any, ...]]:
    cells = (frame[name].astype(object).where(frame[name].notna(), None) for name in columns)
    return list(zip(*cells, strict=True))


def _apart(base: Frames, mine: Frames, theirs: Frames) -> Frames:
    """Give new rows of mine another id where others have used it for something else, and let mine refer to that."""
    for name, table in TABLES.items():
        if len(table.key) != 1 or any(
            reference.columns == table.key for reference in REFERENCES if reference.table == name
        ):
            continue
        old, here, there = (row_keys(table, tables[name]) for tables in (base, mine, theirs))
        both = (set(here) & set(there)) - set(old)
        renamed = {key[0]: "" for key in here if key in both and not _same_thing(mine, theirs, name, key)}
        taken = {key[0] for key in (*old, *here, *there)}
        for id_ in list(renamed):
            fresh = next(new for number in count(2) if (new := f"{id_}-{number}") not in taken)
            renamed[id_] = fresh
            taken.add(fresh)
        if renamed:
            mine = _renamed(mine, name, renamed)
    return mine


def _following(base: Frames, tables: Frames, others: Frames) -> Frames:
    """Let rows that name an implied objective name the first real one, where others have given the account one."""
    bare = set(base["accounts"]["account_id"]) - set(base["objectives"]["account_id"])
    bare &= set(tables["accounts"]["account_id"]) - set(tables["objectives"]["account_id"])
    rows = others["objectives"][others["objectives"]["account_id"].isin(bare)].drop_duplicates("account_id")
    heirs = dict(zip(rows["account_id"], rows["objective_id"], strict=True))
    return _renamed(tables, "objectives", heirs) if heirs else tables


def _same_thing(mine: Frames, theirs: Frames, name: str, key: tuple[Any, ...]) -> bool:
    """Whether two new rows of one id are about the same: equal, or of one name where they have names."""
    one, other = _row(mine, name, key), _row(theirs, name, key)
    return one == other or ("name" in one and plain(str(one["name"])) == plain(str(other.get("name", ""))))


def _renamed(tables: Frames, name: str, ids: Mapping[str, str]) -> dict[str, pd.DataFrame]:
    changed = dict(tables)
    places = [(name, TABLES[name].key[0])]
    places += [(reference.table, reference.columns[0]) for reference in REFERENCES if reference.target == name]
    for table, column in places:
        cells = changed[table][column]
        changed[table] = changed[table].assign(
            **{column: cells.map(lambda cell: ids.get(cell, cell)).astype(cells.dtype)}
        )
    return changed


def _fault(conflict: Conflict) -> Fault:
    row, problem = written_key(conflict.key), f"here {conflict.mine}, there {conflict.theirs}"
    if conflict.column:
        blank = {None: "blank"}
        mine, theirs = (blank.get(value, f"“{value}”") for value in (conflict.mine, conflict.theirs))
        problem = f"is {mine} here and {theirs} there"
    return Fault(conflict.table, problem, row, conflict.column)


def _changed_fault(change: Change) -> Fault:
    row = written_key(change.key)
    if change.kind != "changed":
        return Fault(change.table, f"was {change.kind}", row)
    now = "blank" if change.after is None else f"“{change.after}”"
    return Fault(change.table, f"is now {now}", row, change.column)
