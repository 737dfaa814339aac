"""What a map shows of an objective: who is drawn, who is selected, and whose people are put away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from stratsell.objective_view import Contact, Introduction, ObjectiveView, Person, Relationship

BYSTANDERS = 24
"""How many people without a part, a relationship or a contact a map shows at most."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a map shows; `shown` gives it, and `stratsell.map.fold` puts people away.

    Attributes
    ----------
    view : ObjectiveView
        The objective.
    people : tuple of Person
        Who is drawn.
    relationships : tuple of Relationship
        Those between them.
    contacts : tuple of Contact
        Those with them.
    selected : str
        The id of a person to highlight; blank for nobody.
    folded : mapping of str to int
        By a manager's id, how many people below are put away.
    hidden : int
        How many people are left out, being many and without any part.
    """

    view: ObjectiveView
    people: tuple[Person, ...] = ()
    relationships: tuple[Relationship, ...] = ()
    contacts: tuple[Contact, ...] = ()
    selected: str = ""
    folded: Mapping[str, int] = field(default_factory=dict)
    hidden: int = 0

    @property
    def introduction(self) -> Introduction | None:
        """The best way to the selected person, if somebody knows one."""
        way = self.view.introductions.get(self.selected)
        return way if way and way.steps else None


def shown(view: ObjectiveView, selected: str = "") -> Shown:
    """Say what a map shows: everybody, but of those who have no part, tie or contact only the first few.

    Parameters
    ----------
    view : ObjectiveView
        The objective.
    selected : str, default ""
        The id of a person to highlight; blank for nobody.

    Returns
    -------
    Shown

    Raises
    ------
    KeyError
        If the account has no such person.
    """
    if selected and selected not in view.people:
        raise KeyError(f"no person “{selected}” in the account “{view.account['account_id']}”")
    edges = tuple(edge for edge in view.relationships if edge.source_id != edge.target_id)
    related = {end for edge in edges for end in (edge.source_id, edge.target_id)}
    related |= {contact.person_id for contact in view.contacts} | {selected}
    spare = [id_ for id_, person in view.people.items() if not person.level and id_ not in related]
    left_out = set(spare[BYSTANDERS:])
    people = tuple(person for id_, person in view.people.items() if id_ not in left_out)
    return Shown(view, people, edges, view.contacts, selected, hidden=len(left_out))
