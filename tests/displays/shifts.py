"""How a test begins a shift at a kitchen screen, whether or not the screen asks for the touch that its sound wants."""

from playwright.sync_api import Page, expect

SETTLES_MS = 700
"""A little more than the page gives its sound before it asks."""

BEGIN = """(ms) => new Promise((done) => setTimeout(() => {
  const start = document.querySelector(".k-shift-start")
  start?.click()
  done(start !== null)
}, ms))"""
"""Timed by the page itself, however slow it is, and pressed in the same moment: a sound that comes by itself takes the question away."""


def begin_shift(page: Page) -> bool:
    """Whether the screen has asked, and now sounds its chime. Playwright's own look counts as a touch, so most often it need not ask."""
    expect(page.locator(".k-board")).to_be_visible()
    has_asked: bool = page.evaluate(BEGIN, SETTLES_MS)
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator(".k-silent")).to_have_count(0)
    return has_asked
