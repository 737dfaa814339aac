"""The method's steps as rules: a book and a day in, a tidy data frame out.

A rule is a function that has the name of its module; none is listed here. Its line in the entrance's `__init__.pyi`,
where all public names stand, makes it public.
"""

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

_HELPERS = {"findings", "titles", "touchpoints"}
_MODULES = {
    module.name: module.name for module in iter_modules(__path__) if not module.ispkg and module.name not in _HELPERS
}
_MODULES["levels"] = "coverage"  # which counts them

NAMES = tuple(sorted(_MODULES))
"""The names of all rules."""


def rule(name: str) -> Callable[..., Any]:
    """Give the rule of a name.

    Examples
    --------
    >>> rule("reach").__name__
    'reach'
    """
    if name not in _MODULES:
        raise KeyError(f"no rule “{name}”; choose one of {', '.join(NAMES)}")
    function: Callable[..., Any] = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    return function


globals().update({name: rule(name) for name in NAMES})  # a rule, not its module, stands behind its name
