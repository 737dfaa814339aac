"""The graph rules as they are, asked with lazy tables; goes when they are queries themselves."""

from typing import Any

import narwhals as nw

from stratsell.rules.engine import Frame, Tables
from stratsell.steps.coaching import introductions as found_introductions
from stratsell.steps.missing import missing_influences as found_missing


def introductions(tables: Tables, **options: Any) -> Frame:
    """Ask `stratsell.introductions`."""
    found: Frame = nw.from_native(found_introductions(_native(tables), **options))
    return found


def missing_influences(tables: Tables, **options: Any) -> Frame:
    """Ask `stratsell.missing_influences`."""
    found: Frame = nw.from_native(found_missing(_native(tables), **options))
    return found


def _native(tables: Tables) -> dict[str, Any]:
    return {name: frame.to_native() for name, frame in tables.items()}
