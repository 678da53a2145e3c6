"""What lines cost, and every way in which a line can be wrong."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from hub.kit.clock import stamp
from hub.kit.ids import new_id
from hub.store.menu import hide_item, put_item
from hub.store.pricing import price_lines
from hub.store.schemas import MarkSoldOut, PricedLine, WantedLine
from hub.store.sold_out import mark_sold_out
from hub.venue import queries
from hub.venue.schemas import EditShop
from hub.venue.shops import edit_shop
from tests.store.shelf import Shelf, an_item, fill
from tests.venue.house import NOON, House


def want(sku_id: UUID, *options: UUID, quantity: int = 1, note: str = "") -> WantedLine:
    return WantedLine(sku_id=sku_id, quantity=quantity, options=options, note=note)


def price(house: House, *wanted: WantedLine) -> list[PricedLine]:
    return house.run(price_lines, house.read(queries.shop_row, house.shop.id), wanted)  # type: ignore[no-any-return]


def refused(house: House, code: str, *wanted: WantedLine) -> dict[str, Any]:
    return house.refused(code, price_lines, house.read(queries.shop_row, house.shop.id), wanted)


def spices(shelf: Shelf) -> list[UUID]:
    return [choice.id for choice in shelf.dumplings.options[0].choices]


def test_a_line_keeps_the_words_and_the_price_of_this_moment(house: House) -> None:
    shelf = fill(house)
    _, hot, hotter = spices(shelf)
    (line,) = price(house, want(shelf.dumplings.sku_id, hotter, hot, quantity=2, note="quick"))
    assert (line.unit_price, line.quantity, line.note, line.station, line.allergens) == (3100, 2, "quick", "hot", ["gluten"])
    assert (line.name, line.names["en"], line.kitchen_name) == ("中Dumplings", "Dumplings", "dumplings")
    assert [(one["id"], one["name"], one["price"]) for one in line.options] == [(str(hot), "中Hot", 100), (str(hotter), "中Hotter", 200)]


def test_lines_come_back_in_the_order_they_were_wanted(house: House) -> None:
    shelf = fill(house)
    wanted = [want(shelf.tea.sku_id), want(shelf.dumplings.sku_id), want(shelf.tea.sku_id, quantity=3)]
    assert [(line.sku_id, line.quantity) for line in price(house, *wanted)] == [(one.sku_id, one.quantity) for one in wanted]


def test_names_follow_the_language_of_the_shop(house: House) -> None:
    shelf = fill(house)
    house.run(edit_shop, house.manager, house.shop.id, EditShop(settings={"language": "en"}))
    assert price(house, want(shelf.tea.sku_id))[0].name == "Tea"


def test_what_the_shop_does_not_sell_is_unknown(house: House) -> None:
    shelf, other = fill(house), fill(house, house.sister)
    stranger = fill(house, house.stranger)
    house.run(hide_item, house.manager, shelf.tea.id)
    house.news()
    for sku_id in (new_id(), shelf.tea.sku_id, other.tea.sku_id, stranger.tea.sku_id, shelf.dumplings.id):
        facts = refused(house, "unknown_sku", want(shelf.dumplings.sku_id), want(sku_id))
        assert [(line["index"], line["sku_id"], line["code"]) for line in facts["lines"]] == [(1, sku_id, "unknown_sku")]


def test_a_choice_of_another_item_is_unknown(house: House) -> None:
    shelf = fill(house)
    for line in (want(shelf.tea.sku_id, spices(shelf)[0]), want(shelf.dumplings.sku_id, new_id())):
        assert refused(house, "unknown_option", line)["lines"][0]["code"] == "unknown_option"


def test_too_few_and_too_many_choices_are_pointed_at(house: House) -> None:
    shelf = fill(house)
    rice, bread = [choice.id for choice in shelf.meal.options[0].choices]
    mild = spices(shelf)[0]
    for line in (
        want(shelf.meal.sku_id),
        want(shelf.meal.sku_id, rice, bread),
        want(shelf.dumplings.sku_id, *spices(shelf)),
        want(shelf.dumplings.sku_id, mild, mild),
    ):
        facts = refused(house, "invalid", want(shelf.tea.sku_id), line)
        assert facts["errors"][0]["pointer"] == "/lines/1/options"
    assert price(house, want(shelf.meal.sku_id, bread))[0].unit_price == 5050


def test_several_bad_lines_are_all_named_and_the_first_gives_the_code(house: House) -> None:
    shelf = fill(house)
    house.run(mark_sold_out, house.manager, shelf.tea.sku_id, MarkSoldOut(mode="indefinite"))
    house.news()
    lines = [want(shelf.tea.sku_id), want(shelf.dumplings.sku_id), want(new_id()), want(shelf.meal.sku_id)]
    facts = refused(house, "product_sold_out", *lines)
    assert [(line["index"], line["code"]) for line in facts["lines"]] == [(0, "product_sold_out"), (2, "unknown_sku"), (3, "invalid")]
    assert refused(house, "unknown_sku", *lines[1:])["lines"][0]["index"] == 1


def test_a_mark_that_has_ended_counts_no_more(house: House) -> None:
    shelf = fill(house)
    until = stamp(NOON + timedelta(minutes=10))
    house.run(mark_sold_out, house.manager, shelf.tea.sku_id, MarkSoldOut(mode="until", until=until))
    house.news()
    house.clock.advance(599.999)
    refused(house, "product_sold_out", want(shelf.tea.sku_id))
    house.clock.advance(0.001)
    assert price(house, want(shelf.tea.sku_id))


def test_a_new_price_counts_from_now_on(house: House) -> None:
    shelf = fill(house)
    before = price(house, want(shelf.tea.sku_id))
    house.run(put_item, house.manager, house.shop.id, shelf.tea.id, an_item(shelf.category, "Tea", price=700))
    assert (before[0].unit_price, price(house, want(shelf.tea.sku_id))[0].unit_price) == (500, 700)


def test_fifty_lines_need_one_statement(house: House) -> None:
    shelf = fill(house)
    wanted = [want(shelf.tea.sku_id) for _ in range(25)] + [want(shelf.dumplings.sku_id) for _ in range(25)]
    shop = house.read(queries.shop_row, house.shop.id)

    def counted(tx: Any) -> int:
        calls: list[Any] = []

        class Counting:
            now = tx.now

            def all(self, *args: Any, **values: Any) -> Any:
                calls.append(args)
                return tx.all(*args, **values)

        price_lines(Counting(), shop, wanted)  # type: ignore[arg-type]
        return len(calls)

    assert house.read(counted) == 1
