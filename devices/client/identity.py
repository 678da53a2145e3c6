"""Who a client is to the hub: an access token that is renewed in time, and requests signed with it."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec

from devices.client.clock import Clock, SystemClock
from devices.client.http import Hub, Reply
from devices.client.problems import Problem, Silence
from devices.client.storage import DeviceStore, TokenPair

RENEW_BEFORE_SECONDS = 60.0


class SignIn(msgspec.Struct):
    """The answer of login, pairing and refresh. `expires_in` is the access token's life in seconds; `user` or `device` says who it is."""

    access_token: str
    refresh_token: str
    expires_in: float
    user: dict[str, Any] | None = None
    device: dict[str, Any] | None = None


class Identity:
    """The tokens of one device or one person, kept fresh.

    Tokens in the store win over those given: they are the younger ones. `expires_in` (seconds) may be unknown; then the token is renewed
    when the hub refuses it. Without a refresh token nothing is renewed.
    """

    def __init__(
        self,
        hub: Hub,
        access_token: str,
        refresh_token: str | None = None,
        *,
        expires_in: float | None = None,
        store: DeviceStore | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.hub = hub
        self.clock: Clock = clock or SystemClock()
        self._store = store
        kept = store.tokens() if store is not None else None
        self._tokens = kept or TokenPair(access_token, refresh_token)
        self._expires_at = None if kept is not None or expires_in is None else self.clock.monotonic() + expires_in
        self._renewing = asyncio.Lock()

    @classmethod
    def of(cls, hub: Hub, signed_in: SignIn, *, store: DeviceStore | None = None, clock: Clock | None = None) -> Identity:
        """The identity that a login or a pairing gave, written over what the store held."""
        if store is not None:
            store.keep_tokens(TokenPair(signed_in.access_token, signed_in.refresh_token))
        made = cls(hub, signed_in.access_token, signed_in.refresh_token, expires_in=signed_in.expires_in, store=None, clock=clock)
        made._store = store
        return made

    @property
    def tokens(self) -> TokenPair:
        """The tokens held now."""
        return self._tokens

    async def token(self) -> str:
        """An access token with at least a minute to live, renewed if need be.

        Raises:
            Problem: the refresh token is no longer good (401).
            Silence: the hub did not answer the renewal.
        """
        if self._expires_at is not None and self.clock.monotonic() >= self._expires_at - RENEW_BEFORE_SECONDS:
            await self.renew(self._tokens.access_token)
        return self._tokens.access_token

    async def renew(self, refused: str) -> bool:
        """Get new tokens in the place of `refused`; False when there is no refresh token. Of several callers one asks the hub.

        The new pair is in the store before it is used: the old refresh token dies with the first use of the new one.

        Raises:
            Problem, Silence: as `token`.
        """
        async with self._renewing:
            if self._tokens.access_token != refused:
                return True
            if self._tokens.refresh_token is None:
                return False
            reply = await self.hub.request("POST", "/auth/refresh", body={"refresh_token": self._tokens.refresh_token})
            if reply.status >= 500 or reply.status == 429:
                raise Silence(f"the hub could not renew the token now ({reply.status})")
            if not reply.ok:
                raise reply.problem()
            given = msgspec.convert(reply.body, SignIn)
            tokens = TokenPair(given.access_token, given.refresh_token)
            if self._store is not None:
                self._store.keep_tokens(tokens)
            self._tokens = tokens
            self._expires_at = self.clock.monotonic() + given.expires_in
            return True

    async def request(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        headers: dict[str, str] | None = None,
        params: dict[str, Any] | None = None,
        timeout_seconds: float | None = None,
    ) -> Reply:
        """Ask once as this identity; a token that the hub refuses is renewed and the request sent again, unchanged.

        Raises:
            Silence: no answer; the request may have taken effect.
        """
        token = await self._token_or_last()
        reply = await self.hub.request(
            method, path, token=token, body=body, headers=headers, params=params, timeout_seconds=timeout_seconds
        )
        if reply.status != 401 or reply.code not in {"token_expired", "token_invalid"}:
            return reply
        try:
            renewed = await self.renew(token)
        except Problem:
            renewed = False
        if not renewed:
            return reply
        token = self._tokens.access_token
        return await self.hub.request(method, path, token=token, body=body, headers=headers, params=params, timeout_seconds=timeout_seconds)

    async def get(self, path: str, **params: Any) -> Any:
        """The body of a GET.

        Raises:
            Problem: the hub refused.
            Silence: no answer.
        """
        reply = await self.request("GET", path, params=params)
        if not reply.ok:
            raise reply.problem()
        return reply.body

    async def _token_or_last(self) -> str:
        """A refusal to renew is left to the request itself: its answer says why."""
        try:
            return await self.token()
        except Problem:
            return self._tokens.access_token


async def login(hub: Hub, username: str, password: str) -> SignIn:
    """Sign a person in.

    Raises:
        Problem: 401 `wrong_credentials`, 429 `rate_limited`.
        Silence: no answer.
    """
    reply = await hub.request("POST", "/auth/login", body={"username": username, "password": password})
    if not reply.ok:
        raise reply.problem()
    return msgspec.convert(reply.body, SignIn)
