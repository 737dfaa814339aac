"""Where in a file the table is: which sheet, which row is the header, which rows are records.

Above the header stand titles and filters, below the last record totals, legends and footers, and in between blank rows.
All of them are passed over, and said.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from stratsell.book.import_report import Line, Outcome, cut
from stratsell.errors import BookError, Fault
from stratsell.io.files.escape import unguarded
from stratsell.io.files.grid import letters
from stratsell.io.imports.names import tidy
from stratsell.io.imports.no_records import ERRORS, FOOTER, LEGEND, PIVOT, SUBTOTAL, TOTAL
from stratsell.io.imports.raw import Sheet

SEARCHED = 200
"""In how many rows from the top the header is looked for."""

_UNSAVEABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_RULE = re.compile(r"\s*[-=_:~*]{3,}\s*")
_CONTROLS = "control characters, which neither Excel nor XML can hold, were taken out"


@dataclass
class Located:
    """A table that has been found in a file.

    Attributes
    ----------
    file, sheet : str
        Where it stands.
    header_row : int
        The number of the header's row as a spreadsheet shows it; the last of several.
    header : list of str
        The headers as they stand there; blank where a column has cells but no header.
    columns : list of list of str
        The cells below each of them.
    numbers : list of int
        The number of each row.
    places : list of int
        The place of each column in the sheet, from 0.
    lines : list of Line
        What is to be said of it.
    passed_over, left_out : int
        How many rows are no records, and how many could not be used.
    sheets : dict of str to int
        All visible sheets, with how many known headers each has.
    is_pivot : bool
        Whether it looks like a pivot table.
    has_picture : bool
        Whether a picture stands in the sheet, too.
    above : list of list of str
        The rows above the header.
    """

    file: str
    sheet: str
    header_row: int
    header: list[str]
    columns: list[list[str]]
    numbers: list[int]
    places: list[int] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    passed_over: int = 0
    left_out: int = 0
    sheets: dict[str, int] = field(default_factory=dict)
    is_pivot: bool = False
    has_picture: bool = False
    above: list[list[str]] = field(default_factory=list)

    def rows(self) -> int:
        """Count all rows that are not blank, but for the header's."""
        return len(self.numbers) + self.passed_over + self.left_out


@dataclass(frozen=True)
class _Header:
    """A possible header: its rows from 0, its texts, and how many of them are known."""

    first: int
    last: int
    texts: tuple[str, ...]
    known: int


def locate(
    sheets: list[Sheet],
    slot_of: Callable[[str], str],
    *,
    sheet: str | None = None,
    header: int | None = None,
    guarded: bool = False,
) -> Located | None:
    """Find the table of a file.

    Parameters
    ----------
    sheets : list of Sheet
        The sheets of the file.
    slot_of : callable
        What a header means; blank if it is unknown.
    sheet : str, optional
        The sheet to take. Default: the visible one whose header is known best.
    header : int, optional
        The number of the header's row. Default: the row of which most cells are known.
    guarded : bool, optional
        Whether text that looks like a formula may have an apostrophe before it.

    Returns
    -------
    Located or None
        None if nothing stands in the file.

    Raises
    ------
    BookError
        If there is no such sheet or row, or nothing that is a table.
    """
    name = sheets[0].file if sheets else ""
    slot_of = functools.cache(slot_of)
    if sheet is not None:
        chosen = [each for each in sheets if each.name == sheet or tidy(each.name).casefold() == sheet.casefold()]
        if not chosen:
            known = ", ".join(f"“{each.name}”" for each in sheets)
            raise BookError([Fault(name, f"has no sheet “{sheet}”", allowed=known)], name)
    else:
        chosen = [each for each in sheets if each.visible] or sheets
    found = [(each, _header(each, slot_of, header)) for each in chosen if not each.empty]
    tables = [(each, head) for each, head in found if head is not None]
    if not tables:
        return None
    plain = [pair for pair in tables if pair[0].special != "pivot table"] or tables
    best, head = max(plain, key=lambda pair: pair[1].known)
    located = _located(best, head, slot_of, guarded=guarded and not best.name)  # cells of a workbook are no formulas
    above = (cell for row in best.rows[: head.last + 3] for cell in row)
    located.has_picture = best.special == "picture"
    located.is_pivot = best.special == "pivot table" or any(tidy(cell).casefold() in PIVOT for cell in above)
    located.sheets = {each.name: each_head.known for each, each_head in tables}
    located.lines = [*sheets[0].lines, *_of_sheets(best, sheets, located.sheets), *located.lines]
    return located


def _of_sheets(best: Sheet, sheets: list[Sheet], known: dict[str, int]) -> list[Line]:
    """Say which sheet is read and which are not."""
    lines = []
    if len(sheets) > 1:
        why = f"the sheet “{best.name}” is read, whose header is known best"
        lines.append(Line(best.file, None, "", best.name, Outcome.READ_AS, why))
    for each in sheets:
        if each is best or each.empty:
            continue
        if not each.visible:
            why, outcome = f"the sheet “{each.name}” is hidden", Outcome.PASSED_OVER
        elif each.special:
            why, outcome = f"the sheet “{each.name}” is a {each.special}", Outcome.PASSED_OVER
        elif known.get(each.name, 0) >= 2:
            why = f"the sheet “{each.name}” looks like a table, too, but one sheet is read at a time"
            remedy = f"read it with sheet=“{each.name}”, too, and merge the two"
            lines.append(Line(best.file, None, "", each.name, Outcome.NOT_READ, why, remedy, live=True))
            continue
        else:
            why, outcome = f"the sheet “{each.name}” has no header that is known", Outcome.PASSED_OVER
        lines.append(Line(best.file, None, "", each.name, outcome, why))
    return lines


# --- The header -----------------------------------------------------------------------------------


def _header(sheet: Sheet, slot_of: Callable[[str], str], wanted: int | None) -> _Header | None:
    """Find the header of a sheet: the row, or the two rows, of which most cells are known."""
    rows = sheet.rows[:SEARCHED]
    if wanted is not None:
        if not 1 <= wanted <= len(sheet.rows):
            raise BookError([Fault(sheet.file, f"has no row {wanted} that could be the header")], sheet.file)
        return _Header(wanted - 1, wanted - 1, tuple(sheet.rows[wanted - 1]), 99)
    best: _Header | None = None
    for at, row in enumerate(rows):
        if not any(map(str.strip, row)):
            continue
        candidates = [_Header(at, at, tuple(row), _known(row, slot_of))]
        if at + 1 < len(rows):
            candidates += [
                _Header(at, at + 1, tuple(texts), known)
                for texts in _two_rows(sheet, at)
                if (known := _known(texts, slot_of)) > max(_known(rows[at + 1], slot_of), candidates[0].known)
            ]
        for each in candidates:
            if best is None or each.known > best.known:
                best = each
    if best is not None and best.known == 0:
        first = next((at for at, row in enumerate(rows) if sum(map(bool, map(str.strip, row))) > 1), best.first)
        best = _Header(first, first, tuple(rows[first]), 0)
    return best


def _known(texts: list[str] | tuple[str, ...], slot_of: Callable[[str], str]) -> int:
    return len({slot for text in texts if text.strip() and (slot := slot_of(text))})


def _two_rows(sheet: Sheet, at: int) -> list[list[str]]:
    """Give what two rows may say together: the lower one, or that above where it is blank; or both in one."""
    width = max(len(sheet.rows[at]), len(sheet.rows[at + 1]))
    upper = [*sheet.rows[at], *[""] * (width - len(sheet.rows[at]))]
    lower = [*sheet.rows[at + 1], *[""] * (width - len(sheet.rows[at + 1]))]
    for (top, left), (bottom, right) in sheet.merged:
        if top <= at <= bottom and left < width:
            upper[left : right + 1] = [upper[left]] * len(upper[left : right + 1])
    spread, last = list(upper), ""
    for place, text in enumerate(spread):
        last = text if text.strip() else last
        spread[place] = last if lower[place].strip() else text
    filled = [low if low.strip() else up for up, low in zip(upper, lower, strict=True)]
    both = [low if low.strip() == up.strip() else f"{up} {low}".strip() for up, low in zip(spread, lower, strict=True)]
    return [filled, both]


# --- The rows below it ----------------------------------------------------------------------------


def _located(sheet: Sheet, head: _Header, slot_of: Callable[[str], str], *, guarded: bool) -> Located:
    table = Located(sheet.file, sheet.name, head.last + 1, [], [], [])
    _fill_merged(sheet, head.last)
    headings = _headings(sheet, head)
    for at, row in enumerate(sheet.rows[: head.first]):
        if any(map(str.strip, row)) and at not in headings:
            table.above.append(row)
            table.passed_over += 1
            why = "stands above the table"
            table.lines.append(Line(sheet.file, at + 1, "", _joined(row), Outcome.PASSED_OVER, why))
    body = _records(sheet, head, table, slot_of)
    if headings:
        name = next(
            (at for at, text in enumerate(head.texts) if slot_of(text) in ("name", "first_name", "last_name")), 0
        )
        body = [(at, [""] * name + [_first(row)] if at in headings else row) for at, row in body]
        first = min(headings)
        body.insert(0, (first, [""] * name + [_first(sheet.rows[first])]))
    width = len(head.texts)
    longest = max((len(row) for _, row in body), default=0)
    if longest > width:
        width = _misfits(sheet, body, width, table)
    texts = [*head.texts, *[""] * (width - len(head.texts))]
    rows = [row if len(row) == width else (row + [""] * (width - len(row)))[:width] for _, row in body]
    cells = [_shared(column) for column in zip(*rows, strict=True)] or [[] for _ in range(width)]
    table.numbers = [at + 1 for at, _ in body]
    width = _beside(table, texts, cells, slot_of)
    texts, cells = texts[:width], cells[:width]
    _blank_errors(sheet, table, texts, cells)
    for place, (text, column) in enumerate(zip(texts, cells, strict=True)):
        whole = "".join(column)
        if "#" in whole:
            _blank_shown_errors(table, text, column)
        if text.strip() or any(map(str.strip, column)):
            shown = unguarded(text) if guarded else text
            table.header.append(_UNSAVEABLE.sub("", shown).strip())
            table.columns.append(list(map(unguarded, column)) if guarded and "'" in whole else column)
            table.places.append(place)
            if not whole.isprintable() and _UNSAVEABLE.search(whole):
                _take_controls_out(table, text)
    _say_hidden(sheet, table)
    return table


def _shared(cells: Sequence[str]) -> list[str]:
    """Give cells of which equal ones are one text in memory: all that looks at them later is quicker for it."""
    texts: dict[str, str] = {}
    return [texts.setdefault(cell, cell) for cell in cells]


def _headings(sheet: Sheet, head: _Header) -> set[int]:
    """Give the rows of one cell above a header that is repeated, each the heading of a part of the table."""
    texts = _texts(head.texts)
    if head.first != head.last or len(texts) < 2:
        return set()
    name = next(text for text in head.texts if text.strip())
    place = head.texts.index(name)
    rows = enumerate(sheet.rows)
    headers = [at for at, row in rows if len(row) > place and row[place] == name and _texts(row) == texts]
    above = [next((up for up in range(at - 1, -1, -1) if _filled(sheet.rows[up])), -1) for at in headers]
    alone = all(up >= 0 and _filled(sheet.rows[up]) == 1 for up in above)
    return set(above) if alone and len(headers) > 1 else set()


def _texts(row: Sequence[str]) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in row if cell and cell.strip())


def _beside(table: Located, texts: list[str], cells: list[list[str]], slot_of: Callable[[str], str]) -> int:
    """Say where a second table begins, beside the first, and what of it is not read."""
    gaps = [
        at
        for at, (text, column) in enumerate(zip(texts, cells, strict=True))
        if 0 < at < len(texts) - 2 and not text.strip() and not any(map(str.strip, column))
    ]
    plain = [tidy(text).casefold() for text in texts]
    if plain[0] and (again := [at for at in range(2, len(plain) - 1) if plain[at : at + 2] == plain[:2] and plain[1]]):
        gaps = [*gaps, again[0]]
    for gap in gaps:
        left, right = ({slot_of(text) for text in part if text.strip()} - {""} for part in (texts[:gap], texts[gap:]))
        if len(left & right) < 2:
            continue
        why = "stands in a second table beside the first; one table a sheet is read"
        remedy = "put its rows below those of the first"
        for number, row in zip(table.numbers, zip(*cells[gap:], strict=True), strict=True):
            if any(map(str.strip, row)):
                said = _joined(list(row))
                table.lines.append(Line(table.file, number, "", said, Outcome.LEFT_BLANK, why, remedy, live=True))
        return gap
    return len(texts)


def _fill_merged(sheet: Sheet, last: int) -> None:
    """Let merged cells below the header hold for all rows that they span."""
    for (top, left), (bottom, _) in sheet.merged:
        if top > last and bottom > top and top < len(sheet.rows) and left < len(sheet.rows[top]):
            for row in sheet.rows[top + 1 : bottom + 1]:
                row.extend([""] * (left + 1 - len(row)))
                row[left] = sheet.rows[top][left]


def _records(sheet: Sheet, head: _Header, table: Located, slot_of: Callable[[str], str]) -> list[tuple[int, list[str]]]:
    """Tell the records below the header from what else stands there."""
    blocks = _blocks(sheet, head.last + 1)
    repeated = tuple(text.strip() for text in head.texts if text.strip())
    usual = Counter(_filled(row) for block in blocks for _, row in block[:1000])
    common = usual.most_common(1)[0][0] if usual else 0
    kept: list[tuple[int, list[str]]] = []
    second = False
    for number, block in enumerate(blocks):
        if number and block and _is_header(block[0][1], repeated, slot_of):
            second = True
            title = "stands in a second table below the first, under other headers; one table a sheet is read"
        elif number and second and block and tuple(cell.strip() for cell in block[0][1] if cell.strip()) == repeated:
            second = False
        if second:
            for at, row in block:
                table.left_out += 1
                remedy = "put the second table on a sheet of its own"
                table.lines.append(Line(sheet.file, at + 1, "", _joined(row), Outcome.LEFT_OUT, title, remedy))
            continue
        aside = bool(number) and _is_aside(block, len(repeated), common)
        for at, row in block:
            why = "stands below the table" if aside else _no_record(row, repeated, len(repeated))
            if why:
                table.passed_over += 1
                table.lines.append(Line(sheet.file, at + 1, "", _joined(row), Outcome.PASSED_OVER, why))
            else:
                kept.append((at, row))
    return _without_footer(sheet, table, kept, len(repeated))


def _blocks(sheet: Sheet, start: int) -> list[list[tuple[int, list[str]]]]:
    """Give the rows from one on, each with its number from 0, parted where rows are blank."""
    blocks: list[list[tuple[int, list[str]]]] = [[]]
    for at, row in enumerate(sheet.rows[start:], start):
        if (row and (row[0] and not row[0].isspace())) or any(map(str.strip, row)):
            blocks[-1].append((at, row))
        elif blocks[-1]:
            blocks.append([])
    return blocks


def _no_record(row: list[str], repeated: tuple[str, ...], width: int) -> str:
    """Say why a row is no record, if it is none."""
    first = row[0] if row[0] and not row[0].isspace() else _first(row)
    kind = _begins(first, repeated[0]) if width > 1 else ""
    match kind:
        case "header" if _texts(row) == repeated:
            return "repeats the header"
        case "line" if all(_RULE.fullmatch(cell) for cell in row if cell.strip()):
            return "is a line, no record"
        case "total" | "subtotal" if (kind == "total" or _filled(row) > 1) and _filled_text(row) <= 1:
            return "is a total, no record"
    return ""


@functools.lru_cache(maxsize=1 << 14)
def _begins(text: str, header: str) -> str:
    """What a row that begins so may be if it is no record; blank for nothing else."""
    if text.strip() == header:
        return "header"
    if _RULE.fullmatch(text):
        return "line"
    return "total" if TOTAL.match(text) else "subtotal" if SUBTOTAL.fullmatch(text) else ""


def _filled_text(row: list[str]) -> int:
    """How many cells hold something that is no number."""
    return sum(not re.fullmatch(r"[\s\d.,%€$£¥+-]*", cell) for cell in row)


def _is_header(row: list[str], repeated: tuple[str, ...], slot_of: Callable[[str], str]) -> bool:
    """Whether a row below a blank one is the header of another table."""
    filled = tuple(cell.strip() for cell in row if cell.strip())
    return filled != repeated and len(filled) > 1 and _known(filled, slot_of) >= max(2, (len(filled) + 1) // 2)


def _is_aside(block: list[tuple[int, list[str]]], width: int, common: int) -> bool:
    """Whether rows behind a blank row are no records, such as a legend or the small print."""
    if width < 2 or not block:
        return False
    first = block[0][1]
    if _filled(first) == 1 and LEGEND.match(_first(first)):
        return True
    most = max(_filled(row) for _, row in block)
    return most <= 1 or (most <= 2 and common >= 5)


def _without_footer(
    sheet: Sheet, table: Located, rows: list[tuple[int, list[str]]], width: int
) -> list[tuple[int, list[str]]]:
    """Take the lines below the last record away: one cell each, one of which at least says what they are."""
    end = len(rows)
    while end and width > 1 and _filled(rows[end - 1][1]) <= 1:
        end -= 1
    if not any(FOOTER.match(_first(row)) for _, row in rows[end:]):
        return rows
    while end < len(rows) and len(rows[end][1]) >= width > 1 and not FOOTER.match(_first(rows[end][1])):
        end += 1  # a record of which only one cell is filled
    for at, row in rows[end:]:
        table.passed_over += 1
        why = "is a footer of the report, no record"
        table.lines.append(Line(sheet.file, at + 1, "", _joined(row), Outcome.PASSED_OVER, why))
    return rows[:end]


def _misfits(sheet: Sheet, body: list[tuple[int, list[str]]], width: int, table: Located) -> int:
    """Leave out rows that go beyond the header, unless many do: then there is a column without a header."""
    beyond = [at for at, (_, row) in enumerate(body) if len(row) > width and any(map(str.strip, row[width:]))]
    if not beyond:
        return width
    longest = max(len(body[at][1]) for at in beyond)
    if sheet.name or 2 * len(beyond) > len(body):
        return longest
    for at in reversed(beyond):
        number, row = body.pop(at)
        table.left_out += 1
        why = f"has {len(row)} cells, but the header has {width}"
        remedy = "put text that holds the delimiter between quotes"
        table.lines.append(Line(sheet.file, number + 1, "", _joined(row), Outcome.LEFT_OUT, why, remedy, live=True))
    return width


def _blank_errors(sheet: Sheet, table: Located, texts: list[str], cells: list[list[str]]) -> None:
    """Blank the cells that show an error, and say so."""
    places = {number - 1: at for at, number in enumerate(table.numbers)}
    for row, column, shown, problem in sheet.errors:
        if row in places and column < len(cells):
            cells[column][places[row]] = ""
            table.lines.append(Line(sheet.file, row + 1, texts[column], shown, Outcome.LEFT_BLANK, problem))


def _blank_shown_errors(table: Located, header: str, column: list[str]) -> None:
    """Blank the cells of a column that hold an error as text, and say so."""
    for place, (row, cell) in enumerate(zip(table.numbers, column, strict=True)):
        if cell[:1] == "#" and cell.strip().upper() in ERRORS:
            column[place] = ""
            why = "is an error, not a value"
            table.lines.append(Line(table.file, row, header, cell, Outcome.LEFT_BLANK, why))


def _take_controls_out(table: Located, header: str) -> None:
    """Take out of the cells of the last column what no book can hold, and say so."""
    column = table.columns[-1]
    for place, (row, cell) in enumerate(zip(table.numbers, column, strict=True)):
        if (clean := _UNSAVEABLE.sub("", cell)) != cell:
            column[place] = clean
            table.lines.append(Line(table.file, row, header, cut(clean), Outcome.READ_AS, _CONTROLS))


def _say_hidden(sheet: Sheet, table: Located) -> None:
    there = set(table.numbers)
    rows = [at + 1 for at in sheet.hidden_rows if at + 1 in there]
    names = [table.header[table.places.index(at)] or letters(at) for at in sheet.hidden_columns if at in table.places]
    for shown, noun in ((rows, "row"), (names, "column")):
        if shown:
            some = ", ".join(map(str, shown[:10])) + (" …" if len(shown) > 10 else "")
            many = len(shown) > 1
            why = f"{noun}{'s' * many} {some} {'are' if many else 'is'} hidden in Excel, and read like the others"
            table.lines.append(Line(sheet.file, None, "", some, Outcome.READ_AS, why))


def _filled(row: list[str]) -> int:
    return sum(bool(cell and cell.strip()) for cell in row)


def _first(row: list[str]) -> str:
    return next((cell for cell in row if cell.strip()), "")


def _joined(row: list[str]) -> str:
    return cut(" | ".join(cell.strip() for cell in row if cell.strip()))
