"""What is clicked and what a cell does take turns.

JupyterLab has messages of widgets handled in a thread of their own, so that they work while a cell runs; the first ones
still come to the thread of the cells. Without turns two of them would change the same explorer at once.
"""

from __future__ import annotations

import threading
from typing import Any

TURN = threading.RLock()
"""Whoever has it changes widgets; others wait. Who has it may take it again."""


class InTurn:
    """A widget that hears what its page says only when it is its turn; it stands before ipywidgets' own classes."""

    def _handle_msg(self, msg: Any) -> None:
        with TURN:
            super()._handle_msg(msg)  # type: ignore[misc]
