"""Rules: one per event, source, channel and kind; the very source wins; switched, edited with versions, taken away."""

from typing import Any

import pytest

from hub.im.rules.queries import rule_now, rules, rules_of
from hub.im.rules.schemas import AddRule, EditRule
from hub.im.rules.service import add_rule, edit_rule, remove_rule
from hub.kit.errors import NotFound
from hub.kit.ids import new_id
from tests.im.rules.words import rule_in, template_in
from tests.venue.house import House


def test_a_new_rule_speaks_the_shops_language_and_stands_in_the_log(house: House) -> None:
    made = rule_in(house, template_in(house).id)
    assert (made.source, made.enabled, made.times, made.language, made.quiet_from, made.version) == ("any", True, 1, "zh-CN", None, 1)
    noted = house.audit()[-1]
    assert (noted.action, noted.object_kind, noted.object_id) == ("im.add_rule", "im_rule", str(made.id))
    assert noted.after["channel"] == "handheld"


def test_a_rule_has_a_volume(house: House) -> None:
    made = rule_in(house, template_in(house).id)
    assert made.volume == 80
    changed = house.run(edit_rule, house.manager, made.id, EditRule(volume=0)).rule
    assert (changed.volume, changed.times, house.read(rule_now, house.shop.id, made.id).volume) == (0, 1, 0)


def test_there_is_one_rule_per_event_source_channel_and_kind(house: House) -> None:
    template = template_in(house).id
    made = rule_in(house, template)
    again = AddRule(event="line_ready", channel="handheld", kind="notice", template_id=template, times=5)
    assert house.refused("invalid", add_rule, house.manager, again)["errors"][0]["pointer"] == "/channel"
    rule_in(house, template, source="wristband")
    rule_in(house, template, kind="announcement")
    assert house.read(rule_now, house.shop.id, made.id).times == 1


def test_of_two_who_add_the_same_rule_one_does(house: House) -> None:
    template = template_in(house).id
    outcomes = house.race(*[lambda: rule_in(house, template).version] * 4)
    assert sorted(map(str, outcomes)) == ["1", "invalid", "invalid", "invalid"]


def test_the_rule_of_the_very_source_comes_before_that_for_any(house: House) -> None:
    template = template_in(house).id
    everybody = rule_in(house, template)
    wristband = rule_in(house, template, source="wristband", enabled=False)
    elsewhere = rule_in(house, template, source="wristband", channel="cashier")

    def found(source: str | None) -> dict[str, Any]:
        return {row.channel: row for row in house.read(rules_of, house.shop.id, "line_ready", source)}

    assert {channel: row.id for channel, row in found("pad").items()} == {"handheld": everybody.id}
    assert {channel: row.id for channel, row in found(None).items()} == {"handheld": everybody.id}
    assert {channel: (row.id, row.enabled) for channel, row in found("wristband").items()} == {
        "handheld": (wristband.id, False),
        "cashier": (elsewhere.id, True),
    }
    assert found("pad")["handheld"].texts["zh-CN"]["text"] == "{roomName}有菜可取"
    assert house.read(rules_of, house.sister.id, "line_ready", "pad") == []


def test_the_order_in_which_they_were_made_does_not_matter(house: House) -> None:
    template = template_in(house).id
    wristband = rule_in(house, template, source="wristband")
    rule_in(house, template)
    assert [row.id for row in house.read(rules_of, house.shop.id, "line_ready", "wristband")] == [wristband.id]


def test_what_is_sent_later_sees_the_rule_as_it_is_then(house: House) -> None:
    made = rule_in(house, template_in(house).id)
    house.run(edit_rule, house.manager, made.id, EditRule(enabled=False))
    assert house.read(rule_now, house.shop.id, made.id).enabled is False
    assert house.read(rule_now, house.sister.id, made.id) is None
    house.run(remove_rule, house.manager, made.id)
    assert house.read(rule_now, house.shop.id, made.id) is None
    assert house.audit()[-1].action == "im.remove_rule"


def test_an_edit_changes_what_was_sent_and_nothing_else(house: House) -> None:
    made = rule_in(house, template_in(house).id, times=3, chime="called")
    changed = house.run(edit_rule, house.manager, made.id, EditRule(interval_seconds=45, quiet_from="22:00", quiet_to="08:00")).rule
    assert (changed.times, changed.chime, changed.interval_seconds) == (3, "called", 45)
    assert (changed.quiet_from, changed.quiet_to, changed.version) == ("22:00", "08:00", 2)
    noted = house.audit()[-1]
    assert noted.before == {"interval_seconds": 30, "quiet_from": None, "quiet_to": None}
    assert noted.after == {"interval_seconds": 45, "quiet_from": "22:00", "quiet_to": "08:00"}
    again = house.run(edit_rule, house.manager, made.id, EditRule(interval_seconds=45)).rule
    assert again.version == 2 and house.audit()[-1].id == noted.id
    awake = house.run(edit_rule, house.manager, made.id, EditRule(quiet_from=None, quiet_to=None)).rule
    assert (awake.quiet_from, awake.quiet_to) == (None, None)


def test_an_edit_with_an_older_version_is_refused(house: House) -> None:
    made = rule_in(house, template_in(house).id)
    house.run(edit_rule, house.manager, made.id, EditRule(times=2), if_match='"1"')

    def stale(tx: Any) -> Any:
        tx.if_match = '"1"'
        return edit_rule(tx, house.manager, made.id, EditRule(times=9))

    assert house.refused("version_mismatch", stale) == {"version": 2}
    assert house.read(rule_now, house.shop.id, made.id).times == 2


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"quiet_from": "22:00"}, "/quiet_to"),
        ({"quiet_to": "08:00"}, "/quiet_from"),
        ({"quiet_from": "08:00", "quiet_to": "08:00"}, "/quiet_to"),
        ({"template_id": new_id()}, "/template_id"),
    ],
)
def test_what_one_member_alone_cannot_say_is_refused(house: House, change: dict[str, Any], pointer: str) -> None:
    made = rule_in(house, template_in(house).id)
    assert house.refused("invalid", edit_rule, house.manager, made.id, EditRule(**change))["errors"][0]["pointer"] == pointer


def test_a_template_of_another_event_or_shop_is_refused(house: House) -> None:
    made = rule_in(house, template_in(house).id)
    other = template_in(house, event="line_served")
    assert (
        house.refused("invalid", edit_rule, house.manager, made.id, EditRule(template_id=other.id))["errors"][0]["pointer"]
        == "/template_id"
    )
    foreign = AddRule(event="line_ready", channel="office", kind="notice", template_id=made.template_id)
    assert house.refused("invalid", add_rule, house.sister.actor(), foreign)["errors"][0]["pointer"] == "/template_id"


@pytest.mark.parametrize("who", ["outsider", "owner of another brand", "sister"])
def test_anothers_rule_is_not_found(house: House, who: str) -> None:
    made = rule_in(house, template_in(house).id)
    actor = {"outsider": house.outsider, "owner of another brand": house.stranger.actor("owner"), "sister": house.sister.actor()}[who]
    house.refused("not_found", edit_rule, actor, made.id, EditRule(times=2))
    house.refused("not_found", remove_rule, actor, made.id)
    with pytest.raises(NotFound):
        house.read(rules, actor, house.shop.id)
    assert house.run(edit_rule, house.owner, made.id, EditRule(times=2)).rule.times == 2, "the brand's owner needs no shop"


def test_the_list_comes_in_pages_and_by_event(house: House) -> None:
    known = house.read(rules, house.manager, limit=200).items
    first = house.read(rules, house.manager, limit=4)
    rest = house.read(rules, house.manager, limit=200, cursor=first.next)
    assert [one.id for one in (*first.items, *rest.items)] == [one.id for one in known]
    assert {one.event for one in house.read(rules, house.manager, None, "line_called").items} == {"line_called"}
