"""Templates: checked when saved (V16), reworded, taken away unless a rule speaks with them."""

from functools import partial
from typing import Any

import pytest

from hub.accounts.actor import Actor
from hub.im.rules.queries import find_template, templates
from hub.im.rules.schemas import AddTemplate, EditTemplate, PreviewTemplate, Words
from hub.im.rules.service import remove_rule
from hub.im.rules.templates import add_template, edit_template, preview, remove_template
from hub.kit.errors import NotFound
from hub.kit.ids import new_id
from tests.im.rules.words import TEXTS, rule_in, template_in, words
from tests.venue.house import House


def test_a_template_is_kept_as_it_was_written(house: House) -> None:
    made = template_in(house)
    assert (made.event, made.name, made.rules, made.version) == ("line_ready", "Words", 0, 1)
    assert made.texts["zh-CN"] == Words(text="{roomName}有菜可取", speech="")
    row = house.read(find_template, house.shop.id, made.id)
    assert row.texts == {"zh-CN": {"text": "{roomName}有菜可取", "speech": ""}, "en": {"text": "Fetch for room {roomName}", "speech": ""}}
    noted = house.audit()[-1]
    assert (noted.action, noted.object_kind, noted.object_id) == ("im.add_template", "im_template", str(made.id))
    assert noted.after["texts"] == row.texts


def test_an_unknown_placeholder_is_refused_on_save_and_nothing_is_kept(house: House) -> None:
    many = len(house.read(templates, house.manager, limit=200).items)
    bad = words({"zh-CN": {"text": "{roomName}的{dish}"}})
    facts = house.refused("unknown_placeholder", add_template, house.manager, AddTemplate(event="line_ready", name="x", texts=bad))
    assert facts["placeholder"] == "dish" and "goodsName" in facts["allowed"]
    made = template_in(house)
    house.refused("unknown_placeholder", edit_template, house.manager, made.id, EditTemplate(texts=bad))
    found = house.read(templates, house.manager, limit=200).items
    assert len(found) == many + 1
    assert next(one for one in found if one.id == made.id) == made


def test_it_is_reworded_and_the_log_says_what_changed(house: House) -> None:
    made = template_in(house)
    texts = words({"en": {"text": "Ready: {goodsName}", "speech": "{goodsName} is ready"}})
    changed = house.run(edit_template, house.manager, made.id, EditTemplate(texts=texts)).template
    assert (changed.texts, changed.name, changed.version) == (texts, "Words", 2)
    noted = house.audit()[-1]
    assert (noted.action, noted.before.keys(), noted.after.keys()) == ("im.edit_template", {"texts"}, {"texts"})
    same = house.run(edit_template, house.manager, made.id, EditTemplate(texts=texts, name="Words")).template
    assert same.version == 2 and house.audit()[-1].id == noted.id, "the same words again change nothing"


def test_an_edit_with_an_older_version_is_refused(house: House) -> None:
    made = template_in(house)
    house.run(edit_template, house.manager, made.id, EditTemplate(name="Newer"), if_match='"1"')
    for verb in (
        lambda tx: edit_template(tx, house.manager, made.id, EditTemplate(name="Mine")),
        lambda tx: remove_template(tx, house.manager, made.id),
    ):

        def stale(tx: Any, verb: Any = verb) -> Any:
            tx.if_match = '"1"'
            return verb(tx)

        assert house.refused("version_mismatch", stale) == {"version": 2}
    assert house.read(find_template, house.shop.id, made.id).name == "Newer"


def test_one_that_rules_speak_with_stays(house: House) -> None:
    made = template_in(house)
    rule = rule_in(house, made.id)
    assert house.refused("template_in_use", remove_template, house.manager, made.id) == {"rules": 1}
    house.run(remove_rule, house.manager, rule.id)
    house.run(remove_template, house.manager, made.id)
    assert house.read(find_template, house.shop.id, made.id) is None
    assert house.audit()[-1].action == "im.remove_template"
    assert house.audit()[-1].before["name"] == "Words"


def test_a_rule_that_comes_while_the_template_goes_keeps_it_or_is_refused(house: House) -> None:
    for _ in range(5):
        made = template_in(house)
        removed, added = house.race(partial(house.run, remove_template, house.manager, made.id), partial(rule_in, house, made.id))
        if removed is None:
            assert added == "invalid"
        else:
            assert removed == "template_in_use"
            house.run(remove_rule, house.manager, added.id)


@pytest.mark.parametrize("who", ["outsider", "owner of another brand", "sister"])
def test_anothers_template_is_not_found(house: House, who: str) -> None:
    made = template_in(house)
    actor: Actor = {"outsider": house.outsider, "owner of another brand": house.stranger.actor("owner"), "sister": house.sister.actor()}[
        who
    ]
    house.refused("not_found", edit_template, actor, made.id, EditTemplate(name="Mine"))
    house.refused("not_found", remove_template, actor, made.id)
    house.refused("not_found", edit_template, house.manager, new_id(), EditTemplate(name="Mine"))
    with pytest.raises(NotFound):
        house.read(templates, actor, house.shop.id)


def test_an_owner_names_the_shop_once_and_then_the_template_says_it(house: House) -> None:
    data = AddTemplate(event="line_ready", name="Words", texts=words(TEXTS))
    assert house.refused("invalid", add_template, house.owner, data)["errors"][0]["pointer"] == "/shop_id"
    made = house.run(add_template, house.owner, data, house.sister.id).template
    house.run(edit_template, house.owner, made.id, EditTemplate(name="Newer"))
    assert made.id in [one.id for one in house.read(templates, house.sister.actor(), limit=200).items]
    assert made.id not in [one.id for one in house.read(templates, house.manager, limit=200).items]


def test_the_list_comes_in_pages_and_by_event(house: House) -> None:
    known = house.read(templates, house.manager, limit=200).items
    first = house.read(templates, house.manager, limit=3)
    rest = house.read(templates, house.manager, limit=200, cursor=first.next)
    assert [one.id for one in (*first.items, *rest.items)] == [one.id for one in known]
    called = house.read(templates, house.manager, None, "line_called").items
    assert called == [one for one in known if one.event == "line_called"] != []


def test_a_preview_uses_examples_for_what_it_is_not_given(house: House) -> None:
    texts = words(
        {"zh-CN": {"text": "{roomName}房间下单了[{goodsName}{num}份]，请注意"}, "en": {"text": "Room {roomName}: [{num} {goodsName}]"}}
    )
    tried: dict[str, Any] = {"event": "order_placed", "texts": texts}
    shown = house.read(preview, house.manager, PreviewTemplate(**tried, language="zh-CN"))
    assert (shown.text, shown.speech) == ("801房间下单了水饺2份，请注意", "八零一房间下单了水饺2份，请注意")
    shown = house.read(preview, house.manager, PreviewTemplate(**tried, language="en"))
    assert (shown.text, shown.speech, shown.language) == ("Room 801: 2 Dumplings", "Room 8 0 1: 2 Dumplings", "en")
    items = [{"goodsName": "甲", "num": "1"}, {"goodsName": "乙", "num": "3"}]
    shown = house.read(preview, house.manager, PreviewTemplate(**tried, language="zh-CN", params={"roomName": "9"}, items=items))
    assert shown.text == "9房间下单了甲1份、乙3份，请注意"


def test_a_preview_of_a_bad_text_or_an_empty_value_points_at_it(house: House) -> None:
    bad = PreviewTemplate(event="order_placed", texts=words({"en": {"text": "{nobody}"}}), language="en")
    assert house.refused("unknown_placeholder", preview, house.manager, bad)["errors"][0]["pointer"] == "/texts/en/text"
    empty = PreviewTemplate(event="order_placed", texts=words({"en": {"text": "{roomName}"}}), language="en", params={"roomName": " "})
    assert house.refused("invalid", preview, house.manager, empty)["errors"][0]["pointer"] == "/params/roomName"
