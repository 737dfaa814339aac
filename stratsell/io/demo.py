"""The demo book: invented companies, each with a story of its own (see ``data/README.md``)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pandas as pd

from stratsell.book import Book
from stratsell.io.files.folder import read_folder

_PACKAGE = Path(__file__).parent.parent
_PLACES = (_PACKAGE / "data" / "demo", _PACKAGE.parent / "data" / "demo")  # in the wheel; in a checkout


def demo() -> Book:
    """Give the demo book: 13 invented accounts with 145 people, as of 23 November 2026.

    Returns
    -------
    Book

    Examples
    --------
    >>> import stratsell as ss
    >>> len(ss.demo().tables["accounts"])
    13
    """
    # Without a source, so that nobody writes into the package, and with frames of its own, that anybody may change.
    return Book._trusted({name: frame.copy(deep=False) for name, frame in _tables().items()})  # noqa: SLF001


@cache
def _tables() -> Mapping[str, pd.DataFrame]:
    """Read the tables, once: they are asked for often, and checking them takes most of the time."""
    return read_folder(next(place for place in _PLACES if place.is_dir()))
