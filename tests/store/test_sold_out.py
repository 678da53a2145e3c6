"""Sold out: seen at once, checked on the server, over by itself."""

from datetime import UTC, datetime, timedelta

import pytest

from hub.kit.clock import stamp
from hub.kit.ids import new_id
from hub.store import queries
from hub.store.pricing import price_lines
from hub.store.schemas import MarkSoldOut, WantedLine
from hub.store.sold_out import clear_sold_out, mark_sold_out
from hub.venue import queries as venue
from hub.venue.schemas import EditShop
from hub.venue.shops import edit_shop
from tests.store.shelf import fill
from tests.venue.house import NOON, House

TODAY = MarkSoldOut(mode="today")


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) - timedelta(hours=8)


def on_menu(house: House, sku_id: object) -> bool:
    """Whether the guest's menu calls it sold out."""
    menu = house.read(queries.menu, house.manager)
    return next(item.sold_out for category in menu.categories for item in category.items if item.sku_id == sku_id)


def test_marked_for_today_until_the_business_day_turns_without_any_job(house: House) -> None:
    tea = fill(house).tea.sku_id
    mark = house.run(mark_sold_out, house.manager, tea, TODAY).sold_out
    assert (mark.id, mark.mode, mark.until) == (tea, "today", stamp(shanghai("2026-11-23 03:00")))
    wanted = [WantedLine(sku_id=tea, quantity=1)]
    shop = house.read(venue.shop_row, house.shop.id)
    house.news()
    house.clock.jump(shanghai("2026-11-23 02:59:59.999"))
    assert on_menu(house, tea) and house.read(queries.board_sold_out, house.shop.id) == [mark]
    house.refused("product_sold_out", price_lines, shop, wanted)
    house.clock.jump(shanghai("2026-11-23 03:00"))
    assert not on_menu(house, tea) and house.read(queries.board_sold_out, house.shop.id) == []
    assert house.run(price_lines, shop, wanted)


@pytest.mark.parametrize(
    ("zone", "at", "until"),
    [
        ("Europe/Helsinki", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00.000Z"),
        ("Europe/Helsinki", "2026-10-24T12:00:00Z", "2026-10-25T00:00:00.000Z"),
        ("Asia/Kathmandu", "2026-11-22T12:00:00Z", "2026-11-22T21:15:00.000Z"),
    ],
)
def test_today_ends_where_the_shops_own_day_turns(house: House, zone: str, at: str, until: str) -> None:
    tea = fill(house).tea.sku_id
    house.run(edit_shop, house.manager, house.shop.id, EditShop(timezone=zone))
    house.clock.jump(datetime.fromisoformat(at))
    assert house.run(mark_sold_out, house.manager, tea, TODAY).sold_out.until == until


def test_every_screen_is_told_once(house: House) -> None:
    tea = fill(house).tea.sku_id
    house.run(mark_sold_out, house.manager, tea, TODAY)
    house.run(mark_sold_out, house.manager, tea, TODAY)
    (told,) = house.news()
    assert (told.type, told.channels) == ("store.sold_out_changed", {"all"})
    assert told.data == {"sold_out": {"id": str(tea), "mode": "today", "until": stamp(shanghai("2026-11-23 03:00"))}}
    house.run(clear_sold_out, house.manager, tea)
    house.run(clear_sold_out, house.manager, tea)
    (gone,) = house.news()
    assert gone.data == {"removed": {"sold_out": [str(tea)]}}
    assert not on_menu(house, tea)


def test_another_mark_takes_the_place_of_the_first(house: House) -> None:
    tea = fill(house).tea.sku_id
    house.run(mark_sold_out, house.manager, tea, TODAY)
    house.run(mark_sold_out, house.manager, tea, MarkSoldOut(mode="indefinite"))
    (mark,) = house.read(queries.board_sold_out, house.shop.id)
    assert (mark.mode, mark.until) == ("indefinite", None)
    house.clock.advance(10 * 86_400)
    assert on_menu(house, tea)
    noted = house.audit()[-1]
    assert (noted.action, noted.before["mode"], noted.after) == ("store.mark_sold_out", "today", {"mode": "indefinite", "until": None})


def test_a_mark_that_has_ended_can_be_set_anew(house: House) -> None:
    tea = fill(house).tea.sku_id
    house.run(mark_sold_out, house.manager, tea, MarkSoldOut(mode="until", until=stamp(NOON + timedelta(minutes=1))))
    house.clock.advance(60)
    house.news()
    house.run(clear_sold_out, house.manager, tea)
    assert house.news() == []
    house.run(mark_sold_out, house.manager, tea, TODAY)
    assert len(house.news()) == 1 and on_menu(house, tea)


@pytest.mark.parametrize(
    "bad",
    [
        MarkSoldOut(mode="until"),
        MarkSoldOut(mode="until", until=stamp(NOON)),
        MarkSoldOut(mode="until", until=stamp(NOON - timedelta(hours=1))),
        MarkSoldOut(mode="until", until="tonight"),
        MarkSoldOut(mode="today", until=stamp(NOON + timedelta(hours=1))),
        MarkSoldOut(mode="indefinite", until=stamp(NOON + timedelta(hours=1))),
    ],
)
def test_an_end_that_makes_no_sense_is_refused(house: House, bad: MarkSoldOut) -> None:
    tea = fill(house).tea.sku_id
    facts = house.refused("invalid", mark_sold_out, house.manager, tea, bad)
    assert facts["errors"][0]["pointer"] == "/until"


def test_a_shop_can_switch_marks_off(house: House) -> None:
    tea = fill(house).tea.sku_id
    house.run(edit_shop, house.manager, house.shop.id, EditShop(settings={"ext_sold_out": False}))
    house.refused("not_enabled", mark_sold_out, house.manager, tea, TODAY)
    house.refused("not_enabled", clear_sold_out, house.manager, tea)


def test_another_shops_goods_are_not_there(house: House) -> None:
    for place in (house.sister, house.stranger):
        tea = fill(house, place).tea.sku_id
        house.refused("not_found", mark_sold_out, house.manager, tea, TODAY)
        house.refused("not_found", clear_sold_out, house.manager, tea)
    house.refused("not_found", mark_sold_out, house.manager, new_id(), TODAY)
    house.refused("not_found", mark_sold_out, house.owner, tea, TODAY)


def test_marks_of_one_shop_are_not_those_of_another(house: House) -> None:
    fill(house)
    other = fill(house, house.sister).tea.sku_id
    assert house.run(mark_sold_out, house.owner, other, TODAY).sold_out.id == other
    assert house.read(queries.sold_out_page, house.manager).items == []
    assert [mark.id for mark in house.read(queries.sold_out_page, house.owner, house.sister.id).items] == [other]


def test_marks_are_listed_in_pages(house: House) -> None:
    shelf = fill(house)
    marked = [item.sku_id for item in (shelf.dumplings, shelf.meal, shelf.tea)]
    for sku_id in marked:
        house.run(mark_sold_out, house.manager, sku_id, TODAY)
    first = house.read(queries.sold_out_page, house.manager, limit=2)
    rest = house.read(queries.sold_out_page, house.manager, limit=2, cursor=first.next)
    assert [mark.id for mark in [*first.items, *rest.items]] == sorted(marked) and rest.next is None


def test_of_eight_screens_that_mark_one_product_one_is_told_of(house: House) -> None:
    tea = fill(house).tea.sku_id
    answers = house.race(*[lambda: house.run(mark_sold_out, house.manager, tea, TODAY)] * 8)
    assert len({answer.sold_out for answer in answers}) == 1
    assert len(house.news()) == 1
