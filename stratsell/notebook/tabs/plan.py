"""The tab that says what to do next: with whom, which seller, how, by when and why."""

from __future__ import annotations

from typing import Any

from stratsell.notebook import blocks
from stratsell.notebook.blocks import Action, Column, Image, Row, Sheet
from stratsell.notebook.tabs.tab import Tab
from stratsell.objective_view import ObjectiveView
from stratsell.rules.planning.causes import cause_in_words
from stratsell.text import clean
from stratsell.vocabulary import Action as Doing
from stratsell.vocabulary import ActionStatus, Mode


def plan_sheet(review: ObjectiveView) -> Sheet:
    """List the actions by day, overdue ones first."""
    columns = (
        Column("What"),
        Column("With whom", "person"),
        Column("Seller"),
        Column("How"),
        Column("What to say or ask"),
        Column("By", "date"),
        Column("Why"),
    )
    rows = [_row(review, row) for row in review.rows("next_actions")]
    note = (
        "What is planned or taken on keeps its day; the rest is suggested for days on which our people have time. "
        "Somebody on an even keel is asked once what would change that; somebody overconfident is left alone."
    )
    return Sheet("Plan", columns, rows, "Nothing to do: nobody is waiting for us.", note)


def _row(review: ObjectiveView, row: dict[str, Any]) -> Row:
    doing, id_ = Doing(row["action"]), row["person_id"] or ""
    mode = Mode(row["mode"]) if row["mode"] else None
    helpers = ((row["via_id"], "through"), (row["with_whom"], "theirs:"))
    how = ", ".join(f"{word} {_name(review, person)}" for person, word in helpers if person)
    agenda = clean(row["agenda"] or "")
    cause = cause_in_words(row["because"]) if row["status"] == "suggested" else ""
    cells = (
        blocks.text(doing.label, _STATUS[row["status"]]),
        blocks.person(review.people[id_]) if id_ in review.people else blocks.text(id_ or "Whole account"),
        blocks.text(clean(row["seller"] or ""), how),
        blocks.text(mode.label if mode else "", clean(row["place"] or "")),
        blocks.text(clean(row["message"] or ""), agenda),
        blocks.day(row["due_on"].date(), "⚑ overdue" if row["overdue"] else ""),
        blocks.text(clean(row["reason"] or ""), cause),
    )
    return Row(cells, id_ if id_ in review.people else "", _offers(review, row))


_STATUS = {"planned": "planned", "open": "taken on", "suggested": "suggested"}


def _offers(review: ObjectiveView, row: dict[str, Any]) -> tuple[Action, ...]:
    """What can be done about a row: take it on, note it as done, drop it, or log the conversation."""
    id_, what = row["person_id"] or "", Doing(row["action"]).label
    name = _name(review, id_) or review.account_name
    about = {"action_id": row["action_id"]} if row["action_id"] else _suggestion(row)
    labels = {ActionStatus.OPEN: "Change …" if row["action_id"] else "Accept …"}
    labels |= {ActionStatus.DONE: "Done …", ActionStatus.DROPPED: "Drop …"}
    offers = [
        Action(text, "action", {**about, "status": status.value}, f"{text.removesuffix(' …')}: {what}, {name}")
        for status, text in labels.items()
        if row["status"] != "planned"
    ]
    if id_ in review.people:
        target = {"touchpoint_id": row["touchpoint_id"]} if row["touchpoint_id"] else {"person_id": id_}
        offers.append(Action("Log …", "log", target, f"Log a conversation with {name}"))
    return tuple(offers)


def _suggestion(row: dict[str, Any]) -> dict[str, str]:
    """A suggestion by the columns of the table actions."""
    cells = {name: row[name] for name in ("action", "person_id", "seller", "because") if row[name]}
    return {**cells, "due_on": row["due_on"].date().isoformat(), "note": row["message"]}


def _name(review: ObjectiveView, id_: str) -> str:
    return review.people[id_].name if id_ in review.people else id_


def pictures(review: ObjectiveView) -> list[Image]:
    """Paint who has been spoken with and when, and how much was telling and how much creating together."""
    from stratsell.charts.modes import modes_chart
    from stratsell.charts.timeline import timeline_chart

    about: dict[str, Any] = {"objective_id": review.objective_id, "as_of": review.day}
    return [
        blocks.drawn("Conversations, done and planned", timeline_chart(review.book, **about)),
        blocks.drawn("From telling to creating together", modes_chart(review.book, by="seller", **about)),
    ]


TAB = Tab(
    "Plan",
    50,
    lambda review: [plan_sheet(review), *pictures(review)],
    actions=lambda _: [Action("Add an action", "action")],
)
