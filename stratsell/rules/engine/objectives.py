"""The objectives of a book on a day."""

from __future__ import annotations

import datetime as dt

import narwhals as nw

from stratsell.book.frames import Frame
from stratsell.rules.engine.expressions import equals, on_or_before
from stratsell.rules.engine.tables import Tables, built_once
from stratsell.vocabulary import ObjectiveStatus


@built_once
def objectives(tables: Tables, day: dt.date) -> Frame:
    """Give every objective with its account and whether it is open on a day.

    An account without an objective has one open objective, whose id is the account's. An objective that was closed
    after the day was still open then.

    Returns
    -------
    narwhals.LazyFrame
        Columns account_id, objective_id, open (bool).
    """
    closed = equals("status", ObjectiveStatus.CLOSED) & (nw.col("closed_on").is_null() | on_or_before("closed_on", day))
    written = tables["objectives"].select("account_id", "objective_id", (~closed).alias("open"))
    bare = tables["accounts"].select("account_id").join(written, on="account_id", how="anti")
    implied = bare.select("account_id", nw.col("account_id").alias("objective_id"), nw.lit(value=True).alias("open"))
    return nw.concat([written, implied])


@built_once
def open_objectives(tables: Tables, day: dt.date) -> Frame:
    """Give the objectives that are open on a day: account_id and objective_id."""
    return objectives(tables, day).filter(nw.col("open")).drop("open")
