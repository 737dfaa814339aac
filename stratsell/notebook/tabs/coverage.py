"""The tab that says how well each role and each person is covered."""

from __future__ import annotations

from stratsell.book.tables import TABLES
from stratsell.notebook import blocks
from stratsell.notebook.blocks import Action, Cell, Column, Row, Sheet
from stratsell.notebook.forms.form import Field, field
from stratsell.notebook.tabs.tab import Tab
from stratsell.objective_view import ObjectiveView, Person
from stratsell.text import number
from stratsell.vocabulary import SEPARATOR, Degree, Level

PASTE = Action("Paste rows …", "paste", note="Paste people, relationships or conversations from a spreadsheet")
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
        Column("Roles", "roles", _field("roles", "Roles")),
        Column("Level", "level"),
        Column("Last conversation", "date"),
        Column("Mindset", field=_field("mindset", "Mindset")),
        Column("Influence", field=_field("degree", "Influence")),
        Column("Support", "number", _field("support", "Support")),
    )
    rows = [
        Row(
            (
                blocks.person(person),
                blocks.editable(blocks.roles(person.roles), f"{SEPARATOR} ".join(person.roles)),
                blocks.level(person.level),
                blocks.day(person.touchpoints[0].on if person.touchpoints else None),
                blocks.editable(_mindset(person), person.mindset or ""),
                blocks.editable(_degree(person), person.degree or ""),
                blocks.editable(blocks.number(person.support, signed=True), _support(person)),
            ),
            person.person_id,
        )
        for person in review.people.values()
        if person.level
    ]
    note = (
        "Roles, mindset, influence and support can be changed here: double-click, or go there with → and press Enter."
    )
    return Sheet("People", columns, rows, NOBODY, note)


def _field(column: str, label: str) -> Field:
    return field("influences", TABLES["influences"][column], label=label)


def _mindset(person: Person) -> Cell:
    return blocks.text(f"{person.mindset.glyph} {person.mindset.label}" if person.mindset else "? Unknown")


def _support(person: Person) -> str:
    return "" if person.support is None else number(person.support)


def _degree(person: Person) -> Cell:
    """Sorts high before low, and what is not known last."""
    if person.degree is None:
        return blocks.text("")
    return blocks.text(person.degree.label, sort=str(list(Degree).index(person.degree)))


TAB = Tab(
    "Coverage",
    10,
    lambda review: [role_sheet(review), people_sheet(review)],
    actions=lambda _: [Action("Add a person", "add"), PASTE],
)
