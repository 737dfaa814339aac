"""The widgets that the explorer is put together from: small front ends that put text on the page as text only.

ipywidgets' own ``HTML`` shows markup and its ``Label`` typesets ``$x$``; names from a CRM may hold either. The front
ends here are plain JavaScript files in ``static/``, without a build: each is what all share (``dom.js``) and then its
own, and they follow the colours of JupyterLab's theme.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import anywidget
import traitlets
from traitlets.traitlets import TraitType

from stratsell.notebook.export import File

_STATIC = Path(__file__).parent / "static"


@cache
def _front_end(name: str, ending: str, shared: str) -> str:
    return "\n".join((_STATIC / f"{each}.{ending}").read_text(encoding="utf-8") for each in (shared, name))


def _synced(trait: TraitType[Any, Any]) -> Any:
    return trait.tag(sync=True)


class _Widget(anywidget.AnyWidget):
    """A widget whose front end lies in ``static/`` under its class's name in small letters."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        if "_esm" not in vars(cls):  # anywidget makes a subclass of its own that has it already
            cls._esm = _front_end(cls.__name__.lower(), "js", "dom")
            cls._css = _front_end(cls.__name__.lower(), "css", "theme")
        super().__init_subclass__(**kwargs)

    def __repr__(self) -> str:
        """Say what it is, the same each time, since notebooks compare outputs."""
        return f"<{type(self).__name__}>"


class Picker(_Widget):
    """A field to type into and a list of what fits: how an account is chosen.

    Attributes
    ----------
    label : str
        What stands before the field.
    value : str
        The id of what is chosen.
    shown : str
        What the field shows for it.
    query : str
        What has been typed.
    answered : str
        The query that `matches` answers.
    matches : list of dict
        What fits: id and text.
    more : int
        How many more fit than are listed.
    """

    label = _synced(traitlets.Unicode())
    value = _synced(traitlets.Unicode())
    shown = _synced(traitlets.Unicode())
    query = _synced(traitlets.Unicode())
    answered = _synced(traitlets.Unicode())
    matches = _synced(traitlets.List())
    more = _synced(traitlets.Int())


class Sheets(_Widget):
    """Tables of which a row can be chosen; columns sort.

    Attributes
    ----------
    sheets : list of dict
        As `stratsell.notebook.sheets.Sheet.to_dict` gives them.
    selected : str
        The id of the chosen person; blank for nobody.
    """

    sheets = _synced(traitlets.List())
    selected = _synced(traitlets.Unicode())


class Panel(_Widget):
    """What is known of a person or an objective.

    Attributes
    ----------
    about : dict
        As `stratsell.notebook.panel.panel` gives it.
    selected : str
        The id of the chosen person; blank for nobody.
    """

    about = _synced(traitlets.Dict())
    selected = _synced(traitlets.Unicode())


class Picture(_Widget):
    """A picture on which people can be clicked.

    Attributes
    ----------
    svg : bytes
        The picture; shown as an image, so nothing in it can run.
    width : float
        Its natural width, in px.
    title : str
        What it shows, for those who do not see it.
    spots : list of dict
        As in `stratsell.notebook.picture.Drawing`.
    selected : str
        The id of the chosen person; blank for nobody.
    theme : str
        The page's colours, ``light`` or ``dark``; the page sets it.
    drawn : str
        The colours in which the picture is drawn.
    """

    svg = _synced(traitlets.Bytes())
    width = _synced(traitlets.Float())
    title = _synced(traitlets.Unicode())
    spots = _synced(traitlets.List())
    selected = _synced(traitlets.Unicode())
    theme = _synced(traitlets.Enum(("light", "dark"), "light"))
    drawn = _synced(traitlets.Unicode("light"))


class Notice(_Widget):
    """One calm line; blank for none.

    Attributes
    ----------
    text : str
        The line.
    """

    text = _synced(traitlets.Unicode())


class Export(_Widget):
    """Buttons, each of which has the browser save a file.

    Parameters
    ----------
    make : callable
        Given the kind that a button names, gives the `File`, or None if it cannot.

    Attributes
    ----------
    kinds : list of dict
        The buttons: kind, text and note.
    """

    kinds = _synced(traitlets.List())

    def __init__(self, make: Callable[[str], File | None], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._make = make
        self.on_msg(self._answer)

    def _answer(self, _: Any, message: dict[str, Any], __: Any) -> None:
        """Send the file to the view that asked for it."""
        file = self._make(str(message.get("kind", "")))
        reply = {"ticket": message.get("ticket")}
        if file is None:
            self.send(reply)
        else:
            self.send({**reply, "name": file.name, "type": file.type}, buffers=[file.content])
