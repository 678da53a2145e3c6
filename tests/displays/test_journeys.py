"""One dish through the whole house, on all its screens at once: in both languages, with the hub killed between steps, with every line cut.

What is looked at after each step is every screen, those that must say nothing too; a dish that stood anywhere twice would be seen at once.
"""

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browsers import PATIENCE_SECONDS, Screens, until
from tests.displays.journey_floor import Floor, Looks
from tests.displays.journey_house import House
from tests.displays.presses import Presses

ROOM = "801"
ROOMS = ("801", "802", "803", "805")
DISH = {"en": "Boiled dumplings", "zh-CN": "水饺"}
STEP_WORDS = {
    "en": {"placed": "Placed", "preparing": "Cooking", "ready": "Ready", "on_the_way": "On the way", "served": "Served"},
    "zh-CN": {"placed": "已下单", "preparing": "制作中", "ready": "已出餐", "on_the_way": "正在送来", "served": "已送达"},
}
SILENT_SECONDS = 15
"""After so long without a frame a screen says that it is not live."""
ROOMS_TAB = 3
BASKET, PROGRESS = 0, 1
BETWEEN_TAPS_MS = 450
"""The kitchen takes two touches closer together than this for one."""

NOWHERE: Looks = dict.fromkeys(("pad", "kitchen", "call", "cashier", "handheld", "next door", "bar"), "")
AFTER: dict[str, Looks] = {
    "order": NOWHERE | {"pad": "placed", "kitchen": "placed", "call": "making", "cashier": "placed"},
    "start": NOWHERE | {"pad": "preparing", "kitchen": "preparing", "call": "making", "cashier": "preparing"},
    "finish": NOWHERE | {"pad": "ready", "kitchen": "ready", "call": "ready", "cashier": "ready", "handheld": "nobody"},
    "call": NOWHERE | {"pad": "on_the_way", "kitchen": "called", "call": "to fetch", "cashier": "called", "handheld": "nobody, called"},
    "claim": NOWHERE | {"pad": "on_the_way", "kitchen": "called, fetched", "call": "to fetch", "cashier": "called", "handheld": "me"},
    "serve": NOWHERE | {"pad": "served", "cashier": "served"},
    "clean": NOWHERE,
}
"""What every screen shows after each step."""


def line_of(page: Page, dish: str) -> Locator:
    card = page.locator(".k-card", has=page.locator(".k-place", has_text=ROOM))
    return card.locator(".k-line", has=page.locator(".k-name", has_text=dish))


def panel(floor: Floor, at: int) -> None:
    """The basket or the progress of the pad, which goes back to its start page when nobody has touched it for a minute."""
    pad = floor["pad"]
    if pad.locator(".welcome-touch").count():
        pad.locator(".welcome-touch").tap()
    pad.locator(".pad-panels .segment").nth(at).tap()


def order(floor: Floor, dish: str) -> None:
    panel(floor, BASKET)
    pad = floor["pad"]
    pad.locator(".dish", has_text=dish).first.locator(".dish-add").tap()
    pad.locator(".order-button").tap()


def start(floor: Floor, dish: str) -> None:
    floor["kitchen"].wait_for_timeout(BETWEEN_TAPS_MS)
    line_of(floor["kitchen"], dish).locator(".k-tap").tap()


def call(floor: Floor, dish: str) -> None:
    kitchen = floor["kitchen"]
    kitchen.locator(".k-chip", has=kitchen.locator("b", has_text=ROOM)).locator(".k-chip-call").tap()


def claim(floor: Floor, dish: str) -> None:
    floor["handheld"].locator(".trip", has_text=dish).locator(".button-primary").tap()


def serve(floor: Floor, dish: str) -> None:
    floor["handheld"].locator('.trip[data-whose="me"]', has_text=dish).locator(".button-good").tap()


def clean(floor: Floor, dish: str) -> None:
    page = floor["handheld"]
    page.locator(".hh-tab").nth(ROOMS_TAB).tap()
    page.locator(".room", has_text=ROOM).tap()
    page.locator(".room-acts .button", has=page.locator("use[href$='#clean']")).tap()
    page.locator(".room-acts .button-danger").tap()
    expect(page.locator('.room[data-state="free"]', has_text=ROOM)).to_be_visible()
    page.locator(".hh-tab").nth(0).tap()


STEPS: dict[str, Callable[[Floor, str], None]] = {
    "order": order,
    "start": start,
    "finish": start,
    "call": call,
    "claim": claim,
    "serve": serve,
    "clean": clean,
}
WHO = {"order": "pad", "start": "kitchen", "finish": "kitchen", "call": "kitchen", "claim": "handheld", "serve": "handheld"}


@pytest.fixture(scope="module")
def house(seeded: tuple[Path, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house") / "data"
    shutil.copytree(seeded[0], folder)
    made = House(folder)
    made.open_door()
    yield made
    made.kill()


@pytest.fixture(scope="module")
def staff(house: House, seeded: tuple[Path, dict[str, Any]]) -> Presses:
    return Presses(house.url, seeded[1])


@pytest.fixture(scope="module")
def floor(request: pytest.FixtureRequest, chromium: Browser, house: House, seeded: tuple[Path, dict[str, Any]]) -> Iterator[Floor]:
    """All screens, opened once for a language: tests follow one another on them, as evenings do."""
    house.open_door()
    screens = Screens(chromium, house.url, seeded[1])
    floor = Floor(screens, request.param)
    yield floor
    screens.close()
    assert screens.watch.found() == []


@pytest.fixture
def guests(staff: Presses) -> Presses:
    """New guests are in the room, and nothing stands about."""
    staff.tidy()
    room = f"/rooms/{staff.rooms[ROOM]}"
    if staff.lines(ROOM):
        staff.post("Cashier 1", f"{room}/clean")
    if staff.room(ROOM)["state"] == "free":
        staff.post("Cashier 1", f"{room}/open", {"guests": 2})
    return staff


def the_line(staff: Presses) -> dict[str, Any]:
    """The one line of the room's stay."""
    lines = staff.lines(ROOM)
    assert len(lines) == 1
    return lines[0]


@pytest.mark.timeout(300)  # seven screens of one machine, which does other things meanwhile
@pytest.mark.parametrize("floor", ["zh-CN", "en"], indirect=True)
def test_every_step_is_on_every_screen_that_should_show_it_and_on_no_other(floor: Floor, guests: Presses) -> None:
    dish = DISH[floor.language]
    assert floor.is_in_language()
    number = ""
    for step, do in STEPS.items():
        do(floor, dish)
        if step == "order":
            expect(floor["pad"].locator(".round-number")).to_contain_text("#")  # the hub's word, not the tap alone
            number = the_line(guests)["number"]
        if step != "clean":
            panel(floor, PROGRESS)
        floor.wait(partial(floor.looks, dish, ROOM, number), AFTER[step])
        if said := AFTER[step]["pad"]:
            expect(floor["pad"].locator(".strip .steps > b")).to_have_text(STEP_WORDS[floor.language][said])
    expect(floor["pad"].locator(".welcome-closed")).to_be_visible()
    expect(floor["next door"].locator(".welcome-touch")).to_be_visible()


@pytest.mark.timeout(300)  # six starts of a hub, on machines that do other things meanwhile
@pytest.mark.parametrize("floor", ["zh-CN"], indirect=True)
def test_a_hub_that_is_killed_before_each_step_loses_and_doubles_nothing(floor: Floor, guests: Presses, house: House) -> None:
    """Each step is tapped while nobody serves: the screens say so, keep it, and send it when the hub is back."""
    floor.watch.forgive("net::ERR_|WebSocket")
    dish = DISH[floor.language]
    before = NOWHERE
    number = ""
    for step, do in STEPS.items():
        if step == "clean":  # asks the hub first what is left to bring
            break
        house.kill()
        floor.wait(floor.links, dict.fromkeys(floor.pages, "reconnecting"))
        do(floor, dish)
        acting = floor[WHO[step]]
        if step != "serve":  # can be taken back for three seconds before it is sent
            until(acting, "document.querySelectorAll('.link-pill .pill').length === 2")
        panel(floor, PROGRESS)
        others = {name: said for name, said in floor.looks(dish, ROOM, number).items() if name != WHO[step]}
        assert others == {name: said for name, said in before.items() if name != WHO[step]}, f"{step}: nobody else knows of it yet"
        house.start()
        floor.live()
        panel(floor, PROGRESS)
        if step == "order":
            expect(floor["pad"].locator(".round-number")).to_contain_text("#", timeout=30_000)
            number = the_line(guests)["number"]
        floor.wait(partial(floor.looks, dish, ROOM, number), AFTER[step], 30)
        until(acting, "document.querySelectorAll('.link-pill .pill').length === 1")
        before = AFTER[step]
    line = the_line(guests)
    assert (line["state"], line["quantity"], line["call_count"], line["claimed_by"]) == ("served", 1, 1, "Handheld 1")
    for page in floor.pages.values():
        page.reload()
    panel(floor, PROGRESS)
    floor.live()
    floor.wait(partial(floor.looks, dish, ROOM, number), AFTER["serve"])
    clean(floor, dish)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("floor", ["en"], indirect=True)
def test_what_is_tapped_while_every_line_is_cut_arrives_once(floor: Floor, guests: Presses) -> None:
    """Each screen is cut off for a while and tapped, and the house goes on without it."""
    floor.watch.forgive("net::ERR_|WebSocket")
    (noodles,), (pork,) = guests.order("801", "Scallion oil noodles"), guests.order("802", "Red-braised pork belly")
    (buns,), (soup,) = guests.order("803", "Pan-fried pork dumplings"), guests.order("805", "Hot and sour soup")
    guests.bring(pork, "ready")
    guests.bring(buns, "called")
    expect(floor["handheld"].locator(".trip")).to_have_count(2)

    for page in floor.pages.values():
        page.context.set_offline(True)
    guests.act(soup, "start")
    order(floor, "Boiled dumplings")
    start(floor, "Scallion oil noodles")
    claim(floor, "Red-braised pork belly")
    floor["cashier"].locator(".d-row", has_text="Pan-fried pork dumplings").click()
    floor["cashier"].locator(".d-acts .button-good").click()
    floor.wait(floor.links, dict.fromkeys(floor.pages, "offline"), SILENT_SECONDS + PATIENCE_SECONDS)
    tapped = ("pad", "kitchen", "handheld", "cashier")
    for name in tapped:
        expect(floor[name].locator(".link-pill .pill")).to_have_count(2)
    assert [len(guests.lines(room)) for room in ROOMS] == [1, 1, 1, 1]
    assert [guests.line(line)["state"] for line in (noodles, pork, buns, soup)] == ["placed", "ready", "called", "preparing"]

    for page in floor.pages.values():
        page.context.set_offline(False)
    floor.live()
    for name in tapped:
        expect(floor[name].locator(".link-pill .pill")).to_have_count(1)
    assert [len(guests.lines(room)) for room in ROOMS] == [2, 1, 1, 1]
    assert guests.line(pork)["claimed_by"] == "Handheld 1"
    together = {"call": "making", "cashier": "placed+preparing"}
    panel(floor, PROGRESS)
    for dish, line, expected in (
        ("Boiled dumplings", noodles, {"pad": "placed", "kitchen": "placed", **together}),
        ("Scallion oil noodles", noodles, {"pad": "preparing", "kitchen": "preparing", **together}),
        ("Red-braised pork belly", pork, {"kitchen": "ready, fetched", "call": "ready", "cashier": "ready", "handheld": "me"}),
        ("Pan-fried pork dumplings", buns, {"cashier": "served"}),
        ("Hot and sour soup", soup, {"kitchen": "preparing", "call": "making", "cashier": "preparing"}),
    ):
        floor.wait(partial(floor.looks, dish, line["room"]["number"], line["number"]), NOWHERE | expected)
