"""What all tests share: one Hypothesis profile, so that a test run gives the same answer twice.

Set STRATSELL_EXAMPLES to try more books than a usual run has time for.
"""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "stratsell",
    derandomize=True,
    max_examples=int(os.environ.get("STRATSELL_EXAMPLES", "50")),
    deadline=None,
    # A whole book is a large thing to draw; slow drawing is no fault of the code under test.
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("stratsell")
