"""Processes that read books and are killed.

What is forked from a process that has asked Polars anything waits for ever once it asks Polars, whose threads it lacks. So
these are forked from a server that has only imported what takes long.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.process import BaseProcess
from typing import Any

import pytest

LONGEST = 300
"""For how many seconds a process is waited for: far more than any of them takes."""

FORKS = "forkserver" in get_all_start_methods()
needs_fork = pytest.mark.skipif(not FORKS, reason="kills a forked process")

_context = get_context("forkserver" if FORKS else "spawn")
_context.set_forkserver_preload(
    ["pandas", "polars", "pytest", "stratsell.book", "stratsell.io.store.journal", "stratsell.io.store.saving"]
)


def begin(work: Callable[..., object], *value: object) -> BaseProcess:
    """Start a function of a module in a process of its own, with this one's environment."""
    process = _context.Process(target=_run, args=(dict(os.environ), work, value), daemon=True)
    process.start()
    return process


def code_of(process: BaseProcess) -> int | None:
    """Wait for a process to end, and give its exit code: a negative number where a signal has ended it."""
    process.join(LONGEST)
    if process.exitcode is None:
        process.kill()
        process.join()
        pytest.fail(f"the process has not ended within {LONGEST} seconds")
    return process.exitcode


def _run(environment: dict[str, str], work: Callable[..., object], value: tuple[Any, ...]) -> None:
    os.environ.clear()
    os.environ.update(environment)
    code = 1
    try:
        work(*value)
        code = 0
    except BaseException:  # noqa: BLE001 (nothing of the tests must go on here)
        traceback.print_exc()
    finally:
        os._exit(code)
