"""Forms about a person: what stands on their card, a role that they fill, adding and removing them."""

from __future__ import annotations

from collections.abc import Sequence

from stratsell.book.tables import TABLES
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
    refuse,
    row_of,
)
from stratsell.objective_view import ObjectiveView
from stratsell.text import clean
from stratsell.vocabulary import SEPARATOR, RelationshipKind, Role, words_of

NEW = "\x00new"
"""The choice of somebody who is not in the book yet; no id can be this."""


def card_form(asked: Asked) -> Form:
    """Edit a person: all that the book says of them, and of their part in the objective.

    Parameters
    ----------
    asked : Asked
        About a ``person_id``, and perhaps about some ``columns`` of their part, with commas between them.

    Returns
    -------
    Form
    """
    book, view = asked.book, asked.view
    person_id = asked.about["person_id"]
    name = view.people[person_id].name
    if columns := asked.about.get("columns"):
        return part_form(asked, columns.split(","), f"Edit {name}", f"Edit {name}")
    key = (view.objective_id, person_id)
    part = row_of(book, "influences", *key)
    person = fields(book, "people", row_of(book, "people", person_id))
    means = fields(book, "influences", part)

    def save(answers: Row) -> View:
        with book.step(f"Edit {name}"):
            if cells := changed(person, answers):
                book.update("people", person_id, **cells)
            if cells := changed(means, answers):
                if part:
                    book.update("influences", key, **cells)
                else:
                    book.insert("influences", objective_id=key[0], person_id=person_id, **cells)
        return {"selected": person_id}

    return Form(f"Edit {name}", (Group(person), Group(means, _in(view))), save)


def part_form(asked: Asked, columns: Sequence[str], title: str, step: str) -> Form:
    """Edit some columns of a person's part in the objective.

    Parameters
    ----------
    asked : Asked
        About a ``person_id`` with a part in the objective.
    columns : sequence of str
        Columns of influences.
    title : str
        What stands above the form.
    step : str
        What the step of undo is called.

    Returns
    -------
    Form
    """
    book, person_id = asked.book, asked.about["person_id"]
    key = (asked.view.objective_id, person_id)
    row, table = row_of(book, "influences", *key), TABLES["influences"]
    about = tuple(field("influences", table[column], row.get(column, "")) for column in columns)

    def save(answers: Row) -> View:
        with book.step(step):
            if cells := changed(about, answers):
                book.update("influences", key, **cells)
        return {"selected": person_id}

    return Form(title, (Group(about),), save)


def add_form(asked: Asked) -> Form:
    """Add a person to the account, with their part in the objective and whom they report to.

    Parameters
    ----------
    asked : Asked
        About nobody, or about a ``manager_id``.

    Returns
    -------
    Form
    """
    view = asked.view
    person, means = fields(asked.book, "people"), fields(asked.book, "influences")
    manager = manager_field(view, asked.about.get("manager_id", ""))

    def save(answers: Row) -> View:
        cells = cells_of(means, answers)
        return _added(asked, cells_of(person, answers), cells, answers[manager.name])

    note = "Leave blank what you do not know; without a part in this objective, they are only added to the account."
    return Form("Add a person", (Group((*person, manager)), Group(means, _in(view))), save, "Add", note)


def _added(asked: Asked, person: Row, part: Row, manager_id: str) -> View:
    """Add a person in one step of undo."""
    book, view = asked.book, asked.view
    with book.step(f"Add {person.get('name', 'a person')}"):
        person_id = book.fresh_id("people", hint=person.get("name", ""))
        book.insert("people", person_id=person_id, account_id=view.account["account_id"], **person)
        if part:
            book.insert("influences", objective_id=view.objective_id, person_id=person_id, **part)
        if manager_id:
            kind = RelationshipKind.REPORTS_TO.value
            book.insert("relationships", source_id=person_id, target_id=manager_id, kind=kind)
    return {"selected": person_id}


def fill_form(asked: Asked) -> Form:
    """Give a role that nobody holds to one of the candidates, to somebody else of the account or to a new person.

    Parameters
    ----------
    asked : Asked
        About a ``role``, and perhaps a ``candidate_id``.

    Returns
    -------
    Form
    """
    book, view = asked.book, asked.view
    role = Role(asked.about["role"])
    who = _who(view, role, asked.about.get("candidate_id", ""))
    person = fields(book, "people")
    manager = manager_field(view)

    def save(answers: Row) -> View:
        if answers[who.name] == NEW:
            return _added(asked, cells_of(person, answers), {"roles": role.value}, answers[manager.name])
        return give_role(asked, answers[who.name], role)

    note = f"{role.label}: {role.definition}. Nobody is known in this role yet."
    groups = (Group((who,)), Group((*person, manager), "The new person", when=(who.name, NEW)))
    return Form(f"Who is {role.label.lower()}?", groups, save, "Fill the role", note)


def give_role(asked: Asked, person_id: str, role: Role) -> View:
    """Give a person one role more in the objective, in one step of undo."""
    book, view = asked.book, asked.view
    if person_id not in view.people:
        raise refuse("people", "person_id", person_id, "is not a person of this account; choose who holds the role")
    key = (view.objective_id, person_id)
    part = row_of(book, "influences", *key)
    roles = [*words_of(part.get("roles", "")), role.value]
    cell = f"{SEPARATOR} ".join(word.value for word in Role if word in roles)
    with book.step(f"{view.people[person_id].name} is {role.label.lower()}"):
        if part:
            book.update("influences", key, roles=cell)
        else:
            book.insert("influences", objective_id=key[0], person_id=person_id, roles=cell)
    return {"selected": person_id}


def _who(view: ObjectiveView, role: Role, chosen: str) -> Field:
    """Whom a role can be given to: the candidates first, each with the reason."""
    why = dict(next((gap.candidates for gap in view.gaps if gap.role is role), ()))
    others = [id_ for id_, person in view.people.items() if id_ not in why and role not in person.roles]
    ids = [*why, *others]
    options = [Option(id_, _called(view, id_), why.get(id_, "")) for id_ in ids]
    options.append(Option(NEW, "Somebody new …", "a person who is not in the book yet"))
    value = chosen if chosen in ids else (ids[0] if why else "" if ids else NEW)
    return Field("people.person_id", "Who", "word", value, required=True, options=tuple(options))


def remove_form(asked: Asked) -> Form:
    """Take a person out of the objective or out of the book, saying what goes along.

    Parameters
    ----------
    asked : Asked
        About a ``person_id``.

    Returns
    -------
    Form
    """
    book, view = asked.book, asked.view
    person_id = asked.about["person_id"]
    name = view.people[person_id].name
    key = (view.objective_id, person_id)
    options = [Option("book", "The account, and so the book", _along(asked, person_id))]
    if row_of(book, "influences", *key):
        options.insert(0, Option("objective", "This objective only", "their part in it goes; the person stays"))
    where = Field("where", "Take them out of", "word", options[0].value, required=True, options=tuple(options))

    def save(answers: Row) -> View:
        if answers[where.name] == "objective":
            with book.step(f"Take {name} out of this objective"):
                book.remove("influences", key)
            return {"selected": person_id}
        with book.step(f"Remove {name}"):
            book.remove("people", person_id)
        return {"selected": ""}

    return Form(f"Remove {name}", (Group((where,)),), save, "Remove", "Undo brings all of it back.")


def _along(asked: Asked, person_id: str) -> str:
    """Count what refers to a person and goes with them."""
    counts = []
    for table in TABLES.values():
        named = [column.name for column in table.columns if column.refers_to == "people"]
        frame = asked.book.tables[table.name]
        count = int((frame[named] == person_id).any(axis=1).sum()) if named else 0
        if count:
            counts.append(f"{count} {_NOUNS.get(table.name, table.name) if count == 1 else table.name}")
    return f"goes along: {', '.join(counts)}" if counts else "nothing else refers to them"


_NOUNS = {"influences": "influence", "relationships": "relationship", "touchpoints": "touchpoint"}


def manager_field(view: ObjectiveView, value: str = "") -> Field:
    """Ask whom a person reports to."""
    return Field("manager", "Reports to", "word", value, "Whom they work for.", options=people_options(view))


def people_options(view: ObjectiveView, besides: Sequence[str] = ()) -> tuple[Option, ...]:
    """Give the people of the account to choose from."""
    return tuple(Option(id_, _called(view, id_)) for id_ in view.people if id_ not in besides)


def _called(view: ObjectiveView, person_id: str) -> str:
    person = view.people[person_id]
    return f"{person.name} · {person.title}" if person.title else person.name


def _in(view: ObjectiveView) -> str:
    return f"In “{clean(view.objective_name or view.account_name)}”"


FORMS = {"edit": card_form, "add": add_form, "fill": fill_form, "remove": remove_form}
