"""Days as CRMs export them: with whatever hour behind them, and the day or the month first.

Which of the two comes first is never guessed: whoever exports says it, or a day of the export shows it.
"""

from __future__ import annotations

import datetime as dt
import re

_ISO = re.compile(r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})(?:[T ,].*)?", re.DOTALL)
_POINTS = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})(?:[T ,].*)?", re.DOTALL)
_SLASHES = re.compile(r"([0-9]{1,2})[/-]([0-9]{1,2})[/-]([0-9]{4})(?:[T ,].*)?", re.DOTALL)


def iso(cell: str, *, day_first: bool | None) -> str | None:
    """Read a day, with whatever hour behind it, or give None if it is none or could be two."""
    cell = cell.strip()
    if match := _ISO.fullmatch(cell):
        year, month, day = match.groups()
    elif match := _POINTS.fullmatch(cell):
        day, month, year = match.groups()
    elif (match := _SLASHES.fullmatch(cell)) and (day_first is not None or match[1] == match[2]):
        month, day, year = match.groups()
        if day_first:
            day, month = month, day
    else:
        return None
    try:
        return dt.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def why_no_day(*, day_first: bool | None) -> str:
    """Say why a cell is no day."""
    if day_first is None:
        return "is not a day, or may be day/month or month/day: say which (day_first=)"
    return f"is not a day, read as {'day/month' if day_first else 'month/day'}/year"


def shows_day_first(cell: str) -> bool | None:
    """Whether a cell such as 13/04/2026 begins with the day; None if it could be either, or is written otherwise."""
    match = _SLASHES.fullmatch(cell.strip())
    if not match or (int(match[1]) > 12) == (int(match[2]) > 12):
        return None
    return int(match[1]) > 12
