"""The tab that says which roles nobody holds, and who may hold them."""

from __future__ import annotations

from stratsell.notebook import blocks
from stratsell.notebook.blocks import Action, Column, Row, Sheet
from stratsell.notebook.tabs.tab import Tab
from stratsell.objective_view import Gap, ObjectiveView


def missing_sheet(review: ObjectiveView) -> Sheet:
    """List the roles that nobody holds, and who may hold them."""
    columns = (Column("Role"), Column("Who it may be", "person"), Column("Why"))
    rows = [row for gap in review.gaps for row in _gap_rows(gap, review)]
    empty = review.unless_closed("None: somebody is known in every role.")
    return Sheet("Missing influences", columns, rows, empty)


def _gap_rows(gap: Gap, review: ObjectiveView) -> list[Row]:
    role = blocks.text(gap.role.label, gap.role.definition)
    if not gap.candidates:
        return [Row((role, blocks.text("nobody"), blocks.text("")), actions=(_fill(gap),))]
    return [
        Row(
            (role, blocks.person(review.people[id_]), blocks.text(why)),
            id_,
            (_fill(gap, id_, review.people[id_].name),),
        )
        for id_, why in gap.candidates
    ]


def _fill(gap: Gap, candidate_id: str = "", name: str = "somebody") -> Action:
    about = {"role": gap.role.value, "candidate_id": candidate_id}
    return Action("Fill …", "fill", about, f"Make {name} the {gap.role.label.lower()} influence")


TAB = Tab("Missing influences", 30, lambda review: [missing_sheet(review)], lambda review: len(review.gaps))
