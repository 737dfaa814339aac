"""Who can introduce us to whom, and how much hangs on each coach (step 2 of the method).

Coaches help to navigate the organization and to find other influences. A route leads from somebody who knows us to
somebody who does not yet, along reporting lines and influence, and it is as strong as all its ties together.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

import narwhals as nw
import numpy as np
import pandas as pd
import pyarrow as pa

from stratsell.dates import as_day
from stratsell.steps.coverage import FRESH_DAYS, has_role, influence_levels
from stratsell.steps.frames import Coded, Frame, Source, coded, finished, joined, objectives
from stratsell.steps.ids import Ids, order_of
from stratsell.steps.routes import People, Routes, best_routes
from stratsell.steps.searches import Question, Tables, searched
from stratsell.steps.ties import Bools, Ints, Slots, Ties, tied
from stratsell.vocabulary import Level, Role

_BY = ("account_id", "objective_id", "person_id")
_AT = {name: f"number of {name}" for name in _BY}
"""Columns of numbers that stand in the same order as the ids, where they are known already."""

_IDS = [(name, pa.string()) for name in _BY]
_INTRODUCTIONS = pa.schema(
    [
        *_IDS,
        ("start_id", pa.string()),
        ("via_coach", pa.bool_()),
        ("route", pa.string()),
        ("edges", pa.int64()),
        ("strength", pa.float64()),
    ]
)
_REACH = pa.schema([*_IDS, ("level", pa.int64()), ("reaches", pa.int64()), ("only", pa.int64())])


def introductions(book: Source, *, as_of: dt.date | str | None = None, fresh_days: int = FRESH_DAYS) -> Any:
    """Find the best introduction to everybody whom we have not spoken with lately.

    For each person with a role at level 1 in an open objective: the strongest route from a person at level 2 or above
    in that objective. Routes run along ``reports_to`` and ``influences`` between people of the account, in either
    direction, over at most 4 edges; ``opposes`` never introduces. Of parallel edges the strongest counts, and a
    route's strength is the product of its edges'. A coach's route is taken if any coach at level 2 or above has one,
    else the best of anybody's. Ties (after rounding to 9 decimals) go to fewer edges, then to the route whose ids
    come first.

    Parameters
    ----------
    book : Book or mapping of str to data frame
        Needs accounts, people and influences; reads objectives, relationships and touchpoints.
    as_of : datetime.date or str, optional
        The day to look from. Default: today.
    fresh_days : int, default 90
        For how many days a conversation counts.

    Returns
    -------
    data frame
        A row per person to be introduced to, by account_id, objective_id and person_id:

        =============  =======  ==================================================================
        account_id     str
        objective_id   str
        person_id      str      whom we want to meet
        start_id       str      whom to ask first
        via_coach      boolean  whether that is a coach
        route          str      ids joined by `` > ``, from start_id to person_id
        edges          Int64    number of steps, 1 to 4
        strength       float    0 < strength <= 1, rounded to 9 decimals
        =============  =======  ==================================================================

        The last five are blank for a person whom nobody can lead us to.

    Raises
    ------
    ValueError
        If `as_of` is no date.
    KeyError
        If a mapping lacks a table or column that every book must have.

    Notes
    -----
    Source: the article's step 2, "Coaches help navigate the organization and identify other decision-making
    influences".

    Examples
    --------
    >>> import stratsell as ss
    >>> routes = ss.introductions(ss.demo(), as_of="2026-11-23").set_index("person_id")
    >>> routes.loc["nw-osei", "route"]
    'nw-whitfield > nw-prado > nw-zhao > nw-osei'
    """
    return searched(introductions_asked(book, as_of=as_of, fresh_days=fresh_days))


def introductions_asked(book: Source, *, as_of: dt.date | str | None = None, fresh_days: int = FRESH_DAYS) -> Question:
    """Give what `introductions` searches for, and in which tables."""
    return Question(_introductions, _tables(book, as_day(as_of), fresh_days), _INTRODUCTIONS, _ordered)


def _introductions(tables: Tables) -> pd.DataFrame:
    ties = Ties.of(tables)
    people = _Influences.of(tables, ties)
    wanted = people.wanted()
    routes, coach = _introduced(ties, people, wanted)
    return _as_frame(people, wanted, ties, routes, coach)


def _introduced(ties: Ties, people: _Influences, wanted: Ints) -> tuple[Routes, Bools]:
    """The best route to each wanted person, and whether a coach starts it: coaches are asked first, then anybody."""
    inside, able = people.inside[wanted], people.inside & (people.level >= Level.CONTACTED)
    routes, coach = Routes.none(len(wanted)), np.zeros(len(wanted), dtype=bool)
    for starts in (able & people.coach, able):
        left = np.flatnonzero(inside & ~routes.found)
        found = best_routes(ties, people.some(np.flatnonzero(starts)), people.some(wanted[left]))
        routes.put(left, found)
        coach[left] = found.found & (starts is not able)
    return routes, coach


def reach(book: Source, *, as_of: dt.date | str | None = None, fresh_days: int = FRESH_DAYS) -> Any:
    """Say whom each coach can lead us to, and whom nobody else could.

    Parameters
    ----------
    book : Book or mapping of str to data frame
        Needs accounts, people and influences; reads objectives, relationships and touchpoints.
    as_of : datetime.date or str, optional
        The day to look from. Default: today.
    fresh_days : int, default 90
        For how many days a conversation counts.

    Returns
    -------
    data frame
        A row per coach of an open objective, by account_id, objective_id and person_id:

        =============  =====  ===========================================================================
        account_id     str
        objective_id   str
        person_id      str    the coach
        level          int    the coach's level, 1 to 4 (see `levels`)
        reaches        int    other people with a role within 4 edges of the coach
        only           int    people with a role at level 1 whom somebody at level 2 or above can reach now,
                              and nobody at level 2 or above could any more if this coach left the account
        =============  =====  ===========================================================================

    Raises
    ------
    ValueError
        If `as_of` is no date.
    KeyError
        If a mapping lacks a table or column that every book must have.

    Notes
    -----
    Source: the article's step 2, on coaches. Edges are those of `introductions`.

    Examples
    --------
    >>> import stratsell as ss
    >>> reached = ss.reach(ss.demo(), as_of="2026-11-23").set_index("person_id")
    >>> int(reached.loc["bw-pryce", "only"])
    5
    """
    return searched(Question(_reach, _tables(book, as_day(as_of), fresh_days), _REACH, _ordered))


def _reach(tables: Tables) -> pd.DataFrame:
    ties = Ties.of(tables)
    people = _Influences.of(tables, ties)
    coaches = np.flatnonzero(people.coach)
    reaches, only = np.zeros(len(coaches), dtype=np.int64), np.zeros(len(coaches), dtype=np.int64)
    inside = np.flatnonzero(people.inside[coaches])
    for part, slots in ties.rows(people.account[coaches[inside]]):
        rows = inside[part]
        reaches[rows], only[rows] = _leads(slots, people, coaches[rows])
    frame = people.names(coaches)
    return frame.assign(level=people.level[coaches], reaches=reaches, only=only)


def _tables(book: Source, day: dt.date, fresh_days: int) -> dict[str, Frame]:
    """What is searched: people and their ties, and the influences of open objectives with their levels."""
    source = coded(book)
    numbers = [nw.col(column).alias(at) for column, at in _AT.items()] if isinstance(source, Coded) else []
    people = influence_levels(source, day, fresh_days)
    people = people.select(*_BY[1:], "level", has_role().alias("role"), Role.COACH.value)
    rows = joined(objectives(source, day).filter(nw.col("open")), people, "objective_id")
    rows = rows.select(*_BY, *numbers, "level", "role", Role.COACH.value)
    return tied(book) | {"influences": nw.from_native(finished(rows, source))}


def _ordered(rows: Frame) -> Frame:
    return rows.sort(*_BY)


class _Influences(NamedTuple):
    """The influences of open objectives, by account, objective and person, as arrays.

    `frame` has them as they came, and `order` says which of its rows each of them is. `inside` says whether the person
    belongs to the objective's account (only then are they in its graph), `person` is their position in the graph, and
    the influences of objective o are `begin[o]:begin[o + 1]`.
    """

    frame: pd.DataFrame
    order: Ints
    account: Ints
    objective: Ints
    person: Ints
    inside: Bools
    level: Ints
    role: Bools
    coach: Bools
    begin: Ints

    @classmethod
    def of(cls, tables: Tables, ties: Ties) -> _Influences:
        frame = tables["influences"]
        by = [frame[at] if at in frame else Ids(frame[name]).codes(frame[name]) for name, at in _AT.items()]
        codes = [np.asarray(each, dtype=np.int64) for each in by]
        order = order_of(codes)
        account = ties.accounts.codes(frame["account_id"])[order]
        person = ties.positions(frame["person_id"])[order]
        inside = (account >= 0) & (person >= 0)
        inside &= ties.account[person] == account if len(ties.account) else False
        new = np.any([np.diff(each[order], prepend=-3) != 0 for each in codes[:2]], axis=0)
        objective = np.cumsum(new) - 1
        begin = np.searchsorted(objective, np.arange(len(frame) and objective[-1] + 2))
        level = frame["level"].to_numpy(dtype=np.int64)[order]
        role, coach = (frame[name].to_numpy(dtype=bool)[order] for name in ("role", Role.COACH.value))
        return cls(frame, order, account, objective, person, inside, level, role, coach, begin)

    def names(self, rows: Ints) -> pd.DataFrame:
        return self.frame[list(_BY)].take(self.order[rows]).reset_index(drop=True)

    def wanted(self) -> Ints:
        """Who has a role and is at level 1."""
        return np.flatnonzero(self.role & (self.level == Level.IDENTIFIED))

    def some(self, rows: Ints) -> People:
        """Some influences, as people of an objective."""
        return People(self.objective[rows], self.person[rows])

    def beside(self, rows: Ints) -> tuple[Ints, Ints]:
        """All influences inside the account for the same objective: which of `rows`, and which influence."""
        objective = self.objective[rows]
        count = self.begin[objective + 1] - self.begin[objective]
        row = np.repeat(np.arange(len(rows)), count)
        before = np.cumsum(count) - count
        other = np.arange(len(row)) - before[row] + self.begin[objective][row]
        return row[self.inside[other]], other[self.inside[other]]


def _leads(slots: Slots, people: _Influences, coaches: Ints) -> tuple[Ints, Ints]:
    """For each coach, how many others they lead to, and how many only they do."""
    row, other = people.beside(coaches)
    person = people.person[other]
    apart = people.role[other] & (person != people.person[coaches][row])
    slot = slots.slot(row, person)
    every = np.arange(len(coaches))
    led = slots.reached(every, people.person[coaches])
    able = people.level[other] >= Level.CONTACTED
    now = slots.reached(row[able], person[able])
    then = slots.reached(row[able], person[able], without=people.person[coaches])
    lost = apart & (people.level[other] == Level.IDENTIFIED) & now[slot] & ~then[slot]
    count = len(coaches)
    return (
        np.bincount(row[apart & led[slot]], minlength=count),
        np.bincount(row[lost], minlength=count),
    )


def _as_frame(people: _Influences, wanted: Ints, ties: Ties, routes: Routes, coach: Bools) -> pd.DataFrame:
    """The result of `introductions`, with routes as text."""
    found = routes.found
    return people.names(wanted).assign(
        start_id=ties.names(routes.people[:, 0]),
        via_coach=pd.Series(coach, dtype="boolean").where(found, pd.NA),
        route=ties.joined_names(routes.people, " > "),
        edges=pd.Series((routes.people >= 0).sum(axis=1) - 1, dtype="Int64").where(found, pd.NA),
        strength=routes.strength,
    )
