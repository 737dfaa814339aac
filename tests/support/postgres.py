"""A PostgreSQL server for the tests: they start it themselves, in a folder of its own, and stop it.

It listens on no network, only on a socket in that folder, and asks for a password. The server refuses to run as root,
so root starts it as another user.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from urllib.parse import quote

import pytest

USER, PASSWORD = "seller-4711", "s3cr@t/:%x"

_numbers = count(1)


class Server:
    """A running server."""

    def __init__(self, socket: Path) -> None:
        self.socket = socket

    def url(self, name: str = "postgres") -> str:
        """The address of one of its databases."""
        return f"postgresql://{USER}:{quote(PASSWORD, safe='')}@/{name}?host={self.socket}"

    def fresh(self) -> str:
        """Make an empty database and give its address."""
        name = f"book_{os.getpid()}_{next(_numbers)}"
        self.execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def execute(self, statement: str, url: str = "") -> list[tuple]:
        """Run SQL as somebody without Stratsell would."""
        import psycopg

        with psycopg.connect(url or self.url(), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []


def programs() -> Path | None:
    """Where the server's programs are, also where Debian hides them."""
    result = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    there = shutil.which("initdb") or (result[-1] if result else None)
    return Path(there).resolve().parent if there else None


@contextmanager
def running() -> Iterator[Server]:
    """Start a server; it is gone afterwards."""
    place = programs()
    if place is None:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL is not installed; .ci/run installs it")
        pytest.skip("PostgreSQL is not installed")
    someone = _someone()
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "password").write_text(PASSWORD)
        if someone:
            for path in (folder, folder / "password"):
                os.chown(path, someone["user"], someone["group"])
        subprocess.run(
            [place / "initdb", "-D", folder / "data", "-U", USER, "--auth=scram-sha-256", "--encoding=UTF8",
             "--locale=C", f"--pwfile={folder / 'password'}", "--no-sync"],
            check=True, capture_output=True, cwd=folder, **someone,
        )  # fmt: skip
        options = f"-k {folder} -c listen_addresses='' -c fsync=off -c max_connections=50"
        control = [place / "pg_ctl", "-D", folder / "data", "-w", "-s", "-t", "60"]
        log = ["-l", folder / "log", "-o", options]
        subprocess.run([*control, *log, "start"], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                       cwd=folder, **someone)  # fmt: skip
        try:
            yield Server(folder)
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], check=True, cwd=folder, **someone)


def _someone() -> dict[str, int | list]:
    """A user who is not root, to run the server as."""
    if os.geteuid():
        return {}
    import pwd  # POSIX's alone

    names = {item.pw_name: item for item in pwd.getpwall()}
    user = names.get("postgres") or names["nobody"]
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
