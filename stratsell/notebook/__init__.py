"""What people click in a notebook: the start page, and the explorer of a book.

Text of a book is untrusted wherever it is shown here: it reaches the page as text only, never as HTML, as a formula of
MathJax or as a link.
"""

from __future__ import annotations

from stratsell.notebook.explorer import Explorer
from stratsell.notebook.start import Start, explore
from stratsell.notebook.workshop import Workshop, workshop

__all__ = ["Explorer", "Start", "Workshop", "explore", "workshop"]
