"""What many docstrings say of the same parameter: in the same words, which stand once, here.

Each docstring is whole, as an editor, `help` and Sphinx read it without running anything; nothing is put into it at
run time. Where a function has more to say of a parameter, it says so after these words.
"""

import inspect
import re
from collections.abc import Iterator

import pytest

import stratsell as ss

TEXTS = {
    "as_of : datetime.date or str, optional": "The day to look from",
    "book : Book or mapping of str to data frame": "Needs accounts",
    "fresh_days : int, default 90": "For how many days a conversation counts.",
    "new_days : int, default 180": "For how many days somebody is new to a job.",
    "reorg_days : int, default 180": "For how many days a reorganization is news.",
    'theme : {"light", "dark"}, default "light"': "The colours.",
    "target : path or str": "Where the book is: what `read` takes.",
    "progress : callable, optional": "Called now and then with how much is ",
    "mapping, as_of, day_first, encoding, account, words, strict": "As in `read_salesforce`.",
}  # fmt: skip
"""By how a docstring names it, what is said of a parameter, to which a function may add."""

OTHERWISE = {
    ("named", "book : Book or mapping of str to data frame"),  # it takes the names of any book
    ("draw_portfolio", "as_of : datetime.date or str, optional"),  # it has its rows already
    ("month_ends", "as_of : datetime.date or str, optional"),  # it looks from no day: it gives days
}
"""Functions in which a parameter of that name is something else."""


def documented() -> Iterator[tuple[str, str]]:
    """All public functions and classes, and the methods of those, with their docstrings."""
    for name in ss.__all__:
        thing = getattr(ss, name)
        yield name, inspect.getdoc(thing) or ""
        if inspect.isclass(thing):
            for method, value in vars(thing).items():
                if inspect.isfunction(value) and not method.startswith("_"):
                    yield f"{name}.{method}", inspect.getdoc(value) or ""


def entries(doc: str) -> Iterator[tuple[str, str]]:
    """What a docstring says of each parameter."""
    for section in re.findall(r"^Parameters\n-+\n(.*?)(?=^\w[\w ]*\n-+$|\Z)", doc, re.MULTILINE | re.DOTALL):
        for head, text in re.findall(r"^(\S.*)\n((?:[ \t]+.*\n?|\n)+)", section, re.MULTILINE):
            yield head, " ".join(text.split())


DESCRIPTIONS = [
    (name, head, text)
    for name, doc in documented()
    for head, text in entries(doc)
    if head in TEXTS and (name, head) not in OTHERWISE
]


@pytest.mark.parametrize("head", TEXTS)
def test_a_shared_parameter_is_described_in_the_same_words(head: str) -> None:
    texts = {name: text for name, described, text in DESCRIPTIONS if described == head}
    assert len(texts) > 1, "nobody shares it: take it out of the list"
    assert not {name: text for name, text in texts.items() if not text.startswith(TEXTS[head])}
