"""How our conversations persuade, from telling to creating together (step 3 of the method).

Bryan Smith's scale, in *The Fifth Discipline Fieldbook*, runs from telling over selling, testing and consulting to
co-creating. Strategic selling uses two-way conversations, not presentations: the last three.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

import narwhals as nw

from stratsell.dates import as_day
from stratsell.rules.engine import (
    PART,
    Frame,
    Source,
    Tables,
    done_touchpoints,
    equals,
    is_blank,
    objectives,
    result,
    tables_of,
)
from stratsell.vocabulary import TWO_WAY, Mode


def conversation_modes(
    book: Source, *, by: Literal["objective", "seller"] = "objective", as_of: dt.date | str | None = None
) -> Any:
    """Count our conversations by how they persuade.

    Parameters
    ----------
    book : Book or mapping of str to data frame
        Needs accounts, people and influences; reads objectives and touchpoints.
    by : {"objective", "seller"}, default "objective"
        A row per objective, with the conversations of people of its account and of others who have a part in it; one
        without an objective counts for each of the person's. Or a row per seller, where each conversation counts once.
    as_of : datetime.date or str, optional
        The day to look from; conversations after it are not seen. Default: today.

    Returns
    -------
    data frame
        A row per objective, open or closed, by account_id and objective_id; or a row per seller, by seller:

        =============  =====  ==================================================================
        account_id     str    with ``by="objective"`` only
        objective_id   str    with ``by="objective"`` only
        seller         str    with ``by="seller"`` only
        conversations  int    done by `as_of`
        tell           int    of those, how many in this mode; and so on
        sell           int
        test           int
        consult        int
        co_create      int
        unknown        int    mode blank
        two_way        float  (test + consult + co_create) / those whose mode is known; blank if none
        =============  =====  ==================================================================

    Raises
    ------
    ValueError
        If `as_of` is not a date, or `by` is neither of the two.
    KeyError
        If a mapping lacks a table or column that every book must have.

    Notes
    -----
    Source: the article, "Utilize two-way conversations, not presentations".

    Examples
    --------
    >>> import stratsell as ss
    >>> modes = ss.conversation_modes(ss.demo(), as_of="2026-11-23").set_index("objective_id")
    >>> modes.loc["halden-1", ["tell", "sell", "test", "consult", "co_create"]].tolist()
    [1, 1, 2, 4, 1]
    """
    tables, day = tables_of(book), as_day(as_of)
    done = done_touchpoints(tables, day)
    if by == "seller":
        return result(_shares(_counted(done, "seller"), "seller"), book)
    if by != "objective":
        raise ValueError(f"by: “{by}” is not known; write objective or seller")
    rows = objectives(tables, day).drop("open")
    counted = _counted(_about_objectives(done, tables, day), "objective_id")
    return result(_shares(rows.join(counted, on="objective_id", how="left"), "account_id", "objective_id"), book)


def _about_objectives(done: Frame, tables: Tables, day: dt.date) -> Frame:
    """Give conversations with the objective that each counts for; one without counts for each of the person's.

    An objective's conversations are those with people of its account and with others who have a part in it.
    """
    influences = tables["influences"].select(*PART)
    colleagues = tables["people"].join(objectives(tables, day), on="account_id", how="inner").select(*PART)
    around = nw.concat([colleagues, influences]).unique()
    own = done.filter(~is_blank("objective_id")).join(around, on=list(PART), how="inner")
    general = influences.join(
        done.filter(is_blank("objective_id")).select("person_id", "mode"), on="person_id", how="inner"
    )
    return nw.concat([own.select("objective_id", "mode"), general.select("objective_id", "mode")])


def _counted(touchpoints: Frame, key: str) -> Frame:
    """Count conversations, and how many there are in each mode."""
    modes = touchpoints.select(key, *(equals("mode", mode).cast(nw.Int64).alias(mode) for mode in Mode))
    return modes.group_by(key).agg(nw.len().alias("conversations"), nw.col(*Mode).sum())


def _shares(rows: Frame, *key: str) -> Frame:
    """Add how many conversations are of an unknown mode, and which share of the others is two-way."""
    rows = rows.with_columns(nw.col("conversations", *Mode).fill_null(0).cast(nw.Int64))
    rows = rows.with_columns(nw.sum_horizontal(*Mode).alias("known"), nw.sum_horizontal(*TWO_WAY).alias("two_way"))
    rows = rows.select(
        *(*key, "conversations", *Mode),
        (nw.col("conversations") - nw.col("known")).alias("unknown"),
        nw.when(nw.col("known") > 0).then(nw.col("two_way") / nw.col("known")).alias("two_way"),
    )
    return rows.sort(*key)
