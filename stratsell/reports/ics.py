"""The plan as a calendar that other programs open: an .ics file (RFC 5545).

Planned conversations are whole-day events, and so are the next actions on the day by which they should be done; many
calendars pass over the format's own to-dos. Nothing in the file comes from the clock or from chance: ids come from the
book's, stamps from the day that it is looked at from, so the file of a later day brings the same events up to date
instead of doubling them.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

import pandas as pd

from stratsell.book import Book
from stratsell.book.cells import near_text
from stratsell.dates import as_day
from stratsell.io.files.atomic import save_file
from stratsell.rules.coverage import FRESH_DAYS
from stratsell.rules.findings import records
from stratsell.rules.next_actions import next_actions
from stratsell.rules.touchpoints import touchpoints_seen
from stratsell.text import clean
from stratsell.vocabulary import Action, Mode, TouchpointStatus

ENDING = ".ics"
_HEAD = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Stratsell//Plan//EN", "X-WR-CALNAME:Stratsell plan")
_WIDEST = 75
"""How many bytes a line may have."""


def calendar(
    book: Book,
    *,
    objective_id: str | None = None,
    account_id: str | None = None,
    seller: str | None = None,
    as_of: dt.date | str | None = None,
    fresh_days: int = FRESH_DAYS,
    path: str | os.PathLike[str] | None = None,
) -> bytes:
    """Give planned conversations and next actions as a calendar file.

    Parameters
    ----------
    book : Book
        The book.
    objective_id : str, optional
        Only those of this objective.
    account_id : str, optional
        Only those of this account. Default, without an objective: the whole book.
    seller : str, optional
        Only those of this person of ours, named as in the book. Default: everybody's.
    as_of : datetime.date or str, optional
        The day to look from: conversations planned for it or later, and what `next_actions` says on it. Default: today.
    fresh_days : int, default 90
        For how many days a conversation counts.
    path : path, optional
        A file to write the calendar to as well; it must end in ``.ics``.

    Returns
    -------
    bytes
        The file: a whole-day event per planned conversation, by day, and then one per next action. For the same book
        and day always the same bytes; on another day the same conversation or action has the same id.

    Raises
    ------
    KeyError
        If there is no such objective, account or seller.
    ValueError
        If both an objective and an account are given, `as_of` is not a date, or the path has another ending.
    OSError
        If the file cannot be written; one that was there before is then unchanged.

    Notes
    -----
    Source: the article's step 3, the right people "at the right places at the right time over time".

    Examples
    --------
    >>> import stratsell as ss
    >>> file = ss.calendar(ss.demo(), as_of="2026-11-23", objective_id="northwind-1")
    >>> [line for line in file.decode().splitlines() if line.startswith("SUMMARY")][0]
    'SUMMARY:Co-create: Sam Whitfield (Northwind Foods)'
    """
    target = None if path is None else _ics_path(path)
    day = as_day(as_of)
    if seller is not None:
        _check_seller(book, seller)
    touchpoints = touchpoints_seen(book, day, objective_id=objective_id, account_id=account_id)
    coming = (touchpoints["status"] == TouchpointStatus.PLANNED.value) & (touchpoints["on"] >= pd.Timestamp(day))
    plan = next_actions(book, as_of=day, fresh_days=fresh_days)
    agendas = plan.dropna(subset="touchpoint_id").set_index("touchpoint_id")["agenda"].dropna().to_dict()
    plan = plan[plan["action"] != Action.KEEP.value]  # planned conversations, which are there anyway
    for column, wanted in (("account_id", account_id), ("objective_id", objective_id)):
        plan = plan if wanted is None else plan[plan[column] == wanted]
    names = _Names(book)
    conversations = records((held := touchpoints[coming]).assign(agenda=held["touchpoint_id"].map(agendas)))
    events = [_touchpoint(row, names, day) for row in conversations if seller in (None, row["seller"])]
    events += [_action(row, names, day) for row in _numbered(plan) if seller in (None, row["seller"])]
    content = _file(events)
    if target is not None:
        save_file(target, partial(_write, content))
    return content


def _write(content: bytes, stream: BinaryIO) -> None:
    stream.write(content)


def _ics_path(path: str | os.PathLike[str]) -> Path:
    target = Path(path).expanduser()
    if target.suffix.lower() != ENDING:
        raise ValueError(f"path: “{target.name}” must end in {ENDING}")
    return target


def _check_seller(book: Book, seller: str) -> None:
    places = (("touchpoints", "seller"), ("accounts", "owner"), ("actions", "seller"))
    ours = pd.concat([book.tables[table][column] for table, column in places]).dropna().unique()
    known = sorted(str(key) for key in ours)
    if seller not in known:
        meant = near_text(seller, known)
        raise KeyError(f"no seller “{seller}”" + (f"; did you mean “{meant}”?" if meant else " in the book"))


class _Names:
    """What people read for ids."""

    def __init__(self, book: Book) -> None:
        keys = {"accounts": "account_id", "objectives": "objective_id", "people": "person_id"}
        self._names = {table: book.tables[table].set_index(key)["name"].to_dict() for table, key in keys.items()}

    def __call__(self, table: str, key: str | None) -> str:
        """The name of an account, an objective or a person; blank if there is none, as of an implied objective."""
        return clean(str(self._names[table].get(key, "")))


def _numbered(plan: pd.DataFrame) -> list[dict[str, Any]]:
    """The plan's rows by day, each with what tells it apart from one day to the next."""
    same = ["objective_id", "action", "person_id", "because"]
    plan = plan.assign(number=plan.groupby(same, dropna=False).cumcount())
    return records(plan.sort_values(["due_on", "account_id", "objective_id", "rank"]))


def _touchpoint(row: dict[str, Any], names: _Names, day: dt.date) -> list[str]:
    """A planned conversation."""
    how = Mode(row["mode"]).label if row["mode"] else "Conversation"
    whom = names("people", row["person_id"])
    return _event(
        ("touchpoint", row["touchpoint_id"]),
        row["on"].date(),
        day,
        summary=f"{how}: {whom} ({names('accounts', row['account_id'])})",
        categories="Planned conversation",
        description=_lines(row, names),
        location=clean(row["place"] or ""),
    )


def _action(row: dict[str, Any], names: _Names, day: dt.date) -> list[str]:
    """A next action, on the day on which it should be done; what is overdue, today."""
    account, action = names("accounts", row["account_id"]), Action(row["action"])
    whom, state = names("people", row["person_id"]), "Overdue" if row["overdue"] else "To do"
    return _event(
        ("action", *(str(row[key]) for key in ("objective_id", "action", "person_id", "because", "number"))),
        max(row["due_on"].date(), day),
        day,
        summary=f"{state} ({action.label.lower()}): " + (f"{whom} ({account})" if whom else account),
        categories="Next action",
        description=_lines(row, names),
        location=clean(row["place"] or ""),
    )


def _lines(row: dict[str, Any], names: _Names) -> str:
    """What there is to know of a conversation or an action, a line each."""
    mode = Mode(row["mode"]) if row["mode"] else None
    details = {
        "Message": row["message"],
        "Agenda": row.get("agenda"),
        "How": mode and f"{mode.label}: {mode.definition}",
        "Through": names("people", row.get("via_id")),
        "Reason": row.get("reason"),
        "Seller": row["seller"],
        "Who of theirs": names("people", row.get("with_whom")),
        "Objective": names("objectives", row["objective_id"]),
    }
    return "\n".join(f"{label}: {clean(text)}" for label, text in details.items() if text)


def _event(key: tuple[str, ...], on: dt.date, day: dt.date, **texts: str) -> list[str]:
    """The lines of a whole-day event, its texts in the order to be read; what is blank is left out."""
    summary, *others = [f"{name.upper()}:{_escaped(text)}" for name, text in texts.items() if text]
    uid = hashlib.sha256("\0".join(key).encode("utf-8", "replace")).hexdigest()[:32]
    return [
        "BEGIN:VEVENT",
        summary,
        f"DTSTART;VALUE=DATE:{_compact(on)}",
        f"DTSTAMP:{_compact(day)}T000000Z",
        f"UID:{uid}@stratsell",
        *others,
        "TRANSP:TRANSPARENT",  # the hour is not known, so the day is not taken
        "END:VEVENT",
    ]


def _file(events: list[list[str]]) -> bytes:
    lines = [*_HEAD, *chain.from_iterable(events), "END:VCALENDAR"]
    return b"".join(map(_folded, lines))


def _compact(day: dt.date) -> str:
    return day.isoformat().replace("-", "")


def _escaped(text: str) -> str:
    """Write text as RFC 5545 has it; the texts hold no line end but our own."""
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> bytes:
    r"""Give a line as it stands in a file: at most 75 bytes, then it goes on behind a blank.

    Neither a sign nor an escape, such as ``\\n``, is taken apart.

    Examples
    --------
    >>> _folded("x" * 80)[:80]
    b'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n xxx'
    """
    content = line.encode()
    if len(content) <= _WIDEST:
        return content + b"\r\n"
    parts = []
    while len(content) >= _WIDEST:
        end = _WIDEST - 1
        while content[end] & 0xC0 == 0x80:  # within a sign
            end -= 1
        end -= (end - len(content[:end].rstrip(b"\\"))) % 2
        parts.append(content[:end])
        content = content[end:]
    return b"\r\n ".join([*parts, content]) + b"\r\n"
