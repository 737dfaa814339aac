"""The faults of an import as the page shows them: each with where it is and what a click can do about it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from stratsell.book.import_report import Line, Outcome
from stratsell.io.files.grid import letters
from stratsell.io.imports.match import ColumnMatch
from stratsell.io.imports.records import Place
from stratsell.io.imports.session import Session, title_of
from stratsell.io.imports.source import slots_of

State = dict[str, Any]

SHOWN = 50
"""How many faults are sent at first; the page asks for more."""

MOST_COLUMNS = 60
"""How many columns are offered as the one that holds what is missing."""

_MEANT = re.compile("did you mean “(.*?)”")
_INSTEAD = {
    "name": ("last_name", "first_name"),
    "account": ("account_id", "account_ids"),
    "account_id": ("account",),
    "person": ("person_id",),
    "person_id": ("person",),
    "objective": ("objective_id",),
    "objective_id": ("objective",),
}
"""The slots that say the same as one that no column of a file holds."""

_ACCEPT = {
    Outcome.LEFT_OUT: ("Leave the row out", "Leave all {} out"),
    Outcome.LEFT_BLANK: ("Leave it blank", "Leave all {} blank"),
    Outcome.NOT_READ: ("Go on without it", "Go on without all {}"),
}


def fault_items(session: Session, start: int, stop: int) -> list[State]:
    """Give some of the faults, each with what can be done about it.

    Parameters
    ----------
    session : Session
        The import.
    start, stop : int
        From which fault, counted from 0, to before which.

    Returns
    -------
    list of dict
        By ``file``, ``row``, ``column``, ``value``, ``why``, ``remedy``, ``outcome``; ``at``, the column in which it
        can be corrected, -1 if in none, and ``title``, its header; ``meant``, what may be meant; ``slot`` and
        ``called``, what no column holds and some column may; ``sheet``, which could be read instead; ``kinds``, what
        the file may be; ``accept`` and ``accept_all``, what buttons say that leave it, or all alike, as it is.
    """
    alike = Counter((line.file, line.column, line.why) for line in session.faults())
    return [_item(session, line, alike[line.file, line.column, line.why]) for line in session.faults()[start:stop]]


def _item(session: Session, line: Line, alike: int) -> State:
    at = column_of(session, line)
    meant = _MEANT.search(line.remedy)
    slot = "" if at >= 0 else _missing_slot(session, line)
    sheet = line.value if line.row is None and line.value in _other_sheets(session, line.file) else ""
    kinds = [] if sheet or line.row is not None else _kinds(session, line.file)
    one, all_ = _ACCEPT[line.outcome]
    return {
        "file": line.file,
        "row": line.row,
        "column": line.column,
        "title": line.column or _title(session, line.file, at),
        "at": at,
        "value": line.value,
        "why": line.why,
        "remedy": "" if sheet or kinds else _MEANT.sub("", line.remedy).removeprefix("? ").strip(),
        "meant": meant[1] if meant else "",
        "outcome": str(line.outcome),
        "slot": slot,
        "called": session.now.work.source.called(slot).replace("_", " ") if slot else "",
        "sheet": sheet,
        "kinds": kinds,
        "accept": one,
        "accept_all": all_.format(f"{alike:,}") if alike > 1 else "",
    }


def accepted_items(session: Session) -> list[State]:
    """Give the faults that may stay as they are, the latest first."""
    items: list[State] = []
    for (_, _, _, row), line in reversed(session.accepted.items()):
        all_ = row is None and line.row is not None
        where = [line.column] if all_ else [f"Row {line.row}" if line.row else "", line.column]
        items.append(
            {
                "file": line.file,
                "row": line.row,
                "column": line.column,
                "why": line.why,
                "where": " · ".join(filter(None, where)) or line.file,
                "all": all_,
                "outcome": str(line.outcome),
            }
        )
    return items


def fault_line(session: Session, asked: dict[str, Any]) -> Line:
    """Give the fault that the page means, one that is open or one that is accepted; KeyError if there is none."""
    wanted = (asked.get("file"), asked.get("row"), asked.get("column"), asked.get("why"))
    for line in (*session.faults(), *session.accepted.values()):
        if (line.file, line.row, line.column, line.why) == wanted:
            return line
    raise KeyError("this fault is not there any more")


def unused_columns(place: Place | None) -> list[State]:
    """Give the columns of a file that became nothing, of which one may hold what is missing."""
    if place is None:
        return []
    free = [match for match in place.matches if not match.slot and match.how != "ignored"][:MOST_COLUMNS]
    return [
        {"value": str(each.at), "text": f"{letters(place.table.places[each.at])} · {title_of(place, each.at)}"}
        for each in free
    ]


def column_of(session: Session, line: Line) -> int:
    """Give the place of the column in which a fault can be corrected; -1 if it is in none."""
    place = place_of(session, line.file)
    if place is None or line.row is None or line.row <= place.table.header_row:
        return -1
    if line.column:
        fitting: Iterable[ColumnMatch] = (each for each in place.matches if each.header == line.column)
        return next((each.at for each in sorted(fitting, key=lambda each: not each.slot)), -1)
    wanted = (line.slot, *_INSTEAD.get(line.slot, ())) if line.slot else ()
    return next((each.at for slot in wanted for each in place.matches if each.slot == slot), -1)


def place_of(session: Session, file: str) -> Place | None:
    """Give a file's table; None if it has none."""
    try:
        return session.place(file)
    except KeyError:
        return None


def _title(session: Session, file: str, at: int) -> str:
    place = place_of(session, file)
    return title_of(place, at) if place and at >= 0 else ""


def _missing_slot(session: Session, line: Line) -> str:
    """Give what no column of the file holds, where a column that became nothing could."""
    place, source = place_of(session, line.file), session.now.work.source
    if place is None or line.row is None or not line.slot or not unused_columns(place):
        return ""
    fits = line.slot in slots_of(source.files[place.label].kind) and source.slot(source.called(line.slot)) == line.slot
    return line.slot if fits else ""


def _other_sheets(session: Session, file: str) -> set[str]:
    place = place_of(session, file)
    shown = {place.table.sheet} if place else set()
    return {each.name for each in session.sheets(file) if each.name} - shown if file in session.files else set()


def _kinds(session: Session, file: str) -> list[State]:
    """Give what a file that was not recognised may be."""
    source = session.now.work.source
    if source.flat or file not in session.files or place_of(session, file) is not None:
        return []
    return [{"value": each.name, "text": each.name} for each in source.files.values() if each.kind]
