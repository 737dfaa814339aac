"""A user's own mapping: a small table that is laid over a source, and that an import writes with all it has decided.

A mapping is a CSV file with three columns and, if it helps, a fourth:

========  ===================================================================================================
what      ``file``, ``column``, ``ignore``, ``setting``, or what a word is of: ``role``, ``mindset``, ``stage`` …
from      what stands in the file: a file's name, a header (``File.Column`` for a CRM), or a value of a picklist
to        what it means here: a kind of record, a slot of that kind (or ``ignored``: the column is left out), a word of
          the vocabulary, or blank
labels    other names of the same file or column, with semicolons between them
========  ===================================================================================================

``role,Project Sponsor,economic`` or ``column,Contact.Mindset__c,mindset``. Settings are ``account``, ``sheet``,
``header``,
``day_first`` and ``encoding``. Names and values are matched without regard to case, spaces and punctuation.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from stratsell.book import cells
from stratsell.book.cells import near_text
from stratsell.book.nearest import plain
from stratsell.book.tables import Column, Kind
from stratsell.errors import BookError, Fault
from stratsell.io.files.csv_file import read_csv
from stratsell.io.files.escape import guarded
from stratsell.io.imports.match import IGNORED, SAID
from stratsell.io.imports.names import header_key, whole_key
from stratsell.io.imports.source import SLOTS, FileKind, Source, slots_of, word_key
from stratsell.vocabulary import (
    Action,
    Certainty,
    Decision,
    Degree,
    Mindset,
    Mode,
    ObjectiveStatus,
    OptionSource,
    Role,
    TouchpointStatus,
    words_of,
)
from stratsell.word import Word

COLUMNS = ("what", "from", "to", "labels")
SETTINGS = ("account", "sheet", "header", "day_first", "encoding")

WORDS: dict[str, type[Word]] = {
    "role": Role,
    "mode": Mode,
    "stage": ObjectiveStatus,
    "status": TouchpointStatus,
    "mindset": Mindset,
    "degree": Degree,
    "certainty": Certainty,
    "decision": Decision,
    "action": Action,
    "source": OptionSource,
}
"""What a word of a mapping may be of."""

_Said = tuple[str, object, str, str, str, str]


@dataclass
class Mapping:
    """What has been decided about a source's files, columns and words.

    Attributes
    ----------
    lines : list of tuple of str
        What, from, to and labels of each line.

    Examples
    --------
    >>> print(Mapping([("role", "Sponsor", "economic", "")]), end="")
    what,from,to,labels
    role,Sponsor,economic,
    """

    lines: list[tuple[str, str, str, str]] = field(default_factory=list)

    def write(self, path: str | os.PathLike[str]) -> None:
        """Write it as a file that the next import reads (``mapping=``)."""
        Path(path).expanduser().write_text(str(self), encoding="utf-8", newline="")

    def __str__(self) -> str:
        """Give it as CSV."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        writer.writerows([COLUMNS, *([guarded(cell) for cell in line] for line in self.lines)])
        return text.getvalue()


def lay_over(source: Source, own: str | os.PathLike[str] | Mapping) -> dict[str, str]:
    """Lay a user's mapping over a source.

    Parameters
    ----------
    source : Source
        What is changed.
    own : path or Mapping
        The lines that win.

    Returns
    -------
    dict of str to str
        The settings in it.

    Raises
    ------
    BookError
        With all that is wrong in the user's file, row by row.
    FileNotFoundError
        If there is no such file.
    """
    settings: dict[str, str] = {}
    name, rows, faults = _rows(own)
    for row, line in rows:
        if any(line.values()):
            faults += [Fault(name, *said) for said in _line(source, settings, row, line)]
    if faults:
        raise BookError(faults, name)
    return settings


def lines_of(own: str | os.PathLike[str] | Mapping) -> list[tuple[str, str, str, str]]:
    """Give the lines of a user's mapping that has been laid over a source."""
    _, rows, _ = _rows(own)
    lines = [(line["what"], line["from"], line["to"], line["labels"]) for _, line in rows]
    return [line for line in lines if any(line)]


def _rows(own: str | os.PathLike[str] | Mapping) -> tuple[str, list[tuple[object, dict[str, str]]], list[Fault]]:
    if isinstance(own, Mapping):
        return "mapping", [(at, dict(zip(COLUMNS, line, strict=True))) for at, line in enumerate(own.lines, 2)], []
    path = Path(own).expanduser()
    if not path.is_file():
        raise FileNotFoundError(f"there is no file {path}; a mapping is a .csv file with the columns what, from, to")
    grid = read_csv(path, path.name, lambda header: plain(header) in COLUMNS, lambda _: True)
    frame = grid.frame()
    headers = [plain(header) for header in frame.columns]
    faults = list(grid.faults)
    for name in COLUMNS[:3]:
        if name not in headers:
            problem = "is missing: a mapping has the columns what, from, to and, if need be, labels"
            faults.append(Fault(path.name, problem, 1, name))
    if faults:
        raise BookError(faults, path.name)
    frame = frame.set_axis(headers, axis=1).loc[:, ~frame.columns.duplicated()]
    rows = [(row, {name: str(line.get(name, "")).strip() for name in COLUMNS}) for row, line in frame.iterrows()]
    return path.name, rows, faults


def _line(  # noqa: PLR0911 (one for each kind of line)
    source: Source, settings: dict[str, str], row: object, written: dict[str, str]
) -> list[_Said]:
    """Carry out one line of a mapping, or say what is wrong with it: problem, row, column, value, allowed, meant."""
    what, start, target = plain(written["what"]), written["from"], written["to"]
    labels = [start, *words_of(written["labels"])]
    if not start:
        return [("is blank, but must be filled", row, "from", "", "what stands in the export", "")]
    match what:
        case "file":
            return _file(source, row, start, target, labels)
        case "column":
            return list(_column(source, row, written))
        case "ignore":
            source.ignored |= {key for label in labels for key in (header_key(label), whole_key(label))}
            return []
        case "setting":
            return _setting(settings, row, start, target)
    if what not in WORDS:
        allowed = ["file", "column", "ignore", "setting", *WORDS]
        return [("is unknown", row, "what", written["what"], ", ".join(allowed), near_text(what, allowed))]
    wrong, word = _word(row, what, target)
    source.words[what].update(dict.fromkeys(map(word_key, labels), word))
    return wrong


def _setting(settings: dict[str, str], row: object, name: str, value: str) -> list[_Said]:
    if name not in SETTINGS:
        return [("is no setting", row, "from", name, ", ".join(SETTINGS), near_text(name, SETTINGS))]
    settings[name] = value
    return []


def _file(source: Source, row: object, start: str, target: str, labels: list[str]) -> list[_Said]:
    if target and target not in SLOTS:
        return [("is no kind of record", row, "to", target, ", ".join(SLOTS), near_text(target, SLOTS))]
    like = next((file for file in source.files.values() if file.kind == target), None)
    if start not in source.files:
        source.files[start] = FileKind(start, target, dict(like.columns) if like else {})
    source.files[start].kind = target
    source.names.update(dict.fromkeys(map(header_key, labels), start))
    return []


def _column(source: Source, row: object, written: dict[str, str]) -> Iterator[_Said]:
    if source.flat:
        file, header = next(iter(source.files.values())), written["from"]
    else:
        label, dot, header = written["from"].partition(".")
        name = label if label in source.files else source.names.get(header_key(label), "")
        if not name or not dot or not header.strip():
            known = [name for name, each in source.files.items() if each.kind]
            form = "File.Column with one of the files " + ", ".join(known)
            yield "names no column of a file", row, "from", written["from"], form, near_text(label, known)
            return
        file = source.files[name]
    slots = slots_of(file.kind) if file.kind else []
    allowed = [source.called(slot) for slot in slots]
    if written["to"] == IGNORED:
        slot = IGNORED
    elif source.flat and not written["to"]:
        slot = ""
    elif not written["to"] or source.slot(written["to"]) not in slots:
        problem = f"is nothing that {file.kind} have"
        yield problem, row, "to", written["to"], ", ".join(allowed), near_text(written["to"], allowed)
        return
    else:
        slot = source.slot(written["to"])
    for each in (header, *words_of(written["labels"])):
        file.columns[whole_key(each)] = (slot, SAID)
        file.own.add(whole_key(each))


def _word(row: object, what: str, target: str) -> tuple[list[_Said], str]:
    """Check a word of the vocabulary; a role may be several."""
    words = WORDS[what]
    column = Column(what, Kind.SET if what == "role" else Kind.WORD, "", words=words)
    said = words_of(target) if what == "role" else [target] if target else []
    if set(said) <= {str(word) for word in words}:
        return [], "; ".join(dict.fromkeys(said))
    return [("is not a known word", row, "to", target, column.allowed, cells.meant(target, column))], ""
