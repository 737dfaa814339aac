"""Whose export some files are, where nobody has said it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from stratsell.io.imports.names import header_key, whole_key
from stratsell.io.imports.raw import ENDINGS, Sheet, read_sheets
from stratsell.io.imports.recognise import own_score
from stratsell.io.imports.source import Source, shared_source, sources

LOOKED_AT = 60
"""In how many rows of a sheet its header is looked for."""


def owner_of(
    paths: Sequence[Path], encoding: str | None = None, *, sheets: Callable[[Path], list[Sheet]] | None = None
) -> str:
    """Find out whose export some files are: by their columns and names.

    Parameters
    ----------
    paths : sequence of pathlib.Path
        The files.
    encoding : str, optional
        The encoding of text files.
    sheets : callable, optional
        Gives the cells of a file, for who has read them already.

    Returns
    -------
    str
        The name of a source; ``sheet`` where one file is nobody's in particular.
    """
    read = sheets or (lambda path: _looked_into(path, encoding))
    files = [(path.name, _first_rows(read(path))) for path in paths if path.suffix.lower() in ENDINGS]
    known = {name: shared_source(name) for name in sources()}
    counts = {
        name: sum(max((own_score(row, source, file) for row in rows), default=0.0) for file, rows in files)
        for name, source in known.items()
    }
    best = max(counts.values())
    ahead = [name for name, count in counts.items() if count == best]
    if len(files) != 1:
        return next((name for name in ahead if not known[name].flat), ahead[0])
    [(file, rows)] = files
    return ahead[0] if "sheet" not in ahead and _says_whose(rows, file, known[ahead[0]]) else "sheet"


def _says_whose(rows: list[list[str]], file: str, source: Source) -> bool:
    """Whether a file says whose it is: a CRM's has ids or a header of its own, another list says nothing of a sale."""
    header = [text for text in max(rows, key=lambda row: own_score(row, source, file), default=[]) if text]
    slots = set(map(shared_source("sheet").slot_of, header))
    if source.flat:
        return not {"roles", "mindset", "degree", "support"} & slots
    own = {key for kind in source.files.values() for key in kind.own} - {*shared_source("sheet").files["Sheet"].columns}
    has_ids = any(slot.endswith("_id") for slot in slots)
    return has_ids or any(whole_key(text) in own or header_key(text) in source.ignored for text in header)


def _first_rows(sheets: list[Sheet]) -> list[list[str]]:
    return [row for sheet in sheets if sheet.visible for row in sheet.rows[:LOOKED_AT]]


def _looked_into(path: Path, encoding: str | None) -> list[Sheet]:
    return read_sheets(path, encoding, lambda text: bool(shared_source("sheet").slot_of(text)))
