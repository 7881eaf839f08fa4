"""The real page in a real browser: Streamlit as a subprocess, Debian's Chromium through Playwright."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from assistant.memory.store import Store

ROOT = Path(__file__).resolve().parents[2]
TODAY = "2026-11-22"
BOX = "Tell me what happened"
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
PATIENCE_MS = 15_000
expect.set_options(timeout=PATIENCE_MS)


@dataclass
class Site:
    """A running page with a data folder of its own."""

    data: Path
    today: str = TODAY
    port: int = 0
    showed_progress: bool = False
    _process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where the page is."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start the server and wait until it answers."""
        if not self.port:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                self.port = free.getsockname()[1]
        mine = {name: value for name, value in os.environ.items() if not name.startswith("STEADY_")}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", str(ROOT / "ui" / "app.py")]
            + ["--server.port", str(self.port), "--server.headless", "true"],
            cwd=self.data,  # a folder that is not the project's, so that nothing is found by chance
            env={**mine, "STEADY_DATA": str(self.data), "STEADY_TODAY": self.today},
            stdout=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            except OSError:
                assert time.monotonic() < deadline, "the page did not start within 30 seconds"
                time.sleep(0.1)

    def stop(self) -> None:
        """End the server."""
        assert self._process
        self._process.terminate()
        self._process.wait(20)

    def forget(self) -> None:
        """Empty the store, so that every test begins with nothing said."""
        store = Store(f"sqlite:///{self.data / 'steady.db'}")
        store.erase()
        store.close()

    def on_disk(self, words: str) -> bool:
        """Whether ``words`` are anywhere in the store's files."""
        return any(words.encode() in file.read_bytes() for file in self.data.glob("steady.db*"))


@dataclass
class Visit:
    """A browser window on the page, and every address it asked for."""

    page: Page
    site: Site
    asked: list[str] = field(default_factory=list)

    def open(self) -> None:
        """Load the page, and wait until it can be written to."""
        self.page.goto(self.site.url)
        self.page.get_by_placeholder(BOX).wait_for()
        self.settle()

    def settle(self) -> None:
        """Wait until the server has nothing left to draw."""
        self.page.locator("[data-testid='stApp'][data-test-script-state='notRunning']").wait_for()

    def say(self, message: str) -> None:
        """Send a message and wait for the whole answer."""
        answers = self.page.get_by_text("Why this answer")
        before = answers.count()
        self.page.get_by_placeholder(BOX).fill(message)
        self.page.keyboard.press("Enter")
        answers.nth(before).wait_for()
        self.settle()

    @property
    def outside(self) -> list[str]:
        """The addresses asked for that are not on this machine."""
        return [url for url in self.asked if urlsplit(url).hostname not in ("127.0.0.1", None)]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return Chromium, headless. Without one the tests are skipped, or fail where STEADY_REQUIRE_BROWSER=1."""
    names = ("chromium", "chromium-browser", "google-chrome")
    program = next((path for name in names if (path := shutil.which(name))), None)
    if program is None:
        message = f"no browser found (looked for {', '.join(names)}); install Debian's chromium to run these tests"
        if os.environ.get("STEADY_REQUIRE_BROWSER") == "1":
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Start one page for all tests of the module; its first visitor waits until the index is built."""
    site = Site(tmp_path_factory.mktemp("data"))
    site.start()
    page = browser.new_page()
    page.goto(site.url)
    page.get_by_text("Getting ready").or_(page.get_by_placeholder(BOX)).wait_for()
    site.showed_progress = page.get_by_role("progressbar").is_visible()
    page.get_by_placeholder(BOX).wait_for(timeout=120_000)
    page.close()
    yield site
    site.stop()


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[BrowserContext]:
    """Return one window for all tests of the module, which loads the program of the page only once."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


@pytest.fixture
def visit(window: BrowserContext, site: Site) -> Iterator[Visit]:
    """Open the page with nothing said yet. Nothing it asks for may be off this machine."""
    site.forget()
    visit = Visit(window.new_page(), site)
    visit.page.on("request", lambda asked: visit.asked.append(asked.url))
    visit.page.on("websocket", lambda socket: visit.asked.append(socket.url))
    visit.open()
    yield visit
    visit.page.close()
    assert visit.outside == []
