"""The cookie of a browser's session. No page of another origin can send it (SameSite=Strict), and its origin is checked besides."""

from typing import Any

from litestar import Request
from litestar.datastructures import Cookie

from hub.accounts.errors import ForeignOrigin
from hub.accounts.tokens import REFRESH_LIFE, hash_of

PATH = "/api/v1/auth/session"
"""Where the cookie is sent to, and nowhere else."""
NAME = "venuehub_session"


def check_origin(request: Request[Any, Any, Any]) -> None:
    """Only the hub's own pages, and programs that are no browser, keep sessions this way.

    Raises:
        ForeignOrigin: a page of another origin asks.
    """
    if not request.app.state.hub.stage.welcome_origin(request.scope):
        raise ForeignOrigin


def token_in(request: Request[Any, Any, Any]) -> bytes | None:
    """The hash of the refresh token in the cookie."""
    value = request.cookies.get(NAME)
    return hash_of(value) if value else None


def cookie(request: Request[Any, Any, Any], refresh_token: str | None) -> Cookie:
    """The cookie with its next token; None takes it away."""
    return Cookie(
        key=NAME,
        value=refresh_token or "",
        path=PATH,
        max_age=int(REFRESH_LIFE["user"].total_seconds()) if refresh_token else 0,
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )
