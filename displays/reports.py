"""What browsers report of pages that broke their policy: counted, and logged as far as that can do no harm."""

import logging
import time
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from litestar import Request, Response, post
from litestar.datastructures import State

from displays.policies import REPORTS
from hub.kit.errors import BadJson, RateLimited, TooLarge, UnsupportedMediaType
from hub.kit.web import PUBLIC

log = logging.getLogger("displays.reports")

Asked = Request[Any, Any, State]

BYTES_MAX = 16 * 1024
PER_MINUTE = 60
TYPES = {"application/reports+json", "application/csp-report", "application/json"}
SAID = {
    "document": ("documentURL", "document-uri"),
    "directive": ("effectiveDirective", "effective-directive", "violated-directive"),
    "blocked": ("blockedURL", "blocked-uri"),
    "source": ("sourceFile", "source-file"),
    "line": ("lineNumber", "line-number"),
}
"""What is written down, by either of the names that browsers use for it."""


class Reports:
    """The count since the start, and what may still be taken in this minute. Anybody can send a report, so few are enough."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.count = 0
        self._clock = clock
        self._minute = -1.0
        self._left = 0

    def take(self, body: bytes) -> None:
        """Count and log what one request reports.

        Raises:
            RateLimited: this minute has had its reports.
            BadJson: it is no report.
        """
        minute = self._clock() // 60
        if minute != self._minute:
            self._minute, self._left = minute, PER_MINUTE
        if self._left <= 0:
            raise RateLimited(retry_after=60)
        self._left -= 1
        for report in reports_in(body):
            self.count += 1
            log.warning("a page broke its policy", extra={"report": report})


def reports_in(body: bytes) -> Iterator[dict[str, str]]:
    """Each report of a body, as a list of the Reporting API or as one of the older kind.

    Raises:
        BadJson: it is neither.
    """
    try:
        sent = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise BadJson(str(error)) from None
    for each in sent[:20] if isinstance(sent, list) else [sent]:
        if not isinstance(each, dict):
            raise BadJson("a report is an object")
        inner = each.get("body") or each.get("csp-report") or {}
        if isinstance(inner, dict):
            yield {name: str(next((inner[key] for key in keys if key in inner), ""))[:200] for name, keys in SAID.items()}


def report_route(reports: Reports) -> Any:
    """The route that `report-to` and `report-uri` name."""

    @post(REPORTS, status_code=204, opt={"allow": PUBLIC}, include_in_schema=False)
    async def report(request: Asked) -> Response[None]:
        """Take what a browser reports. Nobody signs in for that, so it does as little as it can."""
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() not in TYPES:
            raise UnsupportedMediaType
        if int(request.headers.get("content-length") or 0) > BYTES_MAX:
            raise TooLarge
        body = await request.body()
        if len(body) > BYTES_MAX:
            raise TooLarge
        reports.take(body)
        return Response(None, status_code=204)

    return report
