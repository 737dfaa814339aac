"""Where we can help best (step 3 of the method).

The key to a strategy, says the article, is to spend time and resources with people whom we can best help, and not with
those whom others can help better. So each objective's options, from any source, are weighed by how well they solve the
customer's problem, and where another source does that better, the advice is to say so.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import narwhals as nw

from stratsell.dates import as_day
from stratsell.steps.cases import OTHERWISE, Case, case_number, said
from stratsell.steps.coverage import FRESH_DAYS, coverage, has_role, influence_roles
from stratsell.steps.frames import Frame, Source, finished, objectives, table
from stratsell.vocabulary import Mindset, OptionSource

MOST_FIT = 5
"""The best fit of an option."""

RECEPTIVE = (Mindset.GROWTH, Mindset.TROUBLE)
"""Mindsets that want a change; the other two are hard to influence."""

_WEIGHED = ("our_option", "our_fit", "other_option", "other_source", "other_fit", "lead")


def priorities(book: Source, *, as_of: dt.date | str | None = None, fresh_days: int = FRESH_DAYS) -> Any:
    """Weigh for each open objective how well we can help, and how much is still to gain.

    The score is the mean of three parts, each from 0 to 1: by how much our best option fits better than the best other
    one (lead / 5), which share of the influences wants a change (receptive_share), and what is still to gain in
    coverage (gain). Where another source helps better, the score is 0.

    Parameters
    ----------
    book : Book or mapping of str to data frame
        Needs accounts and influences; reads objectives, options and touchpoints.
    as_of : datetime.date or str, optional
        The day to look from. Default: today.
    fresh_days : int, default 90
        For how many days a conversation counts towards coverage.

    Returns
    -------
    data frame
        A row per open objective, by account_id and objective_id; sort by score to see where to help first:

        ===============  =====  ====================================================================
        account_id       str
        objective_id     str
        our_option       str    our option with the best fit; of equal ones the first by name
        our_fit          float  0 to 5; blank if no option of ours has a fit
        other_option     str    the same of all other sources
        other_source     str    a word of `stratsell.vocabulary.OptionSource`
        other_fit        float
        lead             float  our_fit - other_fit, where one that is blank counts 0; blank if both are
        influences       int    people with a role
        receptive        int    of those, people whose mindset is growth or trouble
        receptive_share  float  receptive / influences; 0 if there are none
        gain             float  1 - the score of `coverage`
        score            float  0 to 1, as above
        advice           str    what that means, in a sentence
        ===============  =====  ====================================================================

    Raises
    ------
    ValueError
        If `as_of` is no date.
    KeyError
        If a mapping lacks a table or column that every book must have.

    Notes
    -----
    Source: the article's step 3, and "Be open to any possible solution from any possible source". That the three parts
    count the same is a choice of this library's: there is no weight to argue about.

    Examples
    --------
    >>> import stratsell as ss
    >>> weighed = ss.priorities(ss.demo(), as_of="2026-11-23").set_index("objective_id")
    >>> weighed.loc["northwind-1", ["lead", "receptive_share", "gain"]].astype(float).round(2).tolist()
    [1.0, 0.5, 0.31]
    >>> round(float(weighed.loc["northwind-1", "score"]), 4)  # (1 / 5 + 0.5 + 0.3125) / 3
    0.3375
    >>> weighed.loc["meridian-1", "advice"].partition(". ")[0]
    'Another source helps them better: say so'
    """
    day = as_day(as_of)
    rows = objectives(book, day).filter(nw.col("open")).select("account_id", "objective_id")
    rows = _with_options(rows, book)
    rows = _with_people(rows, book)
    covered = nw.from_native(coverage(book, as_of=day, fresh_days=fresh_days))
    rows = rows.join(covered.select("objective_id", (1 - nw.col("score")).alias("gain")), on="objective_id", how="left")
    mean = (nw.col("lead").fill_null(0.0) / MOST_FIT + nw.col("receptive_share") + nw.col("gain")) / 3
    beaten = (nw.col("lead") < 0).fill_null(value=False)
    rows = rows.with_columns(nw.when(beaten).then(nw.lit(0.0)).otherwise(mean).alias("score"))
    cases = _advice()
    rows = rows.with_columns(case_number(cases).alias("case")).with_columns(*said("case", cases, "advice", "what"))
    rows = rows.with_columns(nw.concat_str(nw.col("advice"), _detail()).alias("advice"))
    people = ("influences", "receptive", "receptive_share", "gain", "score", "advice")
    return finished(rows.select("account_id", "objective_id", *_WEIGHED, *people).sort("account_id", "objective_id"))


def _with_options(rows: Frame, book: Source) -> Frame:
    """Add our best option and the best other one."""
    options = table(book, "options", "objective_id", "option", "source", "fit").filter(~nw.col("fit").is_null())
    ours = (nw.col("source") == OptionSource.OURS.value).fill_null(value=False)
    rows = rows.join(_best(options.filter(ours), "our"), on="objective_id", how="left").drop("our_source")
    rows = rows.join(_best(options.filter(~ours), "other"), on="objective_id", how="left")
    lead = nw.col("our_fit").fill_null(0.0) - nw.col("other_fit").fill_null(0.0)
    either = ~(nw.col("our_fit").is_null() & nw.col("other_fit").is_null())
    return rows.with_columns(nw.when(either).then(lead).alias("lead"))


def _best(options: Frame, whose: str) -> Frame:
    """The option with the best fit of each objective; of equal ones the first by name."""
    best = options.group_by("objective_id").agg(nw.col("fit").max().alias("best"))
    first = options.join(best, on="objective_id", how="inner").filter(nw.col("fit") == nw.col("best"))
    first = first.group_by("objective_id").agg(nw.col("option").min())
    names = {"option": f"{whose}_option", "source": f"{whose}_source", "fit": f"{whose}_fit"}
    return first.join(options, on=["objective_id", "option"], how="inner").select("objective_id", *names).rename(names)


def _with_people(rows: Frame, book: Source) -> Frame:
    """Add how many people have a role, and how many of them want a change."""
    people = influence_roles(book, "mindset").filter(has_role())
    wants = nw.col("mindset").is_in([mindset.value for mindset in RECEPTIVE]).fill_null(value=False)
    people = people.select("objective_id", wants.cast(nw.Int64).alias("receptive"))
    counted = people.group_by("objective_id").agg(nw.len().alias("influences"), nw.col("receptive").sum())
    rows = rows.join(counted, on="objective_id", how="left")
    rows = rows.with_columns(nw.col("influences", "receptive").fill_null(0).cast(nw.Int64))
    share = nw.col("receptive").cast(nw.Float64) / nw.col("influences").cast(nw.Float64)
    some = nw.col("influences") > 0
    return rows.with_columns(nw.when(some).then(share).otherwise(nw.lit(0.0)).alias("receptive_share"))


def _advice() -> list[Case]:
    """What to do, and which option the sentence ends with."""
    lead = nw.col("lead").fill_null(0.0)
    return [
        Case(lead < 0, ("Another source helps them better: say so. It is ", "other")),
        Case(nw.col("lead").is_null(), ("Weigh some options from any source: how well does each solve it?", None)),
        Case(nw.col("other_fit").is_null(), ("Look for other sources, too: only our own is weighed.", None)),
        Case(nw.col("our_fit").is_null(), ("We have nothing to offer yet; the best known is ", "other")),
        Case(nw.col("influences") == 0, ("Find out who decides: nobody with a role is known.", None)),
        Case(nw.col("receptive") == 0, ("Nobody is known to want a change: ask before you propose.", None)),
        Case(lead == 0, ("We help as well as another source: let them choose between ours and ", "other")),
        Case(OTHERWISE, ("We can help best: spend time here, with ", "our")),
    ]


def _detail() -> nw.Expr:
    """The option that a sentence ends with, and where it comes from."""
    sources = [source.value for source in OptionSource]
    source = nw.col("other_source").replace_strict(
        sources, [source.replace("_", " ") for source in sources], default=None, return_dtype=nw.String
    )
    other = nw.concat_str(nw.col("other_option"), nw.lit(" ("), source.fill_null("source unknown"), nw.lit(")"))
    ours = nw.col("what").fill_null("") == "our"
    return (
        nw.when(nw.col("what").fill_null("") == "other")
        .then(other)
        .otherwise(nw.when(ours).then(nw.col("our_option")).otherwise(nw.lit("")))
    )
