"""Folding a map: the people below a manager are put away, and the manager says how many there are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

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
    below: dict[str, int] = {}
    kept = []
    for person in shown.people:
        above = next((each for each in reversed(chain(managers, person.person_id)) if each in folded), None)
        if above is None:
            kept.append(person)
        else:
            below[above] = below.get(above, 0) + 1
    ids = {person.person_id for person in kept}
    return replace(
        shown,
        people=tuple(kept),
        folded=below,
        relationships=tuple(edge for edge in shown.relationships if edge.source_id in ids and edge.target_id in ids),
        contacts=tuple(contact for contact in shown.contacts if contact.person_id in ids),
    )


def managers_of(shown: Shown) -> dict[str, str]:
    """Give the manager under whom each person stands on the map."""
    return single_managers([person.person_id for person in shown.people], reporting(shown.relationships))


def chain(managers: dict[str, str], person_id: str) -> list[str]:
    """Give the managers above a person, the nearest first."""
    above = []
    while (person_id := managers.get(person_id, "")) != "":
        above.append(person_id)
    return above
