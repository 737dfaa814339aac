"""Which books were opened last, for a start page to offer again.

A small file in the user's own folder for such things, beside the journals, which only the user may read. What cannot be
noted is not: a home that may not be written to, or a damaged list, stops nobody. With STRATSELL_JOURNAL set to ``off``
nothing is noted. Addresses of databases are not noted, since they may hold passwords.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from stratsell.io.store.journal_file import state_folder

MOST = 10
"""How many books are remembered."""


def note_recent(place: str | os.PathLike[str] | None) -> None:
    """Note that a book was opened or saved; one without a place, or in a database with an address, is not noted.

    Parameters
    ----------
    place : path or None
        Where it is.

    Examples
    --------
    >>> note_recent(None)
    """
    if place is None or "://" in os.fspath(place) or os.environ.get("STRATSELL_JOURNAL") == "off":
        return
    path = str(Path(place).expanduser().absolute())
    with suppress(OSError, ValueError):
        _write([path, *(recent for recent in _read() if recent != path)][:MOST])


def recent_books() -> list[Path]:
    """Give the books that were opened last and are still there, the last one first.

    Returns
    -------
    list of pathlib.Path
    """
    existing = []
    for path in map(Path, _read()):
        with suppress(OSError, ValueError):
            if path.exists():
                existing.append(path)
    return existing


def _file() -> Path:
    return state_folder() / "recent.json"


def _read() -> list[str]:
    try:
        places = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return []
    return [place for place in places if isinstance(place, str)][:MOST] if isinstance(places, list) else []


def _write(places: list[str]) -> None:
    path = _file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = path.with_name(f"{uuid4().hex}.json")
    handle = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="surrogateescape") as text:
            json.dump(places, text)
        made.replace(path)
    except OSError:
        made.unlink(missing_ok=True)
        raise
