"""What the rules ask for: with whom, why, and from which day on.

A suggestion names its cause. What has been done or dropped is not suggested again while its cause is the same.
"""

from __future__ import annotations

import datetime as dt

import polars as pl

from stratsell.rules.engine import PART, days_before
from stratsell.rules.planning.known import Known
from stratsell.rules.red_flags import NEW_DAYS, RedFlag
from stratsell.vocabulary import Action, ActionStatus, Decision, Level, Mindset, Role

AHEAD_DAYS = 30
"""For how many days ahead the plan tells of a reorganization or a new job that is announced."""

REST_DAYS = 90
"""For how long after a conversation somebody overconfident is left alone."""

GUIDED = (Action.SAY_SO, Action.FIND, Action.REVIEW)
"""What concerns a whole objective, and is done with whomever of theirs we have come furthest with."""

OPENING = (Action.WELCOME, Action.MEET, Action.CONSULT)
"""What needs an introduction where none of us has spoken with a person lately."""

PRESSING = (Action.TEST, Action.ANSWER, Action.ENGAGE, Action.PROPOSE, Action.DECIDE)
"""What is of no use with somebody who is hard to influence."""

_THOUGHTS = ("mindset", "business_result", "personal_win")
"""What we can ask a person whether we have understood; a role or degree alone is asked for with the rest."""

_ACTION = {flag.value: flag.action.value for flag in RedFlag if flag.action}
"""What each red flag asks for; some ask for nothing that other findings do not."""


def suggestions(known: Known, day: dt.date) -> pl.DataFrame:
    """Give all that the rules ask for, each with its cause, but what was done, dropped or taken on for it.

    Returns
    -------
    polars.DataFrame
        account_id, objective_id, person_id, action, because (the cause), detail (what else there is to say of it),
        asked_self (whether a coach is asked to be one), and `earliest`, the day from which on it makes sense.
    """
    aims = known.aims.with_columns(
        helped=pl.col("open") & ~pl.col("objective_id").is_in(known.better["objective_id"].implode())
    )
    parts = _with_state(known, aims, day)
    rows = [_of_people(parts, day), _flagged(parts, known.flags), _announced(parts, known, aims, day)]
    rows += _guided(parts, known, aims, day)
    return _without_taken(pl.concat(rows, how="diagonal_relaxed"), known.taken)


def _with_state(known: Known, aims: pl.DataFrame, day: dt.date) -> pl.DataFrame:
    """Add to each part how the objective stands, and what there is to know before anything is asked of a person."""
    parts = known.parts.join(
        aims.drop("account_id", "open", "positioning", "problem", "outcome"), on="objective_id", how="left"
    )
    parts = parts.join(known.people.drop("name"), on="person_id", how="left")
    made = (pl.col("action") == Action.PROPOSE.value) & (pl.col("status") == ActionStatus.DONE.value)
    proposed = known.taken.filter(made).select(PART).unique().with_columns(proposed=pl.lit(value=True))
    since = pl.col("in_role_since")
    parts = parts.join(proposed, on=PART, how="left").with_columns(
        sure=_is("mindset", Mindset.OVERCONFIDENT),
        steady=_is("mindset", Mindset.EVEN_KEEL),
        has_role=pl.col("roles").is_not_null(),
        approves=_holds(Role.ECONOMIC),
        unspoken=pl.col("met_on").is_null(),
        moved=(pl.col("first_met_on") < since) & (pl.col("met_on") < since),
        new=since.is_between(days_before(day, NEW_DAYS), day, closed="right").fill_null(value=False),
        need=pl.coalesce("business_result", "personal_win"),
        number=pl.col("version").cast(pl.String),
        last=_dated("last contact ", "last_on"),
    )
    decides = pl.col("approves") | _holds(Role.TECHNICAL)
    unsettled = decides & (~pl.col("asked") | pl.col("need").is_null())
    gap = pl.col("has_role") & ~_hard() & (unsettled | (pl.col("need").is_not_null() & pl.col("answer").is_null()))
    refused = pl.col("approves") & _is("decision", Decision.NO)
    return parts.with_columns(
        ready=~(gap | refused).any().over("objective_id"),
        unheard=pl.col("steady") & pl.col("has_role") & ~pl.col("heard") & ~(pl.col("new") & pl.col("unspoken")),
    )


def _of_people(parts: pl.DataFrame, day: dt.date) -> pl.DataFrame:
    """What the parts of people ask for, but for red flags."""
    helped, role, number = pl.col("helped"), pl.col("has_role"), pl.col("number")
    soft, decision = helped & role & ~_hard(), pl.col("decision")
    thanked = (pl.col("thanked_on") <= day).fill_null(value=False)
    spoken = (pl.col("last_on") >= pl.col("closed_on")).fill_null(value=False)
    owed = ~pl.col("open") & ~thanked & ~spoken
    approving = soft & pl.col("approves") & pl.col("ready") & decision.is_null()
    proposed = pl.col("proposed").fill_null(value=False)
    agreed = soft & _is("decision", Decision.YES) & pl.col("thanked_on").is_null()
    causes = {
        Action.FOLLOW_UP: (owed, _dated("thanks: closed on ", "closed_on")),
        Action.THANK: (agreed | owed, _text("thanks: ", decision)),
        Action.DECIDE: (approving & proposed, _text("proposed: version ", number)),
        Action.PROPOSE: (approving & ~proposed, _text("tested and answered: version ", number)),
        Action.CONSULT: (helped & pl.col("unheard"), pl.lit("mindset: even_keel")),
        Action.TEST: (soft & ~pl.col("asked"), _text("tested: version ", number)),
        Action.ANSWER: (soft & pl.col("answer").is_null(), _text("proposal_fit: open: ", pl.col("need"))),
        Action.ENGAGE: (soft & (pl.col("level") == int(Level.CONTACTED)), _text("levels: contacted: ", pl.col("last"))),
        Action.WAIT: (helped & role & pl.col("sure") & ~pl.col("unspoken"), pl.lit("mindset: overconfident")),
    }
    columns = (pl.when(where).then(cause).alias(action.value) for action, (where, cause) in causes.items())
    about = ("account_id", *PART, "met_on")
    rows = parts.select(*about, *columns).unpivot(index=about, variable_name="action", value_name="because")
    rested = pl.col("met_on").dt.offset_by(f"{REST_DAYS}d")
    earliest = pl.when(pl.col("action") == Action.WAIT.value).then(rested).alias("earliest")
    return rows.drop_nulls("because").select("account_id", *PART, "action", "because", earliest)


def _flagged(parts: pl.DataFrame, flags: pl.DataFrame) -> pl.DataFrame:
    """What the red flags of people ask for, where that makes sense for who they are."""
    flags = flags.filter(pl.col("person_id").is_not_null(), _asks()).select(*PART, "flag", "detail")
    rows = flags.join(parts.filter("helped"), on=PART, how="inner")
    rows = rows.with_columns(pl.col("flag").replace_strict(_ACTION, return_dtype=pl.String).alias("action"))
    flag, action, unspoken = pl.col("flag"), pl.col("action"), pl.col("unspoken")
    new, gap = flag == RedFlag.NEW_TO_JOB.value, flag == RedFlag.UNCONTACTED.value
    starting = pl.col("new") & unspoken
    sense = (
        pl.when(pl.col("sure")).then(action.is_in([Action.MEET.value]) & unspoken)
        .when(new).then(unspoken | pl.col("moved"))
        .when(gap).then(~starting & ~pl.col("unheard"))
        .when(action == Action.CHECK.value).then(pl.coalesce(_THOUGHTS).is_not_null())
        .otherwise(~(pl.col("steady") & action.is_in([action.value for action in PRESSING])))
    )  # fmt: skip
    checked = pl.when(new & ~unspoken).then(pl.lit(Action.CHECK.value)).otherwise(action)
    cause = _text("red_flags: ", flag, ": ", pl.col("detail"))
    rows = rows.filter(sense.fill_null(value=False))
    return rows.select("account_id", *PART, checked.alias("action"), cause.alias("because"))


def _announced(parts: pl.DataFrame, known: Known, aims: pl.DataFrame, day: dt.date) -> pl.DataFrame:
    """Whoever is about to have a new job."""
    soon = pl.col("in_role_since").is_between(day, days_before(day, -AHEAD_DAYS), closed="right")
    people = known.people.filter(soon).rename({"home": "account_id"})
    rows = aims.filter("helped").select("account_id", "objective_id").join(people, on="account_id", how="inner")
    rows = rows.join(parts.filter("sure").select(PART), on=PART, how="anti")
    cause = _text("announced: ", _dated("in role from ", "in_role_since"))
    return _rows(rows, pl.lit(Action.WELCOME.value), cause, earliest=pl.col("in_role_since"))


def _guided(parts: pl.DataFrame, known: Known, aims: pl.DataFrame, day: dt.date) -> list[pl.DataFrame]:
    """What concerns a whole objective, with the person of theirs with whom we have come furthest."""
    met = parts.filter(pl.col("open"), pl.col("level") >= int(Level.CONTACTED), ~pl.col("sure"))
    helped = aims.filter("helped").join(_closest(met, Role.COACH), on="objective_id", how="left")
    flags = known.flags.filter(pl.col("person_id").is_null(), _asks()).select("objective_id", "flag", "detail")
    flags = helped.join(flags, on="objective_id", how="inner")
    action = pl.col("flag").replace_strict(_ACTION, return_dtype=pl.String)
    soon = pl.col("reorganized_on").is_between(day, days_before(day, -AHEAD_DAYS), closed="right")
    cause = _text("announced: ", _dated("reorganizes on ", "reorganized_on"))
    behind = pl.col("reorganized_on").dt.offset_by("1d")
    best = known.gaps.sort("place").unique(["objective_id", "role"], keep="first", maintain_order=True)
    best = best.select("objective_id", "role", "reason", candidate="person_id")
    gaps = helped.join(best, on="objective_id", how="inner")
    people = known.people.select(candidate="person_id", is_known=pl.lit(value=True))
    gaps = gaps.join(people, on="candidate", how="left")
    asked_self = (pl.col("role") == Role.COACH.value) & pl.col("is_known").fill_null(value=False)
    gaps = gaps.with_columns(pl.when(asked_self).then("candidate").otherwise("person_id").alias("person_id"))
    better = aims.join(known.better.filter(~pl.col("offered")), on="objective_id", how="inner")
    better = better.join(_closest(met, Role.ECONOMIC), on="objective_id", how="left")
    return [
        _rows(flags, action, _text("red_flags: ", pl.col("flag"), ": ", pl.col("detail"))),
        _rows(helped.filter(soon), pl.lit(Action.REVIEW.value), cause, earliest=behind),
        _rows(
            gaps,
            pl.lit(Action.FIND.value),
            _text("missing_influences: ", pl.col("role")),
            detail=pl.col("reason"),
            asked_self=asked_self,
        ),
        _rows(better, pl.lit(Action.SAY_SO.value), _text("priorities: ", pl.col("other_option"))),
    ]


def _closest(met: pl.DataFrame, role: Role) -> pl.DataFrame:
    """Give with whom we have come furthest in each objective; whoever has a role comes first."""
    met = met.sort(~_holds(role), -pl.col("level"), "person_id")
    return met.unique("objective_id", keep="first", maintain_order=True).select(PART)


def _without_taken(rows: pl.DataFrame, taken: pl.DataFrame) -> pl.DataFrame:
    """Leave out what somebody has taken on, and what was done or dropped for the same cause, or for whatever cause."""
    guided = pl.col("action").is_in([action.value for action in GUIDED])
    whom = pl.when(~guided).then(pl.col("person_id")).fill_null("").alias("whom")
    key, taken = ["objective_id", "action", "whom"], taken.with_columns(whom)
    is_open = pl.col("status").is_null() | (pl.col("status") == ActionStatus.OPEN.value)
    whatever = taken.filter(is_open | pl.col("because").is_null())
    rows = rows.with_columns(whom).join(whatever.select(key), on=key, how="anti")
    return rows.join(taken.select(*key, "because"), on=[*key, "because"], how="anti").drop("whom")


def _rows(rows: pl.DataFrame, action: pl.Expr, because: pl.Expr, **more: pl.Expr) -> pl.DataFrame:
    """Make some rows suggestions."""
    return rows.select("account_id", *PART, action.alias("action"), because.alias("because"), **more)


def _asks() -> pl.Expr:
    """Whether a red flag asks for something."""
    return pl.col("flag").is_in(list(_ACTION))


def _is(column: str, word: str) -> pl.Expr:
    """Whether a cell holds a word; a blank one does not."""
    return (pl.col(column) == word).fill_null(value=False)


def _hard() -> pl.Expr:
    """Whether somebody is hard to influence."""
    return pl.col("sure") | pl.col("steady")


def _holds(role: Role) -> pl.Expr:
    return pl.col("roles").str.contains(role.value, literal=True).fill_null(value=False)


def _text(*parts: str | pl.Expr) -> pl.Expr:
    """Put parts one behind the other; blank where one of them is."""
    return pl.concat_str(*(pl.lit(part) if isinstance(part, str) else part for part in parts))


def _dated(words: str, column: str) -> pl.Expr:
    """Some words and a day; blank without a day."""
    return pl.concat_str(pl.lit(words), pl.col(column).dt.to_string("%Y-%m-%d"))
