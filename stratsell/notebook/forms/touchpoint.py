"""The form for a conversation: with whom, which seller, when, how, and what we learned."""

from __future__ import annotations

from stratsell.book.tables import TABLES
from stratsell.notebook.accounts import objective_choices
from stratsell.notebook.forms.form import (
    Asked,
    Field,
    Form,
    Group,
    Option,
    Row,
    View,
    cells_of,
    changed,
    field,
    fields,
    row_of,
)
from stratsell.vocabulary import TouchpointStatus

TABLE = TABLES["touchpoints"]
MOST_SELLERS = 200
"""How many of our people are suggested."""


def touchpoint_form(asked: Asked) -> Form:
    """Log a conversation, planned or done, or correct one.

    Parameters
    ----------
    asked : Asked
        About a ``person_id``, or several people, or about a ``touchpoint_id`` that is to be corrected.

    Returns
    -------
    Form
    """
    book, view = asked.book, asked.view
    touchpoint_id = asked.about.get("touchpoint_id", "")
    new = {"objective_id": view.objective_id, "on": asked.today, "status": TouchpointStatus.DONE.value}
    new["seller"] = asked.latest.get("seller", "")
    row = row_of(book, TABLE.name, touchpoint_id) if touchpoint_id else new
    if not row:
        raise LookupError("this conversation is not in the book any more")
    person_ids = asked.person_ids or (row.get("person_id", "") or asked.about["person_id"],)
    if gone := [id_ for id_ in person_ids if id_ not in view.people]:
        raise LookupError(f"no person “{gone[0]}” in this account any more")
    names = [view.people[id_].name for id_ in person_ids]
    name = names[0] if len(names) == 1 else f"{len(names)} people"
    shown = {"selected": person_ids[0]} if len(names) == 1 else {}
    about = _fields(asked, row)

    def save(answers: Row) -> View:
        if touchpoint_id:
            with book.step(f"Correct a conversation with {name}"):
                if cells := changed(about, answers):
                    book.update(TABLE.name, touchpoint_id, **cells)
        else:
            with book.step(f"Log a conversation with {name}"):
                for person_id in person_ids:
                    made = book.fresh_id(TABLE.name, hint=f"{person_id} {answers['touchpoints.on']}")
                    book.insert(TABLE.name, touchpoint_id=made, person_id=person_id, **cells_of(about, answers))
        return shown

    def remove() -> View:
        with book.step(f"Remove a conversation with {name}"):
            book.remove(TABLE.name, touchpoint_id)
        return shown

    return Form(
        f"Conversation with {name}",
        (Group(about),),
        save,
        "Save" if touchpoint_id else "Log",
        f"With {', '.join(names)}; it is written down for each of them." if len(names) > 1 else "",
        remove=remove if touchpoint_id else None,
    )


def _fields(asked: Asked, row: Row) -> tuple[Field, ...]:
    """The columns of a conversation, the objective among them and the sellers that we know suggested."""
    choices = objective_choices(asked.book, asked.view.account["account_id"], asked.view.open_ids)
    options = tuple(Option(choice.id, choice.label) for choice in choices)
    objective = field(
        TABLE.name,
        TABLE["objective_id"],
        row.get("objective_id", ""),
        input="word",
        options=options,
        note="Blank counts for all of the person’s objectives.",
    )
    made = {control.column: control for control in fields(asked.book, TABLE.name, row)}
    made["seller"] = field(TABLE.name, TABLE["seller"], row.get("seller", ""), suggestions=sellers(asked))
    first = ("seller", "on", "status", "mode", "place", "message", "learned")
    return (*(made.pop(name) for name in first), objective, *made.values())


def sellers(asked: Asked) -> tuple[str, ...]:
    """Give our people: who has spoken with this account first, then its owner, then everybody else."""
    book, view = asked.book, asked.view
    here = view.part.tables["touchpoints"]["seller"]
    names = [*here.value_counts(sort=True).index, view.account["owner"], *book.tables["touchpoints"]["seller"].unique()]
    return tuple(dict.fromkeys(name for name in names if isinstance(name, str)))[:MOST_SELLERS]


FORMS = {"log": touchpoint_form}
