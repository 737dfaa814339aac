"""Forms about accounts and objectives."""

from __future__ import annotations

from stratsell.notebook.forms.form import Asked, Form, Group, Row, View, cells_of, changed, fields, row_of


def account_form(asked: Asked) -> Form:
    """Edit the account in view.

    Parameters
    ----------
    asked : Asked
        About nothing more.

    Returns
    -------
    Form
    """
    book, view = asked.book, asked.view
    account_id = view.account["account_id"]
    about = fields(book, "accounts", row_of(book, "accounts", account_id))

    def save(answers: Row) -> View:
        with book.step(f"Edit the account {view.account_name}"):
            if cells := changed(about, answers):
                book.update("accounts", account_id, **cells)
        return {}

    return Form(f"Edit {view.account_name}", (Group(about),), save)


def new_account_form(asked: Asked) -> Form:
    """Add an account.

    Parameters
    ----------
    asked : Asked
        About nothing.

    Returns
    -------
    Form
    """
    book = asked.book
    about = fields(book, "accounts")

    def save(answers: Row) -> View:
        cells = cells_of(about, answers)
        with book.step(f"Add the account {cells.get('name', '')}"):
            made = book.fresh_id("accounts", hint=cells.get("name", ""))
            book.insert("accounts", account_id=made, **cells)
        return {"account_id": made}

    return Form(
        "Add an account", (Group(about),), save, "Add", "It begins with one open objective, which you can name."
    )


def objective_form(asked: Asked) -> Form:
    """Edit the objective in view; the implied one of an account without objectives becomes one of its own.

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
    about = fields(book, "objectives", row)

    def save(answers: Row) -> View:
        with book.step(f"Edit the objective {view.objective_name or view.account_name}"):
            write_objective(asked, row, cells_of(about, answers), changed(about, answers))
        return {}

    return Form("Edit the objective", (Group(about),), save)


def write_objective(asked: Asked, row: Row, whole: Row, cells: Row) -> None:
    """Write the objective in view: all of it where it was only implied and has no row yet, else what changes."""
    book, view = asked.book, asked.view
    if not row:
        ids = {"objective_id": view.objective_id, "account_id": view.account["account_id"]}
        book.insert("objectives", **ids, **whole)
    elif cells:
        book.update("objectives", view.objective_id, **cells)


def new_objective_form(asked: Asked) -> Form:
    """Add an objective to the account in view; the first takes the place of the one that it is taken to have.

    Parameters
    ----------
    asked : Asked
        About nothing more.

    Returns
    -------
    Form
    """
    book, view = asked.book, asked.view
    account_id = view.account["account_id"]
    about = fields(book, "objectives")

    def save(answers: Row) -> View:
        cells = cells_of(about, answers)
        with book.step(f"Add the objective {cells.get('name', '')}"):
            made = book.fresh_id("objectives", hint=f"{account_id} {cells.get('name', '')}")
            book.insert("objectives", objective_id=made, account_id=account_id, **cells)
        return {"objective_id": made}

    return Form("Add an objective", (Group(about),), save, "Add")


FORMS = {
    "account": account_form,
    "new_account": new_account_form,
    "objective": objective_form,
    "new_objective": new_objective_form,
}
