"""What an explorer does while it is shown to others, and what stands for it where no widget can be shown.

It goes from account to account, and afterwards all is as it was. The page fills the screen and leaves out what edits
and what was written for ourselves (``static/present.js``).
"""

from __future__ import annotations

from typing import Any

from stratsell.dates import spoken
from stratsell.map.widget import still
from stratsell.notebook.page import Page


class Presenting(Page):
    """A page that can be shown to others, and as a picture; see `stratsell.notebook.explorer.Explorer`."""

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

    # Where no widget can be shown.

    def __repr__(self) -> str:
        """Say what is shown; the same for the same state, since notebooks compare outputs."""
        if not self.objective_id:
            return "<Explorer: no accounts>"
        if self.view == "portfolio":
            return f"<Explorer: portfolio, {spoken(self.as_of)}>"
        return f"<Explorer: {self._accounts.labels[self.account_id]}, {spoken(self.as_of)}>"

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        """Give the widget and, for where none can be shown, its name and the map as a picture."""
        bundle: dict[str, Any] = super()._repr_mimebundle_(**kwargs)
        bundle["text/plain"] = repr(self)
        if self.objective_id or self.view == "portfolio":
            self._try(lambda: bundle.update({"image/png": self._still()}))
        return bundle

    def _still(self) -> bytes:
        if self.view == "portfolio" and self.portfolio is not None:
            return bytes(self.portfolio.export("png").content)
        return still(self.book, self.objective_id, self.as_of, self.selected)
