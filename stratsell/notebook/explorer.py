"""The explorer: pick an account, an objective and a day, see its map, coverage, gaps and red flags, and edit them.

It is a box of widgets around one `ObjectiveView`: whatever is chosen or edited, it is read again and every part in
sight shows what it says. The same state can be set from Python (``explorer.account_id = …``), and controls and
attributes stay in step. The book is the caller's own, not a copy: an edit made here is in it, an edit made in Python
shows here. What fails is said in one line, and what was shown before stays.
"""

from __future__ import annotations

import datetime as dt
import weakref
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Literal

import traitlets

from stratsell.book import Book
from stratsell.book.events import Event
from stratsell.dates import as_day, spoken
from stratsell.io.store.recent import note_recent
from stratsell.map.sized import People
from stratsell.map.turns import TURN
from stratsell.map.widget import InfluenceMap
from stratsell.notebook.accounts import Accounts, Choice, objective_choices
from stratsell.notebook.cells import edit_cell
from stratsell.notebook.export import File, exported
from stratsell.notebook.forms import FORMS, Asked, Maker
from stratsell.notebook.page import MAP, place_of
from stratsell.notebook.panel import EMPTY, panel
from stratsell.notebook.portfolio import Portfolio
from stratsell.notebook.presenting import Presenting
from stratsell.notebook.tabs import all_tabs
from stratsell.objective_view import ObjectiveView, objective_view
from stratsell.rules.findings import MOST_PARTS, findings
from stratsell.rules.history import event_days

FIRST_DAY = dt.date(1900, 1, 1)
"""A day before this one is a year that is still being typed."""

View = Literal["account", "portfolio"]


class Explorer(Presenting):
    """What `explore` gives for a book.

    Parameters
    ----------
    book : Book
        The book.
    as_of : datetime.date or str, optional
        The day to look from. Default: today.
    account_id : str, optional
        The account to begin with. Default: the first of the book.
    view : {"account", "portfolio"}, default "account"
        Whether to begin with the account or with all open objectives.
    people : {"involved", "all"}, default "involved"
        Who is on the map where there are more than 24, as in `InfluenceMap`.

    Attributes
    ----------
    book : Book
        The book that was given; edits here and in Python are edits of it.
    account_id, objective_id : str
        What is shown; set one and the other follows. Blank if the book has no accounts.
    as_of : datetime.date
        The day; may be set as text.
    selected : str
        The id of the person in the panel; blank for nobody.
    view : {"account", "portfolio"}
        Whether the account is shown, or all open objectives.
    portfolio : Portfolio or None
        All open objectives, once they have been shown; its `frame` is what is left by the filters.
    """

    account_id = traitlets.Unicode()
    objective_id = traitlets.Unicode()
    as_of = traitlets.Any()
    selected = traitlets.Unicode()
    view = traitlets.Enum(("account", "portfolio"), default_value="account")

    def __init__(
        self,
        book: Book,
        *,
        as_of: dt.date | str | None = None,
        account_id: str | None = None,
        view: View = "account",
        people: People = "involved",
    ) -> None:
        self.book, self._people = book, people
        self._accounts = Accounts(book)
        reviews = lru_cache(MOST_PARTS)(lambda id_, day: objective_view(book, objective_id=id_, as_of=day))
        self._reviews = reviews
        self._sheets_shown = lru_cache(MOST_PARTS)(lambda index, id_, day: all_tabs()[index].shown(reviews(id_, day)))
        self._map: InfluenceMap | None = None  # there is none where the book has no accounts
        self.portfolio: Portfolio | None = None  # it is made when it is first shown
        self._showing = self._stale = False
        self._stop: Callable[[], object] = lambda: None  # what fails before its end is closed, too
        self._before = {}
        self._makers: dict[str, Maker] = {
            **FORMS,
            **{what: form for tab in all_tabs() for what, form in tab.forms.items()},
        }
        super().__init__()
        self._build(
            act=self._do,
            export=self.export,
            ask=self._ask,
            edit=self._edit,
            paste=self._paste,
            saved=self._saved,
            seen=self._catch_up,
        )
        self._listen()
        # Before the map is made, which follows the book, too: it must hear of another objective before its own goes.
        follow = weakref.WeakMethod(self._heard)  # the book does not keep its explorers alive
        self._stop = book.observe(lambda event: (act := follow()) and act(event))
        self.as_of = as_day(as_of)
        first = book.tables["accounts"]["account_id"]
        if account_id is not None or len(first):
            self.account_id = str(first.iloc[0]) if account_id is None else account_id
        else:
            self._show()
        self.view = view

    @property
    def review(self) -> ObjectiveView:
        """The objective that is shown, on its day."""
        return self._reviews(self.objective_id, self.as_of)

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles of the tabs, with their counts."""
        return tuple(self._tabs.titles)

    @property
    def has_begun(self) -> bool:
        """Whether somebody has begun to fill in a form."""
        return bool(self._forms.touched)

    def _objectives_of(self, account_id: str) -> list[Choice]:
        return objective_choices(self.book, account_id, findings(self.book, self.as_of).open_ids)

    # What is there to see.

    def _listen(self) -> None:
        self._switch.observe(lambda change: setattr(self, "view", change.new), "value")
        self._account.observe(lambda change: self._search(change.new), "query")
        self._account.observe(lambda change: self._take("account_id", change.new), "value")
        self._objective.observe(lambda change: self._take("objective_id", change.new), "value")
        self._day.observe(lambda change: self._take_day(change.new), "value")
        self._timeline.observe(lambda change: self._take_day(as_day(change.new)), "value")
        self._tabs.observe(lambda _: self._show_tab(), "chosen")
        for part in (self._panel, self._sheets):
            part.observe(lambda change: self._take_person(change.new), "selected")

    # What is chosen, by hand or from Python.

    @traitlets.validate("account_id")
    def _known_account(self, proposal: Any) -> str:
        if proposal.value not in self._accounts.labels and (proposal.value or self._accounts.labels):
            self.book.select(account_id=proposal.value)  # raises the error that lists what there is
        return str(proposal.value)

    @traitlets.validate("objective_id")
    def _known_objective(self, proposal: Any) -> str:
        if proposal.value or self._accounts.labels:
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
        if change.new and (not self.objective_id or self.book.account_of(self.objective_id) != change.new):
            self.objective_id = self._objectives_of(change.new)[0].id

    @traitlets.observe("objective_id")
    def _objective_changed(self, change: Any) -> None:
        self.account_id = self.book.account_of(change.new) if change.new else ""
        self._view_changed(change)

    @traitlets.observe("as_of", "selected")
    def _view_changed(self, change: Any) -> None:
        if change.name != "as_of" and not self._forms.touched and not self._before:
            self._forms.close_form()
        if self.selected and not (self.objective_id and self.selected in self.review.people):
            self.selected = ""  # which shows everything
        elif not self._showing:
            self._show()

    def _take(self, trait: str, value: Any) -> None:
        """Take over what a control says; where it cannot be shown, say so and keep what was."""
        if value and not self._showing:
            self._try(lambda: setattr(self, trait, value))

    def _take_person(self, person_id: str) -> None:
        """Take over who was clicked; a click on somebody who has just gone from the page counts for nothing."""
        if self._showing:
            return
        if not person_id or (self.objective_id and person_id in self.review.people):
            self.selected = person_id
        else:
            self._show_selected()
            self._show_tab()

    def _take_day(self, day: dt.date | None) -> None:
        if self._showing:
            return
        if day is None or day < FIRST_DAY:
            problem = "As of is blank" if day is None else f"As of: the year {day.year} is too early"
            message = f"{problem}; give a day such as 2026-11-23. Still showing {spoken(self.as_of)}."
            self._notice.say(message, wrong=True)
        else:
            self._notice.say()
            self._take("as_of", day)

    def _search(self, query: str) -> None:
        matches, more = self._accounts.search(query)
        self._list_accounts(query, matches, more=more)

    # What is edited, here or in Python.

    def ask(self, what: str, *, person_ids: Sequence[str] = (), **about: str) -> None:
        """Open a form in the panel.

        Parameters
        ----------
        what : str
            Its name: a key of `stratsell.notebook.forms.FORMS`, such as ``"edit"``, ``"log"`` or ``"add"``.
        person_ids : sequence of str, optional
            Several people whom it is about: ``"log"`` writes one conversation down for all of them.
        **about : str
            What it is about, such as ``person_id="nw-osei"``.

        Raises
        ------
        KeyError
            If there is no such form.

        Examples
        --------
        >>> import stratsell as ss
        >>> explorer = ss.explore(ss.demo(), as_of="2026-11-23")
        >>> explorer.ask("edit", person_id="nw-osei")
        """
        if what not in self._makers:
            raise KeyError(f"no form “{what}”; choose one of {', '.join(self._makers)}")
        if self._forms.touched:
            self._notice.say("Save or cancel what you have begun first.", wrong=True)
            return
        self._notice.say()
        if about.get("person_id") and about["person_id"] != self.selected:
            self.selected = about["person_id"]
        self._forms.show_form(self._makers[what](self._asked(about, person_ids)))

    def _asked(self, about: Mapping[str, str], person_ids: Sequence[str] = ()) -> Asked:
        review = self.review if self.objective_id else None
        return Asked(self.book, review, self.as_of.isoformat(), about, tuple(person_ids), self._forms.latest)

    def _edit(self, name: str, value: str, person_id: str) -> str:
        """Write what was chosen in a cell of a table."""
        return edit_cell(self._asked({"person_id": person_id}), name, value)

    def _paste(self, rows: str) -> None:
        """Write pasted rows at once; what is wrong with them is said in the form, where they can be corrected."""
        begun = self.has_begun  # which is said by asking, and is not this form
        self._ask({"what": "paste", "rows": rows})
        if not begun:
            self._forms.submit()

    def _ask(self, asked: dict[str, Any]) -> None:
        """Open the form that a part of the page asks for."""
        person_ids = [str(id_) for id_ in asked.get("person_ids", ())]
        about = {name: str(value) for name, value in asked.items() if name not in {"what", "person_ids"} and value}
        self._try(lambda: self.ask(asked["what"], person_ids=person_ids, **about))

    def _saved(self, shown: dict[str, str]) -> None:
        """Show what a form was about, once it is saved."""
        for trait, value in shown.items():
            if trait == "notice":
                self._say(value)
            elif trait != "selected" or value in self.review.people or not value:
                setattr(self, trait, value)

    def _do(self, what: str) -> None:
        """Do what a button of the toolbar says."""
        match what:
            case "undo":
                self._try(lambda: self._say(f"Undone: {self.book.undo()}."), "undone")
            case "redo":
                self._try(lambda: self._say(f"Redone: {self.book.redo()}."), "redone")
            case "save" if place_of(self.book):
                self._try(self.book.write, "saved")
            case "save" | "save_as":
                self._ask({"what": "save"})
            case _:
                self._present(what)

    def close(self) -> None:
        """Take the explorer from the page, with its map, and follow the book no longer."""
        self._stop()
        for part in (self._map, self.portfolio):
            if part is not None:
                part.close()
        super().close()

    def _heard(self, event: Event) -> None:
        with TURN:
            self._try(lambda: self._follow(event))

    def _follow(self, event: Event) -> None:
        """Show the book as it is now."""
        if event.kind == "saved":
            note_recent(self.book.source)
            self._say(f"Saved to {place_of(self.book)}.")
            self._put_saved(self.book)
            return
        self._forms.taken()
        self._reviews.cache_clear()
        self._sheets_shown.cache_clear()
        if "accounts" in event.tables:
            self._accounts = Accounts(self.book)
            self._account.shown = ""  # so that the picker lists the accounts of now
        self._settle()
        self._stale = True
        self._catch_up()

    def _catch_up(self) -> None:
        """Show what has changed, as soon as a page shows the explorer: one whose cell ran again is only in memory."""
        if self._stale and self._tabs.visibility.there:
            self._show()

    def _settle(self) -> None:
        """Choose what is there where what was chosen has gone."""
        self._showing = True
        try:
            account_id = self.account_id if self.account_id in self._accounts.labels else self._accounts.first
            if account_id:
                ids = [choice.id for choice in self._objectives_of(account_id)]
                self.objective_id = self.objective_id if self.objective_id in ids else ids[0]
            else:
                self.objective_id = ""
            if self.selected and self.selected not in self.review.people:
                self.selected = ""
        finally:
            self._showing = False

    # What is shown.

    def _show(self) -> None:
        """Bring every part in step with what is chosen; the tab last, since the map takes longest."""
        self._stale = False
        self._notice.say()
        self._showing = True  # what a control says meanwhile, such as its first option, is nobody's choice
        self._try(self._show_controls)
        self._showing = False
        self._try(lambda: self._put_saved(self.book))
        if self.view == "portfolio":
            self._try(self._show_portfolio)
            return
        self._try(self._show_panel)
        self._show_tab()

    @traitlets.observe("view")
    def _view_switched(self, _: Any) -> None:
        """Show the account or the portfolio; the other one stays hidden, as it was left."""
        whole = self.view == "portfolio"
        self._switch.value = self.view
        self._put_portfolio(shown=whole, portfolio=self.portfolio)
        self._show()

    def _show_portfolio(self) -> None:
        if self.portfolio is None:
            self.portfolio = Portfolio(self.book, self._visit)
            self.children = [*self.children, self.portfolio]
        self.portfolio.show_day(self.as_of)

    def _visit(self, objective_id: str) -> None:
        """Show the account of a row of the portfolio."""
        self._take("objective_id", objective_id)
        self.view = "account"

    def _show_controls(self) -> None:
        chosen = (self.account_id, self._accounts.labels.get(self.account_id, ""))
        if (self._account.value, self._account.shown) != chosen:
            with self._account.hold_sync():
                self._account.value, self._account.shown = chosen
                self._account.query = ""
                self._search("")
        listed = self._objectives_of(self.account_id) if self.account_id else []
        self._list_objectives(listed, self.objective_id)
        self._day.value = self.as_of
        self._show_timeline()

    def _show_timeline(self) -> None:
        """Let the slider go over the days on which something happened in the account."""
        part = self.book.select(account_id=self.account_id) if self.account_id else self.book
        self._list_days(event_days(part, self.as_of), self.as_of)

    def _show_selected(self) -> None:
        self._panel.selected = self._sheets.selected = self.selected

    def _show_panel(self) -> None:
        self._show_selected()
        review = self.review if self.objective_id else None
        self._panel.about = panel(review, self.selected) if review else EMPTY
        names = (review.account_name, review.objective_name) if review else ()
        self._toolbar.heading = " · ".join(name for name in names if name)
        self._tabs.titles = [MAP, *(tab.title(review) for tab in all_tabs())]

    def _show_tab(self) -> None:
        """Show the visible tab; the others wait until they are."""
        index = self._tabs.chosen
        self._put_tab(self._map, first=index == 0)
        if index == 0:
            self._try(self._show_map)
        else:
            self._try(lambda: self._show_sheets(index - 1))
        self._tabs.shown = index

    def _show_sheets(self, index: int) -> None:
        shown = self._sheets_shown(index, self.objective_id, self.as_of) if self.objective_id else {}
        self._put_sheets(all_tabs()[index].name, shown)

    def _show_map(self) -> None:
        if not self.objective_id:
            self._drop_map()
        elif self._map is None:
            self._make_map()
        else:
            self._showing = True
            try:
                self._map.objective_id, self._map.as_of = self.objective_id, self.as_of
                if self._map.selected != self.selected:  # to ask whether somebody is there takes a while
                    self._map.selected = self.selected
                self._map.waiting = False
            finally:
                self._showing = False

    def _make_map(self) -> None:
        shown: dict[str, Any] = {name: getattr(self, name) for name in ("objective_id", "as_of", "selected")}
        made = InfluenceMap(self.book, **shown, people=self._people)
        made.observe(lambda change: self._take_person(change.new), "selected")
        made.on_ask(self._ask)
        self._map = made
        self._put_map(made)

    def _drop_map(self) -> None:
        if self._map is not None:
            self._put_map(None)
            self._map.close()
            self._map = None

    # What can be taken away.

    def export(self, kind: str) -> File | None:
        """Make a file of what is shown.

        Parameters
        ----------
        kind : str
            The map as a picture, the tables, the plan for a calendar, or the brief as a page; of the portfolio, a
            picture, slides or its rows, as .xlsx or .csv.

        Returns
        -------
        File or None
            Its name, type and content; None if it cannot be made, and the explorer says why.
        """
        made: list[File] = []
        if self.view == "portfolio" and (whole := self.portfolio) is not None:
            self._try(lambda: made.append(whole.export(kind)))
            return made[0] if made else None
        if not self.objective_id:
            return None
        self._try(lambda: made.append(exported(self.review, kind, selected=self.selected)))
        return made[0] if made else None
