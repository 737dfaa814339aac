"""A portfolio on slides: where we help best first, with coverage, red flags and the next action of each account."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from stratsell.book import Book
from stratsell.dates import spoken
from stratsell.reports.brief import about
from stratsell.reports.deck.deck import Deck, Table
from stratsell.rules.findings import findings, records
from stratsell.text import clean
from stratsell.vocabulary import Action

if TYPE_CHECKING:
    import pandas as pd

MOST = 100
"""How many objectives are shown; who has more looks at the first of them."""

_COLUMNS = ("Account", "Objective", "Priority", "Coverage", "Red flags", "Next action")
_WIDTHS = (0.17, 0.23, 0.09, 0.17, 0.08, 0.26)


def add_portfolio(deck: Deck, book: Book, frame: pd.DataFrame, day: dt.date) -> None:
    """Add a title, and rows of what `stratsell.portfolio` says of a book, in their order."""
    rows = records(frame)
    accounts = len({row["account_id"] for row in rows})
    counted = f"{_many(len(rows), 'open objective')} in {_many(accounts, 'account')}"
    deck.opening("Portfolio", [counted, spoken(day)])
    heads = [
        "By priority: how well we can help, and how open they are to it. Last are those of which nobody knows it yet."
    ]
    if len(rows) > MOST:
        heads.append(f"These are the first {MOST} of {len(rows):,}.")
    if not rows:
        heads = ["No objective is open."]
    asked = findings(book, day)
    names = {
        row["person_id"]: clean(row["name"] or "") for row in records(book.tables["people"][["person_id", "name"]])
    }
    cells = tuple(_row(row, asked.rows("next_actions", row["objective_id"]), names) for row in rows[:MOST])
    notes = "“spending time and resources with people you can best help”\n" + "\n".join(
        f"{_name(row)}: {clean(row['advice'] or '')}" for row in rows[:MOST]
    )
    deck.tables(
        "Portfolio: where we can help best",
        Table(_COLUMNS, _WIDTHS, cells),
        above=heads,
        notes=notes,
        footer=spoken(day),
    )


def _row(row: dict[str, Any], plan: list[dict[str, Any]], names: dict[str, str]) -> tuple[str, ...]:
    missing = clean(row["missing_roles"] or "").replace(";", ",")
    covered = f"{100 * row['score']:.0f} %" + (f"; nobody known as {missing}" if missing else "")
    priority = "not known" if row["priority"] is None else f"{100 * row['priority']:.0f} %"
    return _name(row), clean(row["objective"] or ""), priority, covered, str(row["red_flags"]), _next(plan, names)


def _name(row: dict[str, Any]) -> str:
    return clean(row["account"] or "") or clean(row["account_id"])


def _next(plan: list[dict[str, Any]], names: dict[str, str]) -> str:
    if not plan:
        return "nothing to do"
    row = plan[0]
    whom = names.get(row["person_id"] or "") or about(row)
    who = clean(row["seller"] or "") or names.get(row["with_whom"] or "", "") or "nobody yet"
    late = ", overdue" if row["overdue"] else ""
    return f"{Action(row['action']).label}: {whom} ({who}, {spoken(row['due_on'])}{late})"


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}" + ("" if count == 1 else "s")
