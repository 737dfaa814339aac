"""Modules under the names that version 0.1 documented: each warns, names the new one, and gives what stands there."""

import sys
import warnings
from collections.abc import Sequence
from importlib import import_module
from importlib.machinery import ModuleSpec
from types import ModuleType

MOVED = {
    "stratsell.conflict": "stratsell.book.conflict",
    "stratsell.diff": "stratsell.book.diff",
    "stratsell.merge": "stratsell.book.merge",
    "stratsell.observers": "stratsell.book.events",
    "stratsell.tables": "stratsell.book.tables",
}


class _Moved:
    """Finds what nobody else finds any more."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None, /
    ) -> ModuleSpec | None:
        """Give where a module is found, if it has moved."""
        del path, target
        return ModuleSpec(fullname, self) if fullname in MOVED else None  # type: ignore[arg-type]  # it has what counts

    def create_module(self, spec: ModuleSpec) -> None:
        """Let Python make the module."""

    def exec_module(self, module: ModuleType) -> None:
        """Fill the module with what stands under the new name."""
        new = MOVED[module.__name__]
        warnings.warn(f"{module.__name__} is now {new}", DeprecationWarning, stacklevel=2)
        names = vars(import_module(new)).items()
        vars(module).update({name: what for name, what in names if not name.startswith("__")})


def find_moved() -> None:
    """Let Python find the modules by their old names."""
    sys.meta_path.append(_Moved())
