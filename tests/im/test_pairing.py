"""Pairing: from the code on a screen to its tokens, and every way it can be refused."""

import re
from typing import Any
from uuid import UUID, uuid4

import pytest

from hub.accounts.errors import Revoked
from hub.accounts.tokens import hash_of
from hub.im import identity, pairing
from hub.im.errors import ExpiredToken
from hub.im.schemas import ApprovePairing, AskPairing
from hub.kit.clock import MovableClock
from hub.kit.errors import NotFound, RateLimited
from tests.accounts.signing import code_of, refresh
from tests.conftest import MakeVenue
from tests.venues import Venue


async def asked(venue: Venue, **more: Any) -> dict[str, Any]:
    answer = await venue.http.post("/api/v1/device-pairings", json={"kind": "pad", "app": "pad/1.0.0", "model": "T10"} | more)
    assert answer.status_code == 201, answer.text
    return answer.json()  # type: ignore[no-any-return]


async def polled(venue: Venue, code: dict[str, Any]) -> Any:
    return await venue.http.post("/api/v1/device-pairings/token", json={"device_code": code["device_code"]})


def approval(venue: Venue, **more: Any) -> dict[str, Any]:
    return {"shop_id": str(venue.shop_id), "kind": "pad", "name": "New pad"} | more


async def approved(venue: Venue, code: dict[str, Any], by: str = "manager", **more: Any) -> Any:
    return await venue[by].post(f"/device-pairings/{code['user_code']}/approval", approval(venue, **more))


async def paired(venue: Venue, **more: Any) -> dict[str, Any]:
    code = await asked(venue, kind=more.get("kind", "pad"))
    answer = await approved(venue, code, **more)
    assert answer.status_code == 200, answer.text
    return (await polled(venue, code)).json()  # type: ignore[no-any-return]


async def me(venue: Venue, tokens: dict[str, Any]) -> Any:
    return await venue.http.get("/api/v1/me", headers={"Authorization": f"Bearer {tokens['access_token']}"})


async def test_a_screen_comes_to_belong_to_a_room(venue: Venue) -> None:
    code = await asked(venue)
    assert re.fullmatch("[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}", code["user_code"])
    assert (code["expires_in"], code["interval"]) == (600, 5)
    assert code["verification_uri"].startswith("http")
    assert code["verification_uri_complete"] == f"{code['verification_uri']}?code={code['user_code']}"
    assert code_of(await polled(venue, code)) == (400, "authorization_pending")
    answer = await approved(venue, code, room_id=venue.rooms["803"])
    assert answer.status_code == 200, answer.text
    assert answer.json() == {
        "id": answer.json()["id"],
        "kind": "pad",
        "name": "New pad",
        "room": {"id": venue.rooms["803"], "number": "803"},
        "stations": [],
        "presence": "offline",
        "faults": [],
        "app": "pad/1.0.0",
    }
    tokens = (await polled(venue, code)).json()
    assert set(tokens) == {"access_token", "refresh_token", "expires_in", "device"}
    assert tokens["device"] == answer.json()
    assert (await me(venue, tokens)).json()["room"]["number"] == "803"
    assert (await refresh(venue, tokens["refresh_token"])).status_code == 200


async def test_the_tokens_are_fetched_once(venue: Venue) -> None:
    code = await asked(venue)
    await approved(venue, code)
    assert (await polled(venue, code)).status_code == 200
    assert code_of(await polled(venue, code)) == (400, "expired_token")


async def test_the_code_is_taken_however_it_is_typed(venue: Venue) -> None:
    code = await asked(venue)
    typed = code["user_code"].replace("-", "").lower()
    assert (await venue["manager"].post(f"/device-pairings/{typed}/approval", approval(venue))).status_code == 200


async def test_a_code_is_good_for_one_decision(venue: Venue) -> None:
    code = await asked(venue)
    assert (await approved(venue, code)).status_code == 200
    assert code_of(await approved(venue, code)) == (409, "pairing_used")
    assert code_of(await venue["manager"].post(f"/device-pairings/{code['user_code']}/denial")) == (409, "pairing_used")


async def test_a_refused_screen_is_told_so(venue: Venue) -> None:
    code = await asked(venue)
    answer = await venue["manager"].post(f"/device-pairings/{code['user_code']}/denial")
    assert (answer.status_code, answer.content) == (204, b"")
    assert code_of(await polled(venue, code)) == (400, "access_denied")
    assert code_of(await approved(venue, code)) == (409, "pairing_used")


async def test_a_screen_that_asks_too_often_is_slowed_down(timed_venue: Venue) -> None:
    venue = timed_venue  # on whose clock no time passes between two polls
    code = await asked(venue)
    assert code_of(await polled(venue, code)) == (400, "authorization_pending")
    slower = await polled(venue, code)
    assert code_of(slower) == (400, "slow_down")
    assert slower.json()["interval"] == 10
    await approved(venue, code)
    assert (await polled(venue, code)).status_code == 200


@pytest.mark.parametrize("device_code", ["vh_dc_" + "A" * 43, "something else"])
async def test_a_code_nobody_gave_out_has_run_out(venue: Venue, device_code: str) -> None:
    assert code_of(await polled(venue, {"device_code": device_code})) == (400, "expired_token")


async def test_an_unknown_code_is_not_found(venue: Venue) -> None:
    for path in ("approval", "denial"):
        body = approval(venue) if path == "approval" else None
        assert code_of(await venue["manager"].post(f"/device-pairings/BBBB-BBBB/{path}", body)) == (404, "not_found")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"kind": "fridge"}, "/kind"),
        ({}, "/kind"),
        ({"kind": "pad", "app": "x" * 65}, "/app"),
        ({"kind": "pad", "model": "a\u0000"}, "/model"),
        ({"kind": "pad", "room_id": str(uuid4())}, "/room_id"),
    ],
)
async def test_a_bad_request_is_pointed_at(venue: Venue, body: dict[str, Any], pointer: str) -> None:
    answer = await venue.http.post("/api/v1/device-pairings", json=body)
    assert code_of(answer) == (422, "invalid")
    assert answer.json()["errors"][0]["pointer"] == pointer


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        ({"kind": "kitchen"}, "/kind"),
        ({"stations": ["no such"]}, "/stations/0"),
        ({"stations": ["grill"]}, "/stations/0"),
        ({"name": ""}, "/name"),
        ({"account_id": str(uuid4())}, "/account_id"),
    ],
)
async def test_a_bad_approval_is_pointed_at_and_changes_nothing(venue: Venue, more: dict[str, Any], pointer: str) -> None:
    code = await asked(venue)
    answer = await approved(venue, code, **more)
    assert code_of(answer) == (422, "invalid")
    assert answer.json()["errors"][0]["pointer"] == pointer
    assert code_of(await polled(venue, code)) == (400, "authorization_pending")


@pytest.mark.parametrize("who", ["cashier", "waiter", "cook", "cleaner", "pad 801", "cashier 1"])
async def test_nobody_below_manager_lets_screens_in(venue: Venue, who: str) -> None:
    code = await asked(venue, shop_id=str(venue.shop_id))
    assert code_of(await approved(venue, code, by=who)) == (403, "forbidden")
    assert code_of(await venue[who].post(f"/device-pairings/{code['user_code']}/denial")) == (403, "forbidden")
    assert code_of(await venue[who].get("/device-pairings")) == (403, "forbidden")
    assert code_of(await venue[who].get(f"/device-pairings/{code['user_code']}")) == (403, "forbidden")


async def test_a_screen_that_named_a_shop_waits_in_its_list_only(venue: Venue, make_venue: MakeVenue) -> None:
    sibling, foreign = make_venue(brand_id=venue.brand_id), make_venue()
    code = await asked(venue, shop_id=str(venue.shop_id))
    await asked(venue)
    for who, expected in (
        (venue["manager"], 1),
        (venue["owner"], 1),
        (sibling["manager"], 0),
        (foreign["manager"], 0),
        (foreign["owner"], 0),
    ):
        waiting = (await who.get("/device-pairings")).json()["items"]
        assert [each["user_code"] for each in waiting] == [code["user_code"]] * expected
    by_code = await venue["manager"].get(f"/device-pairings/{code['user_code'].lower().replace('-', '')}")
    assert (by_code.json()["kind"], by_code.json()["shop_id"]) == ("pad", str(venue.shop_id))
    for other in (sibling, foreign):
        assert code_of(await other["manager"].get(f"/device-pairings/{code['user_code']}")) == (404, "not_found")
        refused = await other["manager"].post(f"/device-pairings/{code['user_code']}/approval", approval(other))
        assert code_of(refused) == (404, "not_found")
        assert code_of(await other["manager"].post(f"/device-pairings/{code['user_code']}/denial")) == (404, "not_found")
    await approved(venue, code)
    assert (await venue["manager"].get("/device-pairings")).json()["items"] == []
    assert code_of(await venue["manager"].get(f"/device-pairings/{code['user_code']}")) == (409, "pairing_used")


async def test_a_code_tells_what_its_screen_is_though_it_named_no_shop(venue: Venue) -> None:
    code = await asked(venue, kind="kitchen")
    answer = await venue["manager"].get(f"/device-pairings/{code['user_code']}")
    assert (answer.status_code, answer.json()["kind"], answer.json()["shop_id"]) == (200, "kitchen", None)
    assert code_of(await venue["manager"].get("/device-pairings/BBBB-BBBB")) == (404, "not_found")


async def test_a_shop_that_does_not_exist_is_not_given_away(venue: Venue) -> None:
    assert set(await asked(venue, shop_id=str(uuid4()))) == set(await asked(venue, shop_id=str(venue.shop_id)))


async def test_a_manager_lets_screens_into_the_own_shop_and_rooms_only(venue: Venue, make_venue: MakeVenue) -> None:
    sibling = make_venue(brand_id=venue.brand_id)
    code = await asked(venue)
    for more in (
        {"shop_id": str(sibling.shop_id)},
        {"room_id": sibling.rooms["801"]},
        {"replaces": sibling["pad 801"].id},
        {"replaces": str(uuid4())},
    ):
        assert code_of(await approved(venue, code, **more)) == (404, "not_found")
    assert (await approved(venue, code, by="owner", shop_id=str(sibling.shop_id))).status_code == 200


async def test_a_replacement_takes_over_account_and_place(venue: Venue) -> None:
    old = venue["pad 801"]
    tokens = await paired(venue, replaces=old.id)
    assert tokens["device"]["id"] != old.id
    assert tokens["device"]["room"]["number"] == "801"
    assert (await me(venue, tokens)).json()["account"] == {"id": venue.accounts["pad 801"]}
    assert code_of(await old.get("/me")) == (401, "token_invalid")
    history = (await venue["manager"].get(f"/devices/{old.id}/bindings")).json()["items"]
    assert history[0]["until"] is not None


async def test_a_replacement_may_be_put_elsewhere(venue: Venue) -> None:
    tokens = await paired(venue, replaces=venue["pad 801"].id, room_id=venue.rooms["804"])
    assert tokens["device"]["room"]["number"] == "804"
    nowhere = await paired(venue, replaces=tokens["device"]["id"], room_id=None)
    assert nowhere["device"]["room"] is None


async def test_a_replacement_is_of_the_same_kind_and_of_a_device_that_lives(venue: Venue) -> None:
    code = await asked(venue)
    wrong = await approved(venue, code, replaces=venue["kitchen"].id)
    assert (code_of(wrong), wrong.json()["errors"][0]["pointer"]) == ((422, "invalid"), "/replaces")
    await venue["manager"].post(f"/devices/{venue['pad 802'].id}/revoke")
    assert code_of(await approved(venue, code, replaces=venue["pad 802"].id)) == (404, "not_found")
    assert (await approved(venue, code, replaces=venue["pad 801"].id)).status_code == 200


async def test_cashier_terminals_share_the_shops_account(venue: Venue) -> None:
    accounts = {(await me(venue, await paired(venue, kind="cashier"))).json()["account"]["id"] for _ in range(2)}
    assert accounts == {venue.accounts["cashier 1"]}
    assert (await me(venue, await paired(venue))).json()["account"]["id"] not in venue.accounts.values()


async def test_a_device_revoked_before_it_fetched_its_tokens_gets_none(venue: Venue) -> None:
    code = await asked(venue)
    device = (await approved(venue, code)).json()
    assert (await venue["manager"].post(f"/devices/{device['id']}/revoke")).status_code == 204
    assert code_of(await polled(venue, code)) == (400, "expired_token")


async def test_pairing_stands_in_the_audit_log(venue: Venue) -> None:
    tokens = await paired(venue, room_id=venue.rooms["804"])
    entry = (await venue["manager"].get("/audit", object_id=tokens["device"]["id"])).json()["items"][0]
    assert (entry["action"], entry["after"]["room_id"]) == ("device.paired", venue.rooms["804"])


def ask(venue: Venue, address: str = "203.0.113.9") -> Any:
    return venue.running.database.run_now(lambda tx: pairing.ask_pairing(tx, AskPairing(kind="pad"), address, "http://hub.lan"))


def redeem(venue: Venue, code: Any) -> Any:
    return venue.running.database.run_now(lambda tx: pairing.redeem_pairing(tx, code.device_code))


def approve(venue: Venue, code: Any, **more: Any) -> Any:
    wanted = ApprovePairing(shop_id=venue.shop_id, kind="pad", name="x", **more)
    return venue.running.database.run_now(lambda tx: pairing.approve_pairing(tx, venue.as_actor(), code.user_code, wanted))


async def test_a_code_runs_out_after_ten_minutes(timed_venue: Venue, clock: MovableClock) -> None:
    code = ask(timed_venue)
    clock.advance(599)
    assert redeem(timed_venue, code).why == "authorization_pending"
    clock.advance(2)
    with pytest.raises(ExpiredToken):
        redeem(timed_venue, code)
    with pytest.raises(NotFound):
        approve(timed_venue, code)


async def test_who_keeps_to_the_interval_is_not_slowed_down(timed_venue: Venue, clock: MovableClock) -> None:
    code = ask(timed_venue)
    for _ in range(5):
        assert redeem(timed_venue, code).why == "authorization_pending"
        clock.advance(4.9)
    clock.advance(-4)
    assert (redeem(timed_venue, code).why, redeem(timed_venue, code).interval) == ("slow_down", 15)


async def test_an_approved_screen_has_ten_minutes_to_come_back(timed_venue: Venue, clock: MovableClock) -> None:
    code = ask(timed_venue)
    clock.advance(590)
    approve(timed_venue, code)
    clock.advance(590)
    assert redeem(timed_venue, code).device.name == "x"


async def test_one_address_asks_for_sixty_codes(timed_venue: Venue, clock: MovableClock) -> None:
    for _ in range(60):
        ask(timed_venue)
    with pytest.raises(RateLimited):
        ask(timed_venue)
    assert ask(timed_venue, "203.0.113.10")
    clock.advance(601)
    assert ask(timed_venue)


async def test_a_replaced_device_is_revoked_in_the_same_unit(timed_venue: Venue) -> None:
    old = timed_venue["pad 801"]
    approve(timed_venue, ask(timed_venue), replaces=UUID(old.id))
    with pytest.raises(Revoked):
        timed_venue.running.database.read_now(lambda tx: identity.authenticate(tx, hash_of(old.token)))
