"""The map in a notebook: a widget that shows the scene and in which people edit the book.

This class is the small half. It computes the scene when the objective, the day or the book changes, sends it to the
page as one message, and does to the book what the page asks. The other half, in JavaScript, paints the message, moves
around in it, filters, highlights and exports, for all of which no kernel is needed; its sources are in ``front/`` and
are built into ``static/`` (see CONTRIBUTING.md).
"""

from __future__ import annotations

import datetime as dt
import weakref
from collections.abc import Callable
from dataclasses import replace
from typing import Any, get_args

import traitlets

from stratsell.book import Book
from stratsell.book.events import Event
from stratsell.dates import as_day, spoken
from stratsell.errors import BookError
from stratsell.map import edits, style
from stratsell.map.built import built
from stratsell.map.carried import Carried, Sources
from stratsell.map.fold import chain, fold, managers_of, put_away
from stratsell.map.message import Message, message, vocabulary
from stratsell.map.scene import compose, dropped, scene
from stratsell.map.shown import shown
from stratsell.map.sized import People
from stratsell.map.turns import TURN, InTurn
from stratsell.map.visibility import Visibility
from stratsell.objective_view import objective_of, objective_view
from stratsell.rules.findings import findings
from stratsell.text import clean

_FORMS = ("edit", "log", "add", "fill", "relationship")
"""What a handler given to `InfluenceMap.on_ask` may be asked for."""

ROOM = (900.0, 500.0)
"""The frame that a map is arranged for until a page says otherwise, in px."""
FEW = 24
"""Up to how many people all are drawn in any case."""
MOST = 75
"""How many people a map shows at the first look; of more, the lowest teams are put away."""
TEAM = 20
"""How many more it shows for each manager whose people somebody opens, so that no others go away for them."""

Ask = dict[str, Any]


class InfluenceMap(InTurn, Carried):
    """The influence map of an objective, to look at and to edit.

    Pan, zoom, search, filter, follow the best introduction to whomever you click; drag cards, draw relationships, fill
    missing roles. Press ``?`` on the map for its keys. Every edit changes the book itself, as one step that can be
    undone; nothing is written to disk before `Book.write`.

    Parameters
    ----------
    book : Book
        The book; the map shows every change of it, whoever makes it.
    objective_id : str, optional
        The objective. Default: the account's first open one, by id.
    account_id : str, optional
        The account. Default: the only one that has an open objective.
    as_of : datetime.date or str, optional
        The day to look from. Default: today.
    selected : str, default ""
        The id of a person to select; blank for nobody.
    height : float, optional
        How high the map is, in px. Default: as the page suits, at most 640.
    people : {"involved", "all"}, default "involved"
        Who is drawn where there are more than 24: those with a part in the objective, those above them, and whom we
        have met, or everybody. The others are counted on the card of their manager, which opens them.

    Attributes
    ----------
    objective_id : str
        What is shown; set it to show another.
    as_of : str
        The day, as 2026-11-23; may be set as a date.
    selected : str
        The id of the selected person; blank for nobody.
    filters : dict
        What the page filters by: words, roles, mindsets, levels, flags, and ``hide``, whether the others are hidden
        rather than dimmed.

    people : {"involved", "all"}
        Who is drawn where there are many; may be set.
    folded : list of str
        Ids of managers whose people are put away.
    opened : list of str
        Ids of managers below whom nobody is put away for having no part in the objective.

    Raises
    ------
    KeyError
        If there is no such objective, account or person.
    ValueError
        If it is not clear which objective is meant, or `as_of` is not a date.
    RuntimeError
        If the front end has not been built, which only happens in a clone of the repository.

    Examples
    --------
    >>> import stratsell as ss
    >>> book = ss.demo()
    >>> ss.InfluenceMap(book, objective_id="northwind-1", as_of="2026-11-23")
    <InfluenceMap: northwind-1, 23 November 2026>
    """

    objective_id = traitlets.Unicode().tag(sync=True)
    as_of = traitlets.Any("").tag(sync=True)
    selected = traitlets.Unicode().tag(sync=True)
    filters = traitlets.Dict().tag(sync=True)
    folded: Any = traitlets.List(traitlets.Unicode()).tag(sync=True)
    opened: Any = traitlets.List(traitlets.Unicode()).tag(sync=True)
    people = traitlets.Enum(get_args(People), default_value="involved").tag(sync=True)
    room: Any = traitlets.Tuple(traitlets.Float(), traitlets.Float(), default_value=ROOM).tag(sync=True)
    """Width and height of the frame, in px, that the map is arranged for; a page of quite another shape sets it."""
    height = traitlets.Float(0.0).tag(sync=True)
    scene = traitlets.Dict().tag(sync=True)
    """The message that the page paints; see `stratsell.map.message`."""
    words = traitlets.Dict().tag(sync=True)
    """The vocabulary, for filters, forms and help."""
    history = traitlets.Dict().tag(sync=True)
    """Labels of what can be undone and redone, and whether there is anything unsaved."""
    asks: Any = traitlets.List().tag(sync=True)
    """What a handler answers, so that the page offers it."""

    def __init__(
        self,
        book: Book,
        *,
        objective_id: str | None = None,
        account_id: str | None = None,
        as_of: dt.date | str | None = None,
        selected: str = "",
        height: float | None = None,
        people: People = "involved",
    ) -> None:
        self.book = book
        self._handlers: list[Callable[[Ask], object]] = []
        self._showing = True  # nothing is shown before all is said
        self._visibility = Visibility()
        self._waiting = self._stale = False
        self._stop: Callable[[], object] = lambda: None  # what fails before its end is closed, too
        day = as_day(as_of)
        super().__init__(
            _sources,
            objective_id=objective_id or objective_of(book, account_id, day),
            as_of=day,
            selected=selected,
            height=height or 0.0,
            people=people,
            words=vocabulary(),
        )
        self._show()
        self.on_msg(self._hear)
        # The book does not keep its maps alive.
        follow = weakref.WeakMethod(self._follow)
        self._stop = book.observe(lambda event: (act := follow()) and act(event))

    # What is shown.

    @traitlets.validate("objective_id")
    def _known_objective(self, proposal: Any) -> str:
        self.book.account_of(proposal.value)
        return str(proposal.value)

    @traitlets.validate("as_of")
    def _known_day(self, proposal: Any) -> str:
        return as_day(proposal.value).isoformat()

    @traitlets.validate("selected")
    def _known_person(self, proposal: Any) -> str:
        if proposal.value and proposal.value not in self._everybody:
            account = self.book.account_of(self.objective_id)
            raise KeyError(f"no person “{proposal.value}” in the account “{account}”")
        return str(proposal.value)

    @traitlets.observe("objective_id", "as_of", "selected", "folded", "opened", "people", "room")
    def _look(self, change: Any) -> None:
        if self._showing:
            return
        if change.name == "selected" and (not change.new or change.new in self._people):
            return  # the page shows by itself who is selected
        if self.waiting:
            self._stale = True
        else:
            self._show()

    @property
    def waiting(self) -> bool:
        """Whether the map waits with what changes, until this is unset: for whoever hides it for a while."""
        return self._waiting

    @waiting.setter
    def waiting(self, waiting: bool) -> None:
        self._waiting = waiting
        self._catch_up()

    def _catch_up(self) -> None:
        """Show what has changed while nobody looked."""
        if self._stale and not self.waiting and self._visibility.there:
            self._show()

    def _show(self) -> None:
        """Compute the scene and send it."""
        self._stale = False
        self._showing = True
        try:
            with self.hold_sync():
                self._compute()
                self._show_history()
        finally:
            self._showing = False

    def _compute(self) -> None:
        if self.selected and self.selected not in self._everybody:
            self.selected = ""
        view = objective_view(self.book, objective_id=self.objective_id, as_of=self.as_of)
        whole = shown(view, self.selected)
        # Whoever is selected is visible; the page itself shows who that is, and the way to them.
        above = chain(managers_of(whole), self.selected)
        self.folded = [id_ for id_ in self.folded if id_ not in above]
        what = fold(whole, self.folded)
        large = len(what.people) > FEW
        if large and self.people == "involved":
            what = put_away(what, self.opened, MOST + TEAM * len(self.opened))
        self._shown = replace(what, selected="")
        self._people = {person.person_id for person in what.people}
        self.scene = message(self._shown, compose(self._shown, room=self.room)) | {"large": large}

    @property
    def _everybody(self) -> set[str]:
        """The ids of all who may be selected."""
        results = findings(self.book, dt.date.fromisoformat(self.as_of))
        return set(results.part(self.objective_id).tables["people"]["person_id"])

    def _follow(self, event: Event) -> None:
        """Show what happened to the book, whoever did it; where nobody looks, as soon as somebody does."""
        with TURN:
            if event.kind == "saved":
                self._show_history()
            else:
                self._stale = True
                self._catch_up()

    def _show_history(self) -> None:
        book = self.book
        self.history = {"undo": book.undoable, "redo": book.redoable, "unsaved": book.unsaved}

    # What the page asks for.

    def on_ask(self, handler: Callable[[Ask], object]) -> None:
        """Offer on the map what needs a form, and have a handler called when somebody asks for it.

        Parameters
        ----------
        handler : callable
            Takes a dict: ``what``, one of ``edit`` (a person), ``log`` (a conversation), ``add`` (a person), ``fill``
            (a role) and ``relationship``; and ``person_id``, ``person_ids`` (a conversation with several people),
            ``role`` and ``candidate_id`` where they apply.
        """
        self._handlers.append(handler)
        self.asks = list(_FORMS)

    def _hear(self, _: Any, content: dict[str, Any], __: Any) -> None:
        """Do what the page asks, and answer in one line."""
        if self._visibility.hear(content):
            self._catch_up()
            return
        asked = dict(content)
        ticket, what = asked.pop("ticket", None), asked.pop("do", "")
        reply: Message = {"ticket": ticket, "said": "", "failed": False}
        try:
            reply["said"] = self._do(str(what), asked)
        except (BookError, KeyError, ValueError) as error:
            reply |= {"said": _line(error), "failed": True}
        self.send(reply)

    def _do(self, what: str, asked: dict[str, Any]) -> str:
        if what == "ask":
            for handler in self._handlers:
                handler(asked)
            return ""
        if what == "fold":
            person_id = asked["person_id"]
            others = [id_ for id_ in self.folded if id_ != person_id]
            opened = [id_ for id_ in self.opened if id_ != person_id]
            if person_id in self.folded:
                self.folded = others
            elif self._shown.folded.get(person_id):
                self.opened = [*opened, person_id]
            else:
                with self.hold_trait_notifications():
                    self.folded, self.opened = [*others, person_id], opened
            return ""
        if what == "move":
            person_id = asked["person_id"]
            across, down = dropped(self._shown, person_id, float(asked["x"]), float(asked["y"]), self.room)
            asked = {"person_id": person_id, "across": across, "down": down}
        return edits.apply(self.book, self.objective_id, what, asked)

    def close(self) -> None:
        """Take the map from the page, and follow the book no longer."""
        self._stop()
        super().close()

    # What a notebook shows where no widget can be shown.

    def __repr__(self) -> str:
        """Say what is shown; the same for the same state, since notebooks compare outputs."""
        return f"<InfluenceMap: {self.objective_id}, {spoken(dt.date.fromisoformat(self.as_of))}>"

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        """Give the widget and, for where none can be shown, its name and the map as a picture."""
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        picture = still(self.book, self.objective_id, self.as_of, self.selected)
        return {**data, "text/plain": repr(self), "image/png": picture}, metadata


def still(book: Book, objective_id: str, as_of: dt.date | str, selected: str) -> bytes:
    """Paint a map as a small PNG, for where no widget can be shown."""
    from stratsell.map import figure

    return figure.still(scene(book, objective_id=objective_id, as_of=as_of, selected=selected or None))


def _line(error: Exception) -> str:
    """An error in one line."""
    if isinstance(error, BookError):
        first, *more = error.faults
        return f"{first}{f' (and {len(more)} more)' if more else ''}"
    return clean(str(error.args[0] if error.args else type(error).__name__))


def _sources() -> Sources:
    return Sources(built("map.js"), _colours() + built("map.css"))


def _colours() -> str:
    """The palettes as CSS, so that the page changes its theme by itself."""
    rules = []
    for theme, palette in style.PALETTES.items():
        values = "".join(f"--map-{name.replace('_', '-')}:{colour};" for name, colour in palette.items())
        rules.append(f'.stratsell-map[data-theme="{theme}"]{{{values}}}\n')
    return "".join(rules)
