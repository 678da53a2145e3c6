"""Between HTTP and verbs: who asks, what they may, the key of a write, and problem documents.

A route declares its permission with `allow(…)` or `PUBLIC`; one that declares nothing does not start the app. `Run` carries
a verb into a unit: sign-in, permission, idempotency and effect are one transaction.
"""

import asyncio
import hashlib
import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar
from uuid import UUID

import msgspec
from litestar import Request, Response
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.handlers import BaseRouteHandler
from litestar.openapi.datastructures import ResponseSpec

from hub.kit import idempotency
from hub.kit.db import Database, Tx
from hub.kit.errors import (
    BadJson,
    Busy,
    CommandTooOld,
    Forbidden,
    Invalid,
    KeyMissing,
    KeyReused,
    NotFound,
    NotSignedIn,
    RateLimited,
    Refusal,
    RequestInProgress,
    UnsupportedMediaType,
    invalid,
)
from hub.kit.files import Files

P = ParamSpec("P")
T = TypeVar("T")
W = TypeVar("W")

Work = Callable[[Tx], Any]

NO_NUL = "the character U+0000 cannot be stored"
KEY = re.compile(r"[\x21-\x7e]{8,128}")
OLDEST_COMMAND = timedelta(hours=72)
WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
JSON = ("application/json",)

encoder = msgspec.json.Encoder()


class In(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a request may bring; unknown members are refused."""


class Out(msgspec.Struct, frozen=True, kw_only=True):
    """What an answer or an event carries."""


class Who(Protocol):
    """What `Run` needs to know of the one who asks."""

    @property
    def key_owner(self) -> UUID: ...
    def may(self, permission: str) -> bool: ...


class Desk:
    """What requests of one process share."""

    def __init__(self, database: Database, authenticate: Callable[[Tx, bytes], Who], files: Files) -> None:
        self.database = database
        self.authenticate = authenticate
        self.files = files
        self.in_flight: set[tuple[bytes, str]] = set()
        """Tokens and keys whose first request still runs in this process."""


class Allow:
    """The guard of a route: any one of these permissions suffices. The verb's unit checks it, in its own transaction."""

    def __init__(self, *permissions: str, keyless: bool = False, secret: bool = False, takes: tuple[str, ...] = JSON) -> None:
        self.permissions = permissions
        self.takes = takes
        """Media types of the body."""
        self.secret = secret
        """The body may hold a password, so what is stored of the request must not help anybody to guess it."""
        self.keyless = keyless
        """This write needs no Idempotency-Key (sign-in and pairing)."""

    async def __call__(self, connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
        check_content_type(connection, self.takes)
        check_address(connection)
        if self.permissions:
            token_hash(connection)


def allow(*permissions: str, keyless: bool = False, secret: bool = False, takes: tuple[str, ...] = JSON) -> Allow:
    """Any of these permissions lets the caller in."""
    return Allow(*permissions, keyless=keyless, secret=secret, takes=takes)


PUBLIC = Allow(keyless=True)
"""Open to everyone, signed in or not."""


def refuses(*kinds: type[Refusal]) -> dict[int, ResponseSpec]:
    """The refusals of a route for the API document, one entry per status."""
    by_status: dict[int, list[type[Refusal]]] = {}
    for kind in kinds:
        by_status.setdefault(kind.status, []).append(kind)
    return {status: problem_response(group) for status, group in sorted(by_status.items())}


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """RFC 9457 problem document. `code` is stable; further members carry facts of the case."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    instance: str | None = None


class Documented(ResponseSpec):
    """Never changed, so the framework's copies of a route may share it: copying cost a quarter of making the app."""

    def __deepcopy__(self, memo: dict[int, Any]) -> "Documented":
        return self


def problem_response(kinds: Sequence[type[Refusal]]) -> ResponseSpec:
    """The refusals of one status."""
    from litestar.openapi.spec import Example

    return Documented(
        data_container=Problem,
        media_type="application/problem+json",
        generate_examples=False,
        description=" · ".join(f"`{kind.code}`: {kind.title}" for kind in kinds),
        examples=[Example(id=kind.code, summary=kind.title, value=kind().problem()) for kind in kinds],
    )


def check_content_type(connection: ASGIConnection[Any, Any, Any, Any], takes: tuple[str, ...] = JSON) -> None:
    """Bodies are plain: of the types that the route takes, JSON unless it says otherwise.

    Raises:
        UnsupportedMediaType: another type, or compressed.
    """
    headers = connection.headers
    if headers.get("content-length", "0") == "0" and "transfer-encoding" not in headers:
        return
    kind = headers.get("content-type", takes[0]).partition(";")[0].strip().lower()
    if kind not in takes or headers.get("content-encoding", "identity") != "identity":
        raise UnsupportedMediaType if takes is JSON else UnsupportedMediaType(f"This address takes {', '.join(takes)}, not compressed.")


def check_address(connection: ASGIConnection[Any, Any, Any, Any]) -> None:
    """No U+0000 in an address: not every database can look for it.

    Raises:
        NotFound: in the path.
        Invalid: in the query.
    """
    if "\0" in connection.scope["path"]:
        raise NotFound
    if b"%00" in connection.scope["query_string"]:
        raise invalid("", NO_NUL)


def token_hash(connection: ASGIConnection[Any, Any, Any, Any]) -> bytes:
    """SHA-256 of the bearer token; the token itself goes no further.

    Raises:
        NotSignedIn: there is none.
    """
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotSignedIn
    return hashlib.sha256(token.strip().encode()).digest()


def command_key(request: Request[Any, Any, Any]) -> str:
    """The Idempotency-Key of a write.

    Raises:
        KeyMissing: none, or not 8 to 128 visible ASCII characters.
    """
    key = request.headers.get("idempotency-key", "")
    if not KEY.fullmatch(key):
        raise KeyMissing
    return key


def queued_at(request: Request[Any, Any, Any]) -> datetime | None:
    """Since when a command waits, which comes from a device's offline queue.

    Raises:
        Invalid: it is no time.
    """
    said = request.headers.get("queued-at")
    if said is None:
        return None
    try:
        at = datetime.fromisoformat(said)
    except ValueError:
        raise invalid("/Queued-At", "a UTC time such as 2026-11-22T02:41:07.123Z") from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


class Run:
    """Carries the verb of one request into its unit of work."""

    def __init__(self, request: Request[Any, Any, State], desk: Desk) -> None:
        self.request = request
        self.desk = desk
        guard = guard_of(request.route_handler)
        self.permissions, self.keyless, self.secret = guard.permissions, guard.keyless, guard.secret
        self.status = request.route_handler.status_code

    def _who(self, tx: Tx, token: bytes) -> Any:
        who = self.desk.authenticate(tx, token)
        if self.permissions and not any(who.may(permission) for permission in self.permissions):
            raise Forbidden
        tx.request_id = self.request.scope.get("request_id")  # type: ignore[assignment]
        return who

    async def __call__(self, verb: Callable[Concatenate[Tx, Any, P], T], *args: P.args, **kwargs: P.kwargs) -> Response[T]:
        """Run a verb that writes, as the caller, once per key."""
        return await self._once(self.desk.database.run, verb, *args, **kwargs)

    async def later(self, verb: Callable[Concatenate[Tx, Any, P], T], *args: P.args, **kwargs: P.kwargs) -> Response[T]:
        """The same in the second lane, for a verb that writes a thousand rows: alone, and when no command waits in front."""
        return await self._once(self.desk.database.run_later, verb, *args, **kwargs)

    async def _once(
        self, carry: Callable[[Work], Awaitable[Any]], verb: Callable[Concatenate[Tx, Any, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> Response[T]:
        request, desk = self.request, self.desk
        token = token_hash(request)
        if self.keyless:
            return self._answer(await carry(lambda tx: encoder.encode(verb(tx, self._who(tx, token), *args, **kwargs))))
        key = command_key(request)
        queued = queued_at(request)
        request_hash = await hash_of(request)
        if self.secret:
            await desk.database.read(lambda tx: self._who(tx, token))  # no stranger makes us work that hard
            request_hash = await asyncio.to_thread(slow_hash, request_hash, key)
        slot = (token, key)
        if slot in desk.in_flight:
            raise RequestInProgress(retry_after=1)

        def work(tx: Tx) -> tuple[int, bytes, bool]:
            who = self._who(tx, token)
            tx.cause, tx.if_match = key, request.headers.get("if-match")
            before = idempotency.claim(tx, who.key_owner, key, request_hash)
            if before is not None:
                return before.status, before.body, True
            if queued is not None and tx.now - queued > OLDEST_COMMAND:  # it has not taken effect before, and must not now
                raise CommandTooOld
            result = verb(tx, who, *args, **kwargs)
            body = b"" if result is None else encoder.encode(result)
            idempotency.keep(tx, idempotency.Answer(who.key_owner, key, request_hash, self.status, body))
            return self.status, body, False

        desk.in_flight.add(slot)
        try:
            status, body, replayed = await carry(work)
        finally:
            desk.in_flight.discard(slot)
        return answer(status, body, {"Idempotency-Replayed": "true"} if replayed else None)

    async def read(self, query: Callable[Concatenate[Tx, Any, P], T], *args: P.args, **kwargs: P.kwargs) -> Response[T]:
        """Run a query on one consistent state, as the caller."""
        token = token_hash(self.request)
        return self._answer(await self.desk.database.read(lambda tx: encoder.encode(query(tx, self._who(tx, token), *args, **kwargs))))

    async def public(self, verb: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a verb that writes without anybody signed in; the struct itself comes back, and nothing is stored under a key."""

        def work(tx: Tx) -> T:
            tx.request_id = self.request.scope.get("request_id")  # type: ignore[assignment]
            return verb(tx, *args, **kwargs)

        return await self.desk.database.run(work)

    async def prepare(self, verb: Callable[Concatenate[Tx, Any, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a verb as the caller and without a key, before slow work that no unit may hold; the struct itself comes back."""
        token = token_hash(self.request)
        return await self.desk.database.run(lambda tx: verb(tx, self._who(tx, token), *args, **kwargs))

    async def peek(self, query: Callable[Concatenate[Tx, Any, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Like `read`, but the struct itself comes back, for a handler that goes on with it."""
        token = token_hash(self.request)
        return await self.desk.database.read(lambda tx: query(tx, self._who(tx, token), *args, **kwargs))

    def _answer(self, body: bytes) -> Response[Any]:
        return answer(self.status, b"" if self.status == 204 else body, None)


def answer(status: int, body: bytes, headers: dict[str, str] | None) -> Response[Any]:
    """Ready bytes as an answer."""
    return Response(content=body, status_code=status, media_type="application/json", headers=headers)


async def hash_of(request: Request[Any, Any, Any]) -> bytes:
    """What makes two requests the same: method, path with query, body."""
    url = request.url
    head = f"{request.method} {url.path}?{url.query}\n".encode()
    return hashlib.sha256(head + await request.body()).digest()


def slow_hash(request_hash: bytes, key: str) -> bytes:
    """A hash that is as slow to try as the password's own, 32 bytes; the key is the salt."""
    return hashlib.scrypt(request_hash, salt=key.encode(), n=2**14, r=8, p=1, dklen=32)


def make_run(request: Request[Any, Any, State]) -> Run:
    """The dependency `run`."""
    return Run(request, request.app.state.desk)


def guard_of(handler: BaseRouteHandler) -> Allow:
    """The one permission guard of a route.

    Raises:
        RuntimeError: it declares none, or several: such an app does not start.
    """
    known: Allow | None = handler.opt.get("allow")
    if known is None:
        guards = [guard for guard in handler.resolve_guards() if isinstance(guard, Allow)]
        if len(guards) != 1:
            raise RuntimeError(f"the route {sorted(handler.paths)} declares no permission, or several: deny by default")
        known = handler.opt["allow"] = guards[0]
    return known


class HubRequest(Request[Any, Any, State]):
    """Reads JSON bodies strictly, straight into the struct of the route."""

    async def json(self) -> Any:
        body = await self.body()
        field = self.route_handler.parsed_data_field
        try:
            data = msgspec.json.decode(body, type=Any if field is None else field.annotation)
        except msgspec.ValidationError as error:
            raise invalid_from(error) from None
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
            raise BadJson(str(error)) from None
        if rb"\u0000" in body:  # where no pattern of the member has refused it
            check_texts(msgspec.json.decode(body))
        return data


def check_texts(value: Any, pointer: str = "") -> None:
    """No U+0000 in a body: not every database can hold it.

    Raises:
        Invalid: pointing at the text.
    """
    if isinstance(value, str) and "\0" in value:
        raise invalid(pointer, NO_NUL)
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, member in members:
        check_texts(name, pointer)
        check_texts(member, f"{pointer}/{str(name).replace('~', '~0').replace('/', '~1')}")


AT = re.compile(r"^(?P<said>.*?)(?: - at (?:`key` in )?`\$(?P<path>[^`]*)`)?$", re.DOTALL)
UNKNOWN = re.compile(r"unknown field `(?P<name>.*)`|missing required field `(?P<missing>.*)`")


def invalid_from(error: msgspec.ValidationError) -> Invalid:
    """msgspec's own words, with a JSON pointer to the member; to what holds it, where msgspec does not say which key it was."""
    match = AT.match(str(error))
    said, path = (match["said"], match["path"] or "") if match else (str(error), "")
    known, keyless, _ = path.partition("[...]")
    pointer = re.sub(r"\[(\d+)\]", r".\1", known).replace("~", "~0").replace("/", "~1").replace(".", "/")
    named = UNKNOWN.search(said)
    if named and not keyless:
        pointer += "/" + (named["name"] or named["missing"] or "").replace("~", "~0").replace("/", "~1")
    return invalid(pointer, said)


WRITE_REFUSALS = (KeyMissing, BadJson, Invalid, KeyReused, RequestInProgress, CommandTooOld, UnsupportedMediaType, RateLimited, Busy)
