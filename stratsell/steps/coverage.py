"""How well we cover the people of an objective, and the roles in it (step 2 of the method).

A person's level says how far we have come with them: known, spoken with, in a two-way conversation, or thanked by them.
A role is covered as well as the best covered person who holds it. Conversations grow stale: only the last `fresh_days`
count, and nothing after `as_of` is seen.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import narwhals as nw

from stratsell.dates import as_day, days_before
from stratsell.steps.frames import (
    AnySource,
    Frame,
    Source,
    Told,
    by,
    coded,
    each_row,
    finished,
    in_order,
    joined,
    numbered,
    objectives,
    streamed,
)
from stratsell.steps.talks import done_talks, with_greatest
from stratsell.vocabulary import TWO_WAY, Level, Role

FRESH_DAYS = 90
"""For how many days a conversation counts."""

_PAIR = ["objective_id", "person_id"]


def levels(book: Source, *, as_of: dt.date | str | None = None, fresh_days: int = FRESH_DAYS) -> Any:
    """Say how far we have come with each person, in each objective.

    Level 4 if the person has said thank you (`thanked_on`) by `as_of`; else 3 after a two-way conversation (test,
    consult or co_create) in the window (as_of - fresh_days, as_of]; else 2 after any conversation in it; else 1. A
    conversation counts for its objective, or for all of the person's where that is blank.

    Parameters
    ----------
    book : Book or mapping of str to data frame
        Needs accounts and influences; reads objectives and touchpoints.
    as_of : datetime.date or str, optional
        The day to look from. Default: today.
    fresh_days : int, default 90
        Length of the window, in days.

    Returns
    -------
    data frame
        A row per row of influences, by account_id, objective_id and person_id:

        =============  ========  ==================================================================
        account_id     str
        objective_id   str
        person_id      str
        level          int       1 to 4
        last_contact   datetime  day of the last conversation that counts, however long ago; or blank
        =============  ========  ==================================================================

    Notes
    -----
    Source: Miller and Heiman ask who has been contacted; that only two-way conversations engage people, and that the
    aim is a thank-you, is from the article.

    Examples
    --------
    >>> import stratsell as ss
    >>> frame = ss.levels(ss.demo(), as_of="2026-11-23")
    >>> sorted(frame["level"].unique().tolist())
    [1, 2, 3, 4]
    """
    day, source = as_day(as_of), coded(book)
    people = with_greatest(influence_levels(source, day, fresh_days), done_talks(source, day), "on")
    people = joined(objectives(source, day), people, "objective_id")
    people = people.select(
        "account_id", *_PAIR, nw.col("level").cast(nw.Int64), nw.col("on").dt.truncate("1d").alias("last_contact")
    )
    return finished(in_order(people, "account_id", *_PAIR), source)


def coverage(book: Source, *, as_of: dt.date | str | None = None, fresh_days: int = FRESH_DAYS) -> Any:
    """Say how well each role is covered, in each objective.

    A role's level is the highest level (see `levels`) of the people who hold it, 0 if nobody does.

    Parameters
    ----------
    book : Book or mapping of str to data frame
        Needs accounts and influences; reads objectives and touchpoints.
    as_of : datetime.date or str, optional
        The day to look from. Default: today.
    fresh_days : int, default 90
        For how many days a conversation counts.

    Returns
    -------
    data frame
        A row per objective, open or closed, by account_id and objective_id:

        =============  =====  ========================================================
        account_id     str
        objective_id   str
        economic       int    level of the role, 0 to 4
        user           int    the same
        technical      int    the same
        coach          int    the same
        score          float  sum of the four levels / 16, so 0 to 1
        influences     int    people with a role
        contacted      int    of those, people at level 2 or above
        thanked        int    of those, people at level 4
        =============  =====  ========================================================

    Raises
    ------
    ValueError
        If `as_of` is no date.
    KeyError
        If a mapping lacks a table or column that every book must have.

    Notes
    -----
    Source: the article's step 2, after Miller and Heiman's four buying influences.

    Examples
    --------
    >>> import stratsell as ss
    >>> frame = ss.coverage(ss.demo(), as_of="2026-11-23")
    >>> frame.loc[frame["objective_id"] == "northwind-1", ["economic", "user", "technical", "coach"]].iloc[0].tolist()
    [1, 4, 3, 3]
    """
    day, source = as_day(as_of), coded(book)
    counted = streamed(_counted, influence_levels(source, day, fresh_days))
    rows = objectives(source, day).join(counted, on="objective_id", how="left")
    numbers = [*_ROLES, "influences", "contacted", "thanked"]
    rows = rows.with_columns(nw.col(*numbers).fill_null(0).cast(nw.Int64))
    total = nw.sum_horizontal(*_ROLES).cast(nw.Float64)
    return finished(
        rows.with_columns((total / (int(Level.THANKED) * len(_ROLES))).alias("score"))
        .select("account_id", "objective_id", *_ROLES, "score", "influences", "contacted", "thanked")
        .sort("account_id", "objective_id"),
        source,
    )


def _counted(people: Frame) -> Frame:
    """Give, for each objective that has people with a role, the greatest level in each role, and how many they are."""
    people = people.select(
        "objective_id",
        *(nw.col(role).cast(nw.Int64) * nw.col("level") for role in _ROLES),
        (nw.col("level") >= Level.CONTACTED).cast(nw.Int64).alias("contacted"),
        (nw.col("level") == Level.THANKED).cast(nw.Int64).alias("thanked"),
        has_role().alias("role"),
    ).filter(nw.col("role"))
    return people.group_by("objective_id").agg(
        *(nw.col(role).max() for role in _ROLES),
        nw.len().alias("influences"),
        nw.col("contacted").sum(),
        nw.col("thanked").sum(),
    )


_ROLES = [role.value for role in Role]


def influence_roles(book: AnySource, *give: Told, of: tuple[str, ...] = ()) -> Frame:
    """Give each row of influences with a boolean column per role, and more.

    `give` are columns, or expressions over the columns named by `of`.
    """
    holds = (nw.col("roles").str.contains(role, literal=True).fill_null(value=False) for role in _ROLES)
    roles = (each.alias(role) for role, each in zip(_ROLES, holds, strict=True))
    columns = dict.fromkeys([*_PAIR, "roles", *of, *(each for each in give if isinstance(each, str))])
    return each_row(book, "influences", columns, *_PAIR, *give, *roles)


def influence_levels(book: AnySource, day: dt.date, fresh_days: int) -> Frame:
    """Give each row of influences with its level and a boolean column per role, as a Narwhals frame."""
    both = nw.col("mode").is_in([mode.value for mode in TWO_WAY])
    reached = nw.when(both).then(int(Level.ENGAGED)).otherwise(int(Level.CONTACTED)).cast(nw.Int64).alias("reached")
    talks = done_talks(book, day, reached, of=("mode",), since=days_before(day, fresh_days))
    thanked = by("thanked_on", day).cast(nw.Int64) * int(Level.THANKED)
    people = numbered(influence_roles(book, thanked.alias("thanked"), of=("thanked_on",)))
    reached = nw.col("reached").fill_null(int(Level.IDENTIFIED)).cast(nw.Int64)
    level = nw.max_horizontal(reached, nw.col("thanked"))
    return with_greatest(people, talks, "reached").with_columns(level.alias("level"))


def has_role() -> nw.Expr:
    """Whether a person holds any role."""
    return nw.any_horizontal(*_ROLES, ignore_nulls=False)
