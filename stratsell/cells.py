"""From whatever stands in a column's cells to values of the column's kind.

A cell may come from a file as text or from a data frame as a typed value. `typed` turns a whole column at once and says
which cells it could not turn; it never guesses, and what it cannot read it reports. `meant` guesses, for messages only.
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from stratsell.tables import Column, Kind
from stratsell.text import VISIBLE
from stratsell.vocabulary import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

_UNSAVEABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Not \d, which some engines take for the digits of any script.
_NUMBER = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_LONGEST_NUMBER = 1_000
"""How many signs a number may have; far longer ones are a mistake or a trap, since reading them takes long."""

_LONGEST_GUESS = 200
"""How long text may be for a near miss to be looked for."""

_FEW = 1_000
"""Up to how many cells a loop is quicker than what pandas does at once; a file may have thousands of columns."""

_EXACT = 2**53 - 1
"""The largest whole number that is the same number as a float."""

Wrong = list[tuple[str, "pd.Series[bool]"]]
"""What is wrong in a column: a problem in words, and the mask of the cells that have it."""


def typed(cells: pd.Series, column: Column) -> tuple[pd.Series, Wrong]:
    """Turn a column's cells into values of its kind.

    Parameters
    ----------
    cells : pandas.Series
        What stands in the column, as text or as typed values; empty text is blank.
    column : Column
        What the column may hold.

    Returns
    -------
    values : pandas.Series
        With the dtype of the column's kind; blank where a cell is blank or wrong.
    wrong : list of (str, pandas.Series of bool)
        Problems and the cells that have them; empty if all is well.
    """
    if cells.isna().all():  # as most columns of a small book are
        filling = [("is blank, but must be filled", cells.isna())] if column.required and len(cells) else []
        return pd.Series(None, index=cells.index, dtype=column.kind.dtype), filling
    match column.kind:
        case Kind.DATE:
            values, wrong = _days(cells)
        case Kind.NUMBER | Kind.INTEGER:
            values, wrong = _numbers(cells, column)
        case Kind.BOOLEAN:
            values, wrong = _booleans(cells)
        case _:
            values, wrong = _texts(cells)
            wrong += _unknown_words(values, column)
    if column.required:
        bad = pd.Series(data=False, index=cells.index)
        for _, mask in wrong:
            bad |= mask
        wrong.append(("is blank, but must be filled", _blank(values) & ~bad))
    dtype: Any = column.kind.dtype
    return values.astype(dtype), [(why, mask) for why, mask in wrong if mask.any()]


def text(cells: pd.Series) -> pd.Series:
    """Give an unknown column's cells as they are, but empty text as blank."""
    if cells.dtype == object and all(isinstance(cell, str) or pd.isna(cell) is True for cell in cells):
        cells = cells.astype("str")
    if cells.dtype != "str":
        return cells
    if len(cells) <= _FEW:
        texts = cells.tolist()
        return pd.Series([each or None for each in texts], index=cells.index, dtype="str") if "" in texts else cells
    return cells.where(cells != "", None)


def among(values: pd.Series, known: pd.Series) -> pd.Series:
    """Mark the values that are among the known ones.

    As ``isin`` does, which takes seconds for a million known ones where pandas keeps text in Arrow.
    """
    if len(values) * 100 < len(known):
        known = known[known.isin(values.dropna().unique())]
    return values.astype(object).isin(known.astype(object))


def is_blank(cell: Any) -> bool:
    """Whether one cell holds nothing."""
    return cell is None or cell == "" or (pd.api.types.is_scalar(cell) and bool(pd.isna(cell)))


def several(cells: pd.Series) -> pd.Series:
    """Mark cells of an unknown column that hold more than one value, such as a list."""
    if cells.dtype != object:
        return _none(cells)
    return pd.Series([pd.api.types.is_list_like(cell) for cell in cells], index=cells.index, dtype=bool)


def unsaveable(cells: pd.Series) -> pd.Series:
    """Mark text with control characters, which neither Excel nor XML can hold."""
    # One search through all text is many times quicker than one a cell, and nearly always finds nothing.
    if cells.dtype != "str" or not has_controls("".join(_texts_of(cells))):
        return _none(cells)
    found = [isinstance(cell, str) and has_controls(cell) for cell in cells]
    return pd.Series(found, index=cells.index, dtype=bool)


def has_controls(text: str) -> bool:
    """Say whether text has control characters, which neither Excel nor XML can hold."""
    return bool(_UNSAVEABLE.search(text))


def _texts_of(cells: pd.Series) -> Iterable[str]:
    if len(cells) <= _FEW:
        return [each for each in cells.tolist() if isinstance(each, str)]
    return cells.dropna().to_numpy(dtype=object)


def meant(value: object, column: Column, known: Iterable[str] = ()) -> str:
    """Guess what a wrong cell should have said, for a message.

    Parameters
    ----------
    value : object
        What stands in the cell.
    column : Column
        The column that it stands in.
    known : iterable of str
        For a column that refers to another table, the ids there.

    Returns
    -------
    str
        The nearest allowed value, or blank if none comes near.
    """
    written = str(value).strip()
    if len(written) > _LONGEST_GUESS:
        return ""
    match column.kind:
        case Kind.WORD | Kind.SET:
            words = [str(word) for word in column.words or ()]
            near = [_near_word(word, words) for word in re.split("[;,/|]", written)]
            return "; ".join(dict.fromkeys(near)) if all(near) else ""
        case Kind.DATE:
            return _near_day(written)
        case Kind.NUMBER | Kind.INTEGER:
            number = written.replace(",", ".")
            return number if number != written and re.fullmatch(_NUMBER, number) else ""
        case Kind.BOOLEAN:
            return {"yes": "true", "no": "false", "1": "true", "0": "false"}.get(written.lower(), "")
        case _:
            return near_text(written, known)


def near_text(written: str, known: Iterable[str]) -> str:
    """Give the known text that comes nearest, not minding case, spaces and underscores; or blank."""
    if len(written) > _LONGEST_GUESS:
        return ""
    names = {plain(name): name for name in known if len(name) <= _LONGEST_GUESS}
    if plain(written) in names:
        return names[plain(written)]
    near = difflib.get_close_matches(plain(written), names, n=1, cutoff=0.75)
    return names[near[0]] if near else ""


def plain(name: str) -> str:
    """Give a name without what people vary: case, spaces, underscores and hyphens.

    Examples
    --------
    >>> plain("Reports to"), plain("reports_to")
    ('reportsto', 'reportsto')
    """
    return re.sub(r"[\s_\-]+", "", name).casefold()


def _near_word(written: str, words: list[str]) -> str:
    """Find the word that comes nearest: by letters, or because one begins like the other."""
    if near := near_text(written, words):
        return near
    start = plain(written)
    starts = [w for w in words if len(start) >= 3 and (plain(w)[:5] == start[:5] or plain(w).startswith(start))]
    return starts[0] if len(starts) == 1 else ""


def _near_day(written: str) -> str:
    """Find the ISO day that is meant, if it reads the same with the day or the month first."""
    from dateutil import parser

    if re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", written, re.ASCII):  # zeros are missing, or there is no such day
        year, month, day = map(int, written.split("-"))
        try:
            return dt.date(year, month, day).isoformat()
        except ValueError:
            return ""
    try:
        # What is not written, such as the year, must not be taken from any day: two of them show what would be.
        days = {
            parser.parse(written, dayfirst=first, default=other).date()
            for first in (False, True)
            for other in (dt.datetime(2001, 1, 1), dt.datetime(2002, 2, 2))
        }
    except (ValueError, OverflowError):
        return ""
    return days.pop().isoformat() if len(days) == 1 else ""


def _blank(values: pd.Series) -> pd.Series:
    """Cells that hold nothing, or nothing of which anything is seen."""
    return ~values.str.contains(VISIBLE, na=False) if values.dtype == "str" else values.isna()


def _none(cells: pd.Series) -> pd.Series:
    return pd.Series(data=False, index=cells.index)


NO_TEXT = "is not text; a number has lost its leading zeros, so read the column as text (dtype=str)"


def _texts(cells: pd.Series) -> tuple[pd.Series, Wrong]:
    """Text, blank where empty; anything that is no text is wrong."""
    if isinstance(cells.dtype, pd.CategoricalDtype):
        cells = cells.astype(object)
    if cells.dtype == object or cells.isna().all():
        odd = pd.Series([not (isinstance(c, str) or is_blank(c)) for c in cells], index=cells.index, dtype=bool)
        values = cells.astype(object).where(~odd, None)
        surrogate = pd.Series([isinstance(c, str) and not _encodes(c) for c in values], index=cells.index, dtype=bool)
        values = values.where(~surrogate, None).astype("str")
    elif pd.api.types.is_string_dtype(cells.dtype):  # of pandas or of Arrow
        values, odd, surrogate = cells.astype("str"), _none(cells), _none(cells)
    else:
        values = pd.Series(None, index=cells.index, dtype="str")
        odd, surrogate = cells.notna(), _none(cells)
    values = values.where(values != "", None)
    return values, [
        (NO_TEXT, odd & ~several(cells)),
        ("holds several values; a cell holds one", odd & several(cells)),
        ("holds a control character, which neither Excel nor XML can hold", surrogate | unsaveable(values)),
    ]


def _encodes(cell: str) -> bool:
    try:
        cell.encode()
    except UnicodeEncodeError:
        return False
    return True


def _unknown_words(values: pd.Series, column: Column) -> Wrong:
    """Cells of a vocabulary column with a word that the vocabulary does not have."""
    if column.words is None:
        return []
    known = {str(word) for word in column.words}

    def legal(cell: str) -> bool:
        words = words_of(cell) if column.kind is Kind.SET else [cell]
        return bool(words) and known.issuperset(words) and len(set(words)) == len(words)

    wrong = {cell for cell in values.dropna().unique() if not legal(cell)}
    many = column.kind is Kind.SET
    problem = "is not a set of known words, each once" if many else "is not a known word"
    return [(problem, values.isin(wrong))]


def _days(cells: pd.Series) -> tuple[pd.Series, Wrong]:
    """Days at midnight, from ISO text, dates or timestamps."""
    if isinstance(cells.dtype, pd.DatetimeTZDtype):
        return _blanks(cells), [("has a time zone; a day has none", cells.notna())]
    if pd.api.types.is_datetime64_any_dtype(cells.dtype):
        values = cells.astype("datetime64[us]")
        late = values.notna() & (values != values.dt.normalize())
        far = ~values.dt.year.fillna(1).between(1, 9999)
        return values.where(~late & ~far), [("has a time of day; only the day counts", late), ("is not a day", far)]
    if cells.isna().all():
        return _blanks(cells), []
    iso = cells.astype(object).map(_iso, na_action="ignore").astype("str")
    iso = iso.where(iso != "", None)
    shaped = iso.where(iso.str.fullmatch(_DAY, na=False), None)
    values = pd.to_datetime(shaped, format="%Y-%m-%d", errors="coerce").astype("datetime64[us]")
    return values, [("is not a day", iso.notna() & values.isna())]


def _iso(cell: object) -> str:
    """Give a date as ISO text; text as it is; and anything else as text that is no date."""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() and cell.tzinfo is None else str(cell)
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return cell if isinstance(cell, str) else repr(cell)


def _blanks(cells: pd.Series) -> pd.Series:
    return pd.Series(pd.NaT, index=cells.index, dtype="datetime64[us]")


def _numbers(cells: pd.Series, column: Column) -> tuple[pd.Series, Wrong]:
    """Numbers within the column's bounds, from text or numbers."""
    if pd.api.types.is_bool_dtype(cells.dtype):
        return pd.Series(float("nan"), index=cells.index), [("is not a number", cells.notna())]
    if pd.api.types.is_numeric_dtype(cells.dtype):
        values, odd = cells.astype("float64"), _none(cells)
    else:
        raw = cells.astype(object).map(_digits, na_action="ignore").astype("str")
        raw = raw.where(raw != "", None)
        fits = raw.str.fullmatch(_NUMBER, na=False) & (raw.str.len() <= _LONGEST_NUMBER)
        values = pd.to_numeric(raw.where(fits, None)).astype("float64")
        odd = raw.notna() & ~fits
    infinite = values.isin([float("inf"), float("-inf")])
    values = values.mask(infinite)
    outside = _none(cells)
    if column.bounds:
        outside |= (values < column.bounds[0]) | (values > column.bounds[1])
    if column.above is not None:
        outside |= values <= column.above
    broken = _none(cells)
    if column.kind is Kind.INTEGER:
        outside |= values.abs() > _EXACT
        broken = values.notna() & (values % 1 != 0) & ~outside
    wrong = [
        ("is not a number", odd | infinite),
        ("is out of bounds", outside),
        ("is not a whole number", broken),
    ]
    return values.mask(outside | broken), wrong


def _digits(cell: object) -> str:
    number = isinstance(cell, int | float) and not isinstance(cell, bool)
    return repr(cell) if number else str(cell)


_TRUTH = {"true": True, "false": False}


def _booleans(cells: pd.Series) -> tuple[pd.Series, Wrong]:
    """Read true or false, from booleans or the words (in any case, as spreadsheets write them)."""
    if cells.isna().all():
        return pd.Series(pd.NA, index=cells.index, dtype="boolean"), []
    raw = cells.astype(object).map(lambda c: str(c).lower(), na_action="ignore")
    raw = raw.where(raw != "", None)
    values = raw.map(_TRUTH).astype("boolean")
    return values, [("is neither true nor false", raw.notna() & values.isna())]
