"""Strategic selling in notebooks: who decides, who influences, how well we cover them, and what to do next.

Start with a book, yours or the demo, and explore it:

>>> import stratsell as ss
>>> book = ss.demo()
>>> frame = ss.coverage(book, as_of="2026-11-23")

`read` and `read_sheet` open your own files, `explore` shows a book in a notebook, `InfluenceMap` and `draw_map` show
one objective; `coverage`, `missing_influences`, `red_flags`, `introductions`, `reach` and `levels` are the rules, each
a data frame. All public names stand in `__init__.pyi`, and there alone; each is loaded when it is first used.
"""

import lazy_loader

from stratsell.book import storage as _storage
from stratsell.moved import find_moved as _find_moved


def _keeping() -> "_storage.Storage":
    """Give the module that keeps books: a book knows nothing of files, so the entrance names who does."""
    from stratsell.io import keeping

    return keeping


_storage.kept_by(_keeping)
_find_moved()
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
__version__ = "0.2.0"
