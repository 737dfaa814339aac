"""The map as the explorer shows it: a picture, and where on it a person can be clicked.

The picture is an SVG that the page shows as an image, so that nothing in it can run; people are found by the boxes of
the same scene that was painted.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stratsell.book import Book
from stratsell.map import draw_map, paint, save, scene
from stratsell.map.scene import Card, Ghost, Seller
from stratsell.map.style import Theme


@dataclass(frozen=True)
class Drawing:
    """A painted map.

    Attributes
    ----------
    svg : bytes
        The picture.
    width, height : float
        Its size, in px.
    title : str
        What it shows.
    spots : list of dict
        Boxes of people, missing roles and our own people: x, y, w, h (in per cent of the picture), id of the person
        whom a click selects (blank for nobody) and text, which is shown when a mouse rests there.
    """

    svg: bytes
    width: float
    height: float
    title: str
    spots: list[dict[str, Any]]


def drawing(book: Book, objective_id: str, *, as_of: dt.date, selected: str = "", theme: Theme = "light") -> Drawing:
    """Draw the map of an objective for the page.

    Parameters
    ----------
    book : Book
        The book.
    objective_id : str
        The objective.
    as_of : datetime.date
        The day to look from.
    selected : str, default ""
        Whom to highlight, with the best introduction to them; blank for nobody.
    theme : {"light", "dark"}, default "light"
        The colours.

    Returns
    -------
    Drawing

    Examples
    --------
    >>> import datetime as dt, stratsell as ss
    >>> drawn = drawing(ss.demo(), "pickett", as_of=dt.date(2026, 11, 23))
    >>> [spot["id"] for spot in drawn.spots if spot["id"]]
    ['pb-pickett', 'pb-pickett-jr']
    """
    drawn = scene(book, objective_id=objective_id, as_of=as_of, selected=selected or None, theme=theme)
    boxes: list[tuple[Card | Ghost | Seller, str]] = [
        *((card, card.person_id) for card in drawn.cards),
        *((ghost, ghost.candidate_id) for ghost in drawn.ghosts),
        *((seller, "") for seller in drawn.sellers),
    ]
    spots = [
        {
            "id": person_id,
            "text": "\n".join(box.tooltip),
            "x": 100 * box.x / drawn.width,
            "y": 100 * box.y / drawn.height,
            "w": 100 * box.w / drawn.width,
            "h": 100 * box.h / drawn.height,
        }
        for box, person_id in boxes
    ]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "map.svg")
        save(paint(drawn), place, title=drawn.title)
        return Drawing(place.read_bytes(), drawn.width, drawn.height, drawn.title, spots)


def map_file(book: Book, objective_id: str, ending: str, *, as_of: dt.date, selected: str = "") -> bytes:
    """Give the map as the content of a file.

    Parameters
    ----------
    book : Book
        The book.
    objective_id : str
        The objective.
    ending : {".png", ".svg", ".pdf"}
        The kind of file.
    as_of : datetime.date
        The day to look from.
    selected : str, default ""
        Whom to highlight; blank for nobody.

    Returns
    -------
    bytes
    """
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, f"map{ending}")
        draw_map(book, objective_id=objective_id, as_of=as_of, selected=selected or None, path=place)
        return place.read_bytes()
