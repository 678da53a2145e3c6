"""Pairing a new device by a code on its screen (RFC 8628 names)."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from devices.client.clock import Clock, SystemClock
from devices.client.http import Hub
from devices.client.identity import SignIn
from devices.client.problems import Silence

SLOWER_SECONDS = 5.0


class PairingCode(msgspec.Struct):
    """What the screen shows: `user_code` to type, `verification_uri_complete` as a QR. Times are seconds."""

    device_code: str
    user_code: str
    verification_uri: str
    expires_in: float
    interval: float
    verification_uri_complete: str = ""


async def ask_pairing_code(hub: Hub, kind: str, app: str, model: str, shop_id: str | None = None) -> PairingCode:
    """Ask for a code. With a shop's id its manager sees the device waiting.

    Raises:
        Problem: the hub refused.
        Silence: no answer.
    """
    body = {"kind": kind, "app": app, "model": model} | ({} if shop_id is None else {"shop_id": shop_id})
    reply = await hub.request("POST", "/device-pairings", body=body)
    if not reply.ok:
        raise reply.problem()
    return msgspec.convert(reply.body, PairingCode)


async def poll_pairing(hub: Hub, code: PairingCode, *, clock: Clock | None = None) -> SignIn:
    """Ask again and again, at the pace the hub set, until a manager has decided.

    Raises:
        Problem: 400 `access_denied` or `expired_token`.
    """
    clock = clock or SystemClock()
    interval = code.interval
    while True:
        await clock.sleep(interval)
        try:
            reply = await hub.request("POST", "/device-pairings/token", body={"device_code": code.device_code})
        except Silence:
            continue
        if reply.ok:
            return msgspec.convert(reply.body, SignIn)
        if reply.code == "slow_down" or reply.status == 429:
            interval = max(interval + SLOWER_SECONDS, reply.retry_after_seconds or 0.0)
        elif reply.code != "authorization_pending" and reply.status < 500:
            raise reply.problem()


async def pair(
    hub: Hub,
    kind: str,
    app: str,
    model: str,
    *,
    shop_id: str | None = None,
    show: Callable[[PairingCode], None],
    clock: Clock | None = None,
) -> SignIn:
    """The whole of it: ask, `show` the code, wait for the manager.

    Raises:
        Problem: refused, denied or expired.
        Silence: the first request had no answer.
    """
    code = await ask_pairing_code(hub, kind, app, model, shop_id)
    show(code)
    return await poll_pairing(hub, code, clock=clock)
