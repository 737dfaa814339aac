"""The command that opens the explorer in a browser, as a page of its own, without a notebook: Voilà serves it.

The server listens on this machine only and wants a token, which stands in the address that is opened and in a file that
only its user may read, never in the list of processes. All that it needs lies in a folder that goes with it.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import webbrowser
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter
from cyclopts.validators import Number

from stratsell.cli.app import Exit, app
from stratsell.cli.books import open_book
from stratsell.cli.messages import UsageError, say
from stratsell.cli.options import Flag

_HOST = "127.0.0.1"
_START = 90.0
_STOP = 15.0
_KERNEL = "stratsell"
_QUIT = "quit"
"""The file that the page has made once somebody quits."""

_TEMPLATE = """\
{%- extends "lab/index.html.j2" -%}
{% import "spinner.macro.html.j2" as spinner %}
{%- block notebook_css -%}
{{ resources.include_js("static/voila-style.js") }}
{{ spinner.css() }}
{{ super.super() }}
<style>
  .jp-mod-noOutputs.jp-mod-noInput { display: none; }
  body { margin: 0; background: var(--jp-layout-color0, #ffffff); }
  #rendered_cells { padding: 6px 10px; }
  .jp-Cell, .jp-OutputArea-output { padding: 0 !important; }
  .jp-OutputPrompt { display: none !important; }
</style>
{%- endblock -%}
"""
"""Voilà's own page, but for what it would load from another server."""

Port = Annotated[int, Parameter(validator=Number(gte=1, lte=65_535))]


@app.command(name="app")
def app_(
    book: str | None = None,
    /,
    *,
    port: Port | None = None,
    no_browser: Annotated[Flag, Parameter(help="Only print the address.")] = False,
) -> Exit:
    """Open the explorer in the browser, without a notebook; Ctrl+C, or Quit on the page, stops it.

    It is there for this machine only, and only with the token of the address that is printed. Needs Voilà:
    `pip install "stratsell[app]"`.

    Parameters
    ----------
    book
        A book, a sheet of people or a folder with an export. Default: the start page, on which a file can be dropped.
    port
        Where the page is served. Default: any that is free.
    """
    if importlib.util.find_spec("voila") is None:
        raise UsageError('Voilà, which serves the page, is not installed: pip install "stratsell[app]"')
    _check(book)
    number = _free(port)
    token = secrets.token_urlsafe(24)
    with tempfile.TemporaryDirectory(prefix="stratsell-app-", ignore_cleanup_errors=True) as folder:
        _prepare(Path(folder), book, token)
        with _stopped_when_asked(), _serving(Path(folder), number) as server:
            _wait(server, number, Path(folder))
            address = f"http://{_HOST}:{number}/?token={token}"
            print(f"Stratsell runs at {address}", flush=True)
            say("Ctrl+C stops it, and so does Quit on the page.")
            if not no_browser:
                webbrowser.open(address)
            with contextlib.suppress(KeyboardInterrupt):
                _wait_for_end(server, Path(folder, _QUIT))
    say("stopped")
    return Exit.FINE


def _check(book: str | None) -> None:
    """Refuse at once what cannot be opened; a file that is to be imported may have faults."""
    from stratsell.notebook.start import files_to_import

    if book is not None and not files_to_import([book]):
        open_book(book)


def _free(port: int | None) -> int:
    """Give the port that is asked for, if nobody has it, or any that is free."""
    with socket.socket() as tried:
        if os.name == "posix":
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # one that has just been left is free
        try:
            tried.bind((_HOST, port or 0))
        except OSError:
            raise UsageError(f"--port: something else uses port {port}; name another one, or none") from None
        return int(tried.getsockname()[1])


def _prepare(folder: Path, book: str | None, token: str) -> None:
    """Write what the server needs: its token, the page, and the Python that runs it, which is this one."""
    _write(folder / "voila.json", {"Voila": {"token": token}})
    kernel = folder / "kernels" / _KERNEL
    kernel.mkdir(parents=True)
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    _write(kernel / "kernel.json", {"argv": command, "display_name": "Stratsell", "language": "python"})
    place = book if book is None or "://" in book else str(Path(book).expanduser().absolute())
    code = (
        f"import os\nfrom pathlib import Path\nos.chdir({str(Path.cwd())!r})\n"
        f"from stratsell.notebook.start import served\nserved({place!r}, Path({str(folder / _QUIT)!r}))"
    )
    cell: dict[str, Any] = {"cell_type": "code", "id": "explore", "metadata": {}, "source": code}
    cell |= {"execution_count": None, "outputs": []}
    about = {"kernelspec": {"name": _KERNEL, "display_name": "Stratsell"}, "title": "Stratsell"}
    _write(folder / "Stratsell.ipynb", {"cells": [cell], "nbformat": 4, "nbformat_minor": 5, "metadata": about})
    template = folder / "voila" / "templates" / _KERNEL
    template.mkdir(parents=True)
    _write(template / "conf.json", {"base_template": "lab"})
    (template / "index.html.j2").write_text(_TEMPLATE, encoding="utf-8")


def _write(path: Path, content: dict[str, Any]) -> None:
    """Write a file that only its user may read."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as handle:
        json.dump(content, handle)


@contextlib.contextmanager
def _serving(folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run the server, and stop it with its kernels, whatever happens."""
    command = [sys.executable, "-m", "voila", "Stratsell.ipynb", "--no-browser", f"--template={_KERNEL}"]
    command += [f"--Voila.ip={_HOST}", f"--port={port}", "--Voila.port_retries=0"]
    paths = os.pathsep.join([str(folder), *filter(None, [os.environ.get("JUPYTER_PATH")])])
    how: dict[str, Any] = {"cwd": folder, "env": {**os.environ, "JUPYTER_PATH": paths}, "start_new_session": True}
    with (folder / "log.txt").open("wb") as log:
        server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **how)  # noqa: S603
        try:
            yield server
        finally:
            _stop(server)


def _stop(server: subprocess.Popen[bytes]) -> None:
    """End the server and its kernels."""
    server.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired, KeyboardInterrupt):
        server.wait(_STOP)
    if os.name == "posix":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(server.pid, signal.SIGKILL)  # kernels that would not go
    elif server.poll() is None:
        server.kill()
    server.wait()


def _wait(server: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    """Wait until the page can be opened; say why, if it never can."""
    end = time.monotonic() + _START
    while time.monotonic() < end and server.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection((_HOST, port), timeout=1):
            return
        time.sleep(0.1)
    log = (folder / "log.txt").read_text(encoding="utf-8", errors="replace").strip().splitlines()
    raise OSError(f"Voilà did not start: {log[-1] if log else 'it said nothing'}")


def _wait_for_end(server: subprocess.Popen[bytes], quit_file: Path) -> None:
    """Wait until the server has ended or somebody quits on the page."""
    while server.poll() is None and not quit_file.exists():
        time.sleep(0.2)


@contextlib.contextmanager
def _stopped_when_asked() -> Iterator[None]:
    """Have a request to end do what Ctrl+C does, which shells switch off for what runs in the background."""
    signs = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(sign, signal.default_int_handler) for sign in signs]
    try:
        yield
    finally:
        for sign, handler in zip(signs, before, strict=True):
            signal.signal(sign, handler)
