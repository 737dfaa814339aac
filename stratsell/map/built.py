"""The front ends that `hatch_build.py` builds: a script and a style sheet each, in ``static/``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

STATIC = Path(__file__).parent / "static"


@cache
def built(name: str) -> str:
    """Give a built file.

    Parameters
    ----------
    name : str
        Its name, such as ``map.js``.

    Raises
    ------
    RuntimeError
        If it has not been built, which only happens in a clone of the repository.
    """
    path = STATIC / name
    if not path.exists():
        raise RuntimeError(
            f"the front end ({path.name}) has not been built; in a clone of the repository run "
            "“make front” or “pip install .”, anywhere else install stratsell again"
        )
    return path.read_text(encoding="utf-8")
