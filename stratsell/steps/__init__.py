"""The method's steps as rules: a book and a day go in, a tidy data frame comes out."""

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

__all__ = [
    "check_objectives",
    "conversation_modes",
    "coverage",
    "history",
    "introductions",
    "levels",
    "missing_influences",
    "next_actions",
    "portfolio",
    "priorities",
    "proposal_fit",
    "proposition_changes",
    "reach",
    "red_flags",
    "tested",
    "thank_you_rates",
    "thanks",
]
