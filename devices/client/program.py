"""The life of a device's program: it works until it is stopped, is let in by a code, and asks again when the hub has forgotten it."""

from __future__ import annotations

import asyncio
import logging
import platform
import signal
import ssl
import sys
from collections.abc import Callable, Coroutine
from random import Random
from typing import Any

from devices.client.backoff import backoff_seconds
from devices.client.connection import Ending
from devices.client.http import Hub
from devices.client.pairing import PairingCode, pair
from devices.client.problems import Problem, Silence
from devices.client.storage import SqliteStore, TokenPair

NO_LONGER_OURS = {4001, 4002}
"""Close codes after which only a new pairing helps."""


async def work_until_stopped(address: str, verify: ssl.SSLContext | bool, work: Callable[[Hub], Coroutine[Any, Any, int]]) -> int:
    """The exit status: that of the work, or 0 when a signal ended it."""
    stop = asyncio.Event()
    if sys.platform != "win32":
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with Hub(address, verify=verify) as hub:
        working = asyncio.create_task(work(hub))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            working.cancel()
            await asyncio.gather(working, return_exceptions=True)
            return 0
        stopping.cancel()
        return working.result()


async def be_let_in(hub: Hub, store: SqliteStore, kind: str, app: str, shop_id: str | None) -> TokenPair | None:
    """Show a code until a manager has approved one, and keep the tokens; None when they said no."""
    log = logging.getLogger(kind)
    attempt = 0
    while True:
        try:
            signed_in = await pair(hub, kind, app, platform.node()[:80] or kind, shop_id=shop_id, show=lambda code: _show(kind, code))
        except Silence as silence:
            log.info("no hub at %s yet: %s", hub.url, silence)
        except Problem as refused:
            if refused.code == "access_denied":
                log.error("a manager said no to this %s", kind)
                return None
            log.info("once more: %s", refused)  # the code has expired, or the hub is busy
        else:
            tokens = TokenPair(signed_in.access_token, signed_in.refresh_token)
            store.keep_tokens(tokens)
            log.info("paired as %s", (signed_in.device or {}).get("name", f"a {kind}"))
            return tokens
        await asyncio.sleep(backoff_seconds(attempt, Random()))
        attempt += 1


def _show(kind: str, code: PairingCode) -> None:
    """On standard output, where a person or a little display reads it."""
    print(f"This {kind}'s code: {code.user_code}", flush=True)
    print(f"A manager approves it in the office or at {code.verification_uri_complete or code.verification_uri}", flush=True)


def may_ask_again(store: SqliteStore, kind: str, why: Ending | Problem) -> bool:
    """Whether the hub does not know this device any more: then its tokens and its place are forgotten, and a new code may help."""
    log = logging.getLogger(kind)
    code, status = (why.code, why.status) if isinstance(why, Ending) else (None, why.status)
    if code not in NO_LONGER_OURS and status != 401:
        log.error("the hub wants nothing of this %s: %s", kind, why)
        return False
    log.warning("the hub does not know this %s any more", kind)
    store.settle_receipts(store.receipts())  # whoever is paired here next is another device to the hub
    store.forget_place()
    store.forget_tokens()
    return True
