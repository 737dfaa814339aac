"""The formats of a brief, each a module here.

To add a format, add a module with a ``FORMAT``; nothing else names it. `Brief.write` and the terminal then write such
files, and the explorer's Export offers them if the format has a text
(`stratsell.reports.formats.format.Format`):

    FORMAT = Format(".txt", 90, write_text, "text/plain", "Brief as text", "This objective as plain text")
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from stratsell.reports.formats.format import Format

__all__ = ["Format", "all_formats"]


@cache
def all_formats() -> tuple[Format, ...]:
    """Give all formats in their order.

    Examples
    --------
    >>> [form.ending for form in all_formats()][:2]
    ['.md', '.html']
    """
    modules = (import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__))
    return tuple(sorted((m.FORMAT for m in modules if hasattr(m, "FORMAT")), key=lambda form: form.place))
