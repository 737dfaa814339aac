"""Functions run in processes of their own, watched, so that none takes the machine's memory or for ever."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

import psutil

from benchmarks.jobs import GB

_SPAWN = multiprocessing.get_context("spawn")


class Bound(NamedTuple):
    """What a process may take."""

    memory: float
    """Bytes, with all that it starts."""
    seconds: float


class TooMuchError(Exception):
    """A process took more than it may, or came to nothing; the message says what."""


def bounded(job: Callable[..., Any], *arguments: Any, bound: Bound) -> Any:
    """Run a function in a fresh process and give its result.

    Raises
    ------
    TooMuchError
        If it takes more memory or time than it may, or fails.
    """
    ours, theirs = _SPAWN.Pipe(duplex=False)
    process = _SPAWN.Process(target=_run, args=(theirs, job, *arguments))
    process.start()
    theirs.close()
    end = time.monotonic() + bound.seconds
    try:
        while not ours.poll(0.05):
            if _memory(process.pid) > bound.memory:
                raise TooMuchError(f"needs more than {bound.memory / GB:.0f} GB")
            if time.monotonic() > end:
                raise TooMuchError(f"takes more than {bound.seconds / 60:.0f} minutes")
        result = ours.recv()
    except EOFError:
        raise TooMuchError("was ended by the system") from None
    finally:
        _end(process)
    if isinstance(result, Exception):
        raise TooMuchError(f"fails: {type(result).__name__}: {result}".splitlines()[0][:200])
    return result


def _run(pipe: Connection, job: Callable[..., Any], *arguments: Any) -> None:
    try:
        pipe.send(job(*arguments))
    except Exception as error:  # noqa: BLE001  # it is told to who asked
        pipe.send(RuntimeError(f"{type(error).__name__}: {error}"))


def _tree(pid: int | None) -> list[psutil.Process]:
    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _memory(pid: int | None) -> float:
    total = 0.0
    for item in _tree(pid):
        try:
            total += item.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total


def _end(process: Any) -> None:
    """End a process with all that it started: those of its own tree only."""
    for item in _tree(process.pid)[::-1]:
        try:
            item.kill()
        except psutil.NoSuchProcess:
            continue
    process.join()
