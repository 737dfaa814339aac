"""How the front ends of our widgets come to a page: a widget of its own carries each, and all that use it share it.

An AnyWidget sends its script and its style sheet with every instance, which for an explorer of ten widgets came to more
than all that it shows. Here they send a few lines (``load.js``) that take both from a `FrontEnd`. It is a part of their
state, so a saved notebook and a page of Voilà have it, too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import anywidget
import ipywidgets
import traitlets

from stratsell.map.contain import contain


class Sources(NamedTuple):
    """What a front end is made of.

    Attributes
    ----------
    script : str
        A module of JavaScript whose default is a front end as AnyWidget wants it, or several by name.
    style : str
        Its style sheet.
    """

    script: str
    style: str


class FrontEnd(ipywidgets.Widget):  # type: ignore[misc]
    """A script and a style sheet; equal ones have the same digest, and a page takes them once."""

    script = traitlets.Unicode().tag(sync=True)
    style = traitlets.Unicode().tag(sync=True)
    digest = traitlets.Unicode().tag(sync=True)

    def __init__(self, sources: Sources) -> None:
        script = contain() + sources.script
        digest = hashlib.sha256((script + "\0" + sources.style).encode()).hexdigest()
        super().__init__(script=script, style=sources.style, digest=digest)

    def __repr__(self) -> str:
        """Say what it is, without what it carries."""
        return "<FrontEnd>"


_carriers: dict[Callable[[], Sources], FrontEnd] = {}


def front_end(sources: Callable[[], Sources]) -> FrontEnd:
    """Give the widget that carries what a function gives: one a kernel, unless somebody has closed it.

    Examples
    --------
    >>> def plain() -> Sources:
    ...     return Sources("export default { render() {} }", "")
    >>> front_end(plain) is front_end(plain)
    True
    """
    carrier = _carriers.get(sources)
    if carrier is None or carrier.comm is None:
        carrier = _carriers[sources] = FrontEnd(sources())
    return carrier


class Carried(anywidget.AnyWidget):
    """A widget whose front end comes from a `FrontEnd`.

    Parameters
    ----------
    sources : callable
        Gives script and style sheet; asked once a kernel.
    part : str, optional
        The name of its part of the script; blank where the script is of one front end.
    """

    _esm = Path(__file__).with_name("load.js").read_text(encoding="utf-8")
    _front = traitlets.Instance(FrontEnd).tag(sync=True, **ipywidgets.widget_serialization)
    _part = traitlets.Unicode().tag(sync=True)

    def __init__(self, sources: Callable[[], Sources], part: str = "", **kwargs: Any) -> None:
        self._sources = sources
        super().__init__(_front=front_end(sources), _part=part, **kwargs)

    def _handle_custom_msg(self, content: dict[str, Any], buffers: list[Any]) -> None:
        """Send the front end anew to a page that has not got it, once for all of its widgets."""
        if content != {"front": "lost"}:
            super()._handle_custom_msg(content, buffers)
            return
        if front_end(self._sources) is self._front:
            del _carriers[self._sources]
        self._front = front_end(self._sources)
