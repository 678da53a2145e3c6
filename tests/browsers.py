"""A real browser for tests: the machine's own Chromium, watched for everything a page must not do.

    HUB_TEST_SLOW_PAGES=8 .venv/bin/python -m pytest -x tests/displays/test_cashier_page.py

gives every page an eighth of the machine, which brings out what depends on who is quicker. A test that fails then has found a race: a
person who is quick meets it too, so it is mended in the page.
"""

import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Frame, Page, Request

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
NEEDS = "chromium"
"""Tests that use the fixture of this name need a browser."""
PATIENCE_SECONDS = 15
"""How long a test waits for what must come. What is there is found at once, so a busy machine costs time and no more."""
SLOWER = float(os.environ.get("HUB_TEST_SLOW_PAGES", "1"))
"""How many times slower each page runs than the machine."""

REPORT = """addEventListener("securitypolicyviolation", (event) => __violation(
  `${event.effectiveDirective} blocked ${event.blockedURI || "inline"} at ${event.sourceFile}:${event.lineNumber} ${event.sample}`))"""


def find_chromium() -> str | None:
    """The program, or None: such a machine runs everything but the browser tests."""
    return os.environ.get("HUB_TEST_CHROMIUM") or next((found for name in NAMES if (found := shutil.which(name))), None)


@contextmanager
def launched() -> "Iterator[Browser]":
    """A browser without a window. Everything of it belongs to the thread that opened it."""
    from playwright.sync_api import expect, sync_playwright  # half a second to import: only for those who use it

    expect.set_options(timeout=PATIENCE_SECONDS * 1000)
    program = find_chromium()
    assert program is not None, "browser tests are deselected where there is no Chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", "--disable-gpu", "--autoplay-policy=user-gesture-required", "--disable-dev-shm-usage"],
        )
        try:
            yield browser
        finally:
            browser.close()


def slow_down(page: "Page") -> None:
    """As `HUB_TEST_SLOW_PAGES` asks."""
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


def until(page: "Page", expression: str, seconds: float = PATIENCE_SECONDS) -> Any:
    """Ask the page again and again until the answer is true; promises are awaited.

    Playwright's own `wait_for_function` evaluates text inside the page, which our pages' policy forbids.
    """
    deadline = time.monotonic() + seconds
    while not (answer := page.evaluate(expression)):
        assert time.monotonic() < deadline, f"not true within {seconds} s: {expression}"
        page.wait_for_timeout(50)
    return answer


def becomes(page: "Page", look: Callable[[], Any], wanted: Any, seconds: float = 2 * PATIENCE_SECONDS) -> None:
    """Look again and again, at whatever lies outside the page, until it is as wanted; the page goes on meanwhile."""
    deadline = time.monotonic() + seconds
    while (found := look()) != wanted:
        assert time.monotonic() < deadline, f"never {wanted}, at last {found}"
        page.wait_for_timeout(50)


class Watch:
    """What the pages of a context did that no page of ours may do."""

    def __init__(self, home: str) -> None:
        self.home = urlsplit(home).netloc
        self.errors: list[str] = []
        self.foreign: list[str] = []
        self.violations: list[str] = []
        self.forgiven: list[re.Pattern[str]] = [re.compile(r"400 .*/device-pairings/token")]
        """A screen that waits to be paired is told 400 until it is (RFC 8628), which Chromium writes down each time."""

    def over(self, context: "BrowserContext") -> None:
        """Watch every page of a context, those it opens later too."""
        context.expose_binding("__violation", lambda _, said: self.violations.append(said))
        context.add_init_script(REPORT)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.errors.append(f"uncaught: {error.error}"))
        context.on("request", self._request)
        context.on("page", lambda page: page.on("framenavigated", self._navigated))

    def forgive(self, pattern: str) -> None:
        """Errors of the console that this test brings about, such as a network that is away."""
        self.forgiven.append(re.compile(pattern))

    def found(self) -> list[str]:
        """Everything that is wrong, to be compared with `[]`."""
        errors = [error for error in self.errors if not any(pattern.search(error) for pattern in self.forgiven)]
        return [*errors, *(f"policy: {each}" for each in self.violations), *(f"asked elsewhere: {each}" for each in self.foreign)]

    def _console(self, message: "ConsoleMessage") -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location.get('url', '')})")

    def _navigated(self, frame: "Frame") -> None:
        """Told beside a failure: a page that loads anew by itself begins with another view than the one that was looked at."""
        print(f"{time.strftime('%H:%M:%S')} at {frame.url.partition('#')[0]}")

    def _request(self, request: "Request") -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob") and address.netloc != self.home:
            self.foreign.append(request.url)


class Screens:
    """Opens screens of a demo venue, each as another device would: with a session and a browser profile of its own."""

    def __init__(self, browser: "Browser", home: str, demo: dict[str, Any]) -> None:
        self.browser = browser
        self.home = home
        self.demo = demo
        self.watch = Watch(home)
        self.contexts: list[BrowserContext] = []

    def context(self, *, width: int = 1280, height: int = 800, language: str = "en", **more: Any) -> "BrowserContext":
        """A profile nobody has used, watched."""
        made = self.browser.new_context(viewport={"width": width, "height": height}, locale=language, **more)
        self.watch.over(made)
        if SLOWER > 1:
            made.on("page", slow_down)
        self.contexts.append(made)
        return made

    def open(
        self,
        page_name: str,
        device: str | None = None,
        *,
        language: str = "en",
        theme: str | None = None,
        context: "BrowserContext | None" = None,
        **size: Any,
    ) -> "Page":
        """A page as the demo's device of that name or room, else the first of its kind; the office as that username, else as a manager."""
        page = (context or self.context(language=language, **size)).new_page()
        self.pair(page, page_name, device, language=language, theme=theme)
        return page

    def plain(self, address: str, *, context: "BrowserContext | None" = None, **size: Any) -> "Page":
        """An address below the hub's, as somebody who is nobody yet."""
        page = (context or self.context(**size)).new_page()
        page.goto(self.home + address)
        return page

    def pair(self, page: "Page", page_name: str, device: str | None = None, *, language: str = "en", theme: str | None = None) -> None:
        """Go to `/<page>#pair=<refresh token>` with a token that nobody else has, as the links of the front page do."""
        look = f"?lang={language}{f'&theme={theme}' if theme else ''}"
        link = f"{self.home}/open/{self.holder(page_name, device)}"
        if page_name == "office":
            page.request.get(link, max_redirects=0)  # the session comes in a cookie
            page.goto(f"{self.home}/office{look}")
            return
        pair = httpx.get(link, timeout=2 * PATIENCE_SECONDS).headers["location"].partition("#")[2]
        page.goto(f"{self.home}/{page_name}{look}#{pair}")

    def holder(self, page_name: str, name: str | None) -> str:
        """The id of a device, or of a person for the office."""
        if page_name == "office":
            people = self.demo["users"]
            return str(next(each["id"] for each in people if (each["username"] == name if name else each["role"] == "manager")))
        kind = {"call": "call_screen"}.get(page_name, page_name)
        devices = [each for each in self.demo["devices"] if each["kind"] == kind]
        return str(next(each["id"] for each in devices if name in (None, each["name"], each["room"])))

    def close(self) -> None:
        for context in self.contexts:
            context.close()
