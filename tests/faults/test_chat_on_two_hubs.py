"""Chats on two hubs of one PostgreSQL: an agent hangs on one, guests ask the other; and a hub that is killed takes its agents along."""

import asyncio
from typing import Any

import httpx
import pytest

from devices.client import Device, Hub
from hub.kit.ids import new_id
from tests.faults.breakable import LONG, until
from tests.faults.hubs import HubProcess
from tests.faults.seeded import Seeded

SPENT_SECONDS = 0 if LONG else 17
"""How much of the dead hub's lease of 20 s the test takes away, so that nobody waits for it."""
HUB_OF = "select hub_id from connection where user_id = '{user}'"
SPEND = f"update hub_lease set until = until - interval '{SPENT_SECONDS} seconds' where hub_id in ({HUB_OF}) returning 1"
MINUTE_AGO = "update chat_agent set left_at = left_at - interval '61 seconds' where user_id = '{user}' returning 1"
ASSIGNED_BEFORE = "update chat set assigned_at = assigned_at - interval '61 seconds' where agent_id = '{user}' returning 1"


class Caller:
    """One device or person at one hub."""

    def __init__(self, http: httpx.AsyncClient, hub: HubProcess, token: str) -> None:
        self.http, self.hub, self.token = http, hub, token

    async def send(self, method: str, path: str, body: Any = None) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency-Key": str(new_id())}
        return await self.http.request(method, f"{self.hub.url}/api/v1{path}", json=body, headers=headers)

    async def done(self, method: str, path: str, body: Any = None) -> Any:
        answer = await self.send(method, path, body)
        assert answer.is_success, answer.text
        return answer.json()


def person(seeded: Seeded, role: str) -> dict[str, Any]:
    found = [each for each in seeded.venue["users"] if each["role"] == role and each["shop_id"] == seeded.shop["id"]]
    return dict(found[0])


@pytest.mark.timeout(180)
async def test_agents_of_a_killed_hub_are_given_nothing_and_lose_what_they_have_not_answered(seeded_postgresql: Seeded) -> None:
    seeded = seeded_postgresql
    killed = HubProcess(seeded, folder=seeded.folder / "killed")
    other = HubProcess(seeded, folder=seeded.folder / "other")
    waiter, cashier = person(seeded, "waiter"), person(seeded, "cashier")
    pads = [device["access_token"] for device in seeded.devices("pad")[:3]]
    try:
        await asyncio.gather(killed.start(), other.start())
        async with Hub(killed.url) as first, httpx.AsyncClient(timeout=30) as http:
            screen = Device(first, waiter["access_token"])
            screen.start()
            await screen.wait_live()
            here = Caller(http, killed, waiter["access_token"])
            await until(lambda: bool(seeded.query(f"select 1 from connection where user_id = '{waiter['id']}'")), 10, "the waiter here")
            await here.done("PUT", "/me/chat-agent", {"available": True, "capacity": 2})

            guests = [Caller(http, other, token) for token in pads]
            asked = (await guests[0].done("POST", "/chats", {}))["chat"]
            assert asked["agent"]["id"] == waiter["id"], "the agent hangs on the other hub, and is here all the same"
            await screen.wait_until(lambda board: board.array("chats").get(asked["id"]) is not None)

            answered = (await guests[1].done("POST", "/chats", {}))["chat"]
            await here.done("POST", f"/chats/{answered['id']}/messages", {"text": "coming"})
            third = (await guests[2].done("POST", "/chats", {}))["chat"]
            assert (third["state"], third["place"], third["nobody_here"]) == ("queued", 1, False)

            hands = [Caller(http, hub, one["access_token"]) for hub in (killed, other) for one in (cashier, person(seeded, "manager"))]
            answers = await asyncio.gather(*(hand.send("POST", f"/chats/{third['id']}/accept") for hand in hands))
            won = {answer.json()["chat"]["agent"]["name"] for answer in answers if answer.status_code == 200}
            lost = {answer.json()["by"] for answer in answers if answer.status_code == 409}
            assert won == lost and len(won) == 1

            killed.kill()
            await screen.kill()
            if SPENT_SECONDS:
                assert seeded.query(SPEND.format(user=waiter["id"]))
            left = f"select 1 from chat_agent where user_id = '{waiter['id']}' and left_at is not null"
            await until(lambda: bool(seeded.query(left)), 40, "the waiter gone")

            await guests[2].done("POST", f"/chats/{third['id']}/close")
            again = (await guests[2].done("POST", "/chats", {}))["chat"]
            assert (again["state"], again["place"], again["nobody_here"]) == ("queued", 1, True)
            assert seeded.query(MINUTE_AGO.format(user=waiter["id"])) and seeded.query(ASSIGNED_BEFORE.format(user=waiter["id"]))
            await Caller(http, other, cashier["access_token"]).done("PUT", "/me/chat-agent", {"available": False})
            listed = (await Caller(http, other, cashier["access_token"]).done("GET", "/chats"))["items"]
            states = {each["id"]: (each["state"], each["place"]) for each in listed}
            assert [states[chat["id"]] for chat in (asked, answered, again)] == [("queued", 1), ("open", None), ("queued", 2)]
    finally:
        killed.close()
        other.close()
