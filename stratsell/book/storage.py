"""Where a book asks to be saved. It knows nothing of files and databases: who keeps it says so here.

`stratsell.io` does, and is loaded when it is first asked; the entrance (`stratsell/__init__.py`) puts the two together.
"""

from __future__ import annotations

TYPE_CHECKING = False  # loading `typing` would take as long as all that `import stratsell` does
if TYPE_CHECKING:
    import os
    from collections.abc import Callable
    from pathlib import Path
    from typing import Any, Literal, Protocol

    from stratsell.book.conflict import OnConflict, Saved

    class Address(Protocol):
        """A place that is no folder or file of its own, such as a database on a server."""

        @property
        def shown(self) -> str:
            """The address without user and password."""

        @property
        def path(self) -> Path | None:
            """The file, if it is one after all."""

    class Storage(Protocol):
        """What keeps books."""

        def keep(
            self,
            book: Any,
            target: str | os.PathLike[str] | None,
            *,
            on_conflict: OnConflict,
            format: Literal["csv", "parquet"] | None,  # noqa: A002
            progress: Callable[[int, int], None] | None,
        ) -> tuple[Path | Address, Saved]:
            """Write a `Book`, as its `write` describes it, and give where it is now and what that place holds."""

        def export_changes(self, book: Any, since: Any, *, source: str, folder: Any, dry_run: bool) -> Any:
            """Write what has changed in a `Book` for a CRM, as its `export_changes` describes it."""

        def watched(self, book: Any) -> Any:
            """Note a book's edits from now on, so that they outlive the process."""


_provider: Callable[[], Storage]


def kept_by(provider: Callable[[], Storage]) -> None:
    """Name what gives the storage; it is called when a book is first saved."""
    global _provider  # noqa: PLW0603 (one for all books)
    _provider = provider


def storage() -> Storage:
    """Give what keeps books."""
    return _provider()
