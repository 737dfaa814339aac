"""The tabs of the explorer beside the map, each a module here.

To add a tab, add a module with a ``TAB``; nothing else names it. It says what it is called, where it stands, and what
it shows of an objective (`stratsell.notebook.tabs.tab.Tab`):

    TAB = Tab("Thanks", 90, lambda review: [thanks_sheet(review)], forms={"thank": thank_form})

A click on a row or a name selects a person; an `Action` opens a form.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from stratsell.notebook.tabs.tab import Tab

__all__ = ["Tab", "all_tabs"]


@cache
def all_tabs() -> tuple[Tab, ...]:
    """Give all tabs in the order in which they stand.

    Examples
    --------
    >>> [tab.name for tab in all_tabs()][:4]
    ['Coverage', 'Coaches', 'Missing influences', 'Red flags']
    """
    modules = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    return tuple(sorted((module.TAB for module in modules if hasattr(module, "TAB")), key=lambda tab: tab.place))
