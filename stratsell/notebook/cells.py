"""What is edited in a cell of a table: the same as in a form of one field, checked and undone in the same way."""

from __future__ import annotations

from stratsell.notebook.forms.card import part_form
from stratsell.notebook.forms.form import Asked, answered, complaints


def edit_cell(asked: Asked, name: str, value: str) -> str:
    """Write a cell of a person's part in the objective, as one step of undo.

    Parameters
    ----------
    asked : Asked
        About a ``person_id`` with a part in the objective.
    name : str
        The field, such as ``influences.mindset``.
    value : str
        What is to stand in it, as in a file.

    Returns
    -------
    str
        What is wrong; blank if nothing is. Then the book is as it was.

    Examples
    --------
    >>> import stratsell as ss
    >>> from stratsell.objective_view import objective_view
    >>> book = ss.demo()
    >>> view = objective_view(book, objective_id="northwind-1", as_of="2026-11-23")
    >>> edit_cell(Asked(book, view, "2026-11-23", {"person_id": "nw-osei"}), "influences.support", "7")
    'Support: “7” is out of range; allowed: a number from -5 to 5 or blank.'
    """
    if asked.about.get("person_id") not in asked.view.people:
        return "This person is not in the account any more."
    column = name.removeprefix("influences.")
    label = column.replace("_", " ")
    person = asked.view.people[asked.about["person_id"]].name
    form = part_form(asked, (column,), "", f"Change {label} of {person}")
    try:
        form.save(answered(form, {name: value}))
    except Exception as error:  # noqa: BLE001  (whatever it is, it is said at the cell)
        return "\n".join(complaints(error, form).values())
    return ""
