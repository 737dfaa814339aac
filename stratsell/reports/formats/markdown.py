"""The brief as Markdown (GitHub's kind, for its tables).

Whatever Markdown would take for markup in a text from a book is escaped, so that it reads as it was written.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote

from stratsell.reports.formats.format import Format, saved
from stratsell.reports.picture import map_png
from stratsell.text import in_utf8

if TYPE_CHECKING:
    from pathlib import Path

    from stratsell.reports.contents import Contents, Section

_MARKS = re.compile(r"([\\`*_{}\[\]<>|~&$#!@]|(?<=[hHtTpPsS]):(?=//)|(?<=[wW]{3})\.)")


def plain(text: str) -> str:
    r"""Escape a line of text, so that nothing in it is markup, a link or a formula.

    Examples
    --------
    >>> print(plain("*now* <b>| see https://a.example"))
    \*now\* \<b\>\| see https\://a.example
    """
    return _MARKS.sub(r"\\\1", text)


def markdown(brief: Contents, *, picture: str = "") -> str:
    """Write the brief.

    Parameters
    ----------
    brief : Contents
        The brief.
    picture : str, default ""
        The name of the file of its map, beside the text; blank for none.

    Returns
    -------
    str

    Examples
    --------
    >>> import stratsell as ss
    >>> text = markdown(ss.brief(ss.demo(), "northwind", as_of="2026-11-23"))
    >>> text.splitlines()[0]
    '# Northwind Foods'
    """
    return "\n\n".join(_blocks(brief, picture)) + "\n"


def _blocks(brief: Contents, picture: str) -> Iterator[str]:
    yield f"# {plain(brief.title)}"
    if brief.subtitle:
        yield f"**{plain(brief.subtitle)}**"
    if brief.facts:
        yield "\n".join(f"- **{label}:** {plain(text)}" for label, text in brief.facts)
    if picture:
        yield f"![Influence map]({quote(picture)})"
    for section in brief.sections:
        yield f"## {plain(section.title)}"
        if section.notes:
            yield " ".join(plain(note) for note in section.notes)
        if section.rows:
            yield _table(section)
    yield plain(brief.footer)


def _table(section: Section) -> str:
    lines = [section.columns, ["---"] * len(section.columns)]
    cells = [[plain(cell) for cell in row] for row in section.rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in (*lines, *cells))


def _write(brief: Contents, path: Path) -> None:
    """Write the brief, with the map beside it."""
    beside = path.with_suffix(".map.png")
    name = beside.name if in_utf8(beside.name) == beside.name else quote(os.fsencode(beside.name))
    text, picture = markdown(brief, picture=name).encode(), map_png(brief.map)
    saved(picture, beside)
    saved(text, path)


FORMAT = Format(".md", 10, _write, "text/markdown")
