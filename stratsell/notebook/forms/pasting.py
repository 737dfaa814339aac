"""Rows pasted from a spreadsheet: people, relationships or conversations, checked together and written in one step.

The first row names the columns, as they are called on screen or in files. Somebody of the account who is named is
changed where cells are filled; everybody else is added. If anything is wrong, it is said by the row and the column of
what was pasted, and nothing is written.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from stratsell.book import Book
from stratsell.book.draft import named_row
from stratsell.book.nearest import Nearest
from stratsell.book.tables import TABLES, Column, Kind
from stratsell.book.validation import typed_cells
from stratsell.errors import BookError, Fault
from stratsell.io.files.escape import unguarded
from stratsell.io.imports.days import iso, shows_day_first, why_no_day
from stratsell.io.imports.read import number_of
from stratsell.notebook.forms.form import LABELS, Asked, Field, Form, Group, View, row_of
from stratsell.notebook.forms.form import Row as Answers
from stratsell.text import clean
from stratsell.vocabulary import SEPARATOR
from stratsell.word import Word

FIELD = "paste.rows"
PERSON, PERSON_ID = "who", "who (id)"
ENDS = ("source_id", "target_id")
MOST_FAULTS = 20
"""How many faults are listed; who pastes a thousand rows corrects a column, not a thousand cells."""

_DERIVED = {"level", "last conversation"}
"""Columns of our own tables that the book works out: what was copied from one may hold them."""

_SYNONYMS = {
    "person": PERSON,
    "name": PERSON,
    "who": PERSON,
    "person id": PERSON_ID,
    "person (id)": PERSON_ID,
    "who (id)": PERSON_ID,
    "id": PERSON_ID,
    "influence": "degree",
    "role": "roles",
    "from": "source_id",
    "from (id)": "source_id",
    "to": "target_id",
    "to (id)": "target_id",
    "source id": "source_id",
    "target id": "target_id",
    "how": "mode",
    "date": "on",
}
_TABLES = {
    "people": ("people", "influences"),
    "relationships": ("relationships",),
    "conversations": ("touchpoints",),
}
_MUST = {"people": (PERSON,), "relationships": (*ENDS, "kind"), "conversations": (PERSON, "seller", "on")}


def _plain(text: str) -> str:
    return " ".join(text.replace("_", " ").casefold().split())


def _columns(kind: str) -> dict[str, Column]:
    """Give the columns that rows of a kind may have, by name."""
    tables = [TABLES[name] for name in _TABLES[kind]]
    return {
        column.name: column
        for table in tables
        for column in table.columns
        if column.kind is not Kind.ID and (kind, column.name) != ("people", "name")
    }


def pasted_cells(text: str) -> list[list[str]]:
    r"""Take what a spreadsheet has copied apart.

    Parameters
    ----------
    text : str
        Lines with tabs between their cells; a cell that holds a tab or a line end stands between quotes.

    Returns
    -------
    list of list of str
        The cells of each row, without spaces around them; rows at the end that are blank are left out.

    Examples
    --------
    >>> pasted_cells('Name\tTitle\r\nAnn\t"Head of\nquality"\r\n\r\n')
    [['Name', 'Title'], ['Ann', 'Head of\nquality']]
    """
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter="\t")
    cells = [[unguarded(cell.strip()).strip() for cell in row] for row in rows]
    while cells and not any(cells[-1]):
        cells.pop()
    return cells


def cell_of(row: Sequence[str], index: int) -> str:
    """Give a cell of a row, which may end before it."""
    return row[index] if index < len(row) else ""


@dataclass
class Pasted:
    """What was pasted, as far as it has been read.

    Attributes
    ----------
    kind : str
        ``people``, ``relationships`` or ``conversations``.
    heads : dict of str to str
        The heading as it stands there, by the column that it means.
    rows : dict of int to dict of str to str
        The cells of each row by column; rows are counted as in a spreadsheet, the header being 1.
    faults : list of Fault
        What is wrong.
    """

    kind: str
    heads: dict[str, str]
    rows: dict[int, dict[str, str]]
    faults: list[Fault] = field(default_factory=list)

    def refuse(self, row: int, column: str, problem: str, value: str = "", **more: str) -> None:
        """Note what is wrong with a cell."""
        place = f"Row {row}, column {clean(self.heads.get(column, column))}"
        self.faults.append(Fault(place, problem, value=value or None, **more))

    def check(self) -> None:
        """Raise all that is wrong."""
        more = len(self.faults) - MOST_FAULTS
        rest = [Fault("What was pasted", f"has {more} more faults; correct these first")] if more > 0 else []
        if self.faults:
            raise BookError([*self.faults[:MOST_FAULTS], *rest], "what was pasted")


def read_rows(text: str) -> Pasted:
    r"""Read what was pasted, cell by cell.

    Parameters
    ----------
    text : str
        Rows with tabs between their cells.

    Returns
    -------
    Pasted

    Raises
    ------
    BookError
        If the first row does not name columns of one of the kinds.

    Examples
    --------
    >>> read_rows("From\tKind\tTo\nAnn\tmanages\tBob").kind
    'relationships'
    """
    lines = pasted_cells(text)
    heads = lines[0] if lines else []
    meant = [_meant(head) for head in heads]
    names = set(meant)
    kind = "relationships" if {*ENDS} & names else "conversations" if {"seller", "on"} & names else "people"
    columns = _columns(kind)
    known = {*columns, *_MUST[kind], PERSON_ID} - ({PERSON, PERSON_ID} if kind == "relationships" else set())
    faults = list(_wrong_heads(heads, meant, known, kind, columns))
    if len(lines) < 2 and not faults:
        faults = [Fault("What was pasted", "has no row below its header; copy the rows together with their header")]
    if faults:
        raise BookError(faults, "what was pasted")
    place = {name: index for index, name in enumerate(meant) if name in known}
    rows = {
        number: {name: cell_of(line, index) for name, index in place.items()}
        for number, line in enumerate(lines[1:], 2)
        if any(line)
    }
    return Pasted(kind, {name: heads[index] for name, index in place.items()}, rows)


def _meant(head: str) -> str:
    plain = _plain(head)
    by_label = {_plain(label): name for name, label in LABELS.items()}
    return _SYNONYMS.get(plain) or by_label.get(plain) or plain.replace(" ", "_")


def _wrong_heads(
    heads: list[str], meant: list[str], known: set[str], kind: str, columns: dict[str, Column]
) -> Iterator[Fault]:
    may = ", ".join([*map(_called, _MUST[kind]), *(c.label for c in columns.values() if c.name not in _MUST[kind])])
    if not known & set(meant):
        problem = "names no column; the first row must name the columns"
        yield Fault("Row 1", problem, value=" | ".join(heads[:4]) or None, allowed=may)
        return
    for index, (head, name) in enumerate(zip(heads, meant, strict=True)):
        if name in known and name in meant[:index]:
            yield Fault("Row 1", "stands there twice; leave one of the two out", value=head)
        elif head and name not in known and _plain(head) not in _DERIVED:
            near = Nearest([column.label for column in columns.values()]).to(head)
            yield Fault("Row 1", f"is no column of {kind}; rename it or leave it out", None, "", head, may, near)
    for name in _MUST[kind]:
        if name not in meant and not (name == PERSON and PERSON_ID in meant):
            yield Fault("Row 1", f"lacks the column {_called(name)}")


def _called(name: str) -> str:
    """Give what a column is called on screen."""
    return {"source_id": "From", "target_id": "To", PERSON: "Person", "on": "Day"}.get(name, name.capitalize())


# --- Cells ----------------------------------------------------------------------------------------


def _read_cells(pasted: Pasted, today: str) -> None:
    """Bring words, days and numbers into the form in which a file has them; the book's own checks say what is wrong."""
    columns = {name: column for name, column in _columns(pasted.kind).items() if name in pasted.heads}
    for name, column in columns.items():
        cells = {number: row[name] for number, row in pasted.rows.items() if row[name]}
        read = _reader(column, list(cells.values()))
        for number, cell in cells.items():
            pasted.rows[number][name] = read(cell)
    for row in pasted.rows.values() if pasted.kind == "conversations" else ():
        row["status"] = row.get("status", "") or ("planned" if row["on"] > today else "done")
    for table in (TABLES[name] for name in _TABLES[pasted.kind]):
        names = [name for name in table.names if name in columns]
        frame = pd.DataFrame.from_dict(pasted.rows, orient="index").reindex(columns=names).astype(object)
        faults: list[Fault] = []
        typed_cells(table, frame, faults)
        for fault in faults:
            column = table[fault.column]
            why = why_no_day(str(fault.value), day_first=None) if column.kind is Kind.DATE else fault.problem
            pasted.refuse(
                int(str(fault.row)), fault.column, _with_remedy(why), str(fault.value or ""), allowed=_may(column)
            )


def _with_remedy(problem: str) -> str:
    return "may be day/month or month/day; write it as 2026-11-23" if "day_first" in problem else problem


def _may(column: Column) -> str:
    """Say what a cell may hold, in the words that are seen on screen."""
    if column.words is None:
        return column.allowed
    words = ", ".join(word.label for word in column.words)
    return f"{words}; several with semicolons between them" if column.kind is Kind.SET else words


def _reader(column: Column, cells: list[str]) -> Callable[[str], str]:
    """Give what reads the cells of a column; what cannot be read stays as it is."""
    match column.kind:
        case Kind.WORD | Kind.SET if column.words is not None:
            names = _names(column.words)
            several = column.kind is Kind.SET
            return lambda cell: _words(cell, names) if several else names.get(_plain(cell), cell)
        case Kind.DATE:
            shown = {shows_day_first(cell) for cell in cells} - {None}
            first = shown.pop() if len(shown) == 1 else None
            return lambda cell: iso(cell, day_first=first) or cell
        case Kind.NUMBER | Kind.INTEGER:
            return lambda cell: number_of(cell) or cell
        case _:
            return str


def _names(words: type[Word]) -> dict[str, str]:
    """Give the words of a vocabulary by what people call them: as in a file, as on screen, with its sign."""
    names = {_plain(text): word.value for word in words for text in (f"{word.glyph} {word.label}", word.label)}
    return {**names, **{_plain(word.value): word.value for word in words}}


def _words(cell: str, names: dict[str, str]) -> str:
    parts = [part.strip() for part in cell.replace(",", SEPARATOR).split(SEPARATOR) if part.strip()]
    return f"{SEPARATOR} ".join(names.get(_plain(part), part) for part in parts)


# --- People ---------------------------------------------------------------------------------------


class _People:
    """The people of the account, by id and by name."""

    def __init__(self, asked: Asked) -> None:
        self.by_id = {id_: person.name for id_, person in asked.view.people.items()}
        self.by_name: dict[str, list[str]] = {}
        for id_, name in self.by_id.items():
            self.by_name.setdefault(_plain(name), []).append(id_)

    def of(self, pasted: Pasted, number: int, column: str, *, may_be_new: bool = False) -> str:
        """Give the id of whom a cell names; blank where there is nobody yet, or where it is wrong, which is noted."""
        row = pasted.rows[number]
        id_, name = (row.get(PERSON_ID, ""), row.get(PERSON, "")) if column == PERSON else ("", row[column])
        if id_:
            if id_ not in self.by_id:
                problem = "is no id of this account; leave it blank to add somebody"
                pasted.refuse(number, PERSON_ID, problem, id_, meant=Nearest(self.by_id).to(id_))
            return id_
        if name in self.by_id:
            return name
        ids = self.by_name.get(_plain(name), [])
        if not name:
            pasted.refuse(number, column, "is blank; write a name")
        elif len(ids) > 1:
            pasted.refuse(number, column, f"may be {' or '.join(ids)}; give the id instead of the name", name)
        elif not ids and not may_be_new:
            near = Nearest(self.by_id.values()).to(name)
            pasted.refuse(number, column, "is nobody of this account; add them first", name, meant=near)
        return ids[0] if len(ids) == 1 else ""


# --- What is written ------------------------------------------------------------------------------


def write_rows(asked: Asked, text: str) -> str:
    """Write pasted rows into the book, as one step of undo.

    Parameters
    ----------
    asked : Asked
        About nothing; what is in view is the account and the objective that the rows are for.
    text : str
        Rows with tabs between their cells.

    Returns
    -------
    str
        What was done, in one line.

    Raises
    ------
    BookError
        With all that is wrong, by row and column; the book is then as it was.
    """
    pasted = read_rows(text)
    _read_cells(pasted, asked.today)
    write = {"people": _write_people, "relationships": _write_relationships, "conversations": _write_touchpoints}
    keys: dict[tuple[str, str], int] = {}
    counts = {"added": 0, "changed": 0}
    try:
        with asked.book.step(f"Paste {len(pasted.rows)} row{'s' * (len(pasted.rows) != 1)}: {pasted.kind}"):
            write[pasted.kind](asked, pasted, keys, counts)
            pasted.check()
    except BookError as error:
        raise BookError([_placed(fault, keys) for fault in error.faults], "what was pasted") from None
    done = " and ".join(f"{count} {verb}" for verb, count in counts.items() if count) or "nothing changed"
    return f"Pasted {pasted.kind}: {done}."


def _placed(fault: Fault, keys: dict[tuple[str, str], int]) -> Fault:
    """Name the row of what was pasted, not that of the book."""
    number = keys.get((fault.table, str(fault.row)))
    if number is None:
        return fault
    column = f", column {TABLES[fault.table][fault.column].label}" if fault.column in TABLES[fault.table].names else ""
    place = f"Row {number}{column}"
    return replace(fault, table=place, row=None, column="")


def _filled(row: dict[str, str], table: str) -> dict[str, str]:
    names = {column.name for column in TABLES[table].columns if column.kind is not Kind.ID}
    return {name: cell for name, cell in row.items() if cell and name in names}


def _write_people(asked: Asked, pasted: Pasted, keys: dict[tuple[str, str], int], counts: dict[str, int]) -> None:
    book, view, people = asked.book, asked.view, _People(asked)
    seen: dict[str, int] = {}
    for number, row in pasted.rows.items():
        person_id = people.of(pasted, number, PERSON, may_be_new=True)
        called = person_id or _plain(row.get(PERSON, ""))
        if called in seen:
            pasted.refuse(number, PERSON, f"stands in row {seen[called]} already", row.get(PERSON, "") or person_id)
        seen[called] = number
        if pasted.faults:
            continue
        about = _filled(row, "people")
        if not person_id:
            person_id = book.fresh_id("people", hint=row[PERSON])
            book.insert("people", person_id=person_id, account_id=view.account["account_id"], name=row[PERSON], **about)
            changed, new = True, True
        else:
            changed, new = _update(book, "people", (person_id,), about), False
        keys["people", person_id] = number
        part, key = _filled(row, "influences"), (view.objective_id, person_id)
        keys["influences", named_row(key)] = number
        if part and (new or not row_of(book, "influences", *key)):
            book.insert("influences", objective_id=key[0], person_id=key[1], **part)
            changed = True
        elif part:
            changed |= _update(book, "influences", key, part)
        counts["added"] += new
        counts["changed"] += changed and not new


def _update(book: Book, table: str, key: tuple[str, ...], cells: dict[str, str]) -> bool:
    """Change what differs in a row; say whether anything does."""
    row = row_of(book, table, *key)
    differing = {name: cell for name, cell in cells.items() if row.get(name, "") != cell}
    if differing:
        book.update(table, key if len(key) > 1 else key[0], **differing)
    return bool(differing)


def _write_relationships(
    asked: Asked, pasted: Pasted, keys: dict[tuple[str, str], int], counts: dict[str, int]
) -> None:
    book, people = asked.book, _People(asked)
    for number, row in pasted.rows.items():
        ends = tuple(people.of(pasted, number, column) for column in ENDS)
        if ends[0] and ends[0] == ends[1]:
            pasted.refuse(number, "target_id", "is the same person; name somebody else", row["target_id"])
        key = (*ends, row["kind"])
        if (before := keys.setdefault(("relationships", named_row(key)), number)) != number:
            pasted.refuse(number, "kind", f"stands in row {before} already", row["kind"])
        if pasted.faults:
            continue
        about = {name: cell for name, cell in _filled(row, "relationships").items() if name != "kind"}
        if row_of(book, "relationships", *key):
            counts["changed"] += _update(book, "relationships", key, about)
        else:
            book.insert("relationships", source_id=key[0], target_id=key[1], kind=key[2], **about)
            counts["added"] += 1


def _write_touchpoints(asked: Asked, pasted: Pasted, keys: dict[tuple[str, str], int], counts: dict[str, int]) -> None:
    book, view, people = asked.book, asked.view, _People(asked)
    for number, row in pasted.rows.items():
        person_id = people.of(pasted, number, PERSON)
        if pasted.faults:
            continue
        made = book.fresh_id("touchpoints", hint=f"{person_id} {row['on']}")
        keys["touchpoints", made] = number
        book.insert(
            "touchpoints",
            touchpoint_id=made,
            person_id=person_id,
            objective_id=view.objective_id,
            **_filled(row, "touchpoints"),
        )
        counts["added"] += 1


def paste_form(asked: Asked) -> Form:
    """Paste rows from a spreadsheet.

    Parameters
    ----------
    asked : Asked
        About the ``rows``, or about nothing.

    Returns
    -------
    Form
    """
    example = "Person, Title, Roles …; From, Kind, To …; or Person, Seller, Day …"
    hint = f"The first row names the columns, for people, relationships or conversations: {example}"
    rows = Field(FIELD, "Rows", "long", asked.about.get("rows", ""), hint, required=True)

    def save(answers: Answers) -> View:
        return {"notice": write_rows(asked, answers[FIELD])}

    note = (
        "Copy rows with their header in a spreadsheet, and paste them here. Whoever is in the account already is "
        "changed where cells are filled; all others are added."
    )
    return Form("Paste rows", (Group((rows,)),), save, "Paste", note)


FORMS = {"paste": paste_form}
