"""How the proposal answers each person's needs and mindset (step 6 of the method)."""

from __future__ import annotations

import datetime as dt
from typing import Any

import narwhals as nw

from stratsell.dates import as_day
from stratsell.steps.cases import OTHERWISE, Case, any_of, case_number, said
from stratsell.steps.coverage import has_role, influence_roles
from stratsell.steps.frames import Source, blank, finished, objectives
from stratsell.vocabulary import Degree, Fit

NEEDS = ("mindset", "business_result", "personal_win", "answer")
"""What must be known for a proposal to fit, in the order in which `missing` names it."""

_TOLD = ("roles", "degree", *NEEDS)
_DEGREES = [degree.value for degree in Degree]


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
        If `as_of` is no date.
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
    day = as_day(as_of)
    opened = objectives(book, day).filter(nw.col("open")).select("account_id", "objective_id")
    people = influence_roles(book, *_TOLD).filter(has_role()).select("objective_id", "person_id", *_TOLD)
    bits = (blank(column).cast(nw.Int64) * 2**at for at, column in enumerate(NEEDS))
    statuses = [
        Case(blank("business_result") & blank("personal_win"), (Fit.NEED_UNKNOWN.value,)),
        Case(blank("answer"), (Fit.OPEN.value,)),
        Case(any_of(*(blank(column) for column in NEEDS)), (Fit.PARTLY_KNOWN.value,)),
        Case(OTHERWISE, (Fit.ANSWERED.value,)),
    ]
    degree = nw.col("degree").fill_null("")
    weight = case_number([*(Case(degree == each, ()) for each in _DEGREES), Case(OTHERWISE, ())])
    rows = people.join(opened, on="objective_id", how="inner").with_columns(
        nw.sum_horizontal(*bits).alias("bits"), case_number(statuses).alias("case"), weight.alias("weight")
    )
    texts = [Case(OTHERWISE, (_named(bits),)) for bits in range(2 ** len(NEEDS))]
    rows = rows.with_columns(*said("case", statuses, "status"), *said("bits", texts, "missing"))
    rows = rows.sort("account_id", "objective_id", "case", "weight", "person_id")
    return finished(rows.select("account_id", "objective_id", "person_id", *_TOLD, "status", "missing"))


def _named(bits: int) -> str | None:
    """The names of the columns whose bits are set."""
    return ", ".join(column for at, column in enumerate(NEEDS) if bits >> at & 1) or None
