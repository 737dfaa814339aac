"""What happens to a book, and who is told of it."""

from __future__ import annotations

import warnings
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

ROUNDS = 1000
"""After how many changes in answer to one, observers that change the book themselves are no longer told."""


@dataclass(frozen=True)
class Event:
    """One thing that happened to a book.

    Attributes
    ----------
    label : str
        What it was, in words for a person; blank where the book was saved. It may hold text from the book.
    tables : tuple of str
        The tables that changed, in the order of a book; empty where the book was saved.
    kind : {"edit", "undo", "redo", "saved"}
        What sort of thing it was.
    """

    label: str
    tables: tuple[str, ...]
    kind: Literal["edit", "undo", "redo", "saved"]


Observer = Callable[[Event], object]


class Observers:
    """Those who are told of changes, in the order in which they came.

    An observer may change the book itself. Everybody hears of that change after the one before it. An observer that
    raises an error does not keep the others from hearing.
    """

    def __init__(self) -> None:
        self._all: list[Observer] = []
        self._news: deque[Event] = deque()
        self._telling = False

    def add(self, observer: Observer) -> Callable[[], None]:
        """Tell somebody of every change from now on, until what this gives is called."""

        def heard(event: Event) -> object:
            return observer(event)  # a function of its own, so that the same observer may be there twice

        self._all.append(heard)

        def stop() -> None:
            if heard in self._all:
                self._all.remove(heard)

        return stop

    def tell(self, event: Event) -> None:
        """Tell all of something, now or as soon as they have heard of the one before."""
        self._news.append(event)
        if self._telling:
            return
        self._telling = True
        try:
            self._tell_all()
        finally:
            self._telling = False
            self._news.clear()

    def _tell_all(self) -> None:
        for _ in range(ROUNDS):
            if not self._news:
                return
            event = self._news.popleft()
            for observer in tuple(self._all):
                if observer in self._all:  # another may have stopped it just now
                    _tell(observer, event)
        message = (
            "observers of a book keep changing it in response to each other; they are not told of any more changes"
        )
        warnings.warn(message, RuntimeWarning, stacklevel=4)


def _tell(observer: Observer, event: Event) -> None:
    try:
        observer(event)
    except Exception as error:  # noqa: BLE001 (whatever it is, the change stands and the others hear of it)
        message = f"an observer of a book failed ({type(error).__name__}: {error}); the change itself stands"
        warnings.warn(message, RuntimeWarning, stacklevel=5)
