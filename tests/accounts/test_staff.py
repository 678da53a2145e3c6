"""Staff: added, changed, switched off; nobody reaches beyond their shop."""

from typing import Any
from uuid import uuid4

import pytest

from tests.accounts.signing import code_of, login, who_am_i
from tests.conftest import MakeVenue
from tests.venues import PASSWORD, Venue


def person(**more: Any) -> dict[str, Any]:
    return {"username": f"wei.{uuid4().hex[:12]}", "name": "伟", "password": "river stone lamp 42", "role": "waiter"} | more


async def added(venue: Venue, by: str = "manager", **more: Any) -> dict[str, Any]:
    answer = await venue[by].post("/staff", person(**more))
    assert answer.status_code == 201, answer.text
    return answer.json()  # type: ignore[no-any-return]


async def test_a_manager_adds_a_waiter_who_can_sign_in(venue: Venue) -> None:
    new = person(job="floor two")
    answer = await venue["manager"].post("/staff", new)
    assert answer.status_code == 201, answer.text
    assert answer.json() | {"id": ""} == {
        "id": "",
        "username": new["username"],
        "name": "伟",
        "role": "waiter",
        "job": "floor two",
        "brand_id": str(venue.brand_id),
        "shop_id": str(venue.shop_id),
        "state": "active",
    }
    signed_in = await venue.http.post("/api/v1/auth/login", json={"username": new["username"], "password": new["password"]})
    assert signed_in.status_code == 200


async def test_a_repeat_with_the_same_key_adds_one(venue: Venue) -> None:
    new, key = person(), str(uuid4())
    answers = [await venue["manager"].post("/staff", new, key=key) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201] * 3
    assert len({answer.json()["id"] for answer in answers}) == 1


async def test_a_name_is_taken_once_however_it_is_written(venue: Venue, make_venue: MakeVenue) -> None:
    taken = (await added(venue))["username"]
    answer = await make_venue()["manager"].post("/staff", person(username=taken.upper()))
    assert code_of(answer) == (422, "invalid")
    assert answer.json()["errors"] == [{"pointer": "/username", "detail": "taken"}]


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"password": "short"}, "/password"),
        ({"password": "password1234"}, "/password"),
        ({"role": "manager", "password": "kettle-7"}, "/password"),
        ({"role": "boss"}, "/role"),
        ({"name": ""}, "/name"),
        ({"name": "a\u0007b"}, "/name"),
        ({"username": "x"}, "/username"),
        ({"brand_id": str(uuid4())}, "/brand_id"),
        ({"state": "active"}, "/state"),
    ],
)
async def test_a_bad_member_is_pointed_at(venue: Venue, more: dict[str, Any], pointer: str) -> None:
    answer = await venue["manager"].post("/staff", person(**more))
    assert code_of(answer) == (422, "invalid")
    assert answer.json()["errors"][0]["pointer"] == pointer


@pytest.mark.parametrize("who", ["cashier", "waiter", "cook", "cleaner", "pad 801", "cashier 1", "kitchen"])
async def test_nobody_below_manager_manages_staff(venue: Venue, who: str) -> None:
    for answer in (
        await venue[who].get("/staff"),
        await venue[who].post("/staff", person()),
        await venue[who].patch(f"/staff/{venue['cook'].id}", {"name": "x"}),
        await venue[who].post(f"/staff/{venue['cook'].id}/disable"),
        await venue[who].get("/audit"),
    ):
        assert code_of(answer) == (403, "forbidden")


async def test_a_manager_makes_no_owner_and_reaches_no_other_shop(venue: Venue, make_venue: MakeVenue) -> None:
    sibling = make_venue(brand_id=venue.brand_id)
    assert code_of(await venue["manager"].post("/staff", person(role="owner"))) == (403, "forbidden")
    assert code_of(await venue["manager"].post("/staff", person(shop_id=str(sibling.shop_id)))) == (404, "not_found")
    assert code_of(await venue["manager"].patch(f"/staff/{venue['cook'].id}", {"shop_id": str(sibling.shop_id)})) == (404, "not_found")


async def test_an_owner_says_where_and_stays_in_the_brand(venue: Venue, make_venue: MakeVenue) -> None:
    sibling, foreign = make_venue(brand_id=venue.brand_id), make_venue()
    assert (await added(venue, "owner", shop_id=str(sibling.shop_id)))["shop_id"] == str(sibling.shop_id)
    assert code_of(await venue["owner"].post("/staff", person(shop_id=str(foreign.shop_id)))) == (404, "not_found")
    assert code_of(await venue["owner"].post("/staff", person(shop_id=str(uuid4())))) == (404, "not_found")
    assert code_of(await venue["owner"].post("/staff", person())) == (422, "invalid")
    partner = await added(venue, "owner", role="owner")
    assert partner["shop_id"] is None
    assert code_of(await venue["owner"].post("/staff", person(role="owner", shop_id=str(venue.shop_id)))) == (422, "invalid")


async def test_foreign_staff_are_not_there(venue: Venue, make_venue: MakeVenue) -> None:
    sibling, foreign = make_venue(brand_id=venue.brand_id), make_venue()
    for ident in (sibling["cook"].id, foreign["cook"].id, venue["owner"].id, str(uuid4())):
        for answer in (
            await venue["manager"].get(f"/staff/{ident}"),
            await venue["manager"].patch(f"/staff/{ident}", {"name": "x"}),
            await venue["manager"].patch(f"/staff/{ident}", {"password": "river stone lamp 42"}),
            await venue["manager"].post(f"/staff/{ident}/disable"),
            await venue["manager"].post(f"/staff/{ident}/enable"),
        ):
            assert code_of(answer) == (404, "not_found")
    assert (await venue["owner"].get(f"/staff/{sibling['cook'].id}")).status_code == 200
    assert (await venue["owner"].get(f"/staff/{foreign['cook'].id}")).status_code == 404


async def test_lists_page_and_hold_only_ones_own(venue: Venue, make_venue: MakeVenue) -> None:
    sibling, foreign = make_venue(brand_id=venue.brand_id), make_venue()
    assert code_of(await venue["owner"].get("/staff", shop_id=str(foreign.shop_id))) == (404, "not_found")
    assert await listed(venue["manager"]) == {venue[role].id for role in ("manager", "cashier", "waiter", "waiter2", "cook", "cleaner")}
    everybody = await listed(venue["owner"])
    assert venue["cook"].id in everybody
    assert sibling["cook"].id in everybody
    assert len(everybody) == 14
    assert await listed(venue["owner"], shop_id=str(sibling.shop_id)) == await listed(sibling["manager"])
    assert code_of(await venue["manager"].get("/staff", shop_id=str(sibling.shop_id))) == (404, "not_found")
    for wrong in ({"limit": 0}, {"limit": 201}, {"cursor": "rubbish"}):
        assert code_of(await venue["manager"].get("/staff", **wrong)) == (422, "invalid")


async def listed(client: Any, **more: Any) -> set[str]:
    seen: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await client.get("/staff", limit=3, **more, **cursor)).json()
        seen += [each["id"] for each in page["items"]]
        if page["next"] is None:
            assert len(seen) == len(set(seen))
            return set(seen)
        cursor = {"cursor": page["next"]}


async def test_a_new_role_counts_at_once(venue: Venue) -> None:
    token = (await login(venue, "waiter")).json()["access_token"]
    answer = await venue["manager"].patch(f"/staff/{venue['waiter'].id}", {"role": "cook"})
    assert (answer.json()["changed"], answer.json()["user"]["role"]) == (True, "cook")
    me = (await who_am_i(venue, token)).json()
    assert me["role"] == "cook"
    assert "kds.cook" in me["permissions"]
    again = await venue["manager"].patch(f"/staff/{venue['waiter'].id}", {"role": "cook"})
    assert again.json()["changed"] is False


async def test_a_change_stands_in_the_audit_log_without_the_password(venue: Venue) -> None:
    changes = {"role": "cashier", "job": "desk", "password": "river stone lamp 43"}
    assert (await venue["manager"].patch(f"/staff/{venue['waiter'].id}", changes)).status_code == 200
    entry = (await venue["manager"].get("/audit", object_id=venue["waiter"].id)).json()["items"][0]
    assert entry["action"] == "staff.changed"
    assert entry["before"] == {"role": "waiter", "job": ""}
    assert entry["after"] == {"role": "cashier", "job": "desk", "password": "changed"}
    assert entry["actor_id"] == venue["manager"].id


async def test_a_password_set_by_the_manager_ends_the_sessions(venue: Venue) -> None:
    token = (await login(venue, "waiter")).json()["access_token"]
    new = "river stone lamp 43"
    assert (await venue["manager"].patch(f"/staff/{venue['waiter'].id}", {"password": new})).status_code == 200
    assert code_of(await who_am_i(venue, token)) == (401, "token_invalid")
    assert code_of(await login(venue, "waiter")) == (401, "wrong_credentials")
    assert (await login(venue, "waiter", new)).status_code == 200


@pytest.mark.parametrize("change", [{"role": "cook"}, {"password": "river stone lamp 42"}])
async def test_nobody_changes_the_own_role_or_password_from_the_staff_list(venue: Venue, change: dict[str, str]) -> None:
    assert code_of(await venue["manager"].patch(f"/staff/{venue['manager'].id}", change)) == (403, "forbidden")


async def test_nobody_switches_themselves_off(venue: Venue) -> None:
    assert code_of(await venue["manager"].post(f"/staff/{venue['manager'].id}/disable")) == (403, "forbidden")


async def test_switching_off_twice_changes_nothing(venue: Venue) -> None:
    answers = [await venue["manager"].post(f"/staff/{venue['cook'].id}/disable") for _ in range(2)]
    assert [answer.json()["changed"] for answer in answers] == [True, False]
    assert answers[1].json()["user"]["state"] == "disabled"


async def test_a_person_changes_the_own_password(venue: Venue) -> None:
    here, elsewhere = [(await login(venue, "cook")).json()["access_token"] for _ in range(2)]
    headers, new = {"Authorization": f"Bearer {here}"}, "river stone lamp 44"
    wrong = await venue.http.post("/api/v1/auth/password", json={"current": "wrong", "password": new}, headers=headers)
    assert code_of(wrong) == (401, "wrong_credentials")
    weak = await venue.http.post("/api/v1/auth/password", json={"current": PASSWORD, "password": "cook1234"}, headers=headers)
    assert code_of(weak) == (422, "invalid")
    done = await venue.http.post("/api/v1/auth/password", json={"current": PASSWORD, "password": new}, headers=headers)
    assert done.status_code == 204
    assert (await who_am_i(venue, here)).status_code == 200
    assert code_of(await who_am_i(venue, elsewhere)) == (401, "token_invalid")
    assert (await login(venue, "cook", new)).status_code == 200


async def test_a_device_has_no_password(venue: Venue) -> None:
    answer = await venue["pad 801"].post("/auth/password", {"current": "x", "password": "river stone lamp 44"})
    assert code_of(answer) == (403, "forbidden")


async def test_guessing_the_present_password_is_counted(venue: Venue) -> None:
    body = {"current": "wrong", "password": "river stone lamp 44"}
    codes = [(await venue["cook"].post("/auth/password", body)).status_code for _ in range(12)]
    assert codes == [401] * 10 + [429] * 2
