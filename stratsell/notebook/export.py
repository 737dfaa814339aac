"""What the explorer's export buttons give: the map as a picture, the tables as a workbook, each as the bytes of a file.

The browser saves them, so it works wherever the notebook's kernel runs, and no name from the book becomes a path.
"""

from __future__ import annotations

import datetime as dt
import io
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from stratsell.book import Book
from stratsell.charts import draw_portfolio
from stratsell.io.files.chunks import csv_text
from stratsell.map import draw_map
from stratsell.notebook import blocks
from stratsell.notebook.blocks import Cell, Sheet
from stratsell.notebook.tabs import all_tabs
from stratsell.objective_view import ObjectiveView
from stratsell.reports import brief
from stratsell.reports.deck.deck import TYPE as DECK_TYPE
from stratsell.reports.formats import Format, all_formats
from stratsell.reports.ics import calendar
from stratsell.reports.slides import portfolio_slides, slides_content
from stratsell.rules.findings import records
from stratsell.rules.red_flags import RedFlag
from stratsell.text import safe_stem
from stratsell.vocabulary import Role

if TYPE_CHECKING:
    import pandas as pd
    from xlsxwriter.format import Format as CellFormat
    from xlsxwriter.worksheet import Worksheet

TYPES = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "ics": "text/calendar",
    "csv": "text/csv",
    "pptx": DECK_TYPE,
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""The kinds of file, by ending."""

PORTFOLIO_KINDS = ("xlsx", "csv", "pptx", "png", "svg", "pdf")
"""What can be made of a portfolio."""

_MADE = dt.datetime(2000, 1, 1)
_LONGEST = 32_767
_WIDEST = 50
_FIRST_YEAR = 1900


class File(NamedTuple):
    """A file for the browser to save."""

    name: str
    type: str
    content: bytes


class Export(NamedTuple):
    """A kind of file that can be made of an objective.

    Attributes
    ----------
    kind : str
        Its name, which ends in the ending of the file.
    type : str
        The media type.
    text, note : str
        What is said on the button, and of it.
    make : callable
        Given the objective and the id of whom the map highlights, gives the content.
    """

    kind: str
    type: str
    text: str
    note: str
    make: Callable[[ObjectiveView, str], bytes]


def all_exports() -> dict[str, Export]:
    """Give what can be made of an objective, by kind: the map, the formats of a brief, the plan and the tables.

    Examples
    --------
    >>> list(all_exports())
    ['png', 'svg', 'pdf', 'html', 'brief.pdf', 'docx', 'ics', 'pptx', 'xlsx']
    """
    maps = {export.kind for export in _MAPS}
    briefs = [
        Export(
            f"brief{form.ending}" if form.ending[1:] in maps else form.ending[1:],
            form.type,
            form.text,
            form.note,
            partial(_brief_file, form),
        )
        for form in all_formats()
        if form.text
    ]
    return {export.kind: export for export in (*_MAPS, *briefs, *_OTHERS)}


def exported(review: ObjectiveView, kind: str, *, selected: str = "") -> File:
    """Make a file of what the explorer shows.

    Parameters
    ----------
    review : ObjectiveView
        The objective on a day.
    kind : str
        One of `all_exports`.
    selected : str, default ""
        Whom the map highlights; blank for nobody.

    Returns
    -------
    File

    Raises
    ------
    ValueError
        If there is no such kind.

    Examples
    --------
    >>> import stratsell as ss
    >>> from stratsell.objective_view import objective_view
    >>> book = ss.demo()
    >>> review = objective_view(book, objective_id="northwind-1", as_of="2026-11-23")
    >>> exported(review, "xlsx").name
    'northwind-1-2026-11-23.xlsx'
    """
    exports = all_exports()
    if kind not in exports:
        raise ValueError(f"kind: “{kind}” is not one of {', '.join(exports)}")
    which, _, ending = kind.rpartition(".")
    name = file_name(f"{review.objective_id} {which}", review.day, ending)
    return File(name, exports[kind].type, exports[kind].make(review, selected))


def _map(ending: str, review: ObjectiveView, selected: str) -> bytes:
    return map_file(review.book, review.objective_id, ending, as_of=review.day, selected=selected)


def _brief_file(form: Format, review: ObjectiveView, _: str) -> bytes:
    return form.content(brief(review.book, objective_id=review.objective_id, as_of=review.day))


def _calendar(review: ObjectiveView, _: str) -> bytes:
    return calendar(review.book, objective_id=review.objective_id, as_of=review.day)


def _slides(review: ObjectiveView, _: str) -> bytes:
    return slides_content(review.book, objective_id=review.objective_id, as_of=review.day)


def _tables(review: ObjectiveView, _: str) -> bytes:
    return workbook([block for tab in all_tabs() for block in tab.blocks(review) if isinstance(block, Sheet)])


_MAPS = tuple(
    Export(kind, TYPES[kind], f"Map as {kind.upper()}", note, partial(_map, f".{kind}"))
    for kind, note in (
        ("png", "The map as a picture for slides and documents"),
        ("svg", "The map as a drawing that can be enlarged and edited"),
        ("pdf", "The map for printing"),
    )
)
_OTHERS = (
    Export("ics", TYPES["ics"], "Plan as .ics", "Planned conversations and next actions for your calendar", _calendar),
    Export("pptx", TYPES["pptx"], "Slides as .pptx", "Map, coverage, red flags, plan and proposal to show", _slides),
    Export("xlsx", TYPES["xlsx"], "Tables as .xlsx", "The tables of this objective for a spreadsheet", _tables),
)


def portfolio_file(frame: pd.DataFrame, kind: str, day: dt.date, book: Book | None = None) -> File:
    """Make a file of the rows of a portfolio.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows that `stratsell.portfolio` gave, all or some, in any order.
    kind : {"xlsx", "csv", "pptx", "png", "svg", "pdf"}
        The rows with headings for people, the rows as they are, slides, or the first of them as a heatmap.
    day : datetime.date
        The day that they tell of.
    book : Book, optional
        The book that they are from; slides say what to do next.

    Returns
    -------
    File

    Raises
    ------
    ValueError
        If there is no such kind.

    Examples
    --------
    >>> import stratsell as ss
    >>> day = dt.date(2026, 11, 23)
    >>> portfolio_file(ss.portfolio(ss.demo(), as_of=day), "csv", day).name
    'portfolio-2026-11-23.csv'
    """
    match kind:
        case "xlsx":
            content = workbook([_portfolio_sheet(frame)])
        case "csv":
            content = csv_text(frame).encode()
        case "pptx" if book is not None:
            content = portfolio_slides(book, frame, day)
        case "png" | "svg" | "pdf":
            with tempfile.TemporaryDirectory() as folder:
                place = Path(folder, f"portfolio.{kind}")
                draw_portfolio(frame, as_of=day, path=place)
                content = place.read_bytes()
        case _:
            raise ValueError(f"kind: “{kind}” is not one of {', '.join(PORTFOLIO_KINDS)}")
    return File(f"portfolio-{day}.{kind}", TYPES[kind], content)


def _portfolio_sheet(frame: pd.DataFrame) -> Sheet:
    """Give the rows of a portfolio as a sheet with headings for people; a level as its number, so that it adds up."""
    counts = ["influences", "contacted", "thanked", *(flag.value for flag in RedFlag), "red_flags"]
    numbers = [*(role.value for role in Role), "score", *counts, "value", "priority"]
    words = ["account", "objective", "missing_roles", "advice", "industry", "owner", "account_id", "objective_id"]
    names = ["account", "objective", "priority", *numbers[:5], "missing_roles", *counts, "value", "due_on", *words[3:]]
    rows = []
    for row in records(frame):
        cells = {name: blocks.text(row[name] or "") for name in words}
        cells |= {name: blocks.number(row[name]) for name in numbers}
        cells["due_on"] = blocks.day(row["due_on"].date() if row["due_on"] else None)
        rows.append(blocks.Row(tuple(cells[name] for name in names)))
    kinds: dict[str, blocks.Kind] = {**dict.fromkeys(numbers, "number"), "due_on": "date"}
    headings = {name: name.replace("_", " ").removesuffix(" on").capitalize() for name in names}
    return Sheet("Portfolio", [blocks.Column(headings[name], kinds.get(name, "text")) for name in names], rows)


def file_name(objective_id: str, day: dt.date, ending: str) -> str:
    """Make a file's name of an id, which may be any text.

    Examples
    --------
    >>> file_name("../../etc/passwd", dt.date(2026, 11, 23), "png")
    'etc-passwd-2026-11-23.png'
    >>> file_name("星野", dt.date(2026, 11, 23), "png")
    'objective-2026-11-23.png'
    """
    return f"{safe_stem(objective_id, 'objective')}-{day}.{ending}"


def workbook(sheets: list[Sheet]) -> bytes:
    """Write sheets as an .xlsx file; text is text there, whatever it begins with.

    Parameters
    ----------
    sheets : list of Sheet
        Each becomes one of the workbook. A person has two columns, name and id; a day is a day, not text.

    Returns
    -------
    bytes
        The same for the same sheets.
    """
    import xlsxwriter

    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    book.set_properties({"created": _MADE})
    bold = book.add_format({"bold": True})
    days = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
    for sheet in sheets:
        leaf = book.add_worksheet(sheet.title)
        leaf.freeze_panes(1, 0)
        for column, (heading, cells) in enumerate(_columns(sheet)):
            leaf.write_string(0, column, heading, bold)
            leaf.set_column(column, column, min(_WIDEST, max(len(str(cell)) for cell in (heading, *cells)) + 2))
            for row, cell in enumerate(cells, 1):
                _write(leaf, row, column, cell, days)
    book.close()
    return content.getvalue()


Value = str | float | dt.date


def _columns(sheet: Sheet) -> list[tuple[str, list[Value]]]:
    """Give the columns of a sheet as headings and plain values."""
    columns: list[tuple[str, list[Value]]] = []
    for index, column in enumerate(sheet.columns):
        cells = [row.cells[index] for row in sheet.rows]
        if column.kind == "number":
            columns.append((column.label, ["" if cell.get("value") is None else cell["value"] for cell in cells]))
        elif column.kind == "date":
            columns.append((column.label, [_day(cell) for cell in cells]))
        else:
            columns.append((column.label, [cell["text"] for cell in cells]))
        if column.kind == "person":
            columns.append((f"{column.label} (id)", [cell.get("id", "") for cell in cells]))
    return columns


def _day(cell: Cell) -> Value:
    """Give a day; as text where a workbook cannot hold it."""
    day = dt.date.fromisoformat(cell["sort"]) if cell.get("sort") else None
    return day if day and day.year >= _FIRST_YEAR else cell["text"]


def _write(page: Worksheet, row: int, column: int, cell: Value, days: CellFormat) -> None:
    match cell:
        case dt.date():
            page.write_datetime(row, column, dt.datetime.combine(cell, dt.time()), days)
        case str():
            if cell:
                page.write_string(row, column, cell[:_LONGEST])
        case _:
            page.write_number(row, column, cell)


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
