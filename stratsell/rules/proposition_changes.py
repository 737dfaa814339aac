"""What has changed between two versions of a proposition, and by whose word (steps 4 to 7 of the method).

The article ends with iterating together to build momentum: what people say of one version makes the next one.
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
    brought,
    gathered,
    is_blank,
    objectives,
    result,
    tables_of,
)
from stratsell.rules.tested import feedback_seen, versions_seen

FIELDS = ("positioning", "communication", "framework")
"""What a proposition consists of."""


def proposition_changes(
    book: Source, *, old: int | None = None, new: int | None = None, as_of: dt.date | str | None = None
) -> Any:
    """Put two versions of each proposition side by side, with whose feedback lies between them.

    Parameters
    ----------
    book : Book or mapping of str to data frame
        Needs accounts; reads objectives, propositions and feedback.
    old : int, optional
        The earlier version. Default: the one before `new`.
    new : int, optional
        The later version. Default: the current one.
    as_of : datetime.date or str, optional
        The day to look from; versions and feedback after it are not seen, undated ones are. Default: today.

    Returns
    -------
    data frame
        A row per objective that has both versions and field (positioning, communication, framework), by account_id,
        objective_id and field:

        =============  ====  ====================================================================
        account_id     str
        objective_id   str
        old            int   the earlier version
        new            int   the later one
        field          str
        before         str   what it said
        after          str   what it says
        changed        bool
        caused_by      str   ids of those whose feedback on the versions from `old` to before `new`
                             says that it changed something, joined by “; ”; blank if the field
                             did not change or nobody did
        changes        str   what it changed, in the same order, joined by “; ”
        =============  ====  ====================================================================

        A book says what a comment changed, not in which field, so all changed fields name the same people.

    Raises
    ------
    ValueError
        If `as_of` is not a date, or `old` is not before `new`.
    KeyError
        If a mapping lacks a table or column that every book must have.

    Notes
    -----
    Source: the article's last section: "iterating together to build momentum".

    Examples
    --------
    >>> import stratsell as ss
    >>> sides = ss.proposition_changes(ss.demo(), as_of="2026-11-23").set_index(["objective_id", "field"])
    >>> sides.loc[("meridian-1", "framework"), "caused_by"]
    'ml-fischer'
    """
    if old is not None and new is not None and old >= new:
        raise ValueError(f"old: version {old} is not before version {new}")
    tables, day = tables_of(book), as_day(as_of)
    versions = versions_seen(tables, day).select("objective_id", "version", *FIELDS)
    pairs = _pairs(versions, old, new).join(objectives(tables, day).drop("open"), on="objective_id", how="inner")
    sides = pairs
    for number in ("old", "new"):
        texts = versions.rename({"version": number, **{field: f"{number}_{field}" for field in FIELDS}})
        sides = sides.join(texts, on=["objective_id", number], how="inner")
    sides = sides.join(_causes(tables, day, pairs), on="objective_id", how="left")
    rows = nw.concat([_compared(sides, field) for field in FIELDS])
    return result(rows.sort("account_id", "objective_id", "order").drop("order"), book)


def version_feedback(book: Source, *, as_of: dt.date | str | None = None) -> Any:
    """Give whose feedback made the current version of what the one before was, a row each.

    Its columns are objective_id, person_id and change: what `proposition_changes` joins in `caused_by` and `changes`.
    """
    tables, day = tables_of(book), as_day(as_of)
    pairs = _pairs(versions_seen(tables, day), None, None)
    return result(_feedback_between(tables, day, pairs), book)


def _pairs(versions: Frame, old: int | None, new: int | None) -> Frame:
    """Give the two versions to compare, of each objective that has them: objective_id, old, new."""
    later = versions if new is None else versions.filter(nw.col("version") == new)
    last = later.group_by("objective_id").agg(nw.col("version").max().alias("new"))
    earlier = versions.select("objective_id", nw.col("version").alias("old"))
    earlier = earlier.join(last, on="objective_id", how="inner").filter(nw.col("old") < nw.col("new"))
    if old is not None:
        earlier = earlier.filter(nw.col("old") == old)
    return earlier.group_by("objective_id", "new").agg(nw.col("old").max())


def _compared(sides: Frame, field: str) -> Frame:
    """Put a field of both versions side by side."""
    before, after = nw.col(f"old_{field}"), nw.col(f"new_{field}")
    changed = before.fill_null("") != after.fill_null("")
    return sides.select(
        *("account_id", "objective_id", "old", "new"),
        nw.lit(field).alias("field"),
        before.alias("before"),
        after.alias("after"),
        changed.alias("changed"),
        nw.when(changed).then(nw.col("caused_by")).alias("caused_by"),
        nw.when(changed).then(nw.col("changes")).alias("changes"),
        nw.lit(FIELDS.index(field)).alias("order"),
    )


def _causes(tables: Tables, day: dt.date, pairs: Frame) -> Frame:
    """Give whose feedback lies between the two versions of each objective, and what it changed."""
    import polars as pl

    [rows] = gathered(tables, _feedback_between(tables, day, pairs))
    texts = (pl.col("person_id").str.join("; ").alias("caused_by"), pl.col("change").str.join("; ").alias("changes"))
    return brought(rows.group_by("objective_id", maintain_order=True).agg(*texts), tables)


def _feedback_between(tables: Tables, day: dt.date, pairs: Frame) -> Frame:
    """Give the feedback that changed something between the two versions: objective_id, person_id, change."""
    rows = feedback_seen(tables, day).filter(~is_blank("change")).join(pairs, on="objective_id", how="inner")
    rows = rows.filter((nw.col("version") >= nw.col("old")) & (nw.col("version") < nw.col("new")))
    return rows.sort("objective_id", "version", "on", "person_id", nulls_last=False).select(*PART, "change")
