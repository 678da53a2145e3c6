"""Tokens: renewed in time, once for all callers, kept before they are used. Pairing by a code on the screen."""

from __future__ import annotations

import asyncio

import pytest

from devices.client import Hub, Identity, MemoryStore, PairingCode, Problem, Silence, SystemClock, login, pair
from devices.client.storage import TokenPair
from tests.devices.fake_hub import Answer, Asked, FakeHub, problem


def renewals(fake: FakeHub) -> list[Asked]:
    return [asked for asked in fake.asked if asked.path == "/auth/refresh"]


def renew(asked: Asked) -> Answer:
    number = int(asked.body["refresh_token"].removeprefix("r")) + 1
    return Answer(body={"access_token": f"token-{number}", "refresh_token": f"r{number}", "expires_in": 900}, wait_seconds=0.05)


async def test_a_token_near_its_end_is_renewed_once_for_all_who_ask(fake: FakeHub, hub: Hub) -> None:
    fake.answers["POST", "/auth/refresh"] = renew
    store = MemoryStore()
    identity = Identity(hub, "token-1", "r1", expires_in=30, store=store)
    tokens = await asyncio.gather(*(identity.token() for _ in range(10)))
    assert set(tokens) == {"token-2"} and len(renewals(fake)) == 1
    assert store.tokens() == TokenPair("token-2", "r2")


async def test_a_token_with_time_to_live_is_left_alone(fake: FakeHub, hub: Hub) -> None:
    identity = Identity(hub, "token-1", "r1", expires_in=900)
    assert await identity.token() == "token-1" and not fake.asked


async def test_a_refused_token_is_renewed_and_the_read_goes_through(fake: FakeHub, hub: Hub) -> None:
    fake.answers["POST", "/auth/refresh"] = renew
    fake.answers["GET", "/menu"] = lambda asked: (
        Answer(body={"version": 1}) if asked.headers["authorization"] == "Bearer token-2" else problem(401, "token_expired")
    )
    identity = Identity(hub, "token-1", "r1")
    assert [await identity.get("/menu") for _ in range(2)] == [{"version": 1}] * 2
    assert len(renewals(fake)) == 1


async def test_a_person_without_a_refresh_token_is_told_so_by_the_hub(fake: FakeHub, hub: Hub) -> None:
    fake.answers["GET", "/menu"] = lambda asked: problem(401, "token_expired")
    with pytest.raises(Problem) as refused:
        await Identity(hub, "token-1").get("/menu")
    assert refused.value.code == "token_expired"


async def test_a_hub_that_is_busy_with_renewals_is_silence_and_no_refusal(fake: FakeHub, hub: Hub) -> None:
    fake.answers["POST", "/auth/refresh"] = lambda asked: problem(503, "busy")
    with pytest.raises(Silence):
        await Identity(hub, "token-1", "r1", expires_in=1).token()


async def test_the_tokens_in_the_store_are_the_younger_ones(fake: FakeHub, hub: Hub) -> None:
    store = MemoryStore()
    store.keep_tokens(TokenPair("token-7", "r7"))
    assert await Identity(hub, "token-1", "r1", store=store).token() == "token-7"


async def test_a_login_gives_tokens_or_a_problem(fake: FakeHub, hub: Hub) -> None:
    given = {"access_token": "a", "refresh_token": "r", "expires_in": 900, "user": {"id": "u1", "role": "manager"}}
    fake.answers["POST", "/auth/login"] = lambda asked: (
        Answer(body=given) if asked.body["password"] == "good" else problem(401, "wrong_credentials")
    )
    assert (await login(hub, "li", "good")).user == {"id": "u1", "role": "manager"}
    with pytest.raises(Problem) as refused:
        await login(hub, "li", "bad")
    assert refused.value.code == "wrong_credentials"


async def test_a_screen_shows_its_code_and_polls_at_the_pace_it_is_told(fake: FakeHub, hub: Hub) -> None:
    code = {
        "device_code": "dc",
        "user_code": "WDJB-MJHT",
        "verification_uri": "http://x",
        "verification_uri_complete": "http://x?c",
        "expires_in": 600,
    }
    fake.answers["POST", "/device-pairings"] = lambda asked: Answer(201, {**code, "interval": 5})
    told = [problem(400, "authorization_pending"), problem(400, "slow_down"), Answer(silent=True)]
    done = Answer(body={"access_token": "a", "refresh_token": "r", "expires_in": 900, "device": {"id": "d1", "kind": "kitchen"}})
    fake.answers["POST", "/device-pairings/token"] = lambda asked: told.pop(0) if told else done
    shown: list[PairingCode] = []
    clock = SystemClock(speed=200)
    began = clock.monotonic()
    given = await pair(hub, "kitchen", "kitchen/1.0.0", "tablet", show=shown.append, clock=clock)
    assert shown[0].user_code == "WDJB-MJHT" and given.device == {"id": "d1", "kind": "kitchen"}
    assert clock.monotonic() - began >= 5 + 5 + 10 + 10


async def test_a_manager_may_say_no(fake: FakeHub, hub: Hub) -> None:
    code = {"device_code": "dc", "user_code": "WDJB-MJHT", "verification_uri": "http://x", "expires_in": 600, "interval": 1}
    fake.answers["POST", "/device-pairings"] = lambda asked: Answer(201, code)
    fake.answers["POST", "/device-pairings/token"] = lambda asked: problem(400, "access_denied")
    with pytest.raises(Problem) as refused:
        await pair(hub, "pad", "pad/1", "tablet", show=lambda code: None, clock=SystemClock(speed=200))
    assert refused.value.code == "access_denied"
