"""The form that asks where a book is to be saved."""

from __future__ import annotations

import os
from pathlib import Path

from stratsell.io.place import PLACES
from stratsell.notebook.forms.form import Asked, Field, Form, Group, Option, Row, View, refuse


def save_form(asked: Asked) -> Form:
    """Save the book to a place that is to be named.

    Parameters
    ----------
    asked : Asked
        About nothing.

    Returns
    -------
    Form
    """
    book = asked.book
    note = f"Where the book is kept: {PLACES}. A name without a folder lies beside the notebook."
    before = "" if book.source is None else os.fspath(book.source)
    place = Field("save.place", "File or folder", "line", before, note, required=True)
    replace = Field("save.replace", "If it is there already", "set", "", options=(Option("yes", "replace it"),))

    def save(answers: Row) -> View:
        target = answers[place.name]
        if not target:
            raise refuse("save", "place", "", "is blank; give a name such as my book.xlsx")
        known = book.source is not None and os.fspath(book.source) == target
        if not known and Path(target).expanduser().exists() and not answers[replace.name]:
            raise refuse("save", "replace", target, "is there already; choose to replace it, or give another name")
        book.write(None if known else target)  # only the book knows the password of an address
        return {}

    return Form("Save the book", (Group((place, replace)),), save)


FORMS = {"save": save_form}
