"""A few goods in the shop of a test."""

from typing import Any, NamedTuple
from uuid import UUID

from hub.store.menu import put_category, put_item
from hub.store.schemas import ItemDetail, PutCategory, PutChoice, PutItem, PutOption
from tests.venue.house import House, Place


class Shelf(NamedTuple):
    """Dumplings with a spice to choose, a set that needs a main, tea without options."""

    category: UUID
    dumplings: ItemDetail
    meal: ItemDetail
    tea: ItemDetail


def both(text: str) -> Any:
    return {"zh-CN": f"中{text}", "en": text}


def an_item(category: UUID, name: str = "Noodles", **more: Any) -> PutItem:
    return PutItem(**{"category_id": category, "names": both(name), "station": "hot", "price": 1000} | more)


def fill(house: House, place: Place | None = None) -> Shelf:
    shop_id = (place or house.shop).id
    category = house.run(put_category, None, shop_id, None, PutCategory(names=both("Food"))).id

    def add(name: str, price: int, *options: PutOption) -> Any:
        item = an_item(category, name, price=price, options=list(options), allergens=["gluten"], kitchen_name=name.lower())
        return house.run(put_item, None, shop_id, None, item)

    spice = PutOption(names=both("Spice"), min=0, max=2, choices=[PutChoice(names=both(name), price=price) for name, price in SPICES])
    main = PutOption(names=both("Main"), min=1, max=1, choices=[PutChoice(names=both("Rice")), PutChoice(names=both("Bread"), price=50)])
    shelf = Shelf(category, add("Dumplings", 2800, spice), add("Meal", 5000, main), add("Tea", 500))
    house.news()
    return shelf


SPICES = (("Mild", 0), ("Hot", 100), ("Hotter", 200))
