"""What a plan is made of, gathered once: objectives, people with their parts, conversations, versions, actions."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

import polars as pl

from stratsell.rules.engine import (
    PART,
    Tables,
    days_before,
    done_touchpoints,
    gathered,
    objectives,
    planned_touchpoints,
)
from stratsell.rules.introductions import introductions_among
from stratsell.rules.missing_influences import candidates_search
from stratsell.rules.priorities import beaten
from stratsell.rules.red_flags import asking
from stratsell.rules.tested import feedback_seen, versions_seen
from stratsell.vocabulary import Mode

FOLLOW_WITHIN = 180
"""For how many days after its close an objective is still in the plan."""

_LEARNED = ("roles", "mindset", "degree", "business_result", "personal_win", "answer", "decision", "thanked_on")
_ONE_WAY = [mode.value for mode in Mode if not mode.two_way]


class Known(NamedTuple):
    """What a plan is made of, as Polars frames.

    Attributes
    ----------
    aims : polars.DataFrame
        Objectives that are open, or were closed lately, with their account, current version and chosen option.
    parts : polars.DataFrame
        The part of each person in them: level, what we know of them, and what was said and heard.
    people : polars.DataFrame
        Everybody.
    planned, done : polars.DataFrame
        Conversations.
    taken : polars.DataFrame
        What somebody has taken on.
    flags, gaps, ways : polars.DataFrame
        What `red_flags`, `candidate_rows` and `introductions` find.
    better : polars.DataFrame
        Open objectives where another source helps better.
    """

    aims: pl.DataFrame
    parts: pl.DataFrame
    people: pl.DataFrame
    planned: pl.DataFrame
    done: pl.DataFrame
    taken: pl.DataFrame
    flags: pl.DataFrame
    gaps: pl.DataFrame
    ways: pl.DataFrame
    better: pl.DataFrame


def known(tables: Tables, day: dt.date, fresh_days: int) -> Known:
    """Gather what a plan is made of."""
    gaps = candidates_search(tables, as_of=day, fresh_days=fresh_days)
    queries = {
        "aims": objectives(tables, day),
        "objectives": tables["objectives"],
        "accounts": tables["accounts"],
        "persons": tables["people"],
        "parts": tables["influences"],
        "planned": planned_touchpoints(tables),
        "done": done_touchpoints(tables, day),
        "versions": versions_seen(tables, day),
        "feedback": feedback_seen(tables, day),
        "options": tables["options"],
        "taken": tables["actions"],
        "flags": asking(tables, day, fresh_days),
        "better": beaten(tables, day),
    }
    frames = dict(
        zip([*queries, *gaps.tables], gathered(tables, *queries.values(), *gaps.tables.values()), strict=True)
    )
    network = {name: frames[name] for name in gaps.tables}
    people = frames["persons"].select("person_id", pl.col("account_id").alias("home"), "name", "title", "in_role_since")
    aims, done = _aims(frames, day), frames["done"]
    met = network["influences"].select(*PART, "level")
    parts = aims.select("account_id", "objective_id", "open").join(
        frames["parts"].select(*PART, *_LEARNED), on="objective_id"
    )
    parts = parts.join(met, on=PART, how="left")
    parts = _with_feedback(_with_conversations(parts, done), frames["feedback"], aims)
    return Known(
        *(aims, parts, people, frames["planned"], done, frames["taken"], frames["flags"]),
        *(gaps.rows(network), introductions_among(network), frames["better"]),
    )


def _aims(frames: dict[str, pl.DataFrame], day: dt.date) -> pl.DataFrame:
    """Give the objectives that are open, or were closed lately."""
    texts = frames["objectives"].select(
        "objective_id", pl.col("name").alias("objective"), "problem", "outcome", "closed_on"
    )
    accounts = frames["accounts"].select("account_id", pl.col("name").alias("account"), "owner", "reorganized_on")
    versions = frames["versions"].select("objective_id", "version", "positioning", pl.col("on").alias("version_on"))
    current = versions.sort("version").unique("objective_id", keep="last", maintain_order=True)
    chosen = frames["options"].filter("chosen").group_by("objective_id").agg(pl.col("option").min())
    rows = frames["aims"].join(texts, on="objective_id", how="left")
    rows = rows.filter(pl.col("open") | (pl.col("closed_on") > days_before(day, FOLLOW_WITHIN)))
    rows = rows.join(accounts, on="account_id").with_columns(pl.coalesce("objective", "account").alias("objective"))
    return rows.join(current, on="objective_id", how="left").join(chosen, on="objective_id", how="left")


def _with_conversations(parts: pl.DataFrame, done: pl.DataFrame) -> pl.DataFrame:
    """Add what was said and heard in the conversations that count for each part, the latest counting most.

    Columns: `last_on`, `heard` (whether we have ever consulted them), `learned` and `learned_on` (what we noted last);
    and of the person, whatever it was about, `met_on` (when last) and `first_met_on`.
    """
    pairs = parts.select(PART).join(done.rename({"objective_id": "about"}), on="person_id", how="inner")
    pairs = pairs.filter(pl.col("about").is_null() | (pl.col("about") == pl.col("objective_id")))
    learned = pl.col("learned").is_not_null()
    facts = (
        pairs.sort("on", "touchpoint_id")
        .group_by(PART, maintain_order=True)
        .agg(
            pl.col("on").last().alias("last_on"),
            (pl.col("mode") == Mode.CONSULT.value).fill_null(value=False).any().alias("heard"),
            pl.col("learned").filter(learned).last(),
            pl.col("on").filter(learned).last().alias("learned_on"),
        )
    )
    met = done.group_by("person_id").agg(pl.col("on").max().alias("met_on"), pl.col("on").min().alias("first_met_on"))
    parts = parts.join(facts, on=PART, how="left").join(met, on="person_id", how="left")
    return parts.with_columns(pl.col("heard").fill_null(value=False))


def _with_feedback(parts: pl.DataFrame, feedback: pl.DataFrame, aims: pl.DataFrame) -> pl.DataFrame:
    """Add whether each was asked about the current version, what they said of an earlier one, and what that changed."""
    rows = feedback.join(aims.select("objective_id", pl.col("version").alias("now")), on="objective_id", how="inner")
    earlier, is_now = (
        pl.col("comment").is_not_null() & (pl.col("version") < pl.col("now")),
        pl.col("version") == pl.col("now"),
    )
    texts = (
        rows.sort("version")
        .group_by(PART, maintain_order=True)
        .agg(is_now.any().alias("asked"), pl.col("comment", "change").filter(earlier).last())
    )
    return parts.join(texts, on=PART, how="left").with_columns(pl.col("asked").fill_null(value=False))
