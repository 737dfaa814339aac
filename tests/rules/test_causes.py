"""The causes of suggestions, as people read them."""

import pytest

import stratsell as ss
from stratsell.rules.planning.causes import cause_in_words

WORDS = {
    "red_flags: missing_information: roles, business_result": "Red flag: missing information (roles, business result)",
    "red_flags: uncontacted: never contacted": "Red flag: uncontacted (never contacted)",
    "missing_influences: economic": "Missing influence: economic",
    "mindset: even_keel": "Mindset: even keel",
    "tested: version 2": "Not asked yet about version 2",
    "thanks: closed on 2026-05-29": "Closed on 29 May 2026",
    "announced: reorganizes on 2026-12-01": "Announced: reorganizes on 1 December 2026",
    "proposal_fit: open: No export_job after 2026-99-99": "Need without an answer: “No export_job after 2026-99-99”",
    "priorities: 2026-13-01_plan": "Another source helps better: “2026-13-01_plan”",
}


@pytest.mark.parametrize("cause", WORDS)
def test_a_cause_in_words(cause: str):
    assert cause_in_words(cause) == WORDS[cause]


def test_no_suggestion_of_the_demo_shows_a_name_of_the_code():
    plan = ss.next_actions(ss.demo(), as_of="2026-11-23").query("status == 'suggested'")
    words = plan["because"].map(cause_in_words)
    assert not words.str.contains("_").any(), words[words.str.contains("_")].tolist()
    assert not words.str.contains("red_flags|proposal_fit|levels:").any()
