"""One file as the cells that stand in it: text in rows, before anybody knows which of them is a header.

A CSV file has one sheet; a workbook several, with merged cells, hidden rows and cells that show an error.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from stratsell.book.import_report import Line, Outcome, cut
from stratsell.errors import BookError, Fault
from stratsell.io.files.csv_file import _long_cells
from stratsell.io.files.error_cells import error_cells
from stratsell.io.files.grid import check_width
from stratsell.io.files.xlsx import _shown, open_workbook
from stratsell.io.imports.decode import decoded
from stratsell.io.store.place import NO_FILE

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

TEXT_ENDINGS = (".csv", ".tsv", ".tab", ".txt")
ENDINGS = (*TEXT_ENDINGS, ".xlsx")
"""The files that are looked at."""

_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".heic", ".webp", ".svg", ".pdf")
_DELIMITERS = ",;\t|^"
_SEP = re.compile(r'"?sep=(.)"?\s*\r?\n', re.IGNORECASE)
_OTHERS = {
    "a web page (HTML)": re.compile(r"\s*<(?:!doctype html|html|table|head|body|meta)\b", re.IGNORECASE),
    "XML": re.compile(r"\s*<\?xml\b"),
    "JSON": re.compile(r'\s*[\[{]\s*(?:[{\[]\s*)?"[^"\n]*"\s*:'),
}
"""What else a text file may be that ends in .csv."""

_RELATION = re.compile(r"\{http://[^}]*relationships\}id")
_HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*?>")
_HIDDEN_COLUMN = re.compile(rb"<(?:\w+:)?col\s[^>]*?>")
_HIDDEN = re.compile(rb"""\shidden=["'](?:1|true)["']""")


@dataclass
class Sheet:
    """The cells of one sheet.

    Attributes
    ----------
    file, name : str
        What the file and the sheet are called; a CSV file's sheet has no name.
    rows : list of list of str
        The cells of each row, as far as it goes.
    visible : bool
        Whether a person sees it.
    merged : list of tuple
        The first row and column and the last row and column of merged cells, from 0.
    errors : list of tuple
        Row, column, text and problem of cells that show an error.
    hidden_rows, hidden_columns : list of int
        Those that nobody sees, from 0.
    special : str
        What else is on it that is no table: ``pivot table`` or ``picture``.
    lines : list of Line
        What is to be said of the file.
    """

    file: str
    name: str
    rows: list[list[str]]
    visible: bool = True
    merged: list[tuple[tuple[int, int], tuple[int, int]]] = field(default_factory=list)
    errors: list[tuple[int, int, str, str]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    special: str = ""
    lines: list[Line] = field(default_factory=list)

    @property
    def empty(self) -> bool:
        """Whether nothing stands there."""
        return not any(any(map(str.strip, row)) for row in self.rows)


def no_table(path: Path) -> str:
    """Say what a file is that cannot be looked at, and what to do.

    Examples
    --------
    >>> no_table(Path("chart.png")), no_table(Path("people.ods"))
    ('is a picture, which cannot be read: type its table into cells, and save them as .xlsx or as CSV UTF-8', \
'is no flat sheet: save it as .xlsx or as CSV UTF-8')
    """
    if path.suffix.lower() in _PICTURES:
        noun = "a PDF" if path.suffix.lower() == ".pdf" else "a picture"
        return f"is {noun}, which cannot be read: type its table into cells, and save them as .xlsx or as CSV UTF-8"
    return "is no flat sheet: save it as .xlsx or as CSV UTF-8"


def read_sheets(path: Path, encoding: str | None, is_name: Callable[[str], bool]) -> list[Sheet]:
    """Give the sheets of a file.

    Parameters
    ----------
    path : pathlib.Path
        A text file or an .xlsx file.
    encoding : str, optional
        How a text file is encoded. Default: what its bytes say.
    is_name : callable
        Whether a text is the header of a known column; tells delimiters and encodings apart.

    Returns
    -------
    list of Sheet
        In the order of the file.

    Raises
    ------
    BookError
        If it cannot be read at all.
    """
    if not path.is_file():  # a pipe, say, which would be waited for forever
        raise BookError([Fault(path.name, NO_FILE)], path.name)
    if path.suffix.lower() == ".xlsx":
        return _workbook(path)
    found = decoded(path.read_bytes(), path.name, encoding, is_name)
    lines = []
    if found.encoding:
        why = f"{found.encoding}: the file {found.why}"
        lines.append(Line(path.name, None, "", found.encoding, Outcome.READ_AS, why))
    text, delimiter = found.text, ""
    if kind := next((kind for kind, sign in _OTHERS.items() if sign.match(text)), ""):
        problem = f"is no CSV but {kind}; open it in a spreadsheet and save it as .xlsx or “CSV UTF-8”"
        raise BookError([Fault(path.name, problem)], path.name)
    if match := _SEP.match(text):
        text, delimiter = text[match.end() :], match[1]
    rows = _parsed(text, path.name, delimiter or _delimiter(text, is_name), lines, is_name)
    return [Sheet(path.name, "", rows, lines=lines)]


def _delimiter(text: str, is_name: Callable[[str], bool]) -> str:
    """Find what stands between cells: what gives most known headers, or else most rows of one width."""
    head = text[:20_000].splitlines()[:60]

    def score(sign: str) -> tuple[int, int]:
        try:
            rows = [row for row in csv.reader(head, delimiter=sign) if row]
        except csv.Error:
            return 0, 0
        known = max((sum(map(is_name, row)) for row in rows), default=0)
        widths = [len(row) for row in rows if len(row) > 1]
        return known, max((widths.count(width) * width for width in set(widths)), default=0)

    with _long_cells():
        return max(_DELIMITERS, key=score)


def _parsed(text: str, name: str, delimiter: str, lines: list[Line], is_name: Callable[[str], bool]) -> list[list[str]]:
    """Take CSV apart; a line whose quotes do not go together is taken as it stands, which is said."""
    with _long_cells():
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
        except csv.Error:
            rows = _mended(text, name, delimiter, lines)
    if len(rows) > 1 and all(len(row) < 2 for row in rows):
        rows = _in_quotes(rows, is_name) or _spaced(rows, is_name) or rows
    check_width(name, max(map(len, rows), default=0))
    return rows


def _in_quotes(rows: list[list[str]], is_name: Callable[[str], bool]) -> list[list[str]] | None:
    """Take lines apart that stand whole between quotes, as a program leaves them that saved CSV as text."""
    text = "\n".join(cell for row in rows for cell in row)
    inner = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text, is_name)))
    wide = sum(len(row) > 1 for row in inner)
    return inner if 2 * wide > len(inner) and any(is_name(cell) for row in inner[:60] for cell in row) else None


def _spaced(rows: list[list[str]], is_name: Callable[[str], bool]) -> list[list[str]] | None:
    """Take lines apart whose cells stand below one another, with spaces between them."""
    lines = [row[0].rstrip() if row else "" for row in rows]
    head = next((line for line in lines if sum(map(is_name, re.split(r"\s{2,}", line))) > 1), "")
    starts = [match.start() for match in re.finditer(r"(?:^|(?<=\s\s))\S", head)]
    if len(starts) < 2 or any(line[at - 1 : at].strip() for line in lines for at in starts[1:]):
        return None
    ends = [*starts[1:], None]
    return [
        [line[start:end].strip() for start, end in zip(starts, ends, strict=True)] if line else [] for line in lines
    ]


def _mended(text: str, name: str, delimiter: str, lines: list[Line]) -> list[list[str]]:
    """Take CSV apart line by line where that fails."""
    rows: list[list[str]] = []
    left = io.StringIO(text, newline="")
    start = 0
    while True:
        try:
            for row in csv.reader(left, delimiter=delimiter, strict=True):
                rows.append(row)
                start = left.tell()
        except csv.Error:
            left.seek(start)
            line = left.readline().rstrip("\r\n")
            rows.append([_unopened(cell) for cell in line.split(delimiter)])
            why = "quotes do not go together; the line is read as it stands"
            lines.append(Line(name, len(rows), "", cut(line), Outcome.READ_AS, why, "double quotes within quotes"))
            start = left.tell()
        else:
            return rows


def _unopened(cell: str) -> str:
    """Take away a quote that opens a cell and never closes it."""
    return cell[1:] if cell.startswith('"') and cell.count('"') == 1 else cell


# --- Workbooks ------------------------------------------------------------------------------------


@dataclass
class _Part:
    """What the file says of a sheet besides its cells."""

    visible: bool = True
    special: str = ""
    rows: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)


def _workbook(path: Path) -> list[Sheet]:
    found = open_workbook(path)
    parts = _parts(path)
    return [_sheet(path, each, parts.get(each.name, _Part())) for each in found]


def _sheet(path: Path, sheet: CalamineSheet, part: _Part) -> Sheet:
    rows = [
        [cell if type(cell) is str else _shown(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)
    ]
    errors = [(each.row, each.column, each.shown, each.problem) for each in error_cells(path, sheet.name)]
    for row, column, _, _ in errors:  # the reader stops at the last cell with a value
        rows += [[] for _ in range(row + 1 - len(rows))]
        rows[row] += [""] * (column + 1 - len(rows[row]))
    merged = list(sheet.merged_cell_ranges or [])
    return Sheet(path.name, sheet.name, rows, part.visible, merged, errors, part.rows, part.columns, part.special)


def _parts(path: Path) -> dict[str, _Part]:
    """Look into the file for what the reader of workbooks does not give; the archive has been checked."""
    found: dict[str, _Part] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            said = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 (expat limits entities)
            targets = {each.get("Id"): each.get("Target", "") for each in said}
            for each in ET.fromstring(archive.read("xl/workbook.xml")).iter():  # noqa: S314
                if each.tag.rpartition("}")[2] == "sheet":
                    relation = next((value for key, value in each.attrib.items() if _RELATION.fullmatch(key)), "")
                    part = str(PurePosixPath("/xl") / targets.get(relation, "")).lstrip("/")
                    state = each.get("state", "visible")
                    found[each.get("name", "")] = _part(archive, part, visible=state == "visible")
    except (ET.ParseError, zipfile.BadZipFile, KeyError, ValueError, OSError):
        return found  # whoever reads the cells says what is damaged
    return found


def _part(archive: zipfile.ZipFile, name: str, *, visible: bool) -> _Part:
    part = _Part(visible)
    names = set(archive.namelist())
    folder, _, file = name.rpartition("/")
    relations = f"{folder}/_rels/{file}.rels"
    said = archive.read(relations) if relations in names else b""
    part.special = "pivot table" if b"pivotTable" in said else "picture" if b"drawing" in said else ""
    if name not in names:
        return part
    with archive.open(name) as handle:
        end = b""
        while block := handle.read(1 << 20):
            seen = end + block
            cut = seen.rfind(b"<")
            whole, end = (seen[:cut], seen[cut:]) if cut > 0 else (seen, b"")
            if b"hidden" not in whole:
                continue
            for match in _HIDDEN_ROW.finditer(whole):
                if _HIDDEN.search(match[0]) and (number := re.search(rb"""\sr=["'](\d+)["']""", match[0])):
                    part.rows.append(int(number[1]) - 1)
            for match in _HIDDEN_COLUMN.finditer(whole):
                limits = (
                    re.search(rb"""\smin=["'](\d+)["']""", match[0]),
                    re.search(rb"""\smax=["'](\d+)["']""", match[0]),
                )
                if _HIDDEN.search(match[0]) and limits[0] and limits[1]:
                    part.columns += range(int(limits[0][1]) - 1, min(int(limits[1][1]), 16_384))
    return part
