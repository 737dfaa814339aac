"""What every front end begins with: what is pressed in a widget does not reach the notebook around it."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def contain() -> str:
    """Give the JavaScript that keeps keys and right clicks in our widgets, which a page runs once."""
    return Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
