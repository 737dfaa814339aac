"""Who decided what, who said thank you, and whom we still owe a conversation (step 7 of the method).

A sale closes with a yes. A strategic sale closes with a thank-you, whosever solution it was: while some can say yes or
no, all can say thank you. So an objective that was solved by another source, and thanked for, is a success.
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
    first_of,
    holds,
    is_blank,
    joined,
    listed,
    objectives,
    on_or_before,
    planned_touchpoints,
    result,
    tables_of,
    with_latest_touchpoint,
    with_touchpoints,
)
from stratsell.vocabulary import Decision, FollowUp, OptionSource, Role

FOLLOW_DAYS = 30
"""Within how many days of closing everybody should be spoken with again."""


def thanks(book: Source, *, as_of: dt.date | str | None = None, follow_days: int = FOLLOW_DAYS) -> Any:
    """Say who decided and who said thank you, whose solution was chosen, and which follow-ups are due.

    An economic influence may say yes or no, a technical one no; nobody else decides, and everybody can say thank you.
    An objective is a success once it is closed and somebody has said thank you for it, whosever solution was chosen.

    A follow-up is due on the day of the earliest conversation with the person that is planned and not done, or
    `follow_days` after the objective was closed if the person has neither said thank you nor been spoken with since,
    whichever comes first; it is overdue after that day.

    Parameters
    ----------
    book : Book or mapping of str to data frame
        Needs accounts and influences; reads objectives, touchpoints and options.
    as_of : datetime.date or str, optional
        The day to look from; nothing after it is seen but what is planned. Default: today.
    follow_days : int, default 30
        Within how many days of closing everybody should be spoken with again.

    Returns
    -------
    data frame
        A row per row of influences, by account_id, objective_id and person_id:

        =============  ========  ==============================================================================
        account_id     str
        objective_id   str
        person_id      str
        open           bool      whether the objective is open
        roles          str
        may_decide     str       what their roles let them say: ``yes; no``, ``no`` or blank
        decision       str       what they said: yes, no or blank (a book does not say when)
        valid          bool      false where they said what their roles do not let them say
        thanked_on     datetime  when they said thank you; blank if they have not
        chosen         str       the option that was chosen; of several the first by name, and how many more
        source         str       its source; of several all, joined by “; ”
        success        bool      whether the objective is closed and thanked for
        follow_up      str       ``overdue``, ``due`` or blank
        follow_up_on   datetime  by when; blank where that is not known
        =============  ========  ==============================================================================

    Raises
    ------
    ValueError
        If `as_of` is not a date.
    KeyError
        If a mapping lacks a table or column that every book must have.

    Notes
    -----
    Source: the article, "while some can say “Yes” or “No,” all can say “Thank you.”", and its step 7.

    Examples
    --------
    >>> import stratsell as ss
    >>> said = ss.thanks(ss.demo(), as_of="2026-11-23").set_index(["objective_id", "person_id"])
    >>> said.loc[("solvane-1", "sv-brandt"), ["decision", "source"]].tolist()
    ['yes', 'competitor']
    >>> bool(said.loc[("solvane-1", "sv-brandt"), "success"])
    True
    """
    tables, day = tables_of(book), as_day(as_of)
    rows = with_thanks(tables, day).join(_chosen(tables), on="objective_id", how="left")
    rows = rows.with_columns(
        first_of((holds(Role.ECONOMIC), "yes; no"), (holds(Role.TECHNICAL), "no")).alias("may_decide"),
        (is_blank("decision") | holds(Role.ECONOMIC) | (holds(Role.TECHNICAL) & equals("decision", Decision.NO))).alias(
            "valid"
        ),
        nw.when(nw.col("thanked")).then(nw.col("thanked_on")).alias("thanked_on"),
    )
    rows = _with_follow_up(rows, tables, day, follow_days)
    columns = ("account_id", *PART, "open", "roles", "may_decide", "decision", "valid")
    closing = ("thanked_on", "chosen", "source", "success", "follow_up", "follow_up_on")
    return result(rows.select(*columns, *closing).sort("account_id", *PART), book)


def with_thanks(tables: Tables, day: dt.date) -> Frame:
    """Give each person's part in an objective, whether they have thanked us, and whether the objective is a success."""
    people = tables["influences"].join(objectives(tables, day), on="objective_id", how="inner")
    people = people.with_columns(on_or_before("thanked_on", day).alias("thanked"))
    somebody = people.filter(nw.col("thanked")).select("objective_id").unique()
    people = people.join(somebody.with_columns(nw.lit(value=True).alias("success")), on="objective_id", how="left")
    return people.with_columns(nw.col("success").fill_null(value=False) & ~nw.col("open"))


def chosen_options(tables: Tables) -> Frame:
    """Give the options that were chosen."""
    return tables["options"].filter(nw.col("chosen").fill_null(value=False))


def _chosen(tables: Tables) -> Frame:
    """Give the chosen option of each objective that has one, and the sources of all that were chosen."""
    options = chosen_options(tables)
    by_source = options.select("objective_id", "option", *(equals("source", word).alias(word) for word in OptionSource))
    by_source = by_source.group_by("objective_id").agg(
        nw.col("option").min(), nw.len().alias("many"), nw.col(*OptionSource).any()
    )
    others = joined(" and ", (nw.col("many") - 1).cast(nw.String), " more")
    sources = listed(*(nw.when(nw.col(word)).then(nw.lit(word.value)) for word in OptionSource), between="; ")
    return by_source.select(
        "objective_id",
        joined(nw.col("option"), nw.when(nw.col("many") > 1).then(others)).alias("chosen"),
        sources.alias("source"),
    )


def _with_follow_up(rows: Frame, tables: Tables, day: dt.date, follow_days: int) -> Frame:
    """Add by when a follow-up is due, and whether that day has passed."""
    rows = with_touchpoints(rows, planned_touchpoints(tables), "planned_on", nw.col("on").min(), earliest=True)
    rows = with_latest_touchpoint(rows, tables, day)
    rows = rows.join(tables["objectives"].select("objective_id", "closed_on"), on="objective_id", how="left")
    spoken_since = (nw.col("latest_touchpoint") >= nw.col("closed_on")).fill_null(value=False)
    rows = rows.with_columns((~nw.col("open") & ~nw.col("thanked") & ~spoken_since).alias("owed"))
    within = nw.when(nw.col("owed")).then(nw.col("closed_on").dt.offset_by(f"{follow_days}d"))
    rows = rows.with_columns(nw.min_horizontal(nw.col("planned_on"), within).alias("follow_up_on"))
    overdue = (nw.col("follow_up_on") < nw.lit(day)).fill_null(value=False)
    due = ~is_blank("follow_up_on") | nw.col("owed")
    return rows.with_columns(first_of((overdue, FollowUp.OVERDUE.value), (due, FollowUp.DUE.value)).alias("follow_up"))
