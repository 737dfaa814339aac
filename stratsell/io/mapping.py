"""Which columns and values of a CRM's export mean what: read from a small table, which users may add to.

A mapping is a CSV file with three columns and, if it helps, a fourth:

========  ===================================================================================================
what      ``file``, ``column``, ``ignore``, ``role``, ``mode``, ``stage`` or ``status``
from      what stands in the export: a file's name, ``File.Column``, or a value of a picklist
to        what it means here: a kind of record, a slot of that kind (`SLOTS`), a word of the vocabulary, or blank
labels    other names of the same file or column, with semicolons between them
========  ===================================================================================================

Each CRM that Stratsell knows has one beside this module. A user's own mapping has the same shape and is laid over it:
``role,Project Sponsor,economic`` or ``column,Contact.Mindset__c,mindset``. Names and values are matched without regard
to case, spaces, underscores and hyphens.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from stratsell import cells
from stratsell.cells import near_text
from stratsell.errors import BookError, Fault
from stratsell.io.csv_file import read_csv
from stratsell.nearest import plain
from stratsell.tables import TABLES, Column, Kind
from stratsell.vocabulary import Mode, ObjectiveStatus, Role, TouchpointStatus, words_of

COLUMNS = ("what", "from", "to", "labels")

_FOLDER = Path(__file__).parent / "mappings"

SLOTS: dict[str, dict[str, str]] = {
    "accounts": {
        "owner_id": "the id of the user who answers for it",
        "deleted": "whether the record is in the CRM's bin",
    },
    "people": {
        "account": "the account's name, where its id is not given",
        "account_ids": "the ids of all accounts, where no primary one is given",
        "first_name": "with last_name, where no full name is given",
        "last_name": "see first_name",
        "reports_to": "the id of the person's manager",
        "manager": "the manager's name, where no id is given",
        "owner": "who of us knows them, the seller of their contacts",
        "owner_id": "the id of that user",
        "roles": "the person's part in all of their objectives, as the CRM calls it; several with semicolons",
        "objective_ids": "the ids of the objectives that the person takes part in",
        "met_on": "the day of the last contact; becomes a conversation that was done",
        "meets_on": "the day of the next contact; becomes a conversation that is planned",
        "deleted": "whether the record is in the CRM's bin",
    },
    "objectives": {
        "account": "the account's name, where its id is not given",
        "account_ids": "the ids of all accounts, where no primary one is given",
        "stage": "the stage, which says whether it is closed where `closed` does not",
        "closed": "whether it is closed",
        "close_on": "the day it was closed, or else the day by which it shall be",
        "person_ids": "the ids of the people who take part in it",
        "owner": "who of us works on it",
        "owner_id": "the id of that user",
        "deleted": "whether the record is in the CRM's bin",
    },
    "influences": {
        "objective": "the objective's name, where its id is not given",
        "person": "the person's name, where their id is not given",
        "role": "the person's part, as the CRM calls it",
        "first": "one side of a connection",
        "second": "the other side",
        "first_role": "the part of the first side",
        "second_role": "the part of the second side",
        "deleted": "whether the record is in the CRM's bin",
    },
    "touchpoints": {
        "about_id": "what it is about: an objective, or an account",
        "finished_on": "the day it was finished, where no day is given",
        "state": "how far it has come, as the CRM calls it",
        "closed": "whether it has taken place",
        "type": "what kind of conversation, as the CRM calls it",
        "subject": "becomes message",
        "notes": "becomes learned once it has taken place, before that a part of message",
        "owner_id": "the id of the user, where no name is given",
        "deleted": "whether the record is in the CRM's bin",
    },
    "users": {
        "user_id": "what tells a user of the CRM apart",
        "name": "the user's name",
        "first_name": "with last_name, where no full name is given",
        "last_name": "see first_name",
    },
    "memberships": {
        "person_id": "the person",
        "account_id": "an account that the person is attached to",
        "deleted": "whether the record is in the CRM's bin",
    },
}
"""By kind of record, what a column may become besides the columns of the table of that name."""

NEEDED: dict[str, tuple[tuple[str, ...], ...]] = {
    "accounts": (("name",),),
    "people": (("name", "last_name", "first_name"),),
    "objectives": (("name",),),
    "influences": (("objective_id", "objective", "first"), ("person_id", "person", "second")),
    "touchpoints": (("on", "finished_on"), ("person_id",)),
    "users": (("user_id",), ("name", "last_name")),
    "memberships": (("person_id",), ("account_id",)),
}
"""By kind of record, the slots without which a file cannot be one of it: one of each group."""

_VALUES: dict[str, tuple[type[Role | Mode | ObjectiveStatus | TouchpointStatus], str]] = {
    "role": (Role, "roles"),
    "mode": (Mode, "mode"),
    "stage": (ObjectiveStatus, "stage"),
    "status": (TouchpointStatus, "status"),
}


@dataclass
class Mapping:
    """What the columns and values of a CRM's export mean.

    Attributes
    ----------
    kinds : dict of str to str
        By a file's name in the CRM, the kind of record in it; blank if such files are of no use here.
    names : dict of str to str
        By what a file may be called, its name in the CRM.
    columns : dict of str to dict of str to str
        By a file's name in the CRM and a plain header, the slot.
    ignored : set of str
        Plain headers of columns that only the CRM itself needs.
    words : dict of str to dict of str to str
        By ``role``, ``mode``, ``stage`` or ``status`` and a plain value, the word; blank if it means none of them.
    """

    kinds: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    columns: dict[str, dict[str, str]] = field(default_factory=dict)
    ignored: set[str] = field(default_factory=set)
    words: dict[str, dict[str, str]] = field(default_factory=lambda: {what: {} for what in _VALUES})

    @property
    def headers(self) -> set[str]:
        """All headers that mean something, in plain letters."""
        return {header for columns in self.columns.values() for header in columns} | self.ignored


def read_mapping(crm: str, own: str | os.PathLike[str] | None = None) -> Mapping:
    """Read the mapping of a CRM, and a user's own over it.

    Parameters
    ----------
    crm : str
        Whose: the name of a file beside this module.
    own : path, optional
        A .csv file of the same shape; its lines win.

    Returns
    -------
    Mapping

    Raises
    ------
    BookError
        With all that is wrong in the user's file, row by row.
    FileNotFoundError
        If there is no such file.
    """
    mapping = Mapping()
    _add(mapping, _FOLDER / f"{crm}.csv")
    if own is not None:
        path = Path(own).expanduser()
        if not path.is_file():
            raise FileNotFoundError(
                f"there is no file {path}; a mapping is a .csv file with the columns what, from, to"
            )
        _add(mapping, path)
    return mapping


def slot_column(kind: str, slot: str) -> Column | None:
    """Give the table's column that a slot is, or None if it is one that only imports know."""
    if kind in TABLES and slot in TABLES[kind].names and slot not in SLOTS[kind]:
        return TABLES[kind][slot]
    return None


def slots_of(kind: str) -> list[str]:
    """Give all slots of a kind of record."""
    table = TABLES[kind].names if kind in TABLES else []
    return [*table, *(slot for slot in SLOTS[kind] if slot not in table)]


def _add(mapping: Mapping, path: Path) -> None:
    """Lay the lines of a file over a mapping."""
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
    for row, line in frame.iterrows():
        written = {name: str(line.get(name, "")).strip() for name in COLUMNS}
        if any(written.values()):
            faults += [Fault(path.name, *said) for said in _line(mapping, row, written)]
    if faults:
        raise BookError(faults, path.name)


_Said = tuple[str, object, str, str, str, str]


def _line(mapping: Mapping, row: object, written: dict[str, str]) -> list[_Said]:
    """Carry out one line of a mapping, or say what is wrong with it: problem, row, column, value, allowed, meant."""
    what, source, target = plain(written["what"]), written["from"], written["to"]
    labels = [source, *words_of(written["labels"])]
    if not source:
        return [("is blank, but must be filled", row, "from", "", "what stands in the export", "")]
    match what:
        case "file":
            return _file(mapping, row, source, target, labels)
        case "column":
            return _column(mapping, row, written)
        case "ignore":
            mapping.ignored |= set(map(plain, labels))
            return []
    if what not in _VALUES:
        allowed = ["file", "column", "ignore", *_VALUES]
        return [("is unknown", row, "what", written["what"], ", ".join(allowed), near_text(what, allowed))]
    wrong, word = _word(row, what, target)
    mapping.words[what].update(dict.fromkeys(map(plain, labels), word))
    return wrong


def _file(mapping: Mapping, row: object, source: str, target: str, labels: list[str]) -> list[_Said]:
    if target and target not in SLOTS:
        return [("is no kind of record", row, "to", target, ", ".join(SLOTS), near_text(target, SLOTS))]
    mapping.kinds[source] = target
    mapping.columns.setdefault(source, {})
    mapping.names.update(dict.fromkeys(map(plain, labels), source))
    return []


def _column(mapping: Mapping, row: object, written: dict[str, str]) -> list[_Said]:
    label, dot, header = written["from"].partition(".")
    file = mapping.names.get(plain(label))
    if file is None or not dot or not header.strip():
        allowed = "File.Column with one of the files " + ", ".join(mapping.kinds)
        return [("names no column of a file", row, "from", written["from"], allowed, near_text(label, mapping.kinds))]
    slots = slots_of(mapping.kinds[file]) if mapping.kinds[file] else []
    if not written["to"] or written["to"] not in slots:
        problem = f"is nothing that {mapping.kinds[file]} have"
        return [(problem, row, "to", written["to"], ", ".join(slots), near_text(written["to"], slots))]
    for each in (header, *words_of(written["labels"])):
        mapping.columns[file][plain(each)] = written["to"]
    return []


def _word(row: object, what: str, target: str) -> tuple[list[_Said], str]:
    """Check a word of the vocabulary; a role may be several."""
    words, name = _VALUES[what]
    column = Column(name, Kind.SET if what == "role" else Kind.WORD, "", words=words)
    said = words_of(target) if what == "role" else [target] if target else []
    if set(said) <= {str(word) for word in words}:
        return [], "; ".join(dict.fromkeys(said))
    return [("is not a known word", row, "to", target, column.allowed, cells.meant(target, column))], ""
