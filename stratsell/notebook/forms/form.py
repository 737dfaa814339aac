"""A form as plain data: fields that follow from the columns of a table, and what is done once they are filled in.

A field is text all the way: what a page gives is checked by the book, by the rules that hold for files, and what the
book finds wrong is said at the field that it concerns. A new column of a table, or a word of the vocabulary, is in the
forms without a line of code here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as attribute
from typing import Any, Literal, NamedTuple

from stratsell.book import Book
from stratsell.book.tables import TABLES, Column, Kind
from stratsell.choosing import QUESTIONS, suggested
from stratsell.errors import BookError, Fault
from stratsell.io.imports.read import number_of
from stratsell.objective_view import ObjectiveView
from stratsell.text import clean, texts
from stratsell.vocabulary import Mode
from stratsell.word import Word

Input = Literal["line", "long", "word", "set", "date", "number", "shown"]
"""How a field is filled in; what is shown cannot be changed."""

Row = dict[str, str]
"""A row of a table, or what is to become one: text by column."""

View = dict[str, str]
"""What the explorer is to show once a form is saved: ``selected``, ``account_id``, ``objective_id``, or nothing new."""

Json = dict[str, Any]

REMEMBERED = ("seller", "kind")
"""The columns of which a new row begins with what was filled in last."""

LABELS = {"on": "Day", "source": "Where it comes from", "with_whom": "Somebody of theirs"}
"""What a field is called where the column's own name would not say it."""


class Option(NamedTuple):
    """Something to choose: what is written into the cell, what people read, and what it means."""

    value: str
    label: str
    note: str = ""


@dataclass(frozen=True)
class Field:
    """One field of a form.

    Attributes
    ----------
    name : str
        ``table.column``, so that a fault of the book finds its field; or any name for what is no cell.
    label : str
        What it is called.
    input : str
        How it is filled in.
    value : str
        What stands in it at first; a set as in a cell, with semicolons.
    note : str
        What it means, in one line.
    required : bool
        Whether it must be filled.
    options : tuple of Option
        For a word or a set: what there is to choose from.
    suggestions : tuple of str
        For a line: what is probably meant.
    words : type of Word or None
        The enum of its options, which may have questions that help to choose.
    """

    name: str
    label: str
    input: Input = "line"
    value: str = ""
    note: str = ""
    required: bool = False
    options: tuple[Option, ...] = ()
    suggestions: tuple[str, ...] = ()
    words: type[Word] | None = None

    @property
    def column(self) -> str:
        """The column that the field fills."""
        return self.name.partition(".")[2]

    def to_dict(self) -> Json:
        """Give the field as plain data for the page."""
        return {
            "name": self.name,
            "label": self.label,
            "input": self.input,
            "value": self.value,
            "note": self.note,
            "required": self.required,
            "options": [option._asdict() for option in self.options],
            "suggestions": list(self.suggestions),
            "questions": [question.text for question in QUESTIONS.get(self.words, ())] if self.words else [],
        }


@dataclass(frozen=True)
class Group:
    """Fields that belong together.

    Attributes
    ----------
    fields : tuple of Field
        From top to bottom.
    title : str
        What stands above them; blank for nothing.
    when : tuple of str
        The name of a field and the value that it must have for the group to be there; empty for always.
    """

    fields: tuple[Field, ...]
    title: str = ""
    when: tuple[str, str] | tuple[()] = ()


@dataclass(frozen=True)
class Form:
    """What is asked, and what is done with the answers.

    Attributes
    ----------
    title : str
        What the form is for.
    groups : tuple of Group
        Its fields.
    save : callable
        Given the answers, text by the name of each field, edits the book; gives what is to be shown then. May raise
        whatever editing raises; then nothing has changed.
    verb : str
        What the button says that saves.
    note : str
        What is said below the title.
    remove : callable or None
        What a second button does, which takes away what the form is about.
    removal : str
        What that button says.
    """

    title: str
    groups: tuple[Group, ...]
    save: Callable[[Row], View]
    verb: str = "Save"
    note: str = ""
    remove: Callable[[], View] | None = None
    removal: str = "Remove"

    @property
    def fields(self) -> dict[str, Field]:
        """All fields by name."""
        return {field.name: field for group in self.groups for field in group.fields}

    def to_dict(self) -> Json:
        """Give the form as plain data for the page."""
        return {
            "title": self.title,
            "note": self.note,
            "verb": self.verb,
            "removal": self.removal if self.remove else "",
            "groups": [
                {"title": group.title, "when": list(group.when), "fields": [field.to_dict() for field in group.fields]}
                for group in self.groups
            ],
        }


@dataclass(frozen=True)
class Asked:
    """What a form is asked for.

    Attributes
    ----------
    book : Book
        The book to edit.
    review : ObjectiveView or None
        The objective in view; None where the book has no account yet.
    today : str
        The day to look from, as ISO text.
    about : mapping of str to str
        What it is about: ``person_id``, ``role``, …
    person_ids : tuple of str
        Several people whom it is about.
    latest : mapping of str to str
        What was filled in last, by column: of `REMEMBERED`.
    """

    book: Book
    review: ObjectiveView | None
    today: str
    about: Mapping[str, str]
    person_ids: tuple[str, ...] = ()
    latest: Mapping[str, str] = attribute(default_factory=dict)

    @property
    def view(self) -> ObjectiveView:
        """The objective in view; LookupError where there is none."""
        if self.review is None:
            raise LookupError("there is no account yet")
        return self.review


def fields(book: Book, table: str, row: Row | None = None, *, skip: Iterable[str] = ()) -> tuple[Field, ...]:
    """Give a field for each column of a table, its keys and references apart.

    Parameters
    ----------
    book : Book
        The book, whose table may have columns of its own: they are text.
    table : str
        The table.
    row : dict of str to str, optional
        What stands in the fields at first. Default: nothing.
    skip : iterable of str, optional
        Columns that are left out.

    Returns
    -------
    tuple of Field
        In the order of the table; columns of its own come last.

    Examples
    --------
    >>> import stratsell as ss
    >>> [field.label for field in fields(ss.demo(), "people")]
    ['Name', 'Title', 'Email', 'In role since', 'Leaves on']
    """
    known = TABLES[table]
    columns = [column for column in known.columns if column.kind is not Kind.ID and column.name not in skip]
    others = {*known.names, *(column.name for column in known.extras)}  # the map, not a form, says where a card stands
    own = [Column(str(name), Kind.TEXT, "") for name in book.tables[table].columns if name not in others]
    values = row or {}
    return tuple(field(table, column, values.get(column.name, "")) for column in (*columns, *own))


def field(table: str, column: Column, value: str = "", **more: Any) -> Field:
    """Give the field for a column.

    Parameters
    ----------
    table : str
        The table.
    column : Column
        The column.
    value : str, default ""
        What stands in it at first.
    **more
        What else the field is to be.

    Returns
    -------
    Field

    Examples
    --------
    >>> field("influences", TABLES["influences"]["support"]).note
    'How strongly they are for us or, below 0, against us: a number from -5 to 5.'
    """
    label = LABELS.get(column.name, column.label if column.name in _known(table) else column.name)
    note = column.doc[:1].upper() + column.doc[1:]
    if column.kind in {Kind.NUMBER, Kind.INTEGER}:
        note += f": {replace(column, required=True).allowed}"
    made = Field(
        f"{table}.{column.name}",
        label,
        _INPUTS.get(column.kind, "long" if column.long else "line"),
        value,
        f"{note}." if note else "",
        column.required,
        _options(column),
        words=column.words,
    )
    return replace(made, **more)


_INPUTS: dict[Kind, Input] = {
    Kind.WORD: "word",
    Kind.SET: "set",
    Kind.DATE: "date",
    Kind.NUMBER: "number",
    Kind.INTEGER: "number",
    Kind.BOOLEAN: "word",
}


def _known(table: str) -> list[str]:
    return TABLES[table].names if table in TABLES else []


def _options(column: Column) -> tuple[Option, ...]:
    if column.kind is Kind.BOOLEAN:
        return (Option("true", "Yes"), Option("false", "No"))
    return tuple(Option(str(word), f"{word.glyph} {word.label}".strip(), _meaning(word)) for word in column.words or ())


def _meaning(word: Word) -> str:
    return f"{word.definition} (two-way)" if isinstance(word, Mode) and word.two_way else word.definition


def row_of(book: Book, table: str, *key: str) -> Row:
    """Give a row as text by column; empty if there is none of that key."""
    frame = book.tables[table]
    for name, part in zip(TABLES[table].key, key, strict=True):
        frame = frame[frame[name].astype(str) == part]
    return {str(name): texts(frame[name])[0] for name in frame.columns} if len(frame) else {}


def answered(form: Form, values: Mapping[str, Any]) -> Row:
    """Give an answer for every field: what was not changed just as it was, all else as the book reads it."""
    answers = {name: str(values.get(name, "")) for name in form.fields}
    return {
        name: value if value == form.fields[name].value else _read(form.fields[name], value.strip())
        for name, value in answers.items()
    }


def _read(control: Field, value: str) -> str:
    """Read a number with whatever is written between its thousands, by the importer's rule; other text as it is."""
    return (number_of(value) or value) if control.input == "number" else value


def _spelled(value: object) -> str:
    """Give how an amount is written without its currency; blank where it is no amount."""
    if number_of(str(value)):  # it is wrong for another reason, such as its size
        return ""
    return number_of(re.sub(r"[€$£¥%]|\b[A-Z]{3}\b", "", str(value)).strip()) or ""


def changed(asked: Sequence[Field], answers: Row) -> Row:
    """Give what was changed, by column: only that is written, so that all else stays just as it is."""
    return {
        control.column: answers[control.name]
        for control in asked
        if answers.get(control.name, control.value) != control.value
    }


def cells_of(asked: Sequence[Field], answers: Row) -> Row:
    """Give what was filled in, by column."""
    return {control.column: answer for control in asked if (answer := answers.get(control.name, ""))}


def refuse(table: str, column: str, value: str, problem: str) -> BookError:
    """Make the error of a field that the book itself would take, but that cannot be meant."""
    return BookError([Fault(table, problem, column=column, value=value or None)])


def reason(error: Exception) -> str:
    """Say in one line why something did not work.

    Examples
    --------
    >>> reason(KeyError("no person “x”")), reason(FileNotFoundError(2, "No such file or directory", "a.xlsx"))
    ('no person “x”', 'No such file or directory: a.xlsx')
    """
    if isinstance(error, OSError) and error.strerror:
        message = f"{error.strerror}: {error.filename}" if error.filename else error.strerror
    elif isinstance(error, BookError) or not error.args:
        message = str(error)
    else:
        message = str(error.args[0])
    return clean(message) or type(error).__name__


def complaints(error: Exception, form: Form) -> dict[str, str]:
    """Say what is wrong at the fields that it concerns.

    Parameters
    ----------
    error : Exception
        What saving raised.
    form : Form
        The form that was saved.

    Returns
    -------
    dict of str to str
        By a field's name; what concerns no field stands under the blank name.
    """
    if not isinstance(error, BookError):
        return {"": reason(error)}
    lines_by_field: dict[str, list[str]] = {}
    for fault in error.faults:
        name = f"{fault.table}.{fault.column}"
        line = str(replace(fault, row=None, column=""))
        if name in form.fields:
            meant = _spelled(fault.value) if form.fields[name].input == "number" else ""
            place = fault.but(table=form.fields[name].label, row=None, column="")
            line = str(place.but(meant=meant) if meant else place)
        lines_by_field.setdefault(name if name in form.fields else "", []).append(line)
    return {name: "\n".join(dict.fromkeys(lines)) for name, lines in lines_by_field.items()}


def advice(asked: Field, replies: Mapping[str, bool]) -> list[Json]:
    """Say which options the answers to a field's questions speak for, and why.

    Parameters
    ----------
    asked : Field
        The field.
    replies : mapping of str to bool
        By a question: yes or no.

    Returns
    -------
    list of dict
        Of value, label and why; empty where the answers speak for none.
    """
    if asked.words is None:
        return []
    suggestions = suggested(asked.words, replies, several=asked.input == "set")
    return [{"value": word.value, "label": word.label, "why": why} for word, why in suggestions]
