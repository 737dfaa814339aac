"""The parts of the explorer and where they stand; what they show is the explorer's business."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets

from stratsell.book import Book
from stratsell.dates import spoken
from stratsell.map.turns import InTurn
from stratsell.map.widget import InfluenceMap
from stratsell.notebook.accounts import Choice
from stratsell.notebook.export import File, all_exports
from stratsell.notebook.forms.form import reason
from stratsell.notebook.forms.saving import flat_sheet
from stratsell.notebook.portfolio import EXPORTS as PORTFOLIO_EXPORTS
from stratsell.notebook.tabs import all_tabs
from stratsell.notebook.widgets import Forms, Notice, Panel, Picker, Sheets, Switch, TabBar, Timeline, Toolbar
from stratsell.text import clean

MAP = "Map"
"""The first tab; the others are those of `stratsell.notebook.tabs`."""
LAST_DAY = dt.date(9999, 12, 31)
EXPORTS = [{"kind": export.kind, "text": export.text, "note": export.note} for export in all_exports().values()]
_VIEWS = [{"value": "account", "text": "Account"}, {"value": "portfolio", "text": "Portfolio"}]


class Dropdown(InTurn, ipywidgets.Dropdown):  # type: ignore[misc]
    """A field to choose from."""


class DatePicker(InTurn, ipywidgets.DatePicker):  # type: ignore[misc]
    """A field for a day."""


class Page(ipywidgets.VBox):  # type: ignore[misc]
    """Controls above; tabs with the map or tables on the left; a panel and a form on the right."""

    def _build(
        self,
        *,
        act: Callable[[str], None],
        export: Callable[[str], File | None],
        ask: Callable[[dict[str, str]], None],
        edit: Callable[[str, str, str], str],
        paste: Callable[[str], None],
        saved: Callable[[dict[str, str]], None],
        seen: Callable[[], object],
    ) -> None:
        """Make all parts; what happens on them goes to these functions."""
        self._notice = Notice()
        self._switch = Switch(label="View", options=_VIEWS, value="account")
        self._account = Picker(label="Account")
        self._objective = Dropdown(description="Objective")
        self._objective.add_class("stratsell-objective")
        self._day = DatePicker(description="As of", max=LAST_DAY)
        self._toolbar = Toolbar(act, export, kinds=EXPORTS)
        self._toolbar.add_class("stratsell-toolbar")
        self._tabs = TabBar(titles=[MAP, *(tab.name for tab in all_tabs())], seen=seen)
        self._tabs.add_class("stratsell-tabs")
        self._timeline = Timeline()
        self._sheets = Sheets(ask, edit, paste)
        self._panel = Panel(ask)
        self._forms = Forms(saved)
        controls = ipywidgets.HBox([self._switch, self._account, self._objective, self._day, self._toolbar])
        controls.add_class("stratsell-controls")
        self._main = ipywidgets.VBox()
        self._main.add_class("stratsell-main")
        self._put_map(None)
        side = ipywidgets.VBox([self._panel, self._forms])
        side.add_class("stratsell-side")
        self._body = ipywidgets.HBox([self._main, side])
        self._body.add_class("stratsell-body")
        self.add_class("stratsell-explorer")
        self.children = [controls, self._notice, self._body]

    def _put_map(self, drawn: InfluenceMap | None) -> None:
        """Put a map below the tabs, or take it away."""
        self._main.children = [self._tabs, *([] if drawn is None else [drawn]), self._timeline, self._sheets]

    def _put_tab(self, drawn: InfluenceMap | None, *, first: bool) -> None:
        """Show the map with its timeline, or the sheets in their place."""
        self._timeline.layout.display = None if first else "none"
        if drawn is not None:
            drawn.layout.display = None if first else "none"
            drawn.waiting = True  # until it is visible, and all is said
        self._sheets.layout.display = "none" if first else None

    def _put_sheets(self, label: str, shown: dict[str, Any]) -> None:
        with self._sheets.hold_sync():
            self._sheets.label, self._sheets.shown = label, shown

    def _put_saved(self, book: Book) -> None:
        with self._toolbar.hold_sync():
            self._toolbar.undo, self._toolbar.redo = book.undoable, book.redoable
            self._toolbar.unsaved, self._toolbar.place = book.unsaved or is_new(book), place_of(book)

    def _put_portfolio(self, *, shown: bool, portfolio: ipywidgets.Widget | None) -> None:
        """Show the portfolio in the place of the account, or the account again."""
        for part in (self._account, self._objective, self._body):
            part.layout.display = "none" if shown else None
        (self.add_class if shown else self.remove_class)("stratsell-whole")
        if portfolio is not None:
            portfolio.layout.display = None if shown else "none"
        self._toolbar.kinds = PORTFOLIO_EXPORTS if shown else EXPORTS

    def _list_accounts(self, query: str, matches: Sequence[Choice], *, more: int) -> None:
        with self._account.hold_sync():
            self._account.answered = query
            self._account.matches = [{"id": choice.id, "text": choice.label} for choice in matches]
            self._account.more = more

    def _list_objectives(self, objectives: Sequence[Choice], chosen: str) -> None:
        choices = tuple((choice.label, choice.id) for choice in objectives)
        with self._objective.hold_sync():
            if self._objective.options != choices:
                self._objective.options = choices
            self._objective.value = chosen or None
            self._objective.tooltip = self._objective.label

    def _list_days(self, days: Sequence[dt.date], chosen: dt.date) -> None:
        with self._timeline.hold_sync():
            self._timeline.days = [{"value": str(day), "text": spoken(day)} for day in days]
            self._timeline.value = str(chosen)

    def _say(self, text: str) -> None:
        self._notice.say(clean(text))

    def _try(self, act: Callable[[], Any], done: str = "shown") -> None:
        """Do something; an error is said in one line, since a traceback in a log helps nobody who clicks."""
        try:
            act()
        except Exception as error:  # noqa: BLE001  (whatever it is, the explorer goes on)
            self._notice.say(f"This cannot be {done}: {reason(error)}", wrong=True)


def place_of(book: Book) -> str:
    """Give where a book is saved, as it may be shown; blank if nowhere yet, as one that was read from a flat sheet."""
    return "" if book.source is None or flat_sheet(book) is not None else os.fspath(book.source)


def is_new(book: Book) -> bool:
    """Whether a book was made of other files and is saved nowhere yet."""
    return book.import_report is not None and not place_of(book)
