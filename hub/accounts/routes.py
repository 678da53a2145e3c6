"""Signing in and out, tokens, staff and the audit log over HTTP."""

import contextlib
from uuid import UUID

from litestar import Response, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec import UNSET

from hub.accounts import browser, queries, sessions, sign_in, staff
from hub.accounts.errors import ForeignOrigin, Revoked, TokenExpired, TokenInvalid, TokenReused, WrongCredentials
from hub.accounts.guards import check_origin, cookie, token_in
from hub.accounts.passwords import check_password, hash_in_thread, judge_in_thread
from hub.accounts.schemas import (
    AddStaff,
    AuditOut,
    ChangePassword,
    ChangeStaff,
    OpenSession,
    Refresh,
    SessionOut,
    SignedIn,
    SignIn,
    StaffAnswer,
    TicketOut,
    Tokens,
    UserOut,
)
from hub.accounts.tokens import hash_of
from hub.kit.errors import Busy, Forbidden, Invalid, NotFound, RateLimited
from hub.kit.paging import Page
from hub.kit.web import PUBLIC, WRITE_REFUSALS, Documented, Run, allow, refuses

NOBODY: dict[int, ResponseSpec] = {204: Documented(data_container=None, description="Nobody is signed in in this browser.")}


def address_of(run: Run) -> str:
    """Where the request comes from; behind a proxy the server has put the right address there, from trusted proxies only."""
    return run.request.client.host if run.request.client else "unknown"


async def sign_in_with(run: Run, said: SignIn) -> SignedIn:
    """A name and a password.

    Raises:
        WrongCredentials: they do not fit.
    """
    candidate = await run.public(sign_in.begin_sign_in, said.username, address_of(run))
    verdict = await judge_in_thread(said.password, candidate.password_hash)
    signed_in = await run.public(sign_in.finish_sign_in, candidate, verdict)
    if signed_in is None:
        raise WrongCredentials
    return signed_in


async def instead_of_former(run: Run, signed_in: SignedIn | sessions.Reused) -> SignedIn | sessions.Reused:
    """The new session, with the one of this browser's cookie ended."""
    former = token_in(run.request)
    if former is not None and isinstance(signed_in, SignedIn):
        await run.public(browser.end_former, former, signed_in)
    return signed_in


def in_cookie(run: Run, signed_in: SignedIn | sessions.Reused) -> Response[SessionOut]:
    """The access token in the body, the refresh token in the cookie.

    Raises:
        TokenReused: the token had been used before, so the session has ended.
    """
    if isinstance(signed_in, sessions.Reused):
        raise TokenReused
    body = SessionOut(access_token=signed_in.access_token, expires_in=signed_in.expires_in, user=signed_in.user)
    return Response(body, cookies=[cookie(run.request, signed_in.refresh_token)])


@post(
    "/auth/login",
    status_code=200,
    guards=[PUBLIC],
    summary="Sign in",
    tags=["Accounts"],
    responses=refuses(WrongCredentials, RateLimited, Invalid, Busy),
)
async def login(data: JSONBody[SignIn], run: NamedDependency[Run]) -> SignedIn:
    """A person signs in with a name and a password. An unknown name and a wrong password look the same."""
    return await sign_in_with(run, data)


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
    check_origin(run.request)
    said = browser.told(data)
    if isinstance(said, SignIn):
        return in_cookie(run, await instead_of_former(run, await sign_in_with(run, said)))
    return in_cookie(run, await instead_of_former(run, await run.public(browser.take_over, hash_of(said), address_of(run))))


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
    check_origin(run.request)
    presented = token_in(run.request)
    if presented is None:
        return Response(None, status_code=204)  # type: ignore[arg-type]
    return in_cookie(run, await run.public(browser.go_on, presented))


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
    check_origin(run.request)
    presented = token_in(run.request)
    if presented is not None:
        with contextlib.suppress(TokenInvalid):
            await run.public(browser.sign_out, presented)
    return Response(None, status_code=204, cookies=[cookie(run.request, None)])


@post(
    "/auth/logout",
    status_code=204,
    guards=[allow("menu.read", keyless=True)],
    summary="Sign out",
    tags=["Accounts"],
    responses=refuses(TokenInvalid, TokenExpired, Revoked),
)
async def logout(run: NamedDependency[Run]) -> Response[None]:
    """End the session of this token; its sockets close. A device that signs out has to be paired again."""
    return await run(sign_in.sign_out)


@post(
    "/auth/refresh",
    status_code=200,
    guards=[PUBLIC],
    summary="Refresh tokens",
    tags=["Accounts"],
    responses=refuses(TokenInvalid, TokenExpired, TokenReused, Invalid, Busy),
)
async def refresh(data: JSONBody[Refresh], run: NamedDependency[Run]) -> Tokens:
    """The next pair. The old refresh token stays good until its successor has been used; after that its reuse ends the session."""
    tokens = await run.public(sessions.refresh_tokens, hash_of(data.refresh_token))
    if isinstance(tokens, sessions.Reused):
        raise TokenReused
    return tokens


@post(
    "/auth/ticket",
    status_code=200,
    guards=[allow("menu.read", keyless=True)],
    summary="A ticket for a socket",
    tags=["Accounts"],
    responses=refuses(TokenInvalid, TokenExpired),
)
async def ticket(run: NamedDependency[Run]) -> Response[TicketOut]:
    """A one-use ticket, good for 30 seconds, for the hello of `/stream`."""
    return await run(sessions.make_ticket)


@post(
    "/auth/password",
    status_code=204,
    guards=[allow("menu.read", keyless=True)],
    summary="Change the own password",
    tags=["Accounts"],
    responses=refuses(WrongCredentials, Forbidden, RateLimited, Invalid, Busy),
)
async def change_password(data: JSONBody[ChangePassword], run: NamedDependency[Run]) -> Response[None]:
    """Change the own password. Every other session of the person ends."""
    known = await run.prepare(sign_in.password_in_use)
    verdict = await judge_in_thread(data.current, known.password_hash)
    if not verdict.fits:
        raise WrongCredentials
    check_password(data.password, known.role, known.username, known.name)
    return await run(sign_in.change_password, known.password_hash, await hash_in_thread(data.password))


@get("/staff", guards=[allow("staff.manage")], summary="Staff", tags=["Accounts"], responses=refuses(NotFound, Invalid))
async def list_staff(
    run: NamedDependency[Run],
    shop_id: FromQuery[UUID | None] = None,
    limit: FromQuery[int | None] = None,
    cursor: FromQuery[str | None] = None,
) -> Response[Page[UserOut]]:
    """The staff of the shop; for an owner, of the brand or one of its shops."""
    return await run.read(queries.staff_page, shop_id, limit, cursor)


@post(
    "/staff",
    status_code=201,
    guards=[allow("staff.manage", secret=True)],
    summary="Add staff",
    tags=["Accounts"],
    responses=refuses(Forbidden, NotFound, *WRITE_REFUSALS),
)
async def add_staff(data: JSONBody[AddStaff], run: NamedDependency[Run]) -> Response[UserOut]:
    """A new member of staff, who can sign in at once."""
    await run.prepare(staff.check_placing, data.role, data.shop_id)
    check_password(data.password, data.role, data.username, data.name)
    return await run(staff.add_staff, data, await hash_in_thread(data.password))


@get("/staff/{user_id:uuid}", guards=[allow("staff.manage")], summary="One member of staff", tags=["Accounts"], responses=refuses(NotFound))
async def get_staff(user_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[UserOut]:
    """One member of staff."""
    return await run.read(queries.staff_member, user_id)


@patch(
    "/staff/{user_id:uuid}",
    guards=[allow("staff.manage", secret=True)],
    summary="Change staff",
    tags=["Accounts"],
    responses=refuses(Forbidden, NotFound, *WRITE_REFUSALS),
)
async def change_staff(user_id: FromPath[UUID], data: JSONBody[ChangeStaff], run: NamedDependency[Run]) -> Response[StaffAnswer]:
    """Change a name, role, shop, job or password. A new role closes the person's sockets, a new password ends their sessions."""
    if data.password is UNSET:
        return await run(staff.change_staff, user_id, data, None)
    person = await run.prepare(queries.staff_member, user_id)
    check_password(data.password, person.role if data.role is UNSET else data.role, person.username, person.name)
    return await run(staff.change_staff, user_id, data, await hash_in_thread(data.password))


@post(
    "/staff/{user_id:uuid}/disable",
    status_code=200,
    guards=[allow("staff.manage")],
    summary="Switch staff off",
    tags=["Accounts"],
    responses=refuses(Forbidden, NotFound, *WRITE_REFUSALS),
)
async def disable_staff(user_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[StaffAnswer]:
    """Their tokens are dead and their sockets closed at once."""
    return await run(staff.set_staff_state, user_id, "disabled")


@post(
    "/staff/{user_id:uuid}/enable",
    status_code=200,
    guards=[allow("staff.manage")],
    summary="Switch staff on",
    tags=["Accounts"],
    responses=refuses(Forbidden, NotFound, *WRITE_REFUSALS),
)
async def enable_staff(user_id: FromPath[UUID], run: NamedDependency[Run]) -> Response[StaffAnswer]:
    """They may sign in again."""
    return await run(staff.set_staff_state, user_id, "active")


@get("/audit", guards=[allow("audit.read")], summary="The audit log", tags=["Accounts"], responses=refuses(NotFound, Invalid))
async def read_audit(
    run: NamedDependency[Run],
    shop_id: FromQuery[UUID | None] = None,
    object_kind: FromQuery[str | None] = None,
    object_id: FromQuery[str | None] = None,
    actor_id: FromQuery[UUID | None] = None,
    limit: FromQuery[int | None] = None,
    cursor: FromQuery[str | None] = None,
) -> Response[Page[AuditOut]]:
    """Who did what, newest first."""
    return await run.read(queries.audit_page, shop_id, object_kind, object_id, actor_id, limit, cursor)


ROUTES = [
    login,
    open_browser_session,
    refresh_browser_session,
    end_browser_session,
    logout,
    refresh,
    ticket,
    change_password,
    list_staff,
    add_staff,
    get_staff,
    change_staff,
    disable_staff,
    enable_staff,
    read_audit,
]
