"""Tokens: how long they are good, how they are renewed, and what happens to a copy in other hands."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from hub.accounts import sessions
from hub.accounts.errors import Revoked, TokenExpired, TokenInvalid
from hub.accounts.tokens import hash_of
from hub.im import identity
from hub.kit.clock import MovableClock
from hub.tables import TABLES
from tests.accounts.signing import code_of, login, refresh, who_am_i
from tests.venues import Venue


def opened(venue: Venue, name: str, kind: Any = "device") -> Any:
    ident = UUID(venue[name].id)
    return venue.running.database.run_now(lambda tx: sessions.open_session(tx, kind=kind, subject_id=ident, brand_id=venue.brand_id))


def actor(venue: Venue, token: str) -> Any:
    return venue.running.database.read_now(lambda tx: identity.authenticate(tx, hash_of(token)))


def refreshed(venue: Venue, token: str) -> Any:
    return venue.running.database.run_now(lambda tx: sessions.refresh_tokens(tx, hash_of(token)))


async def test_without_a_token_nobody_is_signed_in(venue: Venue) -> None:
    assert code_of(await venue.http.get("/api/v1/me")) == (401, "not_signed_in")


@pytest.mark.parametrize("token", ["x", "vh_at_" + "A" * 43, "vh_at_" + "é" * 8])
async def test_a_token_nobody_made_is_invalid(venue: Venue, token: str) -> None:
    headers = [(b"Authorization", f"Bearer {token}".encode())]
    assert code_of(await venue.http.get("/api/v1/me", headers=headers)) == (401, "token_invalid")


async def test_a_refresh_token_is_no_access_token(venue: Venue) -> None:
    token = (await login(venue)).json()["refresh_token"]
    assert code_of(await who_am_i(venue, token)) == (401, "token_invalid")


async def test_no_token_stands_in_the_database(timed_venue: Venue) -> None:
    tokens = opened(timed_venue, "pad 801")
    for name in ("access_token", "refresh_token", "session"):
        rows = rows_of(timed_venue, name)
        assert rows
        assert tokens.access_token not in str(rows)
        assert tokens.refresh_token not in str(rows)


async def test_an_access_token_lives_fifteen_minutes_and_a_minute_of_leeway(timed_venue: Venue, clock: MovableClock) -> None:
    token = opened(timed_venue, "pad 801").access_token
    clock.advance(15 * 60 + 59)
    assert actor(timed_venue, token).role == "pad"
    clock.advance(2)
    with pytest.raises(TokenExpired):
        actor(timed_venue, token)


async def test_refreshing_gives_a_new_pair(venue: Venue) -> None:
    first = (await login(venue)).json()
    answer = await refresh(venue, first["refresh_token"])
    assert answer.status_code == 200, answer.text
    second = answer.json()
    assert set(second) == {"access_token", "refresh_token", "expires_in"}
    assert len({first["access_token"], second["access_token"], first["refresh_token"], second["refresh_token"]}) == 4
    assert (await who_am_i(venue, second["access_token"])).status_code == 200
    assert (await who_am_i(venue, first["access_token"])).status_code == 200


async def test_a_lost_answer_locks_nobody_out(venue: Venue) -> None:
    token = (await login(venue)).json()["refresh_token"]
    for _ in range(3):
        answer = await refresh(venue, token)
        assert answer.status_code == 200
    assert (await refresh(venue, answer.json()["refresh_token"])).status_code == 200


async def test_a_refresh_token_whose_successor_was_used_ends_the_session(venue: Venue) -> None:
    first = (await login(venue)).json()
    second = (await refresh(venue, first["refresh_token"])).json()
    third = (await refresh(venue, second["refresh_token"])).json()
    assert code_of(await refresh(venue, first["refresh_token"])) == (401, "token_reused")
    for token in (first, second, third):
        assert code_of(await who_am_i(venue, token["access_token"])) == (401, "token_invalid")
        assert code_of(await refresh(venue, token["refresh_token"])) == (401, "token_invalid")
    assert (await login(venue)).status_code == 200
    log = (await venue["owner"].get("/audit", object_id=venue["manager"].id)).json()["items"]
    assert "auth.token_reused" in {entry["action"] for entry in log}


async def test_two_who_hold_copies_are_noticed_at_the_second_use(venue: Venue) -> None:
    stolen = (await login(venue)).json()["refresh_token"]
    owner, thief = (await refresh(venue, stolen)).json(), (await refresh(venue, stolen)).json()
    assert (await refresh(venue, thief["refresh_token"])).status_code == 200
    assert code_of(await refresh(venue, owner["refresh_token"])) == (401, "token_reused")
    assert code_of(await who_am_i(venue, thief["access_token"])) == (401, "token_invalid")


async def test_reuse_of_a_devices_refresh_token_revokes_the_device(venue: Venue) -> None:
    pad = venue["pad 801"]
    first = pad.refresh_token  # type: ignore[attr-defined]
    second = (await refresh(venue, first)).json()
    assert (await refresh(venue, second["refresh_token"])).status_code == 200
    assert code_of(await refresh(venue, first)) == (401, "token_reused")
    assert code_of(await pad.get("/me")) == (401, "token_invalid")
    listed = (await venue["manager"].get("/devices", limit=200)).json()["items"]
    assert pad.id not in {each["id"] for each in listed}


@pytest.mark.parametrize(("name", "kind", "days"), [("pad 801", "device", 180), ("cook", "user", 30)])
async def test_a_refresh_token_slides(timed_venue: Venue, clock: MovableClock, name: str, kind: str, days: int) -> None:
    tokens = opened(timed_venue, name, kind)
    for _ in range(2):
        clock.advance(days * 86_400 - 60)
        tokens = refreshed(timed_venue, tokens.refresh_token)
        assert actor(timed_venue, tokens.access_token).name
    clock.advance(days * 86_400 + 61)
    with pytest.raises(TokenExpired):
        refreshed(timed_venue, tokens.refresh_token)


async def test_what_is_long_over_is_forgotten(timed_venue: Venue, clock: MovableClock) -> None:
    tokens = opened(timed_venue, "pad 801")
    for _ in range(5):
        clock.advance(20 * 86_400)
        tokens = refreshed(timed_venue, tokens.refresh_token)
    table = TABLES["refresh_token"]
    session_id = actor(timed_venue, tokens.access_token).session_id
    kept = timed_venue.running.database.read_now(lambda tx: tx.query(select(table).where(table.c.session_id == session_id)))
    assert len(kept) <= 3


async def test_tokens_that_nobody_renews_are_forgotten_a_day_later(timed_venue: Venue, clock: MovableClock) -> None:
    database = timed_venue.running.database
    opened(timed_venue, "pad 801")
    clock.advance(179 * 86_400)
    while database.run_now(sessions.forget_expired):
        pass
    counted = {name: len(rows_of(timed_venue, name)) for name in ("access_token", "refresh_token")}
    assert counted["access_token"] == 0
    assert counted["refresh_token"] > 0
    clock.advance(3 * 86_400)
    while database.run_now(sessions.forget_expired):
        pass
    assert rows_of(timed_venue, "refresh_token") == []


def rows_of(venue: Venue, name: str) -> list[Any]:
    table = TABLES[name]
    return venue.running.database.read_now(lambda tx: tx.query(select(table).execution_options(any_tenant="a test looks")))


async def test_signing_out_ends_the_session(venue: Venue) -> None:
    tokens = (await login(venue)).json()
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    answer = await venue.http.post("/api/v1/auth/logout", headers=headers)
    assert (answer.status_code, answer.content) == (204, b"")
    assert code_of(await who_am_i(venue, tokens["access_token"])) == (401, "token_invalid")
    assert code_of(await refresh(venue, tokens["refresh_token"])) == (401, "token_invalid")


async def test_every_sign_in_is_a_session_of_its_own(venue: Venue) -> None:
    one, other = (await login(venue)).json(), (await login(venue)).json()
    await venue.http.post("/api/v1/auth/logout", headers={"Authorization": f"Bearer {one['access_token']}"})
    assert (await who_am_i(venue, other["access_token"])).status_code == 200


async def test_a_ticket_is_good_once_for_half_a_minute(timed_venue: Venue, clock: MovableClock) -> None:
    database = timed_venue.running.database
    who = actor(timed_venue, opened(timed_venue, "manager", "user").access_token)

    def ticket() -> str:
        return database.run_now(lambda tx: sessions.make_ticket(tx, who)).ticket

    def redeem(ticket: str) -> Any:
        return database.run_now(lambda tx: identity.redeem(tx, ticket))

    good = ticket()
    clock.advance(29)
    assert redeem(good).owner == who.id
    with pytest.raises(TokenInvalid):
        redeem(good)
    late = ticket()
    clock.advance(31)
    with pytest.raises(TokenInvalid):
        redeem(late)
    with pytest.raises(TokenInvalid):
        database.read_now(lambda tx: identity.identify(tx, ticket()))


async def test_a_ticket_dies_with_its_session(venue: Venue) -> None:
    tokens = (await login(venue)).json()
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    answer = await venue.http.post("/api/v1/auth/ticket", headers=headers)
    assert answer.status_code == 200
    assert (answer.json()["ticket"][:6], answer.json()["expires_in"]) == ("vh_tk_", 30)
    await venue.http.post("/api/v1/auth/logout", headers=headers)
    with pytest.raises(Exception) as refused:
        venue.running.database.run_now(lambda tx: identity.redeem(tx, answer.json()["ticket"]))
    assert getattr(refused.value, "code", "") == "revoked"


async def test_a_revoked_session_is_told_apart_inside_the_hub(timed_venue: Venue) -> None:
    tokens = opened(timed_venue, "cook", "user")
    who = actor(timed_venue, tokens.access_token)
    timed_venue.running.database.run_now(lambda tx: sessions.end_session(tx, who, "signed_out"))
    with pytest.raises(Revoked):
        actor(timed_venue, tokens.access_token)
