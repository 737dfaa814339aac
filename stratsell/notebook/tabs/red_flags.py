"""The tab that says what should worry us, and offers in each row what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from stratsell.notebook import blocks
from stratsell.notebook.blocks import Action, Column, Row, Sheet
from stratsell.notebook.tabs.tab import Tab
from stratsell.objective_view import Flag, ObjectiveView
from stratsell.rules.red_flags import NEEDED
from stratsell.vocabulary import Action as ToDo
from stratsell.vocabulary import Remedy, Role


def flag_sheet(review: ObjectiveView) -> Sheet:
    """List the red flags: what each means, whether the article names it or practice adds it, and what mends it."""
    columns = (Column("Who", "person"), Column("Red flag", "flag"), Column("Detail"), Column("From"))
    rows = [
        Row(
            (
                blocks.person(review.people[flag.person_id]) if flag.person_id else blocks.text("Whole account"),
                blocks.text(flag.flag.label, flag.flag.definition),
                blocks.text(flag.detail),
                blocks.text(flag.flag.source.label, flag.flag.source.definition),
            ),
            flag.person_id,
            tuple(offered(flag, remedy, review) for remedy in flag.flag.remedies),
        )
        for flag in review.flags
    ]
    empty = "No red flags: nothing is missing or uncertain, and nobody is uncontacted, new or against it."
    if not review.influences:
        empty = "No red flags: nobody is known to have a part in this objective."
    return Sheet("Red flags", columns, rows, review.unless_closed(empty))


def offered(flag: Flag, remedy: Remedy, review: ObjectiveView) -> Action:
    """Give what a remedy opens for a flag: the form that mends it, with what is known filled in."""
    whose = review.people[flag.person_id].name if flag.person_id else "the whole account"
    what, about = _FORMS[remedy](flag)
    person = {"person_id": flag.person_id} if flag.person_id and remedy is not Remedy.ADD else {}
    return Action(remedy.label, what, {**person, **about}, f"{remedy.label}: {flag.text}, {whose}")


def _missing(flag: Flag) -> list[str]:
    """Give the columns that a flag's detail names."""
    named = flag.detail.split(", ")
    return [column for column in NEEDED if column.replace("_", " ") in named]


def _edit(flag: Flag) -> tuple[str, Mapping[str, str]]:
    columns = _missing(flag)
    return ("edit" if flag.person_id else "account"), ({"columns": ",".join(columns)} if columns else {})


def _ask(flag: Flag) -> tuple[str, Mapping[str, str]]:
    """Take on what the plan makes of the flag, for the same cause, so that the plan does not ask for it again."""
    detail = ", ".join(_missing(flag)) or flag.detail
    cause = {"because": f"red_flags: {flag.flag}: {detail}"} if flag.flag.action else {}
    return "action", {"action": flag.flag.action or ToDo.ASK, "note": flag.text, **cause}


_FORMS: dict[Remedy, Callable[[Flag], tuple[str, Mapping[str, str]]]] = {
    Remedy.LOG: lambda _: ("log", {}),
    Remedy.ASK: _ask,
    Remedy.EDIT: _edit,
    Remedy.FILL: lambda _: ("fill", {"role": Role.COACH}),
    Remedy.ADD: lambda _: ("add", {}),
}

TAB = Tab("Red flags", 40, lambda review: [flag_sheet(review)], lambda review: len(review.flags))
