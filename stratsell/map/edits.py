"""What people change on the map, each as one step of the book that can be undone.

An edit takes the book, the objective that is shown and what was asked, and gives a line that says what was done. What
the book does not allow it refuses itself, with all reasons, and then nothing has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from stratsell.book import Book
from stratsell.book.tables import TABLES, Kind
from stratsell.text import clean, strength_shown
from stratsell.vocabulary import SEPARATOR, RelationshipKind, Role, words_of

SETTABLE = ("roles", "mindset", "degree")
"""What can be set of several people at once: columns of the table influences."""


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


def _reverse(book: Book, _: str, *, source_id: str, target_id: str, kind: str) -> str:
    """Let a relationship run the other way, with all else that is known of it."""
    label = f"{_name(book, target_id)} {RelationshipKind(kind).label.lower()} {_name(book, source_id)}"
    with book.step(label):
        book.update("relationships", (source_id, target_id, kind), source_id=target_id, target_id=source_id)
    return f"{label}, no longer the other way round"


def _fill(book: Book, objective_id: str, *, role: str, person_id: str) -> str:
    """Give a person a role in the objective, besides those that they have."""
    label = f"{_name(book, person_id)} is {Role(role).label.lower()} influence"
    with book.step(label):
        _write(book, objective_id, [person_id], "roles", lambda cell: _with_word(cell, role))
    return label


def _set(
    book: Book, objective_id: str, *, person_ids: Sequence[str], column: str, value: str, without: bool = False
) -> str:
    """Set a cell of each person's part in the objective; of a set, add a word, or take it out."""
    if column not in SETTABLE:
        raise ValueError(f"the map cannot set “{column}” of several people; it can set: {', '.join(SETTABLE)}")
    about, who = TABLES["influences"][column], _who(book, person_ids)
    word = next((word.label.lower() for word in about.words or () if word == value), clean(value))
    noun, several = about.label.lower(), about.kind is Kind.SET
    if several:
        label = f"Remove {word} from the {noun} of {who}" if without else f"Add {word} to the {noun} of {who}"
    else:
        label = f"Set the {noun} of {who} to {word}" if value else f"Clear the {noun} of {who}"
    with book.step(label):
        _write(
            book,
            objective_id,
            person_ids,
            column,
            lambda cell: _with_word(cell, value, without=without) if several else value,
        )
    return label


def _leave(book: Book, objective_id: str, *, person_ids: Sequence[str]) -> str:
    """Take people out of the objective; they stay in the book."""
    who = _who(book, person_ids)
    parts = _cells(book, objective_id, "person_id")
    if not any(id_ in parts for id_ in person_ids):
        raise ValueError(f"{who}: no part in this decision, so there is nothing to take them out of")
    with book.step(f"Take {who} out of the decision"):
        for id_ in dict.fromkeys(person_ids):
            if id_ in parts:
                book.remove("influences", (objective_id, id_))
    are = "is" if len(set(person_ids)) == 1 else "are"
    return f"{who} {are} no longer part of the decision; undo brings that back"


def _remove(book: Book, _: str, *, person_ids: Sequence[str]) -> str:
    who = _who(book, person_ids)
    with book.step(f"Remove {who}"):
        for id_ in dict.fromkeys(person_ids):
            book.remove("people", id_)
    are = "is" if len(set(person_ids)) == 1 else "are"
    return f"{who} {are} removed, with all that was known about them; undo brings them back"


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
    "reverse": _reverse,
    "fill": _fill,
    "set": _set,
    "leave": _leave,
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


def _cells(book: Book, objective_id: str, column: str) -> dict[str, str]:
    """The cells of a column of influences in the objective, by person."""
    part = book.tables["influences"]
    part = part[part["objective_id"] == objective_id]
    return dict(zip(part["person_id"], part[column].fillna(""), strict=True))


def _write(book: Book, objective_id: str, person_ids: Sequence[str], column: str, cell: Callable[[str], str]) -> None:
    """Write cells into people's parts in the objective, made of what stands there; whoever has no part gets one."""
    present = _cells(book, objective_id, column)
    for id_ in dict.fromkeys(person_ids):
        text = cell(present.get(id_, ""))
        if id_ in present:
            book.update("influences", (objective_id, id_), **{column: text})
        elif text:
            book.insert("influences", objective_id=objective_id, person_id=id_, **{column: text})


def _with_word(cell: str, word: str, *, without: bool = False) -> str:
    """A set with one word more, or less."""
    words = [other for other in words_of(cell) if not (without and other == word)]
    if not without and word not in words:
        words.append(word)
    return f"{SEPARATOR} ".join(words)


def _who(book: Book, person_ids: Sequence[str]) -> str:
    """Whom something is done to: a person's name, or how many people."""
    names = [_name(book, id_) for id_ in dict.fromkeys(person_ids)]
    if not names:
        raise ValueError("nobody is selected; select somebody on the map first")
    return names[0] if len(names) == 1 else f"{len(names)} people"


def _name(book: Book, person_id: str) -> str:
    people = book.tables["people"]
    names = people.loc[people["person_id"] == person_id, "name"]
    if not len(names):
        raise KeyError(f"no person “{person_id}” in the book")
    return clean(names.iloc[0]) or person_id
