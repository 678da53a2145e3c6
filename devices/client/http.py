"""One hub's address and the HTTP connections to it. Knows JSON and problems, no tokens and no retries."""

from __future__ import annotations

import ssl
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

import httpx
import msgspec

from devices.client.problems import Problem, Silence, problem_from

API = "/api/v1"
FILES = ("audio/", "image/")


class Reply(msgspec.Struct, frozen=True):
    """An answer that came: HTTP status, header fields (lower-case names), and the decoded body.

    The body is what the JSON says, the bytes of a sound or a picture, or text; None when there is none.
    """

    status: int
    headers: dict[str, str]
    body: Any

    @property
    def ok(self) -> bool:
        """Whether the hub did what was asked."""
        return 200 <= self.status < 300

    @property
    def replayed(self) -> bool:
        """Whether this is the stored answer of an earlier send of the same key."""
        return self.headers.get("idempotency-replayed") == "true"

    @property
    def code(self) -> str:
        """The stable word of a problem; empty for an answer that is none."""
        return str(self.body.get("code", "")) if not self.ok and isinstance(self.body, dict) else ""

    @property
    def retry_after_seconds(self) -> float | None:
        """How long the hub asks to wait, if it says so in seconds."""
        said = self.headers.get("retry-after", "")
        return float(said) if said.isdigit() else None

    def problem(self) -> Problem:
        """The refusal or fault as an exception to raise."""
        return problem_from(self.status, self.body)


class Hub:
    """A hub as its clients reach it, for example `Hub("http://127.0.0.1:8000")`.

    All devices of a process may share one: it holds the connection pool. `stream_url` is given when the websocket has another address, and
    `http` when a test brings its own client (its base_url is not used). Use it as an async context manager, or `aclose()` it.
    """

    def __init__(
        self,
        url: str,
        *,
        stream_url: str | None = None,
        timeout_seconds: float = 10.0,
        verify: bool | ssl.SSLContext = True,
        http: httpx.AsyncClient | None = None,
    ) -> None:
        self.url = url.rstrip("/")
        parts = urlsplit(self.url)
        self.secure = parts.scheme == "https"
        self.stream_url = stream_url or f"{'wss' if self.secure else 'ws'}://{parts.netloc}{parts.path}{API}/stream"
        self.timeout_seconds = timeout_seconds
        self.verify = verify
        self._http = http
        self._own_http = http is None

    async def __aenter__(self) -> Hub:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        if self._http is not None and self._own_http:
            await self._http.aclose()
            self._http = None

    async def request(
        self,
        method: str,
        path: str,
        *,
        token: str | None = None,
        body: Any = None,
        headers: dict[str, str] | None = None,
        params: dict[str, Any] | None = None,
        timeout_seconds: float | None = None,
    ) -> Reply:
        """Ask once. `path` is below `/api/v1`, or begins with it, or is a whole address of this hub.

        `body` is sent as JSON; parameters that are None are left out.

        Raises:
            Silence: no whole answer came; the request may have taken effect.
        """
        fields = dict(headers or {})
        if token is not None:
            fields["Authorization"] = f"Bearer {token}"
        content = None if body is None else msgspec.json.encode(body)
        if content is not None:
            fields["Content-Type"] = "application/json"
        url = path if path.startswith(f"{self.url}/") else self.url + (path if path.startswith(API) else API + path)
        query = {name: value for name, value in (params or {}).items() if value is not None}
        wait = self.timeout_seconds if timeout_seconds is None else timeout_seconds
        try:
            answer = await self._pool().request(method, url, content=content, headers=fields, params=query or None, timeout=wait)
        except httpx.HTTPError as silence:
            raise Silence(f"{method} {path}: {type(silence).__name__} {silence}") from silence
        return Reply(answer.status_code, {name.lower(): value for name, value in answer.headers.items()}, _decoded(answer))

    def _pool(self) -> httpx.AsyncClient:
        if self._http is None:
            # Making a TLS context takes 20 ms and much memory: not for plain HTTP. The environment's proxies are not for a venue's network.
            limits = httpx.Limits(max_connections=1000, max_keepalive_connections=200, keepalive_expiry=4.0)
            self._http = httpx.AsyncClient(verify=self.verify if self.secure else False, trust_env=False, limits=limits)
        return self._http


def _decoded(answer: httpx.Response) -> Any:
    if not answer.content:
        return None
    if answer.headers.get("content-type", "").startswith(FILES):
        return answer.content
    try:
        return msgspec.json.decode(answer.content)
    except msgspec.DecodeError:
        return answer.text
