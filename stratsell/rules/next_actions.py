"""What to do next, with whom, how, on which day and why (steps 3, 6 and 7 of the method).

A strategy, says the article, gets the right people in front of the right influencers and decision-makers with the right
message at the right places at the right time. So what the other rules find is turned into a plan that a person could
follow: one thing at a time with each person, the most useful first, on days on which our people have time.
"""

from __future__ import annotations

import datetime as dt
from types import MappingProxyType
from typing import Any

import numpy as np
import polars as pl

from stratsell.dates import as_day
from stratsell.rules.coverage import FRESH_DAYS
from stratsell.rules.engine import PART, Source, brought, days_before, result, tables_of
from stratsell.rules.planning.days import Due, day_of, handed_out, workday
from stratsell.rules.planning.known import Known, known
from stratsell.rules.planning.suggestions import OPENING, suggestions
from stratsell.rules.planning.words import agenda, with_facts, with_messages, with_reasons
from stratsell.vocabulary import Action, ActionStatus, Degree, Level, Mindset, Mode, Role

AGENDA = 3
"""How many other things a conversation takes in, at most."""

GONE_DAYS = 180
"""Whoever of us has had and planned no conversation for so many days, and owns no account, has left."""

MODE_FOR = MappingProxyType({mindset.value: mindset.mode.value for mindset in Mindset})
"""How to speak with a person of each mindset; with one whose mindset we do not know, we consult."""

_FIRST = (Action.SAY_SO, Action.FOLLOW_UP, Action.THANK, Action.DECIDE, Action.PROPOSE)
"""What is done before anybody opens a way to somebody else."""

_COLUMNS = {
    **dict.fromkeys(("account_id", "objective_id"), pl.String),
    "rank": pl.Int64,
    "due_on": pl.Date,
    "overdue": pl.Boolean,
    **dict.fromkeys(("status", "action", "person_id", "via_id", "seller", "with_whom", "mode", "place"), pl.String),
    **dict.fromkeys(("message", "agenda", "takes_in", "reason", "because", "action_id", "touchpoint_id"), pl.String),
}
_SUGGESTED, _PLANNED = "suggested", "planned"
_RECEPTIVE = [mindset.value for mindset in Mindset if mindset.receptive]
_TEXTS = ("person_id", "seller", "message", "action_id")
"""By which texts actions stand in order, blank ones last."""

_LAST = "\U0010ffff"
"""Comes behind any text, where blank cells are to come last."""


def next_actions(book: Source, *, as_of: dt.date | str | None = None, fresh_days: int = FRESH_DAYS) -> Any:
    """Plan what to do next in each objective, from the first conversation to the thank-you.

    What is planned, and what somebody has taken on (the table actions), keeps its day. The rest is suggested:

    - One thing at a time with a person. A planned conversation takes in what else there is to ask, as its agenda; else
      the most useful action does (in the order of `stratsell.vocabulary.Action`).
    - Somebody on an even keel is asked once what would change their mind; nothing is tested, answered or pressed with
      them. Somebody overconfident is left alone for 90 days after the latest conversation, with what they said then.
    - A version that those who decide have been asked about, and that leaves no need open, is proposed to those who give
      the final approval; then they are asked for the decision, and thanked for it. Everybody is spoken with once more
      after the close, for half a year.
    - Where another source clearly helps better, the plan says so, once, and suggests nothing else.
    - What was done or dropped is not suggested again until its cause changes.
    - What is announced for the next 30 days, a reorganization or a new job, is in the plan from its day on.

    Suggestions are on working days, Monday to Friday, from the day after `as_of` on; none of us has more than two
    things a day and five a week. Whoever opens the way to somebody comes before them; of the same action, who gives the
    final approval comes first, then those whose word counts more, then those who want a change.

    Parameters
    ----------
    book : Book or mapping of str to data frame
        Needs accounts, people and influences; reads all other tables.
    as_of : datetime.date or str, optional
        The day to look from; nothing after it is seen but what is planned, taken on or announced. Default: today.
    fresh_days : int, default 90
        For how many days a conversation counts.

    Returns
    -------
    data frame
        A row per action, by account_id, objective_id and rank:

        =============  ========  ======================================================================
        account_id     str
        objective_id   str
        rank           int       the place in the objective, by day
        due_on         datetime  as planned or taken on; else the first day on which there is time
        overdue        bool      whether that day has passed
        status         str       ``planned``: a conversation; ``open``: taken on; ``suggested``
        action         str       a word of `stratsell.vocabulary.Action`
        person_id      str       whom it concerns; blank for the whole account
        via_id         str       whom to ask for an introduction: of those on the way (`introductions`) the last
                                 whom we meet before and who wants a change, else its start; blank if nobody
        seller         str       the seller: as planned or taken on; else who has spoken most with them (or
                                 with the start of the way to them) and is still here; else the account's owner
        with_whom      str       who of theirs does it, or helps, of what is taken on
        mode           str       as planned; else by mindset (`MODE_FOR`), or ``test``
        place          str       as planned; else where we last met; blank if unknown
        message        str       what to say or ask
        agenda         str       what else there is to say or ask: one sentence, at most three points
        takes_in       str       the actions that these are, joined by “; ”
        reason         str
        because        str       the cause: the rule, the flag or role, and what it is about
        action_id      str       of what is taken on
        touchpoint_id  str       of what is planned
        =============  ========  ======================================================================

    Raises
    ------
    ValueError
        If `as_of` is not a date.
    KeyError
        If a mapping lacks a table or column that every book must have.

    Notes
    -----
    Source: the article's steps 3, 6 and 7, and step 2 on mindsets and on what to watch out for.

    Examples
    --------
    >>> import stratsell as ss
    >>> plan = ss.next_actions(ss.demo(), as_of="2026-11-23").set_index("person_id")
    >>> plan.loc["kr-lowe", ["action", "seller", "due_on"]].astype(str).tolist()
    ['test', 'Jonas Beck', '2026-12-02 00:00:00']
    >>> plan.loc["kr-lowe", "message"]
    'Ask Bethany Lowe what they would change in version 3 to get “Failures per million km below forty”.'
    """
    tables, day = tables_of(book), as_day(as_of)
    return result(brought(_planned(known(tables, day, fresh_days), day), tables), book)


def _planned(facts: Known, day: dt.date) -> pl.DataFrame:
    """Give the plan, in order."""
    rows = pl.concat(
        [_held(facts, day), suggestions(facts, day).with_columns(status=pl.lit(_SUGGESTED))], how="diagonal"
    )
    rows = _who(_one_at_a_time(_in_order(with_messages(with_facts(rows, facts)))), facts, day)
    rows = _when(_how(with_reasons(rows, facts)), day)
    rank = pl.int_range(1, pl.len() + 1).over("account_id", "objective_id")
    rows = rows.sort("account_id", "objective_id", "due_on", "at")
    rows = rows.with_columns(rank.alias("rank"), pl.col("overdue").fill_null(value=False))
    return rows.select(pl.col(name).cast(kind) for name, kind in _COLUMNS.items())


def _held(facts: Known, day: dt.date) -> pl.DataFrame:
    """What keeps its day: planned conversations, and what somebody has taken on."""
    touchpoints = facts.planned.rename({"objective_id": "about"}).join(
        facts.people.select("person_id", "home"), on="person_id"
    )
    own = facts.parts.sort(~pl.col("open"), "objective_id").unique("person_id", keep="first", maintain_order=True)
    aims = facts.aims.sort(~pl.col("open"), "objective_id").unique("account_id", keep="first", maintain_order=True)
    touchpoints = touchpoints.join(own.select("person_id", own="objective_id"), on="person_id", how="left")
    touchpoints = touchpoints.join(
        aims.select(pl.col("account_id").alias("home"), own_home="objective_id"), on="home", how="left"
    )
    past, blank = pl.col("on") < day, pl.lit(None, dtype=pl.String)
    touchpoints = touchpoints.select(
        *("touchpoint_id", "person_id", "seller", "mode", "place", "on"),
        pl.coalesce("about", "own", "own_home").alias("objective_id"),
        pl.when(past).then(pl.lit(Action.SETTLE.value)).otherwise(pl.lit(Action.KEEP.value)).alias("action"),
        pl.when(past).then(blank).otherwise(pl.col("message")).alias("message"),
        pl.col("message").alias("was"),
        pl.lit("touchpoints").alias("because"),
        pl.col("on").alias("due_on"),
        pl.lit(_PLANNED).alias("status"),
    )
    is_open = pl.col("status").is_null() | (pl.col("status") == ActionStatus.OPEN.value)
    taken = facts.taken.filter(is_open).select(
        *("objective_id", "action", "person_id", "seller", "with_whom", "due_on", "action_id"),
        pl.col("note").alias("message"),
        pl.col("because").fill_null("actions"),
        pl.lit(ActionStatus.OPEN.value).alias("status"),
    )
    rows = pl.concat([touchpoints, taken], how="diagonal").join(
        facts.aims.select("account_id", "objective_id"), on="objective_id", how="inner"
    )
    return rows.with_columns((pl.col("due_on") < day).fill_null(value=False).alias("overdue"))


def _in_order(rows: pl.DataFrame) -> pl.DataFrame:
    """Put what is held before what is suggested, and the most useful first; `at` is the place."""
    kinds = [action.value for action in Action]
    held = pl.col("status") != _SUGGESTED
    rows = rows.with_columns(
        pl.when(pl.col("action") == Action.KEEP.value).then(0)
        .when(pl.col("status") == ActionStatus.OPEN.value).then(1)
        .when(held).then(2).otherwise(3).alias("hold"),
        pl.when(held).then(pl.col("due_on")).fill_null(dt.date.max).alias("day"),
        pl.col("action").replace_strict(kinds, range(len(kinds)), return_dtype=pl.Int64).alias("kind"),
        (~pl.col("roles").str.contains(Role.ECONOMIC.value, literal=True).fill_null(value=False)).alias("deciding"),
        _place("degree", list(Degree), len(Degree)).alias("weight"),
        _place("mindset", list(Mindset), 1.5).alias("openness"),
        *(pl.col(name).fill_null(_LAST).alias(f"by {name}") for name in _TEXTS),
    )  # fmt: skip
    texts = ("by person_id", "because", *(f"by {name}" for name in _TEXTS[1:]), "mode", "place")
    order = ("hold", "day", "kind", "deciding", "weight", "openness", "account_id", "objective_id", *texts)
    return rows.sort(*order, nulls_last=True).with_row_index("at")


def _place(column: str, words: list[Any], otherwise: float) -> pl.Expr:
    """Give the place of a word in its order."""
    names = [word.value for word in words]
    return pl.col(column).replace_strict(names, range(len(names)), default=otherwise, return_dtype=pl.Float64)


def _one_at_a_time(rows: pl.DataFrame) -> pl.DataFrame:
    """Keep what is held, and one suggestion for each person with whom nothing is; the rest becomes an agenda."""
    rows = rows.with_columns(pl.int_range(pl.len()).over("person_id").alias("turn"))
    alone = (pl.col("turn") == 0) | pl.col("person_id").is_null()
    held, first = pl.col("status") != _SUGGESTED, (pl.col("turn") == 0) & pl.col("person_id").is_not_null()
    heads, more = rows.filter(alone | held), rows.filter(~(alone | held))
    point = pl.when(pl.col("action") == Action.FIND.value).then(pl.col("because")).otherwise(pl.col("action"))
    points = heads.filter(first).select("person_id", "at", point.alias("first point"))
    more = more.drop("at").join(points, on="person_id", maintain_order="left").with_columns(point.alias("point"))
    again = (pl.col("point") == pl.col("first point")) | (
        pl.col("action") == Action.WELCOME.value
    )  # talking is a welcome
    more = more.filter(~again).unique(["at", "point"], keep="first", maintain_order=True)
    more = more.filter(pl.int_range(pl.len()).over("at") < AGENDA)
    taken_in = more.group_by("at", maintain_order=True).agg(
        agenda().alias("agenda"), pl.col("action").unique(maintain_order=True).str.join("; ").alias("takes_in")
    )
    return heads.join(taken_in, on="at", how="left")


def _who(rows: pl.DataFrame, facts: Known, day: dt.date) -> pl.DataFrame:
    """Fill in through whom, which seller, and where we last met."""
    here = pl.concat([facts.done.select("seller", "on"), facts.planned.select("seller", "on")])
    here = here.filter(pl.col("on") > days_before(day, GONE_DAYS)).select("seller")
    owners = facts.aims.select(pl.col("owner").alias("seller"))
    here = pl.concat([here, owners]).drop_nulls().unique().with_columns(here=pl.lit(value=True))
    met = facts.done.group_by("person_id", "seller").agg(pl.len().alias("many"), pl.col("on").max())
    met = met.join(here, on="seller", how="semi").sort("many", "on", "seller", descending=[True, True, False])
    places = facts.done.filter(pl.col("place").is_not_null()).sort("on", "place", descending=True)
    rows = rows.join(_doors(rows, facts), on="at", how="left")
    rows = rows.with_columns(pl.coalesce("start_id", "person_id").alias("through"))
    rows = rows.with_columns(pl.coalesce("via_id", "person_id").alias("met_at"))
    for pairs, whose, name in ((met, "through", "seller"), (places, "met_at", "place")):
        latest = pairs.unique("person_id", keep="first", maintain_order=True)
        usual = latest.select(pl.col("person_id").alias(whose), pl.col(name).alias(f"usual {name}"))
        rows = rows.join(usual, on=whose, how="left")
    rows = rows.join(here, on="seller", how="left")
    planned, theirs = pl.col("status") == _PLANNED, pl.col("with_whom").is_not_null() & pl.col("seller").is_null()
    as_planned = pl.when(~planned | pl.col("here")).then(pl.col("seller"))
    return rows.with_columns(
        pl.when(~theirs).then(pl.coalesce(as_planned, "usual seller", "owner")).alias("seller"),
        pl.when(planned).then(pl.col("place")).otherwise(pl.col("usual place")).alias("place"),
    )


def _doors(rows: pl.DataFrame, facts: Known) -> pl.DataFrame:
    """Say whom to ask for each introduction (`via_id`), who begins the way there (`start_id`), and how `far` it is.

    On a way over several people it is the last of them whom we meet before and who wants a change; else whoever begins
    it.
    """
    level = facts.parts.filter("open").group_by("person_id").agg(pl.col("level").max())
    unmet = level.filter(pl.col("level") == int(Level.IDENTIFIED)).select("person_id")
    opens = (pl.col("status") == _SUGGESTED) & pl.col("action").is_in([action.value for action in OPENING])
    in_plan = rows.filter(pl.col("turn") == 0, pl.col("action") != Action.WAIT.value).select("person_id")
    waiting = rows.filter(pl.col("action") == Action.WAIT.value).select(pl.col("person_id").alias("start_id"))
    ways = facts.ways.select(*PART, "start_id", "steps", pl.col("edges").alias("far")).drop_nulls("start_id")
    ways = ways.join(waiting, on="start_id", how="anti")
    asked = rows.filter(opens).select("at", *PART).join(unmet, on="person_id", how="semi").join(ways, on=PART)
    glad = facts.parts.filter(pl.col("mindset").is_in(_RECEPTIVE)).join(in_plan, on="person_id", how="semi")
    doors = ways.join(glad, on=PART, how="semi").select("objective_id", via_id="person_id", near="far")
    steps = asked.explode("steps").rename({"steps": "via_id"}).join(doors, on=["objective_id", "via_id"], how="inner")
    last = steps.filter(pl.col("near") < pl.col("far")).sort("near").unique("at", keep="last", maintain_order=True)
    asked = asked.join(last.select("at", "via_id"), on="at", how="left")
    return asked.select("at", "start_id", "far", pl.coalesce("via_id", "start_id").alias("via_id"))


def _how(rows: pl.DataFrame) -> pl.DataFrame:
    """Fill in the mode."""
    usual = pl.col("mindset").replace_strict(dict(MODE_FOR), default=Mode.CONSULT.value, return_dtype=pl.String)
    testing = pl.when(pl.col("action") == Action.TEST.value).then(pl.lit(Mode.TEST.value))
    return rows.with_columns(pl.coalesce("mode", testing, usual).alias("mode"))


def _when(rows: pl.DataFrame, day: dt.date) -> pl.DataFrame:
    """Give days to what has none: whoever opens a way comes first, and nobody has more than they can do."""
    openers = rows.select(pl.col("via_id").drop_nulls().unique()).to_series()
    first = pl.col("action").is_in([action.value for action in _FIRST])
    tier = pl.when(first).then(0).when(pl.col("person_id").is_in(openers.implode())).then(1).otherwise(2)
    owners = (("seller", "1"), ("with_whom", "2"), ("account_id", "3"))
    queue = pl.coalesce(*(pl.concat_str(pl.lit(sign), pl.col(name)) for name, sign in owners))
    rows = rows.with_columns(tier.alias("tier"), (queue.rank("dense") - 1).cast(pl.Int64).alias("queue"))
    fixed, loose = rows.filter(pl.col("due_on").is_not_null()), rows.filter(pl.col("due_on").is_null())
    loose = loose.sort("tier", pl.when(pl.col("tier") == 1).then("far").fill_null(0), "at")
    ours = fixed.filter((pl.col("due_on") >= day) & pl.col("seller").is_not_null())
    busy = zip(ours["queue"].to_list(), workday(ours["due_on"]).tolist(), strict=True)
    favours = (loose["via_id"].rank("dense") - 1).cast(pl.Int64).fill_null(-1).to_list()
    turns = zip(loose["queue"].to_list(), *_earliest(loose, fixed, day), favours, strict=True)
    days = day_of(handed_out((Due(*turn) for turn in turns), busy))
    return pl.concat([fixed, loose.with_columns(days.alias("due_on"))], how="diagonal_relaxed")


def _earliest(loose: pl.DataFrame, fixed: pl.DataFrame, day: dt.date) -> tuple[list[int], list[int]]:
    """Give the first working day on which each makes sense, and the place of what has to come before it."""
    tomorrow = days_before(day, -1)
    makes_sense = workday(loose["earliest"].fill_null(tomorrow).clip(tomorrow))
    first_fixed, first_loose = (
        fixed.filter(pl.col("turn") == 0),
        loose.with_row_index("row").filter(pl.col("turn") == 0),
    )
    openers = pl.concat(
        [
            first_fixed.select("person_id", opened=pl.Series(workday(first_fixed["due_on"]) + 1), row=-1),
            first_loose.select("person_id", opened=pl.lit(0), row=pl.col("row").cast(pl.Int64)),
        ],
        how="vertical_relaxed",
    )
    earlier = loose.select("via_id").join(
        openers, left_on="via_id", right_on="person_id", how="left", maintain_order="left"
    )
    earliest = np.maximum(makes_sense, earlier["opened"].fill_null(0).to_numpy())
    return earliest.tolist(), earlier["row"].fill_null(-1).to_list()
