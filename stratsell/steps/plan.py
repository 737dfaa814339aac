"""What to do next, with whom, how, by when and why (step 3 of the method).

A strategy, says the article, gets the right people in front of the right influencers and decision-makers with the right
message at the right places at the right time. So what the other rules find is turned into actions, and each person gets
few of them, the most useful first.
"""

from __future__ import annotations

import datetime as dt
from types import MappingProxyType

import narwhals as nw
import pandas as pd

from stratsell.dates import as_day
from stratsell.steps.coaching import introductions
from stratsell.steps.coverage import FRESH_DAYS, levels
from stratsell.steps.frames import Source, in_memory, objectives, pandas_table
from stratsell.steps.missing import missing_influences
from stratsell.steps.priorities import priorities
from stratsell.steps.proposal import proposal_fit
from stratsell.steps.proposition import tested
from stratsell.steps.red_flags import red_flags
from stratsell.steps.talks import done_talks, planned_talks
from stratsell.vocabulary import Action, Fit, Level, Mindset, Mode, RedFlag, Role

PER_PERSON = 2
"""How many actions one person gets in an objective, at most."""

MODE_FOR = MappingProxyType(
    {
        Mindset.GROWTH.value: Mode.CO_CREATE.value,
        Mindset.TROUBLE.value: Mode.CONSULT.value,
        Mindset.EVEN_KEEL.value: Mode.CONSULT.value,
        Mindset.OVERCONFIDENT.value: Mode.CONSULT.value,
    }
)
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
        Action.CHECK: "Have we understood you rightly?",
        Action.TEST: "What would you change in this proposition?",
        Action.ANSWER: "How would this have to look to serve you?",
        Action.ENGAGE: "How do you see it, and what would you do?",
        Action.WAIT: "What would have to happen before you would look at this again?",
    }
)
"""What to say or ask, where nothing else is planned."""

_FLAGGED = {
    RedFlag.MISSING_INFORMATION.value: Action.ASK,
    RedFlag.UNCERTAIN_INFORMATION.value: Action.CHECK,
    RedFlag.UNCONTACTED.value: Action.MEET,
    RedFlag.NEW_TO_JOB.value: Action.WELCOME,
    RedFlag.REORGANIZATION.value: Action.REVIEW,
}
_PUSHING = (Action.TEST, Action.ANSWER, Action.ENGAGE)
"""What is of no use with somebody who is hard to influence now."""
_HARD = {Mindset.EVEN_KEEL.value: "; hard to influence", Mindset.OVERCONFIDENT.value: "; hard to influence now"}
_OPENNESS = {mindset.value: at for at, mindset in enumerate(Mindset)}
_DEGREES = {"high": 0, "medium": 1, "low": 2}
_PAIR = ["objective_id", "person_id"]
_COLUMNS = (
    *("account_id", "objective_id", "rank", "action", "person_id", "via_id", "seller"),
    *("mode", "message", "place", "due_on", "reason", "because"),
)


def next_actions(
    book: Source,
    *,
    as_of: dt.date | str | None = None,
    fresh_days: int = FRESH_DAYS,
    per_person: int = PER_PERSON,
) -> pd.DataFrame:
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
    pandas.DataFrame
        A row per action, by account_id, objective_id and rank:

        =============  ========  ======================================================================
        account_id     str
        objective_id   str
        rank           int       1 is the most useful in the objective
        action         str       a word of `stratsell.vocabulary.Action`
        person_id      str       whom it concerns; blank for the whole account
        via_id         str       whom to ask for an introduction; blank if nobody
        seller         str       who of us: as planned; else who has spoken most with them (or with whom
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
    day = as_day(as_of)
    people = _people(book, day, fresh_days)
    rows = pd.concat([_found(book, people, day, fresh_days), _planned(book, people, day)], ignore_index=True)
    rows = rows.merge(people[[*_PAIR, "mindset", "degree"]], on=_PAIR, how="left")
    rows = _useful(rows, per_person)
    aims = in_memory(objectives(book, day).filter(nw.col("open")).select("account_id", "objective_id"))
    due = pandas_table(book, "objectives", "objective_id", "due_on").rename(columns={"due_on": "end"})
    owners = pandas_table(book, "accounts", "account_id", "owner")
    rows = rows.merge(aims, on="objective_id").merge(due, on="objective_id", how="left")
    rows = rows.merge(owners, on="account_id", how="left")
    rows = _when(_who(rows, book, day, fresh_days), day)
    rows = rows.sort_values(["account_id", "objective_id", "at"], ignore_index=True)
    rows["rank"] = rows.groupby(["account_id", "objective_id"]).cumcount() + 1
    types = dict.fromkeys(_COLUMNS, "str") | {"rank": "int64", "due_on": "datetime64[us]"}
    return rows[list(_COLUMNS)].astype(types)


def _people(book: Source, day: dt.date, fresh_days: int) -> pd.DataFrame:
    """People with a part in an open objective, with their level."""
    reached = _frame(levels(book, as_of=day, fresh_days=fresh_days))
    opened = in_memory(objectives(book, day).filter(nw.col("open")).select("objective_id"))
    told = pandas_table(book, "influences", *_PAIR, "roles", "mindset", "degree")
    return reached[[*_PAIR, "level"]].merge(opened, on="objective_id").merge(told, on=_PAIR)


def _frame(found: object) -> pd.DataFrame:
    """A rule's result in pandas, whatever it came in."""
    return in_memory(nw.from_native(found))


def _found(book: Source, people: pd.DataFrame, day: dt.date, fresh_days: int) -> pd.DataFrame:
    """What the other rules find, as actions."""
    flags = _frame(red_flags(book, as_of=day, fresh_days=fresh_days))
    parts = [_acts(flags[flags["flag"] == flag], act, "red_flags: " + flag) for flag, act in _FLAGGED.items()]
    gaps = _frame(missing_influences(book, as_of=day))
    gaps = gaps.merge(_guides(people), on="objective_id", how="left")
    gaps["detail"] = ("nobody is known to be " + gaps["role"]).where(
        gaps["reason"].fillna("") == "", "nobody is known to be " + gaps["role"] + "; perhaps: " + gaps["reason"]
    )
    parts += [_acts(gaps[gaps["role"] == role], Action.FIND, f"missing_influences: {role}") for role in Role]
    asked = _frame(tested(book, as_of=day))
    asked = asked[~asked["asked"].astype(bool)]
    asked = asked.assign(detail="not asked about version " + asked["version"].astype("int64").astype("str"))
    parts.append(_acts(asked, Action.TEST, "tested"))
    needs = _frame(proposal_fit(book, as_of=day))
    needs = needs[needs["status"] == Fit.OPEN.value].assign(detail="their needs have no answer yet")
    parts.append(_acts(needs, Action.ANSWER, "proposal_fit: open"))
    having = people[people["roles"].fillna("").str.strip() != ""]
    told = having[having["level"] == Level.CONTACTED].assign(detail="no two-way conversation lately")
    parts.append(_acts(told, Action.ENGAGE, "levels: contacted"))
    sure = having[having["mindset"] == Mindset.OVERCONFIDENT.value].assign(detail="thinks that all is fine")
    parts.append(_acts(sure, Action.WAIT, "mindset: overconfident"))
    beaten = _frame(priorities(book, as_of=day, fresh_days=fresh_days))
    beaten = beaten[beaten["lead"] < 0].assign(detail=beaten["advice"], person_id=None)
    parts.append(_acts(beaten, Action.SAY_SO, "priorities"))
    return pd.concat(parts, ignore_index=True).astype("str")


def _acts(rows: pd.DataFrame, action: Action, because: str) -> pd.DataFrame:
    return rows[[*_PAIR, "detail"]].assign(action=action.value, because=because)


def _guides(people: pd.DataFrame) -> pd.DataFrame:
    """Whom to ask about each objective: a coach we have spoken with, else whom we have come furthest with."""
    known = people[people["level"] >= Level.CONTACTED]
    known = known.assign(coach=known["roles"].fillna("").str.contains(Role.COACH.value, regex=False))
    known = known.sort_values(["objective_id", "coach", "level", "person_id"], ascending=[True, False, False, True])
    return known.drop_duplicates("objective_id")[_PAIR]


def _planned(book: Source, people: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """Planned conversations of people with a part in an open objective: to be kept, or to be settled if past."""
    talks = in_memory(planned_talks(book, "seller", "mode", "message", "place"))
    rows = people[_PAIR].merge(talks.rename(columns={"objective_id": "aim"}), on="person_id")
    rows = rows[rows["aim"].isna() | (rows["aim"] == "") | (rows["aim"] == rows["objective_id"])]
    past = rows["on"] < pd.Timestamp(day)
    words = pd.Series(Action.KEEP.value, index=rows.index, dtype="str").mask(past, Action.SETTLE.value)
    on = rows["on"].dt.strftime("%Y-%m-%d").astype("str")
    return rows.drop(columns="aim").assign(action=words, because="touchpoints", detail="planned for " + on)


def _useful(rows: pd.DataFrame, per_person: int) -> pd.DataFrame:
    """The most useful actions, few for each person, with their place in the order as `at`."""
    sure = rows["mindset"] == Mindset.OVERCONFIDENT.value
    rows = rows[~(sure & rows["action"].isin([action.value for action in _PUSHING]))]
    kept = pd.MultiIndex.from_frame(rows.loc[rows["action"] == Action.KEEP.value, _PAIR])
    meet = (rows["action"] == Action.MEET.value) & pd.MultiIndex.from_frame(rows[_PAIR]).isin(kept)
    rows = rows[~meet]
    rows = rows.assign(
        kind=rows["action"].map({action.value: at for at, action in enumerate(Action)}),
        openness=rows["mindset"].map(_OPENNESS).fillna(1.5),
        weight=rows["degree"].map(_DEGREES).fillna(3),
    )
    order = ["objective_id", "kind", "openness", "weight", "on", "person_id", "because", "seller", "message", "place"]
    rows = rows.sort_values([*order, "mode"], ignore_index=True)
    many = rows.groupby(_PAIR).cumcount() < per_person
    rows = rows[many | rows["person_id"].isna()].reset_index(drop=True)
    return rows.assign(at=rows.index)


def _who(rows: pd.DataFrame, book: Source, day: dt.date, fresh_days: int) -> pd.DataFrame:
    """Fill in who of us, through whom, in which mode, where and with which message."""
    ways = _frame(introductions(book, as_of=day, fresh_days=fresh_days))[[*_PAIR, "start_id"]]
    rows = rows.merge(ways, on=_PAIR, how="left")
    rows["via_id"] = rows["start_id"].where(rows["action"] == Action.MEET.value)
    talks = in_memory(done_talks(book, day, "seller", "place"))
    met = talks.groupby(["person_id", "seller"], as_index=False).agg(many=("on", "size"), last=("on", "max"))
    met = met.sort_values(["person_id", "many", "last", "seller"], ascending=[True, False, False, True])
    most = met.drop_duplicates("person_id").set_index("person_id")["seller"]
    places = talks[talks["place"].fillna("") != ""].sort_values(["person_id", "on", "place"])
    last = places.drop_duplicates("person_id", keep="last").set_index("person_id")["place"]
    through = rows["via_id"].fillna(rows["person_id"])
    rows["seller"] = rows["seller"].fillna(through.map(most).astype("str")).fillna(rows["owner"])
    settled = rows["because"] == "touchpoints"
    rows["place"] = rows["place"].where(settled, through.map(last))
    usual = rows["mindset"].map(dict(MODE_FOR)).fillna(Mode.CONSULT.value)
    usual = usual.mask(rows["action"] == Action.TEST.value, Mode.TEST.value)
    rows["mode"] = rows["mode"].fillna(usual)
    rows["message"] = rows["message"].fillna(rows["action"].map({a.value: text for a, text in MESSAGES.items()}))
    meanings = rows["action"].map({action.value: action.definition for action in Action})
    rows["reason"] = meanings + " (" + rows["detail"] + rows["mindset"].map(_HARD).fillna("") + ")"
    return rows


def _when(rows: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """Fill in by when: as planned, else within some days, before the objective's due day and not before today."""
    today = pd.Timestamp(day)
    days = rows["action"].map({action.value: days for action, days in WITHIN_DAYS.items()})
    wanted = (today + pd.to_timedelta(days, unit="D")).astype("datetime64[us]")
    latest = (rows["end"].astype("datetime64[us]") - pd.Timedelta(days=1)).fillna(wanted)
    usual = wanted.where(wanted <= latest, latest)
    usual = usual.where(usual >= today, today)
    keep = rows["action"] == Action.KEEP.value
    return rows.assign(due_on=rows["on"].astype("datetime64[us]").dt.normalize().where(keep, usual))
