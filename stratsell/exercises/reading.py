"""Reads exercises from files: YAML between two lines of dashes, then the case in Markdown, then the case in tables.

`docs/exercises.md` describes the format for those who write exercises. All faults of all files are reported at once,
each with its file and line, what is allowed and what was probably meant.
"""

from __future__ import annotations

import datetime as dt
import itertools
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from stratsell.book import Book
from stratsell.book.cells import near_text
from stratsell.book.tables import TABLES
from stratsell.errors import BookError, Fault
from stratsell.exercises.exercise import Difficulty, Exercise
from stratsell.exercises.frontmatter import Faults, Mapping, composed
from stratsell.exercises.kinds import ACCOUNT, KINDS, Asked, defended
from stratsell.exercises.prose import blocks
from stratsell.exercises.question import Question

KEYS = ("title", "difficulty", "minutes", "as_of", "account", "objective", "questions")
OWN_KEYS = {key: name for name, kind in KINDS.items() for key in kind.reads}
"""What only a question of one kind says, and which kind that is."""
QUESTION_KEYS = ("kind", "ask", "hint", "people", "why", "also", "debrief", *OWN_KEYS)

OBJECTIVE = "objective"
"""The id of the objective that the front matter names."""

_PACKAGE = Path(__file__).parent.parent
_PLACES = (_PACKAGE / "data" / "exercises", _PACKAGE.parent / "data" / "exercises")  # in the wheel; in a checkout
_MOST = 1_000_000


class ExerciseError(BookError):
    """Exercises cannot be read, for the reasons in `faults`; the row of a fault is a line of its file."""


def read_exercises(folder: str | os.PathLike[str] | None = None) -> tuple[Exercise, ...]:
    """Read all exercises of a folder.

    Parameters
    ----------
    folder : path, optional
        A folder with files that end in ``.md``; README.md is passed over. Default: those that come with Stratsell.

    Returns
    -------
    tuple of Exercise
        By file name.

    Raises
    ------
    ExerciseError
        If anything is wrong with any of them, with all of it.
    FileNotFoundError
        If there is no such folder, or no exercise in it.

    Examples
    --------
    >>> exercises = read_exercises()
    >>> exercises[0].title
    'The milk that turned'
    """
    place = next(place for place in _PLACES if place.is_dir()) if folder is None else Path(folder).expanduser()
    if not place.is_dir():
        raise FileNotFoundError(f"there is no folder {place} to read exercises from")
    paths = sorted(path for path in place.glob("*.md") if path.name.lower() != "readme.md")
    if not paths:
        raise FileNotFoundError(f"there is no exercise in {place}; an exercise is a file that ends in .md")
    exercises, faults = [], list[Fault]()
    for path in paths:
        try:
            exercises.append(exercise_of(_text(path), path.stem))
        except ExerciseError as error:
            faults += error.faults
    if faults:
        raise ExerciseError(faults, str(place))
    return tuple(exercises)


def _text(path: Path) -> str:
    if not path.is_file():  # a pipe, say, which would be waited for forever
        raise ExerciseError([Fault(path.name, "is not a file")], path.name)
    if path.stat().st_size > _MOST:
        raise ExerciseError([Fault(path.name, f"is larger than {_MOST:,} bytes; no exercise is that large")], path.name)
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        faults = Faults(path.name, [])
        faults.add(line, "is not UTF-8; save the file as UTF-8")
        raise ExerciseError(faults.entries, path.name) from None


def exercise_of(text: str, name: str) -> Exercise:
    """Make an exercise of the text of a file.

    Parameters
    ----------
    text : str
        What stands in the file.
    name : str
        The file's name without the ending: the exercise's id.

    Returns
    -------
    Exercise

    Raises
    ------
    ExerciseError
        With all faults.
    """
    faults = Faults(f"{name}.md", [])
    parts = _Parts.of(text, faults)
    if not parts.front:
        raise ExerciseError(faults.entries, faults.file)
    front = composed(parts.front, faults, KEYS, 1)
    title = front.text("title", required=True)
    difficulty = front.word("difficulty", list(Difficulty))
    minutes = front.whole("minutes", 1, 600, default=10)
    as_of = front.day("as_of")
    book, objective_id = _book(parts, front, faults)
    asked = front.mappings("questions", QUESTION_KEYS, "question")
    if not asked and not faults.entries:
        faults.add(front.line_of("questions"), "are missing: an exercise needs at least one", place="questions")
    questions = [] if book is None else [_question(spec, book, objective_id, as_of) for spec in asked]
    if faults.entries:
        raise ExerciseError(
            sorted(faults.entries, key=lambda fault: (fault.row is not None, fault.row or 0)), faults.file
        )
    assert book is not None  # noqa: S101  (else there is a fault)
    return Exercise(
        id=name,
        title=title,
        difficulty=Difficulty(difficulty),
        minutes=minutes,
        as_of=as_of,
        case=tuple(blocks(parts.case)),
        book=book,
        objective_id=objective_id,
        questions=tuple(question for question in questions if question),
    )


# --- The file's parts ---------------------------------------------------------------------------


@dataclass
class _Section:
    """A table as it stands in the file: its name, the line of its heading, its header and rows with their lines."""

    name: str
    line: int
    header: list[str] = field(default_factory=list)
    rows: list[tuple[int, list[str]]] = field(default_factory=list)

    def frame(self) -> pd.DataFrame:
        """The rows as text; the labels of the index are the lines of the file."""
        lines = [line for line, _ in self.rows]
        columns = {name: [cells[column] for _, cells in self.rows] for column, name in enumerate(self.header) if name}
        return pd.DataFrame({name: pd.Series(cells, index=lines, dtype="str") for name, cells in columns.items()})


@dataclass
class _Parts:
    """Front matter, case and tables of a file."""

    front: str
    case: str
    tables: dict[str, _Section]

    @classmethod
    def of(cls, text: str, faults: Faults) -> _Parts:
        lines = text.replace("\r\n", "\n").split("\n")
        marks = [number for number, line in enumerate(lines) if line.rstrip() == "---"][:2]
        if len(marks) < 2 or marks[0] != 0 or marks[1] == 1:
            faults.add(
                1, "must begin with a line of three dashes, “key: value” lines, and another line of three dashes"
            )
            return cls("", "", {})  # nothing else can be said of it
        heads = [number for number in range(marks[1] + 1, len(lines)) if _table_name(lines[number])]
        end = heads[0] if heads else len(lines)
        case = "\n".join(lines[marks[1] + 1 : end]).strip()
        if not case:
            faults.add(marks[1] + 1, "has no case behind it: write the case before the first table")
        tables: dict[str, _Section] = {}
        for start, stop in itertools.pairwise([*heads, len(lines)]):
            section = _section(lines, start, stop, faults)
            if section.name in tables:
                faults.add(section.line, "occurs twice", place=f"table {section.name}")
            tables[section.name] = section
        return cls("\n".join(lines[1 : marks[1]]), case, tables)


def _table_name(line: str) -> str:
    """The table that a line is the heading of; blank if it is none."""
    match = re.fullmatch(r"#\s+(\w+)\s*", line)
    return match[1].lower() if match and match[1].lower() in TABLES else ""


def _section(lines: list[str], start: int, stop: int, faults: Faults) -> _Section:
    """Read one table, from its heading to the next."""
    section = _Section(_table_name(lines[start]), start + 1)
    place = f"table {section.name}"
    ruled = False
    for number, line in enumerate(lines[start + 1 : stop], start + 2):
        if not line.strip():
            continue
        if not line.lstrip().startswith("|"):
            problem = "is not a row of the table; the case stands before the first table"
            faults.add(number, problem, place=place, value=line.strip(), allowed="| cell | cell |")
        elif not section.header:
            section.header = _header(line, number, place, faults)
        elif not ruled:
            ruled = True
            if not all(re.fullmatch(r":?-+:?", cell) for cell in _cells(line)):
                faults.add(number, "must be the line of dashes below the header", place=place, allowed="|---|---|")
        elif len(cells := _cells(line)) != len(section.header):
            faults.add(number, f"has {len(cells)} cells, but the header has {len(section.header)}", place=place)
        else:
            section.rows.append((number, cells))
    if not section.header:
        faults.add(start + 1, "has no rows below its heading", place=place, allowed="| column | column |")
    return section


def _header(line: str, number: int, place: str, faults: Faults) -> list[str]:
    """The names of the columns, each there once."""
    names = _cells(line)
    if "" in names:
        faults.add(number, "has a column without a name", place=place, allowed="| column | column |")
    for name in sorted({name for name in names if name and names.count(name) > 1}):
        faults.add(number, "occurs twice", place=f"{place}, column {name}")
    return names


def _cells(line: str) -> list[str]:
    r"""The cells of a row; a bar inside a cell is written ``\|``."""
    inner = line.strip().removeprefix("|")
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    return [cell.replace("\\|", "|").strip() for cell in re.split(r"(?<!\\)\|", inner)]


# --- The book -----------------------------------------------------------------------------------


def _book(parts: _Parts, front: Mapping, faults: Faults) -> tuple[Book | None, str]:
    """The case's book and the objective that it is about; what the writer left out because it is plain is filled in."""
    frames = {name: section.frame() for name, section in parts.tables.items()}
    lines = {name: section.line for name, section in parts.tables.items()}
    account, objective = front.text("account"), front.text("objective")
    if "accounts" not in frames:
        if not account:
            faults.add(front.line_of("account"), "is blank, but must be filled in: name the company", place="account")
        lines["accounts"] = front.line_of("account")
        frames["accounts"] = _one_row(lines["accounts"], account_id=ACCOUNT, name=account or "–")
    if "objectives" not in frames and objective:
        lines["objectives"] = front.line_of("objective")
        frames["objectives"] = _one_row(lines["objectives"], objective_id=OBJECTIVE, name=objective)
    for name, columns in _EMPTY.items():
        frames.setdefault(name, pd.DataFrame({column: [] for column in columns}, dtype="str"))
    _fill_in(frames)
    try:
        book = Book(frames)
    except BookError as error:
        for fault in error.faults:
            line = fault.row if isinstance(fault.row, int) else lines.get(fault.table, front.line)
            place = f"table {fault.table}" + (f", column {fault.column}" if fault.column else "")
            faults.add(line, fault.problem, place=place, value=fault.value, allowed=fault.allowed, meant=fault.meant)
        return None, ""
    ids = book.tables["objectives"]["objective_id"]
    if len(book.tables["accounts"]) != 1 or len(ids) > 1:
        line = lines["accounts"] if len(book.tables["accounts"]) != 1 else lines["objectives"]
        faults.add(line, "an exercise is about one account and one objective")
        return None, ""
    return book, str(ids.iloc[0] if len(ids) else book.tables["accounts"]["account_id"].iloc[0])


_EMPTY = {"people": ("person_id", "account_id", "name"), "influences": ("objective_id", "person_id")}


def _one_row(line: int, **cells: str) -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series([cell], index=[line], dtype="str") for name, cell in cells.items()})


def _fill_in(frames: dict[str, pd.DataFrame]) -> None:
    """Fill columns in that a case with one account and one objective need not have."""
    account = next(iter(frames["accounts"].get("account_id", [])), ACCOUNT)
    written = frames.get("objectives", pd.DataFrame(columns=["objective_id"]))
    objective = next(iter(written.get("objective_id", [])), account)
    plain = {"account_id": account, "objective_id": objective, "seller": "We"}
    for name, frame in frames.items():
        design = TABLES[name]
        for column in design.columns:
            if not column.required or column.name in frame or not len(frame):
                continue
            if column.name in plain:
                frame[column.name] = plain[column.name]
            elif (name, column.name) == ("touchpoints", "touchpoint_id"):
                frame[column.name] = [str(number) for number in range(1, len(frame) + 1)]


# --- The questions ------------------------------------------------------------------------------


def _question(spec: Mapping, book: Book, objective_id: str, as_of: dt.date) -> Question | None:
    """Make one question of what the front matter says of it; None if something is wrong."""
    before = len(spec.faults.entries)
    kind = spec.word("kind", KINDS)
    people = _people(spec, book)
    more = {key: read(spec, book) for key, read in KINDS[kind].reads.items()} if kind else {}
    for key, its_kind in OWN_KEYS.items():
        if key in spec and kind and kind != its_kind:
            spec.faults.add(spec.line_of(key), f"belongs to a question of the kind {its_kind}", place=spec.place(key))
    if len(spec.faults.entries) > before or not kind:
        return None
    asked = Asked(
        book, objective_id, as_of, kind, spec.text("ask"), spec.text("hint"), spec.text("debrief"), people,
        _why(spec, kind, book), _also(spec, kind, book), more,
    )  # fmt: skip
    if KINDS[kind].needs_people and not asked.influences():
        spec.faults.add(
            spec.line, "needs people with a part in the objective: fill in the table influences", place=spec.what
        )
    if len(spec.faults.entries) > before:
        return None
    question = KINDS[kind].make(asked)
    _check_also(spec, question)
    return question


def _people(spec: Mapping, book: Book) -> tuple[str, ...]:
    known: list[str] = list(book.tables["influences"]["person_id"])
    for line, text in spec.texts("people"):
        if text not in known:
            problem = "is not the id of a person with a part in the objective"
            spec.faults.add(
                line,
                problem,
                place=spec.place("people"),
                value=text,
                allowed=", ".join(known),
                meant=near_text(text, known),
            )
    return tuple(text for _, text in spec.texts("people"))


def _why(spec: Mapping, kind: str, book: Book) -> dict[str, str]:
    """What to say besides of an item: by the id of a person, or by a role, a test, or the account."""
    people = book.tables["influences"]["person_id"] if KINDS[kind].of_people else ()
    items = [*KINDS[kind].items, *people]
    if "why" in spec and not items:
        spec.faults.add(spec.line_of("why"), f"has no use in a question of the kind {kind}", place=spec.place("why"))
        return {}
    why = Mapping(spec.node("why"), spec.faults, items, spec.first, spec.place("why"))
    return {item: why.text(item, required=True) for item in why}


def _also(spec: Mapping, kind: str, book: Book) -> dict[str, dict[str, str]]:
    """Read what can be defended as well: by the id of a person, words, each with what to say of it."""
    people = [str(who) for who in book.tables["influences"]["person_id"]] if KINDS[kind].of_people else []
    if "also" in spec and not people:
        spec.faults.add(spec.line_of("also"), f"has no use in a question of the kind {kind}", place=spec.place("also"))
        return {}
    also = Mapping(spec.node("also"), spec.faults, people, spec.first, spec.place("also"))
    return {who: defended(also, who, ()) for who in also}


def _check_also(spec: Mapping, question: Question) -> None:
    """Say which of the words that can be defended are none of the question's."""
    also = Mapping(spec.node("also"), spec.faults, (), spec.first, spec.place("also"))
    for who in also:
        defended(also, who, [pick.value for pick in question.picks])
