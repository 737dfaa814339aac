"""What kind of file of a source a table is: by the file's name, or else by its columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from stratsell.io.imports.names import header_key, whole_key
from stratsell.io.imports.source import NEEDED, FileKind, Source

_STEM = re.compile(
    r"[\d_\-()., ]+$|"
    r"^(?:my|all|active|inactive|open|our|exported|crm|list of|liste der|meine|alle|aktive|inaktive|offene|mes|tous|"
    r"toutes|mis|todos|todas|activos|activas|tutti|tutte|actieve)[\s_-]+|"
    r"[\s_-]+(?:export|exports|report|list|view|data|download|all|active|extract)$",
    re.IGNORECASE,
)

_ENOUGH = 4
"""How many known columns are enough, however many there are."""


def recognised(file: str, header: Sequence[str], source: Source) -> list[str]:
    """Say what a file is in its source.

    By its columns a file is recognised only if most or many of them are known, since half of a CRM's files have an id
    and a name.

    Parameters
    ----------
    file : str
        Its name.
    header : sequence of str
        Its headers.
    source : Source
        Whose files are known.

    Returns
    -------
    list of str
        The names of kinds of file; several if it may be either, none if nothing fits.
    """
    for name in _stems(file.rpartition(".")[0], source):
        called = source.names.get(header_key(name))
        if called and (not source.files[called].kind or fits(header, source.files[called])):
            return [called]
    used = sum(bool(text) and header_key(text) not in source.ignored for text in header)
    fitting = [each for each in source.files.values() if each.kind and fits(header, each)]
    scores = {each.name: score(header, each) for each in fitting}
    best = max(scores.values(), default=0)
    return [name for name, count in scores.items() if count == best and (2 * count >= used or count > _ENOUGH)]


def fits(header: Sequence[str], file: FileKind) -> bool:
    """Whether a table has the columns without which it cannot be what it may be."""
    slots = {file.find(text)[0] for text in header if text}
    return all(slots & set(group) for group in NEEDED[file.kind])


def score(header: Sequence[str], file: FileKind) -> float:
    """How many columns of a table are known; the source's own count a little more than what is called so everywhere."""
    slots: dict[str, float] = {}
    for text in header:
        slot = file.find(text)[0] if text else ""
        if slot:
            own = whole_key(text) in file.own
            slots[slot] = max(slots.get(slot, 0), 1.0 if own else 0.9)
    return round(sum(slots.values()), 3)


def own_score(header: Sequence[str], source: Source, file: str) -> float:
    """How much a row looks like a header of a source: how many of its columns are known, and how many only there."""
    cells = [cell for cell in header if cell and cell.strip()]
    if not cells:
        return 0
    best = max((score(cells, each) for each in source.files.values() if each.kind), default=0)
    keys = [whole_key(cell) for cell in cells]
    own = max((sum(key in each.own for key in keys) for each in source.files.values()), default=0)
    named = bool(recognised(file, cells, source)) and not source.flat
    return best + own + 0.05 * named


def _stems(stem: str, source: Source) -> list[str]:
    """Give the names that a file may have in its source: as it is, and without what people and programs add to it."""
    found = [stem]
    while True:
        bare = re.sub(rf"^{re.escape(source.key)}[\s_-]+", "", found[-1], flags=re.IGNORECASE)
        bare = _STEM.sub("", bare)
        bare = re.sub(r"^[\w-]*exports?[\s_-]+", "", bare, flags=re.IGNORECASE)
        if not bare or bare == found[-1]:
            return found
        found.append(bare)
