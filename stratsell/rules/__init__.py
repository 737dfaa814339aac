"""The method's steps as rules: a book and a day go in, a tidy data frame comes out."""

from stratsell.rules.check_objectives import check_objectives
from stratsell.rules.conversation_modes import conversation_modes
from stratsell.rules.coverage import coverage, levels
from stratsell.rules.history import history
from stratsell.rules.introductions import introductions
from stratsell.rules.missing_influences import missing_influences
from stratsell.rules.next_actions import next_actions
from stratsell.rules.portfolio import portfolio
from stratsell.rules.priorities import priorities
from stratsell.rules.proposal_fit import proposal_fit
from stratsell.rules.proposition_changes import proposition_changes
from stratsell.rules.reach import reach
from stratsell.rules.red_flags import red_flags
from stratsell.rules.tested import tested
from stratsell.rules.thank_you_rates import thank_you_rates
from stratsell.rules.thanks import thanks

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
