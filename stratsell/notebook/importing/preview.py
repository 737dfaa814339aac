"""The small map beside an import: the account of which most is known, drawn as it will be."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import NamedTuple

from stratsell.book import Book
from stratsell.io.imports.session import Session
from stratsell.map.figure import paint
from stratsell.map.scene import HEADER, Scene, scene
from stratsell.map.style import PX
from stratsell.objective_view import objective_of
from stratsell.text import clean

MOST_PEOPLE = 80
"""An account with more people is drawn only where there is no smaller one: a small map shows no more."""


class Preview(NamedTuple):
    """A map as SVG, and what it shows."""

    title: str
    content: bytes


def preview(session: Session, theme: str) -> Preview | None:
    """Draw the small map of an import; None where there is nobody to draw.

    Parameters
    ----------
    session : Session
        The import.
    theme : str
        ``light`` or ``dark``.
    """
    book = session.now.book
    account = largest_account(book) if book is not None else ""
    if book is None or not account:
        return None
    objective = objective_of(book, account, session.day)
    drawn = scene(book, objective_id=objective, as_of=session.day, theme="dark" if theme == "dark" else "light")
    names = book.tables["accounts"].set_index("account_id")["name"]
    return Preview(clean(str(names[account])), bare_map(drawn))


def bare_map(drawn: Scene) -> bytes:
    """Paint a scene as SVG without background, title and legend, which would be too small to read."""
    figure = paint(replace(drawn, title_shown="", subtitle_shown="", legend=()))
    top = (HEADER - 14) * drawn.scale
    figure.axes[0].set_ylim(drawn.legend_top, top)
    figure.set_size_inches(drawn.width / PX, (drawn.legend_top - top) / PX)
    buffer = io.BytesIO()
    figure.savefig(buffer, format="svg", transparent=True)
    return buffer.getvalue()


def largest_account(book: Book) -> str:
    """Give the account with most people, but not with more than a small map can show; blank if nobody is there.

    Examples
    --------
    >>> import stratsell as ss
    >>> largest_account(ss.demo())
    'orrin'
    """
    counts = book.tables["people"]["account_id"].value_counts(sort=False)
    if counts.empty:
        return ""
    small = counts[counts <= MOST_PEOPLE]
    return str(small.idxmax() if len(small) else counts.idxmin())
