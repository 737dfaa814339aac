"""Rows by cases: the first that holds says what a rule tells of the row.

Most of what a rule tells people is one of a few sentences. Written as cases, one below the other, they read as the rule
is meant. Each row gets the number of its case, from an expression that any engine knows; what the case says is looked
up by that number at the end, so that long texts are not carried along.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import narwhals as nw

OTHERWISE = nw.lit(value=True)
"""The condition of a last case."""


class Case(NamedTuple):
    """What is said of a row for which a condition holds and no earlier one does.

    Attributes
    ----------
    when : narwhals.Expr
        The condition; never null.
    says : tuple
        Texts or truth values, a column each; None for a blank cell.
    """

    when: nw.Expr
    says: tuple[Any, ...]


def case_number(cases: Sequence[Case], first: int = 0) -> nw.Expr:
    """Give the number of the first case that holds, of the last one where no other does.

    Parameters
    ----------
    cases : sequence of Case
        The cases.
    first : int, default 0
        The number of the first of them.

    Returns
    -------
    narwhals.Expr
        Whole numbers.
    """
    found = nw.lit(first + len(cases) - 1)
    for at in reversed(range(len(cases) - 1)):
        found = nw.when(cases[at].when).then(nw.lit(first + at)).otherwise(found)
    return found


def said(number: str, cases: Sequence[Case], *names: str) -> list[nw.Expr]:
    """Look up what the cases say; before rows are put in order, since DuckDB does it by a join, which does not keep it.

    Parameters
    ----------
    number : str
        The column that holds the number of each row's case.
    cases : sequence of Case
        All cases, from number 0.
    *names : str
        What the columns are called, in the order of `Case.says`.

    Returns
    -------
    list of narwhals.Expr
    """
    numbers = list(range(len(cases)))
    columns = []
    for at, name in enumerate(names):
        values = [case.says[at] for case in cases]
        dtype = nw.Boolean if isinstance(values[0], bool) else nw.String
        columns.append(nw.col(number).replace_strict(numbers, values, default=None, return_dtype=dtype).alias(name))
    return columns


def any_of(*conditions: nw.Expr) -> nw.Expr:
    """Whether one of some conditions holds."""
    return nw.any_horizontal(*conditions, ignore_nulls=False)
