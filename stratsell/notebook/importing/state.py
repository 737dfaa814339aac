"""What the page shows of an import, as plain data: texts, numbers and ids, no markup and no colours."""

from __future__ import annotations

from stratsell.book.import_report import Line, cut
from stratsell.book.tables import TABLES
from stratsell.io.files.grid import letters
from stratsell.io.imports.mapping import WORDS
from stratsell.io.imports.match import IGNORED, ColumnMatch
from stratsell.io.imports.raw import Sheet
from stratsell.io.imports.records import Place
from stratsell.io.imports.session import Session, title_of
from stratsell.io.imports.source import SLOTS, Source, shared_source, slot_column, slots_of, sources
from stratsell.notebook.importing.faults import (
    SHOWN,
    State,
    accepted_items,
    column_of,
    fault_items,
    place_of,
    unused_columns,
)

WIDEST = 256
"""How many columns of a sheet are shown; all are read."""

_TOTALS = {
    "accounts": ("account", "accounts"),
    "people": ("person", "people"),
    "objectives": ("objective", "objectives"),
    "influences": ("buying influence", "buying influences"),
    "relationships": ("relationship", "relationships"),
    "touchpoints": ("conversation", "conversations"),
    "actions": ("action", "actions"),
    "options": ("option", "options"),
}
_ALWAYS = ("accounts", "people", "relationships")
_TITLES = {
    "role": "Roles",
    "mode": "Kinds of conversation",
    "stage": "Stages",
    "status": "States of conversations",
    "mindset": "Mindsets",
    "degree": "Degrees of influence",
    "certainty": "Certainties",
    "decision": "Decisions",
    "action": "Actions",
    "source": "Sources of options",
}
_GROUPS = {
    "Account": ("account", "industry", "reorganized_on", "account_owner"),
    "Objective": ("objective", "stage", "closed", "close_on"),
    "Conversations": ("met_on", "meets_on", "mode"),
    "Buying influence": ("roles", *TABLES["influences"].names[2:]),
}


def import_state(session: Session, shown: str) -> State:
    """Say what an import has come to.

    Parameters
    ----------
    session : Session
        The import.
    shown : str
        The file of which the sheet is shown.

    Returns
    -------
    dict
        By ``source``, ``files``, ``sheet`` (of the file that is shown), ``words``, ``days``, ``faults``, ``accepted``,
        ``mended``, ``decided``, ``decisions``, ``totals``, ``account``, ``problem`` and ``ready``.
    """
    faults = session.faults()
    now = session.now
    return {
        "source": {
            "value": session.source,
            "options": [{"value": each, "text": shared_source(each).name} for each in sources()],
        },
        "problem": now.problem,
        "files": [_file(session, name, faults) for name in session.files],
        "shown": shown,
        "sheet": _sheet(session, shown) if shown in session.files else None,
        "words": _words(session),
        "faults": {"count": len(faults), "items": fault_items(session, 0, SHOWN)},
        "accepted": accepted_items(session),
        "days": _days(session),
        "mended": _mended(session),
        "decided": [_said(line) for line in session.decided()[: 2 * SHOWN]],
        "decisions": session.decisions,
        "totals": _totals(session),
        "account": _account(session),
        "mapping": session.mapping.name if session.mapping else "",
        "ready": now.book is not None,
    }


def rows_of(session: Session, file: str, start: int, stop: int) -> list[State]:
    """Give rows of a sheet as they stand there, each with what it is and what is to be marked in it.

    Parameters
    ----------
    session : Session
        The import.
    file : str
        The file.
    start, stop : int
        From which row, counted from 0, to before which.

    Returns
    -------
    list of dict
        By ``cells``, texts; ``is``, ``above``, ``header``, ``record`` or ``aside``; and ``marks``, by the place of a
        cell whether it has a ``fault`` or is ``mended``.
    """
    sheet = _shown_sheet(session, file)
    if sheet is None:
        return []
    place = place_of(session, file)
    records = set(place.table.numbers) if place else set()
    header = place.table.header_row if place else 0
    marks = _marks(session, file, range(start + 1, stop + 1))
    mended = {(row, title): text for name, row, title, text in session.mended() if name == file}
    rows = []
    for at in range(max(start, 0), min(stop, len(sheet.rows))):
        number = at + 1
        kind = (
            "header" if number == header else "record" if number in records else "above" if number < header else "aside"
        )
        cells = [cut(cell) for cell in sheet.rows[at][:WIDEST]]
        for column, mark in marks.get(number, {}).items():
            if mark == "mended" and place:
                cells += [""] * (column + 1 - len(cells))
                cells[column] = cut(mended[number, title_of(place, place.table.places.index(column))])
        rows.append({"cells": cells, "is": kind, "marks": marks.get(number, {})})
    return rows


# --- Files and columns ----------------------------------------------------------------------------


def _file(session: Session, name: str, faults: list[Line]) -> State:
    place = place_of(session, name)
    counts = [each for each in session.now.report.files if each.file == name] if session.now.report else []
    return {
        "name": name,
        "label": place.label if place and not session.now.work.source.flat else "",
        "rows": place.table.rows() if place else 0,
        "imported": sum(each.imported + each.joined for each in counts),
        "passed": sum(each.passed_over for each in counts),
        "left": sum(each.left_out for each in counts),
        "faults": sum(line.file == name for line in faults),
        "problem": session.now.problems.get(name, ""),
        "unused": unused_columns(place),
    }


def _sheet(session: Session, file: str) -> State | None:
    sheet = _shown_sheet(session, file)
    if sheet is None:
        return None
    place, source = place_of(session, file), session.now.work.source
    width = min(max((len(row) for row in sheet.rows), default=0), WIDEST)
    kind = source.files[place.label].kind if place else ""
    return {
        "name": sheet.name,
        "sheets": [
            {"value": each.name, "text": each.name if each.visible else f"{each.name} (hidden)"}
            for each in session.sheets(file)
            if not each.empty
        ],
        "rows": len(sheet.rows),
        "header": place.table.header_row if place else 0,
        "columns": [_column(place, column) for column in range(width)],
        "kind": None if source.flat else _kinds(place, source),
        "slots": _slots(kind, source) if kind else [],
    }


def _column(place: Place | None, column: int) -> State:
    found: State = {"letter": letters(column), "at": -1, "title": "", "slot": "", "how": "none", "note": ""}
    if place is None or column not in place.table.places:
        return found
    at = place.table.places.index(column)
    match = place.matches[at]
    slot = match.slot or (IGNORED if match.how == "ignored" else "")
    return found | {
        "at": at,
        "title": title_of(place, at),
        "slot": slot,
        "how": match.how,
        "note": _note(match),
    }


def _note(match: ColumnMatch) -> str:
    notes = {
        "almost": f"its header is almost “{match.meant}”",
        "again": f"kept as “{match.name}”, since the column “{match.meant}” says it already",
        "nameless": f"has no header; kept as “{match.name}”",
        "unknown": "kept as it stands",
        "ignored": "left out",
        "said": "as you have said" if match.slot else "kept as it stands, as you have said",
        "known": "understood",
    }
    return notes[match.how]


def _kinds(place: Place | None, source: Source) -> State:
    known = [{"value": "", "text": "Leave this file out"}]
    known += [{"value": each.name, "text": each.name} for each in source.files.values() if each.kind]
    return {"value": place.label if place else "", "options": known}


def _slots(kind: str, source: Source) -> list[State]:
    """Give what a column may become, in groups."""
    groups: dict[str, list[State]] = {}
    for slot in slots_of(kind):
        called = source.called(slot)
        if source.slot(called) == slot:
            groups.setdefault(_group(kind, slot), []).append(
                {"value": slot, "text": called.replace("_", " ").capitalize(), "note": _meaning(kind, slot)}
            )
    order = ["Person", *reversed(_GROUPS), "Columns", "Ids and marks"]
    return [{"text": name, "options": groups[name]} for name in order if name in groups]


def _group(kind: str, slot: str) -> str:
    if slot.endswith(("_id", "_ids")) or slot in ("deleted", "reports_to"):
        return "Ids and marks"
    if kind != "people":
        return "Columns"
    return next((name for name, slots in _GROUPS.items() if slot in slots), "Person")


def _meaning(kind: str, slot: str) -> str:
    column = slot_column(kind, slot)
    return SLOTS[kind].get(slot, "") or (column.doc if column else "")


# --- Words, faults, counts ------------------------------------------------------------------------


def _words(session: Session) -> list[State]:
    groups = []
    for what, words in session.words().items():
        if words:
            options = [{"value": str(each), "text": each.label, "note": each.definition} for each in WORDS[what]]
            items = [
                {"word": cut(each.word), "count": each.count, "meaning": each.meaning, "asked": each.asked}
                for each in words[: 2 * SHOWN]
            ]
            said = list(session.words_said.get(what, {}))
            groups.append(
                {
                    "what": what,
                    "title": _TITLES[what],
                    "options": options,
                    "several": what == "role",
                    "words": items,
                    "said": said,
                }
            )
    return groups


def _days(session: Session) -> State | None:
    """Say what is asked, or was said, of days such as 03/04/2026; None where nothing is."""
    asked = session.either_days()
    if not asked and session.day_first is None:
        return None
    value = {None: "?", True: "day", False: "month"}[session.day_first]
    return {"example": cut(asked[0]) if asked else "", "count": len(asked), "value": value}


def _mended(session: Session) -> list[State]:
    items = []
    for file, row, title, text in session.mended():
        place = place_of(session, file)
        titles = [title_of(place, at) for at in range(len(place.table.header))] if place else []
        if title in titles:
            items.append({"file": file, "row": row, "column": title, "at": titles.index(title), "text": text})
    return items


def _totals(session: Session) -> list[State]:
    book = session.now.book
    if book is None:
        return []
    counts = {name: len(book.tables[name]) for name in _TOTALS}
    return [
        {"count": count, "text": _TOTALS[name][count != 1]}
        for name, count in counts.items()
        if count or name in _ALWAYS
    ]


def _account(session: Session) -> State | None:
    """Give the account of people without one, where no file names accounts."""
    slots = {each.slot for place in session.now.work.places for each in place.matches}
    if not session.now.work.places or slots & {"account", "account_id", "account_ids"}:
        return None
    return {"value": session.account or "", "default": session.label or session.path(session.files[0]).stem}


def _marks(session: Session, file: str, rows: range) -> dict[int, dict[int, str]]:
    marks: dict[int, dict[int, str]] = {}
    place = place_of(session, file)
    if place is None:
        return marks
    faults = session.cell_faults(file)
    for row in rows:
        for line in faults.get(row, ()):
            if (at := column_of(session, line)) >= 0:
                marks.setdefault(row, {})[place.table.places[at]] = "fault"
    for name, row, title, _ in session.mended():
        if name == file and row in rows:
            at = next((at for at in range(len(place.table.header)) if title_of(place, at) == title), -1)
            if at >= 0:
                marks.setdefault(row, {})[place.table.places[at]] = "mended"
    return marks


def _shown_sheet(session: Session, file: str) -> Sheet | None:
    if session.now.problems.get(file) and place_of(session, file) is None:
        try:
            sheets = session.sheets(file)
        except ValueError:
            return None
    else:
        sheets = session.sheets(file)
    place = place_of(session, file)
    name = place.table.sheet if place else session.sheet_said(file)
    visible = [each for each in sheets if each.visible] or sheets
    return next((each for each in sheets if each.name == name), visible[0] if visible else None)


def _said(line: Line) -> str:
    place = f"{line.file}" + (f", row {line.row}" if line.row else "") + (f", {line.column}" if line.column else "")
    shown = f" “{cut(line.value)}”" if line.value and line.row else ""
    return f"{place}{shown}: {line.why}"
