"""What all rules are made of: the tables as lazy frames, and the few questions that many rules ask of them."""

from stratsell.book.frames import Frame
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
    listed,
    on_or_before,
    within,
)
from stratsell.rules.engine.objectives import objectives, open_objectives
from stratsell.rules.engine.tables import (
    Source,
    Tables,
    brought,
    built_once,
    engine_for,
    first_of_each,
    gathered,
    known,
    result,
    rows_of,
    tables_of,
)
from stratsell.rules.engine.touchpoints import (
    PART,
    done_touchpoints,
    planned_touchpoints,
    touchpoints_with,
    with_latest_touchpoint,
    with_level,
    with_touchpoints,
)
