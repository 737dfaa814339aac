"""Cells of a workbook that look filled but hold no value.

A cell with an error (``#N/A``) and a formula that no spreadsheet has calculated yet both read as blank. To take them
for blank would lose what their owner sees there, so they are looked for and reported. The workbook reader does not give
them, which is why this looks into the file itself.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING
from xml.etree import ElementTree as ET

from stratsell.errors import BookError, Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

_SUSPECT = re.compile(rb't="e"|<(?:\w+:)?f[ >/]')
_OVERLAP = 8
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


@dataclass(frozen=True)
class ErrorCell:
    """A cell without a value: its place counted from 0, and what stands there."""

    row: int
    column: int
    shown: str
    problem: str


def error_cells(path: Path, sheet: str) -> list[ErrorCell]:
    """Give the cells of one sheet that hold an error or a formula without a result.

    Parameters
    ----------
    path : pathlib.Path
        An .xlsx file that can be read.
    sheet : str
        The name of the sheet.

    Returns
    -------
    list of ErrorCell
        In the order of the rows; mostly empty.

    Raises
    ------
    BookError
        If the file is damaged in a way that the workbook reader passes over.
    """
    try:
        with zipfile.ZipFile(path) as parts:
            part = _part(parts, sheet)
            if part is None or not _suspect(parts, part):
                return []
            with parts.open(part) as handle:
                return list(_error_cells(handle))
    except (ET.ParseError, zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError) as error:
        raise BookError([Fault(path.name, f"is damaged: {error}")], path.name) from None


def _part(parts: zipfile.ZipFile, sheet: str) -> str | None:
    """Find the name of the part of the file that holds a sheet."""
    relation = None
    for element in ET.fromstring(parts.read("xl/workbook.xml")).iter():  # noqa: S314 (expat limits entities)
        if _tag(element) == "sheet" and element.get("name") == sheet:
            relation = element.get(_RELATION) or element.get(_STRICT_RELATION)
    for element in ET.fromstring(parts.read("xl/_rels/workbook.xml.rels")):  # noqa: S314
        if relation and element.get("Id") == relation:
            part = str(PurePosixPath("/xl") / element.get("Target", "")).lstrip("/")
            return part if part in parts.namelist() else None
    return None


def _suspect(parts: zipfile.ZipFile, part: str) -> bool:
    """Say whether there is any error or formula at all; most sheets have none, and this is quick."""
    with parts.open(part) as handle:
        end = b""
        while block := handle.read(1 << 20):
            if _SUSPECT.search(end + block):
                return True
            end = block[-_OVERLAP:]
    return False


def _error_cells(handle: IO[bytes]) -> Iterator[ErrorCell]:
    row = column = -1
    for event, element in ET.iterparse(handle, events=("start", "end")):  # noqa: S314
        tag = _tag(element)
        if event == "start" and tag == "row":
            row, column = int(element.get("r", row + 2)) - 1, -1
        elif event == "start" and tag == "c":
            column = _column(element.get("r", ""), column + 1)
        elif event == "end" and tag == "c":
            shown = _children(element)
            if element.get("t") == "e":
                yield ErrorCell(row, column, shown.get("v") or "", "is an error, not a value")
            elif "f" in shown and not shown.get("v") and element.get("t") != "str":
                problem = "is a formula without a result; open the file in a spreadsheet, save it, and read it again"
                yield ErrorCell(row, column, f"={shown['f']}", problem)
        elif event == "end" and tag == "row":
            element.clear()


def _children(cell: ET.Element) -> dict[str, str]:
    return {_tag(child): child.text or "" for child in cell}


def _column(reference: str, default: int) -> int:
    """Give the column of a cell's reference, such as ``AB12``, counted from 0."""
    column = 0
    for letter in reference.rstrip("0123456789"):
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1 if reference else default


def _tag(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]
