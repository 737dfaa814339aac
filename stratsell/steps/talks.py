"""Which conversations count for whom.

A conversation counts for its person and objective, or for all of the person's where it names no objective.
"""

from __future__ import annotations

import datetime as dt

import narwhals as nw

from stratsell.steps.frames import Frame, Source, blank, row_key, table
from stratsell.vocabulary import TouchpointStatus

_PAIR = ["objective_id", "person_id"]


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
