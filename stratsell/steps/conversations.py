"""How our conversations persuade, from telling to creating together (step 3 of the method).

Bryan Smith's scale, in *The Fifth Discipline Fieldbook*, runs from telling over selling, testing and consulting to
co-creating. Strategic selling uses two-way conversations, not presentations: the last three.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

import narwhals as nw

from stratsell.dates import as_day
from stratsell.steps.frames import Frame, Source, blank, finished, objectives, table
from stratsell.steps.talks import done_talks
from stratsell.vocabulary import TWO_WAY, Mode

_MODES = [mode.value for mode in Mode]
_PAIR = ["objective_id", "person_id"]


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
        If `as_of` is no date, or `by` is neither of the two.
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
    day = as_day(as_of)
    if by == "seller":
        talks = done_talks(book, day, "mode", "seller")
        return finished(_shares(_counted(talks, "seller"), "seller").sort("seller"))
    if by != "objective":
        raise ValueError(f"by: “{by}” is not known; write objective or seller")
    rows = objectives(book, day).select("account_id", "objective_id")
    rows = rows.join(_counted(_of_objectives(book, day), "objective_id"), on="objective_id", how="left")
    return finished(_shares(rows, "account_id", "objective_id").sort("account_id", "objective_id"))


def _of_objectives(book: Source, day: dt.date) -> Frame:
    """Conversations with the objective that each counts for; one without counts for each of the person's.

    An objective's conversations are those with people of its account and with others who have a part in it.
    """
    talks = done_talks(book, day, "mode")
    influences = table(book, "influences", *_PAIR)
    aims = objectives(book, day).select("account_id", "objective_id")
    home = table(book, "people", "account_id", "person_id").join(aims, on="account_id", how="inner").select(*_PAIR)
    around = nw.concat([home, influences], how="vertical").unique()
    own = talks.filter(~blank("objective_id")).select(*_PAIR, "mode").join(around, on=_PAIR, how="inner")
    common = talks.filter(blank("objective_id")).select("person_id", "mode")
    theirs = influences.join(common, on="person_id", how="inner")
    return nw.concat([own.select("objective_id", "mode"), theirs.select("objective_id", "mode")], how="vertical")


def _counted(talks: Frame, key: str) -> Frame:
    """How many conversations there are in each mode."""
    modes = ((nw.col("mode") == mode).fill_null(value=False).cast(nw.Int64).alias(mode) for mode in _MODES)
    flags = talks.select(key, *modes)
    return flags.group_by(key).agg(nw.len().alias("conversations"), *(nw.col(mode).sum() for mode in _MODES))


def _shares(rows: Frame, *key: str) -> Frame:
    counts = ["conversations", *_MODES]
    rows = rows.with_columns(nw.col(*counts).fill_null(0).cast(nw.Int64))
    known, two_way = nw.sum_horizontal(*_MODES), nw.sum_horizontal(*(mode.value for mode in TWO_WAY))
    rows = rows.select(*key, *counts, (nw.col("conversations") - known).alias("unknown"), known.alias("known"))
    share = two_way.cast(nw.Float64) / nw.col("known").cast(nw.Float64)
    return rows.with_columns(nw.when(nw.col("known") > 0).then(share).alias("two_way")).drop("known")
