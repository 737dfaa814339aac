"""The tab that says how well each role and each person is covered."""

from __future__ import annotations

from stratsell.notebook import blocks
from stratsell.notebook.blocks import Action, Column, Row, Sheet
from stratsell.notebook.tabs.tab import Tab
from stratsell.objective_view import ObjectiveView, Person
from stratsell.vocabulary import Level

NOBODY = "Nobody is known to have a part in this objective."


def role_sheet(review: ObjectiveView) -> Sheet:
    """Say how well each role is covered, and by whom."""
    rows = [
        Row(
            (
                blocks.text(role.label, role.definition),
                blocks.level(level),
                blocks.people([person for person in review.influences if role in person.roles]),
            )
        )
        for role, level in review.coverage.items()
    ]
    met = sum(person.level >= Level.CONTACTED for person in review.influences)
    thanked = sum(person.level == Level.THANKED for person in review.influences)
    count = len(review.influences)
    stakeholders = f"{count} stakeholder{'s' * (count != 1)}"
    note = f"{review.score:.0%} covered · {stakeholders} · {met} contacted · {thanked} thanked"
    columns = (Column("Role"), Column("Coverage", "level"), Column("Who", "people"))
    return Sheet("Coverage by role", columns, rows, note=note)


def people_sheet(review: ObjectiveView) -> Sheet:
    """List the people with a part in the objective, and where we stand with each."""
    columns = (
        Column("Person", "person"),
        Column("Roles", "roles"),
        Column("Level", "level"),
        Column("Last conversation", "date"),
        Column("Mindset"),
        Column("Influence"),
        Column("Support", "number"),
    )
    rows = [
        Row(
            (
                blocks.person(person),
                blocks.roles(person.roles),
                blocks.level(person.level),
                blocks.day(person.touchpoints[0].on if person.touchpoints else None),
                blocks.text(f"{person.mindset.glyph} {person.mindset.label}" if person.mindset else "? Unknown"),
                blocks.text(person.degree.label if person.degree else "", sort=_degree(person)),
                blocks.number(person.support, signed=True),
            ),
            person.person_id,
        )
        for person in review.people.values()
        if person.level
    ]
    return Sheet("People", columns, rows, NOBODY)


def _degree(person: Person) -> str:
    """Sorts high before low, and what is not known last."""
    return "" if person.degree is None else str(["low", "medium", "high"].index(person.degree.value))


TAB = Tab(
    "Coverage",
    10,
    lambda review: [role_sheet(review), people_sheet(review)],
    actions=lambda _: [Action("Add a person", "add")],
)
