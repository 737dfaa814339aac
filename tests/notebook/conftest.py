"""The explorer that most tests of the notebook begin with: the demo's, at Northwind Foods."""

import pytest

import stratsell as ss
from tests.support.explorers import DAY


@pytest.fixture(scope="module")
def demo():
    return ss.demo()


@pytest.fixture
def explorer(demo):
    return ss.explore(demo, as_of=DAY, account_id="northwind")
