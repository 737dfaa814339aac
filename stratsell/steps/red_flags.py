"""What should worry us about an open objective (step 2 of the method).

The article names what to watch out for: missing pieces of information, uncertainty about information, any uncontacted
influence, influences new to the job, and reorganizations.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import narwhals as nw

from stratsell.dates import as_day, days_before
from stratsell.steps.coverage import FRESH_DAYS
from stratsell.steps.frames import (
    AnySource,
    Frame,
    Source,
    after,
    blank,
    by,
    coded,
    each_row,
    finished,
    for_each,
    in_order,
    joined,
    no_id,
    numbered,
    objectives,
    stacked,
)
from stratsell.steps.talks import done_talks, with_greatest
from stratsell.vocabulary import Certainty, RedFlag

NEW_DAYS = 180
"""For how many days somebody is new to a job."""

REORG_DAYS = 180
"""For how many days a reorganization is news."""

NEEDED = ("roles", "mindset", "degree", "business_result", "personal_win")
"""The columns of influences that we need to know, in the order in which a detail names them."""

_FLAGS = list(RedFlag)
_ROW = ("account_id", "objective_id", "person_id")


def red_flags(
    book: Source,
    *,
    as_of: dt.date | str | None = None,
    fresh_days: int = FRESH_DAYS,
    new_days: int = NEW_DAYS,
    reorg_days: int = REORG_DAYS,
) -> Any:
    """List what should worry us, in each open objective.

    - ``missing_information``: one of roles, mindset, degree, business_result and personal_win is blank (one row a
    person).
    - ``uncertain_information``: the certainty of the row is ``uncertain``.
    - ``uncontacted``: the person has a role and is at level 1 (see `levels`).
    - ``new_to_job``: in_role_since lies in (as_of - new_days, as_of].
    - ``reorganization``: the account's reorganized_on lies in (as_of - reorg_days, as_of]; once an objective.

    Parameters
    ----------
    book : Book or mapping of str to data frame
        Needs accounts, people and influences; reads objectives and touchpoints.
    as_of : datetime.date or str, optional
        The day to look from; nothing after it is seen. Default: today.
    fresh_days : int, default 90
        For how many days a conversation counts.
    new_days : int, default 180
        For how many days somebody is new to a job.
    reorg_days : int, default 180
        For how many days a reorganization is news.

    Returns
    -------
    data frame
        A row per flag, by account_id, objective_id, person_id (blank first) and flag (in the order above):

        =============  =====  ===================================================================
        account_id     str
        objective_id   str
        person_id      str    blank for a flag of the whole account
        flag           str    a word of `stratsell.vocabulary.RedFlag`
        detail         str    the blank columns; the day of the last contact, or that there was none; the day
        =============  =====  ===================================================================

    Raises
    ------
    ValueError
        If `as_of` is no date.
    KeyError
        If a mapping lacks a table or column that every book must have.

    Notes
    -----
    Source: the article's step 2, "watch out for".

    Examples
    --------
    >>> import stratsell as ss
    >>> flags = ss.red_flags(ss.demo(), as_of="2026-11-23")
    >>> flags.loc[flags["person_id"] == "nw-osei", ["flag", "detail"]].values.tolist()
    [['missing_information', 'personal_win'], ['uncontacted', 'last contact 2026-07-08']]
    """
    day, source = as_day(as_of), coded(book)
    open_ones = numbered(objectives(source, day).filter(nw.col("open")).drop("open"), *_ROW[:2], name="aim")
    people = _open_influences(source, open_ones, day)
    flags = stacked(
        [
            _missing(people),
            _uncertain(people),
            _uncontacted(people, day, fresh_days),
            _new_to_job(people, source, day, new_days),
            _reorganized(open_ones, source, day, reorg_days),
        ]
    )
    flag = nw.col("at").replace_strict(list(range(len(_FLAGS))), list(RedFlag), default=None, return_dtype=nw.String)
    # Before they are put in order: DuckDB looks words up by a join, which does not keep it.
    flags = in_order(for_each(flags, "at", flag, "flag"), *(_places(flags) or _ROW), "at")
    return finished(flags.select(*_ROW, "flag", "detail"), source)


def _open_influences(source: AnySource, open_ones: Frame, day: dt.date) -> Frame:
    """Rows of influences of open objectives, with a bit per blank column, the last contact (on), and more."""
    bits = (blank(column).cast(nw.Int64) * 2**at for at, column in enumerate(NEEDED))
    people = each_row(
        source,
        "influences",
        (*_ROW[1:], *NEEDED, "certainty", "thanked_on"),
        *_ROW[1:],
        nw.sum_horizontal(*bits).alias("blanks"),
        (nw.col("certainty") == Certainty.UNCERTAIN.value).fill_null(value=False).alias("uncertain"),
        (~blank("roles") & ~by("thanked_on", day)).alias("awaited"),
    )
    people = joined(open_ones, people, "objective_id")
    people = numbered(people, *(_places(people) or _ROW[:2]), "person_id")
    return with_greatest(people, done_talks(source, day), "on", of="awaited")


def _places(rows: Frame) -> list[str]:
    """By which numbers rows are in order, where they are numbered: those of their objectives and people."""
    return [name for name in ("aim", "row") if name in rows.collect_schema()]


def _placed(rows: Frame) -> list[str]:
    """What every flag says of its row: whose it is, and where that stands."""
    return [*_ROW, *_places(rows)]


def _flagged(rows: Frame, flag: RedFlag) -> Frame:
    """Flags of some rows, and where each stands among those of a person."""
    at = nw.lit(_FLAGS.index(flag)).cast(nw.Int64)
    return rows.select(*_placed(rows), at.alias("at"), "detail")


def _missing(people: Frame) -> Frame:
    """People of whom we do not know something: the names of the blank columns, read from their bits."""
    rows = people.select(*_placed(people), "blanks").filter(nw.col("blanks") > 0)
    sets = range(2 ** len(NEEDED))
    names = (
        nw.when(nw.col("blanks").is_in([bits for bits in sets if bits >> at & 1])).then(nw.lit(column))
        for at, column in enumerate(NEEDED)
    )
    rows = for_each(rows, "blanks", nw.concat_str(*names, separator=", ", ignore_nulls=True), "detail")
    return _flagged(rows, RedFlag.MISSING_INFORMATION)


def _uncertain(people: Frame) -> Frame:
    rows = people.select(*_placed(people), "uncertain").filter(nw.col("uncertain"))
    rows = for_each(rows, "uncertain", nw.when("uncertain").then(nw.lit("marked as uncertain")), "detail")
    return _flagged(rows, RedFlag.UNCERTAIN_INFORMATION)


def _uncontacted(people: Frame, day: dt.date, fresh_days: int) -> Frame:
    """People with a role at level 1: not thanked by, and with no conversation in the window."""
    fresh = after("on", days_before(day, fresh_days))
    rows = people.select(*_placed(people), "on", (nw.col("awaited") & ~fresh).alias("uncontacted"))
    rows = rows.filter(nw.col("uncontacted")).drop("uncontacted")
    return _flagged(_dated(rows, "on", "last contact ", otherwise="never contacted"), RedFlag.UNCONTACTED)


def _new_to_job(people: Frame, source: AnySource, day: dt.date, new_days: int) -> Frame:
    since = _recent(source, "people", "person_id", "in_role_since", day, new_days)
    rows = joined(since, people.select(*_placed(people)), "person_id")
    return _flagged(_dated(rows, "in_role_since", "in role since "), RedFlag.NEW_TO_JOB)


def _reorganized(open_ones: Frame, source: AnySource, day: dt.date, reorg_days: int) -> Frame:
    news = _recent(source, "accounts", "account_id", "reorganized_on", day, reorg_days)
    rows = joined(news, open_ones, "account_id").with_columns(no_id(source).alias("person_id"))
    if _places(rows):
        rows = rows.with_columns(nw.lit(-1).cast(nw.Int64).alias("row"))  # before all people of the objective
    return _flagged(_dated(rows, "reorganized_on", "reorganized on "), RedFlag.REORGANIZATION)


def _recent(source: AnySource, name: str, key: str, column: str, day: dt.date, days: int) -> Frame:
    """Rows of a table in which a day lies in (day - days, day]."""
    lately = after(column, days_before(day, days)) & by(column, day)
    return each_row(source, name, (key, column), key, column, where=lately)


def _dated(rows: Frame, column: str, words: str, *, otherwise: str | None = None) -> Frame:
    """Add the day in a column as detail, after some words."""
    written = nw.concat_str(nw.lit(words), nw.col(column).dt.to_string("%Y-%m-%d"))
    return for_each(rows, column, written, "detail", otherwise=otherwise)
