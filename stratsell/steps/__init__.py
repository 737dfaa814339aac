"""The method's steps as rules: a book and a day go in, a tidy data frame comes out."""

from stratsell.steps.coaching import introductions, reach
from stratsell.steps.coverage import coverage, levels
from stratsell.steps.history import history
from stratsell.steps.missing import missing_influences
from stratsell.steps.objective import check_objectives
from stratsell.steps.red_flags import red_flags

__all__ = [
    "check_objectives",
    "coverage",
    "history",
    "introductions",
    "levels",
    "missing_influences",
    "reach",
    "red_flags",
]
