"""Whether a page shows a widget: one that is not visible need not keep up with the book.

A notebook that runs a cell again takes the old widget from the page, but the kernel still has it. So every view says
when it comes and when it goes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Visibility:
    """The views of a widget.

    Examples
    --------
    >>> visibility = Visibility()
    >>> visibility.there  # as long as no page has said anything
    True
    >>> visibility.hear({"view": "a", "shown": True}), visibility.hear({"view": "a", "shown": False}), visibility.there
    (True, True, False)
    >>> visibility.hear({"do": "undo"})
    False
    """

    def __init__(self) -> None:
        self._views: set[str] | None = None

    @property
    def there(self) -> bool:
        """Whether somebody may see the widget."""
        return self._views is None or bool(self._views)

    def hear(self, content: Mapping[str, Any]) -> bool:
        """Take in what a page says; whether it was about this."""
        if "view" not in content:
            return False
        views = self._views or set()
        self._views = views | {content["view"]} if content.get("shown") else views - {content["view"]}
        return True
