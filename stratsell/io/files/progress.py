"""How far reading or writing a large book has come."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int], None]
"""Called now and then with how much is done and how much there is, in whatever unit."""


def silent(done: int, total: int) -> None:
    """Say nothing."""
