"""What is shown and said: the rules of b.8, one by one, and as properties of whatever people write into templates and names."""

import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.im.rules.compose import EVENTS, PLACEHOLDERS, CannotRender, MissingParam, Said, check_params, check_texts, compose
from hub.im.rules.texts import TEXT_CHARACTERS_MAX
from hub.kit.errors import Refusal

THE_SOURCES_OWN = {"zh-CN": {"text": "{roomName}房间下单了{goodsName}{num}份，请注意", "speech": ""}}
BRACKETS = {
    "zh-CN": {"text": "{roomName}房间下单了[{goodsName}{num}份]，请注意", "speech": ""},
    "en": {"text": "Room {roomName} ordered [{num} × {goodsName}].", "speech": "Room {roomName} ordered [{num} {goodsName}]"},
}
DUMPLINGS = {"goodsName": {"zh-CN": "水饺", "en": "dumplings"}, "num": 2}
TEA = {"goodsName": {"zh-CN": "龙井茶", "en": "tea"}, "num": 1}


def of(text: str, speech: str = "", language: str = "zh-CN") -> dict[str, dict[str, str]]:
    return {language: {"text": text, "speech": speech}}


def test_the_sentence_of_the_source_is_made_to_the_letter() -> None:
    said = compose(THE_SOURCES_OWN, "zh-CN", {"roomName": "801", "goodsName": "水饺", "num": "2"})
    assert said == Said("801房间下单了水饺2份，请注意", "八零一房间下单了水饺2份，请注意", "zh-CN")
    assert compose(BRACKETS, "zh-CN", {"roomName": "801"}, [DUMPLINGS]).text == "801房间下单了水饺2份，请注意"
    assert compose(BRACKETS, "zh-CN", {"roomName": "801", "goodsName": "水饺", "num": "2"}).text == "801房间下单了水饺2份，请注意"


def test_several_dishes_of_a_round_are_one_sentence() -> None:
    said = compose(BRACKETS, "zh-CN", {"roomName": "801"}, [DUMPLINGS, TEA])
    assert said.text == "801房间下单了水饺2份、龙井茶1份，请注意"
    assert said.speech == "八零一房间下单了水饺2份、龙井茶1份，请注意"
    said = compose(BRACKETS, "en", {"roomName": "801"}, [DUMPLINGS, TEA])
    assert said.text == "Room 801 ordered 2 × dumplings, 1 × tea."
    assert said.speech == "Room 8 0 1 ordered 2 dumplings, 1 tea"


def test_five_dishes_are_named_and_the_rest_is_counted() -> None:
    dishes = [{"goodsName": name, "num": 1} for name in "甲乙丙丁戊己庚"]
    assert compose(BRACKETS, "zh-CN", {"roomName": "801"}, dishes[:5]).text == "801房间下单了甲1份、乙1份、丙1份、丁1份、戊1份，请注意"
    assert compose(BRACKETS, "zh-CN", {"roomName": "801"}, dishes).text == "801房间下单了甲1份、乙1份、丙1份、丁1份、戊1份等2项，请注意"
    assert compose(BRACKETS, "en", {"roomName": "801"}, dishes).text.endswith("1 × 戊 and 2 more.")


def test_without_brackets_the_form_is_used_once_per_line() -> None:
    said = compose(THE_SOURCES_OWN, "zh-CN", {"roomName": "801"}, [DUMPLINGS, TEA])
    assert said.text == "801房间下单了水饺2份，请注意；801房间下单了龙井茶1份，请注意"
    ended = of("Room {roomName}: {goodsName}.", language="en")
    assert compose(ended, "en", {"roomName": "801"}, [DUMPLINGS, TEA]).text == "Room 801: dumplings. Room 801: tea."


def test_a_form_that_names_no_dish_is_said_once() -> None:
    assert compose(of("{roomName}有新订单"), "zh-CN", {"roomName": "801"}, [DUMPLINGS, TEA]).text == "801有新订单"


def test_each_language_uses_its_own_words_and_the_other_ones_where_it_has_none() -> None:
    assert compose(BRACKETS, "en", {"roomName": "801"}, [DUMPLINGS]).language == "en"
    said = compose(THE_SOURCES_OWN, "en", {"roomName": "801", "goodsName": "水饺", "num": 2})
    assert (said.language, said.text) == ("zh-CN", "801房间下单了水饺2份，请注意")
    only_english = {"zh-CN": {"text": " ", "speech": ""}, "en": {"text": "Room {roomName}", "speech": ""}}
    assert compose(only_english, "zh-CN", {"roomName": "801"}) == Said("Room 801", "Room 8 0 1", "en")


@pytest.mark.parametrize(
    ("value", "chinese", "english"),
    [
        ("801", "八零一", "8 0 1"),
        ("2", "二", "2"),
        ("A017", "A零一七", "A 0 1 7"),
        ("#01", "零一", "0 1"),
        ("VIP 8", "VIP 八", "VIP 8"),
        ("８０１", "八零一", "8 0 1"),
        ("贵宾厅", "贵宾厅", "贵宾厅"),
    ],
)
def test_rooms_wristbands_and_numbers_are_said_digit_by_digit(value: str, chinese: str, english: str) -> None:
    for name in ("roomName", "wristband", "displayNo"):
        for language, expected in (("zh-CN", chinese), ("en", english)):
            said = compose(of(f"{{{name}}}", language=language), language, {name: value})
            assert (said.text, said.speech) == (value, expected)


def test_quantities_minutes_and_prices_are_not() -> None:
    said = compose(of("{num}份{goodsName}{minutes}分钟"), "zh-CN", {"num": 12, "goodsName": "28元套餐", "minutes": 35})
    assert said.speech == said.text == "12份28元套餐35分钟"


def test_what_is_said_may_differ_from_what_is_shown() -> None:
    texts = of("{displayNo} 请取餐", "请{displayNo}号取餐")
    assert compose(texts, "zh-CN", {"displayNo": "#07"}) == Said("#07 请取餐", "请零七号取餐", "zh-CN")


def test_a_guests_button_is_named_in_the_language_of_the_sentence() -> None:
    texts = {**of("{roomName}房间需要{service}"), **of("Room {roomName} asks for {service}", language="en")}
    params = {"roomName": "801", "service": "water"}
    assert compose(texts, "zh-CN", params).text == "801房间需要加水"
    assert compose(texts, "en", params).text == "Room 801 asks for water"
    assert compose(texts, "zh-CN", params | {"service": "一双拖鞋"}).text == "801房间需要一双拖鞋"


@pytest.mark.parametrize("value", [None, "", "   ", "\x00\x07", "\u202e", {"zh-CN": "", "en": ""}])
def test_a_value_that_is_missing_or_empty_stops_the_sentence(value: Any) -> None:
    params = {"roomName": value, "goodsName": "水饺", "num": 2}
    with pytest.raises(CannotRender) as stopped:
        compose(THE_SOURCES_OWN, "zh-CN", params)
    assert stopped.value.name == "roomName"
    with pytest.raises(CannotRender) as stopped:
        compose(THE_SOURCES_OWN, "zh-CN", {"roomName": "801", "goodsName": "水饺"})
    assert stopped.value.name == "num"


def test_a_sign_alone_says_nothing_and_so_stops_the_sentence() -> None:
    with pytest.raises(CannotRender):
        compose(of("{displayNo}"), "zh-CN", {"displayNo": "#"})


def test_markup_in_a_value_stays_text() -> None:
    said = compose(of("{guestName}来了"), "zh-CN", {"guestName": "<b>{roomName}</b> [x] %s"})
    assert said.text == "<b>(roomName)</b> [x] %s来了"


def test_a_value_is_one_line_without_anything_unseen_and_is_cut_at_40_characters() -> None:
    said = compose(of("{guestName}"), "zh-CN", {"guestName": " a\tb\r\nc\x1b\u202ed\u200b  "})
    assert said.text == "a b cd"
    assert compose(of("{guestName}"), "zh-CN", {"guestName": "长" * 50}).text == "长" * 40


def test_a_sentence_that_is_too_long_names_fewer_dishes() -> None:
    dishes = [{"goodsName": "长" * 39, "num": 1} for _ in range(5)]
    said = compose(BRACKETS, "zh-CN", {"roomName": "801"}, dishes)
    assert said.text == "801房间下单了" + "、".join(["长" * 39 + "1份"] * 4) + "等1项，请注意"
    assert len(said.text) <= TEXT_CHARACTERS_MAX


def test_what_is_still_too_long_is_cut() -> None:
    names = ("roomName", "guestName", "tableName", "waiterName", "shopName", "wristband")
    text = "".join(f"{{{name}}}" for name in names)
    said = compose(of(text), "zh-CN", dict.fromkeys(names, "字" * 40))
    assert len(said.text) == 200 and said.text.endswith("…")
    assert said.speech == "字" * 200


# What may be saved


@pytest.mark.parametrize(
    "text",
    [
        "{dish}",
        "{}",
        "{roomName.__class__}",
        "{roomName!r}",
        "{0}",
        "{roomName:>9999}",
        "{ roomName }",
        "{roomname}",
        "{service}",
        "{more}",
    ],
)
def test_an_unknown_placeholder_is_refused_by_name(text: str) -> None:
    for form in ("text", "speech"):
        texts = of("{roomName}") | {"en": {"text": "fine", "speech": "fine", form: text}}
        with pytest.raises(Refusal) as refused:
            check_texts("order_placed", texts)
        assert (refused.value.status, refused.value.code) == (422, "unknown_placeholder")
        assert refused.value.facts["placeholder"] == text[1:-1]
        assert "goodsName" in refused.value.facts["allowed"]
        assert refused.value.facts["errors"][0]["pointer"] == f"/texts/en/{form}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "{roomName",
        "roomName}",
        "{{roomName}}",
        "a\nb",
        "a\x00b",
        "a\u202eb",
        "长" * 201,
        "[{goodsName}",
        "{goodsName}]",
        "[{goodsName}][{num}]",
        "[[{goodsName}]]",
        "[{roomName}]",
        "[]",
        "{goodsName}[{num}]",
    ],
)
def test_a_text_that_breaks_the_grammar_is_refused_at_its_place(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_texts("order_placed", of(text))
    assert (refused.value.status, refused.value.code) == (422, "invalid")
    pointer = "/texts" if not text.strip() else "/texts/zh-CN/text"
    assert refused.value.facts["errors"][0]["pointer"] == pointer


def test_what_is_only_said_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        check_texts("order_placed", of("fine") | {"en": {"text": "", "speech": "hello"}})
    assert refused.value.facts["errors"][0]["pointer"] == "/texts/en/text"


@pytest.mark.parametrize("event", EVENTS)
def test_every_event_takes_its_own_placeholders_and_no_others(event: str) -> None:
    for name in PLACEHOLDERS:
        if name in EVENTS[event].allowed:
            check_texts(event, of(f"{{{name}}}"))
        else:
            with pytest.raises(Refusal):
                check_texts(event, of(f"{{{name}}}"))
    assert {name for group in EVENTS[event].required for name in group} <= set(EVENTS[event].allowed)


def test_brackets_need_an_event_with_dishes() -> None:
    with pytest.raises(Refusal):
        check_texts("service_requested", of("[{roomName}]"))


# What a call must bring


WHOLE = {"roomName": "801", "wristband": "A017", "goodsName": "水饺", "num": "2", "displayNo": "#01", "service": "water"}
OF_A_LINE = ["roomName", "goodsName", "num", "displayNo"]
BRING: dict[str, list[str]] = {
    "order_placed": ["roomName", "goodsName", "num"],
    "line_started": OF_A_LINE,
    "line_ready": OF_A_LINE,
    "line_called": OF_A_LINE,
    "line_served": OF_A_LINE,
    "line_cancelled": OF_A_LINE,
    "order_closed": ["roomName", "displayNo"],
    "service_requested": ["roomName", "service"],
    "service_overdue": ["roomName", "service"],
    "shop_state_changed": [],
    "sold_out_changed": [],
    "device_alarm": [],
    "custom": [],
}


@pytest.mark.parametrize("event", EVENTS)
def test_a_call_without_a_required_param_is_refused_and_names_it(event: str) -> None:
    check_params(event, WHOLE)
    assert [group[0] for group in EVENTS[event].required] == BRING[event]
    for group in EVENTS[event].required:
        for absent in ("", "  ", None):
            with pytest.raises(MissingParam) as refused:
                check_params(event, WHOLE | dict.fromkeys(group, absent))
            assert (refused.value.status, refused.value.code, refused.value.facts["param"]) == (422, "missing_param", group[0])


def test_a_wristband_stands_for_a_room() -> None:
    check_params("order_placed", {"wristband": "A017", "goodsName": "水饺", "num": "2"})


# Properties

VALUES = st.one_of(st.text(max_size=80), st.integers(-9999, 9999))
PIECES = st.one_of(
    st.text(max_size=12),
    st.sampled_from([f"{{{name}}}" for name in EVENTS["order_placed"].allowed]),
    st.sampled_from(["[", "]", "{", "}", "{{", "}}", "[{goodsName}{num}份]", "等"]),
)
TEXTS = st.lists(PIECES, max_size=8).map("".join)


def saved(text: str) -> bool:
    try:
        check_texts("order_placed", of(text, text))
    except Refusal:
        return False
    return True


@given(
    text=TEXTS,
    language=st.sampled_from(["zh-CN", "en"]),
    params=st.dictionaries(st.sampled_from(EVENTS["order_placed"].allowed), VALUES),
    items=st.lists(st.fixed_dictionaries({}, optional={"goodsName": VALUES, "num": VALUES}), max_size=8),
)
def test_whatever_is_saved_is_said_clean_or_not_at_all(
    text: str, language: str, params: dict[str, Any], items: list[dict[str, Any]]
) -> None:
    try:
        said = compose(of(text, text, language), language, params, items)
    except CannotRender as stopped:
        assert stopped.name in PLACEHOLDERS or not saved(text)
        return
    for one in (said.text, said.speech):
        assert "{" not in one and "}" not in one
        assert len(one) <= TEXT_CHARACTERS_MAX
        if saved(text):
            assert not [character for character in one if unicodedata.category(character) in ("Cc", "Cf", "Cs")]


@given(value=st.text(max_size=300))
def test_a_value_never_grows_past_its_share_or_over_a_line(value: str) -> None:
    try:
        said = compose(of("{guestName}"), "en", {"guestName": value})
    except CannotRender:
        return
    assert 0 < len(said.text) <= 40
    assert said.text == " ".join(said.text.split())
    assert said.text == compose(of("{guestName}"), "en", {"guestName": said.text}).text, "cleaning again changes nothing"


@given(dishes=st.lists(st.integers(1, 999), min_size=1, max_size=20))
def test_every_dish_is_named_or_counted(dishes: list[int]) -> None:
    items = [{"goodsName": f"菜{index}号", "num": num} for index, num in enumerate(dishes)]
    text = compose(BRACKETS, "zh-CN", {"roomName": "801"}, items).text
    named = [index for index in range(len(dishes)) if f"菜{index}号" in text]
    assert named == list(range(min(len(dishes), 5)))
    assert ("等" in text) == (len(dishes) > 5)
    if len(dishes) > 5:
        assert f"等{len(dishes) - 5}项" in text


@given(name=st.text(max_size=20).filter(lambda name: name not in EVENTS["order_placed"].allowed and not set(name) & set("{}[]")))
def test_no_other_name_between_braces_is_ever_saved(name: str) -> None:
    assert not saved(f"{{{name}}}")
