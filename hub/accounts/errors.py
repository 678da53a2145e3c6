"""Refusals of signing in and of tokens."""

from hub.kit.errors import Refusal


class TokenInvalid(Refusal):
    """The token is unknown. Sign in again, or pair the device again."""

    status, code, title = 401, "token_invalid", "The token is not valid"


class Revoked(TokenInvalid):
    """The session was ended, the device revoked or the account switched off. Over HTTP it looks like any unknown token."""


class TokenExpired(Refusal):
    """The access token is older than 15 minutes, or the refresh token than its life. Refresh, or sign in again."""

    status, code, title = 401, "token_expired", "The token has run out"


class TokenReused(Refusal):
    """A refresh token was used again after its successor had been used: somebody copied it.

    The session is ended; a device is revoked and has to be paired again.
    """

    status, code, title = 401, "token_reused", "The refresh token was used before"


class ForeignOrigin(Refusal):
    """A page of another origin asks for a session that only the hub's own pages may keep. `server.origins` names further ones."""

    status, code, title = 403, "foreign_origin", "Not a page of this hub"


class WrongCredentials(Refusal):
    """The name or the password is wrong. Which of them is not said."""

    status, code, title = 401, "wrong_credentials", "Wrong name or password"
