"""Every way a request can fail leaves as one RFC 9457 document, and every request has an id."""

import contextlib
import html
import logging
import secrets
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import msgspec
from litestar import Request, Response, get
from litestar.exceptions import (
    HTTPException,
    MethodNotAllowedException,
    NotFoundException,
    ValidationException,
)
from litestar.params import FromPath

from hub.kit.errors import BadJson, Invalid, MethodNotAllowed, NotFound, Refusal, ServerError, TooLarge
from hub.kit.log import request_id
from hub.kit.web import PUBLIC, invalid_from

log = logging.getLogger("hub.web")

LOOPBACK = ("127.0.0.1", "::1", "[::1]", "localhost")
MEDIA_TYPE = "application/problem+json"

SECURITY_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (
        b"permissions-policy",
        b"autoplay=(self), fullscreen=(self), screen-wake-lock=(self), accelerometer=(), camera=(), display-capture=(), "
        b"encrypted-media=(), geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), payment=(), "
        b"picture-in-picture=(), publickey-credentials-get=(), serial=(), usb=(), xr-spatial-tracking=()",
    ),
]
ISOLATION = (b"cross-origin-opener-policy", b"same-origin")
"""Browsers heed it only where the connection can be trusted, and complain elsewhere."""
TLS_ONLY = (b"strict-transport-security", b"max-age=31536000")
"""A year of https alone. Browsers heed it for names, not for addresses."""
API_POLICY = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
NO_STORE = (b"cache-control", b"no-store")


def problem_answer(request: Request[Any, Any, Any], refusal: Refusal) -> Response[bytes]:
    """The document, with the headers that go with its status."""
    headers: dict[str, str] = {}
    if "retry_after" in refusal.facts:
        headers["Retry-After"] = str(refusal.facts["retry_after"])
    if refusal.status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="venuehub"'
    if refusal.status == 405 and refusal.facts.get("allow"):
        headers["Allow"] = refusal.facts["allow"]
    body = msgspec.json.encode(refusal.problem(instance=request.url.path))
    return Response(content=body, status_code=refusal.status, media_type=MEDIA_TYPE, headers=headers)


def refused(request: Request[Any, Any, Any], refusal: Refusal) -> Response[bytes]:
    return problem_answer(request, refusal)


def invalid_body(request: Request[Any, Any, Any], error: msgspec.ValidationError) -> Response[bytes]:
    return problem_answer(request, invalid_from(error))


def refused_by_framework(request: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    """What the framework refuses, in our words."""
    refusal = translated(error)
    if isinstance(refusal, ServerError):
        log.error("the framework failed", exc_info=error, extra={"method": request.method, "path": request.url.path})
    if isinstance(refusal, MethodNotAllowed):
        refusal.facts["allow"] = ", ".join(methods_of(request))
    return problem_answer(request, refusal)


def methods_of(request: Request[Any, Any, Any]) -> list[str]:
    """The methods that an address understands, whichever handlers serve them."""
    understood = []
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        with contextlib.suppress(HTTPException):
            request.app.asgi_router.handle_routing(path=request.scope["path"], method=method)
            understood.append(method)
    return understood


GONE = "client disconnected prematurely"
"""What the framework calls its own failure, and is none of ours: the caller went away before its body was whole."""


def translated(error: HTTPException) -> Refusal:
    if isinstance(error, ValidationException):
        extra: Any = error.extra or []
        found = [
            {"pointer": "/" + str(each.get("key", "")).replace(".", "/"), "detail": str(each.get("message", ""))}
            for each in (extra if isinstance(extra, list) else [])
        ]
        return Invalid(found[0]["detail"] if found else error.detail, errors=found)
    if isinstance(error, NotFoundException):
        return NotFound()
    if isinstance(error, MethodNotAllowedException):
        return MethodNotAllowed()
    if error.status_code == 413:
        return TooLarge()
    if error.status_code < 500 or error.detail == GONE:
        return BadJson(error.detail)
    return ServerError()


def fault(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Ours: logged with its traceback under the request id; the caller learns nothing of our insides."""
    log.error("a request failed", exc_info=error, extra={"method": request.method, "path": request.url.path})
    return problem_answer(request, ServerError())


HANDLERS: dict[Any, Any] = {
    Refusal: refused,
    msgspec.ValidationError: invalid_body,
    HTTPException: refused_by_framework,
    Exception: fault,
}


def is_this_machine(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Whether the browser runs beside the hub. It must not learn that `localhost` is https for a year, whatever else is served there."""
    host = next((value for name, value in headers if name == b"host"), b"").decode("latin-1").lower()
    return host.rpartition(":")[0] in LOOPBACK or host in LOOPBACK


class Envelope:
    """The outermost layer of each request: an id, security headers, one log line. Plain ASGI, so that it costs little."""

    def __init__(self, app: Callable[..., Awaitable[None]]) -> None:
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        known = secrets.token_hex(8)
        scope["request_id"] = known
        mark = request_id.set(known)
        status = 0

        async def send_with_headers(message: Any) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = list(message["headers"])
                present = {name for name, _ in headers}
                headers += SECURITY_HEADERS
                if scope["scheme"] == "https" or (scope.get("server") or ("",))[0] in LOOPBACK:
                    headers.append(ISOLATION)
                if scope["scheme"] == "https" and not is_this_machine(scope["headers"]):
                    headers.append(TLS_ONLY)
                headers.append((b"x-request-id", known.encode()))
                if b"content-security-policy" not in present:
                    headers.append(API_POLICY)
                if b"cache-control" not in present:
                    headers.append(NO_STORE)
                message = message | {"headers": headers}
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        finally:
            request_id.reset(mark)
            if status >= 500 or log.isEnabledFor(logging.DEBUG):
                log.log(
                    logging.WARNING if status >= 500 else logging.DEBUG,
                    "request",
                    extra={"request_id": known, "method": scope["method"], "path": scope["path"], "status": status},
                )


@get("/problems/{code:str}", guards=[PUBLIC], media_type="text/html", include_in_schema=False)
async def problem_page(code: FromPath[str]) -> Response[bytes]:
    """What a problem `code` means, for people."""
    kinds = [kind for kind in Refusal.all_kinds() if kind.code == code]
    if not kinds:
        raise NotFound
    kind = kinds[0]
    said = html.escape(" ".join((kind.__doc__ or "").split()))
    title, name = html.escape(kind.title), html.escape(kind.code)
    page = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><h1>{title}</h1><p><code>{kind.status} {name}</code></p><p>{said}</p></html>"
    )
    return Response(content=page.encode(), media_type="text/html")
