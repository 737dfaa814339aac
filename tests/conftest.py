"""What all tests share: one Hypothesis profile, so that a test run gives the same answer twice; one browser, one
JupyterLab and one PostgreSQL server.

Set STRATSELL_EXAMPLES to try more books than a usual run has time for.
"""

import os
import tempfile

import pytest
from hypothesis import HealthCheck, settings

from tests.support import laboratory, postgres

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

LONG = ("repository/test_readme.py", "browser/test_map.py", "browser/test_editing.py", "browser/test_explorer.py")
"""Files that take a minute or more; each runs in one process, so they are not left for the end."""


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: not item.path.as_posix().endswith(LONG))


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
