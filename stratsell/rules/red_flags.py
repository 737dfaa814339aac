"""What should worry us about an open objective (step 2 of the method).

The article names what to watch out for: missing pieces of information, uncertainty about information, any uncontacted
influence, influences new to the job, and reorganizations. Four more come from practice: somebody who is against it, an
account that hangs on one person, no coach, and a decider who sees nothing to change.

A red flag is one member of `RedFlag`: its word, what it means, where it comes from, what to do about it, what is
offered in its row, and the query that finds it. A new one is a member more; the rule, the plan, the portfolio, the map
and the explorer take it from there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import narwhals as nw

from stratsell.dates import as_day
from stratsell.rules.coverage import FRESH_DAYS
from stratsell.rules.engine import (
    PART,
    Frame,
    Source,
    Tables,
    blank_names,
    equals,
    first_of,
    has_role,
    holds,
    is_blank,
    is_in,
    joined,
    listed,
    on_or_before,
    open_objectives,
    result,
    tables_of,
    with_latest_touchpoint,
    within,
)
from stratsell.rules.network import network_influences
from stratsell.rules.reach import only_doors
from stratsell.vocabulary import Action, Certainty, Decision, Degree, FlagSource, Level, Mindset, Remedy, Role
from stratsell.word import Word

NEW_DAYS = 180
"""For how many days somebody is new to a job."""

REORG_DAYS = 180
"""For how many days a reorganization is news."""

AGAINST = -3
"""From which support down somebody is strongly against it."""

NEEDED = ("roles", "mindset", "degree", "business_result", "personal_win")
"""The columns of influences that we need to know, in the order in which a detail names them."""


class Seen:
    """What the query of a red flag looks at.

    Attributes
    ----------
    tables : Tables
        All tables of the book.
    day : datetime.date
        The day to look from.
    aims : Frame
        The open objectives: account_id and objective_id, with a person_id that is blank.
    people : Frame
        The people in them: account_id, objective_id, person_id, roles, mindset, degree, support, certainty, decision,
        thanked_on, and `blanks`, the columns of `NEEDED` that are blank.
    touched : Frame
        The same people with the day of their `latest_touchpoint`, and whether they are at level 2 or above (`reached`),
        which takes longer: for flags that ask for it.
    fresh_days, new_days, reorg_days : int
        For how many days a conversation counts, somebody is new to a job, and a reorganization is news.
    """

    def __init__(self, tables: Tables, day: dt.date, fresh_days: int, new_days: int, reorg_days: int) -> None:
        self.tables, self.day = tables, day
        self.fresh_days, self.new_days, self.reorg_days = fresh_days, new_days, reorg_days
        aims = open_objectives(tables, day)
        blanks = blank_names(NEEDED).alias("blanks")
        columns = ("roles", "mindset", "degree", "support", "certainty", "decision", "thanked_on")
        people = tables["influences"].select(*PART, *columns, blanks)
        self.aims = aims.with_columns(nw.lit(None).cast(nw.String).alias("person_id"))
        self.people = aims.join(people, on="objective_id", how="inner")
        reached = within("latest_touchpoint", fresh_days, day) | on_or_before("thanked_on", day)
        self.touched = with_latest_touchpoint(self.people, tables, day).with_columns(reached.alias("reached"))


Query = Callable[[Seen], tuple[Frame, nw.Expr]]
"""Gives the rows that a flag is raised for, with account_id, objective_id and person_id, and the detail."""


def _missing(seen: Seen) -> tuple[Frame, nw.Expr]:
    return seen.people.filter(~is_blank("blanks")), nw.col("blanks")


def _uncertain(seen: Seen) -> tuple[Frame, nw.Expr]:
    return seen.people.filter(equals("certainty", Certainty.UNCERTAIN)), nw.lit(_UNCERTAIN)


def _uncontacted(seen: Seen) -> tuple[Frame, nw.Expr]:
    contacted = dated("last contact ", "latest_touchpoint").fill_null("never contacted")
    return seen.touched.filter(has_role() & ~nw.col("reached")), contacted


def _new_to_job(seen: Seen) -> tuple[Frame, nw.Expr]:
    new = seen.tables["people"].select("person_id", "in_role_since")
    new = new.filter(within("in_role_since", seen.new_days, seen.day))
    return seen.people.join(new, on="person_id", how="inner"), dated("in role since ", "in_role_since")


def _reorganization(seen: Seen) -> tuple[Frame, nw.Expr]:
    changed = seen.tables["accounts"].filter(within("reorganized_on", seen.reorg_days, seen.day))
    return seen.aims.join(changed, on="account_id", how="inner"), dated("reorganized on ", "reorganized_on")


def _opposed(seen: Seen) -> tuple[Frame, nw.Expr]:
    said_no, against = equals("decision", Decision.NO), (nw.col("support") <= AGAINST).fill_null(value=False)
    rows = seen.people.filter(is_in("degree", [Degree.HIGH.value, Degree.MEDIUM.value]), said_no | against)
    how = joined(
        nw.when(against).then(nw.lit("strongly against it")), nw.when(said_no).then(nw.lit("said no")), between=", and "
    )
    return rows, how


def _single_threaded(seen: Seen) -> tuple[Frame, nw.Expr]:
    """Whoever is alone at level 2 or above, and frail coaches who are our only door to somebody."""
    jobs = seen.tables["people"].select("person_id", "in_role_since", "leaves_on")
    why = listed(
        first_of((within("in_role_since", seen.new_days, seen.day), dated("in role since ", "in_role_since"))),
        dated("leaving on ", "leaves_on"),
        first_of((equals("certainty", Certainty.UNCERTAIN), _UNCERTAIN)),
        between=", ",
    )
    frail = first_of((holds(Role.COACH), why)).alias("frail")
    rows = seen.touched.join(jobs, on="person_id", how="left").with_columns(frail)
    coaches = seen.people.filter(holds(Role.COACH)).join(jobs, on="person_id", how="left").with_columns(frail)
    rows = rows.join(_doors(seen, coaches.filter(~is_blank("frail"))), on=list(PART), how="left")
    alone = nw.col("reached") & (nw.col("reached").cast(nw.Int64).sum().over("objective_id") == 1)
    whom = first_of((nw.col("only") == 1, "one person"), otherwise=joined(nw.col("only").cast(nw.String), " people"))
    door = ~is_blank("frail") & ~is_blank("only")
    threads = listed(
        first_of((alone, "nobody else has been spoken with lately")),
        first_of((door, joined("our only door to ", whom, ", and ", nw.col("frail")))),
        between="; ",
    )
    return rows.with_columns(threads.alias("threads")).filter(~is_blank("threads")), nw.col("threads")


def _doors(seen: Seen, frail: Frame) -> Frame:
    """Give who is our only door to whom (see `reach`), in those objectives in which a coach is frail."""
    there = seen.touched.join(frail.select("objective_id").unique(), on="objective_id", how="semi")
    level = first_of((nw.col("reached"), int(Level.CONTACTED)), otherwise=int(Level.IDENTIFIED))  # more is not asked
    return only_doors(seen.tables, network_influences(there.with_columns(level.cast(nw.Int64).alias("level"))))


def _no_coach(seen: Seen) -> tuple[Frame, nw.Expr]:
    coached = seen.touched.filter(holds(Role.COACH) & nw.col("reached")).select("objective_id").unique()
    rows = seen.aims.join(coached, on="objective_id", how="anti")
    return rows, nw.lit("nobody we have spoken with lately is a coach")


def _closed_minded(seen: Seen) -> tuple[Frame, nw.Expr]:
    keel, sure = equals("mindset", Mindset.EVEN_KEEL), equals("mindset", Mindset.OVERCONFIDENT)
    rows = seen.people.filter(holds(Role.ECONOMIC) & (keel | sure))
    return rows, first_of((keel, "on an even keel"), otherwise="overconfident")


_UNCERTAIN = "marked as uncertain"


def dated(words: str, column: str) -> nw.Expr:
    """Some words and a day."""
    return nw.concat_str(nw.lit(words), nw.col(column).dt.to_string("%Y-%m-%d"))


class RedFlag(Word):
    """What should worry us about a person in an objective, or about an account.

    Attributes
    ----------
    source : FlagSource
        Whether the article names it, or practice adds it.
    action : Action or None
        What `stratsell.next_actions` makes of it; None where other findings lead to the same action.
    remedies : tuple of Remedy
        What is offered in its row: first what mends it.
    query : Query
        Finds it.
    """

    source: FlagSource
    action: Action | None
    remedies: tuple[Remedy, ...]
    query: Query

    def __init__(self, value: str, definition: str = "", *record: Any) -> None:
        super().__init__(value, definition)
        self.source, self.action, self.remedies, self.query, *label = record
        self.label = label[0] if label else self.label

    MISSING_INFORMATION = (
        "missing_information",
        "we do not know something that we need to know",
        FlagSource.ARTICLE,
        Action.ASK,
        (Remedy.EDIT, Remedy.ASK, Remedy.LOG),
        _missing,
    )
    UNCERTAIN_INFORMATION = (
        "uncertain_information",
        "we are not sure of what we know",
        FlagSource.ARTICLE,
        Action.CHECK,
        (Remedy.EDIT, Remedy.ASK, Remedy.LOG),
        _uncertain,
    )
    UNCONTACTED = (
        "uncontacted",
        "nobody has spoken with them lately",
        FlagSource.ARTICLE,
        Action.MEET,
        (Remedy.LOG, Remedy.ASK, Remedy.EDIT),
        _uncontacted,
    )
    NEW_TO_JOB = (
        "new_to_job",
        "they are new in their job",
        FlagSource.ARTICLE,
        Action.WELCOME,
        (Remedy.LOG, Remedy.ASK, Remedy.EDIT),
        _new_to_job,
    )
    REORGANIZATION = (
        "reorganization",
        "their company has just reorganized",
        FlagSource.ARTICLE,
        Action.REVIEW,
        (Remedy.EDIT, Remedy.ASK),
        _reorganization,
    )
    OPPOSED = (
        "opposed",
        "they are strongly against it, or have said no, and their word counts",
        FlagSource.PRACTICE,
        None,
        (Remedy.LOG, Remedy.ASK, Remedy.EDIT),
        _opposed,
    )
    SINGLE_THREADED = (
        "single_threaded",
        "all that we have there depends on this one person",
        FlagSource.PRACTICE,
        None,
        (Remedy.ADD, Remedy.LOG, Remedy.ASK),
        _single_threaded,
        "Single-threaded",
    )
    NO_COACH = (
        "no_coach",
        "nobody we have spoken with lately is a coach",
        FlagSource.PRACTICE,
        None,
        (Remedy.FILL, Remedy.ADD, Remedy.ASK),
        _no_coach,
    )
    CLOSED_MINDED = (
        "closed_minded",
        "they give final approval, and see nothing to change",
        FlagSource.PRACTICE,
        None,
        (Remedy.LOG, Remedy.ASK, Remedy.EDIT),
        _closed_minded,
        "Closed-minded",
    )


def red_flags(
    book: Source,
    *,
    as_of: dt.date | str | None = None,
    fresh_days: int = FRESH_DAYS,
    new_days: int = NEW_DAYS,
    reorg_days: int = REORG_DAYS,
    source: FlagSource | str | None = None,
) -> Any:
    """List what should worry us, in each open objective.

    The article names:

    - ``missing_information``: one of roles, mindset, degree, business_result and personal_win is blank (one row a
      person).
    - ``uncertain_information``: the certainty of the row is ``uncertain``.
    - ``uncontacted``: the person has a role and is at level 1 (see `levels`).
    - ``new_to_job``: in_role_since lies in (as_of - new_days, as_of].
    - ``reorganization``: the account's reorganized_on lies in (as_of - reorg_days, as_of]; once an objective.

    Practice adds:

    - ``opposed``: support is -3 or below, or the person said no, and their degree is high or medium.
    - ``single_threaded``: nobody else is at level 2 or above; or the person is a coach, our only door to somebody (see
      `reach`), and new to the job, leaving it (leaves_on is known), or uncertain.
    - ``no_coach``: nobody at level 2 or above is a coach; once an objective.
    - ``closed_minded``: an economic influence on an even keel or overconfident.

    A job or a reorganization that is announced for later is no flag yet.

    Parameters
    ----------
    book : Book or mapping of str to data frame
        Needs accounts, people and influences; reads objectives, relationships and touchpoints.
    as_of : datetime.date or str, optional
        The day to look from; nothing after it is seen. Default: today.
    fresh_days : int, default 90
        For how many days a conversation counts.
    new_days : int, default 180
        For how many days somebody is new to a job.
    reorg_days : int, default 180
        For how many days a reorganization is news.
    source : FlagSource or {"article", "practice"}, optional
        Only the flags that the article names, or those that practice adds. Default: all.

    Returns
    -------
    data frame
        A row per flag, by account_id, objective_id, person_id (blank first) and flag (in the order of `RedFlag`):

        =============  =====  ===================================================================
        account_id     str
        objective_id   str
        person_id      str    blank for a flag of the whole account
        flag           str    a word of `RedFlag`
        detail         str    such as the blank columns, or the day of the last contact
        source         str    a word of `FlagSource`: the article names it, or practice adds it
        =============  =====  ===================================================================

    Raises
    ------
    ValueError
        If `as_of` is not a date, or `source` is neither word.
    KeyError
        If a mapping lacks a table or column that every book must have.

    Notes
    -----
    Source: the article's step 2, "watch out for"; the last four from the practice of those who sell to companies.

    Examples
    --------
    >>> import stratsell as ss
    >>> flags = ss.red_flags(ss.demo(), as_of="2026-11-23")
    >>> flags.loc[flags["person_id"] == "nw-osei", ["flag", "detail"]].values.tolist()  # doctest: +NORMALIZE_WHITESPACE
    [['missing_information', 'personal_win'], ['uncontacted', 'last contact 2026-07-08'],
     ['closed_minded', 'on an even keel']]
    """
    tables, day = tables_of(book), as_day(as_of)
    if source is not None and source not in list(FlagSource):
        raise ValueError(f"source: “{source}” is not known; write {' or '.join(FlagSource)}")
    sources = list(FlagSource) if source is None else [source]
    seen = Seen(tables, day, fresh_days, new_days, reorg_days)
    rows = nw.concat([_flagged(seen, flag, order) for order, flag in enumerate(RedFlag) if flag.source in sources])
    rows = rows.sort("account_id", *PART, "order").select("account_id", *PART, "flag", "detail", "source")
    return result(rows, book)


def asking(tables: Tables, day: dt.date, fresh_days: int) -> Frame:
    """Give the red flags that ask for something to be done, in any order, without looking for the others."""
    seen = Seen(tables, day, fresh_days, NEW_DAYS, REORG_DAYS)
    return nw.concat([_flagged(seen, flag, order) for order, flag in enumerate(RedFlag) if flag.action])


def _flagged(seen: Seen, flag: RedFlag, order: int) -> Frame:
    """Give the rows of a flag, with the place that it has among those of a person."""
    rows, detail = flag.query(seen)
    columns = (
        nw.lit(order).alias("order"),
        nw.lit(flag.value).alias("flag"),
        nw.lit(flag.source.value).alias("source"),
    )
    return rows.select("account_id", *PART, *columns, detail.alias("detail"))
