"""A book's tables, edited in place: each edit is checked, is one step of undo, and is told to whoever observes.

Frames never change: an edit puts new ones in their place.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any, Literal

import pandas as pd

from stratsell.book.draft import Draft, Key, find
from stratsell.book.events import Event, Observer, Observers
from stratsell.book.merge import merged
from stratsell.book.tables import TABLES
from stratsell.book.undo import Step, Undo

LONGEST_LABEL = 60
"""How many letters of a name a label or an id has at most."""

_ONE = {"people": "person", "feedback": "feedback"}


def noun(table: str, count: int = 1) -> str:
    """What some rows of a table are called.

    Examples
    --------
    >>> noun("people"), noun("people", 2), noun("accounts")
    ('person', 'people', 'account')
    """
    return table if count != 1 else _ONE.get(table, table[:-1])


class Editable:
    """The ten tables of a book, and what is done to them; `stratsell.Book` is one.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        All ten, validated.
    """

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        self._tables = dict(tables)
        self._undo = Undo()
        self._saved: int | None = self._undo.state
        self._revision = 0
        self._observers = Observers()
        self._draft: Draft | None = None

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """The ten tables by name.

        Every table has all its columns, also where the source had none: text and sets as ``str``, days as
        ``datetime64[us]``, numbers as ``float64``, versions as ``Int64``, chosen as ``boolean``; blank cells are
        missing values. The frames belong to the book: to change it, use its own methods. An edit puts new frames in the
        place of the old ones, so what was taken from here stays as it was.
        """
        return MappingProxyType(self._tables)

    def insert(self, table: str, /, **cells: Any) -> None:
        """Put a row at the end of a table.

        Parameters
        ----------
        table : str
            Name of the table.
        **cells : str, float, datetime.date, bool or None
            Values by column, as a data frame or a file may hold them; what is not given is blank. A column that the
            table does not know is kept, as it is in files, and is blank in the other rows.

        Raises
        ------
        BookError
            With all that is wrong, rows named by their keys; the book is then as it was.

        Warns
        -----
        BookWarning
            If an unknown column is probably a known one, misspelt.

        Notes
        -----
        An account without objectives has an implied one, whose id is the account's. Its first real objective takes the
        place of that: influences, touchpoints and all else that named the account's id as their objective name the
        new objective from then on, in the same step.

        Examples
        --------
        >>> import stratsell as ss
        >>> book = ss.demo()
        >>> book.insert("influences", objective_id="northwind-1", person_id="nw-menon", roles="usr", support=6)
        Traceback (most recent call last):
        stratsell.errors.BookError: 2 faults in the edit:
          influences, row (northwind-1, nw-menon), column roles: “usr” has an unknown word, or one word twice; did you
            mean “user”? Allowed: economic, user, technical, coach; several with semicolons between them or blank.
          influences, row (northwind-1, nw-menon), column support: “6” is out of range; allowed: a number from -5 to 5
            or blank.
        """
        self._edit("Add", table, lambda: cells, lambda draft: draft.insert(table, cells))

    def update(self, table: str, key: Key, /, **cells: Any) -> None:
        """Change cells of a row.

        Parameters
        ----------
        table : str
            Name of the table.
        key : str or tuple
            The key of the row: the one cell, or a tuple in the order of the table's key, such as
            ``("northwind-1", "nw-osei")`` for influences.
        **cells : str, float, datetime.date, bool or None
            Values by column. None and empty text blank a cell. Cells that have the value already are no edit.

        Raises
        ------
        BookError
            With all that is wrong, also if there is no such row; the book is then as it was.
        ValueError
            If the key does not have as many parts as the table's.

        Warns
        -----
        BookWarning
            If an unknown column is probably a known one, misspelt.

        Notes
        -----
        Where a key changes, the rows that refer to it follow, in the same step. An objective that goes to an account
        without objectives takes the place of the implied one there, as `insert` says.
        """
        self._edit("Change", table, lambda: self._row(table, key), lambda draft: draft.update(table, key, cells))

    def remove(self, table: str, key: Key, /) -> None:
        """Take out a row, and all rows that refer to it: a person goes with all that is known of them.

        Parameters
        ----------
        table : str
            Name of the table.
        key : str or tuple
            The key of the row, as for `update`.

        Raises
        ------
        BookError
            If there is no such row, or an id would then stand for two objectives; the book is then as it was.
        ValueError
            If the key does not have as many parts as the table's.

        Notes
        -----
        A conversation about an objective goes with it, since a blank objective would make it count for all others. An
        account that loses its last objective has an implied one again, with no influences.

        Examples
        --------
        >>> import stratsell as ss
        >>> book = ss.demo()
        >>> book.remove("people", "nw-osei")
        >>> "nw-osei" in set(book.tables["influences"]["person_id"])
        False
        """
        self._edit("Remove", table, lambda: self._row(table, key), lambda draft: draft.remove(table, key))

    def replace_table(self, table: str, frame: pd.DataFrame, /) -> None:
        """Put another frame in the place of a whole table, for edits of many rows.

        Parameters
        ----------
        table : str
            Name of the table.
        frame : pandas.DataFrame
            The new table, as `Book` takes it. Nothing goes along: rows elsewhere that refer to a row which is no longer
            there are faults. Several tables can be replaced in one `step`.

        Raises
        ------
        BookError
            With all that is wrong, in whatever table; the book is then as it was.
        """
        with self._drafting(f"Replace {table}") as draft:
            draft.replace(table, frame)

    def merge(self, other: Editable, *, since: Editable | None = None) -> pd.DataFrame:
        """Bring a newer import into this book and keep what people have done since; one step of undo.

        Rows that only the other book has are added, and cells are updated. No row is taken out: rows that the other
        book no longer has are reported. No cell is blanked, unless `since` says that it was the other side's.

        Parameters
        ----------
        other : Book
            The newer one, such as ``read_salesforce`` gives.
        since : Book, optional
            The earlier import that this book began as. With it, a cell that people changed stays, and a row that they
            took out stays out. Without it, filled cells stay where people know more than a CRM
            (`stratsell.book.merge.JUDGED`: all that is said of influences and actions, what was said and learned in
            conversations, notes on relationships, the problem, metric and due day of objectives); elsewhere the newer
            import wins.

        Returns
        -------
        pandas.DataFrame
            What was done and what was left undone, a row each; empty if there is nothing to report:

            ======  ===  ==============================================================================
            table   str  the table
            key     str  the row's key, its parts joined by `` / ``
            change  str  ``added``: the row is new; ``updated``: the cell has the other's value; ``replaced``:
                         a manager gave way to another (only with `since`); ``kept``: the cell has the book's
                         value, though the other's differs; ``missing``: only the book has the row;
                         ``left out``: the row or cell refers to one that was taken out of the book
            column  str  the column of a cell; blank for a row
            book    str  what stood in the book
            other   str  what stands in the other book
            ======  ===  ==============================================================================

        Raises
        ------
        BookError
            If the two cannot be merged, with all that is wrong; the book is then as it was.

        Notes
        -----
        Merging the same import again changes nothing. An account's implied objective is written down if an import
        brings the account's first objective, so that nothing said about it is lost.

        Examples
        --------
        >>> import stratsell as ss
        >>> imported, book = ss.demo(), ss.demo()
        >>> book.update("influences", ("northwind-1", "nw-osei"), mindset="growth")
        >>> imported.update("people", "nw-osei", title="Chief Executive Officer")
        >>> book.merge(imported, since=ss.demo())[["key", "change", "column", "other"]].to_numpy().tolist()
        [['nw-osei', 'updated', 'title', 'Chief Executive Officer']]
        >>> book.undo()
        'Merge'
        """
        tables, renames = merged(self._tables, other.tables, None if since is None else since.tables)
        with self.step("Merge"):
            for name, frame in tables.items():
                if frame is not self._tables[name]:
                    self.replace_table(name, frame)
        return renames

    @contextmanager
    def step(self, label: str) -> Iterator[None]:
        """Make several edits one step of undo.

        Parameters
        ----------
        label : str
            What the step does, in words for a person.

        Raises
        ------
        BookError
            At its end, with all that is wrong with all edits.

        Notes
        -----
        Edits are checked, and seen in `tables`, at the end of the step; so they may come in any order. If anything is
        wrong, or the block raises an error, the book stays as it was. A step within a step is part of it, but can fail
        on its own.

        Examples
        --------
        >>> import stratsell as ss
        >>> book = ss.demo()
        >>> with book.step("Add Noor Ali"):
        ...     book.insert("influences", objective_id="northwind-1", person_id="noor", roles="user")
        ...     book.insert("people", person_id="noor", account_id="northwind", name="Noor Ali")
        >>> book.undo()
        'Add Noor Ali'
        """
        with self._drafting(label):
            yield

    @contextmanager
    def _drafting(self, label: str) -> Iterator[Draft]:
        outer = self._draft
        self._draft = Draft(self._tables) if outer is None else outer.copy()
        try:
            yield self._draft
            # Steps within this one have gone on from their own copies, of which the last is the whole.
            tables = self._draft.done() if outer is None else {}
        except BaseException:
            self._draft = outer
            raise
        if outer is None:
            self._draft = None
            self._commit(label, tables)

    def _edit(self, verb: str, table: str, row: Callable[[], Mapping[str, Any]], act: Callable[[Draft], None]) -> None:
        if self._draft is not None:
            act(self._draft)
            return
        with self._drafting(f"{verb} {noun(table)}: {self._called(row(), table)}") as draft:
            act(draft)

    def _row(self, table: str, key: Key) -> Mapping[str, Any]:
        if table not in TABLES:
            return {}
        frame = self._tables[table]
        return {
            str(name): value for label in find(frame, TABLES[table], key) for name, value in frame.loc[label].items()
        }

    def _called(self, row: Mapping[str, Any], table: str) -> str:
        """What people call a row: its name, or the names of whom it is about, or its key."""
        people = self._tables["people"]
        ids = [row.get(column) for column in ("person_id", "source_id", "target_id")]
        names = [[*people.loc[people["person_id"] == id_, "name"], id_][0] for id_ in ids if id_]
        words = [row["name"]] if row.get("name") else names
        words = words or [row.get(column, "") for column in (TABLES[table].key if table in TABLES else ())]
        text = " ".join(", ".join(map(str, words)).split())
        return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1] + "…"

    def _commit(self, label: str, tables: Mapping[str, pd.DataFrame]) -> None:
        changed = [name for name in TABLES if tables[name] is not self._tables[name]]
        if changed:
            before, after = ({name: table[name] for name in changed} for table in (self._tables, tables))
            self._undo.take(label, before, after)
            self._become(after, Event(label, tuple(changed), "edit"))

    def _become(self, tables: Mapping[str, pd.DataFrame], event: Event) -> None:
        self._tables = {**self._tables, **tables}
        self._revision += 1
        self._observers.tell(event)

    # Undo.

    @property
    def undoable(self) -> str:
        """The label of the step that `undo` would undo; blank if there is none."""
        return self._undo.undoable

    @property
    def redoable(self) -> str:
        """The label of the step that `redo` would redo; blank if there is none."""
        return self._undo.redoable

    def undo(self) -> str:
        """Undo the latest step of editing.

        Returns
        -------
        str
            Its label; blank if there is none. Steps before a save can be undone, too.

        Raises
        ------
        RuntimeError
            Within a step.
        """
        self._check_no_step("undo")
        return self._restore(self._undo.back(), "undo")

    def redo(self) -> str:
        """Redo the step that was undone last.

        Returns
        -------
        str
            Its label; blank if there is none, or the book has been edited since.

        Raises
        ------
        RuntimeError
            Within a step.
        """
        self._check_no_step("redo")
        return self._restore(self._undo.again(), "redo")

    def _restore(self, step: Step | None, kind: Literal["undo", "redo"]) -> str:
        if step is None:
            return ""
        tables = step.before if kind == "undo" else step.after
        self._become(tables, Event(step.label, tuple(tables), kind))
        return step.label

    def _check_no_step(self, verb: str) -> None:
        if self._draft is not None:
            raise RuntimeError(f"{verb}: a step has not ended yet; {verb} after it")

    @property
    def revision(self) -> int:
        """How often the book has changed, undo and redo included."""
        return self._revision

    @property
    def unsaved(self) -> bool:
        """Whether the book differs from what it was when it was made, read or last written."""
        return self._undo.state != self._saved

    def observe(self, observer: Observer) -> Callable[[], None]:
        """Call an observer after every change from now on.

        Parameters
        ----------
        observer : callable
            It is called with an `stratsell.book.events.Event`, which has a ``label``, the names of the ``tables`` that
            changed, and a ``kind``: ``"edit"``, ``"undo"``, ``"redo"`` or ``"saved"``. The book has changed by then.
            An observer may edit the book; if it raises an error, that is a warning and no more.

        Returns
        -------
        callable
            Call it to stop.

        Examples
        --------
        >>> import stratsell as ss
        >>> book = ss.demo()
        >>> stop = book.observe(lambda event: print(event.kind, event.label, event.tables))
        >>> book.update("people", "nw-osei", title="Chief Executive Officer")
        edit Change person: Amara Osei ('people',)
        >>> _ = book.undo()
        undo Change person: Amara Osei ('people',)
        >>> stop()
        """
        return self._observers.add(observer)

    def fresh_id(self, table: str, hint: str = "") -> str:
        """Make an id that no row has yet.

        Parameters
        ----------
        table : {"accounts", "objectives", "people", "touchpoints", "actions"}
            The table that it is for.
        hint : str, optional
            What it should be a reminder of, such as a name. Default: what a row of the table is.

        Returns
        -------
        str

        Raises
        ------
        ValueError
            If the rows of the table have no id of their own.

        Examples
        --------
        >>> import stratsell as ss
        >>> ss.demo().fresh_id("people", hint="Ravi Menon"), ss.demo().fresh_id("touchpoints")
        ('ravi-menon', 'touchpoint')
        """
        key = TABLES[table].key if table in TABLES else ()
        if len(key) != 1:
            raise ValueError(f"fresh_id: “{table}” is not a table whose rows have an id of their own")
        tables = self._tables if self._draft is None else self._draft.tables
        # An account without objectives has an objective of its id.
        sharing = ("accounts", "objectives") if table in ("accounts", "objectives") else (table,)
        letters = unicodedata.normalize("NFC", hint).casefold()
        stem = re.sub(r"[\W_]+", "-", letters).strip("-")[:LONGEST_LABEL] or noun(table)
        ids = pd.concat([tables[name][TABLES[name].key[0]].dropna() for name in sharing])
        alike = set(ids[ids.str.startswith(stem)])
        names = itertools.chain([stem], (f"{stem}-{number}" for number in itertools.count(max(2, len(alike)))))
        return next(name for name in names if name not in alike)
