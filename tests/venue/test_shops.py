"""Shops: basic information, and a door that hands and hours open and close."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from hub.kit.clock import instant, stamp
from hub.kit.jobs import KINDS, JobRun
from hub.tables import TABLES
from hub.venue import queries
from hub.venue.schemas import AddShop, EditShop, OpeningHours, SetShopState
from hub.venue.shops import create_shop, edit_shop, require_open, set_shop_state
from tests.venue.house import NOON, House

DAYTIME = [OpeningHours(day=day, opens="10:00", closes="22:00") for day in range(1, 8)]
JOBS = select(TABLES["job"]).where(TABLES["job"].c.state == "waiting").order_by(TABLES["job"].c.due_at)


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC) - timedelta(hours=8)


def let_time_pass(house: House, until: datetime) -> None:
    """Run the shop's jobs when they are due, as the dispatcher does."""
    run = JobRun(house.database)
    done: set[Any] = set()
    while True:
        rows = house.read(lambda tx: tx.all(JOBS))
        due = [row for row in rows if row.id not in done and row.args.get("shop_id") == str(house.shop.id) and row.due_at <= until]
        if not due:
            break
        house.clock.jump(max(due[0].due_at, house.clock.now()))
        KINDS[due[0].kind].handler(run, due[0].args)
        done.add(due[0].id)
    house.clock.jump(until)


def test_a_closed_shop_takes_no_orders_and_says_when_it_opens(house: House) -> None:
    reopens_at = stamp(NOON + timedelta(hours=2))
    shop = house.run(set_shop_state, house.manager, house.shop.id, SetShopState(state="closed", reopens_at=reopens_at)).shop
    assert (shop.state, shop.reopens_at) == ("closed", reopens_at)
    assert house.refused("shop_closed", require_open, house.shop.id)["reopens_at"] == reopens_at
    (told,) = house.news()
    assert (told.type, told.channels, told.data["shop"]["state"]) == ("venue.shop_changed", {"all"}, "closed")
    let_time_pass(house, NOON + timedelta(hours=2))
    assert house.run(require_open, house.shop.id).state == "open"
    assert house.news()[-1].data["shop"] | {"version": 0} == told.data["shop"] | {"state": "open", "reopens_at": None, "version": 0}


def test_the_same_state_again_is_told_to_nobody(house: House) -> None:
    house.run(set_shop_state, house.manager, house.shop.id, SetShopState(state="paused"))
    house.news()
    house.run(set_shop_state, house.manager, house.shop.id, SetShopState(state="paused"))
    assert house.news() == []


@pytest.mark.parametrize("bad", ["2026-11-22T03:59:59.999Z", "2026-11-22T04:00:00.000Z", "tomorrow", "2026-11-22T09:00:00"])
def test_a_shop_reopens_at_a_time_that_lies_ahead(house: House, bad: str) -> None:
    house.refused("invalid", set_shop_state, house.manager, house.shop.id, SetShopState(state="closed", reopens_at=bad))


def test_an_open_shop_does_not_reopen(house: House) -> None:
    later = stamp(NOON + timedelta(hours=1))
    house.refused("invalid", set_shop_state, house.manager, house.shop.id, SetShopState(state="open", reopens_at=later))


def test_hours_close_and_open_the_shop_day_after_day(house: House) -> None:
    house.run(edit_shop, house.manager, house.shop.id, EditShop(hours=DAYTIME))
    house.news()
    let_time_pass(house, shanghai("2026-11-24 12:00"))
    states = [(told.data["shop"]["state"], told.data["shop"]["reopens_at"]) for told in house.news() if told.type == "venue.shop_changed"]
    assert states == [
        ("closed", stamp(shanghai("2026-11-23 10:00"))),
        ("open", None),
        ("closed", stamp(shanghai("2026-11-24 10:00"))),
        ("open", None),
    ]


def test_a_hand_wins_over_the_hours_until_the_next_opening(house: House) -> None:
    house.run(edit_shop, house.manager, house.shop.id, EditShop(hours=DAYTIME))
    paused = house.run(set_shop_state, house.manager, house.shop.id, SetShopState(state="paused")).shop
    assert instant(paused.reopens_at) == shanghai("2026-11-23 10:00")
    let_time_pass(house, shanghai("2026-11-23 09:59"))
    assert house.read(queries.shop_out, house.shop.id).state == "paused"
    let_time_pass(house, shanghai("2026-11-23 10:00"))
    assert house.read(queries.shop_out, house.shop.id).state == "open"


def test_new_hours_act_at_once_on_a_shop_that_follows_them(house: House) -> None:
    nights = [OpeningHours(day=day, opens="20:00", closes="04:00") for day in range(1, 8)]
    shop = house.run(edit_shop, house.manager, house.shop.id, EditShop(hours=nights)).shop
    assert (shop.state, shop.reopens_at) == ("closed", stamp(shanghai("2026-11-22 20:00")))
    assert house.run(edit_shop, house.manager, house.shop.id, EditShop(hours=[])).shop.state == "open"


def test_new_hours_leave_a_shop_alone_that_a_hand_has_closed(house: House) -> None:
    house.run(set_shop_state, house.manager, house.shop.id, SetShopState(state="closed"))
    shop = house.run(edit_shop, house.manager, house.shop.id, EditShop(hours=DAYTIME)).shop
    assert (shop.state, shop.reopens_at) == ("closed", None)


def test_a_late_job_and_one_that_runs_twice_find_the_same_door(house: House) -> None:
    house.run(edit_shop, house.manager, house.shop.id, EditShop(hours=DAYTIME))
    house.clock.jump(shanghai("2026-11-23 23:00"))
    house.news()
    (row,) = [row for row in house.read(lambda tx: tx.all(JOBS)) if row.args.get("shop_id") == str(house.shop.id)]
    for _ in range(2):
        KINDS[row.kind].handler(JobRun(house.database), row.args)
    assert house.read(queries.shop_out, house.shop.id).reopens_at == stamp(shanghai("2026-11-24 10:00"))
    assert len(house.news()) == 1


def test_editing_changes_what_was_sent_and_says_so(house: House) -> None:
    edit = EditShop(name="Neu", phone="123", settings={"ext_rush": True})
    shop = house.run(edit_shop, house.manager, house.shop.id, edit).shop
    assert (shop.name, shop.phone, shop.address, shop.settings["ext_rush"], shop.settings["ext_undo"]) == ("Neu", "123", "", True, False)
    (told,) = house.news()
    assert (told.type, told.data["shop"]["name"]) == ("venue.shop_changed", "Neu")
    noted = house.audit()[-1]
    assert (noted.action, noted.before["name"], noted.after["name"]) == ("venue.edit_shop", "Shop", "Neu")
    assert noted.after.keys() == {"name", "phone", "settings"}
    house.run(edit_shop, house.manager, house.shop.id, edit)
    assert house.news() == [] and house.audit()[-1].id == noted.id


def test_a_setting_goes_back_to_its_default(house: House) -> None:
    house.run(edit_shop, house.manager, house.shop.id, EditShop(settings={"ext_rush": True, "language": "en"}))
    house.run(edit_shop, house.manager, house.shop.id, EditShop(settings={"ext_rush": None}))
    shop = house.read(queries.shop_row, house.shop.id)
    assert (shop.setting("ext_rush"), shop.setting("language")) == (False, "en")


@pytest.mark.parametrize(
    "edit",
    [
        EditShop(timezone="Mars/Olympus"),
        EditShop(timezone=""),
        EditShop(settings={"ext_nothing": True}),
        EditShop(settings={"ext_rush": 1}),
        EditShop(settings={"language": "fr"}),
    ],
)
def test_what_a_shop_cannot_be_is_refused(house: House, edit: EditShop) -> None:
    house.refused("invalid", edit_shop, house.manager, house.shop.id, edit)


def test_a_shop_without_a_valid_zone_cannot_be_made(house: House) -> None:
    house.refused("invalid", create_shop, house.owner, AddShop(name="X", timezone="UTC+8"))
    house.refused("forbidden", create_shop, house.manager, AddShop(name="X", timezone="UTC"))
    assert house.run(create_shop, house.owner, AddShop(name="X", timezone="Europe/Helsinki")).shop.state == "open"


def test_an_edit_may_name_the_version_it_is_based_on(house: House) -> None:
    shop = house.run(edit_shop, house.manager, house.shop.id, EditShop(name="A"), if_match='"1"').shop
    assert shop.version == 2
    assert house.refused("version_mismatch", edit_shop, house.manager, house.shop.id, EditShop(name="B"), if_match="1") == {"version": 2}
    assert house.run(edit_shop, house.manager, house.shop.id, EditShop(name="B"), if_match="2").shop.name == "B"


def test_another_shop_is_not_there(house: House) -> None:
    for place in (house.sister, house.stranger):
        house.refused("not_found", edit_shop, house.manager, place.id, EditShop(name="X"))
        house.refused("not_found", set_shop_state, house.manager, place.id, SetShopState(state="closed"))
        house.refused("not_found", queries.shop_answer, house.manager, place.id)
    house.refused("not_found", edit_shop, house.owner, house.stranger.id, EditShop(name="X"))
    assert house.run(edit_shop, house.owner, house.sister.id, EditShop(name="X")).shop.name == "X"


def test_an_owner_sees_the_shops_of_the_brand_and_everybody_else_their_own(house: House) -> None:
    assert [shop.id for shop in house.read(queries.shops, house.manager).items] == [house.shop.id]
    page = house.read(queries.shops, house.owner, limit=1)
    rest = house.read(queries.shops, house.owner, limit=1, cursor=page.next)
    assert {page.items[0].id, rest.items[0].id} == {house.shop.id, house.sister.id} and rest.next is None


def test_two_managers_edit_one_after_the_other(house: House) -> None:
    house.race(
        *[
            lambda name=name: house.run(edit_shop, house.manager, house.shop.id, EditShop(settings={name: True}))
            for name in ("ext_undo", "ext_void", "ext_rush")
        ]
    )
    shop = house.read(queries.shop_row, house.shop.id)
    assert all(shop.setting(name) for name in ("ext_undo", "ext_void", "ext_rush")) and shop.version == 4
