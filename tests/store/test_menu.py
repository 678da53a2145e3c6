"""The menu as guests read it and as managers edit it."""

from typing import Any

import msgspec
import pytest

from hub.kit.ids import new_id
from hub.store import queries
from hub.store.menu import create_category, create_item, hide_item, put_item, replace_category, replace_item
from hub.store.schemas import PutCategory, PutChoice, PutItem, PutOption
from tests.store.shelf import an_item, both, fill
from tests.venue.house import House


def test_the_menu_has_the_shape_of_the_protocol(house: House) -> None:
    shelf = fill(house)
    menu = msgspec.to_builtins(house.read(queries.menu, house.manager))
    assert menu.keys() == {"version", "currency", "categories"}
    (category,) = menu["categories"]
    assert category.keys() == {"id", "name", "names", "items"}
    item = next(item for item in category["items"] if item["id"] == str(shelf.dumplings.id))
    assert item.keys() == {
        *("id", "sku_id", "name", "names", "price", "currency", "options", "allergens", "picture", "sold_out", "station"),
        *("descriptions", "prep_seconds", "kitchen_name"),
    }
    assert (item["name"], item["names"], item["price"], item["sold_out"]) == ("中Dumplings", both("Dumplings"), 2800, False)
    (option,) = item["options"]
    assert option.keys() == {"id", "name", "names", "min", "max", "choices"}
    assert option["choices"][1].keys() == {"id", "name", "names", "price"}


def test_a_category_with_nothing_on_sale_is_left_out(house: House) -> None:
    shelf = fill(house)
    for item in (shelf.dumplings, shelf.meal, shelf.tea):
        house.run(hide_item, house.manager, item.id)
    assert house.read(queries.menu, house.manager).categories == []
    assert len(house.read(queries.menu_items, house.manager).items) == 3


def test_every_edit_raises_the_version_and_tells_every_screen(house: House) -> None:
    shelf = fill(house)
    version = house.read(queries.menu, house.manager).version
    edits: list[Any] = [
        lambda: house.run(create_category, house.manager, PutCategory(names=both("Drinks"))),
        lambda: house.run(replace_category, house.manager, shelf.category, PutCategory(names=both("Dishes"), position=1)),
        lambda: house.run(create_item, house.manager, an_item(shelf.category)),
        lambda: house.run(replace_item, house.manager, shelf.tea.id, an_item(shelf.category, "Tea")),
        lambda: house.run(hide_item, house.manager, shelf.tea.id),
    ]
    for edit in edits:
        edit()
        version += 1
        (told,) = house.news()
        assert (told.type, told.channels, told.data["shop"]["menu_version"]) == ("store.menu_changed", {"all"}, version)
        assert house.audit()[-1].action == "store.edit_menu"
    assert house.read(queries.menu, house.manager).version == version


def test_an_edit_that_changes_nothing_is_told_to_nobody(house: House) -> None:
    shelf = fill(house)
    same = an_item(shelf.category, "Tea", price=500, allergens=["gluten"], kitchen_name="tea")
    house.run(replace_item, house.manager, shelf.tea.id, same)
    house.run(replace_category, house.manager, shelf.category, PutCategory(names=both("Food")))
    house.run(hide_item, house.manager, shelf.tea.id)
    house.news()
    house.run(hide_item, house.manager, shelf.tea.id)
    assert house.news() == []


def test_the_audit_log_names_what_an_edit_changed(house: House) -> None:
    shelf = fill(house)
    house.run(
        replace_item, house.manager, shelf.tea.id, an_item(shelf.category, "Tea", price=600, allergens=["gluten"], kitchen_name="tea")
    )
    noted = house.audit()[-1]
    assert (noted.before, noted.after) == ({"price": 500}, {"price": 600})


def test_a_rewritten_item_keeps_its_sku_and_the_ids_that_come_back(house: House) -> None:
    shelf = fill(house)
    (spice,) = shelf.dumplings.options
    mild, hot, _ = spice.choices
    option = PutOption(
        id=spice.id,
        names=both("Spice"),
        max=1,
        choices=[
            PutChoice(id=hot.id, names=both("Hot"), price=150),
            PutChoice(names=both("None")),
            PutChoice(id=mild.id, names=both("Mild")),
        ],
    )
    written = house.run(replace_item, house.manager, shelf.dumplings.id, an_item(shelf.category, options=[option])).item
    assert written.sku_id == shelf.dumplings.sku_id
    assert written.options[0].id == spice.id
    assert [choice.id for choice in written.options[0].choices][::2] == [hot.id, mild.id]
    assert written.options[0].choices[1].id not in {choice.id for choice in spice.choices}


def option(**more: Any) -> PutOption:
    return PutOption(**{"names": both("X"), "choices": [PutChoice(names=both("A")), PutChoice(names=both("B"))]} | more)


@pytest.mark.parametrize(
    ("bad", "pointer"),
    [
        ([option(min=3, max=3)], "/options/0/min"),
        ([option(), option(min=2, max=1)], "/options/1/min"),
        ([option(id=new_id())], "/options/0/id"),
        ([option(choices=[PutChoice(id=new_id(), names=both("A"))])], "/options/0/choices/0/id"),
    ],
)
def test_options_that_cannot_be_are_pointed_at(house: House, bad: list[PutOption], pointer: str) -> None:
    shelf = fill(house)
    facts = house.refused("invalid", replace_item, house.manager, shelf.tea.id, an_item(shelf.category, options=bad))
    assert facts["errors"][0]["pointer"] == pointer


def test_one_choice_cannot_come_back_twice(house: House) -> None:
    shelf = fill(house)
    mild = shelf.dumplings.options[0].choices[0]
    twice = [option(choices=[PutChoice(id=mild.id, names=both("A")), PutChoice(id=mild.id, names=both("B"))])]
    house.refused("invalid", replace_item, house.manager, shelf.dumplings.id, an_item(shelf.category, options=twice))


def test_an_item_stands_in_a_category_of_its_shop(house: House) -> None:
    shelf, other = fill(house), fill(house, house.sister)
    house.refused("invalid", replace_item, house.manager, shelf.tea.id, an_item(other.category))
    house.refused("invalid", create_item, house.manager, an_item(other.category))
    house.refused("not_found", create_item, house.owner, an_item(fill(house, house.stranger).category))


def test_another_shops_menu_is_not_there(house: House) -> None:
    shelf = fill(house)
    for place in (house.sister, house.stranger):
        other = fill(house, place)
        house.refused("not_found", replace_item, house.manager, other.tea.id, an_item(shelf.category))
        house.refused("not_found", hide_item, house.manager, other.tea.id)
        house.refused("not_found", replace_category, house.manager, other.category, PutCategory(names=both("X")))
        house.refused("not_found", queries.menu, house.manager, place.id)
    house.refused("not_found", queries.menu, house.owner, house.stranger.id)


def test_an_owner_edits_the_menus_of_the_brand(house: House) -> None:
    other = fill(house, house.sister)
    assert house.run(replace_item, house.owner, other.tea.id, an_item(other.category, "Tea", price=900)).item.price == 900
    house.run(hide_item, house.owner, other.tea.id)
    assert len(house.read(queries.menu, house.owner, house.sister.id).categories[0].items) == 2
    house.refused("invalid", queries.menu, house.owner)


def test_items_are_listed_in_pages(house: House) -> None:
    shelf = fill(house)
    first = house.read(queries.menu_items, house.manager, limit=2)
    rest = house.read(queries.menu_items, house.manager, limit=2, cursor=first.next)
    assert {item.id for item in [*first.items, *rest.items]} == {shelf.dumplings.id, shelf.meal.id, shelf.tea.id}
    assert rest.next is None
    assert house.read(queries.menu_items, house.manager, category_id=new_id()).items == []


def test_managers_that_edit_together_all_raise_the_version(house: House) -> None:
    shelf = fill(house)
    before = house.read(queries.menu, house.manager).version
    house.race(
        *[
            lambda price=price: house.run(replace_item, house.manager, shelf.tea.id, an_item(shelf.category, price=price))
            for price in range(1, 7)
        ]
    )
    assert house.read(queries.menu, house.manager).version == before + 6
    assert len(house.news()) == 6


def test_a_new_item_is_named_for_the_kitchen_like_for_the_guest_unless_said(house: House) -> None:
    shelf = fill(house)
    item: PutItem = an_item(shelf.category, "Soup")
    assert house.run(put_item, house.manager, house.shop.id, None, item).kitchen_name == "中Soup"
