"""The tab that says whether the objective is a good one, with a form that builds a good one from its parts."""

from __future__ import annotations

from typing import Any

from stratsell.book.tables import TABLES
from stratsell.dates import spoken
from stratsell.notebook import blocks
from stratsell.notebook.blocks import Action, Column, Row, Sheet
from stratsell.notebook.forms.account import write_objective
from stratsell.notebook.forms.form import Asked, Form, Group, View, cells_of, changed, field, fields, row_of
from stratsell.notebook.forms.form import Row as Answers
from stratsell.notebook.tabs.tab import Tab
from stratsell.objective_view import ObjectiveView
from stratsell.rules.check_objectives import CANNOT_TELL
from stratsell.rules.findings import records
from stratsell.text import clean
from stratsell.vocabulary import ObjectiveTest, OptionSource

TABLE = TABLES["objectives"]

_QUESTIONS = {
    "problem": "What goes wrong for them today, or what could they gain? In their words.",
    "outcome": "And then? What is better for them, and for whom, once it is reached?",
    "metric": "How would they see it? What is measured, with its unit: “line stoppages, hours a week”.",
    "baseline": "Where does it stand today?",
    "target": "Where do they want it to stand?",
    "due_on": "By when, agreed with them?",
    "value": "What is it worth to them, in their money?",
}


def test_sheet(review: ObjectiveView) -> Sheet:
    """Say which tests of a good objective it passes, why, and how to improve it."""
    columns = (Column("Test"), Column("Passed"), Column("Why"), Column("How to improve it"))
    rows = []
    for row in review.rows("check_objectives"):
        test = ObjectiveTest(row["test"])
        verdict = ("✓ yes" if row["passed"] else "✗ not yet") if not _unsure(row) else "? read it"
        cells = (
            blocks.text(test.label, test.definition),
            blocks.text(verdict),
            *map(blocks.text, (row["reason"], row["advice"] or "")),
        )
        rows.append(Row(cells))
    return Sheet("A good objective", columns, rows, review.unless_closed("Nothing is known about this objective."))


def _unsure(row: dict[str, object]) -> bool:
    return row["reason"] == CANNOT_TELL


def option_sheet(review: ObjectiveView) -> Sheet:
    """List the possible solutions from any source, the one that solves their problem best first."""
    columns = (Column("Option"), Column("Where it comes from"), Column("Fit, 0 to 5", "number"), Column("Chosen"))
    options = review.part.tables["options"].sort_values(["fit", "option"], ascending=[False, True])
    rows = []
    for option in records(options):
        source, called = OptionSource(option["source"]), clean(option["option"])
        offered = "" if option["offered_on"] is None else f"we told them on {spoken(option['offered_on'])}"
        chosen = ("✓ chosen", offered) if option["chosen"] else (offered, "")
        about = {"option": option["option"]}
        cells = (
            blocks.text(called),
            blocks.text(source.label, source.definition),
            blocks.number(option["fit"]),
            blocks.text(*chosen),
        )
        rows.append(Row(cells, actions=(Action("Edit", "option", about, f"Edit {called}"),)))
    advice = review.rows("priorities")
    note = str(advice[0]["advice"] or "") if advice else ""
    return Sheet("Solutions from any source", columns, rows, "No option yet: which ways are there, ours or not?", note)


def priority_sheet(review: ObjectiveView) -> Sheet:
    """Say how well we can help here, and what that is made of."""
    columns = (Column("What counts"), Column("How much"), Column("Why"))
    rows = [
        Row((blocks.text(name, meaning), blocks.text(number), blocks.text(why)))
        for row in review.rows("priorities")
        if row["score"] is not None
        for name, meaning, number, why in _weighed(row)
    ]
    note = "Coverage is shown beside the score, not in it: a thank-you never makes an objective less worth our time."
    nothing = review.unless_closed("Nobody can tell until an option that is not ours has been weighed.")
    return Sheet("How well we can help", columns, rows, nothing, note if rows else "")


def _weighed(row: dict[str, Any]) -> list[tuple[str, str, str, str]]:
    """What the score of an objective is made of: name, meaning, number, why."""
    ours, other = (clean(row[name]) if row[name] else "" for name in ("our_option", "other_option"))
    better = f"{ours} fits {row['our_fit']:g} of 5" if ours else "none of ours has been weighed"
    better += f", {other} {row['other_fit']:g}"
    open_minded = f"{row['receptive']:,} of {row['influences']:,} want a change"
    return [
        ("Advantage", "how much better we help than the best of all others", f"{row['advantage']:+g}", better),
        (
            "Openness",
            "what share wants a change, weighted by how much their word counts",
            f"{row['openness']:.0%}",
            open_minded,
        ),
        ("Backing", "how much they are for it, weighted by how much their word counts", f"{row['backing']:.0%}", ""),
        ("Score", "the mean of the three; 0 where another helps as well or better", f"{row['score']:.0%}", ""),
        ("Coverage", "how far we have come with each role", f"{row['coverage']:.0%}", ""),
    ]


def build_form(asked: Asked) -> Form:
    """Build a good objective from its parts, one question each; its name is made of them unless one is given.

    Parameters
    ----------
    asked : Asked
        About nothing more.

    Returns
    -------
    Form
    """
    book, view = asked.book, asked.view
    row = row_of(book, TABLE.name, view.objective_id)
    parts = tuple(
        field(TABLE.name, TABLE[name], row.get(name, ""), label=asks, note="", required=False)
        for name, asks in _QUESTIONS.items()
    )
    hint = "In one line. Leave it blank to have it made of metric, numbers and day."
    name = field(TABLE.name, TABLE["name"], row.get("name", ""), note=hint, required=False)
    asked_for = (*parts, name)

    def save(answers: Answers) -> View:
        values = {**answers, name.name: answers[name.name] or sentence(cells_of(parts, answers))}
        with book.step(f"Build the objective of {view.account_name}"):
            write_objective(asked, row, cells_of(asked_for, values), changed(asked_for, values))
        return {}

    note = "Lead with their problem or opportunity. What our offer is comes later, if at all."
    return Form("Build the objective", (Group(parts), Group((name,), "The objective")), save, note=note)


def sentence(parts: Answers) -> str:
    """Make the objective's name of its parts.

    Examples
    --------
    >>> sentence({"metric": "line stoppages, hours a week", "baseline": "9", "target": "3", "due_on": "2027-06-30"})
    'Line stoppages, hours a week: from 9 to 3 by 2027-06-30'
    """
    metric = parts.get("metric", "")
    text = metric[:1].upper() + metric[1:]
    if parts.get("baseline") and parts.get("target"):
        text += f": from {parts['baseline']} to {parts['target']}"
    return text + (f" by {parts['due_on']}" if text and parts.get("due_on") else "")


def option_form(asked: Asked) -> Form:
    """Add a possible solution from any source, or edit one.

    Parameters
    ----------
    asked : Asked
        About an ``option`` that is to be edited, or about nothing more.

    Returns
    -------
    Form
    """
    book, view = asked.book, asked.view
    called = asked.about.get("option", "")
    row = row_of(book, "options", view.objective_id, called) if called else {}
    about = fields(book, "options", row)

    def save(answers: Answers) -> View:
        option = answers["options.option"]
        with book.step(f"{'Edit' if row else 'Add'} the option {option}"):
            if not row:
                book.insert("options", objective_id=view.objective_id, **cells_of(about, answers))
            elif cells := changed(about, answers):
                book.update("options", (view.objective_id, called), **cells)
        return {}

    def remove() -> View:
        with book.step(f"Remove the option {called}"):
            book.remove("options", (view.objective_id, called))
        return {}

    title = "Edit a solution" if row else "Add a solution, from whatever source"
    return Form(title, (Group(about),), save, "Save" if row else "Add", remove=remove if row else None)


TAB = Tab(
    "Objective",
    45,
    lambda review: [test_sheet(review), option_sheet(review), priority_sheet(review)],
    actions=lambda _: [Action("Build the objective", "build"), Action("Add a solution", "option")],
    forms={"build": build_form, "option": option_form},
)
