"""Whether each version of a proposition draws more than the one before (steps 4 to 7 of the method).

The article's proposition is current best thinking that is iterated together, to build momentum. So each version is
looked at: when it came, who was asked about it and how, what they said, what it changed, and who said yes; and whether
that is more or less than the version before drew.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import narwhals as nw

from stratsell.dates import as_day
from stratsell.rules.engine import (
    PART,
    Frame,
    Source,
    Tables,
    equals,
    holds,
    is_blank,
    is_in,
    objectives,
    result,
    tables_of,
)
from stratsell.rules.tested import VERSION, feedback_seen, versions_seen
from stratsell.vocabulary import TWO_WAY, Decision, Role

_COUNTS = ("asked", "two_way", "comments", "changes", "yeses")


def momentum(book: Source, *, as_of: dt.date | str | None = None) -> Any:
    """Say what each version of each proposition drew, and whether it was more or less than the one before.

    Parameters
    ----------
    book : Book or mapping of str to data frame
        Needs accounts and influences; reads objectives, propositions and feedback.
    as_of : datetime.date or str, optional
        The day to look from; versions and feedback after it are not seen, undated ones are. Default: today.

    Returns
    -------
    data frame
        A row per version of an objective, open or closed, by account_id, objective_id and version:

        ===============  ========  ==================================================================
        account_id       str
        objective_id     str
        version          int
        on               datetime  the day it was written
        asked            int       people who were asked about it
        two_way          int       of those, people with whom it was a two-way conversation
        comments         int       people who commented on it
        changes          int       people who changed something in it
        yeses            int       people whose yes counts, and who were asked about this version last
        comments_change  int       comments, more than the version before drew; blank for the first
        yeses_change     int       the same of yeses
        ===============  ========  ==================================================================

    Raises
    ------
    ValueError
        If `as_of` is not a date.
    KeyError
        If a mapping lacks a table or column that every book must have.

    Notes
    -----
    Source: the article's last paragraph, "iterating together to build momentum leading to the best solution for them".
    A book does not say when somebody said yes, so a yes belongs to the last version that they were asked about. Only an
    economic influence can say it.

    Examples
    --------
    >>> import stratsell as ss
    >>> moved = ss.momentum(ss.demo(), as_of="2026-11-23")
    >>> columns = ["version", "asked", "changes", "yeses", "comments_change"]
    >>> moved.loc[moved["objective_id"] == "kestrel-1", columns].values.tolist()
    [[1, 1, 1, 0, <NA>], [2, 3, 3, 1, 2], [3, 1, 1, 0, -2]]
    """
    tables, day = tables_of(book), as_day(as_of)
    versions = versions_seen(tables, day).select(*VERSION, "on")
    versions = (
        objectives(tables, day).select("account_id", "objective_id").join(versions, on="objective_id", how="inner")
    )
    rows = versions.join(_drawn(tables, day), on=list(VERSION), how="left")
    rows = rows.with_columns(nw.col(*_COUNTS).fill_null(0).cast(nw.Int64))
    before = (
        (nw.col(name) - nw.col(name).shift(1).over("objective_id", order_by="version")).alias(f"{name}_change")
        for name in ("comments", "yeses")
    )
    rows = rows.with_columns(*before).select("account_id", *VERSION, "on", *_COUNTS, "comments_change", "yeses_change")
    return result(rows.sort("account_id", *VERSION), book, nullable=("comments_change", "yeses_change"))


def _drawn(tables: Tables, day: dt.date) -> Frame:
    """Count for each version whom it was shown to, and what came of it."""
    two_way = is_in("mode", [mode.value for mode in TWO_WAY])
    marks = {"two_way": two_way, "commented": ~is_blank("comment"), "changed": ~is_blank("change")}
    feedback = feedback_seen(tables, day)
    feedback = feedback.select(
        *VERSION, "person_id", *(mark.cast(nw.Int64).alias(name) for name, mark in marks.items())
    )
    approved = tables["influences"].filter(holds(Role.ECONOMIC) & equals("decision", Decision.YES)).select(*PART)
    last = feedback.group_by(*PART).agg(nw.col("version").max()).join(approved, on=list(PART), how="inner")
    last = last.with_columns(nw.lit(1).cast(nw.Int64).alias("yes"))
    feedback = feedback.join(last, on=[*VERSION, "person_id"], how="left")
    return feedback.group_by(*VERSION).agg(
        nw.len().alias("asked"),
        nw.col("two_way").sum(),
        nw.col("commented").sum().alias("comments"),
        nw.col("changed").sum().alias("changes"),
        nw.col("yes").sum().alias("yeses"),
    )
