"""The demo venue's files keep the promises that the seeder, the screens and outside clients build on."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from datetime import time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

Table = dict[str, Any]

DEMO = Path(__file__).parents[2] / "config" / "demo"
LANGUAGES = {"zh-CN", "en"}
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
KINDS = {"pad", "kitchen", "call_screen", "cashier", "handheld", "speaker", "printer"}
ROLES = {"manager", "cashier", "waiter", "cook", "cleaner"}
# Regulation (EU) No 1169/2011, Annex II.
ALLERGENS = {"gluten", "crustaceans", "eggs", "fish", "peanuts", "soybeans", "milk"}
ALLERGENS |= {"nuts", "celery", "mustard", "sesame", "sulphites", "lupin", "molluscs"}

# The schema that the comments at the head of the files describe: what must be there, and what may.
FIELDS: dict[str, tuple[set[str], set[str]]] = {
    "brand": ({"code", "names", "language", "shops", "owner"}, set()),
    "owner": ({"username", "name"}, set()),
    "shop": ({"code", "names", "language", "timezone", "day_start", "currency"}, set()),
    "area": ({"code", "names"}, set()),
    "station": ({"code", "names", "amber_seconds", "red_seconds"}, set()),
    "room": ({"number", "area"}, {"guests"}),
    "wristband": ({"code", "handed_out"}, {"guests", "room"}),
    "staff": ({"username", "name", "role"}, {"job"}),
    "device": ({"kind", "name"}, {"room", "stations"}),
    "category": ({"code", "names"}, set()),
    "stay": ({"room", "from", "until", "guests"}, set()),
    "said": ({"ago", "by"}, {"to", "text", "do", "stars", "comment"}),
    "option": ({"code", "names", "min", "max", "choices"}, set()),
    "choice": ({"names", "price"}, {"allergens"}),
    "dish": (
        {"code", "category", "names", "descriptions", "kitchen_name", "price", "station", "prep_seconds", "allergens", "picture"},
        {"options"},
    ),
}


def load(name: str) -> Table:
    return tomllib.loads((DEMO / name).read_text(encoding="utf-8"))


BRANDS: list[Table] = load("brands.toml")["brand"]
SHOPS: list[str] = [shop for brand in BRANDS for shop in brand["shops"]]
PLACES = {shop: load(f"shop-{shop}.toml") for shop in SHOPS}
MENUS = {shop: load(f"menu-{shop}.toml") for shop in SHOPS}
CHATS = {shop: load(f"chats-{shop}.toml") for shop in SHOPS}
FIRST = SHOPS[0]

of_every_shop = pytest.mark.parametrize("shop", SHOPS)


def repeated(values: Iterable[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


def wrong_fields(kind: str, tables: list[Table]) -> list[Table]:
    needed, allowed = FIELDS[kind]
    return [table for table in tables if not needed <= table.keys() <= needed | allowed]


def is_whole(value: object, least: int) -> bool:
    return type(value) is int and value >= least


def in_both_languages(names: Table) -> bool:
    chinese, english = names.get("zh-CN", ""), names.get("en", "")
    return names.keys() == LANGUAGES and bool(CHINESE.search(chinese)) and bool(english.strip()) and not CHINESE.search(english)


def test_every_file_in_the_folder_is_one_that_the_brands_name() -> None:
    expected = {"brands.toml", "pictures"} | {f"{part}-{shop}.toml" for shop in SHOPS for part in ("shop", "menu", "chats")}
    assert {path.name for path in DEMO.iterdir()} == expected


def test_every_file_says_at_its_head_what_its_fields_mean() -> None:
    for path in DEMO.glob("*.toml"):
        assert path.read_text(encoding="utf-8").startswith("# "), path.name


def test_brands_and_owners_are_complete() -> None:
    assert wrong_fields("brand", BRANDS) == []
    assert wrong_fields("owner", [brand["owner"] for brand in BRANDS]) == []
    assert repeated(brand["code"] for brand in BRANDS) == repeated(SHOPS) == []
    assert all(in_both_languages(brand["names"]) and brand["language"] in LANGUAGES for brand in BRANDS)


def test_there_are_two_brands_and_two_zones_in_the_first() -> None:
    assert len(BRANDS) >= 2
    assert len({PLACES[shop]["shop"]["timezone"] for shop in BRANDS[0]["shops"]}) >= 2
    assert BRANDS[0]["names"] == {"zh-CN": "云上汤泉", "en": "Cloud Springs"}


def test_usernames_and_wristbands_are_unique_over_everything() -> None:
    staff = [person["username"] for place in PLACES.values() for person in place["staff"]]
    assert repeated([*staff, *(brand["owner"]["username"] for brand in BRANDS)]) == []
    assert repeated(band["code"] for place in PLACES.values() for band in place["wristband"]) == []


@of_every_shop
def test_a_shop_has_the_fields_of_the_schema_and_no_others(shop: str) -> None:
    place, menu = PLACES[shop], MENUS[shop]
    assert place.keys() == {"shop", "settings", "area", "station", "room", "wristband", "staff", "device"}
    assert menu.keys() == {"shop", "category", "option", "dish"}
    assert menu["shop"] == place["shop"]["code"] == shop
    assert wrong_fields("shop", [place["shop"]]) == []
    assert [wrong_fields(kind, place[kind]) for kind in ("area", "station", "room", "wristband", "staff", "device")] == [[]] * 6
    assert [wrong_fields(kind, menu[kind]) for kind in ("category", "option", "dish")] == [[]] * 3
    assert wrong_fields("choice", [choice for option in menu["option"] for choice in option["choices"]]) == []


@of_every_shop
def test_those_who_write_are_here_and_say_one_thing_at_a_time(shop: str) -> None:
    chats, place = CHATS[shop], PLACES[shop]
    assert chats.keys() <= {"shop", "stay", "said"} and chats["shop"] == shop
    assert [wrong_fields(kind, chats.get(kind, [])) for kind in ("stay", "said")] == [[], []]
    with_guests = {room["number"] for room in place["room"] if "guests" in room}
    pads = {device["room"] for device in place["device"] if device["kind"] == "pad"}
    staff = {person["username"] for person in place["staff"]}
    assert {each["by"] for each in chats["said"]} <= staff | (pads & with_guests)
    assert {each["to"] for each in chats["said"] if "to" in each} <= with_guests | {stay["room"] for stay in chats.get("stay", [])}
    assert all(len({"text", "do", "stars"} & each.keys()) == 1 for each in chats["said"])
    assert {each["do"] for each in chats["said"] if "do" in each} <= {"ask", "accept", "read", "close"}


def test_guests_write_in_both_languages() -> None:
    texts = [each["text"] for each in CHATS[FIRST]["said"] if "text" in each]
    assert any(not CHINESE.search(text) for text in texts) and any(CHINESE.search(text) for text in texts)


@of_every_shop
def test_a_shop_has_a_known_zone_a_day_start_and_a_currency(shop: str) -> None:
    head = PLACES[shop]["shop"]
    assert ZoneInfo(head["timezone"]).key == head["timezone"]
    assert type(head["day_start"]) is time
    assert re.fullmatch("[A-Z]{3}", head["currency"])
    assert head["language"] in LANGUAGES


@of_every_shop
def test_the_extensions_are_on_and_the_cashier_is_not_asked_first(shop: str) -> None:
    switched = {"ext_undo": True, "ext_recall": True, "ext_void": True, "ext_rush": True, "wristband_needs_confirm": False}
    assert PLACES[shop]["settings"] == switched


@of_every_shop
def test_everything_with_names_has_them_in_both_languages(shop: str) -> None:
    place, menu = PLACES[shop], MENUS[shop]
    choices = [choice for option in menu["option"] for choice in option["choices"]]
    named = [place["shop"], *place["area"], *place["station"], *menu["category"], *menu["option"], *menu["dish"], *choices]
    assert [thing["names"] for thing in named if not in_both_languages(thing["names"])] == []
    assert [dish["code"] for dish in menu["dish"] if not in_both_languages(dish["descriptions"])] == []


@of_every_shop
def test_codes_are_slugs_and_unique(shop: str) -> None:
    for tables in (PLACES[shop]["area"], PLACES[shop]["station"], MENUS[shop]["category"], MENUS[shop]["option"], MENUS[shop]["dish"]):
        codes = [table["code"] for table in tables]
        assert repeated(codes) == []
        assert [code for code in codes if not SLUG.fullmatch(code)] == []
    assert repeated(room["number"] for room in PLACES[shop]["room"]) == []
    assert repeated(device["name"] for device in PLACES[shop]["device"]) == []


@of_every_shop
def test_a_shop_has_a_device_of_each_kind_and_a_person_of_each_role(shop: str) -> None:
    assert {device["kind"] for device in PLACES[shop]["device"]} == KINDS
    assert {person["role"] for person in PLACES[shop]["staff"]} == ROLES


@of_every_shop
def test_devices_stand_in_rooms_and_at_stations_that_exist(shop: str) -> None:
    rooms = {room["number"] for room in PLACES[shop]["room"]}
    stations = {station["code"] for station in PLACES[shop]["station"]}
    for device in PLACES[shop]["device"]:
        assert {device["room"]} <= rooms if "room" in device else device["kind"] != "pad", device
        assert set(device.get("stations", [])) <= stations, device


@of_every_shop
def test_exactly_the_rooms_with_a_pad_have_guests(shop: str) -> None:
    with_pad = {device["room"] for device in PLACES[shop]["device"] if device["kind"] == "pad"}
    with_guests = {room["number"] for room in PLACES[shop]["room"] if "guests" in room}
    assert with_guests == with_pad
    assert all(is_whole(room["guests"], 1) for room in PLACES[shop]["room"] if "guests" in room)


@of_every_shop
def test_rooms_are_in_areas_that_exist_and_every_area_has_a_room(shop: str) -> None:
    assert {room["area"] for room in PLACES[shop]["room"]} == {area["code"] for area in PLACES[shop]["area"]}


@of_every_shop
def test_a_wristband_has_guests_and_a_place_only_when_handed_out(shop: str) -> None:
    occupied = {room["number"] for room in PLACES[shop]["room"] if "guests" in room}
    for band in PLACES[shop]["wristband"]:
        assert ("guests" in band) is band["handed_out"], band
        assert is_whole(band.get("guests", 1), 1), band
        assert "room" not in band or (band["handed_out"] and band["room"] in occupied), band
    assert {band["handed_out"] for band in PLACES[shop]["wristband"]} == {True, False}


@of_every_shop
def test_a_therapist_has_the_role_with_the_fewest_rights(shop: str) -> None:
    jobs = [(person["job"], person["role"]) for person in PLACES[shop]["staff"] if "job" in person]
    assert set(jobs) <= {("therapist", "cleaner")}


@of_every_shop
def test_the_colours_of_a_station_come_in_order(shop: str) -> None:
    for station in PLACES[shop]["station"]:
        assert is_whole(station["amber_seconds"], 1), station
        assert is_whole(station["red_seconds"], station["amber_seconds"] + 1), station


@of_every_shop
def test_a_dish_has_a_price_a_station_a_time_and_a_picture(shop: str) -> None:
    stations = {station["code"] for station in PLACES[shop]["station"]}
    for dish in MENUS[shop]["dish"]:
        assert is_whole(dish["price"], 1), dish["code"]
        assert is_whole(dish["prep_seconds"], 1), dish["code"]
        assert dish["station"] in stations, dish["code"]
        assert SLUG.fullmatch(dish["picture"]), dish["code"]
        assert dish["kitchen_name"].strip() and len(dish["kitchen_name"]) <= 16, dish["code"]


@of_every_shop
def test_every_station_makes_something_and_every_category_and_option_is_used(shop: str) -> None:
    menu = MENUS[shop]
    assert {dish["station"] for dish in menu["dish"]} == {station["code"] for station in PLACES[shop]["station"]}
    assert {dish["category"] for dish in menu["dish"]} == {category["code"] for category in menu["category"]}
    assert {code for dish in menu["dish"] for code in dish.get("options", [])} == {option["code"] for option in menu["option"]}


@of_every_shop
def test_a_dish_names_the_allergens_of_its_choices_too(shop: str) -> None:
    options = {option["code"]: option for option in MENUS[shop]["option"]}
    for dish in MENUS[shop]["dish"]:
        named = set(dish["allergens"])
        assert named <= ALLERGENS and repeated(dish["allergens"]) == [], dish["code"]
        for choice in (choice for code in dish.get("options", []) for choice in options[code]["choices"]):
            assert set(choice.get("allergens", [])) <= named, (dish["code"], choice["names"]["en"])


@of_every_shop
def test_an_option_can_be_chosen(shop: str) -> None:
    for option in MENUS[shop]["option"]:
        assert is_whole(option["min"], 0) and is_whole(option["max"], 1), option["code"]
        assert option["min"] <= option["max"] <= len(option["choices"]), option["code"]
        assert all(is_whole(choice["price"], 0) for choice in option["choices"]), option["code"]
        assert repeated(choice["names"]["en"] for choice in option["choices"]) == [], option["code"]


@of_every_shop
def test_no_two_dishes_have_the_same_name(shop: str) -> None:
    for language in LANGUAGES:
        assert repeated(dish["names"][language] for dish in MENUS[shop]["dish"]) == []
    assert repeated(dish["kitchen_name"] for dish in MENUS[shop]["dish"]) == []


def test_the_first_shop_is_a_bath_house_with_twelve_rooms_and_four_pads() -> None:
    devices = PLACES[FIRST]["device"]
    pads = [device["room"] for device in devices if device["kind"] == "pad"]
    assert [room["number"] for room in PLACES[FIRST]["room"]] == [str(number) for number in range(801, 813)]
    assert {"801", "802", "803", "805"} <= set(pads) and repeated(pads) == []
    assert len(PLACES[FIRST]["wristband"]) >= 12
    assert len([device for device in devices if device["kind"] == "cashier"]) == 2
    assert len([device for device in devices if device["kind"] == "handheld"]) == 2
    assert len([person for person in PLACES[FIRST]["staff"] if person.get("job") == "therapist"]) == 2


def test_the_first_shop_has_a_screen_for_each_station_and_one_for_all() -> None:
    shown = [device.get("stations", []) for device in PLACES[FIRST]["device"] if device["kind"] == "kitchen"]
    assert sorted(shown) == [[], ["bar"], ["cold"], ["hot"]]


def test_the_first_shop_sells_dumplings_and_at_least_43_other_dishes() -> None:
    dishes = {dish["names"]["zh-CN"]: dish for dish in MENUS[FIRST]["dish"]}
    assert len(dishes) >= 44
    assert dishes["水饺"]["kitchen_name"] == "水饺"


def test_a_client_that_knows_no_options_can_order_every_dish_of_the_first_shop() -> None:
    assert [option["code"] for option in MENUS[FIRST]["option"] if option["min"] != 0] == []


@of_every_shop
def test_every_shop_has_at_least_eight_dishes_and_a_first_one_without_a_must(shop: str) -> None:
    musts = {option["code"] for option in MENUS[shop]["option"] if option["min"] > 0}
    assert len(MENUS[shop]["dish"]) >= 8
    assert musts.isdisjoint(MENUS[shop]["dish"][0].get("options", []))
