"""What an account brief says: an objective's problem, map, coverage, plan and proposal, on one page.

The brief is plain text in plain objects; each kind of file has a module of its own that sets it. Every text is one
plain line (`stratsell.map.text.clean`), and each module escapes it for its kind.
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Any

from stratsell.book import Book
from stratsell.dates import as_day, spoken
from stratsell.map.scene import compose
from stratsell.map.shown import shown
from stratsell.map.text import left_to_right
from stratsell.objective_view import ObjectiveView, objective_of, objective_view
from stratsell.reports.contents import Contents, Section
from stratsell.reports.formats import Format, all_formats
from stratsell.text import clean, number
from stratsell.vocabulary import Fit, Level, Mode, ObjectiveTest, OptionSource, Role, words_of

MOST_ACTIONS = 6
MOST_NEEDS = 8
"""How many rows of the plan and of the proposal a page takes; what is left out is counted."""

_ROLES = {f"missing_influences: {role}": role for role in Role}
"""The role that an action is about, by what it comes from."""

Row = dict[str, Any]


class Brief(Contents):
    """A brief of one objective of an account; `brief` makes it, a notebook shows it."""

    def write(self, path: str | os.PathLike[str]) -> Path:
        """Write the brief to a file, whole or not at all.

        Parameters
        ----------
        path : path
            The file; its ending, ``.md``, ``.html``, ``.pdf`` or ``.docx``, says how. The map of a ``.md`` stands
            beside it, as ``….map.png``.

        Returns
        -------
        pathlib.Path
            The file.

        Raises
        ------
        ValueError
            If the path has another ending.
        ModuleNotFoundError
            If a ``.docx`` is asked for and python-docx is not installed (``pip install "stratsell[docx]"``).
        OSError
            If it cannot be written; a file that was there before is then unchanged.
        """
        target = brief_path(path)
        _format(target).write(self, target)
        return target

    def _repr_html_(self) -> str:
        from stratsell.reports.formats.page import fragment

        return fragment(self)

    def __repr__(self) -> str:
        """Say what it is about; the same for the same brief."""
        return f"<Brief: {self.title}: {self.subtitle}>" if self.subtitle else f"<Brief: {self.title}>"


def brief_path(path: str | os.PathLike[str]) -> Path:
    """Give the path of a brief; ValueError if its ending is that of no format."""
    target = Path(path)
    _format(target)
    return target


def _format(path: Path) -> Format:
    formats = {form.ending: form for form in all_formats()}
    if path.suffix.lower() not in formats:
        raise ValueError(f"path: “{path.name}” must end in {', '.join(formats)}")
    return formats[path.suffix.lower()]


def brief(
    book: Book,
    account_id: str | None = None,
    *,
    objective_id: str | None = None,
    as_of: dt.date | str | None = None,
    path: str | os.PathLike[str] | None = None,
) -> Brief:
    """Put an account on one page: its objective, map, coverage, plan and proposal.

    Parameters
    ----------
    book : Book
        The book.
    account_id : str, optional
        The account. Default: that of the objective.
    objective_id : str, optional
        The objective. Default: the account's first open one, by id.
    as_of : datetime.date or str, optional
        The day to look from; nothing after it is seen but what is planned. Default: today.
    path : path, optional
        A file to write it to as well: see `Brief.write`.

    Returns
    -------
    Brief
        Shown by a notebook when it is the last value of a cell.

    Raises
    ------
    KeyError
        If there is no such account or objective.
    ValueError
        If `as_of` is not a date, it is not clear which objective is meant, or the path has another ending.
    OSError
        If the file cannot be written.

    Examples
    --------
    >>> import stratsell as ss
    >>> page = ss.brief(ss.demo(), "northwind", as_of="2026-11-23")
    >>> page
    <Brief: Northwind Foods: Cut line stoppages from 9 h to 3 h a week by 30 June 2027>
    >>> [section.title for section in page.sections]
    ['Coverage 69 %', 'Plan', 'Proposal']
    >>> page.sections[2].rows[0][:2]  # gaps first
    ('Mei Tanaka', 'Need unknown')
    """
    target = None if path is None else brief_path(path)
    day = as_day(as_of)
    wanted = objective_id or objective_of(book, account_id, day)
    if account_id is not None and book.account_of(wanted) != account_id:
        raise ValueError(f"the objective “{wanted}” belongs to the account “{book.account_of(wanted)}”")
    made = BriefWriter(objective_view(book, objective_id=wanted, as_of=day)).brief()
    if target is not None:
        made.write(target)
    return made


class BriefWriter:
    """Writes the brief of one objective on one day."""

    def __init__(self, view: ObjectiveView) -> None:
        self.view = view
        self.thanks = view.rows("thanks")

    def brief(self) -> Brief:
        """Give the brief."""
        view = self.view
        return Brief(
            view.account_name,
            view.objective_name,
            tuple((label, text) for label, text in self.facts() if text),
            (self._coverage(), self._plan(), self._proposal()),
            self._footer(),
            compose(shown(view)),
        )

    def name(self, person_id: str | None) -> str:
        """Give somebody's name; blank for nobody."""
        return self.view.people[person_id].name if person_id else ""

    def facts(self) -> list[tuple[str, str]]:
        """Say what the objective is about: labels and texts, of which some are blank."""
        aim = self.view.objective
        steps = [number(aim[key]) for key in ("baseline", "target") if aim.get(key) is not None]
        due = f"by {spoken(aim['due_on'])}" if aim.get("due_on") is not None else ""
        measure = ": ".join(part for part in (_plain_text(aim.get("metric")), " → ".join(steps)) if part)
        tests = self.view.rows("check_objectives")
        failed = [f"{ObjectiveTest(row['test']).label.lower()} ({row['reason']})" for row in tests if not row["passed"]]
        weighed = self.view.rows("priorities")
        return [
            ("Problem", _plain_text(aim.get("problem"))),
            ("Outcome", _plain_text(aim.get("outcome"))),
            ("Measured by", " ".join(part for part in (measure, due) if part)),
            ("Not yet a good objective", "; ".join(failed)),
            ("Where we stand", _plain_text(weighed[0]["advice"]) if weighed else ""),
            ("Closed", self._closed()),
        ]

    def _closed(self) -> str:
        """How a closed objective ended; blank for an open one."""
        if self.view.is_open:
            return ""
        day = self.view.objective.get("closed_on")
        ended = f"on {spoken(day)}" if day is not None else "on an unknown day"
        many = sum(row["thanked_on"] is not None for row in self.thanks)
        outcome = f"{ended}; {many} of {len(self.thanks)} said thank you"
        if self.thanks and self.thanks[0]["chosen"]:
            sources = " and ".join(OptionSource(word).definition for word in words_of(self.thanks[0]["source"]))
            outcome += f"; they chose “{_plain_text(self.thanks[0]['chosen'])}” ({sources})"
        return outcome + (". A success." if many else ". Nobody has said thank you yet.")

    def _coverage(self) -> Section:
        view = self.view
        rows = []
        for role, level in view.coverage.items():
            held = [person for person in view.influences if role in person.roles]
            who = left_to_right(", ".join(f"{person.name} ({person.level.label.lower()})" for person in held))
            rows.append((f"{role.glyph} {role.label}", level.label, who or "nobody is known"))
        levels = [person.level for person in view.influences]
        contacted = sum(level >= Level.CONTACTED for level in levels)
        note = f"{len(levels)} stakeholders, {contacted} contacted, {levels.count(Level.THANKED)} thanked."
        return Section(
            f"Coverage {view.score:.0%}".replace("%", " %"),
            (note,),
            ("Role", "Level", "Who"),
            (0.14, 0.12, 0.74),
            tuple(rows),
        )

    def _plan(self) -> Section:
        plan = self.view.plan
        rows = [
            (
                row["action"].replace("_", " ").capitalize(),
                self.whom(row),
                self._how(row),
                _plain_text(row["message"]),
                spoken(row["due_on"]) + (" (overdue)" if row["overdue"] else ""),
            )
            for row in plan[:MOST_ACTIONS]
        ]
        columns = ("What", "With whom", "Seller, how", "What to say or ask", "By")
        return Section("Plan", _more(plan, MOST_ACTIONS, "action"), columns, (0.1, 0.16, 0.24, 0.34, 0.16), tuple(rows))

    def whom(self, row: Row) -> str:
        """The person; where there is none, what for, so that no two rows say the same."""
        return self.name(row["person_id"]) or about(row)

    def _how(self, row: Row) -> str:
        mode = Mode(row["mode"]).label.lower() if row["mode"] else ""
        via = f"through {self.name(row['via_id'])}" if row["via_id"] else ""
        place = _plain_text(row["place"])
        return left_to_right(", ".join(part for part in (_plain_text(row["seller"]), via, mode, place) if part))

    def _proposal(self) -> Section:
        needs = self.view.rows("proposal_fit")
        rows = [
            (
                self.name(row["person_id"]),
                Fit(row["status"]).label,
                " / ".join(_plain_text(row[need]) or "?" for need in ("business_result", "personal_win")),
                _plain_text(row["answer"]) or "none yet",
            )
            for row in needs[:MOST_NEEDS]
        ]
        columns = ("Who", "Answer", "Business result / personal win", "How the proposal answers it")
        notes = _more(needs, MOST_NEEDS, "influence", "influences")
        return Section("Proposal", notes, columns, (0.16, 0.12, 0.42, 0.3), tuple(rows))

    def _footer(self) -> str:
        owner = self.view.owner
        return f"As of {spoken(self.view.day)}" + (f" · {owner} is responsible for the account" if owner else "")


def about(row: Row) -> str:
    """Say what an action is for that is about no person."""
    role = _ROLES.get(row["because"])
    return f"the {role.label.lower()} influence" if role else "the whole account"


def _plain_text(value: Any) -> str:
    return clean(value) if isinstance(value, str) else ""


def _more(rows: list[Row], most: int, noun: str, nouns: str = "") -> tuple[str, ...]:
    """Count what a page leaves out; say where there is nothing."""
    if not rows:
        return ("Nothing: only open objectives with people in them are shown here.",)
    if len(rows) <= most:
        return ()
    left = len(rows) - most
    return (f"The first {most}; {left} more {noun if left == 1 else nouns or noun + 's'} in the book.",)
