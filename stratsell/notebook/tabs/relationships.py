"""The tab of relationships: our people by theirs, who owns each, and how far we want to come."""

from __future__ import annotations

from typing import Any

from stratsell.notebook import blocks
from stratsell.notebook.blocks import Action, Column, Image, Row, Sheet
from stratsell.notebook.tabs.coverage import PASTE
from stratsell.notebook.tabs.tab import Tab
from stratsell.objective_view import ObjectiveView
from stratsell.rules.findings import records
from stratsell.rules.relationship_matrix import relationship_matrix
from stratsell.text import clean
from stratsell.vocabulary import Level, Mode


def _matrix(review: ObjectiveView) -> list[dict[str, Any]]:
    part = review.book.select(account_id=review.account["account_id"])
    return records(relationship_matrix(part, as_of=review.day, fresh_days=review.fresh_days))


def relationship_sheet(review: ObjectiveView) -> Sheet:
    """List each pair of one of them and one of us, those first who are furthest from where we want to be with them."""
    columns = (
        Column("Who", "person"),
        Column("Seller"),
        Column("Owns it"),
        Column("Lately", "number"),
        Column("Last conversation", "date"),
        Column("How"),
        Column("Level", "level"),
        Column("Wanted"),
    )
    rows = [
        _row(review, row)
        for row in sorted(_matrix(review), key=_gap, reverse=True)
        if row["person_id"] in review.people
    ]
    note = (
        "The one of us who has spoken with somebody most often owns the relationship; “Wanted” is edited on their card."
    )
    return Sheet("Relationships", columns, rows, "No stakeholder is known yet.", note)


def _gap(row: dict[str, Any]) -> int:
    return max(0, int(row["wanted_level"] or 0) - int(row["level"] or 0))


def _row(review: ObjectiveView, row: dict[str, Any]) -> Row:
    behind = _gap(row)
    wanted = Level(int(row["wanted_level"])).label if row["wanted_level"] else ""
    cells = (
        blocks.person(review.people[row["person_id"]]),
        blocks.text(clean(row["seller"] or "nobody")),
        blocks.text("✓ owner" if row["owns"] else ""),
        blocks.number(int(row["contacts"])),
        blocks.day(row["last_on"].date() if row["last_on"] is not None else None),
        blocks.text(Mode(row["last_mode"]).label if row["last_mode"] else ""),
        blocks.level(Level(int(row["level"] or 0))),
        blocks.text(wanted, f"{behind} more to go" if behind else ""),
    )
    return Row(cells, row["person_id"])


def edge_sheet(review: ObjectiveView) -> Sheet:
    """List how they are related to one another, with what we know of it."""
    columns = (Column("From", "person"), Column("Kind"), Column("To"), Column("Strength", "number"), Column("Notes"))
    rows = []
    for edge in review.relationships:
        source, target = review.people[edge.source_id], review.people[edge.target_id]
        about = {"source_id": edge.source_id, "target_id": edge.target_id, "kind": edge.kind.value}
        cells = (
            blocks.person(source),
            blocks.text(edge.kind.label, edge.kind.definition),
            blocks.text(target.name),
            blocks.number(edge.strength),
            blocks.text(edge.notes),
        )
        edit = Action("Edit", "relationship", about, f"Edit the relationship of {source.name} and {target.name}")
        rows.append(Row(cells, source.person_id, (edit,)))
    return Sheet("How they are related", columns, rows, "No relationship between two of them is known yet.")


def picture(review: ObjectiveView) -> Image:
    """Paint our people by theirs."""
    from stratsell.charts.matrix import relationships_chart

    about: dict[str, Any] = {"account_id": review.account["account_id"], "as_of": review.day}
    return blocks.drawn("Our people by theirs", relationships_chart(review.book, **about))


TAB = Tab(
    "Relationships",
    45,
    lambda review: [picture(review), relationship_sheet(review), edge_sheet(review)],
    actions=lambda _: [Action("Connect", "relationship", note="Add a relationship between two of them"), PASTE],
)
