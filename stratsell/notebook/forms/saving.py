"""The form that asks where a book is to be saved."""

from __future__ import annotations

import os
from pathlib import Path

from stratsell.book import Book
from stratsell.dates import as_day
from stratsell.io import check_no_sheet
from stratsell.io.store.place import PLACES
from stratsell.notebook.forms.form import Asked, Field, Form, Group, Option, Row, View, refuse
from stratsell.text import clean, safe_stem


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
    note = f"Where the book is kept: {PLACES}. A plain name goes beside the notebook, or where the app started."
    before = proposed(book) if book.source is None else os.fspath(book.source)
    advice, sheet = "", flat_sheet(book)
    if sheet is not None:
        before = os.fspath(sheet.with_name(f"{sheet.stem} book.xlsx"))
        advice = f"{clean(sheet.name)} is a flat sheet and cannot hold a whole book: say where the book is to be kept."
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

    return Form("Save the book", (Group((place, replace)),), save, note=advice)


def proposed(book: Book) -> str:
    """Propose a name for the file of a book that is saved nowhere.

    It is called after the file, or whatever, that it was made of; else after its account, where it has only one, and
    today.

    Examples
    --------
    >>> import stratsell as ss
    >>> name = proposed(ss.demo().select(account_id="northwind"))
    >>> name.startswith("northwind_20"), name.endswith(".xlsx")
    (True, True)
    """
    if book.import_report is None:
        ids = book.tables["accounts"]["account_id"]
        return f"{safe_stem(ids.iloc[0], 'account') if len(ids) == 1 else 'accounts'}_{as_day(None)}.xlsx"
    files = [Path(file.file).stem for file in book.import_report.files]
    stem = files[0] if len(files) == 1 else book.import_report.crm
    return f"{clean(stem)} book.xlsx"


def flat_sheet(book: Book) -> Path | None:
    """Give the flat sheet that a book came from, over which it cannot be saved; None if it came from elsewhere."""
    if isinstance(book.source, Path):
        try:
            check_no_sheet(book.source)
        except ValueError:
            return book.source
    return None


FORMS = {"save": save_form}
