"""Several people and devices at once, on PostgreSQL: a single writer would hide what goes wrong here."""

from asyncio import gather, to_thread
from typing import Any

import httpx
import pytest

from hub.accounts.attempts import SIGN_IN, take_attempt
from hub.im.devices import add_device
from hub.kit.errors import RateLimited
from tests.accounts.signing import login, refresh
from tests.conftest import client_of
from tests.im.test_pairing import approved, asked, polled
from tests.running import RunningHub
from tests.venues import Venue

AT_ONCE = 8


@pytest.fixture
async def venue(running_postgresql: RunningHub) -> Any:
    async with client_of(running_postgresql) as http:
        yield Venue(running_postgresql, http)


def statuses(answers: list[httpx.Response]) -> list[int]:
    return sorted(answer.status_code for answer in answers)


async def test_of_eight_managers_one_approves(venue: Venue) -> None:
    code = await asked(venue)
    answers = await gather(*(approved(venue, code) for _ in range(AT_ONCE)))
    assert statuses(answers) == [200] + [409] * (AT_ONCE - 1)
    assert len((await venue["manager"].get("/devices", kind="pad")).json()["items"]) == 5


async def test_of_eight_polls_one_gets_the_tokens(venue: Venue) -> None:
    code = await asked(venue)
    await approved(venue, code)
    answers = await gather(*(polled(venue, code) for _ in range(AT_ONCE)))
    assert statuses(answers) == [200] + [400] * (AT_ONCE - 1)


async def test_cashiers_paired_at_once_share_one_account(venue: Venue) -> None:
    database = venue.running.database

    def add(tx: Any) -> Any:
        return add_device(tx, brand_id=venue.brand_id, shop_id=venue.shop_id, kind="cashier", name="till")

    await gather(*(to_thread(database.run_now, add) for _ in range(AT_ONCE)))
    listed = (await venue["manager"].get("/devices", kind="cashier")).json()["items"]
    assert len(listed) == AT_ONCE + 2
    assert {each["account_id"] for each in listed} == {venue.accounts["cashier 1"]}


async def test_of_eight_moves_to_one_room_one_changes_it(venue: Venue) -> None:
    path, body = f"/devices/{venue['pad 801'].id}/bind", {"room_id": venue.rooms["804"]}
    answers = await gather(*(venue["manager"].post(path, body) for _ in range(AT_ONCE)))
    assert [answer.json()["changed"] for answer in answers].count(True) == 1
    assert len((await venue["manager"].get(f"/devices/{venue['pad 801'].id}/bindings")).json()["items"]) == 2


async def test_moves_to_different_rooms_come_one_after_the_other(venue: Venue) -> None:
    path = f"/devices/{venue['pad 801'].id}/bind"
    rooms = [venue.rooms[number] for number in ("802", "803", "804")]
    answers = await gather(*(venue["manager"].post(path, {"room_id": room}) for room in rooms))
    assert statuses(answers) == [200] * 3
    history = (await venue["manager"].get(f"/devices/{venue['pad 801'].id}/bindings")).json()["items"]
    assert len(history) == 4
    assert [each["until"] for each in history[:1]] == [None]
    assert [each["until"] for each in history[1:]] == [each["since"] for each in history[:-1]]


async def test_moving_and_revoking_at_once_ends_revoked(venue: Venue) -> None:
    path = f"/devices/{venue['pad 801'].id}"
    moves = (venue["manager"].post(f"{path}/bind", {"room_id": venue.rooms[number]}) for number in ("802", "803", "804"))
    answers = await gather(venue["manager"].post(f"{path}/revoke"), *moves)
    assert set(statuses(list(answers))) <= {200, 204, 409}
    assert (await venue["pad 801"].get("/me")).status_code == 401
    history = (await venue["manager"].get(f"{path}/bindings")).json()["items"]
    assert all(each["until"] is not None for each in history)


async def test_refreshing_eight_times_at_once_locks_nobody_out(venue: Venue) -> None:
    token = (await login(venue)).json()["refresh_token"]
    answers = await gather(*(refresh(venue, token) for _ in range(AT_ONCE)))
    assert statuses(answers) == [200] * AT_ONCE
    assert (await refresh(venue, answers[3].json()["refresh_token"])).status_code == 200
    assert (await refresh(venue, answers[5].json()["refresh_token"])).json()["code"] == "token_reused"


async def test_of_two_successors_used_at_once_one_is_good(venue: Venue) -> None:
    for _ in range(5):
        token = (await login(venue)).json()["refresh_token"]
        pair = [(await refresh(venue, token)).json()["refresh_token"] for _ in range(2)]
        answers = await gather(*(refresh(venue, each) for each in pair))
        assert statuses(answers) == [200, 401]


async def test_ten_of_fifty_guesses_are_looked_at(venue: Venue) -> None:
    async def guess() -> int:
        try:
            await to_thread(venue.running.database.run_now, lambda tx: take_attempt(tx, SIGN_IN, venue.mark))
        except RateLimited:
            return 0
        return 1

    assert sum(await gather(*(guess() for _ in range(50)))) == 10


async def test_two_of_the_same_name_are_added_once(venue: Venue) -> None:
    new = {"username": f"wei.{venue.mark}", "name": "Wei", "password": "river stone lamp 42", "role": "waiter"}
    answers = await gather(*(venue["manager"].post("/staff", new) for _ in range(4)))
    assert statuses(answers) == [201, 422, 422, 422]
