"""What should worry us about an open objective (step 2 of the method).

The article names what to watch out for: missing pieces of information, uncertainty about information, any uncontacted
influence, influences new to the job, and reorganizations.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import narwhals as nw

from stratsell.dates import as_day
from stratsell.rules.coverage import FRESH_DAYS
from stratsell.rules.engine import (
    PART,
    Frame,
    Source,
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
from stratsell.vocabulary import Certainty, RedFlag

NEW_DAYS = 180
"""For how many days somebody is new to a job."""

REORG_DAYS = 180
"""For how many days a reorganization is news."""

NEEDED = ("roles", "mindset", "degree", "business_result", "personal_win")
"""The columns of influences that we need to know, in the order in which a detail names them."""


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
    tables, day = tables_of(book), as_day(as_of)
    aims = open_objectives(tables, day)
    people = tables["influences"].select(*PART, "roles", "certainty", "thanked_on", blank_names(NEEDED).alias("blanks"))
    people = aims.join(people, on="objective_id", how="inner")
    people = with_latest_touchpoint(people, tables, day)
    reached = within("latest_touchpoint", fresh_days, day) | on_or_before("thanked_on", day)
    new = tables["people"].select("person_id", "in_role_since").filter(within("in_role_since", new_days, day))
    newcomers = people.join(new, on="person_id", how="inner")
    uncertain = people.filter(equals("certainty", Certainty.UNCERTAIN))
    lately = within("reorganized_on", reorg_days, day)
    changed = aims.join(tables["accounts"].filter(lately), on="account_id", how="inner")
    changed = changed.with_columns(nw.lit(None).cast(nw.String).alias("person_id"))
    contacted = _dated("last contact ", "latest_touchpoint").fill_null("never contacted")
    found = [
        _flagged(people.filter(~is_blank("blanks")), RedFlag.MISSING_INFORMATION, nw.col("blanks")),
        _flagged(uncertain, RedFlag.UNCERTAIN_INFORMATION, nw.lit("marked as uncertain")),
        _flagged(people.filter(has_role() & ~reached), RedFlag.UNCONTACTED, contacted),
        _flagged(newcomers, RedFlag.NEW_TO_JOB, _dated("in role since ", "in_role_since")),
        _flagged(changed, RedFlag.REORGANIZATION, _dated("reorganized on ", "reorganized_on")),
    ]
    rows = nw.concat(found).sort("account_id", *PART, "order").select("account_id", *PART, "flag", "detail")
    return result(rows, book)


def _flagged(rows: Frame, flag: RedFlag, detail: nw.Expr) -> Frame:
    """Give some rows a flag, and the place that it has among those of a person."""
    order = nw.lit(list(RedFlag).index(flag)).alias("order")
    return rows.select("account_id", *PART, order, nw.lit(flag.value).alias("flag"), detail.alias("detail"))


def _dated(words: str, column: str) -> nw.Expr:
    """Some words and a day."""
    return nw.concat_str(nw.lit(words), nw.col(column).dt.to_string("%Y-%m-%d"))
