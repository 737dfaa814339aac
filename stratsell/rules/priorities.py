"""Where we can help best (step 3 of the method).

The key to a strategy, says the article, is to spend time and resources with people whom we can best help, and not with
those whom others can help better. So each objective's options, from any source, are weighed by how well they solve the
customer's problem, doing nothing included; and where another one does that better, the advice is to say so, once.
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
    holds,
    is_blank,
    is_in,
    joined,
    on_or_before,
    open_objectives,
    result,
    tables_of,
)
from stratsell.vocabulary import Decision, Degree, Mindset, OptionSource, Role

MOST_FIT = 5
"""The best fit of an option."""

CLOSE = 1
"""Below this advantage, either way, it is too close to call."""

RECEPTIVE = tuple(mindset for mindset in Mindset if mindset.receptive)
"""Mindsets that want a change; the others are hard to influence."""

WEIGHTS = {Degree.HIGH: 3, Degree.MEDIUM: 2, Degree.LOW: 1}
"""How much a person's openness and support count; a blank degree counts as low."""

MOST_SUPPORT = 5
"""Support goes from minus this to this."""


def priorities(book: Source, *, as_of: dt.date | str | None = None, fresh_days: int = FRESH_DAYS) -> Any:
    """Weigh for each open objective how well we can help, and how open they are to it.

    The score is the mean of three parts, each from 0 to 1: by how much our best option fits better than the best other
    one (advantage / 5), which share of the influences wants a change (openness), and how much they are for it
    (backing). Where another option helps as well or better, the score is 0. Until one that is not ours has been
    weighed, nobody knows, and advantage and score are blank.

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

        ============  ========  =======================================================================
        account_id    str
        objective_id  str
        our_option    str       our option with the best fit; of equal ones the first by name
        our_fit       float     0 to 5; blank if no option of ours has a fit
        other_option  str       the best of all other sources; of equal ones first one that was offered
        other_source  str       a word of `stratsell.vocabulary.OptionSource`
        other_fit     float     0 to 5; blank if no other option has a fit
        offered_on    datetime  the day we told them that it helps them better; blank if we did not
        advantage     float     our_fit (0 if blank) - other_fit; blank if other_fit is
        influences    int       people with a role
        receptive     int       of those, people whose mindset is growth or trouble
        openness      float     the share of those, 0 to 1, by weight: a high degree counts 3, medium 2,
                                low or blank 1; 0 if there are no influences
        backing       float     mean support of the influences by the same weights, from -5 … 5 to
                                0 … 1; a blank support counts 0, a no by an economic influence -5; 0 if
                                there are no influences
        score         float     0 to 1, as above; blank if advantage is
        coverage      float     the score of `coverage`, to be seen beside the other; no part of it
        value         float     as in objectives
        due_on        datetime  as in objectives
        advice        str       what that means, in a sentence or two
        ============  ========  =======================================================================

    Raises
    ------
    ValueError
        If `as_of` is not a date.
    KeyError
        If a mapping lacks a table or column that every book must have.

    Notes
    -----
    Source: the article's step 3, and "Be open to any possible solution from any possible source". That the three parts
    count the same is a choice of this library's: there is no weight to argue about. Coverage is no part of the score: a
    thank-you must never make an account less worth our time.

    Examples
    --------
    >>> import stratsell as ss
    >>> weighed = ss.priorities(ss.demo(), as_of="2026-11-23").set_index("objective_id")
    >>> weighed.loc["northwind-1", ["advantage", "openness", "backing"]].astype(float).round(3).tolist()
    [1.0, 0.5, 0.65]
    >>> round(float(weighed.loc["northwind-1", "score"]), 4)  # (1 / 5 + 0.5 + 0.65) / 3
    0.45
    >>> weighed.loc["solvane-3", "advice"].partition(": ")[0]
    'Another source helps them better'
    """
    tables, day = tables_of(book), as_day(as_of)
    rows = _with_people(_with_options(open_objectives(tables, day), tables, day), tables)
    covered = coverage(tables, as_of=day, fresh_days=fresh_days)
    rows = rows.join(covered.select("objective_id", nw.col("score").alias("coverage")), on="objective_id", how="left")
    rows = rows.join(tables["objectives"].select("objective_id", "value", "due_on"), on="objective_id", how="left")
    mean = (nw.col("advantage") / MOST_FIT + nw.col("openness") + nw.col("backing")) / 3
    score = first_of((nw.col("advantage") <= 0, 0.0), (nw.col("advantage") > 0, mean))
    rows = rows.with_columns(score.alias("score"), _advice().alias("advice"))
    weighed = ("our_option", "our_fit", "other_option", "other_source", "other_fit", "offered_on", "advantage")
    people = ("influences", "receptive", "openness", "backing", "score", "coverage", "value", "due_on", "advice")
    rows = rows.select("account_id", "objective_id", *weighed, *people)
    return result(rows.sort("account_id", "objective_id"), book)


def beaten(tables: Tables, day: dt.date) -> Frame:
    """Give the open objectives in which another option clearly helps better, which, and whether we have said so."""
    rows = _with_options(open_objectives(tables, day), tables, day)
    rows = rows.filter((nw.col("advantage") <= -CLOSE).fill_null(value=False))
    offered = (~is_blank("offered_on")).alias("offered")
    return rows.select("objective_id", "other_option", "other_source", offered)


def _with_options(rows: Frame, tables: Tables, day: dt.date) -> Frame:
    """Add our best option and the best other one."""
    options = tables["options"].filter(~is_blank("fit"))
    offered = nw.when(on_or_before("offered_on", day)).then(nw.col("offered_on"))
    options = options.with_columns(offered.alias("offered_on"))
    options = options.with_columns(is_blank("offered_on").cast(nw.Int64).alias("not offered"))
    ours = equals("source", OptionSource.OURS)
    rows = rows.join(_best(options.filter(ours), "our", "option", "fit"), on="objective_id", how="left")
    other = _best(options.filter(~ours), "other", "option", "source", "fit", "offered_on")
    rows = rows.join(other.rename({"other_offered_on": "offered_on"}), on="objective_id", how="left")
    return rows.with_columns((nw.col("our_fit").fill_null(0.0) - nw.col("other_fit")).alias("advantage"))


def _best(options: Frame, whose: str, *names: str) -> Frame:
    """Give the option with the best fit of each objective; of equal ones first one that was offered, then by name."""
    order = ("-fit", "not offered", "option") if "offered_on" in names else ("-fit", "option")
    best = first_of_each(options, "objective_id", *order)
    return best.select("objective_id", *(nw.col(name).alias(f"{whose}_{name}") for name in names))


def _with_people(rows: Frame, tables: Tables) -> Frame:
    """Add how many people have a role, how many of them want a change, and how much they are for it."""
    receptive = is_in("mindset", [mindset.value for mindset in RECEPTIVE]).cast(nw.Int64)
    weight = first_of(*((equals("degree", degree), counts) for degree, counts in WEIGHTS.items()), otherwise=1)
    vetoed = holds(Role.ECONOMIC) & equals("decision", Decision.NO)
    support = first_of((vetoed, float(-MOST_SUPPORT)), otherwise=nw.col("support").fill_null(0.0))
    people = tables["influences"].filter(has_role())
    people = people.select("objective_id", receptive.alias("receptive"), support.alias("for"), weight.alias("weight"))
    counted = people.group_by("objective_id").agg(
        nw.len().alias("influences"),
        nw.col("receptive").sum(),
        (nw.col("receptive") * nw.col("weight")).sum().alias("open"),
        (nw.col("for") * nw.col("weight")).sum().alias("for"),
        nw.col("weight").sum(),
    )
    rows = rows.join(counted, on="objective_id", how="left")
    whole = ("influences", "receptive")
    backing = (nw.col("for") / nw.col("weight") + MOST_SUPPORT) / (2 * MOST_SUPPORT)
    return rows.with_columns(
        nw.col(*whole).fill_null(0).cast(nw.Int64),
        (nw.col("open") / nw.col("weight")).fill_null(0.0).alias("openness"),
        backing.fill_null(0.0).alias("backing"),
    )


def _advice() -> nw.Expr:
    """Say in a sentence or two what that means."""
    other, advantage = _other_option(), nw.col("advantage")
    close = joined("Too close to call: find out together whether ours or ", other, " serves them better.")
    return first_of(
        (is_blank("our_fit") & is_blank("other_fit"), _WEIGH),
        (is_blank("other_fit"), _WEIGH_OTHERS),
        (advantage <= -CLOSE, first_of((is_blank("offered_on"), _say_so()), otherwise=_offer_advice())),
        (is_blank("our_fit"), joined("We have nothing to offer yet; the best known is ", other, ".")),
        (advantage < CLOSE, close),
        (nw.col("influences") == 0, "Find out who decides: nobody with a role is known."),
        (nw.col("receptive") == 0, "Nobody is known to want a change: ask before you propose."),
        otherwise=joined("We can help best: spend time here, with ", nw.col("our_option"), "."),
    )


_WEIGH = "Weigh some options from any source: how well does each solve it?"
_WEIGH_OTHERS = (
    "Weigh an option that is not ours, doing nothing included: until then nobody knows whether we help best."
)


def _say_so() -> nw.Expr:
    """Say that another option helps better; of doing nothing, that."""
    nothing = joined("Doing nothing helps them best: say so. They call it “", nw.col("other_option"), "”.")
    better = "Another source helps them better: say so, and help them with it where we can. It is "
    return first_of(
        (equals("other_source", OptionSource.DO_NOTHING), nothing), otherwise=joined(better, _other_option(), ".")
    )


def _offer_advice() -> nw.Expr:
    """Say when we told them, so that nobody tells them again."""
    day = nw.col("offered_on").dt.to_string("%Y-%m-%d")
    better = joined("We told them on ", day, " what helps them better: ", _other_option(), ".")
    return joined(better, " Help them with it where we can.")


def _other_option() -> nw.Expr:
    """The best option that is not ours, and where it comes from."""
    sources = ((equals("other_source", source), source.label.lower()) for source in OptionSource)
    return joined(nw.col("other_option"), " (", first_of(*sources, otherwise="source unknown"), ")")
