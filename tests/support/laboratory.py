"""JupyterLab in a browser, for tests of what people see.

One server runs on this machine for all these tests, with folders of its own, and one browser: the one that CHROMIUM names, or
whatever Chromium or Chrome is installed. One page shows their notebooks, one after another, and one kernel runs them: to
load JupyterLab and to import Stratsell takes longer than most tests. Where there is no browser the tests are skipped, but on
a build server that is a failure. Pictures of what was seen go to the folder that STRATSELL_SCREENSHOTS names.

Tests ask for the fixtures `browser` and `lab` (see conftest.py).
"""

import json
import os
import secrets
import shlex
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest

from tests.support.paths import ROOT

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SECONDS = 1_000
VIEWPORT = {"width": 1700, "height": 1100}
PATIENCE = 120 * SECONDS
"""How long a page may take to show what is waited for: a machine that is busy is no fault of ours."""
FRAME = "new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
"""Until the page has done all that follows from an event, and has been drawn."""
SETTINGS = "settings/@jupyterlab/apputils-extension"
QUESTION = ".jp-Dialog .jp-mod-accept"
ERROR = ".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.error']"
CLOSED = ("Disposed", "Error: Canceled future", "Canceled future")

FORGET = """
import ipywidgets
ipywidgets.Widget.close_all()
get_ipython().run_line_magic("reset", "-f")
"""
"""What the kernel runs before it gets another notebook: nothing of the last one stays in it."""

TURN = """async ([path, kernel, code]) => {
    const { commands, serviceManager, shell } = window.jupyterapp;
    for (const each of [...shell.widgets("main")]) each.dispose();
    const connection = serviceManager.kernels.connectTo({ model: { id: kernel, name: "python3" } });
    await connection.requestExecute({ code }).done;
    connection.dispose();
    await commands.execute("apputils:change-theme", { theme: "JupyterLab Light" });
    await commands.execute("docmanager:open", { path });
}"""
"""Turn the page to another notebook."""
RUN = """path => {
    const { commands, shell } = window.jupyterapp;
    const notebook = [...shell.widgets("main")].find((widget) => widget.context?.path === path);
    if (notebook) shell.activateById(notebook.id);
    if (!notebook || shell.currentWidget !== notebook) return false;
    commands.execute("notebook:run-all-cells");
    return true;
}"""
"""Run all cells of a notebook, once it is the one that the page works on, which it may forget after another was closed."""


def run(page, path):
    """Run all cells of a notebook that the page has open."""
    page.wait_for_function(RUN, arg=path, polling=200)


def chromium():
    """The path of a browser, or None."""
    named = [
        os.environ.get("CHROMIUM"),
        "/usr/bin/chromium",
        *map(shutil.which, ("chromium", "chromium-browser", "google-chrome")),
    ]
    return next((path for path in named if path and Path(path).exists()), None)


def dress(page, theme):
    """Change to a theme of JupyterLab, "Light" or "Dark"; its menu may close under the mouse, so it is opened again."""
    from playwright.sync_api import TimeoutError as Late

    dressed = page.locator(f"body[data-jp-theme-light={str(theme == 'Light').lower()}]")
    item = page.get_by_role("menuitem", name=f"JupyterLab {theme}", exact=True)
    for _ in range(10):
        if dressed.count():
            break
        page.get_by_role("menuitem", name="Settings", exact=True).click()
        page.locator(".lm-Menu-itemLabel", has_text="Theme").first.hover()
        try:
            item.click(timeout=4 * SECONDS)
            dressed.wait_for(state="attached", timeout=20 * SECONDS)
        except Late:
            page.keyboard.press("Escape")
            page.keyboard.press("Escape")
    dressed.wait_for(state="attached")


def violations(page, part):
    """What axe finds in a part of a page that a keyboard or a screen reader could not use."""
    from axe_playwright_python.sync_playwright import Axe

    result = Axe().run(page, context=part, options={"resultTypes": ["violations"]}).response["violations"]
    return [(item["id"], node["html"][:200], node["failureSummary"]) for item in result for node in item["nodes"]]


@contextmanager
def browsing():
    """Start the browser."""
    path = chromium()
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium; a build server must have one (or CHROMIUM must name it)")
        pytest.skip(
            "NOTHING THAT PEOPLE SEE IS TESTED: there is no Chromium; install it, or let CHROMIUM name a browser of its kind"
        )
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        result = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield result
        result.close()


class Lab:
    """A JupyterLab, as `serving` starts it: `root` is the folder of its notebooks."""

    def __init__(self, root, port, token):
        self.root = root
        self.port = port
        self.token = token
        self._page = self._kernel = None
        self._wrong = []

    def address(self, path):
        join = "&" if "?" in path else "?"
        return f"http://127.0.0.1:{self.port}/{path}{join}token={self.token}"

    def ask(self, path, wanted=None):
        """What Jupyter's server answers; with something wanted, that is sent to it."""
        body = None if wanted is None else json.dumps(wanted).encode()
        request = urllib.request.Request(self.address(f"api/{path}"), body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=PATIENCE / SECONDS) as answer:
            return json.load(answer)

    def kernel(self):
        """The kernel of all notebooks: a new one where a test has ended the last."""
        if self._kernel not in [item["id"] for item in self.ask("kernels")]:
            self._kernel = self.ask("kernels", {"name": "python3"})["id"]
        return self._kernel

    def attach(self, path):
        """Give a notebook the kernel before it is opened: else JupyterLab starts one, or asks which, and nobody answers."""
        self.ask("sessions", {"path": path, "name": path, "type": "notebook", "kernel": {"id": self.kernel()}})

    def write(self, name, code, *more):
        """Make a notebook of a code cell and perhaps more cells."""
        kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
        cells = [nbformat.v4.new_code_cell(code), *more]
        path = f"{name}.ipynb"
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel}), self.root / path)
        self.attach(path)

    def page(self, browser, path):
        """The page, turned to a notebook whose kernel is ready, and the list into which it writes what must not happen."""
        self._wrong = wrong = []
        if self._page and not self._page.is_closed() and not self._page.locator(".jp-Dialog").count():
            self._page.emulate_media(reduced_motion="no-preference")
            self._page.set_viewport_size(VIEWPORT)
            self._page.evaluate(TURN, [path, self.kernel(), FORGET])
        else:
            if self._page:  # a test has failed and left a question open
                self._page.close()
            self._page = browser.new_page(viewport=VIEWPORT)
            self._page.set_default_timeout(PATIENCE)
            self._page.on("dialog", self._dismiss)
            self._page.on("pageerror", self._note)
            self._page.goto(self.address(f"doc/tree/{path}?reset"))
        self._page.wait_for_selector(".jp-Notebook .jp-CodeCell")
        self._page.wait_for_selector(".jp-KernelName:has-text('Python 3')")
        self._page.wait_for_selector(".jp-Notebook-ExecutionIndicator[data-status=idle]")
        return self._page, wrong

    def _dismiss(self, dialog):
        self._wrong.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _note(self, error):
        """Note an error of the page, but for what JupyterLab says of a notebook that is closed while it asks its kernel."""
        if not str(error).startswith(CLOSED):
            self._wrong.append(f"error: {error}")

    def open(self, browser, name, shown):
        """A page with a notebook run, once `shown` is there, and the list into which it writes what must not happen.

        Parameters
        ----------
        shown : str
            A selector of what the notebook shows.
        """
        page, wrong = self.page(browser, f"{name}.ipynb")
        run(page, f"{name}.ipynb")
        page.wait_for_selector(f"{shown}, {QUESTION}, {ERROR}")
        if page.locator(QUESTION).count():  # JupyterLab may ask for a kernel that it already has
            page.locator(QUESTION).click()
            page.wait_for_selector(f"{shown}, {ERROR}")
        if page.locator(ERROR).count():
            pytest.fail(f"{name}: {page.locator(ERROR).first.inner_text()}")
        return page, wrong

    def seen(self, browser, name, shown):
        """Yield a page as `open` gives it, and see to it at the end that nothing went wrong: the body of a fixture."""
        page, wrong = self.open(browser, name, shown)
        yield page
        assert not wrong


@contextmanager
def serving(home):
    """Start a JupyterLab with all its folders in `home`."""
    settings = home / SETTINGS
    settings.mkdir(parents=True)
    (settings / "notification.jupyterlab-settings").write_text(
        json.dumps({"fetchNews": "false", "checkForUpdates": False})
    )
    root = home / "root"
    root.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    lab = Lab(root, port, secrets.token_hex(16))
    places = {"CONFIG_DIR": "config", "DATA_DIR": "data", "RUNTIME_DIR": "runtime"}
    environment = {
        **os.environ,
        **{f"JUPYTER_{name}": str(home / place) for name, place in places.items()},
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "IPYTHONDIR": str(home / "ipython"),
        "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]),
        "JUPYTER_TOKEN": lab.token,
    }
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--ip=127.0.0.1", f"--port={port}"]
    command += ["--ServerApp.port_retries=0", "--expose-app-in-browser", "--allow-root", f"--ServerApp.root_dir={root}"]
    with (home / "log.txt").open("wb") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        answers(lab.address("api"), server, home / "log.txt")
        yield lab
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()


def answers(address, server, log):
    """Wait until a server that has been started answers, whatever it says."""
    late = time.monotonic() + PATIENCE / SECONDS
    while time.monotonic() < late and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"{shlex.join(map(str, server.args))} did not start:\n{log.read_text()[-2000:]}")


def keep(page, name):
    """Save a picture of the page, where somebody wants to look at it."""
    if folder := os.environ.get("STRATSELL_SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder, f"{name}.png"), animations="disabled")  # as they end
