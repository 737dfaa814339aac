"""From whatever stands in a column's cells to values of the column's kind.

A cell may come from a file as text or from a data frame as a typed value. `typed` turns a whole column at once and says
which cells it could not turn; it never guesses, and what it cannot read it reports. `meant` guesses, for messages only.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from stratsell.book.nearest import LONGEST, Nearest, plain
from stratsell.book.tables import Column, Kind
from stratsell.text import VISIBLE
from stratsell.vocabulary import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

_UNSAVEABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_UNSAVEABLE_ARROW = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x{fffe}\x{ffff}]"
_LAST_LETTERS = 0xEF
"""The byte with which U+F000 to U+FFFF begin in UTF-8."""

# Not \d, which some engines take for the digits of any script.
_NUMBER = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_LONGEST_NUMBER = 1_000
"""How many signs a number may have; far longer ones are a mistake or a trap, since reading them takes long."""

_DAY_LONG = np.timedelta64(1, "D").astype("timedelta64[us]").astype(np.int64)
_FIRST_DAY, _LAST_DAY = np.array(["0001-01-01", "9999-12-31T23:59:59.999999"], dtype="datetime64[us]").view(np.int64)

_EXACT = 2**53 - 1
"""The largest whole number that is the same number as a float."""

Wrong = list[tuple[str, "pd.Series[bool]"]]
"""What is wrong in a column: a problem in words, and the mask of the cells that have it."""

Marks = list[tuple[str, np.ndarray]]
"""The same, with masks of NumPy, of which any may mark nothing."""


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
    dtype: Any = column.kind.dtype
    cells = _without_empty(cells) if cells.dtype == "str" else cells
    if cells.isna().all():  # as most columns of a small book are
        filling = [("is blank, but must be filled in", cells.isna())] if column.required and len(cells) else []
        return pd.Series(None, index=cells.index, dtype=dtype), filling
    cells = _of_one_type(cells)
    match column.kind:
        case Kind.DATE:
            values, marks = _days(cells)
        case Kind.NUMBER | Kind.INTEGER:
            values, marks = _numbers(cells, column)
        case Kind.BOOLEAN:
            values, marks = _booleans(cells)
        case _:
            values, marks = _texts(cells)
            marks += _unknown_words(values, column)
    marks = [(problem, mask) for problem, mask in marks if mask.any()]
    if column.required:
        blank = _blank(values)
        for _, mask in marks:
            blank = blank & ~mask
        marks += [("is blank, but must be filled in", blank)] if blank.any() else []
    return values.astype(dtype), [(problem, pd.Series(mask, index=cells.index, dtype=bool)) for problem, mask in marks]


def text(cells: pd.Series) -> pd.Series:
    """Give an unknown column's cells as they are, but empty text as blank."""
    if cells.dtype == object:
        cells = _of_one_type(cells)
    return _without_empty(cells) if cells.dtype == "str" else cells


def is_blank(cell: Any) -> bool:
    """Whether one cell holds nothing."""
    return not cell if isinstance(cell, str) else pd.api.types.is_scalar(cell) and bool(pd.isna(cell))


def several(cells: pd.Series) -> np.ndarray:
    """Mark cells that hold more than one value, such as a list."""
    if cells.dtype != object:
        return _none(cells)
    return np.fromiter(map(pd.api.types.is_list_like, cells), bool, len(cells))


def unsaveable(cells: pd.Series) -> np.ndarray:
    """Mark text with control characters, which neither Excel nor XML can hold."""
    if cells.dtype == object:
        return np.fromiter((isinstance(cell, str) and not _encodes(cell) for cell in cells), bool, len(cells))
    if cells.dtype != "str":
        return _none(cells)
    texts = arrow(cells)
    if not any(map(_may_hold_controls, texts.chunks)):
        return _none(cells)
    return _mask(pc.match_substring_regex(texts, _UNSAVEABLE_ARROW))


def has_controls(text: str) -> bool:
    """Say whether text has control characters, which neither Excel nor XML can hold."""
    return bool(_UNSAVEABLE.search(text))


def arrow(cells: pd.Series) -> pa.ChunkedArray:
    """Give a column of text as Arrow holds it."""
    held = pa.array(cells.array)
    return held if isinstance(held, pa.ChunkedArray) else pa.chunked_array([held])


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
    if len(written) > LONGEST:
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
    return Nearest(known).to(written)


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


NO_TEXT = "is not text; numbers lose their leading zeros, so read the column as text (dtype=str)"


def _of_one_type(cells: pd.Series) -> pd.Series:
    """Give cells that are all text, or blank, as a column of text; others as they are, without categories."""
    if isinstance(cells.dtype, pd.CategoricalDtype):
        cells = cells.astype(object)
    if cells.dtype != object or pd.api.types.infer_dtype(cells.dropna()) not in ("string", "empty"):
        return cells
    try:
        return cells.astype("str")
    except UnicodeEncodeError:
        return cells


def _without_empty(cells: pd.Series) -> pd.Series:
    """Give text, blank where it is empty."""
    texts = arrow(cells)
    empty = pc.equal(texts, "")
    if not pc.any(empty).as_py():
        return cells
    filled = pc.if_else(empty, pa.scalar(None, texts.type), texts)
    return pd.Series(pd.array(filled, dtype=cells.dtype), index=cells.index, name=cells.name)


def _blank(values: pd.Series) -> np.ndarray:
    """Cells that hold nothing, or nothing of which anything is seen."""
    blank: np.ndarray = values.isna().to_numpy().copy()
    if values.dtype == "str":
        texts = arrow(values)
        first = np.concatenate([_first_letters(chunk) for chunk in texts.chunks] or [_none(values)])
        odd = np.flatnonzero(((first <= ord(" ")) | (first > ord("~"))) & ~blank)
        if len(odd):
            blank[odd] = ~_mask(pc.match_substring_regex(texts.take(pa.array(odd)), VISIBLE))
    return blank


def _none(cells: pd.Series) -> np.ndarray:
    return np.zeros(len(cells), dtype=bool)


def _mask(marks: pa.ChunkedArray) -> np.ndarray:
    """Give marks of Arrow as pandas takes them; what is blank is not marked."""
    mask: np.ndarray = pc.fill_null(marks, fill_value=False).to_numpy()
    return mask


def _content(texts: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """Where each text begins among the bytes of all, with where the last one ends; and these bytes."""
    if not len(texts):  # then Arrow may leave the places out
        return np.zeros(1, dtype=np.int64), np.zeros(0, dtype=np.uint8)
    _, places, content = texts.buffers()
    width = np.int64 if pa.types.is_large_string(texts.type) else np.int32
    starts = np.frombuffer(places, dtype=width)[texts.offset : texts.offset + len(texts) + 1]
    return starts, np.frombuffer(content or b"", dtype=np.uint8)


def _first_letters(texts: pa.Array) -> np.ndarray:
    """Give the first byte of each text, 0 for what is empty."""
    starts, letters = _content(texts)
    filled = starts[1:] > starts[:-1]
    first = np.zeros(len(texts), dtype=np.uint8)
    first[filled] = letters[starts[:-1][filled]]
    return first


def _may_hold_controls(texts: pa.Array) -> bool:
    """Whether some text may hold control characters: one look at its bytes is quicker than one at each text."""
    starts, letters = _content(texts)
    letters = letters[starts[0] : starts[-1]]
    low = letters[letters < ord(" ")]
    return bool(np.isin(low, list(b"\t\n\r"), invert=True).any() or (letters == _LAST_LETTERS).any())


def _texts(cells: pd.Series) -> tuple[pd.Series, Marks]:
    """Text, blank where empty; anything that is no text is wrong."""
    odd, surrogate = _none(cells), _none(cells)
    if cells.dtype == object:
        odd = np.array([not (isinstance(cell, str) or is_blank(cell)) for cell in cells])
        surrogate = np.array([isinstance(cell, str) and not _encodes(cell) for cell in cells])
        values = cells.where(~(odd | surrogate), None).astype("str")
    elif pd.api.types.is_string_dtype(cells.dtype):  # of pandas or of Arrow
        values = cells.astype("str")
    else:
        values, odd = pd.Series(None, index=cells.index, dtype="str"), cells.notna().to_numpy()
    values = _without_empty(values)
    many = several(cells) if odd.any() else odd
    return values, [
        (NO_TEXT, odd & ~many),
        ("holds several values; a cell holds one", odd & many),
        ("holds a control character, which neither Excel nor XML can hold", surrogate | unsaveable(values)),
    ]


def _encodes(cell: str) -> bool:
    try:
        cell.encode()
    except UnicodeEncodeError:
        return False
    return True


def _unknown_words(values: pd.Series, column: Column) -> Marks:
    """Cells of a vocabulary column with a word that the vocabulary does not have."""
    if column.words is None:
        return []
    known = {str(word) for word in column.words}

    def legal(cell: str) -> bool:
        words = words_of(cell) if column.kind is Kind.SET else [cell]
        return bool(words) and known.issuperset(words) and len(set(words)) == len(words)

    texts = arrow(values)
    wrong = [cell for cell in pc.unique(texts).to_pylist() if cell is not None and not legal(cell)]
    if not wrong:
        return []
    many = column.kind is Kind.SET
    problem = "has an unknown word, or one word twice" if many else "is not a known word"
    return [(problem, _mask(pc.is_in(texts, value_set=pa.array(wrong, texts.type))))]


def _days(cells: pd.Series) -> tuple[pd.Series, Marks]:
    """Days at midnight, from ISO text, dates or timestamps."""
    if isinstance(cells.dtype, pd.DatetimeTZDtype):
        return _blanks(cells), [("has a time zone; a day has none", cells.notna().to_numpy())]
    if pd.api.types.is_datetime64_any_dtype(cells.dtype):
        values = cells.astype("datetime64[us]")
        moments = values.to_numpy().view(np.int64)
        blank = values.isna().to_numpy()
        late = (moments % _DAY_LONG != 0) & ~blank
        far = ((moments < _FIRST_DAY) | (moments > _LAST_DAY)) & ~blank
        return values.where(~(late | far)) if (late | far).any() else values, [
            ("has a time of day; only the day counts", late),
            ("is not a day", far),
        ]
    if (days := _whole_days(cells)) is not None:
        return pd.Series(days.cast(pa.timestamp("us")).to_numpy(), index=cells.index), []
    iso = cells if cells.dtype == "str" else cells.astype(object).map(_iso, na_action="ignore").astype("str")
    iso = _without_empty(iso)
    shaped = iso.where(iso.str.fullmatch(_DAY, na=False) & ~iso.str.startswith("0000", na=False), None)
    values = pd.to_datetime(shaped, format="%Y-%m-%d", errors="coerce").astype("datetime64[us]")
    return values, [("is not a day", (iso.notna() & values.isna()).to_numpy())]


def _whole_days(cells: pd.Series) -> pa.ChunkedArray | None:
    """Give ISO text, or dates, all at once; None if some of them may be no days."""
    try:
        if cells.dtype == "str":
            days = arrow(cells).cast(pa.date32())
        elif cells.dtype == object:
            days = pa.chunked_array([pa.array(cells.to_numpy(), from_pandas=True)])
        else:
            return None
    except (pa.ArrowException, OverflowError):
        return None
    return days if days.type == pa.date32() and (pc.min(days).as_py() or dt.date.min) >= dt.date.min else None


def _iso(cell: object) -> str:
    """Give a date as ISO text; text as it is; and anything else as text that is no date."""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() and cell.tzinfo is None else str(cell)
    if isinstance(cell, dt.date):
        return cell.isoformat()
    text = cell if isinstance(cell, str) else repr(cell)
    return text if _encodes(text) else "?"


def _blanks(cells: pd.Series) -> pd.Series:
    return pd.Series(pd.NaT, index=cells.index, dtype="datetime64[us]")


def _numbers(cells: pd.Series, column: Column) -> tuple[pd.Series, Marks]:
    """Numbers within the column's bounds, from text or numbers."""
    odd = _none(cells)
    if pd.api.types.is_bool_dtype(cells.dtype):
        return pd.Series(float("nan"), index=cells.index), [("is not a number", cells.notna().to_numpy())]
    if pd.api.types.is_numeric_dtype(cells.dtype):
        values = cells.astype("float64").to_numpy()
    elif (whole := _whole_numbers(cells)) is not None:
        values = whole
    else:
        raw = cells if cells.dtype == "str" else cells.astype(object).map(_digits, na_action="ignore").astype("str")
        raw = _without_empty(raw)
        fits = raw.str.fullmatch(_NUMBER, na=False) & (raw.str.len() <= _LONGEST_NUMBER)
        fitting = raw.where(fits, None)
        try:
            values = pd.to_numeric(fitting).to_numpy("float64")
        except OverflowError:  # a whole number of more than 308 digits, which pandas keeps as Python's own
            values = fitting.astype(object).map(float, na_action="ignore").to_numpy("float64", na_value=np.nan)
        odd = (raw.notna() & ~fits).to_numpy()
    infinite = np.isinf(values)
    values = np.where(infinite, np.nan, values)
    outside, broken = _none(cells), _none(cells)
    if column.bounds:
        outside |= (values < column.bounds[0]) | (values > column.bounds[1])
    if column.above is not None:
        outside |= values <= column.above
    if column.kind is Kind.INTEGER:
        outside |= np.abs(values) > _EXACT
        broken = (values % 1 != 0) & ~(outside | np.isnan(values))
    marks = [
        ("is not a number", odd | infinite),
        ("is out of range", outside),
        ("is not a whole number", broken),
    ]
    return pd.Series(np.where(outside | broken, np.nan, values), index=cells.index), marks


def _whole_numbers(cells: pd.Series) -> np.ndarray | None:
    """Give text, or numbers, all at once; None if some of them may be no numbers."""
    try:
        if cells.dtype == "str":
            texts = arrow(cells)
            if (pc.max(pc.binary_length(texts)).as_py() or 0) > _LONGEST_NUMBER:
                return None
            values = texts.cast(pa.float64()).to_numpy()
        elif pd.api.types.infer_dtype(cells, skipna=True) in ("floating", "integer", "mixed-integer-float"):
            values = cells.to_numpy("float64")
        else:
            return None
    except (pa.ArrowException, OverflowError, TypeError):
        return None
    known: np.ndarray = np.isfinite(values) == cells.notna()
    return values if known.all() else None


def _digits(cell: object) -> str:
    text = repr(float(cell)) if isinstance(cell, float) else str(cell)
    return text if _encodes(text) else "?"


def _booleans(cells: pd.Series) -> tuple[pd.Series, Marks]:
    """Read true or false, from booleans or the words (in any case, as spreadsheets write them)."""
    raw = cells.astype(object).map(lambda c: str(c).lower(), na_action="ignore")
    raw = raw.where(raw != "", None)
    values = raw.map({"true": True, "false": False}).astype("boolean")
    return values, [("is neither true nor false", (raw.notna() & values.isna()).to_numpy())]
