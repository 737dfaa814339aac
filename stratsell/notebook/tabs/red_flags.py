"""The tab that says what should worry us."""

from __future__ import annotations

from stratsell.notebook import blocks
from stratsell.notebook.blocks import Column, Row, Sheet
from stratsell.notebook.tabs.tab import Tab
from stratsell.objective_view import ObjectiveView


def flag_sheet(review: ObjectiveView) -> Sheet:
    """List the red flags, what each means, and whether the article names it or practice adds it."""
    columns = (Column("Who", "person"), Column("Red flag", "flag"), Column("Detail"), Column("From"))
    rows = [
        Row(
            (
                blocks.person(review.people[flag.person_id]) if flag.person_id else blocks.text("Whole account"),
                blocks.text(flag.flag.label, flag.flag.definition),
                blocks.text(flag.detail),
                blocks.text(flag.flag.source.label, flag.flag.source.definition),
            ),
            flag.person_id,
        )
        for flag in review.flags
    ]
    empty = "No red flags: nothing is missing or uncertain, and nobody is uncontacted, new or against it."
    if not review.influences:
        empty = "No red flags: nobody is known to have a part in this objective."
    return Sheet("Red flags", columns, rows, review.unless_closed(empty))


TAB = Tab("Red flags", 40, lambda review: [flag_sheet(review)], lambda review: len(review.flags))
