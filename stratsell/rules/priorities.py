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
from stratsell.rules.coverage import FRESH_DAYS, coverage
from stratsell.rules.engine import (
    Frame,
    Source,
    Tables,
    equals,
    first_of,
    first_of_each,
    has_role,
    is_blank,
    is_in,
    joined,
    open_objectives,
    result,
    tables_of,
)
from stratsell.vocabulary import Mindset, OptionSource

MOST_FIT = 5
"""The best fit of an option."""

RECEPTIVE = tuple(mindset for mindset in Mindset if mindset.receptive)
"""Mindsets that want a change; the others are hard to influence."""

CLEAR = 1
"""From which lead on it is clear who helps better."""


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
        For how many days a conversation counts.

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
    tables, day = tables_of(book), as_day(as_of)
    rows = _with_people(_with_options(open_objectives(tables, day), tables), tables)
    covered = coverage(tables, as_of=day, fresh_days=fresh_days)
    rows = rows.join(covered.select("objective_id", (1 - nw.col("score")).alias("gain")), on="objective_id", how="left")
    mean = (nw.col("lead").fill_null(0.0) / MOST_FIT + nw.col("receptive_share") + nw.col("gain")) / 3
    score = first_of((nw.col("lead").fill_null(0.0) < 0, 0.0), otherwise=mean)
    rows = rows.with_columns(score.alias("score"), _advice().alias("advice"))
    weighed = ("our_option", "our_fit", "other_option", "other_source", "other_fit", "lead")
    people = ("influences", "receptive", "receptive_share", "gain", "score", "advice")
    rows = rows.select("account_id", "objective_id", *weighed, *people)
    return result(rows.sort("account_id", "objective_id"), book)


def beaten(tables: Tables, day: dt.date) -> Frame:
    """Give the open objectives in which another source clearly helps better, which, and whether we have said so."""
    rows = _with_options(open_objectives(tables, day), tables)
    rows = rows.filter((nw.col("lead") <= -CLEAR).fill_null(value=False))
    return rows.select("objective_id", "other_option", "other_source", nw.lit(value=False).alias("offered"))


def _with_options(rows: Frame, tables: Tables) -> Frame:
    """Add our best option and the best other one."""
    options = tables["options"].filter(~is_blank("fit"))
    ours = equals("source", OptionSource.OURS)
    rows = rows.join(_best(options.filter(ours), "our").drop("our_source"), on="objective_id", how="left")
    rows = rows.join(_best(options.filter(~ours), "other"), on="objective_id", how="left")
    lead = nw.col("our_fit").fill_null(0.0) - nw.col("other_fit").fill_null(0.0)
    return rows.with_columns(nw.when(~(is_blank("our_fit") & is_blank("other_fit"))).then(lead).alias("lead"))


def _best(options: Frame, whose: str) -> Frame:
    """Give the option with the best fit of each objective; of equal ones the first by name."""
    best = first_of_each(options, "objective_id", "-fit", "option")
    return best.select("objective_id", *(nw.col(name).alias(f"{whose}_{name}") for name in ("option", "source", "fit")))


def _with_people(rows: Frame, tables: Tables) -> Frame:
    """Add how many people have a role, and how many of them want a change."""
    receptive = is_in("mindset", [mindset.value for mindset in RECEPTIVE]).cast(nw.Int64).alias("receptive")
    people = tables["influences"].filter(has_role()).select("objective_id", receptive)
    counted = people.group_by("objective_id").agg(nw.len().alias("influences"), nw.col("receptive").sum())
    rows = rows.join(counted, on="objective_id", how="left")
    rows = rows.with_columns(nw.col("influences", "receptive").fill_null(0).cast(nw.Int64))
    share = first_of((nw.col("influences") > 0, nw.col("receptive") / nw.col("influences")), otherwise=0.0)
    return rows.with_columns(share.alias("receptive_share"))


def _advice() -> nw.Expr:
    """Say in a sentence what that means."""
    lead = nw.col("lead").fill_null(0.0)
    other = _other_option()
    return first_of(
        (lead < 0, _say_so()),
        (is_blank("lead"), "Weigh some options from any source: how well does each solve it?"),
        (is_blank("other_fit"), "Look for other sources, too: only our own is weighed."),
        (is_blank("our_fit"), joined("We have nothing to offer yet; the best known is ", other)),
        (nw.col("influences") == 0, "Find out who decides: nobody with a role is known."),
        (nw.col("receptive") == 0, "Nobody is known to want a change: ask before you propose."),
        (lead == 0, joined("We help as well as another source: let them choose between ours and ", other)),
        otherwise=joined("We can help best: spend time here, with ", nw.col("our_option")),
    )


def _say_so() -> nw.Expr:
    return joined("Another source helps them better: say so. It is ", _other_option())


def _other_option() -> nw.Expr:
    """The best option that is not ours, and where it comes from."""
    source = nw.col("other_source").str.replace_all("_", " ", literal=True).fill_null("source unknown")
    return joined(nw.col("other_option"), " (", source, ")")
