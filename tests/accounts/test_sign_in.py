"""Signing in with a name and a password: who gets in, what strangers learn, how often they may try."""

import pytest

from hub.accounts.attempts import ADDRESS, SIGN_IN, take_attempt
from hub.kit.clock import MovableClock
from hub.kit.errors import RateLimited
from tests.accounts.signing import code_of, login, sign_in_from, who_am_i
from tests.venues import PASSWORD, Venue


async def test_a_person_signs_in_and_is_who_they_are(venue: Venue) -> None:
    answer = await login(venue, "cook")
    assert answer.status_code == 200, answer.text
    signed_in = answer.json()
    assert set(signed_in) == {"access_token", "refresh_token", "expires_in", "user"}
    assert signed_in["access_token"].startswith("vh_at_")
    assert signed_in["refresh_token"].startswith("vh_rt_")
    assert signed_in["expires_in"] == 900
    assert (signed_in["user"]["role"], signed_in["user"]["shop_id"]) == ("cook", str(venue.shop_id))
    me = (await who_am_i(venue, signed_in["access_token"])).json()
    assert (me["kind"], me["role"], me["user"]["id"]) == ("user", "cook", signed_in["user"]["id"])


async def test_the_name_is_taken_however_it_is_typed(venue: Venue) -> None:
    typed = f"  COOK.{venue.mark.upper()} "
    answer = await venue.http.post("/api/v1/auth/login", json={"username": typed, "password": PASSWORD})
    assert answer.status_code == 200


async def test_a_wrong_password_and_an_unknown_name_look_the_same(venue: Venue) -> None:
    wrong = await login(venue, "cook", "not the password")
    unknown = await login(venue, "nobody", "not the password")
    assert code_of(wrong) == code_of(unknown) == (401, "wrong_credentials")
    assert wrong.json() == unknown.json()
    assert set(wrong.headers) == set(unknown.headers)


@pytest.mark.parametrize(
    "body", [{}, {"username": "x"}, {"username": "ab", "password": "x", "role": "owner"}, {"username": "a\u0000b", "password": "x"}]
)
async def test_a_bad_body_is_refused_with_a_pointer(venue: Venue, body: dict[str, str]) -> None:
    answer = await venue.http.post("/api/v1/auth/login", json=body)
    assert code_of(answer) == (422, "invalid")
    assert answer.json()["errors"][0]["pointer"]


async def test_a_disabled_person_does_not_get_in_and_is_out_at_once(venue: Venue) -> None:
    token = (await login(venue, "cook")).json()["access_token"]
    assert (await venue["manager"].post(f"/staff/{venue['cook'].id}/disable")).status_code == 200
    assert code_of(await who_am_i(venue, token)) == (401, "token_invalid")
    assert code_of(await login(venue, "cook")) == (401, "wrong_credentials")
    assert (await venue["manager"].post(f"/staff/{venue['cook'].id}/enable")).status_code == 200
    assert (await login(venue, "cook")).status_code == 200
    assert code_of(await who_am_i(venue, token)) == (401, "token_invalid")


async def test_an_account_takes_ten_wrong_tries(venue: Venue) -> None:
    for _ in range(10):
        assert code_of(await login(venue, "cook", "wrong")) == (401, "wrong_credentials")
    refused = await login(venue, "cook")
    assert code_of(refused) == (429, "rate_limited")
    assert 0 < int(refused.headers["Retry-After"]) <= 900
    assert (await login(venue, "cashier")).status_code == 200


async def test_the_right_password_begins_the_count_anew(venue: Venue) -> None:
    for _ in range(3):
        for _ in range(9):
            assert (await login(venue, "cook", "wrong")).status_code == 401
        assert (await login(venue, "cook")).status_code == 200


async def test_guesses_from_elsewhere_do_not_lock_out_the_place_where_the_person_works(timed_venue: Venue, clock: MovableClock) -> None:
    name, database = f"cook.{timed_venue.mark}", timed_venue.running.database
    assert sign_in_from(database, name, PASSWORD, "10.0.0.1") is not None
    for number in range(10):
        assert sign_in_from(database, name, "wrong", f"203.0.113.{number}") is None
    with pytest.raises(RateLimited):
        sign_in_from(database, name, PASSWORD, "203.0.113.77")
    assert sign_in_from(database, name, PASSWORD, "10.0.0.1") is not None
    clock.advance(15 * 60 + 1)
    assert sign_in_from(database, name, PASSWORD, "203.0.113.77") is not None


async def test_one_address_tries_a_hundred_times(timed_venue: Venue, clock: MovableClock) -> None:
    database = timed_venue.running.database
    for number in range(100):
        database.run_now(lambda tx, name=f"{number}": take_attempt(tx, ADDRESS, "203.0.113.5"))
    with pytest.raises(RateLimited):
        sign_in_from(database, f"cook.{timed_venue.mark}", PASSWORD, "203.0.113.5")
    clock.advance(15 * 60 + 1)
    assert sign_in_from(database, f"cook.{timed_venue.mark}", PASSWORD, "203.0.113.5") is not None


async def test_a_refused_try_does_not_make_the_wait_longer(timed_venue: Venue, clock: MovableClock) -> None:
    database = timed_venue.running.database
    for _ in range(10):
        database.run_now(lambda tx: take_attempt(tx, SIGN_IN, "somebody"))
    clock.advance(14 * 60)
    for _ in range(3):
        with pytest.raises(RateLimited) as refused:
            database.run_now(lambda tx: take_attempt(tx, SIGN_IN, "somebody"))
        assert refused.value.facts["retry_after"] <= 61


async def test_a_sign_in_and_a_refused_one_stand_in_the_audit_log(venue: Venue) -> None:
    await login(venue, "cook", "wrong")
    await login(venue, "cook")
    log = (await venue["owner"].get("/audit", object_id=venue["cook"].id)).json()["items"]
    assert [entry["action"] for entry in log] == ["auth.signed_in", "auth.sign_in_refused"]
    assert PASSWORD not in str(log)
