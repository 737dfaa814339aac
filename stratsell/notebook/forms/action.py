"""The form for what somebody takes on: accepted from the plan, given to one of ours or theirs, done, or dropped."""

from __future__ import annotations

from stratsell.book.tables import TABLES
from stratsell.notebook.forms.card import people_options
from stratsell.notebook.forms.form import (
    Asked,
    Field,
    Form,
    Group,
    Row,
    View,
    cells_of,
    changed,
    field,
    fields,
    refuse,
    row_of,
)
from stratsell.notebook.forms.touchpoint import sellers
from stratsell.vocabulary import Action, ActionStatus

TABLE = TABLES["actions"]
_ABOUT = ("action", "person_id", "because")
"""What a suggestion says, and nobody is asked for."""

_VERBS = {ActionStatus.OPEN: "Take on", ActionStatus.DONE: "Note as done", ActionStatus.DROPPED: "Drop"}


def action_form(asked: Asked) -> Form:
    """Take on a suggestion, add an action of one's own, or say what has become of one.

    Parameters
    ----------
    asked : Asked
        About an ``action_id``; or about a suggestion, by the columns of the table actions; or about nothing. Its
        ``status`` is what the form begins with.

    Returns
    -------
    Form
    """
    action_id = asked.about.get("action_id", "")
    suggested = {name: asked.about[name] for name in TABLE.names if name in asked.about and name != "action_id"}
    suggested.setdefault("seller", asked.latest.get("seller", ""))
    row = row_of(asked.book, TABLE.name, action_id) if action_id else suggested
    if action_id and not row:
        raise LookupError("this action is not in the book any more")
    status = ActionStatus(asked.about.get("status") or ActionStatus.OPEN.value)
    about = _fields(asked, row, status, new=not row.get("action"))

    def save(answers: Row) -> View:
        if answers[f"{TABLE.name}.status"] == ActionStatus.DROPPED and not answers[f"{TABLE.name}.note"]:
            raise refuse(TABLE.name, "note", "", "is blank; say why it is dropped, so that others need not ask")
        whose = _called(asked, row)
        with asked.book.step(f"{_VERBS[status]}: {whose}"):
            if action_id:
                if cells := {**changed(about, answers), **_now(about, answers, row)}:
                    asked.book.update(TABLE.name, action_id, **cells)
            else:
                known = {name: row[name] for name in _ABOUT if row.get(name)}
                made = {"objective_id": asked.view.objective_id, **known, **cells_of(about, answers)}
                hint = f"{made.get('action', '')} {made.get('person_id', '')}"
                asked.book.insert(TABLE.name, action_id=asked.book.fresh_id(TABLE.name, hint=hint), **made)
        return {"selected": row["person_id"]} if row.get("person_id") else {}

    def remove() -> View:
        with asked.book.step(f"Remove an action: {_called(asked, row)}"):
            asked.book.remove(TABLE.name, action_id)
        return {}

    title = f"{_VERBS[status]}: {_called(asked, row)}" if row.get("action") else "Add an action"
    return Form(title, (Group(about),), save, _VERBS[status], remove=remove if action_id else None)


def _fields(asked: Asked, row: Row, status: ActionStatus, *, new: bool) -> tuple[Field, ...]:
    made = {control.column: control for control in fields(asked.book, TABLE.name, row, skip=("because",))}
    people = people_options(asked.view)
    for name in ("person_id", "with_whom"):
        made[name] = field(TABLE.name, TABLE[name], row.get(name, ""), input="word", options=people)
    made["seller"] = field(TABLE.name, TABLE["seller"], row.get("seller", ""), suggestions=sellers(asked))
    if status is ActionStatus.DROPPED:  # why has to be said, and is not what there was to say
        dropped = row.get("action_id") and row.get("status") == status
        made["note"] = field(TABLE.name, TABLE["note"], row.get("note", "") if dropped else "")
    made["status"] = field(TABLE.name, TABLE["status"], status.value)
    first = ("action", "person_id") if new else ()
    last = ("seller", "with_whom", "due_on", "status", "note")
    ordered = [made.pop(name) for name in (*first, *last)]
    rest = [control for name, control in made.items() if name not in _ABOUT]
    return (*ordered, *rest)


def _now(about: tuple[Field, ...], answers: Row, row: Row) -> Row:
    """Give the status, which the form begins with and which is not yet in the book."""
    status = next(control for control in about if control.column == "status")
    status_now = answers[status.name]
    return {} if status_now == row.get("status", "") else {"status": status_now}


def _called(asked: Asked, row: Row) -> str:
    """What an action is called: what is to be done, and with whom."""
    doing = Action(row["action"]).label if row.get("action") else "a new one"
    person = asked.view.people.get(row.get("person_id", ""))
    return f"{doing}, {person.name}" if person else doing


FORMS = {"action": action_form}
