"""What the explorer's tests share: a small book of hostile names, a tab by its name, and all text in plain data."""

import datetime as dt

import pandas as pd

import stratsell as ss
from stratsell.notebook.tabs import all_tabs
from stratsell.objective_view import objective_view

DAY = dt.date(2026, 11, 23)
MARKUP = "<img src=x onerror=alert(1)>"
FORMULA = r"$\alpha$"


def review(book, objective_id, day=DAY):
    return objective_view(book, objective_id=objective_id, as_of=day)


def small(**more):
    """A book of two accounts with one name, and people with names that are no names."""
    tables = {
        "accounts": pd.DataFrame({"account_id": ["a", "b"], "name": [MARKUP, MARKUP]}),
        "people": pd.DataFrame(
            {"person_id": ["p; q", "p > q", "r"], "account_id": ["a", "a", "a"], "name": [MARKUP, FORMULA, "=1+1; or"]}
        ),
        "influences": pd.DataFrame(
            {"objective_id": ["a", "a"], "person_id": ["p; q", "p > q"], "roles": ["user", "coach"]}
        ),
        "relationships": pd.DataFrame(
            {"source_id": ["p; q", "r"], "target_id": ["p > q", "p > q"], "kind": ["reports_to", "influences"]}
        ),
        "touchpoints": pd.DataFrame(
            {
                "touchpoint_id": ["1"],
                "person_id": ["p > q"],
                "seller": ["@us"],
                "on": ["2026-11-01"],
                "status": ["done"],
            }
        ),
    }
    return ss.Book({**tables, **more})


def tab(name):
    return next(item for item in all_tabs() if item.name == name)


def texts(value):
    """Every text in plain data."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from texts(item)


def lines(about):
    """The lines of a panel's sections."""
    return ["".join(span["text"] for span in line) for part in about["sections"] for line in part["lines"]]
