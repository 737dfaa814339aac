"""`stratsell app`, run as a program, for tests of what people see without a notebook."""

import os
import re
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager

from tests.support.paths import ROOT


class App:
    """A running `stratsell app`: its process and the address that it printed."""

    def __init__(self, process, address):
        self.process = process
        self.address = address

    @property
    def port(self):
        return int(re.search(r":(\d+)/", self.address)[1])

    def stop(self, sign=signal.SIGTERM):
        """Ask it to end; its exit code."""
        self.process.send_signal(sign)
        return self.process.wait(60)


@contextmanager
def app(*words, state, cwd):
    """Start it, and end it at the end, if nobody has."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "STRATSELL_STATE": str(state), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "stratsell", "app", *map(str, words), "--no-browser"]
    process = subprocess.Popen(
        command, env=environment, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    timer = threading.Timer(180, process.kill)
    timer.start()
    try:
        text = ""
        for line in process.stdout:
            text += line
            if result := re.search(r"http://\S+", line):
                break
        else:
            raise AssertionError(f"it did not start: {text}")
        timer.cancel()
        yield App(process, result[0])
    finally:
        timer.cancel()
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(40)
            except subprocess.TimeoutExpired:
                process.kill()
        process.stdout.close()
