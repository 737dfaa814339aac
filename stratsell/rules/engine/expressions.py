"""What rules ask of a cell: is it blank, does the day lie in a window, does the person hold a role."""

from __future__ import annotations

import datetime as dt

import narwhals as nw

from stratsell.vocabulary import Role


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
    return on_or_before(column, day) & after(column, days_before(day, days))


def days_before(day: dt.date, days: int) -> dt.date:
    """Give the day that lies so many days before another; none lies before the first of the calendar."""
    return day - dt.timedelta(days=days) if day.toordinal() > days else dt.date.min


def holds(role: Role) -> nw.Expr:
    """Whether a person holds a role."""
    return nw.col("roles").str.contains(role.value, literal=True).fill_null(value=False)


def has_role() -> nw.Expr:
    """Whether a person holds any role."""
    return ~is_blank("roles")
