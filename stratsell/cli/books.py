"""How commands open a book and save one."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from stratsell.cli.messages import UsageError, counted, progress_bar, say, usage_errors
from stratsell.cli.options import EVERYTHING, Part
from stratsell.dates import as_day

if TYPE_CHECKING:
    from stratsell.book import Book


def open_book(place: str, part: Part = EVERYTHING, *, strict: bool = False, as_of: dt.date | None = None) -> Book:
    """Read whatever book is there, and check that it has the part that is meant; a flat sheet strictly or not."""
    from stratsell.io import open_book as read_any

    with usage_errors(), progress_bar("Reading") as progress:
        book = read_any(place, progress=progress, strict=strict, as_of=as_of)
    part.check(book)
    return book


def save_as(book: Book, target: str, *, overwrite: bool) -> str:
    """Write a book to a new place, and give its name as it may be shown; one where something is already is refused."""
    from stratsell.io import is_free, shown_place, write

    name = shown_place(target)
    with usage_errors():
        if not overwrite and not is_free(target):
            raise UsageError(f"there is something at {name} already; name another place or add --force")
        with progress_bar("Writing") as progress:
            write(book, target, progress=progress)
    return name


def save(book: Book) -> str:
    """Save a book in the place that it came from, and give its name as it may be shown."""
    from stratsell.io import shown_place

    try:
        if book.unsaved:
            book.write()
    except ValueError as error:
        raise UsageError(f"{error}; or name a target") from None
    return shown_place(str(book.source))


def summary(book: Book) -> str:
    """Give what a book is and has, in a few words."""
    return repr(book).strip("<>").partition(";")[0]


def warn_of_future(book: Book, as_of: dt.date | None) -> None:
    """Warn of conversations that are done, but after the day that rules look from: probably a wrong year."""
    import pandas as pd

    from stratsell.vocabulary import TouchpointStatus

    day, touchpoints = as_day(as_of), book.tables["touchpoints"]
    future = (touchpoints["status"] == TouchpointStatus.DONE) & (touchpoints["on"] > pd.Timestamp(day))
    if number := int(future.sum()):
        say(f"warning: {counted(number, 'touchpoint')} done after {day}; rules that look from that day do not see them")
