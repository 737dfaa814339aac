"""The nearest text is the one that difflib finds, found without comparing all."""

from __future__ import annotations

import difflib
import time

from hypothesis import example, given
from hypothesis import strategies as st

from stratsell.book.nearest import LONGEST, Nearest, plain
from stratsell.errors import Fault

TEXTS = st.text("ab01_ -É日", max_size=12) | st.text("abc", max_size=LONGEST + 5) | st.text(max_size=6)


def nearest(written: str, known: list[str]) -> str:
    """The same, comparing with every one."""
    names = {plain(name): name for name in known if len(name) <= LONGEST}
    if len(written) > LONGEST:
        return ""
    if plain(written) in names:
        return names[plain(written)]
    near = difflib.get_close_matches(plain(written), names, n=1, cutoff=0.75)
    return names[near[0]] if near else ""


@given(st.lists(TEXTS, max_size=20), TEXTS)
@example(["a" * 100 + "b" * 60], "b" * 60 + "a" * 100)
def test_nearest(known: list[str], written: str) -> None:
    assert Nearest(known).to(written) == nearest(written, known)


@given(st.lists(TEXTS, min_size=1, max_size=20), st.data())
def test_nearest_to_one_of_them_misspelt(known: list[str], data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(known))
    index = data.draw(st.integers(0, len(text)))
    written = text[:index] + data.draw(st.sampled_from(["", "x", "a"])) + text[index + data.draw(st.integers(0, 2)) :]
    assert Nearest(known).to(written) == nearest(written, known)


def test_a_fault_looks_for_what_was_meant_once_and_only_when_asked() -> None:
    asked = []

    def near() -> str:
        asked.append(time.monotonic())
        return "growth"

    fault = Fault("people", "is unknown", meant=near).but(row=3)
    assert not asked
    assert str(fault) == "people, row 3: is unknown; did you mean “growth”?"
    assert fault.meant == "growth"
    assert fault == Fault("people", "is unknown", 3, meant="growth")
    assert len(asked) == 1
