"""Who can introduce us to whom, and how much hangs on each coach (step 2 of the method).

Coaches help to navigate the organization and to find other influences. A route leads from somebody who knows us to
somebody who does not yet, along reporting lines and influence, and it is as strong as all its ties together.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from stratsell.dates import as_day
from stratsell.steps.coverage import FRESH_DAYS, has_role, influence_levels
from stratsell.steps.frames import Frame, Source, coded, finished, joined, objectives, order_of
from stratsell.steps.ids import Ids
from stratsell.steps.searches import Question, Tables, searched
from stratsell.steps.ties import MOST_EDGES, Bools, Floats, Ints, Slots, Ties, tied
from stratsell.vocabulary import Level, Role

_DECIMALS = 9  # strengths that agree so far are a tie

_BY = ("account_id", "objective_id", "person_id")
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
    wanted = np.flatnonzero(people.role & (people.level == Level.IDENTIFIED))
    routes = np.full((len(wanted), MOST_EDGES + 1), -1)
    strength = np.full(len(wanted), np.nan)
    coach = np.zeros(len(wanted), dtype=bool)
    inside = np.flatnonzero(people.inside[wanted])
    for part, slots in ties.rows(people.account[wanted[inside]]):
        rows = inside[part]
        routes[rows], strength[rows], coach[rows] = _best_routes(slots, people, wanted[rows])
    return _as_frame(people, wanted, ties, routes, strength, coach)


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
    rows = joined(objectives(source, day), influence_levels(source, day, fresh_days), "objective_id")
    rows = rows.filter(nw.col("open")).select(*_BY, "level", has_role().alias("role"), Role.COACH.value)
    return tied(book) | {"influences": nw.from_native(finished(rows, source))}


def _ordered(rows: Frame) -> Frame:
    return rows.sort(*_BY)


class _Influences(NamedTuple):
    """The influences of open objectives, by account, objective and person, as arrays.

    `inside` says whether the person belongs to the objective's account (only then are they in its graph), `person` is
    their position in the graph, and the influences of objective o are `begin[o]:begin[o + 1]`.
    """

    frame: pd.DataFrame
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
        by = [Ids(frame[column]).codes(frame[column]) for column in _BY]
        order = order_of(by)
        frame = frame.take(order).reset_index(drop=True)
        account, person = ties.accounts.codes(frame["account_id"]), ties.positions(frame["person_id"])
        inside = (account >= 0) & (person >= 0)
        inside &= ties.account[person] == account if len(ties.account) else False
        objective = pd.factorize(by[1][order])[0]
        begin = np.searchsorted(objective, np.arange(len(frame) and objective[-1] + 2))
        level, role = frame["level"].to_numpy(dtype=np.int64), frame["role"].to_numpy(dtype=bool)
        coach = frame[Role.COACH.value].to_numpy(dtype=bool)
        return cls(frame, account, objective, person, inside, level, role, coach, begin)

    def names(self, rows: Ints) -> pd.DataFrame:
        return self.frame.loc[rows, list(_BY)].reset_index(drop=True)

    def beside(self, rows: Ints) -> tuple[Ints, Ints]:
        """All influences inside the account for the same objective: which of `rows`, and which influence."""
        objective = self.objective[rows]
        count = self.begin[objective + 1] - self.begin[objective]
        row = np.repeat(np.arange(len(rows)), count)
        before = np.cumsum(count) - count
        other = np.arange(len(row)) - before[row] + self.begin[objective][row]
        return row[self.inside[other]], other[self.inside[other]]


def _best_routes(slots: Slots, people: _Influences, wanted: Ints) -> tuple[Ints, Floats, Bools]:
    """The best route to each wanted person: its people (-1 behind the last), its strength, and if a coach starts it."""
    best = slots.strongest(people.person[wanted])
    row, start = people.beside(wanted)
    able = people.level[start] >= Level.CONTACTED
    row, start = row[able], start[able]
    ways = best[1:, slots.slot(row, people.person[start])]
    rounded = np.where(ways > 0, np.round(ways, _DECIMALS), -1.0)
    choice = {
        "row": row,
        "coach": people.coach[start],
        "strength": rounded.max(axis=0),
        "edges": rounded.argmax(axis=0) + 1,
        "start": people.person[start],
    }
    better = [choice["start"], choice["edges"], -choice["strength"], ~choice["coach"], row]  # the last one first
    order = np.lexsort(better)
    order = order[choice["strength"][order] >= 0]
    order = order[np.flatnonzero(np.diff(row[order], prepend=-1))]  # the first of each row
    choice = {name: each[order] for name, each in choice.items()}
    route = np.full((len(wanted), MOST_EDGES + 1), -1)
    strength, coach = np.full(len(wanted), np.nan), np.zeros(len(wanted), dtype=bool)
    chosen = choice["row"]
    route[chosen], strength[chosen] = _first_route(slots, best, choice)
    coach[chosen] = choice["coach"]
    return route, strength, coach


def _first_route(slots: Slots, best: Floats, choice: dict[str, npt.NDArray[Any]]) -> tuple[Ints, Floats]:
    """Of the routes from a chosen start that are as strong and as short, the one whose ids come first, walked forward.

    At each step the first neighbour is taken from which the rest can still be as strong as the whole must be.
    """
    row, edges = choice["row"], choice["edges"]
    least = choice["strength"] - 0.5 * 10.0**-_DECIMALS - 1e-14  # what rounds to it, and float noise
    route = np.full((len(row), MOST_EDGES + 1), -1)
    route[:, 0] = choice["start"]
    product = np.ones(len(row))
    for at in range(MOST_EDGES):
        going = np.flatnonzero(edges > at)
        origin, there, strength = slots.step(slots.slot(row[going], route[going, at]))
        way = product[going[origin]] * strength
        rest = best[edges[going[origin]] - at - 1, there]
        fits = np.flatnonzero((rest > 0) & (way * rest >= least[going[origin]]))
        _, first = np.unique(origin[fits], return_index=True)  # ties of a person are in the order of ids
        taken = fits[first]
        _, route[going, at + 1] = slots.place(there[taken])
        product[going] = way[taken]
    return route, np.round(product, _DECIMALS)


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


def _as_frame(
    people: _Influences, wanted: Ints, ties: Ties, routes: Ints, strength: Floats, coach: Bools
) -> pd.DataFrame:
    """The result of `introductions`, with routes as text."""
    found = routes[:, 0] >= 0
    ids = np.append(ties.ids.to_numpy(dtype=object), "")
    text = ids[routes[:, 0]]
    for at in range(1, MOST_EDGES + 1):
        further = routes[:, at] >= 0
        text[further] = text[further] + " > " + ids[routes[further, at]]
    frame = people.names(wanted)
    return frame.assign(
        start_id=pd.Series(ids[routes[:, 0]], dtype="str").where(found, None),
        via_coach=pd.Series(coach, dtype="boolean").where(found, pd.NA),
        route=pd.Series(text, dtype="str").where(found, None),
        edges=pd.Series((routes >= 0).sum(axis=1) - 1, dtype="Int64").where(found, pd.NA),
        strength=strength,
    )
