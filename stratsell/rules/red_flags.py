"""What should worry us about an open objective (step 2 of the method).

The article names what to watch out for: missing pieces of information, uncertainty about information, any uncontacted
influence, influences new to the job, and reorganizations.

A red flag is one member of `RedFlag`: its word, what it means, what to do about it, and the query that finds it. A new
one is a member more; the rule, the plan, the portfolio, the map and the explorer take it from there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import narwhals as nw

from stratsell.dates import as_day
from stratsell.rules.coverage import FRESH_DAYS
from stratsell.rules.engine import (
    PART,
    Frame,
    Source,
    Tables,
    blank_names,
    equals,
    has_role,
    is_blank,
    on_or_before,
    open_objectives,
    result,
    tables_of,
    with_latest_touchpoint,
    within,
)
from stratsell.vocabulary import Action, Certainty
from stratsell.word import Word

NEW_DAYS = 180
"""For how many days somebody is new to a job."""

REORG_DAYS = 180
"""For how many days a reorganization is news."""

NEEDED = ("roles", "mindset", "degree", "business_result", "personal_win")
"""The columns of influences that we need to know, in the order in which a detail names them."""


class Seen:
    """What the query of a red flag looks at.

    Attributes
    ----------
    tables : Tables
        All tables of the book.
    day : datetime.date
        The day to look from.
    aims : Frame
        The open objectives: account_id and objective_id, with a person_id that is blank.
    people : Frame
        The people in them: account_id, objective_id, person_id, roles, certainty, thanked_on, and `blanks`, the
        columns of `NEEDED` that are blank.
    touched : Frame
        The same people with the day of their `latest_touchpoint`, which takes longer: for flags that ask for it.
    fresh_days, new_days, reorg_days : int
        For how many days a conversation counts, somebody is new to a job, and a reorganization is news.
    """

    def __init__(self, tables: Tables, day: dt.date, fresh_days: int, new_days: int, reorg_days: int) -> None:
        self.tables, self.day = tables, day
        self.fresh_days, self.new_days, self.reorg_days = fresh_days, new_days, reorg_days
        aims = open_objectives(tables, day)
        blanks = blank_names(NEEDED).alias("blanks")
        people = tables["influences"].select(*PART, "roles", "certainty", "thanked_on", blanks)
        self.aims = aims.with_columns(nw.lit(None).cast(nw.String).alias("person_id"))
        self.people = aims.join(people, on="objective_id", how="inner")
        self.touched = with_latest_touchpoint(self.people, tables, day)


Query = Callable[[Seen], tuple[Frame, nw.Expr]]
"""Gives the rows that a flag is raised for, with account_id, objective_id and person_id, and the detail."""


def _missing(seen: Seen) -> tuple[Frame, nw.Expr]:
    return seen.people.filter(~is_blank("blanks")), nw.col("blanks")


def _uncertain(seen: Seen) -> tuple[Frame, nw.Expr]:
    return seen.people.filter(equals("certainty", Certainty.UNCERTAIN)), nw.lit("marked as uncertain")


def _uncontacted(seen: Seen) -> tuple[Frame, nw.Expr]:
    reached = within("latest_touchpoint", seen.fresh_days, seen.day) | on_or_before("thanked_on", seen.day)
    contacted = dated("last contact ", "latest_touchpoint").fill_null("never contacted")
    return seen.touched.filter(has_role() & ~reached), contacted


def _new_to_job(seen: Seen) -> tuple[Frame, nw.Expr]:
    new = seen.tables["people"].select("person_id", "in_role_since")
    new = new.filter(within("in_role_since", seen.new_days, seen.day))
    return seen.people.join(new, on="person_id", how="inner"), dated("in role since ", "in_role_since")


def _reorganization(seen: Seen) -> tuple[Frame, nw.Expr]:
    changed = seen.tables["accounts"].filter(within("reorganized_on", seen.reorg_days, seen.day))
    return seen.aims.join(changed, on="account_id", how="inner"), dated("reorganized on ", "reorganized_on")


def dated(words: str, column: str) -> nw.Expr:
    """Some words and a day."""
    return nw.concat_str(nw.lit(words), nw.col(column).dt.to_string("%Y-%m-%d"))


class RedFlag(Word):
    """What should worry us about a person in an objective, or about an account.

    Attributes
    ----------
    action : Action
        What `stratsell.next_actions` makes of it.
    query : Query
        Finds it.
    """

    action: Action
    query: Query

    def __init__(self, value: str, definition: str = "", *found: Any) -> None:
        super().__init__(value, definition)
        self.action, self.query = found

    MISSING_INFORMATION = "missing_information", "we do not know something that we need to know", Action.ASK, _missing
    UNCERTAIN_INFORMATION = "uncertain_information", "we are not sure of what we know", Action.CHECK, _uncertain
    UNCONTACTED = "uncontacted", "nobody has spoken with them lately", Action.MEET, _uncontacted
    NEW_TO_JOB = "new_to_job", "they are new in their job", Action.WELCOME, _new_to_job
    REORGANIZATION = "reorganization", "their company has just reorganized", Action.REVIEW, _reorganization


def red_flags(
    book: Source,
    *,
    as_of: dt.date | str | None = None,
    fresh_days: int = FRESH_DAYS,
    new_days: int = NEW_DAYS,
    reorg_days: int = REORG_DAYS,
) -> Any:
    """List what should worry us, in each open objective.

    Which there are, and what each means, says `RedFlag`.

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
        A row per flag, by account_id, objective_id, person_id (blank first) and flag (in the order of `RedFlag`):

        =============  =====  ===================================================================
        account_id     str
        objective_id   str
        person_id      str    blank for a flag of the whole account
        flag           str    a word of `RedFlag`
        detail         str    such as the blank columns, or the day of the last contact
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
    tables, day = tables_of(book), as_day(as_of)
    seen = Seen(tables, day, fresh_days, new_days, reorg_days)
    found = nw.concat([_flagged(seen, flag, order) for order, flag in enumerate(RedFlag)])
    return result(found.sort("account_id", *PART, "order").select("account_id", *PART, "flag", "detail"), book)


def _flagged(seen: Seen, flag: RedFlag, order: int) -> Frame:
    """Give the rows of a flag, with the place that it has among those of a person."""
    rows, detail = flag.query(seen)
    told = (nw.lit(order).alias("order"), nw.lit(flag.value).alias("flag"), detail.alias("detail"))
    return rows.select("account_id", *PART, *told)
