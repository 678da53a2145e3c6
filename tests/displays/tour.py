"""The pictures of docs/tour.md, taken of a staged evening. Run it from the project's folder when a screen has changed:

    python -m tests.displays.tour [part of a picture's name …]

Without names all pictures are taken anew, which takes about five minutes.
"""

import io
import itertools
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page, expect

from tests.browsers import Screens, launched
from tests.displays.stage import BEGINS_SECONDS, Stage, staged

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "tour"
BYTES_MOST = 80_000
WIDTHS = (1600, 1440, 1280, 1120, 960)
QUALITIES = (86, 78, 70)
SETTLED_MS = 700
DISH = Path(__file__).resolve().parents[2] / "config" / "demo" / "pictures" / "chilli-chicken.webp"
READY_TAB, ROOMS_TAB = 3, 4
NOT_LIVE_MS = 16_500

PAD: dict[str, Any] = {"width": 1280, "height": 800, "has_touch": True}
HD: dict[str, Any] = {"width": 1920, "height": 1080}
FOUR_K: dict[str, Any] = {"width": 3840, "height": 2160}
UPRIGHT: dict[str, Any] = {"width": 1080, "height": 1920}
DESK: dict[str, Any] = {"width": 1440, "height": 900}
PHONE: dict[str, Any] = {"width": 390, "height": 844, "has_touch": True, "device_scale_factor": 2}


class Tour:
    """Opens screens, does what a user would, and keeps pictures."""

    def __init__(self, screens: Screens, stage: Stage, wanted: list[str]) -> None:
        self.screens = screens
        self.stage = stage
        self.wanted = wanted

    def wants(self, *names: str) -> bool:
        return not self.wanted or any(part in name for part in self.wanted for name in names)

    def open(self, page_name: str, device: str | None = None, *, language: str = "zh-CN", theme: str | None = None, **size: Any) -> Page:
        context = self.screens.context(language=language, **size)
        return self.screens.open(page_name, device, language=language, theme=theme, context=context)

    def keep(self, page: Page, name: str, wait_ms: int = SETTLED_MS) -> None:
        """A picture of the page as it is, small enough for a repository."""
        page.wait_for_timeout(wait_ms)
        picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        kept, said = small_enough(picture)
        (PICTURES / f"{name}.webp").write_bytes(kept)
        print(f"{name}.webp {len(kept) / 1000:.0f} kB, {said}", flush=True)

    def done(self) -> None:
        """Close what was opened: the next pictures want the machine."""
        for context in self.screens.contexts:
            context.close()
        self.screens.contexts.clear()

    # Chapters

    def before_guests(self) -> None:
        if self.wants("kitchen-empty-zh"):
            self.keep(self.kitchen(language="zh-CN", **HD), "kitchen-empty-zh")
        if self.wants("call-empty-en"):
            self.keep(self.open("call", language="en", **HD), "call-empty-en")
        if self.wants("handheld-empty-zh"):
            self.keep(self.open("handheld", "Handheld 1", **PHONE), "handheld-empty-zh")
        if self.wants("pairing-zh"):
            page = self.screens.plain("/kitchen?lang=zh-CN", context=self.screens.context(language="zh-CN", **HD))
            expect(page.locator("img[src^='/qr/']")).to_be_visible()
            self.keep(page, "pairing-zh")
        self.done()

    def front(self) -> None:
        if self.wants("front-zh"):
            self.keep(self.screens.plain("/?lang=zh-CN", context=self.screens.context(language="zh-CN", **DESK)), "front-zh")
        if self.wants("design-en"):
            page = self.screens.plain("/design?lang=en", context=self.screens.context(language="en", **DESK))
            page.get_by_role("radio", name="Side by side").click()
            self.keep(page, "design-en")
        self.done()

    def pad(self) -> None:
        if self.wants("pad-welcome-zh", "pad-menu-zh", "pad-progress-zh", "pad-bill-zh", "pad-offline-zh", "pad-dish-zh"):
            page = self.open("pad", "801", **PAD)
            expect(page.locator(".welcome-touch")).to_be_visible()
            self.keep(page, "pad-welcome-zh")
            page.locator(".welcome-touch").tap()
            for at in (0, 0, 2):
                page.locator(".dish-add").nth(at).tap()
            page.locator(".pad-panels .segment").nth(0).tap()
            self.keep(page, "pad-menu-zh", 1_200)
            page.locator(".dish-open").filter(has_text="红烧牛肉面").tap()
            self.keep(page, "pad-dish-zh")
            page.keyboard.press("Escape")
            page.locator(".order-button").tap()
            page.locator(".pad-panels .segment").nth(1).tap()
            page.wait_for_timeout(600)
            self.keep(page, "pad-progress-zh")
            page.get_by_role("button", name="账单", exact=True).tap()
            self.keep(page, "pad-bill-zh")
            page.keyboard.press("Escape")
            page.context.set_offline(True)
            page.locator(".pad-panels .segment").nth(0).tap()
            page.locator(".dish-add").nth(3).tap()
            page.locator(".order-button").tap()
            self.keep(page, "pad-offline-zh", NOT_LIVE_MS)
        if self.wants("pad-menu-dark-en"):
            page = self.open("pad", "802", language="en", theme="dark", **PAD)
            page.locator(".welcome-touch").tap()
            page.locator(".dish-add").nth(1).tap()
            self.keep(page, "pad-menu-dark-en", 1_200)
        if self.wants("pad-phone-en"):
            page = self.open("pad", "803", language="en", **PHONE)
            page.locator(".welcome-touch").tap()
            page.locator(".dish-add").nth(0).tap()
            self.keep(page, "pad-phone-en", 1_200)
        self.done()

    def kitchen(self, name: str = "Pass", **how: Any) -> Page:
        """A screen whose shift has begun."""
        page = self.open("kitchen", name, **how)
        expect(page.locator(".k-board")).to_be_visible()
        page.wait_for_timeout(600)
        if page.locator(".k-shift-start").is_visible():
            page.locator(".k-shift-start").click()
        return page

    def kitchens(self) -> None:
        if self.wants("kitchen-busy-zh", "kitchen-items-zh"):
            page = self.kitchen(**HD)
            self.keep(page, "kitchen-busy-zh")
            page.keyboard.press("s")
            self.keep(page, "kitchen-items-zh")
        if self.wants("kitchen-light-en"):
            self.keep(self.kitchen("Hot 1", language="en", theme="light", **HD), "kitchen-light-en")
        if self.wants("kitchen-4k-en"):
            self.keep(self.kitchen(language="en", **FOUR_K), "kitchen-4k-en", 1_500)
        if self.wants("kitchen-tablet-en", "kitchen-card-en"):
            page = self.kitchen("Hot 1", language="en", **PAD)
            self.keep(page, "kitchen-tablet-en")
            page.locator(".k-head").first.click()
            self.keep(page, "kitchen-card-en")
        if self.wants("shift-zh"):
            page = self.open("kitchen", "Bar 1", **PAD)
            expect(page.locator(".k-board")).to_be_visible()
            page.wait_for_timeout(600)
            if page.locator(".k-shift-start").is_visible():
                self.keep(page, "kitchen-shift-zh")
        self.done()

    def call(self) -> None:
        if self.wants("call-busy-en"):
            self.keep(self.open("call", language="en", **HD), "call-busy-en")
        if self.wants("call-upright-zh"):
            self.keep(self.open("call", **UPRIGHT), "call-upright-zh")
        if self.wants("call-band-zh"):
            page = self.open("call", **HD)
            expect(page.locator(".number").first).to_be_visible()
            ready = [line for line in self.stage.send("Pass", "GET", "/kds/board")["lines"] if line["state"] in ("preparing", "ready")]
            self.stage.move("Pass", "finish", [ready[0]["id"]])
            self.stage.move("Pass", "call", [ready[0]["id"]])
            expect(page.locator(".band")).to_be_visible()
            self.keep(page, "call-band-zh", 1_200)
        self.done()

    def cashier(self) -> None:
        if self.wants("cashier-orders-zh", "cashier-rooms-zh", "cashier-new-zh"):
            page = self.open("cashier", "Cashier 1", **DESK)
            expect(page.locator(".d-row").first).to_be_visible()
            page.locator(".d-row").nth(4).click()
            self.keep(page, "cashier-orders-zh")
            page.locator(".d-tab").nth(ROOMS_TAB).click()
            self.keep(page, "cashier-rooms-zh")
            page.keyboard.press("F2")
            self.keep(page, "cashier-new-zh", 1_200)
        if self.wants("cashier-ready-dark-en"):
            page = self.open("cashier", "Cashier 2", language="en", theme="dark", **DESK)
            expect(page.locator(".d-row").first).to_be_visible()
            page.locator(".d-tab").nth(READY_TAB).click()
            self.keep(page, "cashier-ready-dark-en")
        self.done()

    def handheld(self) -> None:
        if self.wants("handheld-fetch-zh", "handheld-rooms-zh", "handheld-offline-zh"):
            page = self.open("handheld", "Handheld 1", **PHONE)
            expect(page.locator(".trip").first).to_be_visible()
            self.keep(page, "handheld-fetch-zh")
            page.locator(".hh-tab").nth(3).tap()
            self.keep(page, "handheld-rooms-zh")
            page.locator(".hh-tab").nth(0).tap()
            page.context.set_offline(True)
            page.locator(".trip .button-primary").first.tap()
            self.keep(page, "handheld-offline-zh", NOT_LIVE_MS)
        if self.wants("handheld-dark-en"):
            page = self.open("handheld", "Handheld 2", language="en", theme="dark", **PHONE)
            expect(page.locator(".trip").first).to_be_visible()
            page.locator(".trip .button-primary").first.tap()
            self.keep(page, "handheld-dark-en")
        if self.wants("handheld-order-en"):
            page = self.open("handheld", "Handheld 2", language="en", **PHONE)
            page.locator(".hh-tab").nth(4).tap()
            page.locator(".room", has_text="802").tap()
            self.keep(page, "handheld-order-en", 1_200)
        self.done()

    def office(self) -> None:
        areas = {"today": "zh", "menu": "zh", "statistics": "en", "orders": "en", "rooms": "zh", "devices": "zh", "shop/day": "en"}
        for area, short in areas.items():
            name = f"office-{area.partition('/')[0]}-{short}"
            if self.wants(name):
                page = self.open("office", "manager.bund", language="zh-CN" if short == "zh" else "en", **DESK)
                self.area(page, area)
                self.keep(page, name, 1_500)
                self.done()
        if self.wants("office-messages-zh"):
            page = self.open("office", "manager.bund", **DESK)
            self.area(page, "messages")
            page.locator(".of-mark-button").filter(has_text="已显示").first.click()
            expect(page.locator(".of-checks")).to_be_visible()
            self.keep(page, "office-messages-zh", 1_500)
            self.done()
        if self.wants("office-dark-en"):
            page = self.open("office", "manager.bund", language="en", theme="dark", **DESK)
            self.area(page, "today")
            self.keep(page, "office-dark-en", 1_500)
        if self.wants("office-phone-zh"):
            page = self.open("office", "manager.bund", **PHONE)
            self.area(page, "today")
            self.keep(page, "office-phone-zh", 1_500)
        self.done()

    def chat(self) -> None:
        """Three guests write; somebody at the desk answers one of them, with what waits beside it."""
        if not self.wants("pad-chat-zh", "office-chat-zh", "office-chat-dark-en", "pad-chat-rating-en"):
            return
        desk = self.open("office", "manager.bund", **DESK)
        self.area(desk, "chat")
        desk.get_by_role("switch").click()
        pad = self.open("pad", "801", **PAD)
        self.writes(pad, "你好，这道菜里有花生吗？我对花生过敏。")
        pad.locator(".chat-file").set_input_files(DISH)
        expect(pad.locator(".chat-picture img")).to_be_visible()
        phone = self.open("pad", "803", language="en", **PHONE)
        self.writes(phone, "Could we have two more towels, please?")
        desk.locator(".of-chat-item", has_text="803").click()
        self.answers(desk, "Of course, somebody is on the way to your room.")
        desk.get_by_role("button", name="结束对话").click()
        desk.get_by_role("alertdialog").get_by_role("button", name="结束").click()
        self.writes(self.open("pad", "805", **PAD), "请问技师几点有空？")
        desk.locator(".of-chat-item", has_text="801").click()
        self.answers(desk, "您好，这道菜不含花生。")
        self.answers(desk, "为了稳妥，我已经请后厨换用新的锅具为您制作。")
        self.writes(pad, "太好了，谢谢！大概还要多久？")
        self.keep(desk, "office-chat-zh", 1_500)
        desk.locator(".chat-input").press_sequentially("大约")
        expect(pad.locator(".chat-typing")).to_be_visible()
        self.keep(pad, "pad-chat-zh", 500)
        phone.locator(".chat-star").nth(4).tap()
        self.keep(phone, "pad-chat-rating-en")
        dark = self.open("office", "manager.bund", language="en", theme="dark", **DESK)
        self.area(dark, "chat")
        dark.locator(".of-chat-item", has_text="801").click()
        dark.locator(".chat-input").fill("/")
        expect(dark.get_by_role("option").first).to_be_visible()
        self.keep(dark, "office-chat-dark-en", 1_500)
        self.done()

    def writes(self, page: Page, text: str) -> None:
        """A guest, with the chat open."""
        if page.locator(".welcome-touch").is_visible() or not page.locator(".chat-sheet").is_visible():
            page.locator(".welcome-touch").tap()
            page.locator(".service-chat, .pad-place:nth-child(4)").first.tap()
        page.locator(".chat-input").fill(text)
        page.locator(".chat-send").tap()
        expect(page.locator(".chat-message", has_text=text)).to_have_attribute("data-state", "there")

    def answers(self, page: Page, text: str) -> None:
        """Whoever sits at the desk."""
        page.locator(".chat-input").fill(text)
        page.locator(".chat-input").press("Enter")
        expect(page.locator(".chat-message", has_text=text)).to_have_attribute("data-state", "there")

    def area(self, page: Page, address: str) -> None:
        expect(page.locator(".of-main h1")).to_be_visible()
        page.evaluate("(hash) => { location.hash = hash }", f"#/{address}")
        page.wait_for_timeout(400)
        expect(page.locator(".skeleton")).to_have_count(0)

    def nobody_cooks(self) -> None:
        """Nine minutes later, with everything as it stood."""
        if self.wants("kitchen-late-en", "kitchen-offline-en"):
            page = self.kitchen(language="en", **HD)
            self.keep(page, "kitchen-late-en")
            page.context.set_offline(True)
            page.locator('.k-line[data-state="preparing"] .k-tap').first.click()
            self.keep(page, "kitchen-offline-en", NOT_LIVE_MS)
        if self.wants("cashier-problems-en"):
            page = self.open("cashier", "Cashier 1", language="en", **DESK)
            expect(page.locator(".d-row").first).to_be_visible()
            page.locator(".d-tab").last.click()
            self.keep(page, "cashier-problems-en")
        if self.wants("handheld-late-en"):
            page = self.open("handheld", "Handheld 2", language="en", **PHONE)
            expect(page.locator(".trip").first).to_be_visible()
            self.keep(page, "handheld-late-en")
        if self.wants("call-lost-zh"):
            page = self.open("call", **HD)
            expect(page.locator(".number").first).to_be_visible()
            page.context.set_offline(True)
            expect(page.locator(".lost")).to_be_visible(timeout=80_000)
            self.keep(page, "call-lost-zh")
        self.done()


def small_enough(picture: Image.Image) -> tuple[bytes, str]:
    """As WebP, of the largest size and then the best quality that fits."""
    for width, quality in itertools.product(WIDTHS, QUALITIES):
        sized = picture.resize((width, round(picture.height * width / picture.width)), Image.Resampling.LANCZOS)
        kept = io.BytesIO()
        (sized if width < picture.width else picture).save(kept, "WEBP", quality=quality, method=6)
        if len(kept.getvalue()) <= BYTES_MOST:
            break
    return kept.getvalue(), f"{min(width, picture.width)} wide, quality {quality}"


def main(wanted: list[str]) -> None:
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, staged(Path(folder)) as stage, launched() as browser:
        screens = Screens(browser, stage.url, stage.demo)
        tour = Tour(screens, stage, wanted)
        tour.before_guests()
        evening(stage)
        chapters: list[Callable[[], None]] = [
            tour.front,
            tour.pad,
            tour.kitchens,
            tour.call,
            tour.cashier,
            tour.handheld,
            tour.office,
            tour.chat,
        ]
        for chapter in chapters:
            chapter()
        stage.due.clear()
        stage.play(9 * 60)
        tour.nobody_cooks()


def evening(stage: Stage) -> None:
    stage.play(BEGINS_SECONDS)
    stage.open_house()
    stage.plan_evening()
    stage.play(0)
    stage.sell_out("Steamed rice", "Craft lager")


if __name__ == "__main__":
    main(sys.argv[1:])
