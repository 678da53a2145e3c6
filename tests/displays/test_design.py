"""The parts in a real browser: by touch and by keyboard, in both languages and themes."""

import pytest
from playwright.sync_api import Page, expect

from tests.browsers import Screens, until

BLOCKS = 17
NAMED = (
    "[...document.querySelectorAll('button')].every((one) => one.innerText.trim() || one.ariaLabel || one.getAttribute('aria-labelledby'))"
)


@pytest.fixture
def design(screens: Screens) -> Page:
    page = screens.plain("/design?lang=en")
    until(page, f"document.querySelectorAll('.design-block').length === {BLOCKS}")
    return page


@pytest.mark.parametrize("language", ["zh-CN", "en"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_part_is_drawn(screens: Screens, language: str, theme: str) -> None:
    page = screens.plain(f"/design?lang={language}&theme={theme}")
    until(page, f"document.querySelectorAll('.design-block').length === {BLOCKS}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing is wider than the page"
    assert page.evaluate(NAMED)


def test_both_themes_stand_side_by_side(design: Page) -> None:
    design.get_by_role("radio", name="Side by side").click()
    until(design, f"document.querySelectorAll('.design-block').length === {2 * BLOCKS}")
    grounds = design.evaluate("[...document.querySelectorAll('.design-side')].map((side) => getComputedStyle(side).backgroundColor)")
    assert len(set(grounds)) == 2


def test_the_language_changes_in_place(design: Page) -> None:
    design.get_by_role("button", name="中文").first.click()
    expect(design.get_by_role("heading", name="设计系统")).to_be_visible()
    until(design, "document.documentElement.lang === 'zh-CN'")


def test_a_phone_shows_it_without_sideways_scrolling(screens: Screens) -> None:
    page = screens.plain("/design?lang=en", width=390, height=844)
    until(page, f"document.querySelectorAll('.design-block').length === {BLOCKS}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_dialog_holds_the_focus_and_gives_it_back(design: Page) -> None:
    opener = design.get_by_role("button", name="Dialog", exact=True)
    opener.focus()
    design.keyboard.press("Enter")
    expect(design.get_by_role("dialog", name="Room 801")).to_be_visible()
    until(design, "document.activeElement.closest('dialog') !== null")
    design.keyboard.press("Escape")
    expect(design.get_by_role("dialog")).to_have_count(0)
    expect(opener).to_be_focused()


def test_a_question_starts_at_the_answer_that_does_no_harm(design: Page) -> None:
    design.get_by_role("button", name="Question", exact=True).click()
    asked = design.get_by_role("alertdialog", name="Void this dish?")
    expect(asked.get_by_role("button", name="Keep it")).to_be_focused()
    design.keyboard.press("Enter")
    expect(asked).to_have_count(0)


def test_a_message_offers_its_action_and_goes(design: Page) -> None:
    design.get_by_role("button", name="Undo", exact=True).click()
    notice = design.get_by_role("listitem").filter(has_text="Dumplings started")
    expect(notice).to_be_visible()
    notice.get_by_role("button", name="Undo").click()
    expect(notice).to_have_count(0)


def test_a_menu_is_walked_by_arrows(design: Page) -> None:
    opener = design.get_by_role("button", name="More", exact=True)
    opener.focus()
    design.keyboard.press("Enter")
    expect(design.get_by_role("menuitem", name="Rush")).to_be_focused()
    design.keyboard.press("ArrowUp")
    expect(design.get_by_role("menuitem", name="Void")).to_be_focused()
    design.keyboard.press("Escape")
    expect(design.get_by_role("menu")).to_have_count(0)
    expect(opener).to_be_focused()


def test_tabs_and_segments_are_walked_by_arrows(design: Page) -> None:
    design.get_by_role("tab", name="Calls").focus()
    design.keyboard.press("ArrowRight")
    expect(design.get_by_role("tab", name="Ready")).to_have_attribute("aria-selected", "true")
    expect(design.get_by_role("tab", name="Ready")).to_be_focused()
    design.keyboard.press("End")
    design.keyboard.press("ArrowRight")
    expect(design.get_by_role("tab", name="Wristbands")).to_have_attribute("aria-selected", "true")


def test_the_number_pad_takes_fingers_and_keys(design: Page) -> None:
    pad = design.get_by_role("group", name="Wristband")
    shown = design.locator(".design-number")
    pad.get_by_role("button", name="7").click()
    expect(shown).to_have_text("587")
    pad.focus()
    for key in ("Backspace", "0", "1", "2"):
        design.keyboard.press(key)
    expect(shown).to_have_text("5801")
    design.keyboard.press("Enter")
    expect(shown).to_have_text("–")


def test_a_stepper_keeps_the_focus_at_its_end(design: Page) -> None:
    less = design.get_by_role("button", name="One less").first
    less.focus()
    for _ in range(4):
        design.keyboard.press("Enter")
    expect(less).to_be_focused()
    expect(less).to_have_attribute("aria-disabled", "true")
    expect(design.locator("output").first).to_have_text("0")


def test_a_table_sorts_and_is_chosen_from_by_key(design: Page) -> None:
    table = design.get_by_role("table", name="Table")
    table.get_by_role("button", name="Amount").click()
    expect(table.locator("tbody tr").first).to_contain_text("Iced tea")
    table.get_by_role("button", name="Amount").click()
    expect(table.locator("tbody tr").first).to_contain_text("Fruit plate")
    row = table.locator("tbody tr").nth(2)
    row.focus()
    design.keyboard.press("Enter")
    expect(row).to_have_class("table-selected")


def test_what_waits_to_be_sent_is_decided_in_its_sheet(design: Page) -> None:
    design.get_by_role("button", name="What waits to be sent").click()
    sheet = design.get_by_role("dialog", name="Connection")
    rows = sheet.get_by_role("listitem")
    expect(rows).to_have_count(4)
    rows.filter(has_text="Whole card done").get_by_role("button", name="Discard").click()
    rows.filter(has_text="Call: fruit plate").get_by_role("button", name="Got it").click()
    expect(rows).to_have_count(2)


def test_the_ways_before_a_screen_is_in_are_all_said(design: Page) -> None:
    said = {
        "Refused": "Pairing was refused",
        "Run out": "The code has run out",
        "Signed out": "This screen was signed out",
        "No answer": "The hub does not answer yet",
        "Slow storage": "This browser's storage is slow",
    }
    for state, title in said.items():
        design.get_by_role("radio", name=state, exact=True).click()
        expect(design.get_by_role("heading", name=title)).to_be_visible()
