"""Refusals are answers we expect to give; faults are ours.

A refusal becomes an RFC 9457 problem document, and its docstring becomes the page its `type` points to.
"""

from typing import Any, ClassVar

PROBLEM_PAGES = "/problems/"


class Refusal(Exception):
    """The hub understood and says no."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "refused"
    title: ClassVar[str] = "Refused"

    def __init__(self, detail: str = "", **facts: Any) -> None:
        self.detail = detail or " ".join((type(self).__doc__ or self.title).split())
        super().__init__(self.detail)
        self.facts = facts

    def problem(self, instance: str | None = None) -> dict[str, Any]:
        """The problem document, facts as members beside the standard ones."""
        document: dict[str, Any] = {
            "type": PROBLEM_PAGES + self.code,
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
        }
        if instance is not None:
            document["instance"] = instance
        return document | self.facts

    @classmethod
    def all_kinds(cls) -> "list[type[Refusal]]":
        """Every refusal that is loaded, for the problem pages and the API document."""
        kinds: list[type[Refusal]] = []
        for kind in cls.__subclasses__():
            kinds += [kind, *kind.all_kinds()]
        return kinds


class Fault(Exception):
    """Something that must be true was not. The unit ends, nothing is written, someone is told."""


def require(condition: object, rule: str) -> None:
    """Stop the unit when a rule of ours does not hold; `rule` says it in words."""
    if not condition:
        raise Fault(rule)


class BadJson(Refusal):
    """The body could not be read as JSON text in UTF-8."""

    status, code, title = 400, "bad_json", "The body is not JSON"


class KeyMissing(Refusal):
    """Every write names an Idempotency-Key of 8 to 128 visible ASCII characters, so that it can be repeated safely."""

    status, code, title = 400, "idempotency_key_missing", "The write has no usable Idempotency-Key"


class NotSignedIn(Refusal):
    """The request carries no token. Sign in, or pair the device, and send `Authorization: Bearer …`."""

    status, code, title = 401, "not_signed_in", "Not signed in"


class Forbidden(Refusal):
    """You are signed in, but your role does not allow this, whatever the id says."""

    status, code, title = 403, "forbidden", "Not allowed for this role"


class NotFound(Refusal):
    """There is no such thing, or it is not yours: the answer is the same."""

    status, code, title = 404, "not_found", "Not found"


class MethodNotAllowed(Refusal):
    """The address exists, but not with this method."""

    status, code, title = 405, "method_not_allowed", "Method not allowed"


class NotEnabled(Refusal):
    """This is an extension that the shop has switched off in its settings."""

    status, code, title = 409, "not_enabled", "Switched off in this shop"


class StateNotAllowed(Refusal):
    """The thing is not in a state from which this can be done. `from` and `allowed` say what it is in and what it would need."""

    status, code, title = 409, "state_not_allowed", "Not possible in this state"


class RequestInProgress(Refusal):
    """The same key is being worked on right now. Ask again after `Retry-After` seconds with the same key."""

    status, code, title = 409, "request_in_progress", "The first request with this key still runs"


class CommandTooOld(Refusal):
    """A device kept this command in its queue for more than 72 hours. A person should look at it instead."""

    status, code, title = 409, "command_too_old", "The command waited too long"


class UnreadableSheet(Refusal):
    """The file is no table that can be read: no CSV or XLSX, without a heading line, with unknown columns, or too large."""

    status, code, title = 422, "unreadable_sheet", "The table cannot be read"


class NotAPicture(Refusal):
    """The body is no PNG, JPEG or WebP that can be read, or has more than 50 million pixels (PNG and WebP: 16 million)."""

    status, code, title = 422, "not_a_picture", "Not a picture"


class VersionMismatch(Refusal):
    """`If-Match` named a version that is no longer the present one."""

    status, code, title = 412, "version_mismatch", "It has changed meanwhile"


class TooLarge(Refusal):
    """The body is larger than this address takes: 256 KiB as a rule, more for pictures and sheets."""

    status, code, title = 413, "too_large", "The body is too large"


class UnsupportedMediaType(Refusal):
    """The body is of another type than this address takes, or compressed. Most take `application/json`."""

    status, code, title = 415, "unsupported_media_type", "That type of body is not understood here"


class Invalid(Refusal):
    """The request is well-formed but breaks a rule. `errors` points at each member that does."""

    status, code, title = 422, "invalid", "The request breaks a rule"


class KeyReused(Refusal):
    """This Idempotency-Key was used for another request. A key belongs to one request for 7 days."""

    status, code, title = 422, "idempotency_key_reused", "The key belongs to another request"


class RateLimited(Refusal):
    """Too many requests of this kind. Wait `Retry-After` seconds."""

    status, code, title = 429, "rate_limited", "Too many requests"


class ServerError(Refusal):
    """The hub made a mistake. It is logged under the request id; nothing was changed."""

    status, code, title = 500, "server_error", "The hub made a mistake"


class Busy(Refusal):
    """More commands are waiting than the hub takes on, or the database is busy. Nothing was done; try again with the same key."""

    status, code, title = 503, "busy", "Too busy right now"


class ReadOnly(Refusal):
    """The database does not take writes at the moment. Screens go on; try again with the same key."""

    status, code, title = 503, "read_only", "The hub is read-only right now"


class StorageFull(Refusal):
    """The disk is full. Nothing was written; what was committed before is safe."""

    status, code, title = 507, "storage_full", "The disk is full"


def invalid(pointer: str, detail: str) -> Invalid:
    """An `Invalid` that points at one member, for example `/lines/0/quantity`."""
    return Invalid(detail, errors=[{"pointer": pointer, "detail": detail}])
