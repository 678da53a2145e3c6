"""Signing in for tests: over HTTP as people do, and step by step as the routes do."""

from typing import Any

import httpx

from hub.accounts import sign_in
from hub.accounts.passwords import judge
from hub.accounts.schemas import SignedIn
from hub.kit.db import Database
from tests.venues import PASSWORD, Venue


async def login(venue: Venue, role: str = "manager", password: str = PASSWORD) -> httpx.Response:
    return await venue.http.post("/api/v1/auth/login", json={"username": f"{role}.{venue.mark}", "password": password})


def sign_in_from(database: Database, username: str, password: str, address: str) -> SignedIn | None:
    """As the route does it, from any address."""
    candidate = database.run_now(lambda tx: sign_in.begin_sign_in(tx, username, address))
    verdict = judge(password, candidate.password_hash)
    return database.run_now(lambda tx: sign_in.finish_sign_in(tx, candidate, verdict))


async def refresh(venue: Venue, token: str) -> httpx.Response:
    return await venue.http.post("/api/v1/auth/refresh", json={"refresh_token": token})


async def who_am_i(venue: Venue, token: str) -> httpx.Response:
    return await venue.http.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})


def code_of(answer: httpx.Response) -> tuple[int, Any]:
    """Status and stable code of a refusal."""
    return answer.status_code, answer.json().get("code")
