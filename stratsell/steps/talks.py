"""Which conversations count for whom.

A conversation counts for its person and objective, or for all of the person's where it names no objective.
"""

from __future__ import annotations

import datetime as dt

import narwhals as nw
import numpy as np
import pandas as pd

from stratsell.steps.frames import AnySource, Frame, Source, Told, after, blank, by, each_row, row_key, streamed, table
from stratsell.steps.ids import BLANK, pairs
from stratsell.vocabulary import TouchpointStatus

_PAIR = ["objective_id", "person_id"]

_NEVER = np.iinfo(np.int64).min
"""Less than any number of a book; as a day, numpy's blank."""


def done_talks(
    book: AnySource, day: dt.date, *give: Told, of: tuple[str, ...] = (), since: dt.date = dt.date.min
) -> Frame:
    """Give the conversations done after one day and by another: with whom, for which objective, when, and more.

    Parameters
    ----------
    book : Book or mapping of str to data frame
        Where they are.
    day : datetime.date
        The day to look from.
    *give : str or narwhals.Expr
        What to give besides objective_id, person_id and on: columns, or expressions over columns named by `of`.
    of : tuple of str
        Columns that expressions ask for.
    since : datetime.date, optional
        Only those after this day.

    Returns
    -------
    narwhals frame
    """
    done = (nw.col("status") == TouchpointStatus.DONE.value).fill_null(value=False)
    columns = [*_PAIR, "on", "status", *of, *(each for each in give if isinstance(each, str))]
    seen = done & by("on", day) & after("on", since)
    return each_row(book, "touchpoints", columns, *_PAIR, "on", *give, where=seen)


def with_greatest(people: Frame, talks: Frame, what: str, *, of: str | None = None) -> Frame:
    """Add to numbered rows the greatest `what` of the conversations that count for them; null where there is none.

    With `of`, only rows in which that column is true get one.
    """
    rows = people.to_native()
    if isinstance(rows, pd.DataFrame) and rows["person_id"].dtype == np.int64:
        return _with_greatest_number(rows, talks.to_native(), what, of)

    def joined(people: Frame, talks: Frame) -> Frame:
        key = row_key(people)
        theirs = people if of is None else people.filter(nw.col(of))
        best = talks_with(theirs, talks, what).group_by(*key).agg(nw.col(what).max())
        return people.join(best, on=key, how="left")

    return streamed(joined, people, talks)


def _with_greatest_number(rows: pd.DataFrame, talks: pd.DataFrame, what: str, of: str | None) -> Frame:
    """The same where ids are numbers, and `what` is a whole number or a day."""
    people = rows["person_id"].to_numpy()
    row, talk = pairs(people if of is None else np.where(rows[of], people, BLANK), talks["person_id"].to_numpy())
    aim = talks["objective_id"].to_numpy()[talk]
    counts = (aim == BLANK) | (aim == rows["objective_id"].to_numpy()[row])
    cells = talks[what].to_numpy()
    best = np.full(len(rows), _NEVER)
    np.maximum.at(best, row[counts], cells.view(np.int64)[talk[counts]])
    if cells.dtype != np.int64:  # in days, the least number is a blank
        return nw.from_native(rows.assign(**{what: best.view(cells.dtype)}))
    return nw.from_native(rows.assign(**{what: pd.Series(best, rows.index).where(best > _NEVER)}))


def talks_with(people: Frame, talks: Frame, *columns: str) -> Frame:
    """Pair numbered rows of influences with the conversations that count for them.

    Parameters
    ----------
    people : narwhals frame
        With columns objective_id and person_id, and row where it is in memory.
    talks : narwhals frame
        Conversations, with columns objective_id, person_id and those named.
    *columns : str
        What to give of each conversation.

    Returns
    -------
    narwhals frame
        The `row_key` of people and the columns named; a row per row of people and conversation.
    """
    key = row_key(people)
    theirs = people.select(*dict.fromkeys([*key, *_PAIR])).join(
        talks.select(*_PAIR, *columns), on="person_id", how="inner", suffix="_aim"
    )
    counts = blank("objective_id_aim") | (nw.col("objective_id_aim") == nw.col("objective_id"))
    return theirs.filter(counts.fill_null(value=False)).select(*key, *columns)


def planned_talks(book: Source, *columns: str) -> Frame:
    """Give the conversations that are planned: plans are known, so they are seen whenever they are to take place."""
    talks = table(book, "touchpoints", *_PAIR, "on", "status", *columns)
    planned = (nw.col("status") == TouchpointStatus.PLANNED.value).fill_null(value=False)
    return talks.filter(planned).select(*_PAIR, "on", *columns)


def before(day: dt.date) -> dt.date:
    """Give the day before a day; the first of all days has none before it."""
    return day - dt.timedelta(days=1) if day > dt.date.min else day
