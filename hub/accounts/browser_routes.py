"""Signing in and out in a browser."""

import contextlib

from litestar import Response, delete, post
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import JSONBody

from hub.accounts import browser, sessions
from hub.accounts.errors import ForeignOrigin, TokenExpired, TokenInvalid, TokenReused, WrongCredentials
from hub.accounts.routes import address_of, sign_in_with
from hub.accounts.schemas import OpenSession, SessionOut, SignedIn, SignIn
from hub.accounts.tokens import hash_of
from hub.kit.errors import Busy, Forbidden, Invalid, RateLimited
from hub.kit.web import PUBLIC, Documented, Run, refuses

NOBODY: dict[int, ResponseSpec] = {204: Documented(data_container=None, description="Nobody is signed in in this browser.")}


@post(
    "/auth/session",
    status_code=200,
    guards=[PUBLIC],
    summary="Sign in in a browser",
    tags=["Accounts"],
    responses=refuses(WrongCredentials, TokenInvalid, TokenExpired, TokenReused, Forbidden, ForeignOrigin, RateLimited, Invalid, Busy),
)
async def open_browser_session(data: JSONBody[OpenSession], run: NamedDependency[Run]) -> Response[SessionOut]:
    """Like `/auth/login`, but the refresh token comes in a cookie that no script can read. A page keeps the access token in memory only.

    Instead of a name and a password, `refresh_token` takes over a session that was opened elsewhere.
    """
    browser.check_origin(run.request)
    said = browser.told(data)
    if isinstance(said, SignIn):
        return answer(run, await sign_in_with(run, said))
    return answer(run, await run.public(browser.take_over, hash_of(said), address_of(run)))


@post(
    "/auth/session/refresh",
    status_code=200,
    guards=[PUBLIC],
    summary="Refresh the session of a browser",
    tags=["Accounts"],
    responses=NOBODY | refuses(TokenInvalid, TokenExpired, TokenReused, ForeignOrigin, Busy),
)
async def refresh_browser_session(run: NamedDependency[Run]) -> Response[SessionOut]:
    """The next access token of the session whose cookie the browser sends; 204 when it has none."""
    browser.check_origin(run.request)
    presented = browser.token_in(run.request)
    if presented is None:
        return Response(None, status_code=204)  # type: ignore[arg-type]
    return answer(run, await run.public(browser.go_on, presented))


@delete(
    "/auth/session",
    status_code=204,
    guards=[PUBLIC],
    summary="Sign out in a browser",
    tags=["Accounts"],
    responses=refuses(ForeignOrigin, Busy),
)
async def end_browser_session(run: NamedDependency[Run]) -> Response[None]:
    """End the session of this browser and take its cookie away. Where there is none, nothing happens."""
    browser.check_origin(run.request)
    presented = browser.token_in(run.request)
    if presented is not None:
        with contextlib.suppress(TokenInvalid):
            await run.public(browser.sign_out, presented)
    return Response(None, status_code=204, cookies=[browser.cookie(run.request, None)])


def answer(run: Run, signed_in: SignedIn | sessions.Reused) -> Response[SessionOut]:
    """The access token in the body, the refresh token in the cookie.

    Raises:
        TokenReused: the token had been used before, so the session has ended.
    """
    if isinstance(signed_in, sessions.Reused):
        raise TokenReused
    body = SessionOut(access_token=signed_in.access_token, expires_in=signed_in.expires_in, user=signed_in.user)
    return Response(body, cookies=[browser.cookie(run.request, signed_in.refresh_token)])


ROUTES = [open_browser_session, refresh_browser_session, end_browser_session]
