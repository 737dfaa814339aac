"""An account or a portfolio as slides (.pptx) whose shapes, tables and connectors everybody can edit."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING

from stratsell.book import Book
from stratsell.dates import as_day
from stratsell.objective_view import objective_of, objective_view
from stratsell.reports.deck.account import add_account
from stratsell.reports.deck.deck import Deck
from stratsell.reports.deck.portfolio import add_portfolio
from stratsell.reports.formats.format import saved
from stratsell.rules.findings import findings
from stratsell.rules.portfolio import portfolio

if TYPE_CHECKING:
    import pandas as pd

ENDING = ".pptx"


def slides(
    book: Book,
    account_id: str | None = None,
    *,
    path: str | os.PathLike[str],
    objective_id: str | None = None,
    as_of: dt.date | str | None = None,
    template: str | os.PathLike[str] | None = None,
) -> Path:
    """Put an account, or the whole portfolio, on slides for PowerPoint and whatever else opens a ``.pptx``.

    An account has a title, and for each open objective what it is about, its map, coverage, red flags with what to do,
    the plan with owners and days, the options (doing nothing included), and whose needs the proposal answers. The
    map's cards are groups of shapes, its relationships connectors that stay with the cards when they are moved. Where
    there are many people, those without a part are counted under their manager, and the map takes several slides, so
    that no letter is smaller than 9 pt. Notes say what a speaker may want to know.

    Without an account the open objectives of all accounts follow each other in the order of `portfolio`.

    Parameters
    ----------
    book : Book
        The book.
    account_id : str, optional
        The account. Default: that of the objective, or without one the portfolio.
    path : path
        The file to write; its name must end in ``.pptx``.
    objective_id : str, optional
        Only this objective, open or closed. Default: all that are open.
    as_of : datetime.date or str, optional
        The day to look from; nothing after it is seen but what is planned. Default: today.
    template : path, optional
        A ``.pptx`` or ``.potx``, such as your company's, whose layouts and colours are used; its own slides are left
        out. Default: plain slides, 16:9.

    Returns
    -------
    pathlib.Path
        The file, written whole or not at all; the same for the same book, day and template.

    Raises
    ------
    KeyError
        If there is no such account or objective.
    ValueError
        If `as_of` is not a date, the account has no open objective, the path has another ending, or the template is no
        such file.
    ModuleNotFoundError
        If python-pptx is not installed (``pip install "stratsell[slides]"``).
    OSError
        If the file cannot be written; one that was there before is then unchanged.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import stratsell as ss
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     made = ss.slides(ss.demo(), "northwind", path=Path(folder, "northwind.pptx"), as_of="2026-11-23")
    ...     made.name, made.stat().st_size > 0
    ('northwind.pptx', True)
    """
    target = Path(path)
    if target.suffix.lower() != ENDING:
        raise ValueError(f"path: “{target.name}” must end in {ENDING}")
    saved(slides_content(book, account_id, objective_id=objective_id, as_of=as_of, template=template), target)
    return target


def slides_content(
    book: Book,
    account_id: str | None = None,
    *,
    objective_id: str | None = None,
    as_of: dt.date | str | None = None,
    template: str | os.PathLike[str] | None = None,
) -> bytes:
    """Give the slides as the content of a file; see `slides`."""
    day = as_day(as_of)
    deck = Deck(None if template is None else Path(template).expanduser())
    if account_id is None and objective_id is None:
        add_portfolio(deck, book, portfolio(book, as_of=day), day)
        return deck.content("Portfolio")
    views = [
        objective_view(book, objective_id=aim, as_of=day) for aim in _objectives(book, account_id, objective_id, day)
    ]
    add_account(deck, views)
    return deck.content(views[0].account_name)


def portfolio_slides(book: Book, frame: pd.DataFrame, day: dt.date) -> bytes:
    """Give rows of `stratsell.portfolio` as slides, in their order, as the content of a file."""
    deck = Deck()
    add_portfolio(deck, book, frame, day)
    return deck.content("Portfolio")


def _objectives(book: Book, account_id: str | None, objective_id: str | None, day: dt.date) -> list[str]:
    """Give the objective that is meant, or all open ones of an account."""
    if objective_id is None:
        objective_of(book, account_id, day)  # says so if there is none
        return [aim for aim, account in findings(book, day).open_objectives.items() if account == account_id]
    if account_id is not None and book.account_of(objective_id) != account_id:
        raise ValueError(f"the objective “{objective_id}” belongs to the account “{book.account_of(objective_id)}”")
    return [objective_id]
