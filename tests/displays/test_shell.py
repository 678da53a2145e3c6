"""The shell of the screens in a real browser: how it looks before anything is drawn, and how it starts without a hub."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from displays.screens import PAGES
from hub.seed import seed
from tests.browsers import Screens, until
from tests.running import Backend, RunningHub

LOOK = "() => ({ ...document.documentElement.dataset, lang: document.documentElement.lang })"
KEPT = "async () => (await (await caches.open('venuehub')).keys()).map((request) => new URL(request.url).pathname)"


def look(page: Page) -> tuple[str, str]:
    found = page.evaluate(LOOK)
    return found["theme"], found["lang"]


@pytest.mark.parametrize("name", PAGES)
def test_every_page_keeps_to_its_policy(screens: Screens, name: str) -> None:
    page = screens.plain(f"/{name}")
    until(page, "document.getElementById('app').childElementCount > 0")


def test_the_front_page_opens_a_kitchen(screens: Screens) -> None:
    page = screens.plain("/?lang=en")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Every station").first.click()
    kitchen = opened.value
    until(kitchen, "document.getElementById('app')?.childElementCount > 0")
    until(kitchen, "!location.hash")
    assert "/kitchen?lang=en" in kitchen.url


def test_the_address_decides_for_a_visit_and_what_was_chosen_for_the_screen(screens: Screens) -> None:
    context = screens.context()
    assert look(screens.plain("/handheld", context=context)) == ("light", "en")
    assert look(screens.plain("/handheld?theme=dark&lang=zh-CN", context=context)) == ("dark", "zh-CN")
    assert look(screens.plain("/handheld", context=context)) == ("light", "en")
    page = screens.plain("/handheld?theme=dark", context=context)
    page.evaluate("document.documentElement.lang = 'zh-CN'")
    until(page, "localStorage.getItem('venuehub:look:handheld') !== null")
    assert look(screens.plain("/handheld", context=context)) == ("light", "zh-CN"), "the language was chosen, the theme was not"
    assert look(screens.plain("/office", context=context)) == ("light", "en"), "each screen for itself"


def test_nothing_turns_text_into_html_or_script(screens: Screens) -> None:
    page = screens.plain("/design")
    refused = page.evaluate(
        """() => {
          const tries = [
            () => (document.createElement("div").innerHTML = "<b>"),
            () => (document.createElement("script").src = "/sw.js"),
            () => window.trustedTypes.createPolicy("mine", {}),
            () => window.trustedTypes.createPolicy("venuehub", {}),
          ]
          return tries.map((attempt) => { try { attempt(); return "done" } catch (error) { return error.name } })
        }"""
    )
    assert "done" not in refused, refused
    while len(screens.watch.violations) < 4:  # they are told a moment later; the limit is the test's own
        page.wait_for_timeout(20)
    screens.watch.violations.clear()
    screens.watch.forgive("Trusted|trusted-types|Content Security Policy")


@pytest.fixture
def leaving_hub(sqlite_backend: Backend) -> Iterator[RunningHub]:
    """A hub that a test may stop."""
    settings = sqlite_backend.settings()
    hub = RunningHub(settings, demo=seed)
    yield hub
    if hub.thread.is_alive():
        hub.stop()
    sqlite_backend.forget(settings)


def test_a_screen_that_was_open_once_starts_without_the_hub(chromium: Browser, leaving_hub: RunningHub) -> None:
    demo = leaving_hub.hub.demo
    assert demo is not None
    screens = Screens(chromium, leaving_hub.url, demo)
    context = screens.context()
    page = screens.plain("/pad", context=context)
    until(page, "navigator.serviceWorker.controller !== null")
    until(page, "caches.open('venuehub').then((cache) => cache.match('/pad')).then((found) => found !== undefined)")
    build = page.evaluate(LOOK)["build"]
    kept = page.evaluate(KEPT)
    assert f"/a/{build}/js/pad/main.js" in kept
    assert f"/a/{build}/icons.svg" in kept
    assert [path for path in kept if not path.startswith(("/a/", "/pad"))] == []

    leaving_hub.stop()
    page.reload()
    until(page, "document.getElementById('app').childElementCount > 0")
    assert page.evaluate(LOOK)["build"] == build
    assert [error for error in screens.watch.errors if "/a/" in error] == [], "every file is there"
    assert screens.watch.foreign == screens.watch.violations == []
    screens.close()


def test_an_open_page_keeps_the_files_of_its_build(screens: Screens) -> None:
    context = screens.context()
    older = screens.plain("/pad", context=context)
    until(older, "navigator.serviceWorker.controller !== null")
    until(older, "caches.open('venuehub').then((cache) => cache.match('/pad')).then((found) => found !== undefined)")
    build = older.evaluate(LOOK)["build"]
    names = older.evaluate("async () => (await navigator.locks.query()).held.map(({ name }) => name)")
    assert f"venuehub:build:{build}" in names
    older.evaluate(
        """async () => {
          const cache = await caches.open("venuehub")
          for (const build of ["open", "left"]) await cache.put(`/a/${build}/js/late.js`, new Response(""))
          navigator.locks.request("venuehub:build:open", { mode: "shared" }, () => new Promise(() => {}))
        }"""
    )
    newer = screens.plain("/pad", context=context)
    until(newer, "caches.match('/a/left/js/late.js').then((found) => found === undefined)")
    assert "/a/open/js/late.js" in newer.evaluate(KEPT)
    older.close()
    newer.reload()
    until(newer, "caches.match('/a/open/js/late.js').then((found) => found === undefined)")
