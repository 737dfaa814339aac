"""The ten tables of a book: their columns, what a cell may hold, and their keys.

A book is plain tables, so that anybody can fill one in with a spreadsheet. This module is the one description of them:
validation, readers, writers, forms and documentation all go by `TABLES`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

from stratsell.vocabulary import (
    Action,
    ActionStatus,
    Certainty,
    Decision,
    Degree,
    Mindset,
    Mode,
    ObjectiveStatus,
    OptionSource,
    RelationshipKind,
    Role,
    TouchpointStatus,
)
from stratsell.word import Word


class HasTables(Protocol):
    """What has tables, as a `stratsell.Book` has."""

    @property
    def tables(self) -> Mapping[str, Any]:
        """The tables, by name."""


class Kind(Enum):
    """What sort of value a column holds, and how it is kept in memory (pandas)."""

    ID = "str id"
    TEXT = "str"
    WORD = "str word"
    SET = "str words"
    DATE = "datetime64[us]"
    NUMBER = "float64"
    INTEGER = "Int64"
    BOOLEAN = "boolean"

    @property
    def dtype(self) -> str:
        """The pandas data type of the column."""
        return self.value.split()[0]


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    name : str
        As it stands in the header.
    kind : Kind
        What sort of value it holds.
    doc : str
        What it means, in one line.
    required : bool
        Whether the column must be there and each cell filled.
    words : type of Word or None
        The words that a cell may hold, for the kinds WORD and SET.
    bounds : tuple of float or None
        Least and greatest number allowed.
    above : float or None
        What a number must be greater than.
    refers_to : str
        The table whose key the cell must name; blank if none. Where that key has several columns, the columns of the
        same names complete it.
    long : bool
        Whether its text may run over several lines, so that a form gives it room.
    """

    name: str
    kind: Kind
    doc: str
    required: bool = False
    words: type[Word] | None = None
    bounds: tuple[float, float] | None = None
    above: float | None = None
    refers_to: str = ""
    long: bool = False

    @property
    def label(self) -> str:
        """The column as a person reads it: ``business_result`` is ``Business result``, ``person_id`` is ``Person``."""
        return self.name.removesuffix("_id").replace("_", " ").capitalize()

    @property
    def allowed(self) -> str:
        """What a cell may hold, as an error message says it."""
        match self.kind:
            case Kind.WORD:
                text = ", ".join(self.words or ())
            case Kind.SET:
                text = ", ".join(self.words or ()) + "; several with semicolons between them"
            case Kind.DATE:
                text = "a day such as 2026-11-23"
            case Kind.NUMBER | Kind.INTEGER:
                text = self._allowed_numbers()
            case Kind.BOOLEAN:
                text = "true, false"
            case _:
                text = f"an id of the table {self.refers_to}" if self.refers_to else "text"
        return text if self.required else f"{text} or blank"

    def _allowed_numbers(self) -> str:
        noun = "a whole number" if self.kind is Kind.INTEGER else "a number"
        if self.above is not None and self.bounds:
            return f"{noun} above {self.above:g}, at most {self.bounds[1]:g}"
        if self.bounds and self.bounds[1] == float("inf"):
            return f"{noun}, at least {self.bounds[0]:g}"
        if self.bounds:
            return f"{noun} from {self.bounds[0]:g} to {self.bounds[1]:g}"
        return noun


@dataclass(frozen=True)
class Table:
    """One table of a book.

    Attributes
    ----------
    name : str
        As the file or sheet is called.
    doc : str
        What a row of it is, in one line.
    key : tuple of str
        The columns that tell its rows apart.
    columns : tuple of Column
        In the order in which they are written.
    required : bool
        Whether a book must have it; a missing optional table is an empty one.
    extras : tuple of Column
        Columns that are known and typed, but only there in a book that uses them, behind the others.
    """

    name: str
    doc: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    required: bool = False
    extras: tuple[Column, ...] = ()

    def __getitem__(self, name: str) -> Column:
        """Give the column of that name; KeyError if there is none."""
        for column in (*self.columns, *self.extras):
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def names(self) -> list[str]:
        """The names of its columns, in order."""
        return [column.name for column in self.columns]


_ACCOUNT = Column("account_id", Kind.ID, "the account", required=True, refers_to="accounts")
_OBJECTIVE = Column("objective_id", Kind.ID, "the objective", required=True, refers_to="objectives")
_PERSON = Column("person_id", Kind.ID, "the person", required=True, refers_to="people")
_FOREVER = float("inf")

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        Table(
            "accounts",
            "a company or organization that we work with",
            ("account_id",),
            (
                Column("account_id", Kind.ID, "the account's id, unique in the book", required=True),
                Column("name", Kind.TEXT, "the account's name", required=True),
                Column("industry", Kind.TEXT, "what it does"),
                Column("owner", Kind.TEXT, "who on our side is responsible for it"),
                Column("reorganized_on", Kind.DATE, "the day of its latest reorganization"),
            ),
            required=True,
        ),
        Table(
            "objectives",
            "one problem or opportunity of theirs that we help with",
            ("objective_id",),
            (
                Column("objective_id", Kind.ID, "the objective's id, unique in the book", required=True),
                _ACCOUNT,
                Column("name", Kind.TEXT, "the objective in one line", required=True),
                Column("problem", Kind.TEXT, "their problem or opportunity", long=True),
                Column("outcome", Kind.TEXT, "what is better for them once it is reached", long=True),
                Column("metric", Kind.TEXT, "what is measured"),
                Column("baseline", Kind.NUMBER, "where the metric stands today"),
                Column("target", Kind.NUMBER, "where it should stand"),
                Column("due_on", Kind.DATE, "by when"),
                Column("value", Kind.NUMBER, "what it is worth to them, in their money"),
                Column("status", Kind.WORD, "open (or blank) or closed", words=ObjectiveStatus),
                Column("closed_on", Kind.DATE, "the day it was closed"),
            ),
        ),
        Table(
            "people",
            "a person of an account",
            ("person_id",),
            (
                Column("person_id", Kind.ID, "the person's id, unique in the book", required=True),
                _ACCOUNT,
                Column("name", Kind.TEXT, "the person's name", required=True),
                Column("title", Kind.TEXT, "their job title"),
                Column("email", Kind.TEXT, "their e-mail address"),
                Column("in_role_since", Kind.DATE, "since when they have had this job"),
                Column("leaves_on", Kind.DATE, "the day on which they leave it, where that is known or expected"),
            ),
            required=True,
            extras=(
                Column("map_dx", Kind.NUMBER, "how many px to the right of its own place their card is on the map"),
                Column("map_rows", Kind.INTEGER, "how many rows below it"),
            ),
        ),
        Table(
            "influences",
            "the part of one person in one objective",
            ("objective_id", "person_id"),
            (
                _OBJECTIVE,
                _PERSON,
                Column("roles", Kind.SET, "their parts in the decision", words=Role),
                Column("mindset", Kind.WORD, "how they see the present", words=Mindset),
                Column("degree", Kind.WORD, "how much their word counts", words=Degree),
                Column("support", Kind.NUMBER, "how strongly they are for us or, below 0, against us", bounds=(-5, 5)),
                Column("business_result", Kind.TEXT, "what is good for the organization", long=True),
                Column("personal_win", Kind.TEXT, "what is good for them personally", long=True),
                Column("certainty", Kind.WORD, "how sure we are of this row", words=Certainty),
                Column("answer", Kind.TEXT, "how the proposal answers their needs", long=True),
                Column("decision", Kind.WORD, "what they decided", words=Decision),
                Column("thanked_on", Kind.DATE, "the day they said thank you"),
                Column(
                    "wanted_level", Kind.INTEGER, "the level that we want to reach with them, 1 to 4", bounds=(1, 4)
                ),
            ),
            required=True,
        ),
        Table(
            "relationships",
            "how one person of an account is related to another",
            ("source_id", "target_id", "kind"),
            (
                Column("source_id", Kind.ID, "from whom", required=True, refers_to="people"),
                Column("target_id", Kind.ID, "to whom", required=True, refers_to="people"),
                Column("kind", Kind.WORD, "the kind of relationship", required=True, words=RelationshipKind),
                Column("strength", Kind.NUMBER, "blank is 0.5", bounds=(0, 1), above=0),
                Column("notes", Kind.TEXT, "what we know of it", long=True),
            ),
        ),
        Table(
            "touchpoints",
            "a conversation between one of us and one of them, planned or done",
            ("touchpoint_id",),
            (
                Column("touchpoint_id", Kind.ID, "the conversation's id, unique in the book", required=True),
                _PERSON,
                Column(
                    "objective_id",
                    Kind.ID,
                    "the objective; blank counts for all of the person's",
                    refers_to="objectives",
                ),
                Column("seller", Kind.TEXT, "who on our side", required=True),
                Column("on", Kind.DATE, "the day", required=True),
                Column("status", Kind.WORD, "planned or done", required=True, words=TouchpointStatus),
                Column("mode", Kind.WORD, "how the conversation persuades", words=Mode),
                Column("place", Kind.TEXT, "where"),
                Column("message", Kind.TEXT, "what we want to say or ask", long=True),
                Column("learned", Kind.TEXT, "what we learned", long=True),
            ),
        ),
        Table(
            "options",
            "a possible solution, from any source",
            ("objective_id", "option"),
            (
                _OBJECTIVE,
                Column("option", Kind.TEXT, "what it is", required=True),
                Column("source", Kind.WORD, "where it comes from", required=True, words=OptionSource),
                Column("fit", Kind.NUMBER, "how well it solves their problem", bounds=(0, 5)),
                Column("chosen", Kind.BOOLEAN, "whether they chose it"),
                Column("offered_on", Kind.DATE, "the day we told them that it would help them better"),
            ),
        ),
        Table(
            "propositions",
            "one version of what we propose together",
            ("objective_id", "version"),
            (
                _OBJECTIVE,
                Column("version", Kind.INTEGER, "1, 2, …", required=True, bounds=(1, _FOREVER)),
                Column("on", Kind.DATE, "the day it was written"),
                Column("positioning", Kind.TEXT, "why this, for them", long=True),
                Column("communication", Kind.TEXT, "how we say it, and to whom", long=True),
                Column("framework", Kind.TEXT, "how the solution is put together", long=True),
            ),
        ),
        Table(
            "feedback",
            "what a person said about a version",
            ("objective_id", "version", "person_id"),
            (
                _OBJECTIVE,
                Column(
                    "version",
                    Kind.INTEGER,
                    "the version",
                    required=True,
                    bounds=(1, _FOREVER),
                    refers_to="propositions",
                ),
                _PERSON,
                Column("on", Kind.DATE, "the day they said it"),
                Column("mode", Kind.WORD, "how we asked", words=Mode),
                Column("comment", Kind.TEXT, "what they said", long=True),
                Column("change", Kind.TEXT, "what it changed in the proposition", long=True),
            ),
        ),
        Table(
            "actions",
            "something that we, or they, have taken on to do",
            ("action_id",),
            (
                Column("action_id", Kind.ID, "the action's id, unique in the book", required=True),
                _OBJECTIVE,
                Column("action", Kind.WORD, "what is to be done", required=True, words=Action),
                Column("person_id", Kind.ID, "whom it concerns; blank for the whole account", refers_to="people"),
                Column("seller", Kind.TEXT, "who on our side does it"),
                Column("with_whom", Kind.ID, "who on their side does it, or helps with it", refers_to="people"),
                Column("due_on", Kind.DATE, "by when"),
                Column("status", Kind.WORD, "open (or blank), done or dropped", words=ActionStatus),
                Column("note", Kind.TEXT, "what to say or ask; once it is dropped, why", long=True),
                Column("because", Kind.TEXT, "the cause, as the plan gives it; blank stands for any", long=True),
            ),
        ),
    )
}
"""The tables of a book by name, in the order in which they are written."""


@dataclass(frozen=True)
class Reference:
    """What the rows of one table say of the rows of another.

    Attributes
    ----------
    table : str
        The table whose rows refer.
    columns : tuple of str
        Its columns that name a row of the other, in the order of the other's key.
    target : str
        The table that they refer to.
    """

    table: str
    columns: tuple[str, ...]
    target: str

    @property
    def key(self) -> tuple[str, ...]:
        """The key of the other table."""
        return TABLES[self.target].key


def _references() -> Iterator[Reference]:
    for table in TABLES.values():
        for column in table.columns:
            if column.refers_to:
                key = TABLES[column.refers_to].key
                yield Reference(table.name, (column.name,) if len(key) == 1 else key, column.refers_to)


REFERENCES: tuple[Reference, ...] = tuple(_references())
"""Everything that rows say of rows of other tables, in the order of the tables.

An account without objectives counts as an objective of the account's id.
"""
