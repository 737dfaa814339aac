"""Two rules written straight for Polars, with nothing around them: what the library is measured against on a small book."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import polars as pl

ROLES = ("economic", "user", "technical", "coach")
NEEDED = ("roles", "mindset", "degree", "business_result", "personal_win")
TWO_WAY = ("test", "consult", "co_create")
PART = ("objective_id", "person_id")

Frames = Mapping[str, pl.LazyFrame]


def by(column: str, day: dt.date) -> pl.Expr:
    return (pl.col(column).cast(pl.Date) <= day).fill_null(value=False)


def within(column: str, days: int, day: dt.date) -> pl.Expr:
    return by(column, day) & ~by(column, day - dt.timedelta(days))


def objectives(book: Frames, day: dt.date) -> pl.LazyFrame:
    closed = (pl.col("status") == "closed").fill_null(value=False) & by("closed_on", day)
    written = book["objectives"].select("account_id", "objective_id", open=~closed)
    bare = book["accounts"].select("account_id").join(written, on="account_id", how="anti")
    return pl.concat([written, bare.with_columns(objective_id="account_id", open=pl.lit(value=True))])


def with_best(people: pl.LazyFrame, touchpoints: pl.LazyFrame, best: pl.Expr) -> pl.LazyFrame:
    general = touchpoints.filter(pl.col("objective_id").is_null()).group_by("person_id").agg(general=best)
    own = touchpoints.filter(pl.col("objective_id").is_not_null()).group_by(PART).agg(own=best)
    rows = people.join(general, on="person_id", how="left").join(own, on=PART, how="left")
    return rows.with_columns(best=pl.max_horizontal("general", "own")).drop("general", "own")


def coverage(book: Frames, day: dt.date) -> pl.LazyFrame:
    fresh = book["touchpoints"].filter((pl.col("status") == "done") & within("on", 90, day))
    reached = pl.when(pl.col("mode").is_in(TWO_WAY)).then(3).otherwise(2).max()
    people = with_best(book["influences"].filter(pl.col("roles").is_not_null()), fresh, reached)
    people = people.with_columns(level=pl.when(by("thanked_on", day)).then(4).otherwise(pl.col("best").fill_null(1)))
    counted = people.group_by("objective_id").agg(
        *(pl.col("level").filter(pl.col("roles").str.contains(role, literal=True)).max().alias(role) for role in ROLES),
        influences=pl.len(),
        contacted=(pl.col("level") >= 2).sum(),
        thanked=(pl.col("level") == 4).sum(),
    )
    counts = (*ROLES, "influences", "contacted", "thanked")
    rows = objectives(book, day).join(counted, on="objective_id", how="left")
    rows = rows.with_columns(pl.col(counts).fill_null(0).cast(pl.Int64))
    rows = rows.with_columns(score=pl.sum_horizontal(ROLES) / 16)
    return rows.select("account_id", "objective_id", *ROLES, "score", *counts[4:]).sort("account_id", "objective_id")


def red_flags(book: Frames, day: dt.date) -> pl.LazyFrame:
    aims = objectives(book, day).filter("open").drop("open")
    done = book["touchpoints"].filter((pl.col("status") == "done") & by("on", day))
    people = aims.join(with_best(book["influences"], done, pl.col("on").max()), on="objective_id")
    reached = within("best", 90, day) | by("thanked_on", day)
    blanks = [pl.when(pl.col(name).is_null()).then(pl.lit(name)) for name in NEEDED]
    new = book["people"].select("person_id", "in_role_since").filter(within("in_role_since", 180, day))
    changed = book["accounts"].select("account_id", "reorganized_on").filter(within("reorganized_on", 180, day))

    def dated(words: str, column: str) -> pl.Expr:
        return pl.lit(words) + pl.col(column).dt.to_string("%Y-%m-%d")

    result = {
        "missing_information": people.filter(pl.any_horizontal(pl.col(NEEDED).is_null())).with_columns(
            detail=pl.concat_str(blanks, separator=", ", ignore_nulls=True)
        ),
        "uncertain_information": people.filter(pl.col("certainty") == "uncertain").with_columns(
            detail=pl.lit("marked as uncertain")
        ),
        "uncontacted": people.filter(pl.col("roles").is_not_null() & ~reached).with_columns(
            detail=dated("last contact ", "best").fill_null("never contacted")
        ),
        "new_to_job": people.join(new, on="person_id").with_columns(detail=dated("in role since ", "in_role_since")),
        "reorganization": aims.join(changed, on="account_id").with_columns(
            detail=dated("reorganized on ", "reorganized_on"), person_id=pl.lit(None, pl.String)
        ),
    }
    key = ("account_id", *PART)
    parts = [
        rows.select(*key, order=pl.lit(index), flag=pl.lit(flag), detail="detail")
        for index, (flag, rows) in enumerate(result.items())
    ]
    return pl.concat(parts).sort(*key, "order", nulls_last=False).drop("order")
