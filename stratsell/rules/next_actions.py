"""What to do next, with whom, how, by when and why (step 3 of the method).

A strategy, says the article, gets the right people in front of the right influencers and decision-makers with the right
message at the right places at the right time. So what the other rules find is turned into actions, and each person gets
few of them, the most useful first.
"""

from __future__ import annotations

import datetime as dt
from types import MappingProxyType
from typing import Any

import narwhals as nw

from stratsell.dates import as_day
from stratsell.rules.coverage import FRESH_DAYS
from stratsell.rules.engine import (
    PART,
    Frame,
    Source,
    Tables,
    at_hand,
    days_before,
    degree_weight,
    done_touchpoints,
    equals,
    first_of,
    first_of_each,
    has_role,
    holds,
    is_blank,
    is_in,
    joined,
    known,
    open_objectives,
    planned_touchpoints,
    result,
    tables_of,
    touchpoints_with,
    with_level,
)
from stratsell.rules.introductions import introductions
from stratsell.rules.missing_influences import missing_influences
from stratsell.rules.priorities import beaten
from stratsell.rules.proposal_fit import proposal_fit
from stratsell.rules.red_flags import RedFlag, red_flags
from stratsell.rules.tested import tested
from stratsell.vocabulary import Action, Fit, Level, Mindset, Mode, Role

PER_PERSON = 2
"""How many actions one person gets in an objective, at most."""

MODE_FOR = MappingProxyType({mindset.value: mindset.mode.value for mindset in Mindset})
"""How to speak with a person of each mindset; with one whose mindset we do not know, we consult."""

WITHIN_DAYS = MappingProxyType(
    dict.fromkeys(Action, 30) | {Action.SETTLE: 7, Action.SAY_SO: 7, Action.MEET: 14, Action.WAIT: 90}
)
"""Within how many days each action should be done."""

MESSAGES = MappingProxyType(
    {
        Action.SETTLE: "What came of the conversation that was planned?",
        Action.SAY_SO: "Say openly which source helps them better, and offer to bring the two together.",
        Action.FIND: "Who else has a say in this?",
        Action.REVIEW: "Who decides now, and what has changed for each of them?",
        Action.MEET: "What would you want to see better, and what stands in the way?",
        Action.WELCOME: "What do you want to change in your first months?",
        Action.ASK: "What would make this a success for your organization, and for you?",
        Action.CHECK: "Have we understood you correctly?",
        Action.TEST: "What would you change in this proposition?",
        Action.ANSWER: "How would this have to look to serve you?",
        Action.ENGAGE: "How do you see it, and what would you do?",
        Action.WAIT: "What would have to happen before you would look at this again?",
    }
)
"""What to say or ask, where nothing else is planned."""

_DETAIL = nw.col("detail")
_PUSHING = [Action.TEST.value, Action.ANSWER.value, Action.ENGAGE.value]
"""What is of no use with somebody who is hard to influence now."""

_PLANNED = ("seller", "mode", "message", "place", "on")
"""What is known of a conversation that is planned."""

_TEXTS = ("person_id", "seller", "message", "place", "mode")
"""By which texts actions stand in order, blank ones last."""

_LAST = "\U0010ffff"
"""Comes behind any text, where blank cells are to come last."""


def next_actions(
    book: Source,
    *,
    as_of: dt.date | str | None = None,
    fresh_days: int = FRESH_DAYS,
    per_person: int = PER_PERSON,
) -> Any:
    """Plan what to do next in each open objective.

    What the other rules find becomes actions (see `stratsell.vocabulary.Action`), in the order of that list; within one
    action, people who want a change come first, then those whose word counts more. Somebody overconfident is hard to
    influence now: nothing is tested, answered or pushed with them, and they get ``wait`` instead. Somebody on an even
    keel is hard to influence, so they come after those who want a change.

    Parameters
    ----------
    book : Book or mapping of str to data frame
        Needs accounts, people and influences; reads all other tables.
    as_of : datetime.date or str, optional
        The day to look from; nothing after it is seen but what is planned. Default: today.
    fresh_days : int, default 90
        For how many days a conversation counts.
    per_person : int, default 2
        How many actions one person gets in an objective, at most.

    Returns
    -------
    data frame
        A row per action, by account_id, objective_id and rank:

        =============  ========  ======================================================================
        account_id     str
        objective_id   str
        rank           int       1 is the most useful in the objective
        action         str       a word of `stratsell.vocabulary.Action`
        person_id      str       whom it concerns; blank for the whole account
        via_id         str       whom to ask for an introduction; blank if nobody
        seller         str       the seller: as planned; else who has spoken most with them (or with whom
                                 we ask first), of several the latest; else the account's owner
        mode           str       as planned; else by mindset (`MODE_FOR`), or ``test``
        message        str       what to say or ask
        place          str       as planned; else where we last met; blank if unknown
        due_on         datetime  as planned; else within `WITHIN_DAYS`, before the objective's due day,
                                 and never before `as_of`
        reason         str
        because        str       the rule, and flag or role, that it comes from
        =============  ========  ======================================================================

    Raises
    ------
    ValueError
        If `as_of` is no date, or `per_person` is below 1.
    KeyError
        If a mapping lacks a table or column that every book must have.

    Notes
    -----
    Source: the article's step 3, and step 2 on mindsets and on what to watch out for.

    Examples
    --------
    >>> import stratsell as ss
    >>> plan = ss.next_actions(ss.demo(), as_of="2026-11-23")
    >>> plan.loc[plan["objective_id"] == "meridian-1", "action"].unique().tolist()
    ['keep', 'say_so', 'review', 'meet', 'welcome', 'test']
    """
    if per_person < 1:
        raise ValueError(f"per_person: {per_person} is below 1; at least one action is needed to have a plan")
    tables, day = tables_of(book), as_day(as_of)
    people = open_objectives(tables, day).join(tables["influences"], on="objective_id", how="inner")
    people, flags, unasked, needs, better = at_hand(
        tables,
        with_level(people, tables, day, fresh_days),
        red_flags(tables, as_of=day, fresh_days=fresh_days),
        tested(tables, as_of=day).filter(~nw.col("asked")),
        proposal_fit(tables, as_of=day).filter(equals("status", Fit.OPEN)),
        beaten(tables, day).with_columns(nw.lit(None).cast(nw.String).alias("person_id")),
    )
    found = [
        *(_acts(flags.filter(equals("flag", flag)), flag.action, f"red_flags: {flag}") for flag in RedFlag),
        *_unfilled(people, missing_influences(tables, as_of=day, fresh_days=fresh_days)),
        _acts(unasked, Action.TEST, "tested", joined("not asked about version ", nw.col("version").cast(nw.String))),
        _acts(needs, Action.ANSWER, "proposal_fit: open", "their needs have no answer yet"),
        *_hard_to_move(people),
        _acts(better, Action.SAY_SO, "priorities", nw.col("advice")),
        *_planned(people, tables, day),
    ]
    rows = nw.concat(found, how="diagonal").join(_about_actions(tables, day), on="action", how="left")
    rows = _useful(rows, people, per_person)
    rows = _who(rows.join(open_objectives(tables, day), on="objective_id", how="inner"), tables, day, fresh_days)
    rows = _when(_how(rows), tables, day)
    rank = nw.col("action").cum_count().over("account_id", "objective_id", order_by="order").cast(nw.Int64)
    columns = ("action", "person_id", "via_id", "seller", "mode", "message", "place", "due_on", "reason", "because")
    rows = rows.with_columns(rank.alias("rank")).select("account_id", "objective_id", "rank", *columns)
    return result(rows.sort("account_id", "objective_id", "rank"), book)


def _about_actions(tables: Tables, day: dt.date) -> Frame:
    """Say of each action where it stands among them, what it means, what to say or ask, and by when to do it."""
    return known(
        tables,
        action=[action.value for action in Action],
        kind=range(len(Action)),
        meaning=[action.definition for action in Action],
        question=[MESSAGES.get(action) for action in Action],
        within=[days_before(day, -WITHIN_DAYS[action]) for action in Action],
    )


def _unfilled(people: Frame, gaps: Frame) -> list[Frame]:
    """Ask about roles that nobody holds: a coach with whom we have spoken, else whom we have come furthest with."""
    known = people.filter(nw.col("level") >= int(Level.CONTACTED))
    known = known.with_columns(holds(Role.COACH).cast(nw.Int64).alias("coach"))
    guides = first_of_each(known, "objective_id", "-coach", "-level", "person_id").select(*PART)
    perhaps = nw.when(~is_blank("reason")).then(joined("; perhaps: ", nw.col("reason")))
    detail = joined("nobody is known to be ", nw.col("role"), perhaps)
    gaps = gaps.join(guides, on="objective_id", how="left")
    return [
        _acts(gaps.filter(equals("role", role)), Action.FIND, f"missing_influences: {role}", detail) for role in Role
    ]


def _hard_to_move(people: Frame) -> list[Frame]:
    """Turn telling into a conversation, and wait for the overconfident."""
    having = people.filter(has_role())
    told = having.filter(nw.col("level") == int(Level.CONTACTED))
    sure = having.filter(equals("mindset", Mindset.OVERCONFIDENT))
    return [
        _acts(told, Action.ENGAGE, "levels: contacted", "no two-way conversation lately"),
        _acts(sure, Action.WAIT, "mindset: overconfident", "thinks that all is fine"),
    ]


def _planned(people: Frame, tables: Tables, day: dt.date) -> list[Frame]:
    """Keep planned conversations; settle those whose day has passed."""
    rows = touchpoints_with(people, planned_touchpoints(tables))
    detail = joined("planned for ", nw.col("on").dt.to_string("%Y-%m-%d"))
    past = nw.col("on") < nw.lit(day)
    return [
        _acts(rows.filter(past), Action.SETTLE, "touchpoints", detail),
        _acts(rows.filter(~past), Action.KEEP, "touchpoints", detail),
    ]


def _acts(rows: Frame, action: Action, because: str, detail: str | nw.Expr = _DETAIL) -> Frame:
    """Make some rows actions of one kind."""
    planned = _PLANNED if action in (Action.KEEP, Action.SETTLE) else ()
    return rows.select(
        *PART,
        *planned,
        joined(detail).alias("detail"),
        nw.lit(action.value).alias("action"),
        nw.lit(because).alias("because"),
    )


def _useful(rows: Frame, people: Frame, per_person: int) -> Frame:
    """Keep the most useful actions, few for each person, with their place in the order."""
    rows = rows.join(people.select(*PART, "mindset", "degree"), on=list(PART), how="left")
    rows = rows.filter(~(equals("mindset", Mindset.OVERCONFIDENT) & is_in("action", _PUSHING)))
    kept = rows.filter(equals("action", Action.KEEP)).select(*PART).unique()
    kept = kept.with_columns(nw.lit(Action.MEET.value).alias("action"))
    rows = rows.join(kept, on=[*PART, "action"], how="anti")
    rows = rows.with_columns(
        first_of(*((equals("mindset", word), at) for at, word in enumerate(Mindset)), otherwise=1.5).alias("openness"),
        degree_weight().alias("weight"),
        nw.col("on").fill_null(dt.date.max).alias("day"),
        *(nw.col(name).fill_null(_LAST).alias(f"by {name}") for name in _TEXTS),
    )
    order = ("kind", "openness", "weight", "day", "by person_id", "because", *(f"by {name}" for name in _TEXTS[1:]))
    rows = rows.with_columns(
        nw.col("action").cum_count().over("objective_id", order_by=order).alias("order"),
        nw.col("action").cum_count().over(*PART, order_by=order).alias("turn"),
    )
    return rows.filter((nw.col("turn") <= per_person) | is_blank("person_id"))


def _who(rows: Frame, tables: Tables, day: dt.date, fresh_days: int) -> Frame:
    """Fill in through whom, which seller, and where we last met."""
    ways = introductions(tables, as_of=day, fresh_days=fresh_days).select(*PART, "start_id")
    done = done_touchpoints(tables, day).select("person_id", "seller", "place", "on")
    met = done.group_by("person_id", "seller").agg(nw.len().alias("many"), nw.col("on").max().alias("last"))
    closest = first_of_each(met, "person_id", "-many", "-last", "seller")
    places = first_of_each(done.filter(~is_blank("place")), "person_id", "-on", "-place").unique("person_id")
    rows = rows.join(ways, on=list(PART), how="left")
    rows = rows.with_columns(first_of((equals("action", Action.MEET), nw.col("start_id"))).alias("via_id"))
    rows = rows.with_columns(nw.coalesce("via_id", "person_id").alias("through"))
    for found, name in ((closest, "seller"), (places, "place")):
        latest = found.select(nw.col("person_id").alias("through"), nw.col(name).alias(f"usual {name}"))
        rows = rows.join(latest, on="through", how="left")
    rows = rows.join(tables["accounts"].select("account_id", "owner"), on="account_id", how="left")
    return rows.with_columns(
        nw.coalesce("seller", "usual seller", "owner").alias("seller"),
        first_of((equals("because", "touchpoints"), nw.col("place")), otherwise=nw.col("usual place")).alias("place"),
    )


def _how(rows: Frame) -> Frame:
    """Fill in the mode, what to say or ask, and why."""
    usual = first_of(
        (equals("action", Action.TEST), Mode.TEST.value),
        *((equals("mindset", mindset), mode) for mindset, mode in MODE_FOR.items()),
        otherwise=Mode.CONSULT.value,
    )
    hard = first_of(
        (equals("mindset", Mindset.EVEN_KEEL), "; hard to influence"),
        (equals("mindset", Mindset.OVERCONFIDENT), "; hard to influence now"),
    )
    return rows.with_columns(
        nw.coalesce(nw.col("mode"), usual).alias("mode"),
        nw.coalesce("message", "question").alias("message"),
        joined(nw.col("meaning"), " (", nw.col("detail"), hard, ")").alias("reason"),
    )


def _when(rows: Frame, tables: Tables, day: dt.date) -> Frame:
    """Fill in by when: as planned, else within some days, before the objective's due day and not before today."""
    rows = rows.join(tables["objectives"].select("objective_id", "due_on"), on="objective_id", how="left")
    usual = nw.min_horizontal(nw.col("within"), nw.col("due_on").dt.offset_by("-1d"))
    due = first_of((equals("action", Action.KEEP), nw.col("on")), otherwise=nw.max_horizontal(usual, nw.lit(day)))
    return rows.with_columns(due.alias("due_on"))
