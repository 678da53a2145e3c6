"""What a new shop says: the table of b.7, and sentences that read well in both languages."""

import tomllib
from typing import Any, get_args

import msgspec
import pytest

from hub.im.rules.compose import EVENTS, check_params, check_texts, compose
from hub.im.rules.queries import RuleRow, rules, rules_of, templates
from hub.im.rules.schemas import Chime
from hub.im.rules.seeds import seeds
from hub.venue.schemas import AddShop
from hub.venue.shops import create_shop
from tests.shape.tree import ROOT
from tests.venue.house import House

ROOM = {"roomName": "801", "displayNo": "#01"}
WRISTBAND = {"wristband": "A017", "displayNo": "#01"}
DISHES = [{"goodsName": {"zh-CN": "水饺", "en": "dumplings"}, "num": 2}, {"goodsName": {"zh-CN": "龙井茶", "en": "tea"}, "num": 1}]

TOLD = {
    ("order_placed", "pad"): {("kitchen", "announcement", 3, 30), ("call", "announcement", 1, 30)},
    ("order_placed", "cashier"): {("kitchen", "announcement", 3, 30), ("call", "announcement", 1, 30)},
    ("order_placed", "handheld"): {("kitchen", "announcement", 3, 30), ("call", "announcement", 1, 30)},
    ("order_placed", "wristband"): {("cashier", "announcement", 1, 30)},
    ("line_called", "pad"): {("call", "announcement", 1, 30), ("handheld", "notice", 3, 45), ("handheld", "announcement", 3, 45)},
    ("line_called", "wristband"): {
        ("call", "announcement", 1, 30),
        ("cashier", "notice", 1, 30),
        ("handheld", "notice", 3, 45),
        ("handheld", "announcement", 3, 45),
    },
    ("service_requested", "pad"): {("handheld", "pad_call", 3, 60), ("cashier", "pad_call", 3, 60)},
    ("service_overdue", None): {("handheld", "pad_call", 2, 120), ("cashier", "pad_call", 2, 120)},
    ("custom", None): {("all", "announcement", 1, 30)},
    ("device_alarm", None): {("cashier", "notice", 1, 30)},
}


def on(house: House, event: str, source: str | None) -> list[RuleRow]:
    return [row for row in house.read(rules_of, house.shop.id, event, source) if row.enabled]


@pytest.mark.parametrize(("event", "source"), TOLD)
def test_a_new_shop_tells_who_the_table_says(house: House, event: str, source: str | None) -> None:
    told = {(row.channel, row.kind, row.times, row.interval_seconds) for row in on(house, event, source)}
    assert told == TOLD[event, source]


@pytest.mark.parametrize("event", sorted(EVENTS.keys() - {event for event, _ in TOLD}))
def test_nothing_else_speaks(house: House, event: str) -> None:
    assert house.read(rules_of, house.shop.id, event, "pad") == []


def test_notices_are_shown_and_the_others_spoken(house: House) -> None:
    for rule in house.read(rules, house.manager, limit=200).items:
        assert rule.voice is (rule.kind != "notice")
        assert rule.time_limit_seconds == (120 if rule.kind == "announcement" else 600)


SAID = {
    ("order_placed", "pad", "kitchen"): (
        "801房间下单了水饺2份、龙井茶1份，请注意",
        "八零一房间下单了水饺2份、龙井茶1份，请注意",
        "Room 801 ordered 2 × dumplings, 1 × tea",
        "New order from room 8 0 1: 2 dumplings, 1 tea",
    ),
    ("order_placed", "wristband", "cashier"): (
        "手牌A017下单了水饺2份、龙井茶1份，请处理",
        "手牌A零一七下单了水饺2份、龙井茶1份，请处理",
        "Wristband A017 ordered 2 × dumplings, 1 × tea",
        "New order on wristband A 0 1 7: 2 dumplings, 1 tea",
    ),
    ("line_called", "pad", "call"): (
        "#01 水饺2份、龙井茶1份已做好，请取餐",
        "请零一号取餐，水饺2份、龙井茶1份已做好",
        "#01 ready, please collect: 2 × dumplings, 1 × tea",
        "Number 0 1, please collect: 2 dumplings, 1 tea",
    ),
    ("line_called", "pad", "handheld"): (
        "#01 水饺2份、龙井茶1份已做好，请送到801房间",
        "零一号水饺2份、龙井茶1份已做好，请送到八零一房间",
        "#01 2 × dumplings, 1 × tea to room 801",
        "Please take number 0 1 to room 8 0 1: 2 dumplings, 1 tea",
    ),
    ("line_called", "wristband", "handheld"): (
        "#01 水饺2份、龙井茶1份已做好，请送给手牌A017的客人",
        "零一号水饺2份、龙井茶1份已做好，请送给手牌A零一七的客人",
        "#01 2 × dumplings, 1 × tea to wristband A017",
        "Please take number 0 1 to wristband A 0 1 7: 2 dumplings, 1 tea",
    ),
}


@pytest.mark.parametrize(("event", "source", "channel"), SAID)
def test_the_sentences_read_well_in_both_languages(house: House, event: str, source: str, channel: str) -> None:
    params = WRISTBAND if source == "wristband" else ROOM
    for rule in on(house, event, source):
        if rule.channel == channel:
            chinese, english = (compose(rule.texts, language, params, DISHES) for language in ("zh-CN", "en"))
            assert (chinese.text, chinese.speech, english.text, english.speech) == SAID[event, source, channel]


def test_the_seeded_template_says_the_sentence_of_the_source(house: House) -> None:
    kitchen = next(row for row in on(house, "order_placed", "pad") if row.channel == "kitchen")
    params = {"roomName": "801", "goodsName": "水饺", "num": "2"}
    check_params("order_placed", params)
    assert compose(kitchen.texts, kitchen.language, params).text == "801房间下单了水饺2份，请注意"


@pytest.mark.parametrize(
    ("service", "chinese", "english"),
    [
        ("water", "801房间需要加水", "Room 801 asks for water"),
        ("clean", "801房间需要打扫", "Room 801 asks for cleaning"),
        ("cashier", "801房间需要结账", "Room 801 asks for the bill"),
        ("therapist", "801房间需要技师", "Room 801 asks for a therapist"),
    ],
)
def test_a_guests_button_reads_well(house: House, service: str, chinese: str, english: str) -> None:
    for rule in on(house, "service_requested", "pad"):
        said = [compose(rule.texts, language, {"roomName": "801", "service": service}).text for language in ("zh-CN", "en")]
        assert said == [chinese, english]


def test_a_guest_who_waits_too_long_reads_well(house: House) -> None:
    for rule in on(house, "service_overdue", None):
        params = {"roomName": "801", "service": "water", "minutes": "12"}
        chinese, english = (compose(rule.texts, language, params) for language in ("zh-CN", "en"))
        assert (chinese.text, chinese.speech) == ("801房间还在等加水，已等12分钟", "八零一房间还在等加水，已等12分钟")
        assert (english.text, english.speech) == (
            "Room 801 has waited 12 min for water",
            "Room 8 0 1 still waits for water, 12 minutes by now",
        )


def test_what_somebody_says_by_hand_is_said_as_it_is(house: House) -> None:
    (rule,) = on(house, "custom", None)
    for language in ("zh-CN", "en"):
        assert compose(rule.texts, language, {"message": "Please {all}\ncome to the desk " + "x" * 200}).text == (
            "Please (all) come to the desk " + "x" * 130
        )


@pytest.mark.parametrize(
    ("params", "chinese", "english"),
    [
        ({"deviceName": "热菜屏", "service": "device_unreachable"}, "热菜屏联系不上，请查看", "热菜屏 cannot be reached. Please check"),
        (
            {"deviceName": "call", "service": "announcement_unheard"},
            "叫号屏没有播出通知，请查看",
            "The call screen has not played an announcement. Please check",
        ),
        (
            {"deviceName": "kitchen", "service": "round_missed"},
            "后厨没有收到新订单，请查看",
            "The kitchen has not seen a new order. Please check",
        ),
    ],
)
def test_an_alarm_reads_well(house: House, params: dict[str, str], chinese: str, english: str) -> None:
    rule = on(house, "device_alarm", None)[0]
    assert [compose(rule.texts, language, params).text for language in ("zh-CN", "en")] == [chinese, english]


@pytest.mark.parametrize(
    ("template", "params", "chinese", "english"),
    [
        ("door", {"state": "open"}, "云上汤泉营业中", "云上汤泉 is open"),
        ("door", {"state": "paused"}, "云上汤泉暂停接单", "云上汤泉 takes no orders for now"),
        ("door", {"state": "closed"}, "云上汤泉已打烊", "云上汤泉 is closed"),
        ("ran_out", {"goodsName": {"zh-CN": "水饺", "en": "Dumplings"}}, "水饺已沽清", "Dumplings: sold out"),
    ],
)
def test_words_that_wait_for_a_rule_read_well(template: str, params: dict[str, Any], chinese: str, english: str) -> None:
    texts, known = seeds().template[template].texts, {"shopName": "云上汤泉"} | params
    assert [compose(texts, language, known).text for language in ("zh-CN", "en")] == [chinese, english]


def test_the_file_holds_good_words_for_its_events() -> None:
    for key, one in seeds().template.items():
        check_texts(one.event, one.texts)
        assert all(words["text"] for words in one.texts.values()), key
        assert set(one.names) == {"zh-CN", "en"}
    for rule in seeds().rule:
        assert seeds().template[rule.template].event == rule.event
    ready = {key for key, one in seeds().template.items() if one.event in ("shop_state_changed", "sold_out_changed")}
    assert {rule.template for rule in seeds().rule} == set(seeds().template) - ready and len(ready) == 2


def test_chimes_are_sounds_that_exist() -> None:
    manifest = tomllib.loads((ROOT / "sounds" / "manifest.toml").read_text("utf-8"))
    assert set(get_args(Chime)) - {""} <= set(manifest)


def test_an_unknown_member_of_the_file_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"template": {}, "rule": [], "extra": 1}, type(seeds()))


def test_a_shop_that_an_owner_adds_speaks_its_own_language(house: House) -> None:
    def add(language: str) -> Any:
        return house.run(create_shop, house.owner, AddShop(name="New", timezone="Europe/Helsinki", settings={"language": language})).shop.id

    for language, name in (("zh-CN", "房间下单"), ("en", "Order from a room")):
        shop_id = add(language)
        found = house.read(rules, house.owner, shop_id, limit=200).items
        assert {rule.language for rule in found} == {language} and len(found) == len(seeds().rule)
        assert house.read(templates, house.owner, shop_id).items[0].name == name


def test_a_shop_that_the_command_line_makes_speaks_too(house: House) -> None:
    assert len(house.read(rules, house.outsider, limit=200).items) == len(seeds().rule)
