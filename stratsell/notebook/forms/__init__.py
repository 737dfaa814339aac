"""The forms of the explorer: each a function from what is asked (`Asked`) to a `Form`, under the name of what it does.

A module here is one noun and lists its forms as ``FORMS``; a tab may bring forms of its own in the same way
(`stratsell.notebook.tabs`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from stratsell.notebook.forms import account, action, card, pasting, relationship, saving, touchpoint
from stratsell.notebook.forms.form import Asked, Field, Form, Group, Option

__all__ = ["FORMS", "Asked", "Field", "Form", "Group", "Maker", "Option"]

Maker = Callable[[Asked], Form]

FORMS: Mapping[str, Maker] = {
    **card.FORMS,
    **touchpoint.FORMS,
    **relationship.FORMS,
    **account.FORMS,
    **action.FORMS,
    **saving.FORMS,
    **pasting.FORMS,
}
"""What can be asked for everywhere in the explorer."""
