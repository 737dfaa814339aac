"""Where people begin: the start page, the import view, and then the explorer in the same place."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, overload

import ipywidgets

from stratsell.book import Book
from stratsell.book.tables import TABLES
from stratsell.dates import as_day
from stratsell.errors import BookError
from stratsell.io import demo, open_book
from stratsell.io.imports.raw import ENDINGS
from stratsell.io.imports.session import Session, sentence
from stratsell.io.sheet import is_sheet
from stratsell.io.store.database import FILES as DATABASES
from stratsell.io.store.recent import note_recent, recent_books
from stratsell.map.sized import People
from stratsell.notebook.explorer import Explorer, View
from stratsell.notebook.export import File
from stratsell.notebook.importing import ImportView, Question
from stratsell.notebook.importing.uploads import Uploads
from stratsell.notebook.page import is_new, place_of

Place = str | os.PathLike[str]

_NEEDED = {f"{name}.csv" for name, table in TABLES.items() if table.required}


@overload
def explore(
    book: Book,
    *,
    as_of: dt.date | str | None = None,
    account_id: str | None = None,
    view: View = "account",
    people: People = "involved",
) -> Explorer: ...
@overload
def explore(
    book: Place | Sequence[Place] | None = None,
    *,
    as_of: dt.date | str | None = None,
    account_id: str | None = None,
    view: View = "account",
    people: People = "involved",
) -> Explorer | Start: ...
def explore(
    book: Book | Place | Sequence[Place] | None = None,
    *,
    as_of: dt.date | str | None = None,
    account_id: str | None = None,
    view: View = "account",
    people: People = "involved",
) -> Explorer | Start:
    """Explore a book in a notebook, or begin one.

    Parameters
    ----------
    book : Book, path or sequence of paths, optional
        The book, or where it is. A sheet of people or the files of an export open the import view first. Default: the
        start page, on which a file can be dropped, a recent book opened, or the demo looked at.
    as_of : datetime.date or str, optional
        The day to look from. Default: today.
    account_id : str, optional
        The account to begin with. Default: the first of the book.
    view : {"account", "portfolio"}, default "account"
        Whether to begin with the account or with all open objectives.
    people : {"involved", "all"}, default "involved"
        Who is on the map where there are more than 24, as in `InfluenceMap`.

    Returns
    -------
    Explorer or Start
        Shown by a notebook when it is the last value of a cell; `Start.book` is the book, once there is one.

    Raises
    ------
    BookError, FileNotFoundError
        If what is named is no book and nothing that could become one.
    ValueError
        If `as_of` is not a date.
    KeyError
        If there is no such account.

    Examples
    --------
    >>> import stratsell as ss
    >>> explorer = ss.explore(ss.demo(), as_of="2026-11-23", account_id="calloway")
    >>> explorer
    <Explorer: Calloway Health, 23 November 2026>
    >>> explorer.titles[3]
    'Missing influences · 1'
    >>> ss.explore()
    <Start>
    """
    if isinstance(book, Book):
        note_recent(book.source)
        return Explorer(book, as_of=as_of, account_id=account_id, view=view, people=people)
    paths = [] if book is None else files_to_import([book] if isinstance(book, str | os.PathLike) else list(book))
    if isinstance(book, str | os.PathLike) and not paths:
        opened = open_book(book)
        note_recent(opened.source)
        return Explorer(opened, as_of=as_of, account_id=account_id, view=view, people=people)
    return Start(paths, as_of=as_of, account_id=account_id, view=view, people=people)


def served(book: Place | None, stop: Path) -> Start:
    """Give the page that `stratsell app` serves.

    Parameters
    ----------
    book : path, optional
        A book, or what is to be imported; the start page if there is none.
    stop : pathlib.Path
        The file that is made once somebody quits.
    """
    paths = [] if book is None else files_to_import([book])
    page = Start(paths, end=stop.touch)
    if book is not None and not paths:
        page.show_book(open_book(book))
    return page


class Start(ipywidgets.VBox):  # type: ignore[misc]
    """The start page; after it the explorer stands in the same place.

    Parameters
    ----------
    paths : iterable of path
        Files to import; the start page comes first where there is none.
    as_of, account_id, view, people
        As `explore` takes them.
    end : callable, optional
        Ends the program that serves the page; the page then has a button for it.

    Attributes
    ----------
    explorer : Explorer or None
        The explorer, once a book is open.
    """

    def __init__(
        self,
        paths: Iterable[Path] = (),
        *,
        as_of: dt.date | str | None = None,
        account_id: str | None = None,
        view: View = "account",
        people: People = "involved",
        end: Callable[[], object] | None = None,
    ) -> None:
        self.explorer: Explorer | None = None
        self._how: dict[str, Any] = {"as_of": as_of, "account_id": account_id, "view": view, "people": people}
        self._day = as_day(as_of)
        self._uploads = Uploads()
        self._imported: Session | None = None
        self._in_place = False
        self._end = end
        self._view = ImportView(self._act, served=end is not None)
        super().__init__([self._view])
        self.add_class("stratsell-start")
        if files := list(paths):
            self._import(files, in_place=True)
        else:
            self._view.show_start(_recent())

    @property
    def book(self) -> Book | None:
        """The book that is open; None as long as none is."""
        return self.explorer.book if self.explorer else None

    def show_book(self, book: Book) -> None:
        """Show a book in the explorer, in place of what is shown, under the ways out of it."""
        self._close_explorer()
        note_recent(book.source)
        self.explorer = Explorer(book, **self._how)
        self.children = [self._view, self.explorer]
        self._view.show_book()

    def _close_explorer(self) -> None:
        if self.explorer is not None:
            self.children = [self._view]
            self.explorer.close()
            self.explorer = None

    def close(self) -> None:
        """Take all of it from the page."""
        self._uploads.close()
        self._close_explorer()
        self._view.close()
        super().close()

    # --- What the page asks ---

    def _act(self, asked: dict[str, Any], pieces: list[bytes]) -> File | Question | None:
        match asked.get("do"):
            case "upload":
                self._uploads.take(str(asked["name"]), int(asked["at"]), pieces[0] if pieces else b"")
            case "read":
                self._read([self._uploads.path(str(name)) for name in asked["names"]])
            case "open":
                self._open_place(str(asked["place"]))
            case "mapping":
                return self._mapping_file()
            case "start" | "quit" as what:
                return self._leave(what, asked.get("answer"))
            case what if what in self._buttons:
                self._buttons[what]()
            case what:
                raise ValueError(f"“{what}” cannot be done now")
        return None

    @property
    def _buttons(self) -> dict[str, Callable[[], None]]:
        """What a button without more words does."""
        return {
            "demo": lambda: self.show_book(demo()),
            "empty": lambda: self.show_book(Book()),
            "finish": self._finish,
            "write mapping": self._write_mapping,
            "close": self._view.show_book,
            "end": self._stop,
        }

    def _read(self, paths: list[Path]) -> None:
        """Open what was dropped: a book as a copy, anything else as an import."""
        if self._view.session is not None:
            self._in_place = False
            self._view.session.add(paths)
            self._view.show_import(self._view.session)
            return
        try:
            book = _dropped_book(paths)
        except BookError as error:
            self._view.show_start(_recent(), {paths[0].name: sentence(error)})
            return
        if book is not None:
            self.show_book(book)
        else:
            self._import(paths, in_place=False)

    def _import(self, paths: list[Path], *, in_place: bool) -> None:
        """Begin an import of files, which lie where their user keeps them or came from the browser."""
        self._in_place = in_place
        session = Session(paths, day=self._day)
        if session.files and session.now.problems.keys() >= set(session.files):
            self._view.show_start(_recent(), session.now.problems)
        else:
            self._view.show_import(session)

    def _open_place(self, place: str) -> None:
        if not place.strip():
            raise ValueError("Say where the book is: a folder, a file or the address of a database.")
        if files := files_to_import([place]):
            self._import(files, in_place=True)
        else:
            self.show_book(open_book(place))

    def _finish(self) -> None:
        """Open the book of the import, and offer to keep what was decided."""
        session = self._view.session
        if session is None or session.now.book is None:
            raise ValueError("there is no book yet")
        self._imported = session
        self.show_book(session.now.book)
        left = session.now.report.worries if session.now.report else ""
        self._view.show_book(
            {
                "files": [place.table.file for place in session.now.work.places],
                "left": left,
                "name": self._mapping_path().name,
                "beside": str(self._mapping_path().parent) if self._in_place else "",
            }
        )

    # --- The ways out ---

    def _begin_again(self) -> None:
        self._close_explorer()
        self._imported = None
        self._uploads.close()
        self._view.show_start(_recent())

    def _stop(self) -> None:
        if self._end is not None:
            self._end()

    def _question(self) -> Question | None:
        """Ask what is to become of work that would be lost; None where there is none."""
        session = self._view.session
        if session is not None and (count := session.decisions):
            return Question(f"{count:,} decision{'s' * (count != 1)} of this import would be lost.")
        if self.explorer is None:
            return None
        if self.explorer.has_begun:
            return Question("A form is filled in and not saved.")
        if is_new(self.explorer.book):
            return Question("This book is not saved yet.", "Save as …")
        if self.explorer.book.unsaved:
            place = "" if place_of(self.explorer.book) else " as …"
            return Question("This book has changes that are not saved.", f"Save{place}")
        return None

    def _leave(self, what: str, answer: object) -> Question | None:
        """Leave for the start page or for good; ask first where something would be lost, and save it if so answered."""
        question = None if answer == "leave" else self._question()
        if question is not None and answer != "save":
            return question
        if question is not None and self.explorer is not None:
            if not place_of(self.explorer.book):
                self.explorer.ask("save")
                return None
            self.explorer.book.write()
        (self._begin_again if what == "start" else self._view.show_ended)()
        return None

    def _mapping_path(self) -> Path:
        assert self._imported is not None  # noqa: S101 (asked only after an import)
        first = self._imported.path(self._imported.files[0])
        return first.with_name(f"{first.stem} mapping.csv")

    def _mapping_file(self) -> File:
        session = self._imported or self._view.session
        if session is None or session.now.report is None:
            raise ValueError("nothing was imported")
        self._imported = session
        return File(self._mapping_path().name, "text/csv", str(session.now.report.mapping).encode())

    def _write_mapping(self) -> None:
        if self._imported is None or not self._in_place or self._imported.now.report is None:
            raise ValueError("the files came from the browser: download it instead")
        path = self._mapping_path()
        if path.exists():
            raise ValueError(f"there is a {path.name} already; remove it first, or download the new one")
        self._imported.now.report.mapping.write(path)

    def __repr__(self) -> str:
        """Say what is shown; the same for the same state, since notebooks compare outputs."""
        return repr(self.explorer) if self.explorer else "<Start>"

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        bundle: dict[str, Any] = super()._repr_mimebundle_(**kwargs)
        bundle["text/plain"] = repr(self)
        return bundle


def _recent() -> list[dict[str, str]]:
    return [{"place": str(path), "name": path.name, "folder": str(path.parent)} for path in recent_books()]


def files_to_import(places: list[Place]) -> list[Path]:
    """Give the files that are to be imported; none where a single place is a book."""
    if len(places) == 1 and "://" in os.fspath(places[0]):
        return []
    paths: list[Path] = []
    for path in (Path(place).expanduser() for place in places):
        if not path.exists():
            raise FileNotFoundError(f"there is no {path}")
        if path.is_dir():
            inside = sorted(file for file in path.iterdir() if file.suffix.lower() in ENDINGS and file.is_file())
            if not inside or (len(places) == 1 and _is_folder(file.name for file in inside)):
                return []
            paths += [file for file in inside if not file.name.startswith((".", "~$"))]
        elif len(places) == 1 and (path.suffix.lower() not in ENDINGS or not is_sheet(path)):
            return []
        else:
            paths.append(path)
    return paths


def _is_folder(names: Iterable[str]) -> bool:
    """Whether files are the tables of a book."""
    return set(names) >= _NEEDED


def _dropped_book(paths: list[Path]) -> Book | None:
    """Give the book that was dropped, as one that has no place yet; None if it is to be imported."""
    if len(paths) == 1 and paths[0].suffix.lower() == ".xlsx" and not is_sheet(paths[0]):
        return _copied(paths[0])
    if len(paths) == 1 and paths[0].suffix.lower() in DATABASES:
        return _copied(paths[0])
    if _is_folder(path.name for path in paths):
        with tempfile.TemporaryDirectory() as folder:
            for path in paths:
                Path(folder, path.name).write_bytes(path.read_bytes())
            try:
                return _copied(Path(folder))
            except BookError:
                return None
    return None


def _copied(path: Path) -> Book:
    return Book(open_book(path).tables)
