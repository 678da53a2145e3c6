"""The order of the menu, and categories that come and go."""

from typing import Any

import pytest

from hub.kit.ids import new_id
from hub.store import queries
from hub.store.exchange import read_menu
from hub.store.importing import import_menu, plan_import
from hub.store.menu import create_category, create_item, hide_item, remove_category, replace_item
from hub.store.ordering import order_menu
from hub.store.schemas import OrderMenu, PutCategory
from tests.store.shelf import an_item, both, fill
from tests.venue.house import House
from tests.venues import Venue


def shown(house: House) -> list[tuple[str, list[str]]]:
    menu = house.read(queries.menu, house.manager)
    return [(category.names["en"], [item.names["en"] for item in category.items]) for category in menu.categories]


def test_categories_and_items_take_the_order_that_is_named(house: House) -> None:
    shelf = fill(house)
    drinks = house.run(create_category, house.manager, PutCategory(names=both("Drinks"))).category.id
    beer = house.run(create_item, house.manager, an_item(drinks, "Beer")).item.id
    house.news()
    version = house.read(queries.menu, house.manager).version
    order = OrderMenu(categories=[drinks, shelf.category], items=[shelf.tea.id, beer, shelf.meal.id, shelf.dumplings.id])
    answer = house.run(order_menu, house.manager, order)
    assert (answer.changed, answer.version) == (True, version + 1)
    assert shown(house) == [("Drinks", ["Beer"]), ("Food", ["Tea", "Meal", "Dumplings"])]
    (told,) = house.news()
    assert (told.type, told.channels) == ("store.menu_changed", {"all"})
    assert house.audit()[-1].after["positions"][str(shelf.dumplings.id)] == 2
    assert house.run(order_menu, house.manager, order).changed is False
    assert house.news() == []


def test_what_is_not_named_follows_as_it_was(house: House) -> None:
    shelf = fill(house)
    house.run(order_menu, house.manager, OrderMenu(items=[shelf.tea.id]))
    assert shown(house) == [("Food", ["Tea", "Dumplings", "Meal"])]
    soups = house.run(create_category, house.manager, PutCategory(names=both("Soups"), position=7)).category.id
    house.run(order_menu, house.manager, OrderMenu(categories=[soups]))
    assert [one.names["en"] for one in house.read(queries.categories, house.manager).items] == ["Soups", "Food"]


def test_items_of_other_categories_are_left_alone(house: House) -> None:
    shelf = fill(house)
    drinks = house.run(create_category, house.manager, PutCategory(names=both("Drinks"), position=1)).category.id
    beer = house.run(create_item, house.manager, an_item(drinks, "Beer", position=40)).item
    house.run(order_menu, house.manager, OrderMenu(items=[shelf.tea.id, shelf.meal.id]))
    after = {item.id: item for item in house.read(queries.menu_items, house.manager).items}
    assert (after[beer.id].position, after[beer.id].version) == (40, beer.version)


def test_an_order_raises_the_version_of_what_it_moves(house: House) -> None:
    shelf = fill(house)
    house.run(order_menu, house.manager, OrderMenu(items=[shelf.tea.id]))
    stale = an_item(shelf.category, "Dumplings")
    facts = house.refused("version_mismatch", replace_item, house.manager, shelf.dumplings.id, stale, if_match=str(shelf.dumplings.version))
    assert facts["version"] == shelf.dumplings.version + 1
    house.run(replace_item, house.manager, shelf.dumplings.id, stale, if_match=f'"{facts["version"]}"')


@pytest.mark.parametrize("what", ["foreign", "twice", "unknown", "another shop's"])
@pytest.mark.parametrize("member", ["categories", "items"])
def test_an_order_that_cannot_be_is_pointed_at(house: House, member: str, what: str) -> None:
    shelf = fill(house)
    own = shelf.category if member == "categories" else shelf.tea.id
    theirs = fill(house, house.sister)
    wrong = {
        "foreign": shelf.tea.id if member == "categories" else shelf.category,
        "twice": own,
        "unknown": new_id(),
        "another shop's": theirs.category if member == "categories" else theirs.tea.id,
    }[what]
    facts = house.refused("invalid", order_menu, house.manager, OrderMenu(**{member: [own, wrong]}))
    assert facts["errors"][0]["pointer"] == f"/{member}/1"


def test_two_who_order_at_once_leave_one_whole_order(house: House) -> None:
    shelf = fill(house)
    ids = [shelf.dumplings.id, shelf.meal.id, shelf.tea.id]
    orders = [OrderMenu(items=ids[turn:] + ids[:turn]) for turn in range(3)]
    answers = house.race(*(lambda order=order: house.run(order_menu, house.manager, order) for order in orders))
    assert all(not isinstance(answer, str) or answer == "busy" for answer in answers)
    by_place = sorted(house.read(queries.menu_items, house.manager).items, key=lambda item: item.position)
    assert [item.position for item in by_place] == [0, 1, 2]
    assert [item.id for item in by_place] in [order.items for order in orders]


def test_an_empty_category_can_go_and_a_filled_one_cannot(house: House) -> None:
    shelf = fill(house)
    empty = house.run(create_category, house.manager, PutCategory(names=both("Empty"))).category.id
    house.news()
    house.run(remove_category, house.manager, empty)
    assert [told.type for told in house.news()] == ["store.menu_changed"]
    assert house.audit()[-1].before["names"] == both("Empty")
    house.refused("not_found", remove_category, house.manager, empty)
    for item in (shelf.dumplings, shelf.meal, shelf.tea):
        house.run(hide_item, house.manager, item.id)
    house.news()
    assert house.refused("category_not_empty", remove_category, house.manager, shelf.category)["items"] == 3
    house.refused("not_found", remove_category, house.outsider, shelf.category)
    house.run(remove_category, house.owner, house.run(create_category, house.manager, PutCategory(names=both("x"))).category.id)


def test_a_dish_that_comes_while_its_category_goes_is_never_without_one(house: House) -> None:
    shelf = fill(house)
    for _ in range(8):
        category = house.run(create_category, house.manager, PutCategory(names=both("Going"))).category.id
        table = read_menu(f"name_en,category,station,price\nListed,{category},hot,5".encode(), "csv")
        plan = house.read(plan_import, house.manager, table)
        answers: list[Any] = house.race(
            lambda gone=category: house.run(remove_category, house.manager, gone),  # type: ignore[misc]
            lambda into=category: house.run(create_item, house.manager, an_item(into, "Late")),  # type: ignore[misc]
            lambda into=category: house.run(replace_item, house.manager, shelf.tea.id, an_item(into, "Tea")),  # type: ignore[misc]
            lambda plan=plan: house.run(import_menu, house.manager, plan),  # type: ignore[misc]
        )
        there = [one.id for one in house.read(queries.categories, house.manager).items]
        items = house.read(queries.menu_items, house.manager).items
        assert all(item.category_id in there for item in items), answers
        known = {"category_not_empty", "not_found", "invalid", "version_mismatch"}
        assert all(answer in known for answer in answers if isinstance(answer, str)), answers


def test_all_categories_are_listed_page_by_page(house: House) -> None:
    fill(house)
    for place, name in enumerate(("B", "C", "D")):
        house.run(create_category, house.manager, PutCategory(names=both(name), position=place % 2))
    found, cursor = [], None
    while True:
        page = house.read(queries.categories, house.manager, None, 2, cursor)
        found += [one.names["en"] for one in page.items]
        cursor = page.next
        if cursor is None:
            break
    assert found == ["Food", "B", "D", "C"]


async def test_over_http(venue: Venue) -> None:
    manager = venue["manager"]
    made = (await manager.post("/menu/categories", {"names": {"en": "Soups"}, "position": 1})).json()["category"]
    listed = (await manager.get("/menu/categories")).json()["items"]
    assert [one["names"]["en"] for one in listed] == ["Food", "Soups"]
    answer = await manager.post("/menu/order", {"categories": [made["id"], listed[0]["id"]]})
    assert (answer.status_code, answer.json()["changed"]) == (200, True)
    assert (await manager.delete(f"/menu/categories/{listed[0]['id']}")).json()["code"] == "category_not_empty"
    assert (await manager.delete(f"/menu/categories/{made['id']}")).status_code == 204
    assert (await venue["owner"].post(f"/menu/order?shop_id={venue.shop_id}", {})).json()["changed"] is False
