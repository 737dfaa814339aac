"""A book: the validated tables of one or many accounts, in memory.

Everything else takes a `Book`. It is made from tables, with all faults reported together, and is edited in place, each
edit checked by the same rules and one step of undo. Its frames never change: an edit puts new ones in their place.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from stratsell.book.conflict import Saved
from stratsell.book.editing import Editable, noun
from stratsell.book.events import Event
from stratsell.book.storage import storage
from stratsell.book.tables import TABLES
from stratsell.book.validation import validated

if TYPE_CHECKING:
    import os

    from stratsell.book.conflict import OnConflict
    from stratsell.book.frames import Frames
    from stratsell.book.import_report import ImportReport
    from stratsell.book.storage import Address

_EMPTY = {name: pd.DataFrame(columns=table.names, dtype="str") for name, table in TABLES.items() if table.required}


class Book(Editable):
    """The ten tables of a book, validated.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame, optional
        Tables by name: accounts, people and influences must be there; objectives, relationships, touchpoints, options,
        propositions, feedback and actions may be. Default: an empty book, to be filled by edits.
        Columns as in `stratsell.book.tables.TABLES`; unknown columns are kept.

    Raises
    ------
    BookError
        If anything is wrong, with all of it.

    Examples
    --------
    >>> import pandas as pd, stratsell as ss
    >>> book = ss.Book({
    ...     "accounts": pd.DataFrame({"account_id": ["a"], "name": ["Northwind Foods"]}),
    ...     "people": pd.DataFrame({"person_id": ["p"], "account_id": ["a"], "name": ["Amara Osei"]}),
    ...     "influences": pd.DataFrame({"objective_id": ["a"], "person_id": ["p"], "roles": ["economic"]}),
    ... })
    >>> book
    <Book: 1 account, 1 person, 1 influence>

    It is edited in place, and every edit can be undone.

    >>> book.insert("people", person_id="q", account_id="a", name="Ravi Menon")
    >>> book.update("influences", ("a", "p"), mindset="even_keel", support=-1)
    >>> book.undoable
    'Change influence: Amara Osei'
    >>> with book.step("Amara Osei leaves"):
    ...     book.remove("people", "p")
    ...     book.update("people", "q", title="Chief Financial Officer")
    >>> book
    <Book: 1 account, 1 person>
    >>> book.undo()
    'Amara Osei leaves'
    >>> book
    <Book: 1 account, 2 people, 1 influence>
    """

    import_report: ImportReport | None = None
    """What became of the rows of a flat sheet or an export, if the book was made of one."""

    def __init__(self, tables: Mapping[str, pd.DataFrame] | None = None) -> None:
        self._begin(validated(_EMPTY if tables is None else tables))

    @classmethod
    def _trusted(
        cls, tables: Mapping[str, pd.DataFrame], source: Path | Address | None = None, stamp: str | None = None
    ) -> Book:
        """Make a book of tables that are known to be valid, such as part of another book.

        With a `stamp`, the tables are all that the source holds, and are what a save compares it with.
        """
        book = cls.__new__(cls)
        book._begin(tables, source)
        book._base = None if stamp is None else Saved(tables, stamp)
        return book

    def _begin(self, tables: Mapping[str, pd.DataFrame], source: Path | Address | None = None) -> None:
        super().__init__(tables)
        self._frames: Frames | None = None
        self._source = source.absolute() if isinstance(source, Path) else source
        self._base: Saved | None = None

    def __getstate__(self) -> dict[str, Any]:
        """What a copy and a pickle keep: the tables, and where they belong; no undo, and nobody who observes."""
        return {"tables": self._tables, "source": self._source, "base": self._base, "unsaved": self.unsaved}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Make an independent book of what was kept."""
        self._begin(state["tables"], state["source"])
        self._base = state["base"]
        self._saved = None if state["unsaved"] else self._undo.state

    def named(self, frame: Any) -> Any:
        """Put names beside the ids of what a rule has found in this book; see `stratsell.named`."""
        from stratsell.book.naming import named

        return named(frame, self)

    @property
    def frames(self) -> Frames:
        """The ten tables by name as Narwhals lazy frames over Polars, for queries of your own.

        Text is String, a day is Date, a blank cell is null. Each is made once, from the memory of `tables`, and again
        after an edit of its table.

        Examples
        --------
        >>> import stratsell as ss
        >>> people = ss.demo().frames["people"]
        >>> people.select("name").sort("name").head(1).collect().item()
        'Adele Kruger'
        """
        from stratsell.book.frames import Frames

        if self._frames is None or any(self._tables[name] is not self._frames.tables[name] for name in self._tables):
            self._frames = Frames(self._tables, self._frames)
        return self._frames

    def select(self, *, account_id: str | None = None, objective_id: str | None = None) -> Book:
        """Give the part of the book that concerns one account or one objective.

        Parameters
        ----------
        account_id : str, optional
            Keep this account, with all its objectives.
        objective_id : str, optional
            Keep this objective and its account, with all the account's people and relationships, and those of
            people of other accounts who have a part in the objective.

        Returns
        -------
        Book
            A book of its own: an edit of one is not seen in the other.

        Raises
        ------
        KeyError
            If there is no such account or objective.
        ValueError
            If not exactly one of the two is given.
        """
        if (account_id is None) == (objective_id is None):
            raise ValueError("select: give either account_id or objective_id")
        if objective_id is not None:
            account_id = self.account_of(objective_id)
        accounts = self._tables["accounts"]
        if not (accounts["account_id"] == account_id).any():
            raise KeyError(f"no account “{account_id}” in the book; it has {_some(accounts['account_id'])}")
        return Book._trusted(_part(self._tables, str(account_id), objective_id))

    def account_of(self, objective_id: str) -> str:
        """Give the id of the account that an objective belongs to; KeyError if there is no such objective."""
        objectives, accounts = self._tables["objectives"], self._tables["accounts"]
        own = objectives.loc[objectives["objective_id"] == objective_id, "account_id"]
        if len(own):
            return str(own.iloc[0])
        bare = ~accounts["account_id"].isin(objectives["account_id"])
        if objective_id in set(accounts.loc[bare, "account_id"]):
            return objective_id
        known = pd.concat([objectives["objective_id"], accounts.loc[bare, "account_id"]])
        raise KeyError(f"no objective “{objective_id}” in the book; it has {_some(known)}")

    @property
    def source(self) -> Path | str | None:
        """Where the book was read from or last written to; None if nowhere.

        A file or folder is a path; another database is its address, without user and password.
        """
        place = self._source
        return place if place is None or isinstance(place, Path) else place.path or place.shown

    def write(
        self,
        target: str | os.PathLike[str] | None = None,
        *,
        on_conflict: OnConflict = "ask",
        format: Literal["csv", "parquet"] | None = None,  # noqa: A002 (as readers of pandas expect it)
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        """Write the book to a folder of CSV or Parquet files, an .xlsx file or a database, all or nothing.

        Parameters
        ----------
        target : path or str, optional
            A folder (created if it does not exist), a file name that ends in ``.xlsx`` or ``.db``, or the address of a
            database. It is the book's source from then on. Default: `source`.
        on_conflict : {"ask", "merge", "mine", "theirs", "overwrite"} or callable, optional
            What to do where somebody else has saved to `source` since this book was read from there: raise
            `BookConflict` (``"ask"``); take in what they have changed and raise it only where both have changed the
            same cell or row in two ways (``"merge"``); in such places take this book's value (``"mine"``), theirs
            (``"theirs"``), or what the callable says, which gets a `stratsell.book.conflict.Conflict`; take in nothing
            (``"overwrite"``). What a save replaces is kept as a backup in any case.
        format : {"csv", "parquet"}, optional
            Of which kind the files of a folder are. Default: as those that are there; CSV in a new folder.
        progress : callable, optional
            Called now and then with how much is written and how much there is, of tables or of rows.

        Raises
        ------
        BookConflict
            As `on_conflict` says; nothing is written then.
        ValueError
            If the name is that of another kind of file, the folder holds a book in another format, or a table does not
            fit; without a target, also if the book has
            no source, or came from a flat sheet, which cannot hold a whole book.
        RuntimeError
            Within a step.
        OSError
            If it cannot be written; what was there before is then unchanged.
        """
        self._check_no_step("write")
        where, saved = storage().keep(self, target, on_conflict=on_conflict, format=format, progress=progress)
        self._commit("Merge what others have saved", saved.tables)
        new, self._source, self._base = self._source is None, where, saved
        if new:
            storage().watched(self)
        self._saved = self._undo.state
        self._observers.tell(Event("", (), "saved"))

    def export_changes(
        self,
        since: Book | str | os.PathLike[str],
        *,
        source: str,
        folder: str | os.PathLike[str],
        dry_run: bool = False,
    ) -> pd.DataFrame:
        """Write what has changed since an import as files that the CRM takes: ids, and only the cells that changed.

        Parameters
        ----------
        since : Book or path
            The import that this book began as.
        source : str
            ``salesforce``, ``hubspot`` or ``dynamics``.
        folder : path
            Where the files go, such as ``Contact-update.csv`` and ``Contact-insert.csv``.
        dry_run : bool, default False
            Whether to write nothing and only say what would be written.

        Returns
        -------
        pandas.DataFrame
            A row a cell, and a row for each change that no file says:

            ======  ===  ==================================================================================
            file    str  where the cell stands; blank where nothing is written
            action  str  ``update``: of a record that the CRM has; ``insert``: of a new one; ``by hand``: no
                         file says it
            key     str  the key of the row in the book, its parts joined by `` / ``
            column  str  the header in the file, or the column in the book
            before  str  what the CRM has
            after   str  what it shall have
            why     str  why it is to be done by hand
            ======  ===  ==================================================================================

        Notes
        -----
        Source: docs/crm.md, with the steps in each CRM. The files are for the CRM's loader, which takes every cell as
        it stands, so that no apostrophe is put before what a spreadsheet would take for a formula; such cells are
        not written, but listed. New records have no id in the files: the CRM gives them one, and `merge` with `since`
        knows them again by account and e-mail address or name, conversations by person, day and message.

        Examples
        --------
        >>> import tempfile, stratsell as ss
        >>> imported, book = ss.demo(), ss.demo()
        >>> book.update("people", "nw-osei", title="Chief Executive Officer")
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     written = book.export_changes(imported, source="salesforce", folder=folder)
        >>> written[["file", "key", "column", "after"]].to_numpy().tolist()
        [['Contact-update.csv', 'nw-osei', 'Title', 'Chief Executive Officer']]
        """
        changes: pd.DataFrame = storage().export_changes(self, since, source=source, folder=folder, dry_run=dry_run)
        return changes

    def pseudonymized(self, seed: int) -> Book:
        """Give the same book under other names, to be shown in a room where the real ones must not be read.

        It replaces ids, names (of accounts, people, owners and sellers), titles (by the level that English words in
        them tell), emails, all free text (by its column and a number, and whom it mentions), and all unknown columns,
        headers included. The same name is replaced by the same pseudonym wherever it stands; no replacement holds a
        name, id or text of the original that is three characters long or more. It keeps the rows and their order, days,
        roles, mindsets and other words, numbers, and where cards were dragged to. Every rule finds the same in it.

        Parameters
        ----------
        seed : int
            The same book and seed give the same names.

        Returns
        -------
        Book

        Raises
        ------
        TypeError
            If the seed is not a whole number.

        Notes
        -----
        Structure, days and numbers may still reveal a company to somebody who knows it well, and ids keep their order,
        since the rules break ties by it. Look through the book before you show it.

        Examples
        --------
        >>> import stratsell as ss
        >>> book = ss.demo()
        >>> book.pseudonymized(seed=1).tables["people"]["name"].iloc[0] in set(book.tables["people"]["name"])
        False
        """
        from stratsell.book.pseudonyms import pseudonymized

        return Book._trusted(pseudonymized(self._tables, seed))

    def __eq__(self, other: object) -> bool:
        """Whether all tables of both books hold the same cells in the same order."""
        if not isinstance(other, Book):
            return NotImplemented
        return all(frame.equals(other._tables[name]) for name, frame in self._tables.items())

    __hash__ = None  # type: ignore[assignment]  # equal by content, so not usable as a key

    def __repr__(self) -> str:
        """Say how much is in the book, and how much of an import is not."""
        worries = self.import_report.worries if self.import_report else ""
        left = f"; {worries}: see import_report" if worries else ""
        return f"<Book: {', '.join(self._counts()) or 'empty'}{left}>"

    def _repr_html_(self) -> str:
        """What a notebook shows for the book."""
        return f"<b>Book</b>: {html.escape(', '.join(self._counts()) or 'empty')}"

    def _counts(self) -> Iterator[str]:
        for name in TABLES:
            if count := len(self._tables[name]):
                yield f"{count:,} {noun(name, count)}"


def _some(ids: pd.Series) -> str:
    """The first few ids, for a message."""
    shown = ", ".join(f"“{id_}”" for id_ in ids.head(8))
    return shown + (f" and {len(ids) - 8} more" if len(ids) > 8 else "") if len(ids) else "none"


def _part(tables: dict[str, pd.DataFrame], account_id: str, objective_id: str | None) -> dict[str, pd.DataFrame]:
    """The rows of every table that belong to one account, or to one objective of it."""
    objectives = tables["objectives"]
    part = {name: tables[name][tables[name]["account_id"] == account_id] for name in ("accounts", "objectives")}
    wanted = list(part["objectives"]["objective_id"]) or [account_id]
    if objective_id is not None:
        wanted = [objective_id]
        part["objectives"] = objectives[objectives["objective_id"] == objective_id]
    influences = tables["influences"]
    part["influences"] = influences[influences["objective_id"].isin(wanted)]
    people = tables["people"]
    part["actions"] = tables["actions"][tables["actions"]["objective_id"].isin(wanted)]
    named = [part["influences"]["person_id"], part["actions"]["person_id"], part["actions"]["with_whom"]]
    part["people"] = people[(people["account_id"] == account_id) | people["person_id"].isin(pd.concat(named))]
    ids = part["people"]["person_id"]
    edges = tables["relationships"]
    part["relationships"] = edges[edges["source_id"].isin(ids) & edges["target_id"].isin(ids)]
    touchpoints = tables["touchpoints"]
    counts = touchpoints["objective_id"].isna() | touchpoints["objective_id"].isin(wanted)
    part["touchpoints"] = touchpoints[touchpoints["person_id"].isin(ids) & counts]
    for name in ("options", "propositions", "feedback"):
        part[name] = tables[name][tables[name]["objective_id"].isin(wanted)]
    return {name: part[name].reset_index(drop=True) for name in TABLES}
