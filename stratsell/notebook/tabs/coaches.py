"""The tab that says whom our coaches can lead us to, and the best introduction to each person."""

from __future__ import annotations

from stratsell.notebook import blocks
from stratsell.notebook.blocks import Column, Row, Sheet
from stratsell.notebook.tabs.coverage import NOBODY
from stratsell.notebook.tabs.tab import Tab
from stratsell.objective_view import ObjectiveView
from stratsell.text import strength_shown


def coach_sheet(review: ObjectiveView) -> Sheet:
    """List the coaches, whom they can lead us to, and whoever else is our only door to somebody."""
    columns = (
        Column("Who", "person"),
        Column("Coach"),
        Column("Level", "level"),
        Column("Can lead us to", "number"),
        Column("Only they can lead us to", "people"),
    )
    rows = [
        Row(
            (
                blocks.person(review.people[coach.person_id]),
                blocks.text("✓ coach" if coach.coach else "our only door"),
                blocks.level(coach.level),
                blocks.number(coach.reaches),
                blocks.people([review.people[id_] for id_ in coach.only]),
            ),
            coach.person_id,
        )
        for coach in review.coaches
    ]
    empty = "No coach yet: find somebody who helps us navigate."
    note = "“Only they can”: people we have not spoken with lately, to whom nobody else could lead us."
    return Sheet("Coaches", columns, rows, review.unless_closed(empty), note)


def introduction_sheet(review: ObjectiveView) -> Sheet:
    """List the best introduction to each person whom we have not spoken with lately."""
    columns = (
        Column("To meet", "person"),
        Column("Best introduction", "people"),
        Column("Strength", "number"),
        Column("Ask first"),
    )
    rows = []
    for way in review.introductions.values():
        steps = [review.people[id_] for id_ in way.steps]
        route = blocks.people(steps, route=True) if steps else blocks.text("nobody can introduce us yet")
        strength = {"text": strength_shown(way.strength), "value": way.strength} if steps else blocks.number(None)
        first = blocks.text(steps[0].name if steps else "")
        rows.append(Row((blocks.person(review.people[way.person_id]), route, strength, first), way.person_id))
    empty = "No introduction needed: we have spoken with everybody lately." if review.influences else NOBODY
    return Sheet("Introductions", columns, rows, review.unless_closed(empty))


TAB = Tab(
    "Coaches",
    20,
    lambda review: [coach_sheet(review), introduction_sheet(review)],
    lambda r: sum(coach.coach for coach in r.coaches),
)
