"""The widgets that the explorer is put together from: small front ends that put text on the page as text only.

ipywidgets' own ``HTML`` shows markup and its ``Label`` typesets ``$x$``; names from a CRM may hold either. The front
ends here are plain JavaScript files in ``static/``, without a build: what they share (``dom.js`` and others), and one
for each widget. A page gets all of them at once, and they follow the colours of JupyterLab's theme.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import traitlets
from traitlets.traitlets import TraitType

from stratsell.map.built import built
from stratsell.map.carried import Carried, Sources
from stratsell.map.kinds import INTRODUCTION
from stratsell.map.style import ink_on
from stratsell.map.turns import InTurn
from stratsell.map.visibility import Visibility
from stratsell.notebook.export import File
from stratsell.notebook.forms.form import REMEMBERED, Form, View, advice, answered, complaints
from stratsell.vocabulary import Level

_STATIC = Path(__file__).parent / "static"


_FRONT = "export default { render };"
"""How the script of a widget ends; other scripts are what widgets share."""


def static(name: str) -> str:
    """Give a file of the front ends."""
    return (_STATIC / name).read_text(encoding="utf-8")


def sources() -> Sources:
    """Give the front ends of all widgets by name, each in a scope of its own, after what they share."""
    scripts = {path.stem: path.read_text(encoding="utf-8") for path in sorted(_STATIC.glob("*.js"))}
    shared = [script for script in scripts.values() if _FRONT not in script]
    fronts = [
        f"{name}: (() => {{\n{script.replace(_FRONT, 'return { render };')}}})(),\n"
        for name, script in scripts.items()
        if _FRONT in script
    ]
    sheets = sorted(_STATIC.glob("*.css"), key=lambda path: (path.stem != "theme", path.stem))
    return Sources(
        "\n".join([built("health.js"), *shared, "export default {", *fronts, "};"]),
        _drawn() + "\n".join(path.read_text(encoding="utf-8") for path in sheets),
    )


def _drawn() -> str:
    """Give as CSS how words are drawn: number and colours of what is of a level, the colour of introductions."""
    way = f".stratsell {{ --introduction: {INTRODUCTION.line.colour.light}; }}\n"
    return way + "".join(
        f".stratsell .level-{int(level)} {{ --at: {int(level)}; --level: {level.colour}; "
        f"--level-ink: {ink_on(level.colour)}; }}\n"
        for level in Level
        if level.colour
    )


def synced(trait: TraitType[Any, Any]) -> Any:
    """Let a trait have one value here and in the page."""
    return trait.tag(sync=True)


class Widget(InTurn, Carried):
    """A widget whose front end lies in ``static/`` under its class's name in small letters."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(sources, type(self).__name__.lower(), **kwargs)

    def __repr__(self) -> str:
        """Say what it is, the same each time, since notebooks compare outputs."""
        return f"<{type(self).__name__}>"


class Picker(Widget):
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

    label = synced(traitlets.Unicode())
    value = synced(traitlets.Unicode())
    shown = synced(traitlets.Unicode())
    query = synced(traitlets.Unicode())
    answered = synced(traitlets.Unicode())
    matches = synced(traitlets.List())
    more = synced(traitlets.Int())


class TabBar(Widget):
    """The titles of tabs, one of which is chosen.

    Attributes
    ----------
    titles : list of str
        From left to right.
    chosen : int
        Which of them is chosen.
    shown : int
        Which of them is shown: another one, until what is chosen has been made.
    visibility : Visibility
        Whether a page shows it, and with it the explorer.

    Parameters
    ----------
    seen : callable
        Called when a page shows it or no longer does.
    """

    titles = synced(traitlets.List(traitlets.Unicode()))
    chosen = synced(traitlets.Int())
    shown = synced(traitlets.Int())

    def __init__(self, *, seen: Callable[[], object], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.visibility = Visibility()
        self.on_msg(lambda _, message, __: seen() if self.visibility.hear(message) else None)


class _Asking(Widget):
    """A widget with buttons and words that open a form.

    Parameters
    ----------
    ask : callable
        Given what is asked for: ``what``, and what it is about.
    """

    def __init__(self, ask: Callable[[dict[str, str]], None], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.on_msg(lambda _, message, __: ask(message["ask"]) if "ask" in message else None)


class Sheets(_Asking):
    """Tables, of which a row can be chosen, columns sort and cells may be edited, passages of text and images.

    Parameters
    ----------
    ask : callable
        As for all that asks.
    edit : callable
        Given the name of a field, what is to stand in the cell, and the id of the person in whose row it stands,
        changes the book; gives what is wrong, blank if nothing is.
    paste : callable
        Given what was pasted, writes it into the book or says why not.

    Attributes
    ----------
    label : str
        What is shown, for those who do not see it.
    shown : dict
        As `stratsell.notebook.tabs.Tab.shown` gives it; empty for nothing.
    selected : str
        The id of the chosen person; blank for nobody.
    """

    label = synced(traitlets.Unicode())
    shown = synced(traitlets.Dict())
    selected = synced(traitlets.Unicode())

    def __init__(
        self, ask: Callable[[dict[str, str]], None], edit: Callable[[str, str, str], str], paste: Callable[[str], None]
    ) -> None:
        super().__init__(ask)
        self._edit, self._paste = edit, paste
        self.on_msg(self._answer)

    def _answer(self, _: Any, message: dict[str, Any], __: Any) -> None:
        if "field" in message:
            wrong = self._edit(*(str(message.get(name, "")) for name in ("field", "value", "id")))
            self.send({"ticket": message.get("ticket"), "wrong": wrong})
        elif "pasted" in message:
            self._paste(str(message["pasted"]))


class Panel(_Asking):
    """What is known of a person or an objective.

    Attributes
    ----------
    about : dict
        As `stratsell.notebook.panel.panel` gives it.
    selected : str
        The id of the chosen person; blank for nobody.
    """

    about = synced(traitlets.Dict())
    selected = synced(traitlets.Unicode())


class Notice(Widget):
    """One calm line, blank for none; and another where Python does not answer.

    Attributes
    ----------
    text : str
        The line.
    wrong : bool
        Whether it says that something is wrong.
    """

    text = synced(traitlets.Unicode())
    wrong = synced(traitlets.Bool(default_value=False))

    def say(self, text: str = "", *, wrong: bool = False) -> None:
        """Show a line, or none."""
        with self.hold_sync():
            self.text = text
            self.wrong = wrong


class Toolbar(Widget):
    """Buttons for the whole book: undo, redo, save, export, present; and its keys in all of the explorer.

    Parameters
    ----------
    do : callable
        Does what a button names: ``undo``, ``redo``, ``save`` or ``save_as``; ``present``, ``leave``, ``next`` and
        ``previous`` where the explorer is shown to others.
    make : callable
        Given a kind of file, gives the `File`, which the browser then saves, or None if it cannot.

    Attributes
    ----------
    undo, redo : str
        What would be undone and redone; blank for nothing.
    unsaved : bool
        Whether anything of the book is not saved.
    place : str
        Where the book is saved; blank where it has no place yet.
    kinds : list of dict
        What can be exported: kind, text and note.
    heading : str
        What is shown to others.
    """

    undo = synced(traitlets.Unicode())
    redo = synced(traitlets.Unicode())
    unsaved = synced(traitlets.Bool(default_value=False))
    place = synced(traitlets.Unicode())
    kinds = synced(traitlets.List())
    heading = synced(traitlets.Unicode())

    def __init__(self, do: Callable[[str], None], make: Callable[[str], File | None], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._do = do
        self._make = make
        self.on_msg(self._answer)

    def _answer(self, _: Any, message: dict[str, Any], __: Any) -> None:
        if "kind" not in message:
            self._do(str(message.get("do", "")))
            return
        file = self._make(str(message["kind"]))
        reply = {"ticket": message.get("ticket")}  # by which the view that asked knows its file
        if file is None:
            self.send(reply)
        else:
            self.send({**reply, "name": file.name, "type": file.type}, buffers=[file.content])


class Forms(Widget):
    """The form that is open, if one is.

    Parameters
    ----------
    done : callable
        Given what is to be shown, once a form has been saved.

    Attributes
    ----------
    form : dict
        As `stratsell.notebook.forms.Form.to_dict` gives it; empty for none.
    errors : dict
        ``said``: what is wrong, by a field's name, blank for what concerns no field; ``at``: how often something was.
    touched : bool
        Whether something has been typed or chosen; the page sets it.
    latest : dict of str to str
        What was filled in last in columns that are remembered.
    """

    form = synced(traitlets.Dict())
    errors = synced(traitlets.Dict())
    touched = synced(traitlets.Bool(default_value=False))

    def __init__(self, done: Callable[[View], None], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._done = done
        self._open: Form | None = None
        self._count = 0
        self._complaints = 0
        self.latest: dict[str, str] = {}
        self._saving = False
        self.on_msg(self._answer)

    def show_form(self, form: Form) -> None:
        """Show a form, in place of one that is open."""
        self._open = form
        self._count += 1
        with self.hold_sync():
            self.errors = {}
            self.touched = False
            self.form = {"at": self._count, **form.to_dict()}

    def close_form(self) -> None:
        """Show no form."""
        self._open = None
        with self.hold_sync():
            self.errors = {}
            self.touched = False
            self.form = {}

    def submit(self) -> None:
        """Save the form that is open as it stands."""
        if (form := self._open) is not None:
            self._try(form, lambda: form.save({name: field.value for name, field in form.fields.items()}))

    def _answer(self, _: Any, message: dict[str, Any], __: Any) -> None:
        form = self._open
        if form is None or message.get("at") != self._count:
            return  # a button of a form that has just gone
        match message.get("do"):
            case "cancel":
                self.close_form()
            case "save":
                answers = answered(form, message["answers"])
                self._try(form, lambda: form.save(answers), answers)
            case "remove" if form.remove is not None:
                self._try(form, form.remove)
            case "advise":
                self.send({"field": message["field"], "advice": advice(form.fields[message["field"]], message["said"])})

    def _try(self, form: Form, act: Callable[[], View], answers: Mapping[str, str] | None = None) -> None:
        """Do what a form is for; what goes wrong is said in it, and all that was typed stays."""
        self._saving = True
        try:
            shown = act()
        except Exception as error:  # noqa: BLE001  (whatever it is, nothing that was typed may be lost)
            self._complaints += 1
            self.errors = {"at": self._complaints, "said": complaints(error, form)}
            return
        finally:
            self._saving = False
        names = {name: field.column for name, field in form.fields.items() if field.column in REMEMBERED}
        self.latest |= {column: value for name, column in names.items() if (value := (answers or {}).get(name, ""))}
        self.close_form()
        self._done(shown)

    def taken(self) -> None:
        """Close the form whose answers the book has just taken; what follows from them takes longer to be shown."""
        if self._saving:
            self.close_form()


class Switch(Widget):
    """A few words of which one is chosen.

    Attributes
    ----------
    label : str
        What is chosen among, for those who do not see it.
    options : list of dict
        value and text of each, from left to right.
    value : str
        The chosen one.
    """

    label = synced(traitlets.Unicode())
    options = synced(traitlets.List())
    value = synced(traitlets.Unicode())


class Timeline(Widget):
    """A slider over days.

    Attributes
    ----------
    days : list of dict
        value (an ISO day) and text of each, in order.
    value : str
        The chosen one.
    """

    days = synced(traitlets.List())
    value = synced(traitlets.Unicode())


class Course(Widget):
    """The page of a workshop: a list of exercises, and the one that is open.

    Parameters
    ----------
    act : callable
        Called with each message of the page.

    Attributes
    ----------
    exercises : list of dict
        id, title, difficulty, minutes, answered, questions, right and items of each.
    current : dict
        The open exercise, as `stratsell.notebook.workshop.Workshop` describes it.
    maps : dict of str to bytes
        The map as SVG, by theme; empty while it would answer a question.
    participant, team : str
        The nickname, and with whom they work.
    """

    exercises = synced(traitlets.List())
    current = synced(traitlets.Dict())
    maps = synced(traitlets.Dict())
    participant = synced(traitlets.Unicode())
    team = synced(traitlets.Unicode())

    def __init__(self, act: Callable[[dict[str, Any]], None], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.on_msg(lambda _, message, __: act(message))
