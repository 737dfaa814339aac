"""What all tests share: one Hypothesis profile, so that a test run gives the same answer twice; one browser, one
JupyterLab and one PostgreSQL server.

Set STRATSELL_EXAMPLES to try more books than a usual run has time for.
"""

import os
import tempfile

import laboratory
import postgres
import pytest
from hypothesis import HealthCheck, settings

# What the tests edit is noted apart from what the user edits, and forgotten.
_state = tempfile.TemporaryDirectory(prefix="stratsell-state-")
os.environ.setdefault("STRATSELL_STATE", _state.name)

settings.register_profile(
    "stratsell",
    derandomize=True,
    max_examples=int(os.environ.get("STRATSELL_EXAMPLES", "8")),
    deadline=None,
    # A whole book is a large thing to draw; slow drawing is no fault of the code under test.
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("stratsell")

collect_ignore = ["installed.py"]
"""What `make package` runs in an environment without the clone."""

LONG = ("test_readme.py", "test_map_widget.py", "test_browser_editing.py", "test_browser.py")
"""Files that take a minute or more; each runs in one process, so they are not left for the end."""


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: item.path.name not in LONG)


@pytest.fixture(scope="session")
def browser():
    with laboratory.browsing() as found:
        yield found


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    with laboratory.serving(tmp_path_factory.mktemp("lab")) as served:
        yield served


@pytest.fixture(scope="session")
def server():
    with postgres.running() as started:
        yield started
