"""Refusals of pairing, in the words of RFC 8628, and of devices."""

from hub.kit.errors import Refusal


class AuthorizationPending(Refusal):
    """Nobody has approved the screen yet. Ask again after `interval` seconds."""

    status, code, title = 400, "authorization_pending", "Not approved yet"


class SlowDown(Refusal):
    """The screen asks too often. `interval` is from now on five seconds longer."""

    status, code, title = 400, "slow_down", "Ask less often"


class AccessDenied(Refusal):
    """A person has refused this screen. It may ask for a new code."""

    status, code, title = 400, "access_denied", "The screen was refused"


class ExpiredToken(Refusal):
    """The device code is older than ten minutes, unknown, or its tokens were fetched already. Ask for a new code."""

    status, code, title = 400, "expired_token", "The code has run out"


class PairingUsed(Refusal):
    """This code was approved or refused before. Each code is good for one screen, once."""

    status, code, title = 409, "pairing_used", "The code was used already"


class SeatRevoked(Refusal):
    """A hello with the token of an ended session or a revoked device: the socket closes with 4002 instead of 4001."""

    status, code, title = 401, "revoked", "No longer let in"
