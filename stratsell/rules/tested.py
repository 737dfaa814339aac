"""Who has tested the proposition, and what that changed (steps 4 and 5 of the method).

A proposition is our current best thinking: positioning, communication and the framework of a solution. It is there to
be discussed, so each version is tested with influences and decision-makers, and what they say makes the next one.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import narwhals as nw

from stratsell.dates import as_day
from stratsell.rules.engine import (
    Frame,
    Source,
    Tables,
    after,
    has_role,
    is_in,
    open_objectives,
    result,
    tables_of,
)
from stratsell.vocabulary import TWO_WAY

VERSION = ("objective_id", "version")
"""What tells a version of a proposition apart."""


def tested(book: Source, *, as_of: dt.date | str | None = None, all_versions: bool = False) -> Any:  # noqa: PT028
    """Say who has been asked about the current version of each proposition, how, and what that changed.

    Parameters
    ----------
    book : Book or mapping of str to data frame
        Needs accounts and influences; reads objectives, propositions and feedback.
    as_of : datetime.date or str, optional
        The day to look from; versions and feedback after it are not seen, undated ones are. Default: today.
    all_versions : bool, default False
        Look at all versions, not only at the current one, which has the highest number.

    Returns
    -------
    data frame
        A row per open objective, version and person with a role in it (or with something to say of the version), by
        account_id, objective_id, version and person_id; nothing for an objective without a proposition:

        =============  ========  =================================================================
        account_id     str
        objective_id   str
        version        int
        person_id      str
        asked          bool      whether there is feedback of theirs on the version
        two_way        bool      whether they were asked in a two-way mode, not told or sold to
        on             datetime  when
        mode           str       how
        comment        str       what they said
        change         str       what it changed in the proposition
        =============  ========  =================================================================

        The last four are blank for whoever has not been asked.

    Raises
    ------
    ValueError
        If `as_of` is not a date.
    KeyError
        If a mapping lacks a table or column that every book must have.

    Notes
    -----
    Source: the article's step 5, "Test and consult with influencers and decision-makers to improve the proposition
    together".

    Examples
    --------
    >>> import stratsell as ss
    >>> asked = ss.tested(ss.demo(), as_of="2026-11-23")
    >>> northwind = asked[asked["objective_id"] == "northwind-1"]
    >>> northwind.loc[northwind["asked"], "person_id"].tolist(), int((~northwind["asked"]).sum())
    (['nw-whitfield'], 5)
    """
    tables, day = tables_of(book), as_day(as_of)
    versions = open_objectives(tables, day).join(versions_seen(tables, day), on="objective_id", how="inner")
    if not all_versions:
        current = versions.group_by("objective_id").agg(nw.col("version").max())
        versions = versions.join(current, on=list(VERSION), how="inner")
    versions = versions.select("account_id", *VERSION)
    feedback = feedback_seen(tables, day).with_columns(nw.lit(value=True).alias("asked"))
    people = tables["influences"].filter(has_role()).select("objective_id", "person_id")
    key = ("account_id", *VERSION, "person_id")
    concerned = [
        versions.join(people, on="objective_id", how="inner").select(*key),
        versions.join(feedback, on=list(VERSION), how="inner").select(*key),
    ]
    rows = nw.concat(concerned).unique().join(feedback, on=[*VERSION, "person_id"], how="left")
    rows = rows.with_columns(
        nw.col("asked").fill_null(value=False), is_in("mode", [mode.value for mode in TWO_WAY]).alias("two_way")
    )
    return result(rows.select(*key, "asked", "two_way", "on", "mode", "comment", "change").sort(*key), book)


def versions_seen(tables: Tables, day: dt.date) -> Frame:
    """Give the versions that were written by a day, and those that say no day."""
    return tables["propositions"].filter(~after("on", day))


def feedback_seen(tables: Tables, day: dt.date) -> Frame:
    """Give what was said of versions by a day, and what says no day."""
    return tables["feedback"].filter(~after("on", day))
