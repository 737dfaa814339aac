"""Strategic selling in notebooks: who decides, who influences, how well we cover them, and what to do next.

Start with a book, yours or the demo, and explore it:

>>> import stratsell as ss
>>> book = ss.demo()
>>> frame = ss.coverage(book, as_of="2026-11-23")

`read` and `read_sheet` open your own files, `explore` shows a book in a notebook, `InfluenceMap` and `draw_map` show
one objective; `coverage`, `missing_influences`, `red_flags`, `introductions`, `reach` and `levels` are the rules, each
a data frame. Anything heavier than pandas and NetworkX is loaded when it is first used.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from stratsell.book import Book
from stratsell.dates import month_ends
from stratsell.errors import BookError, BookWarning
from stratsell.graph import graph

if TYPE_CHECKING:
    from stratsell.agenda import calendar
    from stratsell.briefing.brief import brief
    from stratsell.conflict import BookConflict
    from stratsell.diff import differences
    from stratsell.exercises import read_exercises, read_room
    from stratsell.io import backups, read, read_dynamics, read_hubspot, read_salesforce, read_sheet, recover, restore
    from stratsell.io.demo import demo
    from stratsell.map import InfluenceMap, draw_map, draw_modes, draw_portfolio, draw_timeline, draw_trend
    from stratsell.notebook import explore
    from stratsell.notebook.workshop import workshop
    from stratsell.steps.closing import thank_you_rates, thanks
    from stratsell.steps.coaching import introductions, reach
    from stratsell.steps.conversations import conversation_modes
    from stratsell.steps.coverage import coverage, levels
    from stratsell.steps.history import history
    from stratsell.steps.missing import missing_influences
    from stratsell.steps.objective import check_objectives
    from stratsell.steps.plan import next_actions
    from stratsell.steps.portfolio import portfolio
    from stratsell.steps.priorities import priorities
    from stratsell.steps.proposal import proposal_fit
    from stratsell.steps.proposition import proposition_changes, tested
    from stratsell.steps.red_flags import red_flags

__version__ = "0.1.0"

__all__ = [
    "Book",
    "BookConflict",
    "BookError",
    "BookWarning",
    "InfluenceMap",
    "backups",
    "brief",
    "calendar",
    "check_objectives",
    "conversation_modes",
    "coverage",
    "demo",
    "differences",
    "draw_map",
    "draw_modes",
    "draw_portfolio",
    "draw_timeline",
    "draw_trend",
    "explore",
    "graph",
    "history",
    "introductions",
    "levels",
    "missing_influences",
    "month_ends",
    "next_actions",
    "portfolio",
    "priorities",
    "proposal_fit",
    "proposition_changes",
    "reach",
    "read",
    "read_dynamics",
    "read_exercises",
    "read_hubspot",
    "read_room",
    "read_salesforce",
    "read_sheet",
    "recover",
    "red_flags",
    "restore",
    "tested",
    "thank_you_rates",
    "thanks",
    "workshop",
]

_FOUND_IN = {
    "differences": "diff",
    "demo": "io",
    "BookConflict": "conflict",
    "brief": "briefing",
    "backups": "io",
    "read": "io",
    "read_dynamics": "io",
    "read_hubspot": "io",
    "read_salesforce": "io",
    "read_sheet": "io",
    "recover": "io",
    "restore": "io",
    "tested": "steps",
    "proposition_changes": "steps",
    "proposal_fit": "steps",
    "next_actions": "steps",
    "portfolio": "steps",
    "priorities": "steps",
    "conversation_modes": "steps",
    "thanks": "steps",
    "thank_you_rates": "steps",
    "check_objectives": "steps",
    "coverage": "steps",
    "history": "steps",
    "introductions": "steps",
    "levels": "steps",
    "missing_influences": "steps",
    "reach": "steps",
    "red_flags": "steps",
    "draw_map": "map",
    "draw_modes": "map",
    "draw_portfolio": "map",
    "draw_timeline": "map",
    "draw_trend": "map",
    "InfluenceMap": "map",
    "calendar": "agenda",
    "explore": "notebook",
    "read_exercises": "exercises",
    "read_room": "exercises",
    "workshop": "notebook",
}


def __getattr__(name: str) -> Any:
    """Load a public function when it is first asked for."""
    if name not in _FOUND_IN:
        raise AttributeError(f"module 'stratsell' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"stratsell.{_FOUND_IN[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List what the package gives, loaded or not."""
    return __all__
