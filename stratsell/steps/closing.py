"""Who decided what, who said thank you, and whom we still owe a conversation (step 7 of the method).

A sale closes with a yes. A strategic sale closes with a thank-you, whosever solution it was: while some can say yes or
no, all can say thank you. So an objective that was solved by another source, and thanked for, is a success.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

import narwhals as nw

from stratsell.dates import as_day
from stratsell.steps.cases import OTHERWISE, Case, case_number, said
from stratsell.steps.coverage import influence_roles
from stratsell.steps.frames import Frame, Source, by, finished, numbered, objectives, row_key, table
from stratsell.steps.talks import before, done_talks, planned_talks, talks_with
from stratsell.vocabulary import Decision, FollowUp, OptionSource, Role

FOLLOW_DAYS = 30
"""Within how many days of closing everybody should be spoken with again."""

_SOURCES = [source.value for source in OptionSource]


def thanks(book: Source, *, as_of: dt.date | str | None = None, follow_days: int = FOLLOW_DAYS) -> Any:
    """Say who decided and who said thank you, whose solution was chosen, and which follow-ups are due.

    An economic influence may say yes or no, a technical one no; nobody else decides, and everybody can say thank you.
    An objective is a success once it is closed and somebody has said thank you for it, whosever solution was chosen.

    A follow-up is due on the day of the earliest conversation with the person that is planned and not done, or
    `follow_days` after the objective was closed if the person has neither said thank you nor been spoken with since,
    whichever comes first; it is overdue after that day.

    Parameters
    ----------
    book : Book or mapping of str to data frame
        Needs accounts and influences; reads objectives, touchpoints and options.
    as_of : datetime.date or str, optional
        The day to look from; nothing after it is seen but what is planned. Default: today.
    follow_days : int, default 30
        Within how many days of closing everybody should be spoken with again.

    Returns
    -------
    data frame
        A row per row of influences, by account_id, objective_id and person_id:

        =============  ========  ==============================================================================
        account_id     str
        objective_id   str
        person_id      str
        open           bool      whether the objective is open
        roles          str
        may_decide     str       what their roles let them say: ``yes; no``, ``no`` or blank
        decision       str       what they said: yes, no or blank (a book does not say when)
        valid          bool      false where they said what their roles do not let them say
        thanked_on     datetime  when they said thank you; blank if they have not
        chosen         str       the option that was chosen; of several the first by name, and how many more
        source         str       its source; of several all, joined by ``; ``
        success        bool      whether the objective is closed and thanked for
        follow_up      str       ``overdue``, ``due`` or blank
        follow_up_on   datetime  by when; blank where that is not known
        =============  ========  ==============================================================================

    Raises
    ------
    ValueError
        If `as_of` is no date.
    KeyError
        If a mapping lacks a table or column that every book must have.

    Notes
    -----
    Source: the article, "while some can say “Yes” or “No,” all can say “Thank you.”", and its step 7.

    Examples
    --------
    >>> import stratsell as ss
    >>> said = ss.thanks(ss.demo(), as_of="2026-11-23").set_index(["objective_id", "person_id"])
    >>> said.loc[("solvane-1", "sv-brandt"), ["decision", "source"]].tolist()
    ['yes', 'competitor']
    >>> bool(said.loc[("solvane-1", "sv-brandt"), "success"])
    True
    """
    day = as_day(as_of)
    people = _people(book, day)
    people = people.join(_chosen(book), on="objective_id", how="left")
    people = _follow_ups(book, people, day, follow_days)
    columns = ("account_id", "objective_id", "person_id", "open", "roles", "may_decide", "decision", "valid")
    return finished(
        people.select(
            *columns,
            nw.when(nw.col("thanked") > 0).then(nw.col("thanked_on").dt.truncate("1d")).alias("thanked_on"),
            "chosen",
            "source",
            "success",
            "follow_up",
            nw.col("follow_up_on").dt.truncate("1d"),
        ).sort("account_id", "objective_id", "person_id")
    )


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
        If `as_of` is no date, or `by` is none of the three.
    KeyError
        If a mapping lacks a table or column that every book must have.

    Examples
    --------
    >>> import stratsell as ss
    >>> rates = ss.thank_you_rates(ss.demo(), by="source", as_of="2026-11-23")
    >>> rates.set_index("source").loc["competitor", ["objectives", "successes"]].tolist()
    [1, 1]
    """
    day = as_day(as_of)
    people = _people(book, day)
    aims = _objectives(people, book, day)
    if by == "account":
        counted = aims.with_columns(nw.lit(1).alias("objectives"))
        return finished(_rates(_summed(counted, "account_id"), "account_id"))
    if by == "source":
        sources = table(book, "options", "objective_id", "source", "chosen").filter(_is_chosen())
        counted = aims.join(sources.select("objective_id", "source").unique(), on="objective_id", how="inner")
        return finished(_rates(_summed(counted.with_columns(nw.lit(1).alias("objectives")), "source"), "source"))
    if by != "seller":
        raise ValueError(f"by: “{by}” is not known; write account, seller or source")
    met = talks_with(people, done_talks(book, day, "seller"), "seller").unique()
    key = row_key(people)
    met = met.join(people.select(*dict.fromkeys([*key, "objective_id", "thanked"])), on=key, how="inner")
    met = met.group_by("seller", "objective_id").agg(nw.len().alias("influences"), nw.col("thanked").sum())
    counted = met.join(aims.select("objective_id", "successes"), on="objective_id", how="inner")
    return finished(_rates(_summed(counted.with_columns(nw.lit(1).alias("objectives")), "seller"), "seller"))


def _people(book: Source, day: dt.date) -> Frame:
    """Each row of influences, numbered, with what its roles let it decide and whether it has thanked us (1 or 0)."""
    people = influence_roles(book, "roles", "decision", "thanked_on").join(
        objectives(book, day), on="objective_id", how="inner"
    )
    decision = nw.col("decision").fill_null("")
    may = [
        Case(nw.col(Role.ECONOMIC.value), ("yes; no",)),
        Case(nw.col(Role.TECHNICAL.value), ("no",)),
        Case(OTHERWISE, (None,)),
    ]
    may_no = nw.col(Role.ECONOMIC.value) | nw.col(Role.TECHNICAL.value)
    valid = [
        Case(decision == "", ()),
        Case(nw.col(Role.ECONOMIC.value), ()),
        Case(may_no & (decision == Decision.NO.value), ()),
        Case(OTHERWISE, ()),
    ]
    people = people.with_columns(
        case_number(may).alias("may"),
        (case_number(valid) < len(valid) - 1).alias("valid"),
        by("thanked_on", day).cast(nw.Int64).alias("thanked"),
    )
    people = numbered(people.with_columns(*said("may", may, "may_decide")))
    thanked = people.group_by("objective_id").agg(nw.col("thanked").max().alias("any_thanked"))
    people = people.join(thanked, on="objective_id", how="left")
    return people.with_columns((~nw.col("open") & (nw.col("any_thanked") > 0)).alias("success"))


def _objectives(people: Frame, book: Source, day: dt.date) -> Frame:
    """Each objective with how many people have a part in it, how many have thanked us, and whether it is a success."""
    counted = people.group_by("objective_id").agg(nw.len().alias("influences"), nw.col("thanked").sum())
    rows = objectives(book, day).join(counted, on="objective_id", how="left")
    rows = rows.with_columns(nw.col("influences", "thanked").fill_null(0).cast(nw.Int64))
    return rows.with_columns((~nw.col("open") & (nw.col("thanked") > 0)).cast(nw.Int64).alias("successes"))


def _summed(rows: Frame, key: str) -> Frame:
    counts = ("objectives", "influences", "thanked", "successes")
    return rows.group_by(key).agg(*(nw.col(each).sum() for each in counts))


def _rates(rows: Frame, key: str) -> Frame:
    rows = rows.with_columns(nw.col("objectives", "influences", "thanked", "successes").cast(nw.Int64))
    rate = nw.col("thanked").cast(nw.Float64) / nw.col("influences").cast(nw.Float64)
    rows = rows.with_columns(nw.when(nw.col("influences") > 0).then(rate).alias("rate"))
    return rows.select(key, "objectives", "influences", "thanked", "rate", "successes").sort(key)


def _is_chosen() -> nw.Expr:
    return nw.col("chosen").fill_null(value=False)


def _chosen(book: Source) -> Frame:
    """The chosen option of each objective that has one, and its source."""
    options = table(book, "options", "objective_id", "option", "source", "chosen").filter(_is_chosen())
    named = options.group_by("objective_id").agg(nw.col("option").min(), nw.len().alias("many"))
    others = nw.concat_str(nw.lit(" and "), (nw.col("many") - 1).cast(nw.String), nw.lit(" more"))
    more = nw.when(nw.col("many") > 1).then(others).otherwise(nw.lit(""))
    named = named.select("objective_id", nw.concat_str(nw.col("option"), more).alias("chosen"))
    bits = ((nw.col("source") == source).fill_null(value=False).cast(nw.Int64).alias(source) for source in _SOURCES)
    found = options.select("objective_id", *bits).group_by("objective_id")
    found = found.agg(*(nw.col(source).max() for source in _SOURCES))
    number = nw.sum_horizontal(*(nw.col(source) * 2**at for at, source in enumerate(_SOURCES)))
    found = found.select("objective_id", number.alias("bits")).with_columns(*said("bits", _source_texts(), "source"))
    return named.join(found.select("objective_id", "source"), on="objective_id", how="left")


def _source_texts() -> list[Case]:
    """What each set of sources is called, by its bits."""
    sets = range(2 ** len(_SOURCES))
    names = ("; ".join(source for at, source in enumerate(_SOURCES) if bits >> at & 1) for bits in sets)
    return [Case(OTHERWISE, (text or None,)) for text in names]


def _follow_ups(book: Source, people: Frame, day: dt.date, follow_days: int) -> Frame:
    """Add by when a follow-up is due, and whether that day has passed."""
    key = row_key(people)
    planned = talks_with(people, planned_talks(book), "on").group_by(*key).agg(nw.col("on").min().alias("planned_on"))
    last = talks_with(people, done_talks(book, day), "on").group_by(*key).agg(nw.col("on").max().alias("last_on"))
    closed = table(book, "objectives", "objective_id", "closed_on")
    people = people.join(planned, on=key, how="left").join(last, on=key, how="left")
    people = people.join(closed, on="objective_id", how="left")
    since = (nw.col("last_on") >= nw.col("closed_on")).fill_null(value=False)
    owed = ~nw.col("open") & (nw.col("thanked") == 0) & ~since
    people = people.with_columns(owed.alias("owed"))
    within = nw.when(nw.col("owed")).then(nw.col("closed_on").dt.offset_by(f"{follow_days}d"))
    people = people.with_columns(within.alias("within"))
    people = people.with_columns(nw.min_horizontal("planned_on", "within").alias("follow_up_on"))
    cases = [
        Case(by("follow_up_on", before(day)), (FollowUp.OVERDUE.value,)),
        Case(~nw.col("follow_up_on").is_null() | nw.col("owed"), (FollowUp.DUE.value,)),
        Case(OTHERWISE, (None,)),
    ]
    return people.with_columns(case_number(cases).alias("case")).with_columns(*said("case", cases, "follow_up"))
