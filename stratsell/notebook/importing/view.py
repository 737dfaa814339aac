"""The widget of the start page and the import view, and the one protocol between page and kernel.

The state goes down: `ImportView.state` is all that the page shows, made anew after every request that changes
something. Requests come up as messages: ``do`` says what is asked, ``ticket`` what the answer is known by, and the rest
is what it is about. Answers to requests for rows, faults, a map or a file hold what was asked for; all others only that
it is done, or, in one line, why not, or, where something would be lost, a question. The front end lies in
``stratsell/map/front/import``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import traitlets

from stratsell.io.imports.session import Session
from stratsell.map.built import built
from stratsell.map.carried import Carried, Sources
from stratsell.map.turns import InTurn
from stratsell.notebook.export import File
from stratsell.notebook.forms.form import reason
from stratsell.notebook.importing.faults import SHOWN, State, fault_items, fault_line
from stratsell.notebook.importing.preview import preview
from stratsell.notebook.importing.state import import_state, rows_of
from stratsell.notebook.importing.uploads import MOST_BYTES
from stratsell.notebook.widgets import static, synced
from stratsell.text import clean

MOST_ROWS = 400
"""How many rows of a sheet are sent at a time."""

Asked = dict[str, Any]


class Question(NamedTuple):
    """What somebody must say first, since something would be lost.

    Attributes
    ----------
    text : str
        What would be lost.
    save : str
        What the button says that keeps it; blank if nothing can.
    """

    text: str
    save: str = ""


Answer = tuple[dict[str, Any], list[bytes]]


class ImportView(InTurn, Carried):
    """The start page, the import view, and, above an explorer, the ways out of it.

    Parameters
    ----------
    act : callable
        Given a request that is not about the import under way, does what it asks; gives a `File` where one is asked,
        or a `Question`.
    served : bool, default False
        Whether it is a page of its own, which can be ended, and not a part of a notebook.

    Attributes
    ----------
    state : dict
        All that the page shows: ``page`` (``start``, ``import``, ``book`` or ``ended``), ``served``, ``start``,
        ``import``, ``kept``.
    session : Session or None
        The import under way.
    """

    state = synced(traitlets.Dict())

    def __init__(
        self, act: Callable[[Asked, list[bytes]], File | Question | None], *, served: bool = False, **kwargs: Any
    ) -> None:
        self._act = act
        self._served = served
        self._at = 0
        self._shown = ""
        self.session: Session | None = None
        super().__init__(_sources, **kwargs)
        self.on_msg(self._hear)

    # --- What is shown ---

    def show_start(self, recent: list[dict[str, str]], refused: Mapping[str, str] | None = None) -> None:
        """Show the start page, with the files that were refused and why."""
        self.session = None
        files = [{"file": clean(file), "why": clean(why)} for file, why in (refused or {}).items()]
        self._show("start", start={"recent": recent, "most": MOST_BYTES, "refused": files})

    def show_import(self, session: Session) -> None:
        """Show an import."""
        self.session = session
        self._shown = session.files[0] if session.files else ""
        self._show_session()

    def show_book(self, kept: dict[str, Any] | None = None) -> None:
        """Show the ways out of the explorer below; after an import also what was read, with its mapping."""
        self.session = None
        self._show("book", **({"kept": kept} if kept else {}))

    def show_ended(self) -> None:
        """Say that the program has ended; the page asks for that as soon as it shows this."""
        self._show("ended")

    def _show_session(self) -> None:
        session = self.session
        if session is not None:
            if self._shown not in session.files and session.files:
                self._shown = session.files[0]
            self._show("import", **{"import": import_state(session, self._shown)})

    def _show(self, page: str, **parts: State) -> None:
        self._at += 1
        self.state = {"at": self._at, "page": page, "served": self._served, **parts}

    # --- What is asked ---

    def _hear(self, _: Any, content: Asked, buffers: list[Any]) -> None:
        """Do what the page asks, and answer; whatever goes wrong is one line."""
        ticket = content.get("ticket")
        try:
            reply, files = self._answer(content, [bytes(each) for each in buffers])
        except Exception as error:  # noqa: BLE001 (whatever it is, the page goes on)
            reply, files = {"failed": reason(error)}, []
        self.send({"ticket": ticket, **reply}, buffers=files)

    def _answer(self, asked: Asked, pieces: list[bytes]) -> Answer:
        session = self.session
        match asked.get("do"):
            case "rows" if session:
                start = int(asked["from"])
                rows = rows_of(session, str(asked["file"]), start, min(int(asked["to"]), start + MOST_ROWS))
                return {"rows": rows, "at": self._at}, []
            case "faults" if session:
                start = int(asked["from"])
                return {"items": fault_items(session, start, start + SHOWN)}, []
            case "map" if session:
                drawn = preview(session, str(asked.get("theme", "light")))
                return ({"title": drawn.title}, [drawn.content]) if drawn else ({"title": ""}, [])
            case "show" if session:
                self._shown = str(asked["file"])
                self._show_session()
            case "choose" if session:
                choose(session, asked)
                self._show_session()
            case _:
                match self._act(asked, pieces):
                    case File() as file:
                        return {"name": file.name, "type": file.type}, [file.content]
                    case Question() as question:
                        return {"ask": question.text, "save": question.save}, []
        return {}, []


def choose(session: Session, asked: Asked) -> None:
    """Carry out a choice of the page.

    Parameters
    ----------
    session : Session
        The import.
    asked : dict
        ``what`` is chosen, and what it is about; text that comes from outside counts only as such.

    Raises
    ------
    KeyError
        If it is about something that is not there.
    ValueError
        If it is no choice.
    """
    what, value = asked.get("what"), asked.get("value")
    text, said = "" if value is None else str(value), None if value is None else str(value)
    match what:
        case "source":
            session.choose_source(text)
        case "account":
            session.choose_account(text)
        case "days":
            session.choose_days(day_first={"day": True, "month": False}.get(text))
        case "word":
            session.choose_word(str(asked["of"]), str(asked["word"]), said)
        case "column":
            session.choose_column(_file(session, asked), int(asked["at"]), text)
        case "cell":
            session.mend(_file(session, asked), int(asked["row"]), int(asked["at"]), said)
        case "accept":
            session.accept(fault_line(session, asked), alike=bool(asked.get("all")))
        case "reconsider":
            session.reconsider(fault_line(session, asked), alike=bool(asked.get("all")))
        case _ if what in _OF_FILES:
            _OF_FILES[what](session, _file(session, asked), text)
        case _:
            raise ValueError(f"“{what}” is nothing that can be chosen")


_OF_FILES: dict[Any, Callable[[Session, str, str], None]] = {
    "sheet": Session.choose_sheet,
    "header": lambda session, file, row: session.choose_header(file, int(row)),
    "kind": Session.choose_kind,
    "remove": lambda session, file, _: session.remove(file),
}
"""What is chosen for a file in one word."""


def _file(session: Session, asked: Asked) -> str:
    file = str(asked.get("file", ""))
    if file not in session.files:
        raise KeyError(f"no file “{file}”")
    return file


def _sources() -> Sources:
    return Sources(built("import.js"), static("theme.css") + built("import.css"))
