"""The cookie of a browser's session. No page of another origin can send it (SameSite=Strict), and its origin is checked besides."""

from typing import Any

from litestar import Request
from litestar.datastructures import Cookie

from hub.accounts.errors import ForeignOrigin
from hub.accounts.tokens import REFRESH_LIFE, hash_of

PATH = "/api/v1/auth/session"
"""Where the cookie is sent to over plain http, and nowhere else."""
NAME = "venuehub_session"
USUAL_PORTS = {"http": "80", "https": "443"}


def name_and_path(request: Request[Any, Any, Any]) -> tuple[str, str]:
    """What the cookie is called, and where it is sent to.

    Cookies know hosts and no ports, so the name holds the port that the browser called: of two hubs on one host neither takes the other's
    session away. Over TLS it is a `__Host-` cookie, which no neighbouring host can plant; browsers take one for the path `/` only.
    """
    scheme = request.scope["scheme"]
    port = request.headers.get("host", "").rpartition(":")[2]
    name = f"{NAME}_{port if port.isascii() and port.isdigit() else USUAL_PORTS[scheme]}"
    return (f"__Host-{name}", "/") if scheme == "https" else (name, PATH)


def check_origin(request: Request[Any, Any, Any]) -> None:
    """Only the hub's own pages, and programs that are no browser, keep sessions this way.

    Raises:
        ForeignOrigin: a page of another origin asks.
    """
    if not request.app.state.hub.stage.welcome_origin(request.scope):
        raise ForeignOrigin


def token_in(request: Request[Any, Any, Any]) -> bytes | None:
    """The hash of the refresh token in the cookie."""
    value = request.cookies.get(name_and_path(request)[0])
    return hash_of(value) if value else None


def cookie(request: Request[Any, Any, Any], refresh_token: str | None) -> Cookie:
    """The cookie with its next token; None takes it away."""
    name, path = name_and_path(request)
    return Cookie(
        key=name,
        value=refresh_token or "",
        path=path,
        max_age=int(REFRESH_LIFE["user"].total_seconds()) if refresh_token else 0,
        secure=request.scope["scheme"] == "https",
        httponly=True,
        samesite="strict",
    )
