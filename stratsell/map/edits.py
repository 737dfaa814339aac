"""What people change on the map, each as one step of the book that can be undone.

An edit takes the book, the objective that is shown and what was asked, and gives a line that says what was done. What
the book does not allow it refuses itself, with all reasons, and then nothing has changed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from stratsell.book import Book
from stratsell.text import clean, strength_shown
from stratsell.vocabulary import SEPARATOR, RelationshipKind, Role, words_of


def apply(book: Book, objective_id: str, what: str, asked: dict[str, Any]) -> str:
    """Do one of `EDITS` to a book.

    Parameters
    ----------
    book : Book
        The book, which is changed.
    objective_id : str
        The objective that is shown.
    what : str
        Which edit.
    asked : dict
        Its particulars.

    Returns
    -------
    str
        What was done, in one line.

    Raises
    ------
    ValueError
        If there is no such edit, or it lacks particulars.
    KeyError
        If there is no such person or relationship.
    BookError
        If the book does not allow it.
    """
    if what not in EDITS:
        raise ValueError(f"the map cannot do “{what}”; it can: {', '.join(EDITS)}")
    return EDITS[what](book, objective_id, **asked)


def _relate(
    book: Book,
    _: str,
    *,
    source_id: str,
    target_id: str,
    kind: str,
    strength: float,
    was: str = "",
    instead_of: str = "",
) -> str:
    """Draw a relationship, or change the one that `was` there; `instead_of` names who no longer is the target."""
    key = (source_id, target_id, kind)
    present = _relationships(book)
    label = f"{_name(book, source_id)} {RelationshipKind(kind).label.lower()} {_name(book, target_id)}"
    with book.step(label):
        if instead_of:
            book.remove("relationships", (source_id, instead_of, kind))
        if was and was != kind:
            book.remove("relationships", (source_id, target_id, was))
        if key in present:
            book.update("relationships", key, strength=strength)
        else:
            book.insert("relationships", source_id=source_id, target_id=target_id, kind=kind, strength=strength)
    return f"{label} ({strength_shown(strength)})"


def _unrelate(book: Book, _: str, *, source_id: str, target_id: str, kind: str) -> str:
    label = f"{_name(book, source_id)} no longer {RelationshipKind(kind).label.lower()} {_name(book, target_id)}"
    with book.step(label):
        book.remove("relationships", (source_id, target_id, kind))
    return f"{label}; undo brings it back"


def _fill(book: Book, objective_id: str, *, role: str, person_id: str) -> str:
    """Give a person a role in the objective, besides those that they have."""
    label = f"{_name(book, person_id)} is {Role(role).label.lower()} influence"
    influences = book.tables["influences"]
    mine = influences[(influences["objective_id"] == objective_id) & (influences["person_id"] == person_id)]
    with book.step(label):
        if len(mine):
            held = words_of(mine["roles"].fillna("").iloc[0])
            roles = f"{SEPARATOR} ".join([*held, role])
            book.update("influences", (objective_id, person_id), roles=roles)
        else:
            book.insert("influences", objective_id=objective_id, person_id=person_id, roles=role)
    return label


def _remove(book: Book, _: str, *, person_id: str) -> str:
    name = _name(book, person_id)
    with book.step(f"Remove {name}"):
        book.remove("people", person_id)
    return f"{name} is removed, with all that was known of them; undo brings them back"


def _move(book: Book, _: str, *, person_id: str, across: float, down: int) -> str:
    """Note where a card has been put: so many px right of its tidy place and so many rows below it."""
    label = f"Move {_name(book, person_id)}"
    with book.step(label):
        book.update("people", person_id, map_dx=across or None, map_rows=down or None)
    return label


def _tidy(book: Book, objective_id: str, *, person_id: str = "") -> str:
    """Let a card, or all of the account's, stand where they belong."""
    shown = book.select(objective_id=objective_id).tables["people"]
    placed = [name for name in ("map_dx", "map_rows") if name in shown]
    there = shown.loc[shown[placed].notna().any(axis=1), "person_id"] if placed else shown["person_id"].iloc[:0]
    moved = [id_ for id_ in there if person_id in ("", id_)]
    label = f"Put {_name(book, person_id)} back" if person_id else "Tidy the map"
    with book.step(label):
        for id_ in moved:
            book.update("people", id_, map_dx=None, map_rows=None)
    return label if moved else "All cards are already in their places"


def _undo(book: Book, _: str) -> str:
    label = book.undo()
    return f"Undone: {label}" if label else "There is nothing to undo"


def _redo(book: Book, _: str) -> str:
    label = book.redo()
    return f"Redone: {label}" if label else "There is nothing to redo"


EDITS: dict[str, Callable[..., str]] = {
    "relate": _relate,
    "unrelate": _unrelate,
    "fill": _fill,
    "remove": _remove,
    "move": _move,
    "tidy": _tidy,
    "undo": _undo,
    "redo": _redo,
}
"""The edits by the names that the page gives them."""


def _relationships(book: Book) -> set[tuple[str, str, str]]:
    table = book.tables["relationships"]
    return set(zip(table["source_id"], table["target_id"], table["kind"], strict=True))


def _name(book: Book, person_id: str) -> str:
    people = book.tables["people"]
    names = people.loc[people["person_id"] == person_id, "name"]
    if not len(names):
        raise KeyError(f"no person “{person_id}” in the book")
    return clean(names.iloc[0]) or person_id
