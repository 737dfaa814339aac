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

EXAMPLES = int(os.environ.get("STRATSELL_EXAMPLES", "0"))

settings.register_profile(
    "stratsell",
    derandomize=True,
    max_examples=EXAMPLES or 8,
    deadline=None,
    # A whole book is a large thing to draw; slow drawing is no fault of the code under test.
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("stratsell")

collect_ignore = ["installed.py", "repository/drilled.py"]
"""What `make package` runs in an environment without the clone."""

BROWSER = "tests/browser/"
FIRST = (BROWSER, "tests/repository/test_readme.py")
"""What takes long and runs in one process is not left for the end."""


def pytest_configure(config):
    if config.getoption("nbval", default=False):
        from tests.support import notebooks

        notebooks.share()
        config.add_cleanup(notebooks.end)


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: not item.nodeid.startswith(FIRST))
    for item in items:
        own = getattr(getattr(item, "obj", None), "_hypothesis_internal_use_settings", None)
        if own and own.max_examples < EXAMPLES:  # also where a test says how many are enough for a usual run
            item.obj._hypothesis_internal_use_settings = settings(own, max_examples=EXAMPLES)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Give each process whole files, and one of them all that happens in JupyterLab, which is started once then."""
    from xdist.scheduler import LoadFileScheduling

    class Scheduling(LoadFileScheduling):
        def _split_scope(self, nodeid):
            return BROWSER if nodeid.startswith(BROWSER) else super()._split_scope(nodeid)

    return Scheduling(config, log) if config.getoption("dist") == "loadfile" else None


@pytest.fixture(scope="session")
def browser():
    with laboratory.browsing() as result:
        yield result


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    with laboratory.serving(tmp_path_factory.mktemp("lab")) as served:
        yield served


@pytest.fixture(scope="session")
def server():
    with postgres.running() as started:
        yield started
