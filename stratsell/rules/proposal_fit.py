"""How the proposal answers each person's needs and mindset (step 6 of the method)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from stratsell.dates import as_day
from stratsell.rules.engine import (
    Source,
    blank_names,
    degree_weight,
    first_of,
    has_role,
    is_blank,
    open_objectives,
    result,
    tables_of,
)
from stratsell.vocabulary import Fit

NEEDS = ("mindset", "business_result", "personal_win", "answer")
"""What must be known for a proposal to fit, in the order in which `missing` names it."""


def proposal_fit(book: Source, *, as_of: dt.date | str | None = None) -> Any:
    """Say for each influence whether their needs are known and the proposal answers them, gaps first.

    - ``need_unknown``: business_result and personal_win are both blank.
    - ``open``: one of them is known, and answer is blank.
    - ``partly_known``: there is an answer, but mindset, business_result or personal_win is blank.
    - ``answered``: all four are there.

    Parameters
    ----------
    book : Book or mapping of str to data frame
        Needs accounts and influences; reads objectives.
    as_of : datetime.date or str, optional
        The day to look from: it decides which objectives are open. Default: today.

    Returns
    -------
    data frame
        A row per person with a role in an open objective, by account_id and objective_id, then status (in the order
        above), then degree (high first), then person_id:

        ===============  ====  ==========================================================
        account_id       str
        objective_id     str
        person_id        str
        roles            str
        degree           str
        mindset          str
        business_result  str
        personal_win     str
        answer           str
        status           str   a word of `stratsell.vocabulary.Fit`
        missing          str   the columns of the four that are blank; blank if none is
        ===============  ====  ==========================================================

    Raises
    ------
    ValueError
        If `as_of` is not a date.
    KeyError
        If a mapping lacks a table or column that every book must have.

    Notes
    -----
    Source: the article's step 6, "Marry your collective final proposition with decision-makers' specific needs and
    mindset", and step 2 on business results and personal wins.

    Examples
    --------
    >>> import stratsell as ss
    >>> fit = ss.proposal_fit(ss.demo(), as_of="2026-11-23")
    >>> fit.loc[fit["objective_id"] == "northwind-1", ["person_id", "status"]].values.tolist()[:2]
    [['nw-tanaka', 'need_unknown'], ['nw-haddad', 'open']]
    """
    tables, day = tables_of(book), as_day(as_of)
    people = open_objectives(tables, day).join(tables["influences"].filter(has_role()), on="objective_id", how="inner")
    need_unknown = is_blank("business_result") & is_blank("personal_win")
    known_in_part = is_blank("mindset") | is_blank("business_result") | is_blank("personal_win")
    statuses = (
        (need_unknown, Fit.NEED_UNKNOWN),
        (is_blank("answer"), Fit.OPEN),
        (known_in_part, Fit.PARTLY_KNOWN),
    )
    rows = people.with_columns(
        first_of(*((case, word.value) for case, word in statuses), otherwise=Fit.ANSWERED.value).alias("status"),
        first_of(*((case, rank) for rank, (case, _) in enumerate(statuses)), otherwise=len(statuses)).alias("gap"),
        degree_weight().alias("weight"),
        blank_names(NEEDS).alias("missing"),
    )
    columns = ("account_id", "objective_id", "person_id", "roles", "degree", *NEEDS, "status", "missing")
    return result(rows.sort("account_id", "objective_id", "gap", "weight", "person_id").select(*columns), book)
