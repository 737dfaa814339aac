"""Folding a map: the people below a manager are put away, and the manager says how many there are.

Somebody folds what is below a manager (`fold`), or a map by itself puts away those who have no part in the objective
(`put_away`), and of a large one the lowest teams, too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from itertools import takewhile

from stratsell.map.layout import single_managers
from stratsell.map.placement import reporting
from stratsell.map.shown import Shown


def fold(shown: Shown, folded: Collection[str]) -> Shown:
    """Put away everybody below some managers, with their relationships and contacts.

    Parameters
    ----------
    shown : Shown
        What a map shows.
    folded : collection of str
        The ids of the managers; those who are not there, or manage nobody, do not count.

    Returns
    -------
    Shown
        The same without the others. Whoever is put away still counts in flags, routes and candidates.

    Examples
    --------
    >>> import stratsell as ss
    >>> from stratsell.map.shown import shown
    >>> from stratsell.objective_view import objective_view
    >>> view = objective_view(ss.demo(), objective_id="northwind-1", as_of="2026-11-23")
    >>> small = fold(shown(view), ["nw-haddad"])
    >>> len(view.people), len(small.people), dict(small.folded)
    (7, 5, {'nw-haddad': 2})
    """
    managers = managers_of(shown)
    holders = {}
    for person in shown.people:
        above = [manager for manager in chain(managers, person.person_id) if manager in folded]
        if above:
            holders[person.person_id] = above[-1]
    return _without(shown, holders)


def put_away(shown: Shown, opened: Collection[str] = (), most: int | None = None) -> Shown:
    """Put away those who have no part in the objective, and of a large map the lowest teams.

    Whoever has a part stays, and with them those above them, those whom we have met, who lead to them, and who may hold
    a role that nobody holds.

    Parameters
    ----------
    shown : Shown
        What a map shows.
    opened : collection of str
        The ids of managers below whom nobody is put away; blank stands for those outside the reporting lines.
    most : int, optional
        How many people there is room for: if there are more, the lowest teams are put away, too, until they fit.

    Returns
    -------
    Shown
        The same without the others. By their manager's id, `folded` says how many they are; who has no manager on the
        map counts in `hidden`.

    Examples
    --------
    >>> import stratsell as ss
    >>> from stratsell.map.shown import shown
    >>> from stratsell.objective_view import objective_view
    >>> view = objective_view(ss.demo(), objective_id="orrin-1", as_of="2026-11-23")
    >>> small = put_away(shown(view))
    >>> len(view.people), len(small.people) + sum(small.folded.values()) + small.hidden
    (35, 35)
    """
    managers = managers_of(shown)
    ids = [person.person_id for person in shown.people]
    visible: set[str] = set()
    for person_id in _needed(shown):
        visible.update([person_id, *takewhile(lambda id_: id_ not in visible, chain(managers, person_id))])
    holders = {}
    for person_id in ids:
        if person_id not in visible:
            above = next((manager for manager in chain(managers, person_id) if manager in visible), "")
            if above not in opened:
                holders[person_id] = above
    if most is not None:
        holders |= _lowest_teams(
            [id_ for id_ in ids if id_ not in holders], managers, {*opened, shown.selected} - {""}, most
        )
    return _without(shown, {person_id: _last(holders, person_id) for person_id in holders})


def _last(holders: Mapping[str, str], person_id: str) -> str:
    """Who counts somebody: who holds them may be put away, too."""
    while person_id in holders:
        person_id = holders[person_id]
    return person_id


def _needed(shown: Shown) -> set[str]:
    """Those who are drawn in any case."""
    drawn = {person.person_id: person.level for person in shown.people}
    needed = {person_id for person_id, level in drawn.items() if level}
    needed |= {step for way in shown.view.introductions.values() if drawn.get(way.person_id) for step in way.steps}
    needed |= {contact.person_id for contact in shown.contacts}
    needed |= {candidate.person_id for gap in shown.view.gaps for candidate in gap.candidates}
    return (needed | {shown.selected}) & set(drawn)


def _lowest_teams(ids: list[str], managers: Mapping[str, str], sought: set[str], most: int) -> dict[str, str]:
    """Of these people, those in the lowest teams, with their managers: as many teams as there is no room for.

    Whoever is sought stays, with their team and those above them.
    """
    stay = sought.union(*(chain(managers, person_id) for person_id in sought))
    teams: dict[str, list[str]] = {}
    for person_id in ids:
        if manager := managers.get(person_id):
            teams.setdefault(manager, []).append(person_id)
    depth: dict[str, int] = {}
    for person_id in ids:
        depth[person_id] = len(chain(managers, person_id))
    holders: dict[str, str] = {}
    for manager in sorted(teams, key=lambda id_: (-depth[id_], -len(teams[id_]), id_)):
        if len(ids) - len(holders) <= most:
            break
        if manager not in sought and not stay.intersection(teams[manager]):
            holders |= dict.fromkeys(teams[manager], manager)
    return holders


def _without(shown: Shown, holders: Mapping[str, str]) -> Shown:
    """What is shown without some people, each of whom counts for somebody else, or where that is blank for nobody."""
    below = Counter(holders.values())
    for person_id, count in shown.folded.items():
        below[holders.get(person_id, person_id)] += count
    hidden = shown.hidden + below.pop("", 0)
    ids = {person.person_id for person in shown.people} - set(holders)
    return replace(
        shown,
        people=tuple(person for person in shown.people if person.person_id in ids),
        folded=dict(below),
        hidden=hidden,
        relationships=tuple(edge for edge in shown.relationships if edge.source_id in ids and edge.target_id in ids),
        contacts=tuple(contact for contact in shown.contacts if contact.person_id in ids),
    )


def managers_of(shown: Shown) -> dict[str, str]:
    """Give the manager under whom each person stands on the map."""
    return single_managers([person.person_id for person in shown.people], reporting(shown.relationships))


def chain(managers: Mapping[str, str], person_id: str) -> list[str]:
    """Give the managers above a person, the nearest first."""
    above = []
    while (person_id := managers.get(person_id, "")) != "":
        above.append(person_id)
    return above
