"""The tab of the proposition: its versions side by side, who has tested the current one, and whose needs it answers."""

from __future__ import annotations

from typing import Any

import pandas as pd

from stratsell.notebook import blocks
from stratsell.notebook.blocks import Action, Column, Image, Row, Sheet
from stratsell.notebook.forms.card import part_form
from stratsell.notebook.forms.form import Asked, Form, Group, View, cells_of, changed, fields, row_of
from stratsell.notebook.forms.form import Row as Answers
from stratsell.notebook.tabs.coverage import NOBODY
from stratsell.notebook.tabs.tab import Tab
from stratsell.objective_view import ObjectiveView
from stratsell.rules.proposition_changes import FIELDS
from stratsell.text import clean
from stratsell.vocabulary import Fit, Mode

_NO_VERSION = "No proposition yet: write down your current best thinking, then test it."


def _versions(review: ObjectiveView) -> pd.DataFrame:
    """The versions that were written by the day, and those that say no day, the first one first."""
    rows = review.part.tables["propositions"]
    return rows[rows["on"].isna() | (rows["on"] <= pd.Timestamp(review.day))].sort_values("version")


def version_sheet(review: ObjectiveView) -> Sheet:
    """List the versions, the current one first."""
    columns = (Column("Version", "number"), Column("Day", "date"), *(Column(name.capitalize()) for name in FIELDS))
    rows = []
    for row in _versions(review).iloc[::-1].to_dict("records"):
        day = None if pd.isna(row["on"]) else row["on"].date()
        edit = Action("Edit", "version", {"version": str(row["version"])}, f"Edit version {row['version']}")
        texts = (blocks.text(_plain_text(row[name])) for name in FIELDS)
        rows.append(Row((blocks.number(int(row["version"])), blocks.day(day), *texts), actions=(edit,)))
    return Sheet("Proposition", columns, rows, _NO_VERSION)


def momentum_sheet(review: ObjectiveView) -> Sheet:
    """Say what each version drew, and whether it was more or less than the one before."""
    columns = (
        Column("Version", "number"),
        Column("Asked", "number"),
        Column("Both ways", "number"),
        Column("Comments", "number"),
        Column("Changes", "number"),
        Column("Yes", "number"),
        Column("Compared with before"),
    )
    versions = review.rows("momentum")
    names = ("version", "asked", "two_way", "comments", "changes", "yeses")
    rows = [
        Row((*(blocks.number(int(row[name])) for name in names), blocks.text(compared(row)))) for row in versions[::-1]
    ]
    note = "Each version should draw more than the one before; a yes belongs to the last version they were asked about."
    return Sheet("Momentum", columns, rows, _NO_VERSION, note)


def compared(row: dict[str, Any]) -> str:
    """Say what a version drew more or less of than the one before.

    Examples
    --------
    >>> compared({"comments_change": -2, "yeses_change": 1})
    '2 comments fewer, 1 yes more'
    >>> compared({"comments_change": 0, "yeses_change": 0})
    'as many comments and yeses'
    """
    if row["comments_change"] is None:
        return "the first one"
    changes = (("comments_change", "comment", "comments"), ("yeses_change", "yes", "yeses"))
    parts = [
        f"{abs(row[name])} {one if abs(row[name]) == 1 else several} {'more' if row[name] > 0 else 'fewer'}"
        for name, one, several in changes
        if row[name]
    ]
    return ", ".join(parts) or "as many comments and yeses"


def momentum_picture(review: ObjectiveView) -> list[Image]:
    """Paint the versions through time; nothing where there is none."""
    from stratsell.charts.momentum import momentum_chart

    if not review.rows("momentum"):
        return []
    chart = momentum_chart(review.book, objective_id=review.objective_id, as_of=review.day)
    return [blocks.drawn("Versions through time, and who was asked", chart)]


def changes_sheet(review: ObjectiveView) -> Sheet:
    """Put the current version beside the one before, with whose feedback lies between them."""
    changes = review.rows("proposition_changes")
    if not changes:
        columns: tuple[Column, ...] = (Column("Part"),)
        return Sheet("What changed", columns, empty="There is one version only, or none.")
    columns = (
        Column("Part"),
        Column(f"Version {changes[0]['old']}"),
        Column(f"Version {changes[0]['new']}"),
        Column("Changed"),
        Column("Whose feedback", "people"),
        Column("What it changed"),
    )
    causes = (review.people.get(row["person_id"]) for row in review.rows("version_feedback"))
    heard = [person for person in causes if person is not None]
    rows = [
        Row(
            (
                blocks.text(row["field"].capitalize()),
                blocks.text(_plain_text(row["before"])),
                blocks.text(_plain_text(row["after"])),
                blocks.text("changed" if row["changed"] else "the same"),
                blocks.people(heard if row["changed"] else []),
                blocks.text(_plain_text(row["changes"])),
            )
        )
        for row in changes
    ]
    note = "A book says what a comment changed, not in which part: all changed parts name the same people."
    return Sheet("What changed", columns, rows, note=note)


def tested_sheet(review: ObjectiveView) -> Sheet:
    """Say who has been asked about the current version, and what that changed; those not asked come first."""
    columns = (
        Column("Who", "person"),
        Column("Asked"),
        Column("How"),
        Column("What they said"),
        Column("What it changed"),
    )
    rows = []
    for row in sorted(review.rows("tested"), key=lambda row: bool(row["asked"])):
        id_ = row["person_id"]
        mode = Mode(row["mode"]).label if row["mode"] else ""
        way = ("two-way" if row["two_way"] else "one-way") if row["asked"] else ""
        about = {"person_id": id_, "version": str(row["version"])}
        who = review.people[id_]
        cells = (
            blocks.person(who),
            blocks.day(row["on"].date(), "")
            if row["on"] is not None
            else blocks.text("asked" if row["asked"] else "not yet"),
            blocks.text(mode, way),
            blocks.text(_plain_text(row["comment"])),
            blocks.text(_plain_text(row["change"])),
        )
        act = Action(
            "Edit" if row["asked"] else "Heard …", "heard", about, f"What {who.name} says of version {row['version']}"
        )
        rows.append(Row(cells, id_, (act,)))
    versions = _versions(review)
    title = f"Discussion of version {versions['version'].iloc[-1]}" if len(versions) else "Discussion"
    empty = NOBODY if len(versions) else "Nothing to discuss before there is a proposition."
    return Sheet(title, columns, rows, review.unless_closed(empty))


def fit_sheet(review: ObjectiveView) -> Sheet:
    """Say whose needs and mindset the proposal answers, gaps first."""
    columns = (
        Column("Who", "person"),
        Column("Answered?"),
        Column("Mindset"),
        Column("Business result"),
        Column("Personal win"),
        Column("How the proposal answers it"),
    )
    rows = []
    for row in review.rows("proposal_fit"):
        who, fit = review.people[row["person_id"]], Fit(row["status"])
        missing = str(row["missing"] or "").replace("_", " ")
        cells = (
            blocks.person(who),
            blocks.text(fit.label, f"not known: {missing}" if missing else ""),
            blocks.text(f"{who.mindset.glyph} {who.mindset.label}" if who.mindset else "? Unknown"),
            *(blocks.text(_plain_text(row[name])) for name in ("business_result", "personal_win", "answer")),
        )
        act = Action("Answer …", "answer", {"person_id": who.person_id}, f"How the proposal answers {who.name}")
        rows.append(Row(cells, who.person_id, (act,)))
    return Sheet("Proposal", columns, rows, review.unless_closed(NOBODY))


def _plain_text(value: Any) -> str:
    return clean(value) if isinstance(value, str) else ""


def version_form(asked: Asked) -> Form:
    """Write the next version of the proposition, which begins as the current one, or correct one.

    Parameters
    ----------
    asked : Asked
        About a ``version`` that is to be corrected, or about nothing more.

    Returns
    -------
    Form
    """
    book, view = asked.book, asked.view
    number = asked.about.get("version", "")
    own = book.tables["propositions"]
    last = max(own.loc[own["objective_id"] == view.objective_id, "version"].astype(int), default=0)
    row = row_of(book, "propositions", view.objective_id, number or str(last))
    start = row if number else {**row, "on": asked.today}
    about = fields(book, "propositions", start, skip=("version",))

    def save(answers: Answers) -> View:
        if number:
            with book.step(f"Correct version {number} of the proposition"):
                if cells := changed(about, answers):
                    book.update("propositions", (view.objective_id, int(number)), **cells)
        else:
            with book.step(f"Write version {last + 1} of the proposition"):
                key = {"objective_id": view.objective_id, "version": last + 1}
                book.insert("propositions", **key, **cells_of(about, answers))
        return {}

    title = f"Version {number} of the proposition" if number else f"Version {last + 1} of the proposition"
    note = "" if number or not last else f"It begins as version {last}; change what the discussion has changed."
    return Form(title, (Group(about),), save, note=note)


def heard_form(asked: Asked) -> Form:
    """Note what somebody says of a version, and what that changes.

    Parameters
    ----------
    asked : Asked
        About a ``person_id`` and a ``version``.

    Returns
    -------
    Form
    """
    book, view = asked.book, asked.view
    person_id, version = asked.about["person_id"], int(asked.about["version"])
    name = view.people[person_id].name
    row = row_of(book, "feedback", view.objective_id, str(version), person_id)
    about = fields(book, "feedback", row or {"on": asked.today}, skip=("version",))

    def save(answers: Answers) -> View:
        with book.step(f"Note what {name} says of version {version}"):
            if row:
                if cells := changed(about, answers):
                    book.update("feedback", (view.objective_id, version, person_id), **cells)
            else:
                key = {"objective_id": view.objective_id, "version": version, "person_id": person_id}
                book.insert("feedback", **key, **cells_of(about, answers))
        return {"selected": person_id}

    return Form(f"{name} on version {version}", (Group(about),), save)


def answer_form(asked: Asked) -> Form:
    """Note what somebody needs, and how the proposal answers it.

    Parameters
    ----------
    asked : Asked
        About a ``person_id`` with a part in the objective.

    Returns
    -------
    Form
    """
    columns = ("mindset", "business_result", "personal_win", "answer")
    name = asked.view.people[asked.about["person_id"]].name
    return part_form(asked, columns, f"What {name} needs, and the answer", f"Answer what {name} needs")


TAB = Tab(
    "Proposition",
    60,
    lambda review: [
        version_sheet(review),
        momentum_sheet(review),
        *momentum_picture(review),
        changes_sheet(review),
        tested_sheet(review),
        fit_sheet(review),
    ],
    actions=lambda _: [Action("Write the next version", "version")],
    forms={"version": version_form, "heard": heard_form, "answer": answer_form},
)
