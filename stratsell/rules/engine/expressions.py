"""What rules ask of a cell: is it blank, does the day lie in a window, does the person hold a role."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

import narwhals as nw

from stratsell.vocabulary import Degree, Role


def is_blank(column: str) -> nw.Expr:
    """Whether a cell is blank."""
    return nw.col(column).is_null()


def equals(column: str, word: str) -> nw.Expr:
    """Whether a cell holds a word; a blank one does not."""
    return (nw.col(column) == word).fill_null(value=False)


def is_in(column: str, words: list[str]) -> nw.Expr:
    """Whether a cell holds one of some words; a blank one does not."""
    return nw.col(column).is_in(words).fill_null(value=False)


def on_or_before(column: str, day: dt.date) -> nw.Expr:
    """Whether something was on a day or before it; a blank was not."""
    return (nw.col(column) <= nw.lit(day)).fill_null(value=False)


def after(column: str, day: dt.date) -> nw.Expr:
    """Whether something was later than a day; a blank was not."""
    return (nw.col(column) > nw.lit(day)).fill_null(value=False)


def within(column: str, days: int, day: dt.date) -> nw.Expr:
    """Whether something lies in the last so many days up to a day; a blank does not."""
    first, last = nw.lit(days_before(day, days)), nw.lit(day)
    return nw.col(column).is_between(first, last, closed="right").fill_null(value=False)


def days_before(day: dt.date, days: int) -> dt.date:
    """Give the day so many days before another (after it, for a negative number), within the calendar."""
    number = min(max(day.toordinal() - days, dt.date.min.toordinal()), dt.date.max.toordinal())
    return dt.date.fromordinal(number)


def holds(role: Role) -> nw.Expr:
    """Whether a person holds a role."""
    return nw.col("roles").str.contains(role.value, literal=True).fill_null(value=False)


def has_role() -> nw.Expr:
    """Whether a person holds any role."""
    return ~is_blank("roles")


def degree_weight() -> nw.Expr:
    """Give the place of a degree in its order: high before medium before low before blank."""
    degrees = [degree.value for degree in Degree]
    return first_of(*((equals("degree", degree), rank) for rank, degree in enumerate(degrees)), otherwise=len(degrees))


def first_of(*cases: tuple[nw.Expr, Any], otherwise: Any = None) -> nw.Expr:
    """Give the value of the first case that holds.

    Parameters
    ----------
    *cases : tuple of narwhals.Expr and value
        A condition, and an expression or a plain value.
    otherwise : expression or value, optional
        Where no case holds. Default: blank.
    """
    result = _value(otherwise)
    for condition, value in reversed(cases):
        result = nw.when(condition).then(_value(value)).otherwise(result)
    return result


def joined(*texts: str | nw.Expr, between: str = "") -> nw.Expr:
    """Put texts one behind the other: plain text as it stands, an expression's where it is not blank."""
    parts = (nw.lit(text) if isinstance(text, str) else text for text in texts)
    return nw.concat_str(*parts, separator=between, ignore_nulls=True)


def listed(*texts: nw.Expr, between: str) -> nw.Expr:
    """Put texts one behind the other where they are not blank; blank where all are."""
    text = joined(*texts, between=between)
    return nw.when(text != "").then(text)


def blank_names(columns: Iterable[str]) -> nw.Expr:
    """Give the names of those columns that are blank, joined by commas; blank where none is."""
    return listed(*(nw.when(is_blank(column)).then(nw.lit(column)) for column in columns), between=", ")


def _value(value: Any) -> nw.Expr:
    return value if isinstance(value, nw.Expr) else nw.lit(value)
