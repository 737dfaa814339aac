"""The tab that says what to do next: with whom, which seller, how, by when and why."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, get_args

from stratsell.map.style import Theme
from stratsell.map.text import clean
from stratsell.notebook import blocks
from stratsell.notebook.blocks import Action, Column, Image, Row, Sheet
from stratsell.notebook.tabs.tab import Tab
from stratsell.objective_view import ObjectiveView
from stratsell.vocabulary import Action as Doing
from stratsell.vocabulary import Mode

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def plan_sheet(review: ObjectiveView) -> Sheet:
    """List the actions, the most useful first."""
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
    note = "Somebody on an even keel is hard to influence; somebody overconfident is so now, and is not pressed."
    return Sheet("Plan", columns, rows, review.unless_closed("Nothing to do: nobody is waiting for us."), note)


def _row(review: ObjectiveView, row: dict[str, Any]) -> Row:
    doing, id_ = Doing(row["action"]), row["person_id"] or ""
    who = blocks.person(review.people[id_]) if id_ else blocks.text("Whole account")
    via = review.people[row["via_id"]].name if row["via_id"] else ""
    mode = Mode(row["mode"]) if row["mode"] else None
    log = (
        Action("Log …", "log", {"person_id": id_}, f"Log a conversation with {review.people[id_].name}")
        if id_
        else None
    )
    cells = (
        blocks.text(doing.label),
        who,
        blocks.text(clean(row["seller"] or ""), f"through {via}" if via else ""),
        blocks.text(mode.label if mode else "", clean(row["place"] or "")),
        blocks.text(clean(row["message"] or "")),
        blocks.day(row["due_on"].date()),
        blocks.text(clean(row["reason"] or "").replace("_", " "), (row["because"] or "").replace("_", " ")),
    )
    return Row(cells, id_, (log,) if log else ())


def pictures(review: ObjectiveView) -> list[Image]:
    """Paint who has been spoken with and when, and how much was telling and how much creating together."""
    from stratsell.charts.modes import draw_modes
    from stratsell.charts.timeline import draw_timeline

    about: dict[str, Any] = {"objective_id": review.objective_id, "as_of": review.day}
    return [
        _image("Conversations, done and planned", partial(draw_timeline, review.book, **about)),
        _image("From telling to creating together", partial(draw_modes, review.book, by="seller", **about)),
    ]


def _image(title: str, draw: Callable[..., Figure]) -> Image:
    from stratsell.map.figure import PX, content

    figures = {theme: draw(theme=theme) for theme in get_args(Theme)}
    pictures = {theme: content(figure, ".svg", title=title) for theme, figure in figures.items()}
    return Image(title, pictures, width=figures["light"].get_figwidth() * PX)


TAB = Tab("Plan", 50, lambda review: [plan_sheet(review), *pictures(review)])
