"""What all rules are made of: the tables as lazy frames, and the few questions that many rules ask of them."""

from stratsell.frames import Frame
from stratsell.rules.engine.expressions import (
    after,
    blank_names,
    days_before,
    degree_weight,
    equals,
    first_of,
    has_role,
    holds,
    is_blank,
    is_in,
    joined,
    on_or_before,
    within,
)
from stratsell.rules.engine.objectives import objectives, open_objectives
from stratsell.rules.engine.tables import Source, Tables, at_hand, brought, first_of_each, gathered, result, tables_of
from stratsell.rules.engine.touchpoints import (
    PART,
    done_touchpoints,
    planned_touchpoints,
    touchpoints_with,
    with_latest_touchpoint,
    with_level,
    with_touchpoints,
)

__all__ = [
    "PART",
    "Frame",
    "Source",
    "Tables",
    "after",
    "at_hand",
    "blank_names",
    "brought",
    "days_before",
    "degree_weight",
    "done_touchpoints",
    "equals",
    "first_of",
    "first_of_each",
    "gathered",
    "has_role",
    "holds",
    "is_blank",
    "is_in",
    "joined",
    "objectives",
    "on_or_before",
    "open_objectives",
    "planned_touchpoints",
    "result",
    "tables_of",
    "touchpoints_with",
    "with_latest_touchpoint",
    "with_level",
    "with_touchpoints",
    "within",
]
