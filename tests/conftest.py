"""What all tests share: one Hypothesis profile, so that a test run gives the same answer twice."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "stratsell",
    derandomize=True,
    max_examples=150,
    deadline=None,
    # A whole book is a large thing to draw; slow drawing is no fault of the code under test.
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("stratsell")
