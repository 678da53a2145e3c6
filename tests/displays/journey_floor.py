"""The screens of one floor, open at once, and what each of them says about a dish."""

import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from tests.browsers import PATIENCE_SECONDS, Screens, until
from tests.displays.shifts import begin_shift

Looks = dict[str, str]
"""What each screen says about one dish; "" where it says nothing, `a|b` where it says two things, which is one too many."""

TOUCH: dict[str, Any] = {"has_touch": True}
PHONE: dict[str, Any] = {"width": 390, "height": 844, **TOUCH}
WALL: dict[str, Any] = {"width": 1920, "height": 1080}
SCREENS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "pad": ("pad", "Pad 801", TOUCH),
    "kitchen": ("kitchen", "Hot 1", {**WALL, **TOUCH}),
    "call": ("call", "Call screen", WALL),
    "cashier": ("cashier", "Cashier 1", {"width": 1440, "height": 900}),
    "handheld": ("handheld", "Handheld 1", PHONE),
    "next door": ("pad", "Pad 802", TOUCH),
    "bar": ("kitchen", "Bar 1", TOUCH),
}
"""The five of the journey, and two that have no business with it."""

SAYS = {
    "pad": """({ dish }) => [...document.querySelectorAll(".strip")].filter((strip) => strip.innerText.includes(dish))
      .map((strip) => strip.querySelector(".steps")?.dataset.step ?? "to send")""",
    "kitchen": """({ dish, place }) => [
      ...[...document.querySelectorAll(".k-card")].filter((card) => card.querySelector(".k-place")?.innerText === place)
        .flatMap((card) => [...card.querySelectorAll(".k-line")])
        .filter((line) => line.querySelector(".k-name").innerText.includes(dish)).map((line) => line.dataset.state),
      ...[...document.querySelectorAll(".k-chip")].filter((chip) => chip.querySelector("b").innerText.startsWith(place))
        .map((chip) => ("called" in chip.dataset ? "called" : "ready") + (chip.innerText.includes("Handheld 1") ? ", fetched" : "")),
    ]""",
    "call": """({ number }) => [...document.querySelectorAll(".column-making .number, .column-fetch .number")]
      .filter((one) => one.querySelector(".number-digits").innerText === number)
      .map((one) => (one.closest(".column-fetch") ? "to fetch" : "ready" in one.dataset ? "ready" : "making"))""",
    "cashier": """({ dish, place }) => [...document.querySelectorAll(".d-row")].filter((row) => row.innerText.includes(dish))
      .filter((row) => row.querySelector(".d-place b")?.innerText === place)
      .map((row) => [...row.querySelectorAll(".state")].map((state) => state.className.match(/state-(\\w+)/)[1]).join("+"))""",
    "handheld": """({ dish, place }) => [...document.querySelectorAll(".trip")].filter((trip) => trip.innerText.includes(dish))
      .filter((trip) => trip.querySelector(".trip-room").innerText === place)
      .map((trip) => trip.dataset.whose + ("called" in trip.dataset ? ", called" : ""))""",
}
STATE = """() => {
  const pill = document.querySelector(".link-pill")
  return pill && (["live", "reconnecting", "offline"].find((state) => pill.classList.contains(`link-${state}`)) ?? null)
}"""


class Floor:
    """Every screen in a profile of its own, live, in one language."""

    def __init__(self, screens: Screens, language: str) -> None:
        self.language = language
        self.watch = screens.watch
        self.pages: dict[str, Page] = {}
        for name, (page_name, device, size) in SCREENS.items():
            self.pages[name] = screens.open(page_name, device, context=screens.context(language=language, **size), language=language)
        for name in ("kitchen", "bar"):
            begin_shift(self.pages[name])
        self.live()

    def __getitem__(self, name: str) -> Page:
        return self.pages[name]

    def links(self) -> Looks:
        """What the pill of each screen says: "live", "reconnecting" or "offline"."""
        return {name: page.evaluate(STATE) for name, page in self.pages.items()}

    def live(self, seconds: float = 30) -> None:
        self.wait(self.links, dict.fromkeys(self.pages, "live"), seconds)

    def looks(self, dish: str, place: str, number: str) -> Looks:
        """What each screen says of that dish of that room, whose order has that number."""
        about = {"dish": dish, "place": place, "number": number.lstrip("#")}
        return {name: "|".join(page.evaluate(SAYS[SCREENS[name][0]], about)) for name, page in self.pages.items()}

    def wait(self, look: Callable[[], Looks], expected: Looks, seconds: float = PATIENCE_SECONDS) -> None:
        """Look until all screens say what they should; what the others say is shown when they do not."""
        deadline = time.monotonic() + seconds
        while (found := look()) != expected and time.monotonic() < deadline:
            self.pages["pad"].wait_for_timeout(60)
        wrong = {name: f"{found[name]!r}, not {said!r}" for name, said in expected.items() if found[name] != said}
        assert not wrong, f"after {seconds} s: {wrong}"

    def is_in_language(self) -> bool:
        return all(until(page, f"document.documentElement.lang === '{self.language}'") for page in self.pages.values())
