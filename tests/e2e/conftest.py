"""The real thing: the demonstration, served as in production, in a real browser.

The front end is the one that `make setup` built: run it after a change of styles or scripts.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PATIENCE = 300  # seconds until the server answers: a busy machine is no failure

BROWSER_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 390, "height": 844}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(address, process):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError("The server ended before it answered.")
        try:
            with urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("The server did not answer.")


@pytest.fixture(scope="session")
def data_folder(tmp_path_factory):
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="session")
def mails(data_folder):
    """The folder in which the site's mails arrive as files."""
    return data_folder / "mails"


@pytest.fixture(scope="session")
def environment(data_folder, mails):
    """The settings of the site, with a data folder of its own and a free port."""
    kept = {name: value for name, value in os.environ.items() if "PONTE_" not in name}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "ponte.settings",
        "PONTE_DATA_DIR": str(data_folder),
        "PONTE_URL": f"http://127.0.0.1:{free_port()}",
        "PONTE_MAIL_URL": f"filemail:///{mails}",
    }


@pytest.fixture(scope="session")
def ponte(environment):
    """A callable that runs a command of the site to its end and gives what it printed."""

    def run(*arguments):
        command = [sys.executable, "-m", "ponte", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
        )
        return done.stdout

    return run


@pytest.fixture(scope="session")
def site(environment, ponte):
    """The address of a served demonstration."""
    address = environment["PONTE_URL"]
    ponte("prepare", "--demonstration")
    port = address.rpartition(":")[2]
    server = subprocess.Popen(
        [sys.executable, "-m", "ponte", "serve", "--port", port, "--workers", "1",
         "--with-indexer"],
        cwd=ROOT,
        env=environment,
    )  # fmt: skip
    try:
        wait_for(f"{address}/robots.txt", server)
        yield address
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=20)


@pytest.fixture(scope="session")
def chromium():
    """The system's Chromium, started once."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.fail("Chromium is missing. On Debian or Ubuntu: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=BROWSER_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def page_at(chromium, site):
    """A callable that gives a fresh page of a size; its `complaints` come from the console."""
    contexts = []

    def open_page(viewport=WIDE, **options):
        context = chromium.new_context(viewport=viewport, base_url=site, **options)
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda entry: note(page, entry))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def state_of(chromium, site, data_folder):
    """A callable that gives the storage of a browser in which an account is signed in.

    An account of the demonstration goes by what is before the @ of its address.
    """
    password = (data_folder / "demo-password.txt").read_text().strip()

    @cache
    def sign_in(account):
        context = chromium.new_context(base_url=site)
        page = context.new_page()
        page.goto("/account/login/")
        page.locator("[name=login]").fill(account if "@" in account else f"{account}@demo.example")
        page.locator("[name=password]").fill(password)
        page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url("**/dashboard/")
        state = context.storage_state()
        context.close()
        return state

    return sign_in


@pytest.fixture
def signed_in(page_at, state_of):
    """A callable that gives a page on which an account of the demonstration is signed in."""

    @cache
    def page_of(account):
        return page_at(storage_state=state_of(account))

    return page_of


def note(page, entry):
    # Chromium itself reports the status of an error page; that is no fault of the page.
    if entry.type in ("error", "warning") and "status of 404" not in entry.text:
        page.complaints.append(entry.text)


@pytest.fixture(scope="session")
def axe():
    """A callable that gives what axe finds on a page, one line per fault."""
    source = AXE.read_text()
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

    def run(page):
        page.evaluate(source)
        found = page.evaluate("rules => axe.run({runOnly: rules})", rules)
        return [
            f"{fault['id']}: {node['html'][:160]} ({node['failureSummary']})"
            for fault in found["violations"]
            for node in fault["nodes"]
        ]

    return run
