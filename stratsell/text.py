"""A book's values as the text of a cell, each so that reading gives the same value back."""

from __future__ import annotations

import datetime as dt
import numbers

import numpy as np
import pandas as pd

EXACT = 1e15
"""Below this, a whole number is written without a decimal point and still reads back equal."""


def texts(values: pd.Series) -> list[str]:
    """Give a column of a book as text.

    Parameters
    ----------
    values : pandas.Series
        A column in one of the types of a book, or an unknown column of text, numbers, booleans or dates.

    Returns
    -------
    list of str
        Text as it is, dates as ISO days, numbers so that they read back equal, ``true`` and ``false``; blank for what
        is missing.

    Raises
    ------
    ValueError
        If an unknown column holds something else, such as a list.

    Examples
    --------
    >>> texts(pd.Series([0.1, 2.0, None]))
    ['0.1', '2', '']
    """
    if values.dtype == "str":
        return list(values.fillna("").to_numpy(dtype=object))
    if values.dtype.kind == "M" and values.dt.tz is None and (values.dropna() == values.dropna().dt.normalize()).all():
        days = np.datetime_as_string(values.to_numpy("datetime64[D]"))
        return ["" if day == "NaT" else day for day in days.tolist()]
    return ["" if _missing(value) else _text(value) for value in values]


def number(value: float) -> str:
    """Write a number so that it reads back equal, whole ones without a decimal point.

    Examples
    --------
    >>> number(1042.0), number(0.1), number(1e300)
    ('1042', '0.1', '1e+300')
    """
    return str(int(value)) if value.is_integer() and abs(value) < EXACT else repr(value)


def _missing(value: object) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or value != value  # noqa: PLR0124 (NaN alone differs from itself)


def _text(value: object) -> str:
    match value:
        case str():
            return value
        case bool() | np.bool_():
            return str(bool(value)).lower()
        case numbers.Integral():
            return str(int(value))
        case numbers.Real():
            return number(float(value))
        case dt.datetime() | dt.date() | dt.time():
            return value.isoformat()
    raise ValueError(f"a cell holds a {type(value).__name__}, which a file of text cannot; write it as text first")
