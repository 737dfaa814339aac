"""The tab that says who decided, who said thank you, whose solution was chosen, and which follow-ups are due."""

from __future__ import annotations

from stratsell.book.tables import TABLES
from stratsell.notebook import blocks
from stratsell.notebook.blocks import Action, Column, Passage, Row, Sheet
from stratsell.notebook.forms.account import write_objective
from stratsell.notebook.forms.card import part_form
from stratsell.notebook.forms.form import Asked, Field, Form, Group, Option, View, field, row_of
from stratsell.notebook.forms.form import Row as Answers
from stratsell.notebook.tabs.coverage import NOBODY
from stratsell.notebook.tabs.tab import Tab
from stratsell.objective_view import ObjectiveView
from stratsell.rules.findings import records
from stratsell.text import clean
from stratsell.vocabulary import FollowUp, OptionSource, words_of


def outcome(review: ObjectiveView) -> Passage:
    """Say how the objective stands: whose solution was chosen, and whether it is a success."""
    rows = review.rows("thanks")
    many = sum(row["thanked_on"] is not None for row in rows)
    total = f"{many} of {len(rows)} {'has' if many == 1 else 'have'} said thank you."
    lines = []
    chosen = clean(rows[0]["chosen"]) if rows and rows[0]["chosen"] else ""
    sources = [OptionSource(word) for word in words_of(rows[0]["source"] or "")] if chosen else []
    if rows and rows[0]["success"]:
        others = sources and OptionSource.OURS not in sources
        whose = " Another source solved it, and they thanked us for the way there." if others else ""
        lines.append([blocks.span("✓ A success: it is closed, and thanked for." + whose, "good")])
    elif rows and not rows[0]["open"]:
        lines.append([blocks.span("Closed, but nobody has said thank you yet.", "bad")])
    if chosen:
        from_where = " and ".join(source.definition for source in sources)
        lines.append([blocks.span("Chosen: ", "muted"), blocks.span(chosen, "strong"), blocks.span(f" ({from_where})")])
    lines.append([blocks.span(total, "muted")])
    return Passage("Status", lines)


def thanks_sheet(review: ObjectiveView) -> Sheet:
    """List everybody with a part: what they may decide and did, and the follow-up, overdue first."""
    columns = (
        Column("Who", "person"),
        Column("May say"),
        Column("Decision"),
        Column("Thank you", "date"),
        Column("Follow-up"),
        Column("By", "date"),
    )
    order = {FollowUp.OVERDUE: 0, FollowUp.DUE: 1}
    rows = []
    for row in sorted(review.rows("thanks"), key=lambda row: order.get(row["follow_up"], 2)):
        who = review.people[row["person_id"]]
        decision = (row["decision"] or "") + ("" if row["valid"] else " (their role cannot say so)")
        about = {"person_id": who.person_id}
        due = FollowUp(row["follow_up"]) if row["follow_up"] else None
        cells = (
            blocks.person(who),
            blocks.text("; ".join([*words_of(row["may_decide"] or ""), "thank you"])),
            blocks.text(decision),
            blocks.day(row["thanked_on"].date() if row["thanked_on"] is not None else None),
            blocks.text(
                ("⚑ " if due is FollowUp.OVERDUE else "") + due.label if due else "", due.definition if due else ""
            ),
            blocks.day(row["follow_up_on"].date() if row["follow_up_on"] is not None else None),
        )
        acts = [Action("Thanks …", "thank", about, f"Note the decision and the thank-you of {who.name}")]
        if due:
            acts.append(Action("Log …", "log", about, f"Log a conversation with {who.name}"))
        rows.append(Row(cells, who.person_id, tuple(acts)))
    note = "An economic influence may say yes or no, a technical one no; everybody can say thank you."
    return Sheet("Decisions and thank-yous", columns, rows, NOBODY, note)


def thank_form(asked: Asked) -> Form:
    """Note what somebody decided, and that they said thank you.

    Parameters
    ----------
    asked : Asked
        About a ``person_id`` with a part in the objective.

    Returns
    -------
    Form
    """
    columns = ("decision", "thanked_on")
    name = asked.view.people[asked.about["person_id"]].name
    return part_form(asked, columns, f"Decision and thank-you of {name}", f"Note the thank-you of {name}")


def close_form(asked: Asked) -> Form:
    """Close the objective: the day, and the option that they chose, from whatever source.

    Parameters
    ----------
    asked : Asked
        About nothing more.

    Returns
    -------
    Form
    """
    book, view = asked.book, asked.view
    row = row_of(book, "objectives", view.objective_id)
    table = TABLES["objectives"]
    day = field("objectives", table["closed_on"], row.get("closed_on", "") or asked.today)
    options = records(view.part.tables["options"])
    before = next((option["option"] for option in options if option["chosen"]), "")
    choices = tuple(
        Option(option["option"], clean(option["option"]), OptionSource(option["source"]).definition)
        for option in options
    )
    chosen = Field("options.chosen", "What they chose", "word", before, "Whoever offered it.", options=choices)

    def save(answers: Answers) -> View:
        taken = answers[chosen.name]
        with book.step(f"Close the objective {view.objective_name or view.account_name}"):
            closing = {"status": "closed", "closed_on": answers[day.name]}
            write_objective(asked, row, {"name": view.account_name, **closing}, closing)
            for option in (before, taken) if before != taken else ():
                if option:
                    book.update("options", (view.objective_id, option), chosen="true" if option == taken else "")
        return {}

    return Form("Close the objective", (Group((day, chosen)),), save, "Close")


TAB = Tab(
    "Thanks",
    70,
    lambda review: [outcome(review), thanks_sheet(review)],
    actions=lambda review: [Action("Close the objective", "close")] if review.is_open else [],
    forms={"thank": thank_form, "close": close_form},
)
