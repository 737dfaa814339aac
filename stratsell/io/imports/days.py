"""Days as people and programs write them, with whatever hour behind them.

Which of day and month comes first is never guessed: somebody says it, or another day of the same column, or of the same
export, shows it.
"""

from __future__ import annotations

import datetime as dt
import re

_TIME = (
    r"(?:[T ,]+(?:(?:at|um|à|às|alle|om|a las|kl\.?) )?\(?\d{1,2}[:.h]\d{2}.*|T.*|[ ,]+0?0:?0?0?.*"
    r"|,? \d{1,2} ?[ap]\.?m\.?.*)?"
)
_WEEKDAY = re.compile(r"[^\W\d_]{2,10}\.?,?\s+(?=\d)")
_YEAR_FIRST = re.compile(rf"(\d{{4}})\s?[-/.]\s?(\d{{1,2}})\s?[-/.]\s?(\d{{1,2}})\.?{_TIME}", re.DOTALL)
_COMPACT = re.compile(rf"((?:19|20)\d\d)(\d\d)(\d\d){_TIME}", re.DOTALL)
_EAST = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일].*", re.DOTALL)
_ERA = re.compile(r"(令和|平成|昭和|[RHS])\s*(\d{1,2}|元)\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})日?.*", re.DOTALL)
_BEFORE_ERA = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988, "昭和": 1925, "S": 1925}
_POINTS = re.compile(rf"(\d{{1,2}})\.\s?(\d{{1,2}})\.\s?(\d{{4}}|\d\d){_TIME}", re.DOTALL)
_SLASHES = re.compile(rf"(\d{{1,2}})\s?[/-]\s?(\d{{1,2}})\s?[/-]\s?(\d{{4}}|\d\d){_TIME}", re.DOTALL)
_DAY_MONTH = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th|er|º|ª|\.)?[\s.-]*(?:de\s+|of\s+)?([^\W\d_]{{3,12}})\.?,?[\s.-]*(?:de[l]?\s+)?(\d{{4}}|'?\d\d){_TIME}",
    re.DOTALL | re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    rf"([^\W\d_]{{3,12}})\.?[\s-]*(\d{{1,2}})(?:st|nd|rd|th)?,?[\s-]+(\d{{4}}|'\d\d){_TIME}", re.DOTALL | re.IGNORECASE
)
_YEAR_MONTH = re.compile(rf"(\d{{4}})[\s.-]+([^\W\d_]{{3,12}})\.?[\s.-]+(\d{{1,2}}){_TIME}", re.DOTALL)
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
_EPOCH = re.compile(r"(\d{13})")
_DIGITS = str.maketrans("０１２３４５６７８９／－．", "0123456789/-.")

_NAMES = (
    "january jan januar jänner janvier janv enero ene gennaio gen janeiro januari",
    "february feb februar février fevrier févr fevr fév febrero febbraio febb fevereiro fev februari",
    "march mar märz maerz mär mrz mars marzo março marco maart mrt",
    "april apr avril avr abril abr aprile",
    "may mai mayo maggio mag maio mei",
    "june jun juni juin junio giugno giu junho",
    "july jul juli juillet juil julio luglio lug julho",
    "august aug août aout agosto ago agostο augustus",
    "september sep sept septembre septiembre setiembre settembre sett set setembro",
    "october oct oktober okt octobre octubre ottobre ott outubro out",
    "november nov novembre noviembre novembro",
    "december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro",
)
_MONTHS = {name: month for month, names in enumerate(_NAMES, 1) for name in names.split()}
_EPOCH_DAY = dt.date(1899, 12, 30)
_EARLIEST, _LATEST = 1900, 2199


def iso(cell: str, *, day_first: bool | None) -> str | None:
    """Read a day, with whatever hour behind it, or give None if it is none or could be two.

    Parameters
    ----------
    cell : str
        What stands there.
    day_first : bool or None
        Whether days such as 03/04/2026 begin with the day; None if nobody knows.

    Returns
    -------
    str or None
        As an ISO day.

    Examples
    --------
    >>> iso("12 Mar 2026", day_first=None), iso("3.4.26", day_first=None), iso("46113", day_first=None)
    ('2026-03-12', '2026-04-03', '2026-04-01')
    >>> iso("03/04/2026", day_first=None), iso("03/04/2026", day_first=True), iso("25/12/2025", day_first=None)
    (None, '2026-04-03', '2025-12-25')
    >>> iso("Mar 2026", day_first=None), iso("2026-W10", day_first=None)
    (None, None)
    """
    cell = cell.translate(_DIGITS).strip().strip("'")
    if match := (_YEAR_FIRST.fullmatch(cell) or _COMPACT.fullmatch(cell) or _EAST.fullmatch(cell)):
        return _made(match[1], match[2], match[3])
    if match := _ERA.fullmatch(cell):
        year = 1 if match[2] == "元" else int(match[2])
        return _made(str(_BEFORE_ERA[match[1]] + year), match[3], match[4])
    if match := (_SERIAL.fullmatch(cell) or _EPOCH.fullmatch(cell)):
        return _counted(match[1])
    bare = _WEEKDAY.sub("", cell, count=1) if _WEEKDAY.match(cell) and not _MONTH_DAY.fullmatch(cell) else cell
    if match := _POINTS.fullmatch(bare):
        return _made(match[3], match[2], match[1])
    if match := _SLASHES.fullmatch(bare):
        return _either(*match.groups(), day_first=day_first)
    return _named(bare)


def _counted(number: str) -> str | None:
    """Read a day that is counted: by a spreadsheet from 1900 on, or in milliseconds from 1970 on."""
    if len(number) < 13:
        day, first = _EPOCH_DAY + dt.timedelta(days=int(number)), 1950
    else:
        day, first = dt.date(1970, 1, 1) + dt.timedelta(days=int(number) // 86_400_000), 1990
    return day.isoformat() if first <= day.year <= 2099 else None


EITHER = "may be day/month or month/day: say which (day_first=)"
"""Why a day such as 03/04/2026 is none, where no other shows which it is."""


def why_no_day(cell: str, *, day_first: bool | None) -> str:
    """Say why a cell is no day.

    Examples
    --------
    >>> why_no_day("soon", day_first=None), why_no_day("13/13/2026", day_first=True)
    ('is not a day', 'is not a day, read as day/month/year')
    """
    if not _SLASHES.fullmatch(cell.strip()):
        return "is not a day"
    if day_first is None:
        return EITHER
    return f"is not a day, read as {'day/month' if day_first else 'month/day'}/year"


def shows_day_first(cell: str) -> bool | None:
    """Whether a cell such as 13/04/2026 begins with the day; None if it could be either, or is written otherwise.

    Examples
    --------
    >>> shows_day_first("13/04/2026"), shows_day_first("04/13/26"), shows_day_first("03/04/2026")
    (True, False, None)
    """
    match = _SLASHES.fullmatch(cell.translate(_DIGITS).strip())
    if not match or (int(match[1]) > 12) == (int(match[2]) > 12):
        return None
    return int(match[1]) > 12


def _either(first: str, second: str, year: str, *, day_first: bool | None) -> str | None:
    """Read a day of which the day or the month may come first."""
    if first.lstrip("0") == second.lstrip("0"):
        return _made(year, first, second)
    shown = int(first) > 12 or (False if int(second) > 12 else day_first)
    if day_first is not None:
        shown = day_first
    if shown is None:
        return None
    return _made(year, second, first) if shown else _made(year, first, second)


def _named(cell: str) -> str | None:
    """Read a day whose month is written as a word."""
    lower = cell.casefold()
    if match := _DAY_MONTH.fullmatch(lower):
        day, name, year = match.groups()
    elif match := _MONTH_DAY.fullmatch(lower):
        name, day, year = match.groups()
    elif match := _YEAR_MONTH.fullmatch(lower):
        year, name, day = match.groups()
    else:
        weekday = re.match(r"[^\W\d_]{2,12}\.?,?\s+(.+)", lower, re.DOTALL)
        return _named(weekday[1]) if weekday and weekday[1] != lower and re.search(r"\d", weekday[1]) else None
    month = _MONTHS.get(name)
    return _made(year.lstrip("'"), str(month), day) if month else None


def _made(year: str, month: str, day: str) -> str | None:
    number = int(year)
    if len(year) == 2:
        number += 2000 if number < 70 else 1900
    try:
        found = dt.date(number, int(month), int(day))
    except ValueError:
        return None
    return found.isoformat() if _EARLIEST <= number <= _LATEST else None
