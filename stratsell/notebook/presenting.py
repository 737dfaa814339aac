"""What an explorer does while it is shown to others: account after account; afterwards all is as it was.

The page fills the screen and leaves out what edits and what was written for ourselves (``static/present.js``).
"""

from __future__ import annotations

from typing import Any

from stratsell.notebook.page import Page


class Presenting(Page):
    """A page that can be shown to others; see `stratsell.notebook.explorer.Explorer`."""

    _before: dict[str, Any]
    """What is shown again afterwards; empty while it is not shown to others."""
    _showing: bool
    view: Any

    def _present(self, what: str) -> None:
        if what == "present":
            self._before = {name: getattr(self, name) for name in ("objective_id", "as_of", "selected")}
            self._left = self._tabs.chosen, self.view
            self._tabs.chosen, self.view = 0, "account"
        elif what == "leave" and self._before:
            self._try(self._restore)
        elif what in {"next", "previous"}:
            other = self._accounts.beside(self.account_id, 1 if what == "next" else -1)
            self._take("account_id", other)

    def _restore(self) -> None:
        self._showing = True
        try:
            for name, value in self._before.items():
                setattr(self, name, value)
        finally:
            self._showing, self._before = False, {}
            self._tabs.chosen, view = self._left
            if view == self.view:
                self._show()
            self.view = view
