"""Nothing vanishes: every row of a file is counted, and every cell of it is in the book or in the report."""

from __future__ import annotations

import pandas as pd

from stratsell.io.imports.days import iso
from stratsell.io.imports.names import key, person_key, whole_key
from stratsell.io.imports.read import number_of
from stratsell.io.imports.session import Session


def accounted(book):
    """Every row of every file became something, and every row that did not is told of, what is live first."""
    told = {(line.file, line.row, line.outcome) for line in book.import_report.lines if line.row is not None}
    unread = {line.file for line in book.import_report.lines if line.outcome == "not read" and line.row is None}
    for each in book.import_report.files:
        assert each.rows == each.imported + each.joined + each.passed_over + each.left_out
        same = [count for count in book.import_report.files if count.file == each.file]  # tasks may be actions, too
        gone = [row for row in told if row[0] == each.file and row[2] in ("joined", "passed over", "left out")]
        lost = sum(count.joined + count.passed_over + count.left_out for count in same)
        assert each.file in unread or len(gone) == lost
    live = [line.live for line in book.import_report.lines]
    assert live == sorted(live, reverse=True), "live records that were not used come first"


def vanished(paths, book):
    """The cells of files, as file, row, header and text, that neither the book nor its report has."""
    session = Session(paths)
    texts = _texts(book)
    lines = book.import_report.lines
    gone = ("joined", "passed over", "left out")
    rows = {
        (line.file, line.row) for line in lines if line.row is not None and (line.outcome in gone or not line.column)
    }
    cells = {(line.file, line.row, whole_key(line.column)) for line in lines if line.row is not None}
    columns = {
        (line.file, whole_key(line.column)) for line in lines if line.row is None and line.column and not line.value
    }
    words = {(line.file, key(line.value)) for line in lines if line.value}
    for place in session.now.work.places:
        table = place.table
        ignored = {each.at for each in place.matches if each.how == "ignored"}
        for at, (header, column) in enumerate(zip(table.header, table.columns, strict=True)):
            if at in ignored or (table.file, whole_key(header)) in columns:
                continue
            for row, cell in zip(table.numbers, column, strict=True):
                if not cell.strip() or (table.file, row) in rows or (table.file, row, whole_key(header)) in cells:
                    continue
                if (table.file, key(cell)) not in words and not _is_there(cell, texts):
                    yield table.file, row, header, cell


def _texts(book):
    """All that the book says, as it is compared."""
    found = set()
    for table in book.tables.values():
        for name in table.columns:
            for cell in table[name].dropna():
                text = str(cell.date()) if isinstance(cell, pd.Timestamp) else str(cell)
                found |= {key(text), person_key(text), whole_key(text), key(text[:15])}
                found |= {key(part) for part in text.replace(";", " ").split()}
                found |= {key(part) for part in text.split("/")}
    return found | {"true", "false", "yes", "no"}


def _is_there(cell, texts):
    ways = {
        key(cell),
        person_key(cell),
        whole_key(cell),
        key(cell.removeprefix("zcrm_")),
        iso(cell, day_first=True),
        iso(cell, day_first=False),
    }
    number = number_of(cell)
    ways |= {str(float(number)), str(int(float(number)))} if number else set()
    parts = [key(part) for part in cell.replace(";", " ").replace(",", " ").replace("|", " ").split()]
    return bool(ways & texts) or all(part in texts for part in parts)
