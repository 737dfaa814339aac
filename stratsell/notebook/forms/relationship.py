"""The form for a relationship: what the map draws from card to card, for those who do not use a mouse."""

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
from stratsell.vocabulary import RelationshipKind

TABLE = TABLES["relationships"]


def relationship_form(asked: Asked) -> Form:
    """Add a relationship, or edit the one that is named.

    Parameters
    ----------
    asked : Asked
        About a ``person_id`` whom the new one starts from; or about ``source_id``, ``target_id`` and ``kind``.

    Returns
    -------
    Form
    """
    if {"source_id", "target_id", "kind"} <= set(asked.about):
        return _edited(asked)
    book, view = asked.book, asked.view
    options = people_options(view)
    ends = tuple(
        field(TABLE.name, TABLE[name], value, input="word", options=options, label=label, note="")
        for name, value, label in (
            ("source_id", asked.about.get("person_id", ""), "From"),
            ("target_id", asked.about.get("target_id", ""), "To"),
        )
    )
    kind, *more = fields(book, TABLE.name, {"kind": asked.latest.get("kind", "")})
    about = (ends[0], kind, ends[1], *more)

    def save(answers: Row) -> View:
        cells = cells_of(about, answers)
        source, target = cells.get("source_id", ""), cells.get("target_id", "")
        if source and source == target:
            raise refuse(TABLE.name, "target_id", view.people[target].name, "is the same person; choose somebody else")
        with book.step(f"Connect {_name(asked, source)} and {_name(asked, target)}"):
            book.insert(TABLE.name, **cells)
        return {"selected": source}

    return Form("Add a relationship", (Group(about),), save, "Add")


def _edited(asked: Asked) -> Form:
    book = asked.book
    key = tuple(asked.about[name] for name in TABLE.key)
    row = row_of(book, TABLE.name, *key)
    if not row:
        raise LookupError("this relationship is not in the book any more")
    source, target = _name(asked, key[0]), _name(asked, key[1])
    kind = RelationshipKind(key[2])
    about = fields(book, TABLE.name, row, skip=("kind",))
    shown = Field("shown", "Kind", "shown", kind.label, f"{kind.definition}.")

    def save(answers: Row) -> View:
        with book.step(f"Edit the relationship of {source} and {target}"):
            if cells := changed(about, answers):
                book.update(TABLE.name, key, **cells)
        return {"selected": key[0]}

    def remove() -> View:
        with book.step(f"Disconnect {source} and {target}"):
            book.remove(TABLE.name, key)
        return {"selected": key[0]}

    return Form(f"{source} → {target}", (Group((shown, *about)),), save, remove=remove)


def _name(asked: Asked, person_id: str) -> str:
    person = asked.view.people.get(person_id)
    return person.name if person else person_id or "nobody"


FORMS = {"relationship": relationship_form}
