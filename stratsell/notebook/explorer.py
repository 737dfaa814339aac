"""The explorer: pick an account, an objective and a day, and see its map, coverage, coaches, gaps and red flags.

It is a box of ipywidgets around one `Review`: whatever is chosen, the review is made again and every part shows
what it says. The same state can be set from Python (``explorer.account_id = …``), and controls and attributes stay
in step. What fails is said in one line, and what was shown before stays.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any

import ipywidgets
import traitlets

from stratsell.book import Book
from stratsell.dates import as_day, spoken
from stratsell.io import demo
from stratsell.map.text import clean
from stratsell.notebook.accounts import Accounts, Choice, objective_choices
from stratsell.notebook.export import File, exported
from stratsell.notebook.panel import panel
from stratsell.notebook.picture import Drawing, drawing, map_file
from stratsell.notebook.review import Review
from stratsell.notebook.sheets import tabs
from stratsell.notebook.widgets import Export, Notice, Panel, Picker, Picture, Sheets
from stratsell.steps.findings import KEPT, findings

FIRST_DAY = dt.date(1900, 1, 1)
"""A day before this one is a year that is still being typed."""
LAST_DAY = dt.date(9999, 12, 31)

_EXPORTS = [
    {"kind": "png", "text": "PNG", "note": "The map as a picture for slides and documents"},
    {"kind": "svg", "text": "SVG", "note": "The map as a drawing that can be enlarged and edited"},
    {"kind": "pdf", "text": "PDF", "note": "The map for printing"},
    {"kind": "xlsx", "text": "Tables (.xlsx)", "note": "The tables of this objective for a spreadsheet"},
]
_TABS = ("Map", "Coverage", "Coaches", "Missing influences", "Red flags")


def explore(book: Book | None = None, *, as_of: dt.date | str | None = None, account_id: str | None = None) -> Explorer:
    """Explore a book in a notebook.

    Parameters
    ----------
    book : Book, optional
        The book. Default: the demo.
    as_of : datetime.date or str, optional
        The day to look from. Default: today.
    account_id : str, optional
        The account to begin with. Default: the first of the book.

    Returns
    -------
    Explorer
        Shown by a notebook when it is the last value of a cell.

    Raises
    ------
    ValueError
        If `as_of` is no date.
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
    """
    return Explorer(demo() if book is None else book, as_of=as_of, account_id=account_id)


class Explorer(ipywidgets.VBox):  # type: ignore[misc]
    """What `explore` gives.

    Parameters
    ----------
    book : Book
        The book.
    as_of : datetime.date or str, optional
        The day to look from. Default: today.
    account_id : str, optional
        The account to begin with. Default: the first of the book.

    Attributes
    ----------
    account_id, objective_id : str
        What is shown; set one and the other follows. Blank if the book has no accounts.
    as_of : datetime.date
        The day; may be set as text.
    selected : str
        The id of the person in the panel; blank for nobody.
    """

    account_id = traitlets.Unicode()
    objective_id = traitlets.Unicode()
    as_of = traitlets.Any()
    selected = traitlets.Unicode()

    def __init__(self, book: Book, *, as_of: dt.date | str | None = None, account_id: str | None = None) -> None:
        self.book = book
        self._accounts = Accounts(book)
        self._reviews = lru_cache(KEPT)(lambda objective_id, day: Review(findings(book, day), objective_id))
        self._drawings = lru_cache(KEPT)(self._draw)
        self._shown_map: tuple[Any, ...] = ()
        self._showing = False
        super().__init__()
        self._build()
        self.as_of = as_day(as_of)
        first = book.tables["accounts"]["account_id"]
        if account_id is not None or len(first):
            self.account_id = str(first.iloc[0]) if account_id is None else account_id
        else:
            self._day.value = self.as_of
            self._notice.text = "This book has no accounts yet."

    @property
    def review(self) -> Review:
        """The objective that is shown, on its day."""
        return self._reviews(self.objective_id, self.as_of)

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles of the tabs, with their counts."""
        return tuple(self._tabs.titles)

    def _objectives_of(self, account_id: str) -> list[Choice]:
        return objective_choices(self.book, account_id, findings(self.book, self.as_of).open_ids)

    # What is there to see.

    def _build(self) -> None:
        self._notice = Notice()
        self._account = Picker(label="Account")
        self._objective = ipywidgets.Dropdown(description="Objective")
        self._objective.add_class("stratsell-objective")
        self._day = ipywidgets.DatePicker(description="As of", max=LAST_DAY)
        self._export = Export(self.export, kinds=_EXPORTS)
        self._export.add_class("stratsell-export")
        self._picture = Picture()
        self._tables = [Sheets() for _ in _TABS[1:]]
        self._tabs = ipywidgets.Tab([self._picture, *self._tables], titles=_TABS, selected_index=0)
        self._tabs.add_class("stratsell-tabs")
        self._panel = Panel()
        self._panel.add_class("stratsell-side")
        self._choosing = (self._picture, self._panel, *self._tables)
        controls = ipywidgets.HBox([self._account, self._objective, self._day, self._export])
        controls.add_class("stratsell-controls")
        body = ipywidgets.HBox([self._tabs, self._panel])
        body.add_class("stratsell-body")
        self.add_class("stratsell-explorer")
        self.children = (controls, self._notice, body)
        self._listen()

    def _listen(self) -> None:
        self._account.observe(lambda change: self._search(change.new), "query")
        self._account.observe(lambda change: self._take("account_id", change.new), "value")
        self._objective.observe(lambda change: self._take("objective_id", change.new), "value")
        self._day.observe(lambda change: self._take_day(change.new), "value")
        self._tabs.observe(lambda _: self._show_map(), "selected_index")
        self._picture.observe(lambda _: self._show_map(), "theme")
        for part in self._choosing:
            part.observe(lambda change: self._take_person(change.new), "selected")

    # What is chosen, by hand or from Python.

    @traitlets.validate("account_id")
    def _known_account(self, proposal: Any) -> str:
        if proposal.value not in self._accounts.labels:
            self.book.select(account_id=proposal.value)  # raises the error that lists what there is
        return str(proposal.value)

    @traitlets.validate("objective_id")
    def _known_objective(self, proposal: Any) -> str:
        self.book.account_of(proposal.value)
        return str(proposal.value)

    @traitlets.validate("as_of")
    def _known_day(self, proposal: Any) -> dt.date:
        return as_day(proposal.value)

    @traitlets.validate("selected")
    def _known_person(self, proposal: Any) -> str:
        if proposal.value and (not self.objective_id or proposal.value not in self.review.people):
            raise KeyError(f"no person “{proposal.value}” in the account “{self.account_id}”")
        return str(proposal.value)

    @traitlets.observe("account_id")
    def _account_changed(self, change: Any) -> None:
        if not self.objective_id or self.book.account_of(self.objective_id) != change.new:
            self.objective_id = self._objectives_of(change.new)[0].id

    @traitlets.observe("objective_id")
    def _objective_changed(self, change: Any) -> None:
        self.account_id = self.book.account_of(change.new)
        if self.selected and self.selected not in self.review.people:
            self.selected = ""  # which shows everything
        else:
            self._show()

    @traitlets.observe("as_of", "selected")
    def _view_changed(self, _: Any) -> None:
        if self.objective_id:
            self._show()

    def _take(self, trait: str, value: Any) -> None:
        """Take over what a control says; where it cannot be shown, say so and keep what was."""
        if value and not self._showing:
            self._try(lambda: setattr(self, trait, value))

    def _take_person(self, person_id: str) -> None:
        """Take over who was clicked; a click on somebody who has just gone from the page counts for nothing."""
        if person_id in self.review.people or not person_id:
            self.selected = person_id
        else:
            self._show_selected()

    def _take_day(self, day: dt.date | None) -> None:
        if self._showing:
            return
        if day is None or day < FIRST_DAY:
            problem = "As of is blank" if day is None else f"As of: the year {day.year} is too early"
            self._notice.text = f"{problem}; give a day such as 2026-11-23. Still showing {spoken(self.as_of)}."
        else:
            self._notice.text = ""
            self._take("as_of", day)

    def _search(self, query: str) -> None:
        found, more = self._accounts.search(query)
        with self._account.hold_sync():
            self._account.answered = query
            self._account.matches = _listed(found)
            self._account.more = more

    # What is shown.

    def _show(self) -> None:
        """Bring every part in step with what is chosen; the map last, since it takes longest."""
        self._notice.text = ""
        self._showing = True  # what a control says meanwhile, such as its first option, is nobody's choice
        self._try(self._show_controls)
        self._showing = False
        self._try(self._show_tables)
        self._show_map()

    def _show_controls(self) -> None:
        chosen = (self.account_id, self._accounts.labels[self.account_id])
        if (self._account.value, self._account.shown) != chosen:
            with self._account.hold_sync():
                self._account.value, self._account.shown = chosen
                self._account.query = ""
                self._search("")
        choices = tuple((choice.label, choice.id) for choice in self._objectives_of(self.account_id))
        with self._objective.hold_sync():
            if self._objective.options != choices:
                self._objective.options = choices
            self._objective.value = self.objective_id
            self._objective.tooltip = self._objective.label
        self._day.value = self.as_of

    def _show_selected(self) -> None:
        for part in self._choosing:
            part.selected = self.selected

    def _show_tables(self) -> None:
        self._show_selected()
        self._panel.about = panel(self.review, self.selected)
        shown = tabs(self.review)
        for widget, tab in zip(self._tables, shown, strict=True):
            widget.sheets = [sheet.to_dict() for sheet in tab.sheets]
        self._tabs.titles = (_TABS[0], *(tab.title for tab in shown))

    def _show_map(self) -> None:
        """Draw the map if it is in sight and not drawn yet."""
        wanted = (self.objective_id, self.as_of, self.selected, self._picture.theme)
        if self.objective_id and self._tabs.selected_index == 0 and wanted != self._shown_map:
            self._try(lambda: self._show_drawing(wanted))

    def _show_drawing(self, wanted: tuple[Any, ...]) -> None:
        drawn = self._drawings(*wanted)
        with self._picture.hold_sync():
            self._picture.width = drawn.width
            self._picture.title = drawn.title
            self._picture.spots = drawn.spots
            self._picture.drawn = self._picture.theme
            self._picture.svg = drawn.svg
        self._shown_map = wanted

    def _draw(self, objective_id: str, day: dt.date, selected: str, theme: Any) -> Drawing:
        return drawing(self.book, objective_id, as_of=day, selected=selected, theme=theme)

    # What can be taken away.

    def export(self, kind: str) -> File | None:
        """Make a file of what is shown.

        Parameters
        ----------
        kind : {"png", "svg", "pdf", "xlsx"}
            The map as a picture, or the tables.

        Returns
        -------
        File or None
            Its name, type and content; None if it cannot be made, and the explorer says why.
        """
        if not self.objective_id:
            return None
        made: list[File] = []
        self._try(lambda: made.append(exported(self.review, kind, selected=self.selected)))
        return made[0] if made else None

    def _try(self, act: Any) -> None:
        """Do something; an error is said in one line, since a traceback in a log helps nobody who clicks."""
        try:
            act()
        except Exception as error:  # noqa: BLE001  (whatever it is, the explorer goes on)
            self._notice.text = clean(f"This cannot be shown: {error.args[0] if error.args else type(error).__name__}")

    def __repr__(self) -> str:
        """Say what is shown; the same for the same state, since notebooks compare outputs."""
        if not self.objective_id:
            return "<Explorer: no accounts>"
        return f"<Explorer: {self._accounts.labels[self.account_id]}, {spoken(self.as_of)}>"

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        """Give the widget and, for where none can be shown, its name and the map as a picture."""
        bundle: dict[str, Any] = super()._repr_mimebundle_(**kwargs)
        bundle["text/plain"] = repr(self)
        if self.objective_id:
            self._try(lambda: bundle.update({"image/png": self._still()}))
        return bundle

    def _still(self) -> bytes:
        return map_file(self.book, self.objective_id, ".png", as_of=self.as_of, selected=self.selected)


def _listed(choices: list[Choice]) -> list[dict[str, str]]:
    return [{"id": choice.id, "text": choice.label} for choice in choices]
