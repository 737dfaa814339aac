"""How often people say thank you (step 7 of the method): what strategic selling is measured by."""

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
    objectives,
    result,
    tables_of,
    touchpoints_with,
)
from stratsell.rules.thanks import chosen_options, with_thanks


def thank_you_rates(
    book: Source, *, by: Literal["account", "seller", "source"] = "account", as_of: dt.date | str | None = None
) -> Any:
    """Say how many of the people with a part in an objective have said thank you for it.

    Parameters
    ----------
    book : Book or mapping of str to data frame
        Needs accounts and influences; reads objectives, touchpoints and options.
    by : {"account", "seller", "source"}, default "account"
        A row per account; per seller, counting those with whom the seller has spoken; or per source of a chosen
        option, counting the objectives in which it was chosen.
    as_of : datetime.date or str, optional
        The day to look from. Default: today.

    Returns
    -------
    data frame
        A row per account_id, seller or source, in that order:

        ==========  =====  ==================================================================
        account_id  str    or seller, or source
        objectives  int    open and closed
        influences  int    rows of influences: a person in two objectives counts twice
        thanked     int    of those, how many have said thank you by `as_of`
        rate        float  thanked / influences; blank if there are none
        successes   int    objectives that are closed and thanked for (see `thanks`)
        ==========  =====  ==================================================================

    Raises
    ------
    ValueError
        If `as_of` is not a date, or `by` is none of the three.
    KeyError
        If a mapping lacks a table or column that every book must have.

    Examples
    --------
    >>> import stratsell as ss
    >>> rates = ss.thank_you_rates(ss.demo(), by="source", as_of="2026-11-23")
    >>> rates.set_index("source").loc["competitor", ["objectives", "successes"]].tolist()
    [1, 1]
    """
    tables, day = tables_of(book), as_day(as_of)
    people = with_thanks(tables, day).with_columns(nw.col("thanked").cast(nw.Int64))
    rows = _by_objective(people, tables, day)
    if by == "source":
        sources = chosen_options(tables).select("objective_id", "source").unique()
        rows = rows.join(sources, on="objective_id", how="inner")
    elif by == "seller":
        met = touchpoints_with(people, done_touchpoints(tables, day)).select(*PART, "seller").unique()
        met = met.join(people.select(*PART, "thanked"), on=list(PART), how="inner")
        met = met.group_by("seller", "objective_id").agg(nw.len().alias("influences"), nw.col("thanked").sum())
        rows = met.join(rows.select("objective_id", "successes"), on="objective_id", how="inner")
    elif by != "account":
        raise ValueError(f"by: “{by}” is not known; write account, seller or source")
    return result(_rates(rows, "account_id" if by == "account" else by), book)


def _by_objective(people: Frame, tables: Tables, day: dt.date) -> Frame:
    """Give each objective with how many people have a part in it and have thanked us, and 1 if it is a success."""
    counted = people.group_by("objective_id").agg(
        nw.len().alias("influences"), nw.col("thanked").sum(), nw.col("success").any().alias("successes")
    )
    rows = objectives(tables, day).join(counted, on="objective_id", how="left")
    return rows.with_columns(
        nw.col("influences", "thanked").fill_null(0), nw.col("successes").fill_null(value=False).cast(nw.Int64)
    )


def _rates(rows: Frame, key: str) -> Frame:
    """Add up objectives, and give the share of people who have said thank you."""
    rows = rows.group_by(key).agg(
        nw.len().alias("objectives"), *(nw.col(name).sum() for name in ("influences", "thanked", "successes"))
    )
    counts = ("objectives", "influences", "thanked", "successes")
    rows = rows.with_columns(nw.col(*counts).cast(nw.Int64))
    rate = nw.when(nw.col("influences") > 0).then(nw.col("thanked") / nw.col("influences"))
    return rows.with_columns(rate.alias("rate")).select(key, *counts[:3], "rate", "successes").sort(key)
