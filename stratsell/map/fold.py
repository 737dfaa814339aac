"""Folding a map: the people below a manager are put away, and the manager says how many there are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from stratsell.map.layout import single_managers
from stratsell.map.placement import reporting
from stratsell.map.reading import Reading


def fold(reading: Reading, folded: Collection[str]) -> Reading:
    """Put away everybody below some managers, with their relationships and contacts.

    Parameters
    ----------
    reading : Reading
        What was read.
    folded : collection of str
        The ids of the managers; those who are not there, or manage nobody, do not count.

    Returns
    -------
    Reading
        The same without the others. Whoever is put away still counts in flags, routes and candidates.

    Examples
    --------
    >>> import datetime as dt
    >>> from stratsell.map.reading import Person, Relationship
    >>> people = (Person("boss", "Boss"), Person("ann", "Ann"), Person("bob", "Bob"))
    >>> relationships = (Relationship("ann", "boss", "reports_to"), Relationship("bob", "ann", "reports_to"))
    >>> small = fold(Reading("Acme", "", dt.date(2026, 11, 23), people, relationships=relationships), ["boss"])
    >>> [(person.name, person.folded) for person in small.people]
    [('Boss', 2)]
    """
    managers = managers_of(reading)
    below: dict[str, int] = {}
    kept = []
    for person in reading.people:
        above = next((each for each in reversed(chain(managers, person.person_id)) if each in folded), None)
        if above is None:
            kept.append(person)
        else:
            below[above] = below.get(above, 0) + 1
    ids = {person.person_id for person in kept}
    return replace(
        reading,
        people=tuple(replace(person, folded=below.get(person.person_id, 0)) for person in kept),
        relationships=tuple(edge for edge in reading.relationships if edge.source in ids and edge.target in ids),
        contacts=tuple(contact for contact in reading.contacts if contact.person_id in ids),
    )


def managers_of(reading: Reading) -> dict[str, str]:
    """Give the manager under whom each person stands on the map."""
    return single_managers([person.person_id for person in reading.people], reporting(reading.relationships))


def chain(managers: dict[str, str], person_id: str) -> list[str]:
    """Give the managers above a person, the nearest first."""
    above = []
    while (person_id := managers.get(person_id, "")) != "":
        above.append(person_id)
    return above
